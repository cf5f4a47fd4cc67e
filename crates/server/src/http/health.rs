//! Whether the server is alive and ready, for load balancers and supervisors.

use axum::Router;
use axum::extract::State;
use axum::routing::get;

use super::Context;
use super::problem::Problem;

/// Its routes.
pub(super) fn router() -> Router<Context> {
    Router::new().route("/livez", get(live)).route("/readyz", get(ready))
}

/// The process answers.
async fn live() -> &'static str {
    "ok\n"
}

/// The database answers, too.
async fn ready(State(context): State<Context>) -> Result<&'static str, Problem> {
    let unanswered = |error| Problem::unavailable("The database doesn't answer.").because(error);
    context.store.ping().await.map_err(unanswered)?;
    Ok("ok\n")
}
