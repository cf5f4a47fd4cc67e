//! Who asks.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum_extra::extract::CookieJar;
use http::request::Parts;
use model::Role;

use super::problem::Problem;
use super::{Context, cookie, path};
use crate::store::accounts::{Account, AccountRef};
use crate::store::sessions::{Identity, SEEN_RESOLUTION, TokenHash};

/// Somebody who is signed in. As a handler's argument it answers 401 to everybody else.
#[derive(Clone)]
pub struct SignedIn {
    /// Who.
    pub identity: Arc<Identity>,
    /// By which session.
    pub session: TokenHash,
}

/// A member of the account in the address. As a handler's argument it answers 401 to whoever isn't signed in, and 404
/// to whoever has no access to the account, exactly as if it didn't exist.
///
/// Put it before every other argument that can refuse: what else is wrong with a request is none of a stranger's
/// business.
#[derive(Clone)]
pub struct Member {
    /// The account.
    pub account: Account,
    /// What the member may do in it.
    pub role: Role,
    /// Who it is.
    pub identity: Arc<Identity>,
}

/// A [`Member`] who may edit contact information; 403 for a viewer.
#[derive(Clone)]
pub struct Editor(pub Member);

/// A [`Member`] who may manage users; 403 for everybody but administrators.
#[derive(Clone)]
pub struct Administrator(pub Member);

impl Member {
    /// Makes sure that the member may edit contact information.
    ///
    /// # Errors
    /// 403 for a viewer.
    pub fn require_editor(&self) -> Result<(), Problem> {
        self.require(Role::Editor, "Only editors and administrators of the account may do this.")
    }

    /// Makes sure that the member may manage users.
    ///
    /// # Errors
    /// 403 for everybody but administrators.
    pub fn require_administrator(&self) -> Result<(), Problem> {
        self.require(Role::Administrator, "Only administrators of the account may do this.")
    }

    fn require(&self, role: Role, detail: &'static str) -> Result<(), Problem> {
        if self.role >= role { Ok(()) } else { Err(Problem::forbidden(detail)) }
    }
}

impl FromRequestParts<Context> for SignedIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, context: &Context) -> Result<Self, Problem> {
        if let Some(known) = parts.extensions.get::<Self>() {
            return Ok(known.clone());
        }
        let jar = CookieJar::from_headers(&parts.headers);
        let session = cookie::presented(context, &jar).ok_or_else(Problem::not_signed_in)?;
        let now = context.surroundings.clock.now();
        let identity = context.identities.of(session).await?.ok_or_else(Problem::not_signed_in)?;
        if now.duration_since(identity.last_seen_at) >= SEEN_RESOLUTION {
            context.identities.note_seen(session).await;
        }
        let signed_in = Self { identity, session };
        parts.extensions.insert(signed_in.clone());
        Ok(signed_in)
    }
}

impl FromRequestParts<Context> for Member {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, context: &Context) -> Result<Self, Problem> {
        let SignedIn { identity, .. } = SignedIn::from_request_parts(parts, context).await?;
        let account = path::segment(parts, context, "account").await?;
        let account = AccountRef::parse(&account).ok_or_else(Problem::not_found)?;
        let (account, role) = identity.access.find(&account).cloned().ok_or_else(Problem::not_found)?;
        Ok(Self { account, role, identity })
    }
}

impl FromRequestParts<Context> for Editor {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, context: &Context) -> Result<Self, Problem> {
        let member = Member::from_request_parts(parts, context).await?;
        member.require_editor()?;
        Ok(Self(member))
    }
}

impl FromRequestParts<Context> for Administrator {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, context: &Context) -> Result<Self, Problem> {
        let member = Member::from_request_parts(parts, context).await?;
        member.require_administrator()?;
        Ok(Self(member))
    }
}
