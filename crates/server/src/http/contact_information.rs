//! Contact information: shown, and saved as a whole.
//!
//! A save states by `If-Match` the version that it was made from. It is refused when somebody else has saved since;
//! the answer then holds what is stored now, for merging. A save that changes nothing makes no version and no entry
//! in the history, but is accepted all the same, and ends the draft like every other.

use axum::Json;
use axum::extract::{FromRequestParts, State};
use http::StatusCode;
use http::header::ETAG;
use http::request::Parts;
use model::wire::ContactInformationAnswer;
use model::{Draft, Environment, Error, Requirements, read_draft};
use serde_json::Value;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::Context;
use super::body::JsonBody;
use super::openapi::{MemberProblems, QueryProblems, RoleProblems, SaveProblems};
use super::preconditions::{self, StatedVersion, version_tag};
use super::problem::{FieldError, Problem};
use super::query::{InEnvironment, Query};
use super::signed_in::{Editor, Member};
use super::values::Values;
use crate::store::contact_information::{self, Outcome, Save};
use crate::store::gate::Basis;
use crate::store::{Txn, accounts, drafts, gate};
use crate::verdict;

/// Errors in one answer. A form never has as many; a hostile body could have tens of thousands.
pub(super) const ERRORS_MAX: usize = 1000;

/// Its routes.
pub(super) fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new().routes(routes!(show, save))
}

type Answer = ([(http::HeaderName, String); 1], Json<ContactInformationAnswer>);

/// The contact information, as one environment shows it.
#[utoipa::path(
    get, path = "/accounts/{account}/contact-information", tag = "contact information",
    params(
        ("account" = String, Path, description = "Id or slug"),
        ("environment" = model::Environment, Query),
    ),
    responses(
        (status = 200, description = "The contact information", body = ContactInformationAnswer,
            headers(("ETag" = String, description = "The version"))),
        MemberProblems, QueryProblems,
    ),
)]
async fn show(
    State(context): State<Context>,
    member: Member,
    Query(InEnvironment(environment)): Query<InEnvironment>,
) -> Result<Answer, Problem> {
    let basis = gate::basis(context.store.read(), member.account.id).await?;
    Ok(with_etag(answer(&context, &basis, environment)))
}

/// Saves the contact information: all of it, or nothing.
///
/// Fields that are unavailable in the environment must be absent, and keep what they hold. A save that changes
/// nothing makes no new version.
#[utoipa::path(
    put, path = "/accounts/{account}/contact-information", tag = "contact information",
    params(
        ("account" = String, Path, description = "Id or slug"),
        ("environment" = model::Environment, Query),
        ("If-Match" = String, Header, description = "The ETag of the version that the save was made from"),
    ),
    request_body = Values,
    responses(
        (status = 200, description = "As it is now", body = ContactInformationAnswer,
            headers(("ETag" = String, description = "The version"))),
        MemberProblems, RoleProblems, SaveProblems,
    ),
)]
async fn save(
    State(context): State<Context>,
    Editor(member): Editor,
    Query(InEnvironment(environment)): Query<InEnvironment>,
    MadeFrom(version): MadeFrom,
    JsonBody(body): JsonBody,
) -> Result<Answer, Problem> {
    let account = member.account.id;
    let save = save_by(&context, &member, environment);
    let saved = context.store.write(async |txn| {
        // Nobody may lose their access between the look at who has it and the save that names them.
        accounts::lock(txn, account).await?;
        let basis = gate::basis(txn, account).await?;
        let requirements = context.gates.standing().requirements(environment, &basis.kinds);
        let mut values = accept(&body, requirements, &basis)?;
        if !version.is(basis.stored.version) {
            return Err(conflict(&answer(&context, &basis, environment)));
        }
        values.keep_unavailable(&requirements, &basis.stored.values);
        let outcome = contact_information::save(txn, save, &basis.stored, &values).await?;
        if outcome == Outcome::Conflict {
            let basis = gate::basis(txn, account).await?;
            return Err(conflict(&answer(&context, &basis, environment)));
        }
        drafts::delete(txn, account, environment).await?;
        let stored = contact_information::find(txn, account).await?;
        Ok(answer(&context, &Basis { stored, ..basis }, environment))
    });
    Ok(with_etag(saved.await?))
}

/// Takes somebody who loses access to the account off its alert contacts, in the transaction that takes the access
/// away and after it has locked the account.
///
/// # Errors
/// 409 if nobody would be left, which locks production, and that isn't `confirmed`.
pub(super) async fn take_off_alert_contacts(
    context: &Context,
    txn: &Txn,
    by: &Member,
    user: Uuid,
    confirmed: bool,
) -> Result<(), Problem> {
    let stored = contact_information::find(txn, by.account.id).await?;
    if stored.hangs_on(user) && !confirmed {
        return Err(Problem::new(
            "last-alert-contact",
            StatusCode::CONFLICT,
            "Last alert contact",
            "Nobody else gets alerts about production, which will be locked without them. Ask again without ?confirm=false to do it all the same.",
        ));
    }
    // Alert contacts are production's.
    let removal = save_by(context, by, Environment::Production);
    Ok(contact_information::remove_alert_contact(txn, removal, user).await?)
}

/// The version that a save states to have been made from.
struct MadeFrom(StatedVersion);

impl FromRequestParts<Context> for MadeFrom {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Context) -> Result<Self, Problem> {
        preconditions::stated(&parts.headers).map(Self)
    }
}

fn save_by(context: &Context, member: &Member, environment: Environment) -> Save {
    let surroundings = &context.surroundings;
    Save {
        id: surroundings.clock.new_id(&surroundings.randomness),
        account: member.account.id,
        environment,
        by: member.identity.user.id,
        at: surroundings.clock.now(),
    }
}

fn answer(context: &Context, basis: &Basis, environment: Environment) -> ContactInformationAnswer {
    verdict::contact_information(basis, environment, context.gates.standing(), context.surroundings.clock.now())
}

fn with_etag(answer: ContactInformationAnswer) -> Answer {
    ([(ETAG, version_tag(answer.version))], Json(answer))
}

fn conflict(current: &ContactInformationAnswer) -> Problem {
    Problem::new(
        "version-conflict",
        StatusCode::PRECONDITION_FAILED,
        "Version conflict",
        "Somebody else has saved since the version that this save was made from.",
    )
    .with("current", current)
}

/// The values, normalised, if nothing is wrong with them.
fn accept(body: &Value, requirements: Requirements, basis: &Basis) -> Result<Draft, Problem> {
    let (typed, wrong_shape) = read_draft(body);
    match verdict::judge(&typed, requirements, basis) {
        Ok(information) if wrong_shape.is_empty() => Ok(Draft::from(&information)),
        verdict => Err(invalid(&wrong_shape, &verdict.err().unwrap_or_default())),
    }
}

/// What has the wrong shape couldn't be read, so what else seems to be wrong with it, such as that it is missing, is
/// left out.
fn invalid(wrong_shape: &[Error], wrong_values: &[Error]) -> Problem {
    let wrong_shape = &wrong_shape[..wrong_shape.len().min(ERRORS_MAX)];
    let is_readable = |error: &&Error| !wrong_shape.iter().any(|shape| error.pointer.is_within(&shape.pointer));
    let wrong_values = wrong_values.iter().filter(is_readable);
    let errors = wrong_shape.iter().chain(wrong_values).take(ERRORS_MAX).map(FieldError::from);
    Problem::unprocessable(
        "invalid-contact-information",
        "Invalid contact information",
        "Some of the values can't be accepted; nothing was saved.",
        &errors.collect::<Vec<_>>(),
    )
}
