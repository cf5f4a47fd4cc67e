//! Who asks: people who are signed in. Tokens are told apart in [`caller`](super::caller).

use std::sync::Arc;

use axum::extract::FromRequestParts;
use http::request::Parts;
use model::Role;

use super::Context;
use super::caller::{Caller, Standing, not_by_token};
use super::problem::Problem;
use crate::store::accounts::Account;
use crate::store::sessions::{Identity, TokenHash};

/// Somebody who is signed in. As a handler's argument it answers 401 to strangers, and 403 to tokens.
#[derive(Clone)]
pub struct SignedIn {
    /// Who.
    pub identity: Arc<Identity>,
    /// By which session.
    pub session: TokenHash,
}

/// A member of the account in the address. As a handler's argument it answers 401 to whoever isn't signed in, and 404
/// to whoever has no access to the account, exactly as if it didn't exist. A token that is good for the account gets 403.
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

/// A [`Member`] who may manage users; 403 for everybody but administrators.
#[derive(Clone)]
pub struct Administrator(pub Member);

/// A [`Member`] who may edit contact information; 403 for viewers.
#[derive(Clone)]
pub struct Editor(pub Member);

impl Member {
    /// Makes sure that the member may manage users.
    ///
    /// # Errors
    /// 403 for everybody but administrators.
    pub fn require_administrator(&self) -> Result<(), Problem> {
        if self.role >= Role::Administrator {
            Ok(())
        } else {
            Err(Problem::forbidden("Only administrators of the account may do this."))
        }
    }
}

impl FromRequestParts<Context> for SignedIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, context: &Context) -> Result<Self, Problem> {
        match Caller::from_request_parts(parts, context).await? {
            Caller::User(signed_in) => Ok(signed_in),
            Caller::Key(_) | Caller::Guest(_) => Err(not_by_token()),
        }
    }
}

impl FromRequestParts<Context> for Member {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, context: &Context) -> Result<Self, Problem> {
        match Standing::from_request_parts(parts, context).await? {
            Standing::Member(member) => Ok(member),
            Standing::Key(..) | Standing::Guest(_) => Err(not_by_token()),
        }
    }
}

impl FromRequestParts<Context> for Editor {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, context: &Context) -> Result<Self, Problem> {
        let member = Member::from_request_parts(parts, context).await?;
        if member.role >= Role::Editor {
            Ok(Self(member))
        } else {
            Err(Problem::forbidden("Only editors and administrators of the account may do this."))
        }
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
