//! The cookie that holds a session's token.

use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};

use super::Context;
use crate::hex::hex;
use crate::random::Randomness;
use crate::store::sessions::TokenHash;

/// The cookie's name over https. The prefix makes browsers take it only with `Secure`, for the whole site, and from
/// this very host, so that no sibling domain can set it.
const SECURE_NAME: &str = "__Host-callsheet";
/// The cookie's name otherwise, where browsers would refuse the prefix.
const PLAIN_NAME: &str = "callsheet";

/// A session's token: 256 random bits, in hexadecimal. It is never stored nor logged.
pub(super) struct Token(String);

impl Token {
    pub(super) fn new(randomness: &Randomness) -> Self {
        Self(hex(&randomness.bytes::<32>()))
    }

    pub(super) fn hash(&self) -> TokenHash {
        TokenHash::of(self.0.as_bytes())
    }
}

fn name(context: &Context) -> &'static str {
    if context.settings.is_https() { SECURE_NAME } else { PLAIN_NAME }
}

/// The hash of the token that the request came with.
pub(super) fn presented(context: &Context, jar: &CookieJar) -> Option<TokenHash> {
    jar.get(name(context)).map(|cookie| TokenHash::of(cookie.value().as_bytes()))
}

/// The cookie that signs in. It has no age: the browser forgets it when it is closed, and the server ends the session,
/// earlier if it idles.
pub(super) fn issue(context: &Context, token: &Token) -> Cookie<'static> {
    bare(context, token.0.clone())
}

/// The cookie that makes the browser forget the one before.
pub(super) fn remove(context: &Context) -> Cookie<'static> {
    let mut cookie = bare(context, String::new());
    cookie.make_removal();
    cookie
}

fn bare(context: &Context, value: String) -> Cookie<'static> {
    Cookie::build((name(context), value))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(context.settings.is_https())
        .build()
}
