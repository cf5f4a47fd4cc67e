//! What is known of each request afterwards: an id, a line in the log, figures.
//!
//! The route's pattern stands for the address, so that neither accounts nor query strings are logged.

use std::time::Duration;

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http::{HeaderName, HeaderValue, Method};
use tokio::time::Instant;
use tracing::Instrument as _;

use super::Context;
use super::problem::Problem;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The longest that a request may take, with everything: a body that trickles in, a place to hash a password, a
/// database that is busy.
const TIME_OUT: Duration = Duration::from_secs(20);

/// Gives each request its id and notes how it was answered.
pub(super) async fn note(State(context): State<Context>, request: Request, next: Next) -> Response {
    let id = context.surroundings.clock.new_id(&context.surroundings.randomness).to_string();
    let method = known(request.method());
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str).to_owned();
    let span = tracing::info_span!("request", id, method, route);
    let start = Instant::now();
    let mut response = next.run(request).instrument(span.clone()).await;
    let elapsed = start.elapsed();

    let status = response.status().as_u16();
    // Clients ask for the gate every few seconds, which nobody wants to read.
    span.in_scope(|| tracing::debug!(status, micros = elapsed.as_micros(), "answered"));
    let labels = [("method", method.to_owned()), ("route", route), ("status", status.to_string())];
    metrics::counter!("callsheet_http_requests_total", &labels).increment(1);
    metrics::histogram!("callsheet_http_request_duration_seconds", &labels[..2]).record(elapsed);
    if let Ok(id) = HeaderValue::try_from(id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}

/// The method's name, for the standard ones (RFC 9110 and, for `PATCH`, RFC 5789). Any word can be a method, and each
/// that a stranger invents would add figures that are kept for as long as the process lives.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::CONNECT => "CONNECT",
        Method::DELETE => "DELETE",
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::OPTIONS => "OPTIONS",
        Method::PATCH => "PATCH",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::TRACE => "TRACE",
        _ => "other",
    }
}

/// Ends a request that takes too long. What it was about to write is rolled back.
pub(super) async fn bound(request: Request, next: Next) -> Response {
    let answered = tokio::time::timeout(TIME_OUT, next.run(request)).await;
    answered.unwrap_or_else(|elapsed| {
        Problem::unavailable("This took too long; please try again.").because(elapsed).into_response()
    })
}

/// Answers for a handler that panicked.
#[expect(clippy::needless_pass_by_value, reason = "the layer hands it over like this")]
pub(super) fn panicked(panic: Box<dyn std::any::Any + Send>) -> Response {
    let message = panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_default();
    Problem::internal(format!("panicked: {message}")).into_response()
}
