//! What pages of other origins may ask, in the browsers of those for whom they speak.
//!
//! Only what the token of an embed session opens, only for origins that are allowed for the account in the address, and
//! never with cookies. Every answer says so for itself: there is no wildcard. To open another address, add it to
//! [`OPEN`]; who may really ask is decided by its handler as ever.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_METHOD, ORIGIN, VARY,
};
use http::{HeaderValue, Method, StatusCode};

use super::problem::Problem;
use super::{Context, foreign_origin};
use crate::store::accounts::AccountRef;

/// What follows `/api/v1/accounts/{account}/`, with the methods that may be asked.
const OPEN: [(&str, &str); 4] =
    [("gate", "GET"), ("contact-information", "GET, PUT"), ("draft", "GET, PUT, PATCH, DELETE"), ("users", "GET")];

/// The only open address that is no account's. It is the same for everybody.
const REFERENCE: &str = "/api/v1/reference";

const REQUEST_HEADERS: HeaderValue =
    HeaderValue::from_static("authorization, content-type, if-match, if-none-match, prefer");

const RESPONSE_HEADERS: HeaderValue = HeaderValue::from_static("etag, preference-applied, retry-after, x-request-id");

/// How long a browser needn't ask whether it may ask: as long as any remembers it. An origin that isn't allowed any more
/// can still send a request by that, and its pages don't get to see the answer.
const TWO_HOURS: HeaderValue = HeaderValue::from_static("7200");

/// Answers browsers that ask whether they may, and tells those that may that their pages may see the answer.
pub(super) async fn allow(State(context): State<Context>, request: Request, next: Next) -> Response {
    let Some((account, methods)) = open(request.uri().path()) else {
        return next.run(request).await;
    };
    let origin = request.headers().get(ORIGIN).cloned();
    let is_preflight =
        *request.method() == Method::OPTIONS && request.headers().contains_key(ACCESS_CONTROL_REQUEST_METHOD);
    let allowed = match allowed(&context, account, origin).await {
        Ok(allowed) => allowed,
        Err(problem) => return problem.into_response(),
    };
    let mut response = match (is_preflight, &allowed) {
        (true, Some(_)) => preflight(methods),
        (true, None) => foreign_origin::problem().into_response(),
        (false, _) => next.run(request).await,
    };
    let headers = response.headers_mut();
    headers.append(VARY, HeaderValue::from_static("Origin"));
    if let Some(origin) = allowed {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, RESPONSE_HEADERS);
    }
    response
}

fn preflight(methods: &'static str) -> Response {
    let headers = [
        (ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static(methods)),
        (ACCESS_CONTROL_ALLOW_HEADERS, REQUEST_HEADERS),
        (ACCESS_CONTROL_MAX_AGE, TWO_HOURS),
    ];
    (StatusCode::NO_CONTENT, headers).into_response()
}

/// The account that an open address is about, if any, and the methods that may be asked.
fn open(path: &str) -> Option<(Option<&str>, &'static str)> {
    if path == REFERENCE {
        return Some((None, "GET"));
    }
    let (account, resource) = path.strip_prefix("/api/v1/accounts/")?.split_once('/')?;
    let (_, methods) = OPEN.into_iter().find(|(open, _)| *open == resource)?;
    Some((Some(account), methods))
}

/// The origin, if its pages may ask.
async fn allowed(
    context: &Context,
    account: Option<&str>,
    origin: Option<HeaderValue>,
) -> Result<Option<HeaderValue>, Problem> {
    let Some(origin) = origin else {
        return Ok(None);
    };
    let account = account.and_then(AccountRef::parse);
    let allowed = context.embed_origins(account.as_ref()).await?;
    let is_allowed = allowed.iter().any(|allowed| allowed.as_str().as_bytes() == origin.as_bytes());
    Ok(is_allowed.then_some(origin))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_open() {
        for (path, expected) in [
            ("/api/v1/reference", Some((None, "GET"))),
            ("/api/v1/accounts/bella-pizza/gate", Some((Some("bella-pizza"), "GET"))),
            ("/api/v1/accounts/bella-pizza/contact-information", Some((Some("bella-pizza"), "GET, PUT"))),
            ("/api/v1/accounts/bella-pizza/contact-information/history", None),
            ("/api/v1/accounts/bella-pizza/users/1", None),
            ("/api/v1/accounts/bella-pizza/origins", None),
            ("/api/v1/accounts/bella-pizza", None),
            ("/api/v1/accounts//gate", Some((Some(""), "GET"))),
            ("/api/v1/session", None),
            ("/api/v1/embed-sessions", None),
            ("/", None),
        ] {
            assert_eq!(open(path), expected, "{path}");
        }
    }
}
