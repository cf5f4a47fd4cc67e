//! Who would be told of something, and why.

use axum::Json;
use axum::extract::State;
use jiff::Timestamp;
use model::wire::Recipients;
use model::{Category, Environment};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Context;
use super::caller::RecipientsReader;
use super::openapi::{MemberProblems, QueryProblems, RoleProblems};
use super::problem::Problem;
use super::query::{Parameters, Query, QueryShape};
use crate::routing::Sheet;

/// Its routes.
pub(super) fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new().routes(routes!(show))
}

/// Of what, and when.
struct Asked {
    category: Category,
    environment: Environment,
    at: Option<Timestamp>,
}

impl QueryShape for Asked {
    fn read(parameters: &mut Parameters) -> Option<Self> {
        let category = parameters.required("category", "invalid_category", Category::from_id);
        let environment = parameters.optional("environment", "invalid_environment", Environment::from_id);
        let at = parameters.optional("at", "invalid_time", |text| text.parse().ok());
        Some(Self { category: category?, environment: environment?.unwrap_or(Environment::Production), at: at? })
    }
}

/// Who is told of a notification of this category, in the order in which they are written to.
#[utoipa::path(
    get, path = "/accounts/{account}/recipients", tag = "notifications", security(("session" = []), ("token" = [])),
    params(
        ("account" = String, Path, description = "Id or slug"),
        ("category" = Category, Query, description = "What it would be about"),
        ("environment" = Option<Environment>, Query, description = "Where; production if absent"),
        ("at" = Option<String>, Query, description = "When, in RFC 3339; now if absent. It decides what is asked of the account \
            then, and whether support is open"),
    ),
    responses(
        (status = 200, description = "Each address once", body = Recipients),
        MemberProblems, RoleProblems, QueryProblems,
    ),
)]
async fn show(
    State(context): State<Context>,
    RecipientsReader { account }: RecipientsReader,
    Query(Asked { category, environment, at }): Query<Asked>,
) -> Result<Json<Recipients>, Problem> {
    let sheet = Sheet::of(context.store.read(), account.id).await?;
    let at = at.unwrap_or_else(|| context.surroundings.clock.now());
    let recipients = sheet.recipients(category, environment, context.gates.standing_at(at));
    Ok(Json(Recipients::new(recipients, sheet.support_is_open(at))))
}
