//! Taking a user's access away.

use messages::key::{access, action, users};
use model::wire::{ContactInformationAnswer, User};
use model::{Environment, Membership};

use super::{Panel, Question, row_id};
use crate::components::ConfirmDialog;
use crate::markup::{Node, view};
use crate::pages::caught;
use crate::portal::{Portal, load_session, load_users, refresh_gate};
use crate::reactive::prelude::*;
use crate::{api, browser, texts};

/// A removal, and what else it would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Removal {
    user: User,
    is_self: bool,
    alerts: Alerts,
}

/// What becomes of the alerts about production.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Alerts {
    /// The user doesn't get any.
    Untouched,
    /// Others go on getting them.
    GoToOthers,
    /// Nobody gets them any more, which locks production.
    GoToNobody,
}

impl Alerts {
    fn without(user: &str, alert_contacts: &[String]) -> Self {
        if !alert_contacts.iter().any(|id| id == user) {
            Self::Untouched
        } else if alert_contacts.iter().any(|id| id != user) {
            Self::GoToOthers
        } else {
            Self::GoToNobody
        }
    }
}

/// Finds out what the removal would do, and asks whether that is meant.
pub(super) async fn ask(panel: Panel, user: User) {
    let portal = panel.portal;
    let alerts = Alerts::without(&user.id, &alert_contacts(portal).await);
    let is_self = portal.me().is_some_and(|me| me.user.id == user.id);
    panel.question.set(Some(Question::Removal(Removal { user, is_self, alerts })));
}

/// Who gets alerts. Only production's contact information says so. Nobody, if it can't be had: the
/// server asks back before it takes the last one away.
async fn alert_contacts(portal: Portal) -> Vec<String> {
    let is_shown = portal.environment.get_untracked() == Environment::Production;
    let mut stored = portal.stored.get_untracked().filter(|_| is_shown);
    if stored.is_none() {
        let path = portal.account_path("/contact-information?environment=production").unwrap_or_default();
        stored = api::get::<ContactInformationAnswer>(&path).await.ok();
    }
    stored.and_then(|stored| stored.values.alert_contacts).unwrap_or_default()
}

/// Asks.
pub(super) fn dialog(panel: Panel, removal: Removal) -> Node {
    let name = removal.user.name.clone();
    let alerts = match removal.alerts {
        Alerts::Untouched => None,
        Alerts::GoToOthers => Some(users::remove_alert_contact(&name)),
        Alerts::GoToNobody => Some(users::remove_last_alert_contact(&name)),
    };
    let what = match removal.user.state {
        _ if removal.is_self => users::REMOVE_SELF,
        Membership::Active => users::REMOVE_TEXT,
        Membership::Invited => access::REVOKE_TEXT,
    };
    let title = texts::message(&users::remove_title(&name));
    let answer = Callback::new(move |is_meant| {
        panel.question.set(None);
        if is_meant {
            spawn_local(remove(panel, removal.clone()));
        }
    });
    view! {
        <ConfirmDialog
            title=title
            confirm=users::REMOVE_CONFIRM
            cancel=action::CANCEL
            is_dangerous=true
            on_answer=answer
        >
            <p>{what}</p>
            {alerts.map(|alerts| view! { <p><b>{texts::message(&alerts)}</b></p> })}
        </ConfirmDialog>
    }
}

async fn remove(panel: Panel, removal: Removal) {
    let portal = panel.portal;
    let Some(path) = portal.account_path("/users/") else { return };
    panel.trouble.set(None);
    let confirm = if removal.alerts == Alerts::GoToNobody { "?confirm=true" } else { "?confirm=false" };
    let neighbour = portal.form.users.with_untracked(|users| neighbour(&removal.user.id, users));
    match api::delete(&[&path, &removal.user.id, confirm].concat()).await {
        Ok(_) if removal.is_self => return load_session(portal).await,
        Ok(_) => portal.announce(texts::message(&users::removed(&removal.user.name))),
        // The others were taken off meanwhile.
        Err(failure) if failure.slug() == "last-alert-contact" => {
            let asked_again = Removal { alerts: Alerts::GoToNobody, ..removal };
            return panel.question.set(Some(Question::Removal(asked_again)));
        }
        Err(failure) => panel.trouble.set(caught(portal, failure)),
    }
    load_users(portal).await;
    let is_there = portal.form.users.with_untracked(|users| users.iter().any(|user| user.id == removal.user.id));
    browser::focus(row_id(if is_there { &removal.user.id } else { &neighbour }));
    if removal.alerts != Alerts::Untouched {
        refresh_gate(portal).await;
    }
}

/// Whose row comes to stand where this one's was.
fn neighbour(user: &str, all: &[User]) -> String {
    let here = all.iter().position(|other| other.id == user).unwrap_or_default();
    let next = all.get(here + 1).or_else(|| all.get(here.checked_sub(1)?));
    next.map(|user| user.id.clone()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::Role;

    #[test]
    fn what_becomes_of_alerts() {
        let rows: [(&[&str], Alerts); 5] = [
            (&[], Alerts::Untouched),
            (&["b"], Alerts::Untouched),
            (&["a", "b"], Alerts::GoToOthers),
            (&["a"], Alerts::GoToNobody),
            (&["a", "a"], Alerts::GoToNobody),
        ];
        for (alert_contacts, expected) in rows {
            let alert_contacts: Vec<String> = alert_contacts.iter().map(|&id| id.to_owned()).collect();
            assert_eq!(Alerts::without("a", &alert_contacts), expected, "{alert_contacts:?}");
        }
    }

    #[test]
    fn the_focus_goes_to_the_neighbour() {
        let user = |id: &str| User {
            id: id.to_owned(),
            name: String::new(),
            email: String::new(),
            role: Role::Viewer,
            state: Membership::Active,
            invitation: None,
        };
        let all = ["a", "b", "c"].map(user);
        for (removed, expected) in [("a", "b"), ("b", "c"), ("c", "b")] {
            assert_eq!(neighbour(removed, &all), expected);
        }
        assert_eq!(neighbour("a", &all[..1]), "");
    }
}
