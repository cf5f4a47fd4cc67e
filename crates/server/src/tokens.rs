//! Tokens that programs present: secrets in a form that people and scanners recognise.
//!
//! A token begins with what it is for, such as `csk_read_`, followed by random letters and digits. It is shown once and
//! never stored nor logged; the database has its hash and, of keys, a prefix to tell them apart by. Links by which contacts decline
//! are in all mails of a day to them, and as long in memory.

use crate::random::Randomness;
use crate::store::api_keys::Scope;
use crate::store::sessions::TokenHash;

/// Random characters of a token: 43 of 62 different ones hold 256 bits.
const RANDOM_LENGTH: usize = 43;

/// Of these, how many the prefix shows: enough to tell keys apart, and the 35 others are still 208 bits.
const SHOWN_LENGTH: usize = 8;

/// How the token of a session of a page that shows the gate begins.
pub const EMBED_SESSION: &str = "cse_";

/// How the token of a link within a mail begins.
pub const LINK: &str = "csl_";

const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// A token that was just made.
pub struct Token {
    text: String,
    shown: usize,
}

impl Token {
    /// A key with this scope.
    #[must_use]
    pub fn key(scope: Scope, randomness: &Randomness) -> Self {
        Self::new(&format!("csk_{}_", scope.id()), randomness)
    }

    /// The token of a session of a page that shows the gate.
    #[must_use]
    pub fn embed_session(randomness: &Randomness) -> Self {
        Self::new(EMBED_SESSION, randomness)
    }

    /// The token of a link within a mail.
    #[must_use]
    pub fn link(randomness: &Randomness) -> Self {
        Self::new(LINK, randomness)
    }

    fn new(start: &str, randomness: &Randomness) -> Self {
        Self { text: format!("{start}{}", base62(randomness)), shown: start.len() + SHOWN_LENGTH }
    }

    /// The token, for the one who asked for it.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.text
    }

    /// Its beginning, which is no secret.
    #[must_use]
    pub fn prefix(&self) -> &str {
        self.text.get(..self.shown).unwrap_or_default()
    }

    /// What is stored of it.
    #[must_use]
    pub fn hash(&self) -> TokenHash {
        TokenHash::of(self.text.as_bytes())
    }
}

/// Random letters and digits, each as likely as every other.
fn base62(randomness: &Randomness) -> String {
    let mut text = String::with_capacity(RANDOM_LENGTH);
    while text.len() < RANDOM_LENGTH {
        // Of 256 values, those from 248 on would make some characters likelier than others.
        let fair = randomness.bytes::<RANDOM_LENGTH>().into_iter().filter(|byte| *byte < 248);
        let characters = fair.filter_map(|byte| BASE62.get(usize::from(byte % 62)).copied().map(char::from));
        text.extend(characters.take(RANDOM_LENGTH - text.len()));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_says_what_it_is_and_shows_little_of_itself() {
        let randomness = Randomness::seeded(1);
        for (scope, start) in [(Scope::Embed, "csk_embed_"), (Scope::Notify, "csk_notify_"), (Scope::Read, "csk_read_")]
        {
            let token = Token::key(scope, &randomness);
            let random = token.reveal().strip_prefix(start).unwrap();
            assert_eq!(random.len(), RANDOM_LENGTH);
            assert!(random.bytes().all(|byte| byte.is_ascii_alphanumeric()));
            assert_eq!(token.prefix(), &token.reveal()[..start.len() + SHOWN_LENGTH]);
            assert_ne!(token.reveal(), Token::key(scope, &randomness).reveal());
        }
    }
}
