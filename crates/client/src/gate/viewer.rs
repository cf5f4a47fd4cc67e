//! For those who may read and not write: the values, who could fill them in, and how to ask them.

use messages::key::{gate, viewer};
use model::{Draft, Field, Membership, Role};

use crate::components::{Notice, Tone};
use crate::form::{FieldValues, field_name};
use crate::markup::{IntoNode, Node, view};
use crate::portal::{Portal, use_portal};
use crate::reactive::prelude::*;
use crate::{browser, texts};

/// The contact information to read.
#[component]
pub fn ReadOnly() -> impl IntoView {
    let portal = use_portal();
    view! {
        {move || notice(portal)}
        <dl class="values">{move || fields(portal)}</dl>
    }
}

fn notice(portal: Portal) -> Node {
    let can_write = |user: &&model::wire::User| user.role >= Role::Editor && user.state == Membership::Active;
    let writers: Vec<_> = portal.form.users.with(|users| users.iter().filter(can_write).cloned().collect());
    let names = writers.iter().map(|user| user.name.as_str()).collect::<Vec<_>>().join(", ");
    let addresses = writers.iter().map(|user| user.email.as_str()).collect::<Vec<_>>().join(",");
    let who = if writers.is_empty() {
        texts::text(viewer::NOBODY_CAN)
    } else {
        [&texts::text(viewer::WHO_CAN), " ", &names].concat()
    };
    let href = mail_to(portal, &addresses);
    view! {
        <Notice tone=Tone::Plain title=viewer::NOTICE>
            <p>{who}</p>
            {(!writers.is_empty() && !portal.is_open())
                .then(|| {
                    view! {
                        <div class="actions">
                            <a class="button primary" href=href>{viewer::ASK}</a>
                        </div>
                    }
                })}
        </Notice>
    }
}

/// A prepared mail in the reader's own mail program.
fn mail_to(portal: Portal, addresses: &str) -> String {
    let escaped = |text: String| browser::escape(&text);
    let account = portal.account_name();
    let subject = escaped(texts::message(&viewer::mail_subject(&account)));
    let text = escaped(texts::message(&viewer::mail_text(&account, &browser::portal_address())));
    ["mailto:", addresses, "?subject=", &subject, "&body=", &text].concat()
}

/// What is stored, and over it what colleagues have typed. The form itself begins with rows that nobody has filled in.
fn given(portal: Portal) -> Draft {
    let mut given = portal.stored.with(|stored| stored.as_ref().map(|it| it.values.clone()).unwrap_or_default());
    let typed = portal.draft.with(|draft| draft.as_ref().and_then(|it| it.values.clone()).unwrap_or_default());
    for field in Field::ALL {
        if typed.has(field) {
            given.copy_field(field, &typed);
        }
    }
    given
}

fn fields(portal: Portal) -> Node {
    let typed = given(portal);
    let gate = portal.gate.get();
    let is_missing = move |field: &Field| match &gate {
        crate::portal::Gate::Known(answer) => answer.missing.contains(field),
        _ => false,
    };
    let available = portal.form.requirements.with(|asked| asked.available().collect::<Vec<_>>());
    let row = move |field: Field| {
        let badge =
            is_missing(&field).then(|| view! { " " <span class="badge" data-state="missing">{gate::MISSING}</span> });
        view! {
            <div>
                <dt>{field_name(field, &portal.operator())} {badge}</dt>
                <dd><FieldValues field=field values=typed.clone() /></dd>
            </div>
        }
    };
    available.into_iter().map(row).collect_view().into_node()
}
