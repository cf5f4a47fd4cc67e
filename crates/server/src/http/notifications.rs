//! What an account was told, and what has become of it.
//!
//! Pages show it live, so they ask again and again; what hasn't changed is answered with 304.

use axum::extract::{FromRequestParts, State};
use axum::response::{IntoResponse as _, Response};
use http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, VARY};
use http::request::Parts;
use http::{HeaderMap, StatusCode};
use model::wire::{Notification, NotificationsPage};
use model::{Category, DeliveryState, Environment};
use serde::Serialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::caller::NotificationReader;
use super::openapi::{GateProblems, MemberProblems, QueryProblems};
use super::problem::Problem;
use super::query::{Parameters, Query, QueryShape};
use super::{Context, path, preconditions};
use crate::gates::etag;
use crate::notifications::answer;
use crate::store::notifications::{self, Filter};

/// Notifications on a page, unless another number is asked for.
const LIMIT: u64 = 20;

/// Notifications on the longest page. Each may have a long text, and ten deliveries with their histories.
const LIMIT_MAX: u64 = 100;

/// Its routes.
pub(super) fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(show))
}

/// Which page.
struct Page {
    filter: Filter,
    /// Before which one it begins.
    before: Option<Uuid>,
    limit: u64,
}

impl QueryShape for Page {
    fn read(parameters: &mut Parameters) -> Option<Self> {
        let category = parameters.optional("category", "invalid_category", Category::from_id);
        let state = parameters.optional("state", "invalid_state", DeliveryState::from_id);
        let environment = parameters.optional("environment", "invalid_environment", Environment::from_id);
        let before = parameters.optional("cursor", "invalid_cursor", path::read_id);
        let limit = parameters.optional("limit", "invalid_limit", read_limit);
        let filter = Filter { category: category?, state: state?, environment: environment? };
        Some(Self { filter, before: before?, limit: limit?.unwrap_or(LIMIT) })
    }
}

fn read_limit(text: &str) -> Option<u64> {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|limit| is_number && (1..=LIMIT_MAX).contains(limit))
}

/// The notification in the address.
struct NotificationId(Uuid);

impl FromRequestParts<Context> for NotificationId {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, context: &Context) -> Result<Self, Problem> {
        path::id(parts, context, "notification").await.map(Self)
    }
}

/// What the account was told, newest first, each with its deliveries.
#[utoipa::path(
    get, path = "/accounts/{account}/notifications", tag = "notifications", security(("session" = []), ("token" = [])),
    params(
        ("account" = String, Path, description = "Id or slug"),
        ("category" = Option<Category>, Query, description = "Only of this category"),
        ("state" = Option<DeliveryState>, Query, description = "Only those with a delivery in this state"),
        ("environment" = Option<Environment>, Query, description = "Only of this environment"),
        ("cursor" = Option<String>, Query, description = "`next` of the page before"),
        ("limit" = Option<u64>, Query, minimum = 1, maximum = 100,
            description = "Notifications on the page; 20 if absent"),
        ("If-None-Match" = Option<String>, Header, description = "The ETag of an earlier answer"),
    ),
    responses(
        (status = 200, description = "A page of notifications", body = NotificationsPage,
            headers(("ETag" = String))),
        (status = 304, description = "Nothing has changed since the answer with this ETag"),
        MemberProblems, GateProblems, QueryProblems,
    ),
)]
async fn list(
    State(context): State<Context>,
    NotificationReader { account }: NotificationReader,
    Query(page): Query<Page>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let db = context.store.read();
    // One more than asked for tells whether there is a next page.
    let mut found = notifications::page(db, account.id, page.filter, page.before, page.limit + 1).await?;
    let size = usize::try_from(page.limit).unwrap_or(usize::MAX);
    let has_more = found.len() > size;
    found.truncate(size);
    let next = found.last().filter(|_| has_more).map(|notification| notification.id.to_string());
    let items = answer::with_deliveries(db, found).await?;
    live(&headers, &NotificationsPage { items, next })
}

/// One notification with its deliveries.
#[utoipa::path(
    get, path = "/accounts/{account}/notifications/{notification}", tag = "notifications",
    security(("session" = []), ("token" = [])),
    params(
        ("account" = String, Path, description = "Id or slug"),
        ("notification" = Uuid, Path, description = "Id"),
        ("If-None-Match" = Option<String>, Header, description = "The ETag of an earlier answer"),
    ),
    responses(
        (status = 200, description = "The notification", body = Notification, headers(("ETag" = String))),
        (status = 304, description = "Nothing has changed since the answer with this ETag"),
        MemberProblems, GateProblems,
    ),
)]
async fn show(
    State(context): State<Context>,
    NotificationReader { account }: NotificationReader,
    NotificationId(id): NotificationId,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let db = context.store.read();
    let found = notifications::find(db, account.id, id).await?.ok_or_else(Problem::not_found)?;
    let shown = answer::with_deliveries(db, vec![found]).await?;
    let shown = shown.into_iter().next().ok_or_else(Problem::not_found)?;
    live(&headers, &shown)
}

/// An answer that is asked for again and again. A browser may keep it, but has to ask each time, and never for somebody else.
fn live(headers: &HeaderMap, answer: &impl Serialize) -> Result<Response, Problem> {
    let json = serde_json::to_string(answer).map_err(Problem::internal)?;
    let etag = etag(json.as_bytes());
    let has_already = preconditions::has_already(headers, &etag);
    let always =
        [(ETAG, etag), (CACHE_CONTROL, "private, no-cache".to_owned()), (VARY, "Authorization, Cookie".to_owned())];
    if has_already {
        return Ok((StatusCode::NOT_MODIFIED, always).into_response());
    }
    Ok((always, [(CONTENT_TYPE, "application/json")], json).into_response())
}
