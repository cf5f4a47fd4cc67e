//! Who may ask besides people who are signed in: the operator's systems, by their keys, and guests for whom a page of the
//! operator's speaks, by the token of a session.
//!
//! Nothing is open to them unless its handler says so by its argument: whatever takes a [`SignedIn`] or a [`Member`]
//! refuses every token. To open something else to a scope, give it an argument of its own here, beside [`GateReader`].

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum_extra::extract::CookieJar;
use http::request::Parts;
use model::{Environment, Role};
use uuid::Uuid;

use super::bearer::Presented;
use super::problem::Problem;
use super::signed_in::{Member, SignedIn};
use super::{Context, bearer, cookie, foreign_origin, gate_enforcement, path};
use crate::directory::Entry;
use crate::store::accounts::{Account, AccountRef};
use crate::store::api_keys::{Key, Scope};
use crate::store::embed_sessions::EmbedSession;
use crate::store::sessions::{SEEN_RESOLUTION, TokenHash};

/// Whoever asks. As a handler's argument it answers 401 to strangers.
#[derive(Clone)]
pub(super) enum Caller {
    /// Somebody who is signed in.
    User(SignedIn),
    /// One of the operator's systems.
    Key(Arc<Key>),
    /// Somebody for whom a page of the operator's speaks.
    Guest(Arc<EmbedSession>),
}

/// What the caller is in the account of the address.
pub(super) enum Standing {
    /// Somebody who has access to it.
    Member(Member),
    /// A system whose key is good for it.
    Key(Arc<Key>, Arc<Entry>),
    /// A guest whose session is for it, and for the environment that the request is about.
    Guest(Arc<EmbedSession>),
}

/// Whoever may know an account's gates: its members and guests, and the keys that read or embed.
pub(super) struct GateReader {
    /// The account.
    pub(super) account: Account,
}

/// Whoever may read an account's contact information: its members and guests, and the keys that read.
pub(super) struct Reader {
    /// The account.
    pub(super) account: Uuid,
}

/// A person who works on an account's contact information: a member or a guest.
pub(super) struct Participant {
    /// The account.
    pub(super) account: Uuid,
    /// The user by whom drafts and saves are.
    pub(super) user: Uuid,
    /// What the person may do.
    role: Role,
}

/// A [`Participant`] who may edit contact information; 403 for a viewer.
pub(super) struct Writer(pub(super) Participant);

/// Whoever may see what an account was told and what has become of it: its members as soon as a gate of the account is open, and
/// the keys that notify or read.
pub(super) struct NotificationReader {
    /// The account.
    pub(super) account: Account,
}

/// Whoever may know who would be told of something: the account's members, also while its gates are locked, and the keys that
/// notify or read.
pub(super) struct RecipientsReader {
    /// The account.
    pub(super) account: Account,
}

/// A system that has something to tell an account: a key that notifies.
pub(super) struct Notifier {
    /// The account.
    pub(super) account: Account,
    /// The key's id.
    pub(super) key: Uuid,
}

/// A token can't do what somebody who is signed in can.
pub(super) fn not_by_token() -> Problem {
    Problem::forbidden("This can't be done with this token.")
}

impl FromRequestParts<Context> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, context: &Context) -> Result<Self, Problem> {
        if let Some(known) = parts.extensions.get::<Self>() {
            return Ok(known.clone());
        }
        let caller = match bearer::presented(&parts.headers)? {
            Some(Presented::Key(hash)) => Self::Key(context.keys.of(hash).await?.ok_or_else(bearer::invalid_token)?),
            Some(Presented::EmbedSession(hash)) => Self::Guest(guest(parts, context, hash).await?),
            None => Self::User(user(parts, context).await?),
        };
        parts.extensions.insert(caller.clone());
        Ok(caller)
    }
}

async fn user(parts: &Parts, context: &Context) -> Result<SignedIn, Problem> {
    let jar = CookieJar::from_headers(&parts.headers);
    let session = cookie::presented(context, &jar).ok_or_else(Problem::not_signed_in)?;
    let now = context.surroundings.clock.now();
    let identity = context.identities.of(session).await?.ok_or_else(Problem::not_signed_in)?;
    if now.duration_since(identity.last_seen_at) >= SEEN_RESOLUTION {
        context.identities.note_seen(session).await;
    }
    Ok(SignedIn { identity, session })
}

async fn guest(parts: &Parts, context: &Context, hash: TokenHash) -> Result<Arc<EmbedSession>, Problem> {
    let session = context.embed_sessions.of(hash).await?.ok_or_else(bearer::invalid_token)?;
    if session.expires_at <= context.surroundings.clock.now() {
        return Err(bearer::embed_session_expired());
    }
    match &session.origin {
        Some(origin) if !foreign_origin::is_from(origin, &parts.headers, context) => Err(foreign_origin::problem()),
        _ => Ok(session),
    }
}

