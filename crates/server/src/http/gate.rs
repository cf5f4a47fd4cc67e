//! The gate: what clients ask every few seconds until it opens.

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, VARY};
use http::{HeaderMap, StatusCode};
use model::wire::GateAnswer;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::caller::GateReader;
use super::openapi::{MemberProblems, QueryProblems};
use super::problem::Problem;
use super::query::{InEnvironment, Query};
use super::{Context, preconditions};

/// Its routes.
pub(super) fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new().routes(routes!(show))
}

/// The gate of one environment.
///
/// The `ETag` covers everything in the answer, so asking again with `If-None-Match` costs next to nothing.
#[utoipa::path(
    get, path = "/accounts/{account}/gate", tag = "contact information", security(("session" = []), ("token" = [])),
    params(
        ("account" = String, Path, description = "Id or slug"),
        ("environment" = model::Environment, Query),
        ("If-None-Match" = Option<String>, Header, description = "The ETag of an earlier answer"),
    ),
    responses(
        (status = 200, description = "The gate", body = GateAnswer, headers(("ETag" = String))),
        (status = 304, description = "Nothing has changed since the answer with this ETag"),
        MemberProblems, QueryProblems,
    ),
)]
async fn show(
    State(context): State<Context>,
    GateReader { account }: GateReader,
    Query(InEnvironment(environment)): Query<InEnvironment>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let gates = context.gates.of(account).await?;
    let gate = gates.of(environment);
    // A browser may keep it, but has to ask each time, and never for somebody else.
    let always = [(ETAG, gate.etag.as_str()), (CACHE_CONTROL, "private, no-cache"), (VARY, "Authorization, Cookie")];
    if preconditions::has_already(&headers, &gate.etag) {
        return Ok((StatusCode::NOT_MODIFIED, always).into_response());
    }
    Ok((always, [(CONTENT_TYPE, "application/json")], gate.json.clone()).into_response())
}
