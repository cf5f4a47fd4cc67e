//! What to do next, as far as it follows from what is known.

use messages::key::home;
use model::wire::{EnvironmentGate, Integration, Stage, User};
use model::{Environment, GateState, Role};

use super::Home;
use super::integrations::stage_id;
use crate::form::notes::Note;
use crate::markup::{IntoNode, Node, view};
use crate::pages::contact_information::notes::notes_of;
use crate::portal::Portal;
use crate::reactive::prelude::*;
use crate::shell::page_address;
use crate::{browser, texts};

/// Something that would be good to do.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    /// Fill in what an environment needs.
    Complete(Environment),
    /// Correct or confirm what is noted about the contact information.
    Notes,
    /// Launch this integration.
    Launch(Integration),
    /// Make somebody else an administrator, too.
    SecondAdministrator,
}

/// What the steps follow from.
struct Known<'a> {
    role: Role,
    gates: &'a [EnvironmentGate],
    integrations: &'a [Integration],
    users: &'a [User],
    has_notes: bool,
}

/// The steps that whoever has this role can do something about, the most urgent first.
fn steps(known: &Known<'_>) -> Vec<Step> {
    let is_locked =
        |environment| known.gates.iter().any(|gate| gate.environment == environment && gate.state == GateState::Locked);
    let manages = known.role == Role::Administrator;
    let mut steps = Vec::new();
    // Viewers can't fill it in, but can ask those who can.
    for environment in [Environment::Production, Environment::Sandbox] {
        if is_locked(environment) {
            steps.push(Step::Complete(environment));
        }
    }
    if known.has_notes && known.role >= Role::Editor {
        steps.push(Step::Notes);
    }
    if manages && !is_locked(Environment::Production) {
        let waiting = known.integrations.iter().filter(|integration| integration.stage == Stage::Development);
        steps.extend(waiting.cloned().map(Step::Launch));
    }
    if manages && has_one_administrator(known.users) {
        steps.push(Step::SecondAdministrator);
    }
    steps
}

/// Whoever was merely invited can't step in yet, but nothing more is to be done for it.
fn has_one_administrator(users: &[User]) -> bool {
    users.iter().filter(|user| user.role == Role::Administrator).count() == 1
}

/// The list.
pub(super) fn view(page: Home) -> Node {
    let portal = page.portal;
    let steps = Memo::new(move |_| {
        let (gates, integrations, users) = (page.gates(), page.integrations(), portal.form.users.get());
        let has_notes = portal
            .stored
            .with(|stored| stored.as_ref().is_some_and(|stored| notes_of(stored, &users).iter().any(Note::is_a_task)));
        let role = portal.role();
        steps(&Known { role, gates: &gates, integrations: &integrations, users: &users, has_notes })
    });
    let list = move || {
        let steps = steps.get();
        if steps.is_empty() {
            return view! { <p class="soft">{home::NEXT_NONE}</p> };
        }
        let lines = steps.into_iter().map(|step| view! { <li>{line(portal, step)}</li> }).collect_view();
        view! { <ol class="lines">{lines}</ol> }
    };
    list.into_node()
}

fn line(portal: Portal, step: Step) -> Node {
    match step {
        Step::Complete(environment) => complete(portal, environment),
        Step::Notes => link(portal, "/configuration/contact-information", home::NEXT_WARNINGS),
        Step::SecondAdministrator => link(portal, "/users", home::NEXT_SECOND_ADMINISTRATOR),
        Step::Launch(integration) => launch(&integration),
    }
}

/// A link to where it is launched, further down the page.
fn launch(integration: &Integration) -> Node {
    let words = texts::message(&home::next_launch(&integration.name));
    let id = stage_id(&integration.id);
    let href = ["#", &id].concat();
    let go = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        browser::focus(id.clone());
    };
    view! { <a href=href on:click=go>{words}</a> }
}

fn link(portal: Portal, path: &'static str, words: messages::Text) -> Node {
    view! { <a href=move || page_address(portal, path)>{words}</a> }
}

/// A link to the other environment, where the modal asks for what is missing.
fn complete(portal: Portal, environment: Environment) -> Node {
    let words = match environment {
        Environment::Sandbox => home::NEXT_COMPLETE_SANDBOX,
        Environment::Production => home::NEXT_COMPLETE_PRODUCTION,
    };
    let href = ["/?environment=", environment.id()].concat();
    let switch = move |_| portal.environment.set(environment);
    view! { <a href=href on:click=switch>{words}</a> }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::Membership;

    fn gate(environment: Environment, is_open: bool) -> EnvironmentGate {
        EnvironmentGate { environment, state: if is_open { GateState::Open } else { GateState::Locked } }
    }

    fn integration(name: &str, stage: Stage) -> Integration {
        Integration { id: name.to_owned(), kind: "ordering".to_owned(), name: name.to_owned(), stage }
    }

    fn administrator(id: &str, state: Membership) -> User {
        User {
            id: id.to_owned(),
            name: String::new(),
            email: String::new(),
            role: Role::Administrator,
            state,
            invitation: None,
        }
    }

    fn check(role: Role, is_production_open: bool, has_notes: bool, administrators: usize, expected: &[Step]) {
        let gates = [gate(Environment::Sandbox, true), gate(Environment::Production, is_production_open)];
        let integrations = [integration("a", Stage::Launched), integration("b", Stage::Development)];
        let users = [administrator("x", Membership::Active), administrator("y", Membership::Invited)];
        let users = &users[..administrators];
        let known = Known { role, gates: &gates, integrations: &integrations, users, has_notes };
        let of = (role, is_production_open, has_notes, administrators);
        assert_eq!(steps(&known), expected, "{of:?}");
    }

    #[test]
    fn what_to_do_next() {
        let production = || Step::Complete(Environment::Production);
        let launch = || Step::Launch(integration("b", Stage::Development));
        check(Role::Administrator, true, false, 2, &[launch()]);
        check(Role::Administrator, true, true, 1, &[Step::Notes, launch(), Step::SecondAdministrator]);
        check(Role::Administrator, false, false, 2, &[production()]);
        check(Role::Administrator, false, false, 1, &[production(), Step::SecondAdministrator]);
        check(Role::Editor, true, true, 1, &[Step::Notes]);
        check(Role::Editor, false, false, 1, &[production()]);
        check(Role::Viewer, false, true, 1, &[production()]);
        check(Role::Viewer, true, true, 1, &[]);
    }

    #[test]
    fn nothing_is_said_of_users_that_are_not_known_yet() {
        check(Role::Administrator, false, false, 0, &[Step::Complete(Environment::Production)]);
    }
}
