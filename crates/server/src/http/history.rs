//! The history of the contact information: what each save changed.

use axum::Json;
use axum::extract::State;
use model::wire::{HistoryEntry, HistoryPage};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Context;
use super::openapi::{MemberProblems, QueryProblems};
use super::problem::Problem;
use super::query::{Parameters, Query, QueryShape};
use super::signed_in::Member;
use crate::store::contact_information::{self, Entry};

/// Entries on a page, unless another number is asked for.
const LIMIT: u64 = 20;

/// Entries on the longest page. Each may hold all values twice.
const LIMIT_MAX: u64 = 100;

/// Its routes.
pub(super) fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new().routes(routes!(list))
}

/// Which page.
struct Page {
    /// Below which version it begins.
    before: Option<i64>,
    limit: u64,
}

impl QueryShape for Page {
    fn read(parameters: &mut Parameters) -> Option<Self> {
        let before = parameters.optional("cursor", "invalid_cursor", read_cursor);
        let limit = parameters
            .optional("limit", "invalid_limit", |text| number(text).filter(|limit| (1..=LIMIT_MAX).contains(limit)));
        Some(Self { before: before?, limit: limit?.unwrap_or(LIMIT) })
    }
}

/// The saves, newest first, each with what it changed.
#[utoipa::path(
    get, path = "/accounts/{account}/contact-information/history", tag = "contact information",
    params(
        ("account" = String, Path, description = "Id or slug"),
        ("cursor" = Option<String>, Query, description = "`next` of the page before"),
        ("limit" = Option<u64>, Query, minimum = 1, maximum = 100, description = "Entries on the page; 20 if absent"),
    ),
    responses((status = 200, description = "A page of saves", body = HistoryPage), MemberProblems, QueryProblems),
)]
async fn list(
    State(context): State<Context>,
    member: Member,
    Query(page): Query<Page>,
) -> Result<Json<HistoryPage>, Problem> {
    // One more than asked for tells whether there is a next page.
    let limit = page.limit + 1;
    let mut entries = contact_information::history(context.store.read(), member.account.id, page.before, limit).await?;
    let size = usize::try_from(page.limit).unwrap_or(usize::MAX);
    let has_more = entries.len() > size;
    entries.truncate(size);
    let next = entries.last().filter(|_| has_more).map(|entry| cursor(entry.version));
    Ok(Json(HistoryPage { items: entries.into_iter().map(history_entry).collect(), next }))
}

fn history_entry(entry: Entry) -> HistoryEntry {
    HistoryEntry {
        id: entry.id.to_string(),
        version: entry.version,
        environment: entry.environment,
        at: entry.at.to_string(),
        by: entry.by,
        changes: entry.changes,
    }
}

/// The cursor of the page after the entry with this version. Clients treat it as opaque.
fn cursor(version: i64) -> String {
    format!("{version:x}")
}

fn read_cursor(text: &str) -> Option<i64> {
    let version = i64::from_str_radix(text, 16).ok()?;
    // Only what was handed out: no signs, no leading zeros, no capitals.
    (version > 0 && cursor(version) == text).then_some(version)
}

fn number(text: &str) -> Option<u64> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_cursors_that_were_handed_out_are_read() {
        for version in [1, 20, 255, i64::MAX] {
            assert_eq!(read_cursor(&cursor(version)), Some(version));
        }
        for text in ["", "0", "-1", "+1", "01", "FF", "x", "8000000000000000", "1\u{0}"] {
            assert_eq!(read_cursor(text), None, "{text:?}");
        }
    }
}
