//! The picker of alert contacts: users of the account, not typed.

use messages::key::{alert, membership, role};
use model::wire::User;
use model::{Field, Membership, Role};

use super::Form;
use crate::markup::{IntoNode, Node, Rows, view};
use crate::reactive::prelude::*;
use crate::{browser, texts};

/// The users of the account, to tick.
#[component]
pub(super) fn AlertContacts(form: Form, on_invite: Callback<()>) -> impl IntoView {
    // Somebody who was chosen and has left since stays in the list, so that they can be unticked.
    let gone = move || {
        let users = form.users.get();
        let is_gone = |id: &String| users.iter().all(|user| user.id != *id);
        form.alert_contacts.get().into_iter().filter(is_gone).collect::<Vec<_>>()
    };
    view! {
        <ul class="picker" on:focusout=move |_| browser::when_released(move || form.alert_contacts.touch())>
            <Rows each=move || form.users.get() key=|user| user.id.clone() let:user>
                {person(form, user)}
            </Rows>
            <Rows each=gone key=Clone::clone let:id>
                {row(form, id, texts::text(alert::GONE), ().into_node())}
            </Rows>
        </ul>
        <p>
            {alert::SOMEBODY_MISSING} " "
            <button type="button" class="link" on:click=move |_| on_invite.run(())>
                {alert::GRANT_ACCESS}
            </button>
        </p>
    }
}

fn person(form: Form, user: User) -> Node {
    let (state, words) = match user.state {
        Membership::Active => ("active", membership::ACTIVE),
        Membership::Invited => ("invited", membership::INVITED),
    };
    let about = view! {
        <span>{user.email}</span>
        " "
        <span>{texts::text(role_name(user.role))}</span>
        " "
        <span class="badge" data-state=state>{words}</span>
    };
    row(form, user.id, user.name, about.into_node())
}

fn row(form: Form, user: String, name: String, about: Node) -> Node {
    let id = ["alert-contact-", &user].concat();
    let about_id = [&id, "-about"].concat();
    let is_chosen = {
        let user = user.clone();
        move || form.alert_contacts.get().contains(&user)
    };
    let is_gone = is_gone(form, &user);
    let change = move |event| {
        let is_chosen = event_target_checked(&event);
        if is_gone {
            // The row goes with its tick.
            browser::focus(Field::AlertContacts.id());
        }
        form.alert_contacts.update(|chosen| {
            chosen.retain(|other| *other != user);
            if is_chosen {
                chosen.push(user.clone());
            }
        });
    };
    view! {
        <li>
            <input
                type="checkbox"
                id=id.clone()
                aria-describedby=about_id.clone()
                prop:checked=is_chosen
                on:change=change
            />
            <label for=id>{name}</label>
            <p id=about_id>{about}</p>
        </li>
    }
}

fn is_gone(form: Form, user: &str) -> bool {
    form.users.with_untracked(|users| users.iter().all(|other| other.id != user))
}

/// What a role is called.
pub(crate) fn role_name(role: Role) -> messages::Text {
    match role {
        Role::Viewer => role::VIEWER,
        Role::Editor => role::EDITOR,
        Role::Administrator => role::ADMINISTRATOR,
    }
}
