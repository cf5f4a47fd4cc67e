//! What accounts integrate. Behind the gate.

use axum::Json;
use axum::extract::{FromRequestParts, State};
use http::request::Parts;
use model::Environment;
use model::wire::{self, Stage};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::body::{Body, FieldCode, Fields, Shape};
use super::openapi::{BodyProblems, GateProblems, MemberProblems};
use super::problem::Problem;
use super::signed_in::Administrator;
use super::{Context, gate_enforcement, path};
use crate::store::Txn;
use crate::store::integrations::{self, Integration};

/// Its routes.
pub(super) fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new().routes(routes!(change))
}

/// The integration in the address, which may or may not exist.
struct IntegrationId(Uuid);

impl FromRequestParts<Context> for IntegrationId {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, context: &Context) -> Result<Self, Problem> {
        path::id(parts, context, "integration").await.map(Self)
    }
}

/// How far the integration has come now.
#[derive(utoipa::ToSchema)]
#[schema(as = IntegrationChange)]
#[serde(deny_unknown_fields)]
struct Change {
    stage: Stage,
}

impl Shape for Change {
    fn read(fields: &mut Fields) -> Option<Self> {
        let stage = fields.parsed("stage", |stage| match stage {
            "development" => Ok(Stage::Development),
            "launched" => Ok(Stage::Launched),
            _ => Err(FieldCode::new("invalid_stage")),
        });
        Some(Self { stage: stage? })
    }
}

/// Launch an integration, or take it back into development. It can't be launched while production is locked.
#[utoipa::path(
    patch, path = "/accounts/{account}/integrations/{integration}", tag = "accounts",
    params(
        ("account" = String, Path, description = "Id or slug"),
        ("integration" = Uuid, Path, description = "Id"),
    ),
    request_body = Change,
    responses(
        (status = 200, description = "As it is now", body = wire::Integration),
        MemberProblems, GateProblems, BodyProblems,
    ),
)]
async fn change(
    State(context): State<Context>,
    Administrator(member): Administrator,
    IntegrationId(id): IntegrationId,
    Body(Change { stage }): Body<Change>,
) -> Result<Json<wire::Integration>, Problem> {
    let account = member.account.id;
    let change = async |txn: &Txn| {
        if stage == Stage::Launched {
            gate_enforcement::require_open(&context, txn, account, Environment::Production).await?;
        }
        integrations::set_stage(txn, account, id, stage).await?.ok_or_else(Problem::not_found)
    };
    Ok(Json(answer(context.store.write(change).await?)))
}

/// An integration as it travels.
pub(super) fn answer(integration: Integration) -> wire::Integration {
    wire::Integration {
        id: integration.id.to_string(),
        kind: integration.kind,
        name: integration.name,
        stage: integration.stage,
    }
}
