//! Handing in what is typed.

use gloo_net::http::Method;
use model::Draft;
use model::wire::{ContactInformationAnswer, Problem, ProblemError};

use super::Form;
use super::conflict::Conflict;
use crate::api::{self, Failure};
use crate::portal::{Portal, of_seen_draft};
use crate::reactive::prelude::*;

/// What became of a submit.
#[derive(Debug)]
pub enum Outcome {
    /// It is stored.
    Accepted,
    /// Something is wrong with it; the form shows what.
    Invalid,
    /// Somebody else saved meanwhile; both versions are shown.
    Conflict,
    /// It didn't get through. What was typed is still there.
    Failed(Failure),
    /// The answer came when another account or environment was shown already, where it says nothing.
    Elsewhere,
}

/// Checks what is typed, and sends it to the server if nothing is wrong with it.
pub async fn submit(portal: Portal) -> Outcome {
    let form = portal.form;
    form.touch_all();
    if form.errors.with_untracked(|errors| !errors.is_empty()) {
        return Outcome::Invalid;
    }
    let Some(place) = portal.environment_path("/contact-information") else {
        return Outcome::Failed(Failure::SignedOut);
    };
    let draft = form.draft();
    let version = ["\"", &form.base_version.get_untracked().to_string(), "\""].concat();
    let seen_before = of_seen_draft(portal);
    let path = [&place, seen_before.as_str()].concat();
    let request = api::Request::new(Method::PUT, &path).header("if-match", version).json(&draft);
    let answer = request.send().await.and_then(|answer| answer.read::<ContactInformationAnswer>());
    if portal.environment_path("/contact-information").as_ref() != Some(&place) {
        return Outcome::Elsewhere;
    }
    match answer {
        Ok(stored) => {
            let now = form.draft();
            end_draft_sent_meanwhile(portal, &seen_before);
            portal.accepted(stored);
            keep_typing(form, &now, &draft);
            Outcome::Accepted
        }
        Err(Failure::Refused(problem)) if problem.slug() == "invalid-contact-information" => {
            let errors: Vec<_> = problem.errors.iter().filter_map(ProblemError::to_error).collect();
            if errors.is_empty() {
                return Outcome::Failed(Failure::Unreadable);
            }
            form.refuse(draft, errors);
            // A user who was chosen may have left: then the list of users has changed.
            crate::portal::load_users(portal).await;
            Outcome::Invalid
        }
        Err(Failure::Refused(problem)) => refused(portal, *problem),
        Err(failure) => {
            if matches!(failure, Failure::SignedOut) {
                portal.session_ended();
            }
            Outcome::Failed(failure)
        }
    }
}

/// What was still on its way when the save began may have reached the server before it, and made another draft than the one
/// that the save has ended. It holds what is stored now.
fn end_draft_sent_meanwhile(portal: Portal, seen_before: &str) {
    let seen = of_seen_draft(portal);
    if let Some(path) = portal.environment_path("/draft").filter(|_| seen != seen_before) {
        spawn_local(async move {
            let _ = api::delete(&[&path, seen.as_str()].concat()).await;
        });
    }
}

fn refused(portal: Portal, mut problem: Problem) -> Outcome {
    match problem.current.take() {
        Some(current) => {
            let conflict = Conflict::between(portal.form, *current);
            portal.conflict.set(Some(conflict));
            Outcome::Conflict
        }
        None => Outcome::Failed(Failure::Refused(Box::new(problem))),
    }
}

/// What was typed while the save was on its way stays in the form: it is a change to what is stored now.
fn keep_typing(form: Form, now: &Draft, sent: &Draft) {
    let typed = now.differences(sent);
    if typed.is_empty() {
        return;
    }
    let mut kept = form.draft();
    for field in typed {
        kept.copy_field(field, now);
    }
    form.fill(&kept);
}
