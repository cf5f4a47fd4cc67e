//! Writes that a foreign site makes a browser send.
//!
//! Browsers say where a request comes from (`Sec-Fetch-Site`, `Origin`); programs say neither, and have no cookies of
//! anybody else's. So there is no token to hand out and lose.
//!
//! No browser adds a token of its own accord, so whoever sends one means it, wherever it comes from. But a browser may add
//! cookies to such a request. They are taken off here, before anything looks at them: a request comes with a token or with
//! a cookie, never with both.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http::{StatusCode, header};
use tower::{Layer as _, ServiceExt as _};
use tower_http::csrf::{ConfigError, CsrfLayer, ProtectionError};
use url::Url;

use super::bearer;
use super::problem::Problem;

type Refuse = fn(ProtectionError) -> Response<Body>;

/// What tells writes from foreign origins.
pub(super) type Guard = CsrfLayer<Refuse>;

/// Behind a proxy that changes `Host`, old browsers are told apart by the public address.
pub(super) fn guard(public_url: Option<&Url>) -> Result<Guard, ConfigError> {
    let layer = match public_url {
        Some(url) => CsrfLayer::new().add_trusted_origin(url.origin().ascii_serialization())?,
        None => CsrfLayer::new(),
    };
    Ok(layer.with_rejection_response(refusal as Refuse))
}

/// Refuses writes from foreign origins, unless they come with a token.
pub(super) async fn refuse(State(guard): State<Guard>, mut request: Request, next: Next) -> Response {
    if bearer::is_presented(request.headers()) {
        request.headers_mut().remove(header::COOKIE);
        return next.run(request).await;
    }
    match guard.layer(next).oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    }
}

fn refusal(_: ProtectionError) -> Response<Body> {
    let detail = "Changes can only be made from the portal's own pages.";
    Problem::new("foreign-origin", StatusCode::FORBIDDEN, "Foreign origin", detail).into_response()
}
