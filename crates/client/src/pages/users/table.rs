//! The table of users.

use messages::key::{term, users, word};
use model::wire::User;
use model::{Membership, Role};

use super::{Panel, Question, invitation, removal, row_id};
use crate::form::role_name;
use crate::markup::{Node, Rows, view};
use crate::reactive::prelude::*;
use crate::texts;

/// The users. Administrators can change their roles and take access away.
pub(super) fn table(panel: Panel) -> Node {
    let portal = panel.portal;
    let manages = portal.role() == Role::Administrator;
    let rows = move || {
        let list = portal.form.users.get();
        let row = |user: &User| (user.clone(), is_last_administrator(user, &list));
        list.iter().map(row).collect::<Vec<_>>()
    };
    // What becomes of an invitation changes within the row, which may have the focus.
    let key = |(user, is_last): &(User, bool)| {
        let state = if user.state == Membership::Active { "active" } else { "invited" };
        let last = if *is_last { "last" } else { "" };
        [user.id.as_str(), user.role.id(), state, last, &user.name].join(" ")
    };
    let heading = |words| view! { <th role="columnheader" scope="col">{words}</th> };
    let headings = [users::NAME, users::EMAIL, users::ROLE, users::STATE].map(heading).collect_view();
    let actions = manages.then(|| {
        view! {
            <th role="columnheader" scope="col">
                <span class="visually-hidden">{users::ACTIONS}</span>
            </th>
        }
    });
    view! {
        <table class="table" role="table">
            <caption class="visually-hidden">{term::USERS}</caption>
            <thead role="rowgroup"><tr role="row">{headings} {actions}</tr></thead>
            <tbody role="rowgroup">
                <Rows each=rows key=key let:it>
                    {row(panel, &it.0, manages, it.1)}
                </Rows>
            </tbody>
        </table>
    }
}

fn row(panel: Panel, user: &User, manages: bool, is_last_administrator: bool) -> Node {
    let is_me = panel.portal.me().is_some_and(|me| me.user.id == user.id);
    let you = is_me.then(|| view! { " " <span class="tag">{word::YOU}</span> });
    let actions = manages.then(|| {
        let actions = if is_last_administrator { only_note() } else { buttons(panel, user) };
        view! { <td role="cell">{actions}</td> }
    });
    view! {
        <tr role="row">
            <th role="rowheader" scope="row" id=row_id(&user.id) tabindex="-1"><span>{user.name.clone()} {you}</span></th>
            <td role="cell" data-label=users::EMAIL>{user.email.clone()}</td>
            <td role="cell" data-label=users::ROLE>{texts::text(role_name(user.role))}</td>
            <td role="cell" data-label=users::STATE>{invitation::state(panel.portal, user)}</td>
            {actions}
        </tr>
    }
}

/// Why there is nothing to press.
fn only_note() -> Node {
    view! { <p class="soft small">{users::LAST_ADMINISTRATOR_NOTE}</p> }
}

/// A role is changed in a dialog and not in the table, because a list to choose from acts with each
/// press of an arrow key, and access isn't to be given or taken in passing.
fn buttons(panel: Panel, user: &User) -> Node {
    let (to_change, to_remove) = (user.clone(), user.clone());
    let change = move |_| panel.question.set(Some(Question::Role(to_change.clone())));
    let remove = move |_| spawn_local(removal::ask(panel, to_remove.clone()));
    let change_label = [&texts::text(users::CHANGE_ROLE), ": ", &user.name].concat();
    let remove_label = texts::message(&users::remove_named(&user.name));
    view! {
        <div class="actions">
            {(user.state == Membership::Invited).then(|| invitation::resend_button(panel, user))}
            <button type="button" class="quiet small" aria-label=change_label on:click=change>
                {users::CHANGE_ROLE}
            </button>
            <button type="button" class="quiet danger small" aria-label=remove_label on:click=remove>
                {users::REMOVE}
            </button>
        </div>
    }
}

/// Whether nobody could manage the users without this one. Who was merely invited doesn't count, as
/// the server sees it too.
fn is_last_administrator(user: &User, all: &[User]) -> bool {
    let manages = |user: &User| user.role == Role::Administrator && user.state == Membership::Active;
    manages(user) && !all.iter().any(|other| other.id != user.id && manages(other))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(id: &str, role: Role, state: Membership) -> User {
        User { id: id.to_owned(), name: String::new(), email: String::new(), role, state, invitation: None }
    }

    #[test]
    fn the_last_administrator_is_an_active_one() {
        use Membership::{Active, Invited};
        use Role::{Administrator, Editor};
        let rows: [(&[(Role, Membership)], bool); 5] = [
            (&[(Administrator, Active)], true),
            (&[(Administrator, Active), (Editor, Active)], true),
            (&[(Administrator, Active), (Administrator, Invited)], true),
            (&[(Administrator, Active), (Administrator, Active)], false),
            (&[(Administrator, Invited), (Editor, Active)], false),
        ];
        for (all, expected) in rows {
            let all: Vec<User> =
                all.iter().zip(["a", "b"]).map(|((role, state), id)| user(id, *role, *state)).collect();
            assert_eq!(is_last_administrator(&all[0], &all), expected, "{all:?}");
        }
    }
}
