//! The gate: what clients ask every few seconds until it opens.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, VARY};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use model::Environment;
use model::wire::GateAnswer;
use serde::Serialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::caller::GateReader;
use super::openapi::{MemberProblems, QueryProblems};
use super::problem::Problem;
use super::query::{Parameters, Query, QueryShape};
use super::{Context, preconditions};
use crate::gates::Gate;
use crate::store::accounts::Account;

const PREFER: HeaderName = HeaderName::from_static("prefer");
const PREFERENCE_APPLIED: HeaderName = HeaderName::from_static("preference-applied");

/// The preference for an answer with a pass.
const GATE_PASS: &str = "gate-pass";

/// What the answer depends on beside its address.
const VARIES: &str = "Authorization, Cookie, Prefer";

/// Its routes.
pub(super) fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new().routes(routes!(show))
}

/// Which gate, and whether with a pass.
struct Asked {
    environment: Environment,
    with_pass: bool,
}

impl QueryShape for Asked {
    fn read(parameters: &mut Parameters) -> Option<Self> {
        let environment = parameters.environment();
        let with_pass = parameters.optional("pass", "invalid_type", |text| text.parse().ok());
        Some(Self { environment: environment?, with_pass: with_pass?.unwrap_or(false) })
    }
}

/// The gate, and if it was asked for, a pass.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = GateWithPass)]
pub(super) struct Answer {
    #[serde(flatten)]
    gate: GateAnswer,
    /// What this answer says of the gate as a signed JSON Web Token, for others to rely on; only if it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pass: Option<String>,
}

/// The gate of one environment.
///
/// With `pass`, the answer carries a token that says the same, signed; it is different each time. Otherwise the `ETag` covers everything in the answer, so asking again with `If-None-Match` costs next to nothing.
#[utoipa::path(
    get, path = "/accounts/{account}/gate", tag = "contact information", security(("session" = []), ("token" = [])),
    params(
        ("account" = String, Path, description = "Id or slug"),
        ("environment" = model::Environment, Query),
        ("pass" = Option<bool>, Query, description = "Whether to add a signed pass"),
        ("Prefer" = Option<String>, Header, description = "`gate-pass` asks for a pass, too"),
        ("If-None-Match" = Option<String>, Header, description = "The ETag of an earlier answer"),
    ),
    responses(
        (status = 200, description = "The gate", body = Answer, headers(("ETag" = String))),
        (status = 304, description = "Nothing has changed since the answer with this ETag"),
        MemberProblems, QueryProblems,
    ),
)]
async fn show(
    State(context): State<Context>,
    GateReader { account }: GateReader,
    Query(Asked { environment, with_pass }): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let gates = context.gates.of(account.id).await?;
    let gate = gates.of(environment);
    let is_preferred = prefers_pass(&headers);
    if with_pass || is_preferred {
        let answer = Json(Answer::with_pass(&context, &account, gate).await?);
        let mut response = ([(CACHE_CONTROL, "no-store"), (VARY, VARIES)], answer).into_response();
        if is_preferred {
            say_applied(&mut response);
        }
        return Ok(response);
    }
    // A browser may keep it, but has to ask each time, and never for somebody else.
    let always = [(ETAG, gate.etag.as_str()), (CACHE_CONTROL, "private, no-cache"), (VARY, VARIES)];
    if preconditions::has_already(&headers, &gate.etag) {
        return Ok((StatusCode::NOT_MODIFIED, always).into_response());
    }
    Ok((always, [(CONTENT_TYPE, "application/json")], gate.json.clone()).into_response())
}

impl Answer {
    /// The gate alone.
    pub(super) fn without_pass(gate: &Gate) -> Self {
        Self { gate: gate.answer.clone(), pass: None }
    }

    /// The gate, and what it says, signed.
    pub(super) async fn with_pass(context: &Context, account: &Account, gate: &Gate) -> Result<Self, Problem> {
        let pass = context.passes.sign(account, &gate.answer).await?;
        Ok(Self { gate: gate.answer.clone(), pass: Some(pass) })
    }
}

/// Tells whoever preferred a pass that it is there.
pub(super) fn say_applied(response: &mut Response) {
    response.headers_mut().insert(PREFERENCE_APPLIED, HeaderValue::from_static(GATE_PASS));
}

/// Whether the request prefers an answer with a pass (RFC 7240).
pub(super) fn prefers_pass(headers: &HeaderMap) -> bool {
    let lines = headers.get_all(PREFER).iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).any(|preference| {
        let name = preference.split([';', '=']).next().unwrap_or_default();
        name.trim().eq_ignore_ascii_case(GATE_PASS)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_prefers_a_pass() {
        for (preferred, expected) in [
            ("gate-pass", true),
            ("Gate-Pass", true),
            ("respond-async, gate-pass; wait=10", true),
            ("gate-pass=1", true),
            ("gate-passes", false),
            ("respond-async; gate-pass", false),
            ("", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.append(PREFER, preferred.parse().unwrap());
            assert_eq!(prefers_pass(&headers), expected, "{preferred}");
        }
        assert!(!prefers_pass(&HeaderMap::new()));
    }
}
