//! Contact information: shown, and saved as a whole.
//!
//! A save states by `If-Match` the version that it was made from. It is refused when somebody else has saved since;
//! the answer then holds what is stored now, for merging. A save that changes nothing makes no version and no entry
//! in the history, but is accepted all the same, and ends the draft like every other.
//!
//! A save says by `draft` which draft its sender has seen. What somebody else has typed since, or before the sender ever
//! saw it, stays; it keeps the version that it was typed over, so that it meets what was saved when it is saved itself.

use axum::Json;
use axum::extract::{FromRequestParts, State};
use http::StatusCode;
use http::header::ETAG;
use http::request::Parts;
use model::wire::ContactInformationAnswer;
use model::{Draft, Environment, Error, Requirements};
use sea_orm::ConnectionTrait;
use serde_json::Value;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::Context;
use super::body::JsonBody;
use super::caller::{Reader, Writer};
use super::draft::EndsDraft;
use super::openapi::{MemberProblems, QueryProblems, RoleProblems, SaveProblems};
use super::preconditions::{self, StatedVersion, version_tag};
use super::problem::Problem;
use super::query::{InEnvironment, Query};
use super::signed_in::Member;
use super::values::Values;
use crate::addresses;
use crate::notifications::rerouting;
use crate::store::accounts::AccountRef;
use crate::store::contact_information::{self, Outcome, Save};
use crate::store::gate::Basis;
use crate::store::{self, StoreError, Txn, accounts, gate, memberships};
use crate::verdict;

/// Its routes.
pub(super) fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new().routes(routes!(show, save))
}

type Answer = ([(http::HeaderName, String); 1], Json<ContactInformationAnswer>);

/// The contact information, as one environment shows it.
#[utoipa::path(
    get, path = "/accounts/{account}/contact-information", tag = "contact information",
    security(("session" = []), ("token" = [])),
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
    Reader { account }: Reader,
    Query(InEnvironment(environment)): Query<InEnvironment>,
) -> Result<Answer, Problem> {
    let db = context.store.read();
    let basis = gate::basis(db, account).await?;
    Ok(with_etag(answer(&context, db, account, &basis, environment).await?))
}

/// Saves the contact information: all of it, or nothing.
///
/// Fields that are unavailable in the environment must be absent, and keep what they hold. A save that changes
/// nothing makes no new version.
#[utoipa::path(
    put, path = "/accounts/{account}/contact-information", tag = "contact information",
    security(("session" = []), ("token" = [])),
    params(
        ("account" = String, Path, description = "Id or slug"),
        ("environment" = model::Environment, Query),
        ("draft" = Option<String>, Query, description = "Which draft the save ends: `updated_at` of the one that was \
            seen, which is kept if somebody has typed since; `none` if there was none; whichever there is if absent"),
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
    Writer(writer): Writer,
    Query(EndsDraft { environment, ended }): Query<EndsDraft>,
    MadeFrom(version): MadeFrom,
    JsonBody(body): JsonBody,
) -> Result<Answer, Problem> {
    let account = writer.account;
    let save = save_by(&context, account, writer.user, environment);
    let standing = context.gates.standing();
    // A hostile body takes long to judge. Nobody who wants to write has to wait for that: what is wrong is mostly found
    // here, and only what was right a moment ago is judged again below.
    let basis = gate::basis(context.store.read(), account).await?;
    accept(&body, standing.requirements(environment, &basis.kinds), &basis)?;
    let saved = context.store.write(async |txn| {
        // Nobody may lose their access between the look at who has it and the save that names them.
        accounts::lock(txn, account).await?;
        let basis = gate::basis(txn, account).await?;
        let requirements = standing.requirements(environment, &basis.kinds);
        let mut values = accept(&body, requirements, &basis)?;
        if !version.is(basis.stored.version) {
            return Err(conflict(&answer(&context, txn, account, &basis, environment).await?));
        }
        values.keep_unavailable(&requirements, &basis.stored.values);
        let outcome = contact_information::save(txn, save, &basis.stored, &values).await?;
        if outcome == Outcome::Conflict {
            let basis = gate::basis(txn, account).await?;
            return Err(conflict(&answer(&context, txn, account, &basis, environment).await?));
        }
        if outcome == Outcome::Saved {
            if let Some(account) = accounts::find(txn, &AccountRef::Id(account)).await? {
                addresses::ask_new(txn, &account, &basis.stored.values, &values, &context.surroundings).await?;
            }
            rerouting::after_change(&context.means(), txn, account).await?;
        }
        ended.delete(txn, account, environment).await?;
        let stored = contact_information::find(txn, account).await?;
        Ok(answer(&context, txn, account, &Basis { stored, ..basis }, environment).await?)
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
    let removal = save_by(context, by.account.id, by.identity.user.id, Environment::Production);
    contact_information::remove_alert_contact(txn, removal, user).await?;
    // They may have been told as an administrator, too.
    Ok(rerouting::after_change(&context.means(), txn, by.account.id).await?)
}

/// The version that a save states to have been made from.
struct MadeFrom(StatedVersion);

impl FromRequestParts<Context> for MadeFrom {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Context) -> Result<Self, Problem> {
        preconditions::stated(&parts.headers).map(Self)
    }
}

fn save_by(context: &Context, account: Uuid, by: Uuid, environment: Environment) -> Save {
    let surroundings = &context.surroundings;
    Save {
        id: surroundings.clock.new_id(&surroundings.randomness),
        account,
        environment,
        by,
        at: surroundings.clock.now(),
    }
}

async fn answer(
    context: &Context,
    db: &impl ConnectionTrait,
    account: Uuid,
    basis: &Basis,
    environment: Environment,
) -> Result<ContactInformationAnswer, StoreError> {
    let colleagues = memberships::colleagues(db, account).await?;
    let states = store::addresses::states(db, account, &colleagues).await?;
    let now = context.surroundings.clock.now();
    Ok(verdict::contact_information(basis, (&colleagues, &states), environment, context.gates.standing(), now))
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
    let information = verdict::judge(body, requirements, basis).map_err(|errors| invalid(&errors))?;
    Ok(Draft::from(&information))
}

fn invalid(errors: &[Error]) -> Problem {
    Problem::unprocessable(
        "invalid-contact-information",
        "Invalid contact information",
        "Some of the values can't be accepted; nothing was saved.",
        errors,
    )
}
