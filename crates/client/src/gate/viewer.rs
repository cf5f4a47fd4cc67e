//! For those who may read and not write: the values, who could fill them in, and how to ask them.

use gloo_net::http::Method;
use messages::key::{asked, gate, problem, viewer, word};
use model::wire::RequestToFill;
use model::{Draft, Field, Membership, Role};

use crate::api::{self, Failure};
use crate::components::{BusyButton, Notice, Tone};
use crate::form::{FieldValues, field_name};
use crate::markup::{IntoNode, Node, view};
use crate::pages::failure_text;
use crate::portal::{Portal, use_portal};
use crate::reactive::prelude::*;
use crate::texts;

/// The contact information to read.
#[component]
pub fn ReadOnly() -> impl IntoView {
    let portal = use_portal();
    let asking =
        Asking { portal, asked: RwSignal::new(None), is_busy: RwSignal::new(false), trouble: RwSignal::new(None) };
    view! {
        {move || notice(asking)}
        <dl class="values">{move || fields(portal)}</dl>
    }
}

/// Asking those who can fill it in. Copies share it.
#[derive(Clone, Copy)]
struct Asking {
    portal: Portal,
    /// How many were asked.
    asked: RwSignal<Option<usize>>,
    is_busy: RwSignal<bool>,
    trouble: RwSignal<Option<Failure>>,
}

fn notice(asking: Asking) -> Node {
    let portal = asking.portal;
    let can_write = |user: &&model::wire::User| user.role >= Role::Editor && user.state == Membership::Active;
    let names = portal.form.users.with(|users| {
        let names: Vec<String> = users.iter().filter(can_write).map(|user| user.name.clone()).collect();
        names.join(", ")
    });
    let who = if names.is_empty() {
        texts::text(viewer::NOBODY_CAN)
    } else {
        [&texts::text(viewer::WHO_CAN), " ", &names].concat()
    };
    view! {
        <Notice tone=Tone::Plain title=viewer::NOTICE>
            <p>{who}</p>
            {(!names.is_empty() && !portal.is_open()).then(|| asking_view(asking))}
        </Notice>
    }
}

fn asking_view(asking: Asking) -> Node {
    let said = move || {
        let asked = asking.asked.get().map(|count| asked::sent(u32::try_from(count).unwrap_or(u32::MAX)));
        let trouble = asking.trouble.with(|trouble| Some(failure_text(trouble.as_ref()?, problem::NETWORK)));
        trouble.or(asked.map(|asked| texts::message(&asked)))
    };
    view! {
        <div class="actions">
            <BusyButton
                label=viewer::ASK
                busy_label=word::SENDING
                busy=asking.is_busy
                on_press=Callback::new(move |()| spawn_local(ask(asking)))
            />
        </div>
        <p role="status">{said}</p>
    }
}

/// Has the server write to them. Asked again soon, it says how many were asked, and writes to nobody twice.
async fn ask(asking: Asking) {
    let portal = asking.portal;
    let Some(path) = portal.environment_path("/requests-to-fill") else { return };
    asking.trouble.set(None);
    asking.is_busy.set(true);
    let answer = api::Request::new(Method::POST, &path).send().await.and_then(|answer| answer.read::<RequestToFill>());
    asking.is_busy.set(false);
    match answer {
        Ok(answer) => asking.asked.set(Some(answer.asked)),
        Err(Failure::SignedOut) => portal.session_ended(),
        Err(failure) => asking.trouble.set(Some(failure)),
    }
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
