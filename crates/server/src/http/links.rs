//! Links within mails: their tokens in bodies, and why they can't be used.
//!
//! A token is in a body and never in an address, so that it gets into no log. What isn't a token of ours, or one for
//! something else, is not there.

use http::StatusCode;

use super::body::{Fields, Shape};
use super::problem::Problem;
use crate::store::sessions::TokenHash;
use crate::tokens::LINK;

/// Reads the token of a link.
pub(super) fn token(fields: &mut Fields) -> Option<Token> {
    let text = fields.text("token")?;
    Some(Token(text.starts_with(LINK).then(|| TokenHash::of(text.as_bytes()))))
}

/// What somebody presents as the token of a link.
pub(super) struct Token(Option<TokenHash>);

impl Token {
    /// Its hash.
    ///
    /// # Errors
    /// 404 when it can't be a link's.
    pub(super) fn hash(&self) -> Result<TokenHash, Problem> {
        self.0.ok_or_else(Problem::not_found)
    }
}

/// The link that somebody has, and asks what it is for.
#[derive(utoipa::ToSchema)]
#[schema(as = Link)]
#[serde(deny_unknown_fields)]
pub(super) struct Presented {
    /// What follows `#` in the link.
    #[schema(value_type = String)]
    pub(super) token: Token,
}

impl Shape for Presented {
    fn read(fields: &mut Fields) -> Option<Self> {
        Some(Self { token: token(fields)? })
    }
}

/// It was good once.
pub(super) fn expired() -> Problem {
    Problem::new("link-expired", StatusCode::GONE, "Link expired", "The link is too old; ask for another one.")
}

/// It did what it was for.
pub(super) fn used() -> Problem {
    Problem::new("link-used", StatusCode::GONE, "Link used", "The link was used already; just sign in.")
}

/// Another one was sent since.
pub(super) fn superseded() -> Problem {
    Problem::new("link-superseded", StatusCode::GONE, "Link superseded", "There is a newer mail with another link.")
}
