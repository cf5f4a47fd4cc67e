//! Tokens that a request presents in its `Authorization` header.

use http::{HeaderMap, HeaderValue, StatusCode, header};

use super::problem::Problem;
use crate::store::sessions::TokenHash;
use crate::tokens::EMBED_SESSION;

/// A longer one can't be ours, and isn't worth a hash.
const LENGTH_MAX: usize = 128;

/// Whether the request comes with a token, whatever it is worth. It comes with nothing else then: no cookie counts.
pub(super) fn is_presented(headers: &HeaderMap) -> bool {
    headers.get_all(header::AUTHORIZATION).iter().any(|value| credentials(value).is_some())
}

/// A token, as its beginning says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Presented {
    /// One of a session of a page that shows the gate.
    EmbedSession(TokenHash),
    /// Any other one, which may be a key.
    Key(TokenHash),
}

impl Presented {
    fn read(token: &[u8]) -> Self {
        let hash = TokenHash::of(token);
        if token.starts_with(EMBED_SESSION.as_bytes()) { Self::EmbedSession(hash) } else { Self::Key(hash) }
    }
}

/// The token that the request comes with; `None` if it comes without.
///
/// # Errors
/// 401 for one that can't be any of ours.
pub(super) fn presented(headers: &HeaderMap) -> Result<Option<Presented>, Problem> {
    let values = headers.get_all(header::AUTHORIZATION);
    let Some(credentials) = values.iter().find_map(credentials) else {
        return Ok(None);
    };
    let is_only = values.iter().count() == 1;
    let is_possible = is_only && (1..=LENGTH_MAX).contains(&credentials.len());
    if is_possible { Ok(Some(Presented::read(credentials))) } else { Err(invalid_token()) }
}

/// Nobody knows this token: it was never made, or it was revoked.
pub(super) fn invalid_token() -> Problem {
    let detail = "This token was never given out, or it has been revoked.";
    challenge(Problem::new("invalid-token", StatusCode::UNAUTHORIZED, "Invalid token", detail))
}

/// The session was one, and its time is over.
pub(super) fn embed_session_expired() -> Problem {
    let detail = "This session has expired; ask the page that made it for another one.";
    challenge(Problem::new("embed-session-expired", StatusCode::UNAUTHORIZED, "Session expired", detail))
}

/// Adds what RFC 6750 wants with a 401.
fn challenge(problem: Problem) -> Problem {
    let challenge = HeaderValue::from_static("Bearer realm=\"callsheet\", error=\"invalid_token\"");
    problem.with_header(header::WWW_AUTHENTICATE, challenge)
}

/// What follows the scheme, whose case doesn't count (RFC 9110, section 11.1).
fn credentials(value: &HeaderValue) -> Option<&[u8]> {
    let (scheme, credentials) = value.as_bytes().split_at_checked(b"bearer".len())?;
    let is_bearer = scheme.eq_ignore_ascii_case(b"bearer") && credentials.first().is_none_or(|byte| *byte == b' ');
    is_bearer.then(|| credentials.trim_ascii())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(values: &[&str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(header::AUTHORIZATION, value.parse().unwrap());
        }
        headers
    }

    #[test]
    fn only_one_token_is_taken() {
        let long = format!("Bearer {}", "a".repeat(LENGTH_MAX + 1));
        for (values, expected) in [
            (&[][..], Some(None)),
            (&["Basic eDp5"], Some(None)),
            (&["Bearers x"], Some(None)),
            (&["Bearer x"], Some(Some("x"))),
            (&["bEARER   x "], Some(Some("x"))),
            (&["Bearer cse_x"], Some(Some("cse_x"))),
            (&["Bearer"], None),
            (&["Bearer "], None),
            (&["Bearer x", "Bearer x"], None),
            (&["Basic eDp5", "Bearer x"], None),
            (&[long.as_str()], None),
        ] {
            let headers = headers(values);
            let found = presented(&headers).ok();
            assert_eq!(found, expected.map(|token| token.map(|token| Presented::read(token.as_bytes()))), "{values:?}");
            assert_eq!(is_presented(&headers), expected != Some(None), "{values:?}");
        }
    }
}
