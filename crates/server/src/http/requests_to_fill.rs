//! Asking colleagues to fill in what is missing, for those who can't do it themselves.

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use model::wire::RequestToFill;
use model::{Colleague, Environment, Membership, Role};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Context;
use super::caller::Participant;
use super::openapi::{MemberProblems, QueryProblems};
use super::problem::Problem;
use super::query::{InEnvironment, Query};
use crate::mail::Letter;
use crate::mail::letter::Link;
use crate::store::accounts::{self, Account, AccountRef};
use crate::store::outbox::{self, Addressee, NewMail, Priority};
use crate::store::requests_to_fill::{self, Asker};
use crate::store::{memberships, users};

/// How long there is a point in the mail: whoever reads it later than that finds in the portal what is missing then.
const POINTLESS_AFTER: SignedDuration = SignedDuration::from_hours(3 * 24);

/// Its routes.
pub(super) fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new().routes(routes!(ask))
}

/// Ask the account's editors and administrators to fill in what is missing.
///
/// Whoever asks again within an hour is answered how many were asked then, and nobody is written to a second time. When
/// nothing is missing, nobody is asked.
#[utoipa::path(
    post, path = "/accounts/{account}/requests-to-fill", tag = "contact information",
    security(("session" = []), ("token" = [])),
    params(
        ("account" = String, Path, description = "Id or slug"),
        ("environment" = Environment, Query, description = "Where it is missing"),
    ),
    responses(
        (status = 202, description = "Mails are on their way to so many", body = RequestToFill),
        (status = 403, description = "`forbidden`: keys ask nobody",
            body = super::problem::ProblemBody, content_type = "application/problem+json"),
        MemberProblems, QueryProblems,
    ),
)]
async fn ask(
    State(context): State<Context>,
    Participant { account, user, .. }: Participant,
    Query(InEnvironment(environment)): Query<InEnvironment>,
) -> Result<(StatusCode, Json<RequestToFill>), Problem> {
    let gates = context.gates.of(account).await?;
    let missing = &gates.of(environment).answer.missing;
    let by = Asker { account, user, environment };
    let now = context.surroundings.clock.now();
    let asked = context
        .store
        .write(async |txn| {
            // Two requests at the same time come one after the other, so that nobody gets two mails.
            accounts::lock(txn, account).await?;
            if let Some(asked) = requests_to_fill::recently(txn, by, now).await? {
                return Ok(asked);
            }
            let account = accounts::find(txn, &AccountRef::Id(account)).await?.ok_or_else(Problem::not_found)?;
            let person = users::find(txn, user).await?.ok_or_else(Problem::not_found)?;
            let own_id = user.to_string();
            let mut able = memberships::colleagues(txn, account.id).await?;
            able.retain(|colleague| can_fill_in(colleague) && colleague.id != own_id);
            if able.is_empty() || missing.is_empty() {
                return Ok(0);
            }
            let letter = Letter::RequestToFill {
                account: account.name.clone(),
                asked_by: person.name,
                environment,
                missing: missing.clone(),
            };
            let mails: Vec<_> =
                able.iter().map(|to| mail_to(&context, to, &account, environment, &letter, now)).collect();
            outbox::enqueue(txn, &mails, now).await?;
            let id = context.surroundings.clock.new_id(&context.surroundings.randomness);
            requests_to_fill::note(txn, id, by, mails.len(), now).await?;
            Ok::<_, Problem>(mails.len())
        })
        .await?;
    Ok((StatusCode::ACCEPTED, Json(RequestToFill { asked })))
}

/// Whoever hasn't come in yet has another mail to answer first.
fn can_fill_in(colleague: &Colleague) -> bool {
    colleague.role >= Role::Editor && colleague.state == Membership::Active
}

fn mail_to(
    context: &Context,
    to: &Colleague,
    account: &Account,
    environment: Environment,
    letter: &Letter,
    now: Timestamp,
) -> NewMail {
    let path = format!("/?account={}&environment={}", account.slug, environment.id());
    NewMail {
        id: context.surroundings.clock.new_id(&context.surroundings.randomness),
        priority: Priority::Ordinary,
        letter: letter.clone(),
        link: Link::Portal { path },
        to: Addressee::new(Some(&to.name), &to.email, to.language),
        account: Some(account.id),
        subject: None,
        give_up_at: now.checked_add(POINTLESS_AFTER).unwrap_or(Timestamp::MAX),
    }
}
