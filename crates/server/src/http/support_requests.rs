//! Asking the operator for support.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use http::StatusCode;
use serde::Serialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::Context;
use super::body::{Body, FieldCode, Fields, Shape};
use super::openapi::{BodyProblems, MemberProblems};
use super::problem::Problem;
use super::signed_in::Member;
use crate::store::support_requests::{self, SupportRequest};

/// Characters in a subject: one line in any list.
const SUBJECT_MAX: usize = 200;
/// Characters in a message: some pages; more belongs in an attachment to a mail.
const MESSAGE_MAX: usize = 10_000;

/// Its routes.
pub(super) fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new().routes(routes!(create))
}

/// What support is asked for.
#[derive(utoipa::ToSchema)]
#[schema(as = SupportRequest)]
#[serde(deny_unknown_fields)]
struct New {
    /// What about, on one line.
    #[schema(min_length = 1, max_length = 200)]
    subject: String,
    /// What is asked.
    #[schema(min_length = 1, max_length = 10_000)]
    message: String,
}

impl Shape for New {
    fn read(fields: &mut Fields) -> Option<Self> {
        let subject = fields.parsed("subject", |text| check(text, SUBJECT_MAX, |_| false));
        let message = fields.parsed("message", |text| check(text, MESSAGE_MAX, |c| matches!(c, '\n' | '\r' | '\t')));
        Some(Self { subject: subject?, message: message? })
    }
}

fn check(text: &str, max: usize, is_control_allowed: impl Fn(char) -> bool) -> Result<String, FieldCode> {
    let text = text.trim();
    if text.is_empty() {
        return Err(model::Code::Required.into());
    }
    // PostgreSQL can't store the character with the code zero, and nobody means the others.
    if text.chars().any(|c| c.is_control() && !is_control_allowed(c)) {
        return Err(FieldCode::new("invalid_text"));
    }
    if text.chars().count() > max { Err(FieldCode::too_long(max)) } else { Ok(text.to_owned()) }
}

/// A request for support that was taken.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = SupportRequestTaken)]
struct Taken {
    /// By which it can be referred to.
    id: Uuid,
}

/// Ask the operator for support. Open to every member, also while the gate is locked.
#[utoipa::path(
    post, path = "/accounts/{account}/support-requests", tag = "support",
    params(("account" = String, Path, description = "Id or slug")),
    request_body = New,
    responses((status = 201, description = "The request is stored", body = Taken), MemberProblems, BodyProblems),
)]
async fn create(
    State(context): State<Context>,
    member: Member,
    Body(New { subject, message }): Body<New>,
) -> Result<Response, Problem> {
    let id = context.surroundings.clock.new_id(&context.surroundings.randomness);
    let (account, user) = (member.account.id, member.identity.user.id);
    let request = SupportRequest { id, account, user, subject, message };
    let now = context.surroundings.clock.now();
    context.store.write(async |txn| support_requests::create(txn, request, now).await).await?;
    // Somebody has to notice that there is something to answer; what it says is in the database only.
    tracing::info!(%id, %account, %user, "support was asked for");
    Ok((StatusCode::CREATED, Json(Taken { id })).into_response())
}
