//! Figures for Prometheus. Only answered to this machine: they tell how busy we are, and which routes fail.

use std::net::SocketAddr;

use axum::Router;
use axum::extract::{ConnectInfo, State};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use http::header;

use super::Context;
use super::problem::Problem;

/// Its routes.
pub(super) fn router() -> Router<Context> {
    Router::new().route("/metrics", get(show))
}

async fn show(
    State(context): State<Context>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: http::HeaderMap,
) -> Result<Response, Problem> {
    // A proxy on this machine passes on requests from anywhere; it gives itself away by saying for whom.
    let is_passed_on = headers.contains_key(header::FORWARDED) || headers.contains_key("x-forwarded-for");
    if !peer.ip().to_canonical().is_loopback() || is_passed_on {
        return Err(Problem::not_found());
    }
    let text = context.surroundings.metrics.render();
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response())
}
