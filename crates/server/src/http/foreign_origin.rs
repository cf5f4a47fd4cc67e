//! Writes that a foreign site makes a browser send.
//!
//! Browsers say where a request comes from (`Sec-Fetch-Site`, `Origin`); programs say neither, and have no cookies of
//! anybody else's. So there is no token to hand out and lose.

use axum::body::Body;
use axum::response::{IntoResponse as _, Response};
use http::StatusCode;
use tower_http::csrf::{ConfigError, CsrfLayer, ProtectionError};
use url::Url;

use super::problem::Problem;

type Refuse = fn(ProtectionError) -> Response<Body>;

/// Refuses writes from foreign origins. Behind a proxy that changes `Host`, old browsers are told apart by the public
/// address.
pub(super) fn layer(public_url: Option<&Url>) -> Result<CsrfLayer<Refuse>, ConfigError> {
    let layer = match public_url {
        Some(url) => CsrfLayer::new().add_trusted_origin(url.origin().ascii_serialization())?,
        None => CsrfLayer::new(),
    };
    Ok(layer.with_rejection_response(refuse as Refuse))
}

fn refuse(_: ProtectionError) -> Response<Body> {
    let detail = "Changes can only be made from the portal's own pages.";
    Problem::new("foreign-origin", StatusCode::FORBIDDEN, "Foreign origin", detail).into_response()
}
