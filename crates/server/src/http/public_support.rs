//! What end users may know of an account: the brand's name, how its support is reached, and when it is open. Nothing else,
//! ever, so anybody may ask, from any page, and keep the answer for some minutes.

use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, CACHE_CONTROL, CONTENT_TYPE, ETAG};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use jiff::{RoundMode, Timestamp, TimestampRound, Unit};
use model::parse_schedule;
use model::wire::{OpenSpan, PublicSupport};
use sha2::{Digest as _, Sha256};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::problem::{Problem, ProblemBody};
use super::{Context, preconditions};
use crate::hex::hex;
use crate::store::accounts::AccountRef;
use crate::store::contact_information;
use crate::support_hours::open_spans;

/// How long an answer may be kept. Somebody who has just changed the hours sees it that much later.
const FIVE_MINUTES: HeaderValue = HeaderValue::from_static("public, max-age=300");

/// What the times in an answer are rounded down to, so that it stays the same as long as it may be kept.
const ROUNDING: i64 = 5;

/// Any page may show it.
const FOR_EVERYBODY: [(HeaderName, HeaderValue); 3] = [
    (ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
    (ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("etag")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("cross-origin")),
];

/// Its routes.
pub(super) fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new().routes(routes!(show))
}

/// How end users reach the brand's support, and when it is open in the days to come.
#[utoipa::path(
    get, path = "/public/accounts/{account}/support", tag = "support",
    params(
        ("account" = String, Path, description = "Id or slug"),
        ("If-None-Match" = Option<String>, Header, description = "The ETag of an answer that is there already"),
    ),
    responses(
        (status = 200, description = "Contact and hours", body = PublicSupport,
            headers(("ETag" = String, description = "Changes with the answer"))),
        (status = 304, description = "Nothing has changed"),
        (status = 404, description = "`not-found`: no such account, or it hasn't given them yet", body = ProblemBody,
            content_type = "application/problem+json"),
    ),
)]
async fn show(
    State(context): State<Context>,
    Path(account): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Response> {
    let answer = async {
        let support = find(&context, &account).await?.ok_or_else(Problem::not_found)?;
        serde_json::to_vec(&support).map_err(Problem::internal)
    };
    let body = answer.await.map_err(|problem: Problem| (FOR_EVERYBODY, problem).into_response())?;
    let etag = format!("\"{}\"", hex(&Sha256::digest(&body)));
    let caching = [(CACHE_CONTROL, FIVE_MINUTES)];
    if preconditions::has_already(&headers, &etag) {
        return Ok((StatusCode::NOT_MODIFIED, FOR_EVERYBODY, caching, [(ETAG, etag)]).into_response());
    }
    let is_json = [(CONTENT_TYPE, HeaderValue::from_static("application/json"))];
    Ok((FOR_EVERYBODY, caching, [(ETAG, etag)], is_json, body).into_response())
}

/// What end users may know; `None` if there is no such account, or nothing to know yet.
pub(super) async fn find(context: &Context, account: &str) -> Result<Option<PublicSupport>, Problem> {
    let Some(account) = AccountRef::parse(account) else {
        return Ok(None);
    };
    let Some(entry) = context.directory.find(&account).await? else {
        return Ok(None);
    };
    let stored = contact_information::find(context.store.read(), entry.account.id).await?;
    let (Some(operational_public), Some(operational_support)) =
        (stored.values.operational_public, stored.values.operational_support)
    else {
        return Ok(None);
    };
    let schedules: Vec<_> = operational_support.iter().filter_map(parse_schedule).collect();
    let spans = open_spans(&schedules, rounded(context.surroundings.clock.now()));
    let span = |span: crate::support_hours::OpenSpan| OpenSpan {
        from: span.from.to_string(),
        until: span.until.map(|until| until.to_string()),
    };
    Ok(Some(PublicSupport {
        name: entry.account.name.clone(),
        operational_public,
        operational_support,
        open: spans.into_iter().map(span).collect(),
    }))
}

fn rounded(now: Timestamp) -> Timestamp {
    let down = TimestampRound::new().smallest(Unit::Minute).increment(ROUNDING).mode(RoundMode::Trunc);
    now.round(down).unwrap_or(now)
}
