//! An account and what it integrates. Behind the gate.

use axum::Json;
use axum::extract::State;
use model::Environment;
use model::wire::{AccountAnswer, EnvironmentGate};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Context;
use super::integrations;
use super::openapi::{GateProblems, MemberProblems};
use super::problem::Problem;
use super::signed_in::Member;
use crate::store;

/// Its routes.
pub(super) fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new().routes(routes!(show))
}

/// The account and its integrations.
#[utoipa::path(
    get, path = "/accounts/{account}", tag = "accounts",
    params(("account" = String, Path, description = "Id or slug")),
    responses((status = 200, description = "The account", body = AccountAnswer), MemberProblems, GateProblems),
)]
async fn show(State(context): State<Context>, member: Member) -> Result<Json<AccountAnswer>, Problem> {
    let account = &member.account;
    let integrations = store::integrations::list(context.store.read(), account.id).await?;
    let gates = context.gates.of(account.id).await?;
    Ok(Json(AccountAnswer {
        id: account.id.to_string(),
        slug: account.slug.clone(),
        name: account.name.clone(),
        integrations: integrations.into_iter().map(integrations::answer).collect(),
        gates: Environment::ALL
            .into_iter()
            .map(|environment| EnvironmentGate { environment, state: gates.of(environment).answer.state })
            .collect(),
    }))
}
