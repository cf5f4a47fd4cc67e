//! What becomes of a browser in which somebody has just shown who they are: by password, or by a link that they were sent.

use axum::response::{AppendHeaders, IntoResponse as _, Response};
use axum_extra::extract::CookieJar;
use http::{StatusCode, header};
use jiff::Timestamp;
use uuid::Uuid;

use super::{Context, cookie};
use crate::store::sessions::{self, TokenHash};
use crate::store::{StoreError, Txn, devices, memberships};

/// A session that begins.
pub(super) struct SigningIn {
    session: cookie::Token,
    device: cookie::Token,
    session_before: Option<TokenHash>,
    device_before: Option<TokenHash>,
}

impl SigningIn {
    /// Draws the tokens of a session for the browser with these cookies.
    pub(super) fn new(context: &Context, jar: &CookieJar) -> Self {
        let randomness = &context.surroundings.randomness;
        Self {
            session: cookie::Token::new(randomness),
            device: cookie::Token::new(randomness),
            session_before: cookie::presented(context, jar),
            device_before: cookie::presented_device(context, jar),
        }
    }

    /// Stores the session.
    ///
    /// # Errors
    /// When the database fails.
    pub(super) async fn store(&self, txn: &Txn, user: Uuid, now: Timestamp) -> Result<(), StoreError> {
        sessions::forget_expired(txn, now).await?;
        // Whoever knew the session before this sign-in doesn't get into this one.
        if let Some(before) = self.session_before {
            sessions::revoke(txn, before).await?;
        }
        memberships::accept(txn, user, now).await?;
        devices::remember(txn, self.device.hash(), self.device_before, user, now).await?;
        sessions::create(txn, self.session.hash(), user, now).await
    }

    /// The answer that signs in.
    pub(super) fn answer(&self, context: &Context) -> Response {
        // The session's cookie comes first, for those who read only one.
        let cookies = [cookie::issue(context, &self.session), cookie::issue_device(context, &self.device)];
        let cookies = AppendHeaders(cookies.map(|cookie| (header::SET_COOKIE, cookie.to_string())));
        (StatusCode::NO_CONTENT, cookies).into_response()
    }
}
