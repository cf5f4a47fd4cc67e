//! The keys that verify gate passes, where everybody looks for them.

use axum::Router;
use axum::extract::State;
use axum::response::IntoResponse;
use axum::routing::get;
use http::HeaderValue;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};

use super::Context;
use super::problem::Problem;

/// Whoever verifies passes needn't ask each time: a new key signs at once, but who doesn't know it asks again.
const FIVE_MINUTES: HeaderValue = HeaderValue::from_static("public, max-age=300");

/// Its routes.
pub(super) fn router() -> Router<Context> {
    Router::new().route("/.well-known/jwks.json", get(show))
}

/// The keys.
async fn show(State(context): State<Context>) -> Result<impl IntoResponse, Problem> {
    let keys = context.passes.published().await?;
    let headers = [(CACHE_CONTROL, FIVE_MINUTES), (CONTENT_TYPE, HeaderValue::from_static("application/jwk-set+json"))];
    Ok((headers, serde_json::to_vec(&keys).map_err(Problem::internal)?))
}
