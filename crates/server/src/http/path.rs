//! Parts of addresses. What can't be an id or a slug isn't there: 404, never a complaint about its form.

use axum::extract::{FromRequestParts as _, RawPathParams};
use http::request::Parts;
use uuid::Uuid;

use super::Context;
use super::problem::Problem;

/// The segment that the route calls `name`.
///
/// # Errors
/// 404 when it isn't UTF-8.
pub async fn segment(parts: &mut Parts, context: &Context, name: &str) -> Result<String, Problem> {
    let segments = RawPathParams::from_request_parts(parts, context).await.map_err(|_| Problem::not_found())?;
    let segment = segments.iter().find(|(key, _)| *key == name);
    segment.map(|(_, text)| text.to_owned()).ok_or_else(Problem::not_found)
}

/// The id that the route calls `name`.
///
/// # Errors
/// 404 when it isn't an id.
pub async fn id(parts: &mut Parts, context: &Context, name: &str) -> Result<Uuid, Problem> {
    read_id(&segment(parts, context, name).await?).ok_or_else(Problem::not_found)
}

/// Reads an id in its hyphenated form; others would be second addresses of the same thing.
#[must_use]
pub fn read_id(text: &str) -> Option<Uuid> {
    if text.len() == uuid::fmt::Hyphenated::LENGTH { Uuid::try_parse(text).ok() } else { None }
}
