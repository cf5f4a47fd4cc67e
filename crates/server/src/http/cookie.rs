//! The cookies: one holds a session's token, the other one tells that somebody has signed in with this browser before.

use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};

use ::cookie::time::Duration;

use super::Context;
use crate::hex::hex;
use crate::random::Randomness;
use crate::store::devices::KNOWN_FOR;
use crate::store::sessions::TokenHash;

/// A cookie, with its two names.
struct Name {
    /// Over https. The prefix makes browsers take it only with `Secure`, for the whole site, and from this very host, so
    /// that no sibling domain can set it.
    secure: &'static str,
    /// Otherwise, where browsers would refuse the prefix.
    plain: &'static str,
}

const SESSION: Name = Name { secure: "__Host-callsheet", plain: "callsheet" };
const DEVICE: Name = Name { secure: "__Host-callsheet-device", plain: "callsheet-device" };

/// A session's or a device's token: 256 random bits, in hexadecimal. It is never stored nor logged.
pub(super) struct Token(String);

impl Token {
    pub(super) fn new(randomness: &Randomness) -> Self {
        Self(hex(&randomness.bytes::<32>()))
    }

    pub(super) fn hash(&self) -> TokenHash {
        TokenHash::of(self.0.as_bytes())
    }
}

impl Name {
    fn get(&self, context: &Context) -> &'static str {
        if context.settings.is_https() { self.secure } else { self.plain }
    }

    fn presented(&self, context: &Context, jar: &CookieJar) -> Option<TokenHash> {
        jar.get(self.get(context)).map(|cookie| TokenHash::of(cookie.value().as_bytes()))
    }

    fn with(&self, context: &Context, value: String) -> Cookie<'static> {
        Cookie::build((self.get(context), value))
            .path("/")
            .http_only(true)
            .same_site(SameSite::Lax)
            .secure(context.settings.is_https())
            .build()
    }
}

/// The name of the session's cookie.
pub(super) fn session_name(is_https: bool) -> &'static str {
    if is_https { SESSION.secure } else { SESSION.plain }
}

/// The hash of the session's token that the request came with.
pub(super) fn presented(context: &Context, jar: &CookieJar) -> Option<TokenHash> {
    SESSION.presented(context, jar)
}

/// The hash of the device's token that the request came with.
pub(super) fn presented_device(context: &Context, jar: &CookieJar) -> Option<TokenHash> {
    DEVICE.presented(context, jar)
}

/// The cookie that signs in. It has no age: the browser forgets it when it is closed, and the server ends the session,
/// earlier if it idles.
pub(super) fn issue(context: &Context, token: &Token) -> Cookie<'static> {
    SESSION.with(context, token.0.clone())
}

/// The cookie by which the browser is known at the next sign-in. It signs nobody in, and stays when they sign out.
pub(super) fn issue_device(context: &Context, token: &Token) -> Cookie<'static> {
    let mut cookie = DEVICE.with(context, token.0.clone());
    cookie.set_max_age(Duration::seconds(KNOWN_FOR.as_secs()));
    cookie
}

/// The cookie that makes the browser forget the session's one.
pub(super) fn remove(context: &Context) -> Cookie<'static> {
    let mut cookie = SESSION.with(context, String::new());
    cookie.make_removal();
    cookie
}
