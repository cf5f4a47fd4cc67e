//! Which pages may show the account's gate, by their origins. Behind the gate.

use axum::Json;
use axum::extract::{FromRequestParts, State};
use axum::response::{IntoResponse as _, Response};
use http::StatusCode;
use http::request::Parts;
use model::Origin;
use serde::Serialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::body::{Body, Fields, Shape};
use super::openapi::{BodyProblems, GateProblems, MemberProblems};
use super::problem::{FieldError, Problem};
use super::signed_in::Administrator;
use super::{Context, path};
use crate::store::origins::{self, Allowed, CreateError, PER_ACCOUNT};
use crate::verdict::domain_to_ascii;

/// Its routes.
pub(super) fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new().routes(routes!(list, allow)).routes(routes!(remove))
}

impl From<CreateError> for Problem {
    fn from(error: CreateError) -> Self {
        match error {
            CreateError::Duplicate => Self::invalid_body([FieldError::of("origin", "duplicate")]),
            CreateError::TooMany => Self::invalid_body([FieldError::of("origin", "too_many").with("max", PER_ACCOUNT)]),
            CreateError::Store(error) => error.into(),
        }
    }
}

/// The origin in the address, which may or may not be the account's.
struct OriginId(Uuid);

impl FromRequestParts<Context> for OriginId {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, context: &Context) -> Result<Self, Problem> {
        path::id(parts, context, "origin").await.map(Self)
    }
}

/// An origin to be allowed.
#[derive(utoipa::ToSchema)]
#[schema(as = NewOrigin)]
#[serde(deny_unknown_fields)]
struct New {
    /// Scheme, host and port: https, or http on one's own machine.
    #[schema(value_type = String, max_length = 300, example = "https://host.example")]
    origin: Origin,
}

impl Shape for New {
    fn read(fields: &mut Fields) -> Option<Self> {
        let origin = fields.parsed("origin", |text| Ok(Origin::parse(text, &domain_to_ascii)?));
        Some(Self { origin: origin? })
    }
}

/// An origin whose pages may show the account's gate.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = AllowedOrigin)]
struct Answer {
    /// UUID.
    id: Uuid,
    /// As browsers write it.
    #[schema(example = "https://host.example")]
    origin: String,
    /// Since when: RFC 3339.
    created_at: String,
}

/// All origins whose pages may show the account's gate.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = OriginsPage)]
struct Page {
    /// The account's own, in the order of the alphabet.
    items: Vec<Answer>,
    /// Always null: there are few enough for one page.
    next: Option<String>,
    /// Those that the operator's configuration allows for every account.
    deployment: Vec<String>,
}

/// The origins whose pages may show the account's gate.
#[utoipa::path(
    get, path = "/accounts/{account}/origins", tag = "embedding",
    params(("account" = String, Path, description = "Id or slug")),
    responses((status = 200, description = "All of them", body = Page), MemberProblems, GateProblems),
)]
async fn list(State(context): State<Context>, Administrator(member): Administrator) -> Result<Json<Page>, Problem> {
    let allowed = origins::list(context.store.read(), member.account.id).await?;
    Ok(Json(Page {
        items: allowed.iter().map(answer).collect(),
        next: None,
        deployment: context.settings.embed_origins.iter().map(ToString::to_string).collect(),
    }))
}

/// Allow pages of an origin to show the account's gate.
#[utoipa::path(
    post, path = "/accounts/{account}/origins", tag = "embedding",
    params(("account" = String, Path, description = "Id or slug")),
    request_body = New,
    responses((status = 201, description = "It is allowed", body = Answer), MemberProblems, GateProblems, BodyProblems),
)]
async fn allow(
    State(context): State<Context>,
    Administrator(member): Administrator,
    Body(New { origin }): Body<New>,
) -> Result<Response, Problem> {
    let surroundings = &context.surroundings;
    let new = Allowed {
        id: surroundings.clock.new_id(&surroundings.randomness),
        origin,
        created_at: surroundings.clock.now(),
    };
    context.store.write(async |txn| origins::create(txn, member.account.id, &new).await).await?;
    Ok((StatusCode::CREATED, Json(answer(&new))).into_response())
}

/// Allow it no longer. Pages that show the gate already are shut out with their next request.
#[utoipa::path(
    delete, path = "/accounts/{account}/origins/{origin}", tag = "embedding",
    params(
        ("account" = String, Path, description = "Id or slug"),
        ("origin" = Uuid, Path, description = "Id"),
    ),
    responses((status = 204, description = "It isn't allowed any more"), MemberProblems, GateProblems),
)]
async fn remove(
    State(context): State<Context>,
    Administrator(member): Administrator,
    OriginId(id): OriginId,
) -> Result<StatusCode, Problem> {
    let is_removed = context.store.write(async |txn| origins::delete(txn, member.account.id, id).await).await?;
    if is_removed { Ok(StatusCode::NO_CONTENT) } else { Err(Problem::not_found()) }
}

fn answer(allowed: &Allowed) -> Answer {
    Answer { id: allowed.id, origin: allowed.origin.to_string(), created_at: allowed.created_at.to_string() }
}
