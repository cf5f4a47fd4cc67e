//! The keys that are good for one account alone, for its administrators to see. They are made and revoked by the operator,
//! on the command line. Behind the gate.

use axum::Json;
use axum::extract::State;
use model::Role;
use serde::Serialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::Context;
use super::openapi::{GateProblems, MemberProblems};
use super::problem::Problem;
use super::signed_in::Administrator;
use crate::store::api_keys::{self, Key};

/// Its routes.
pub(super) fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new().routes(routes!(list))
}

/// A key, without what opens doors.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = ApiKey)]
struct Answer {
    /// UUID.
    id: Uuid,
    /// Its beginning, by which people tell it from others.
    #[schema(example = "csk_embed_4fJ0aZ9q")]
    prefix: String,
    /// What the operator calls it.
    name: String,
    /// `embed`, `notify` or `read`.
    scope: &'static str,
    /// The highest role that sessions made with it have.
    max_role: Role,
    /// When it was made: RFC 3339.
    created_at: String,
    /// When it was used last, to five minutes.
    last_used_at: Option<String>,
    /// When it was revoked.
    revoked_at: Option<String>,
}

/// All keys of the account.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = ApiKeysPage)]
struct Page {
    /// The keys, the oldest first.
    items: Vec<Answer>,
    /// Always null: there are few enough for one page.
    next: Option<String>,
}

/// The keys that are good for this account alone. Those that are good for all accounts are the operator's business.
#[utoipa::path(
    get, path = "/accounts/{account}/keys", tag = "embedding",
    params(("account" = String, Path, description = "Id or slug")),
    responses((status = 200, description = "All of them", body = Page), MemberProblems, GateProblems),
)]
async fn list(State(context): State<Context>, Administrator(member): Administrator) -> Result<Json<Page>, Problem> {
    let keys = api_keys::of_account(context.store.read(), member.account.id).await?;
    Ok(Json(Page { items: keys.into_iter().map(answer).collect(), next: None }))
}

fn answer(key: Key) -> Answer {
    Answer {
        id: key.id,
        prefix: key.prefix,
        name: key.name,
        scope: key.scope.id(),
        max_role: key.max_role,
        created_at: key.created_at.to_string(),
        last_used_at: key.last_used_at.map(|at| at.to_string()),
        revoked_at: key.revoked_at.map(|at| at.to_string()),
    }
}
