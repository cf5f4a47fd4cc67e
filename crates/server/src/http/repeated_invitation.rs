//! Inviting somebody again who hasn't made use of the access yet.

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use jiff::SignedDuration;
use model::Membership;
use model::wire::User;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::Context;
use super::openapi::{MemberProblems, RoleProblems};
use super::problem::Problem;
use super::users::{Granter, UserId, invite, not_theirs_to_give};
use crate::invitations::Invited;
use crate::store::{Txn, accounts, invitations, memberships, users};

/// Its routes.
pub(super) fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new().routes(routes!(invite_again))
}

/// Time between two mails that invite the same user: a mail takes some seconds, and who clicks again and again would fill a
/// mailbox.
const PAUSE: SignedDuration = SignedDuration::from_mins(1);

/// Write to a user again who hasn't made use of the access yet. The link that they were sent before is no longer good.
#[utoipa::path(
    post, path = "/accounts/{account}/users/{user}/invitation", tag = "users",
    params(
        ("account" = String, Path, description = "Id or slug"),
        ("user" = Uuid, Path, description = "Id"),
    ),
    responses(
        (status = 200, description = "As it is now: another mail is on its way", body = User),
        (status = 409, description = "`already-accepted`: the user has made use of the access",
            body = super::problem::ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "`too-soon`: less than a minute after the mail before",
            body = super::problem::ProblemBody, content_type = "application/problem+json",
            headers(("Retry-After" = u32, description = "Seconds"))),
        MemberProblems, RoleProblems,
    ),
)]
async fn invite_again(
    State(context): State<Context>,
    Granter { member, most }: Granter,
    UserId(id): UserId,
) -> Result<Json<User>, Problem> {
    let account = member.account.id;
    let invited = context
        .store
        .write(async |txn| {
            // Two who do this at the same time come one after the other, so that the pause holds.
            accounts::lock(txn, account).await?;
            let invited = memberships::find(txn, account, id).await?.ok_or_else(Problem::not_found)?;
            if invited.role > most {
                return Err(not_theirs_to_give());
            }
            if invited.state == Membership::Active {
                return Err(already_accepted());
            }
            require_pause(&context, txn, account, id).await?;
            let user = users::find(txn, id).await?.ok_or_else(Problem::not_found)?;
            let memberships::Member { name, role, section, .. } = &invited;
            let invited = Invited { user: &user, name, account: &member.account, role: *role, section: *section };
            invite(&context, txn, &member, invited).await
        })
        .await?;
    Ok(Json(invited))
}

fn already_accepted() -> Problem {
    let detail = "The user has made use of the access, so there is nothing to invite to.";
    Problem::new("already-accepted", StatusCode::CONFLICT, "Already accepted", detail)
}

/// Makes sure that the mail before wasn't written a moment ago. Of a clock that was set back nobody waits longer than usual.
async fn require_pause(context: &Context, txn: &Txn, account: Uuid, user: Uuid) -> Result<(), Problem> {
    let Some(before) = invitations::open(txn, account, &[user]).await?.remove(&user) else {
        return Ok(());
    };
    let since = context.surroundings.clock.now().duration_since(before.sent_at);
    if since.is_negative() || since >= PAUSE { Ok(()) } else { Err(Problem::too_soon(PAUSE - since)) }
}