impl FromRequestParts<Context> for Standing {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, context: &Context) -> Result<Self, Problem> {
        let caller = Caller::from_request_parts(parts, context).await?;
        let account = path::segment(parts, context, "account").await?;
        let account = AccountRef::parse(&account).ok_or_else(Problem::not_found)?;
        match caller {
            Caller::User(SignedIn { identity, .. }) => {
                let (account, role) = identity.access.find(&account).cloned().ok_or_else(Problem::not_found)?;
                Ok(Self::Member(Member { account, role, identity }))
            }
            Caller::Key(key) => {
                let entry = reached(context, &key, &account).await?.ok_or_else(Problem::not_found)?;
                Ok(Self::Key(key, entry))
            }
            Caller::Guest(session) => {
                if !session.account.is(&account) {
                    return Err(Problem::not_found());
                }
                refuse_other_environment(parts, session.environment)?;
                Ok(Self::Guest(session))
            }
        }
    }
}

/// Looks at the query here, where no handler can forget it. What is wrong with the query itself is told by whoever reads
/// it, and what is about no environment has no such parameter.
fn refuse_other_environment(parts: &Parts, environment: Environment) -> Result<(), Problem> {
    let query = parts.uri.query().unwrap_or_default();
    let is_other = url::form_urlencoded::parse(query.as_bytes())
        .filter(|(name, _)| name == "environment")
        .filter_map(|(_, value)| Environment::from_id(&value))
        .any(|asked| asked != environment);
    if is_other { Err(Problem::forbidden("This session is for the other environment.")) } else { Ok(()) }
}

/// The account, if there is one and the key is good for it.
pub(super) async fn reached(context: &Context, key: &Key, account: &AccountRef) -> Result<Option<Arc<Entry>>, Problem> {
    let found = context.directory.find(account).await?;
    Ok(found.filter(|found| key.account.as_ref().is_none_or(|only| only.id == found.account.id)))
}

impl FromRequestParts<Context> for GateReader {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, context: &Context) -> Result<Self, Problem> {
        match Standing::from_request_parts(parts, context).await? {
            Standing::Member(member) => Ok(Self { account: member.account }),
            Standing::Guest(session) => Ok(Self { account: session.account.clone() }),
            Standing::Key(key, entry) if matches!(key.scope, Scope::Read | Scope::Embed) => {
                Ok(Self { account: entry.account.clone() })
            }
            Standing::Key(..) => Err(not_by_token()),
        }
    }
}

impl FromRequestParts<Context> for Reader {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, context: &Context) -> Result<Self, Problem> {
        match Standing::from_request_parts(parts, context).await? {
            Standing::Member(member) => Ok(Self { account: member.account.id }),
            Standing::Guest(session) => Ok(Self { account: session.account.id }),
            Standing::Key(key, entry) if key.scope == Scope::Read => Ok(Self { account: entry.account.id }),
            Standing::Key(..) => Err(not_by_token()),
        }
    }
}

impl FromRequestParts<Context> for NotificationReader {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, context: &Context) -> Result<Self, Problem> {
        let standing = Standing::from_request_parts(parts, context).await?;
        if let Standing::Member(member) = &standing {
            gate_enforcement::require_any_open(context, member.account.id).await?;
        }
        reads_notifications(standing).map(|account| Self { account })
    }
}

impl FromRequestParts<Context> for RecipientsReader {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, context: &Context) -> Result<Self, Problem> {
        let standing = Standing::from_request_parts(parts, context).await?;
        reads_notifications(standing).map(|account| Self { account })
    }
}

fn reads_notifications(standing: Standing) -> Result<Account, Problem> {
    match standing {
        Standing::Member(member) => Ok(member.account),
        Standing::Key(key, entry) if matches!(key.scope, Scope::Read | Scope::Notify) => Ok(entry.account.clone()),
        Standing::Key(..) | Standing::Guest(_) => Err(not_by_token()),
    }
}

impl FromRequestParts<Context> for Notifier {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, context: &Context) -> Result<Self, Problem> {
        match Standing::from_request_parts(parts, context).await? {
            Standing::Key(key, entry) if key.scope == Scope::Notify => {
                Ok(Self { account: entry.account.clone(), key: key.id })
            }
            Standing::Key(..) | Standing::Guest(_) => Err(not_by_token()),
            Standing::Member(_) => Err(Problem::forbidden("Only systems of the operator do this, by a key.")),
        }
    }
}

impl FromRequestParts<Context> for Participant {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, context: &Context) -> Result<Self, Problem> {
        match Standing::from_request_parts(parts, context).await? {
            Standing::Member(Member { account, role, identity }) => {
                Ok(Self { account: account.id, user: identity.user.id, role })
            }
            Standing::Guest(session) => {
                Ok(Self { account: session.account.id, user: session.user, role: session.role })
            }
            Standing::Key(..) => Err(not_by_token()),
        }
    }
}

impl FromRequestParts<Context> for Writer {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, context: &Context) -> Result<Self, Problem> {
        let participant = Participant::from_request_parts(parts, context).await?;
        if participant.role >= Role::Editor {
            Ok(Self(participant))
        } else {
            Err(Problem::forbidden("Only editors and administrators of the account may do this."))
        }
    }
}
