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
use http::{HeaderMap, HeaderName, StatusCode, header};
use tower::{Layer as _, ServiceExt as _};
use tower_http::csrf::{ConfigError, CsrfLayer, ProtectionError};
use url::Url;

use super::problem::Problem;
use super::{Context, bearer};

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

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
    problem().into_response()
}

/// The request comes from a page that mustn't send it.
pub(super) fn problem() -> Problem {
    let detail = "This can't be asked from the page that it comes from.";
    Problem::new("foreign-origin", StatusCode::FORBIDDEN, "Foreign origin", detail)
}

/// Whether the request comes from a page of this origin, from one of our own, or from no page at all.
pub(super) fn is_from(origin: &str, headers: &HeaderMap, context: &Context) -> bool {
    let text = |name: HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    let Some(from) = text(header::ORIGIN) else {
        return true;
    };
    let is_public = || {
        let public_url = context.settings.public_url.as_ref();
        public_url.is_some_and(|url| url.origin().ascii_serialization() == from)
    };
    let is_host = || {
        let authority = from.split_once("://").map(|(_, authority)| authority);
        authority.is_some() && authority == text(header::HOST)
    };
    from == origin || text(SEC_FETCH_SITE) == Some("same-origin") || is_public() || is_host()
}
