//! Forgotten passwords: asking for a link, and choosing another password with it.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use axum_extra::extract::CookieJar;
use http::{HeaderValue, StatusCode, header};
use jiff::Timestamp;
use model::EmailAddress;
use model::wire::PasswordResetLook;
use sea_orm::ConnectionTrait;
use secrecy::SecretString;
use tracing::Instrument as _;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::body::{Body, Fields, Shape};
use super::client_address::ClientNetwork;
use super::links::{self, Presented, Token};
use super::openapi::{BodyProblems, LinkProblems};
use super::problem::Problem;
use super::signing_in::SigningIn;
use super::{Context, choosing};
use crate::invitations::{self, Invited, Inviter};
use crate::mail::letter::Link;
use crate::mail::{Letter, PASSWORD_RESET_LIFETIME};
use crate::store::accounts::{self, AccountRef};
use crate::store::links::Purpose;
use crate::store::outbox::{self, Addressee, NewMail, Priority};
use crate::store::password_resets::{self, Request};
use crate::store::users::{self, User};
use crate::store::{StoreError, Txn, invitations as stored_invitations, links as stored_links, memberships};
use crate::verdict::domain_to_ascii;

/// Its routes.
pub(super) fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new().routes(routes!(ask)).routes(routes!(look)).routes(routes!(complete))
}

/// Who has forgotten a password.
#[derive(utoipa::ToSchema)]
#[schema(as = ForgottenPassword)]
#[serde(deny_unknown_fields)]
struct Forgotten {
    /// The address that they sign in with.
    #[schema(value_type = String, format = "email", example = "admin@bella-pizza.example")]
    email: EmailAddress,
}

impl Shape for Forgotten {
    fn read(fields: &mut Fields) -> Option<Self> {
        let email = fields.parsed("email", |email| Ok(EmailAddress::parse(email, &domain_to_ascii)?));
        Some(Self { email: email? })
    }
}

/// The password that somebody chooses instead of the one they have forgotten.
#[derive(utoipa::ToSchema)]
#[schema(as = PasswordResetCompletion)]
#[serde(deny_unknown_fields)]
struct Completion {
    /// What follows `#` in the link.
    #[schema(value_type = String)]
    token: Token,
    /// The password: 12 characters at least, 1,024 bytes at most.
    #[schema(value_type = String, min_length = 12)]
    password: SecretString,
}

impl Shape for Completion {
    fn read(fields: &mut Fields) -> Option<Self> {
        let (token, password) = (links::token(fields), choosing::new_password(fields));
        Some(Self { token: token?, password: password? })
    }
}

/// Ask for a link by which another password can be chosen.
///
/// The answer, and how long it takes, is the same whether or not anybody signs in with this address. Whoever was invited and
/// has no password yet gets the invitation again. One mailbox gets three mails in an hour at most.
#[utoipa::path(
    post, path = "/password-resets", tag = "session",
    request_body = Forgotten,
    responses(
        (status = 202, description = "If somebody signs in with this address, a mail is on its way"),
        (status = 429, description = "`too-many-attempts`: too many requests from one network",
            body = super::problem::ProblemBody, content_type = "application/problem+json",
            headers(("Retry-After" = u32, description = "Seconds"))),
        BodyProblems,
    ),
)]
async fn ask(
    State(context): State<Context>,
    network: ClientNetwork,
    Body(Forgotten { email }): Body<Forgotten>,
) -> Result<StatusCode, Problem> {
    let now = context.surroundings.clock.now();
    let request = Request::new(&email.mailbox(), network.origin().network);
    // What many come through isn't one who asks too much.
    if network.known().is_some()
        && let Some(until) = password_resets::refused_until(context.store.read(), &request, now).await?
    {
        return Err(too_many(until, now));
    }
    let id = context.surroundings.clock.new_id(&context.surroundings.randomness);
    let may_write = context.store.write(async |txn| password_resets::count(txn, id, &request, now).await).await?;
    if may_write {
        // Nobody waits for what differs between an address that somebody has and one that nobody has.
        tokio::spawn(write_to(context, email).in_current_span());
    }
    Ok(StatusCode::ACCEPTED)
}

fn too_many(until: Timestamp, now: Timestamp) -> Problem {
    let seconds = until.duration_since(now).as_secs().max(1);
    let detail = "Too many requests for another password; please wait.";
    Problem::new("too-many-attempts", StatusCode::TOO_MANY_REQUESTS, "Too many attempts", detail)
        .with_header(header::RETRY_AFTER, HeaderValue::from(seconds))
}

/// Writes to whoever has this address, if anybody has.
async fn write_to(context: Context, email: EmailAddress) {
    let written = context
        .store
        .write(async |txn| match users::find_by_email(txn, &email).await? {
            Some(user) if user.is_active => send_link(&context, txn, &user).await,
            Some(user) => invite_again(&context, txn, &user).await,
            None => Ok(()),
        })
        .await;
    if let Err(error) = written {
        tracing::error!(%error, "a link to choose another password couldn't be sent");
    }
}

/// Sends a link. Those that were sent before are no longer good.
///
/// It goes to the address that the user has, not to the one that was typed: what is one mailbox to us may be two elsewhere.
async fn send_link(context: &Context, txn: &Txn, user: &User) -> Result<(), StoreError> {
    let email = EmailAddress::parse(&user.email, &domain_to_ascii);
    let email = email.map_err(|_| StoreError::Unreadable { column: "users.email" })?;
    let surroundings = &context.surroundings;
    let now = surroundings.clock.now();
    end_links(txn, user, now).await?;
    let mail = NewMail {
        id: surroundings.clock.new_id(&surroundings.randomness),
        priority: Priority::Awaited,
        letter: Letter::PasswordReset,
        link: Link::PasswordReset { user: user.id },
        to: Addressee::new(Some(&user.name), &email, user.language),
        account: None,
        subject: Some(user.id),
        // Whoever still wants one then asks again.
        give_up_at: now.checked_add(PASSWORD_RESET_LIFETIME).unwrap_or(Timestamp::MAX),
    };
    outbox::enqueue(txn, &[mail], now).await
}

async fn end_links(txn: &Txn, user: &User, now: Timestamp) -> Result<(), StoreError> {
    stored_links::supersede_password_resets(txn, user.id, now).await?;
    outbox::cancel(txn, user.id, None, now).await?;
    Ok(())
}

/// Sends the newest invitation of somebody who has no password to forget yet.
async fn invite_again(context: &Context, txn: &Txn, user: &User) -> Result<(), StoreError> {
    let Some(invitation) = stored_invitations::newest_of_user(txn, user.id).await? else {
        return Ok(());
    };
    let member = memberships::find(txn, invitation.account, user.id).await?;
    let account = accounts::find(txn, &AccountRef::Id(invitation.account)).await?;
    let (Some(member), Some(account)) = (member, account) else {
        return Ok(());
    };
    let known = match invitation.invited_by {
        Some(id) => users::find(txn, id).await?,
        None => None,
    };
    let invited = Invited { user, name: &member.name, account: &account, role: member.role, section: member.section };
    let name = known.as_ref().map_or(context.settings.operator_name.as_str(), |known| &known.name);
    let by = Inviter { user: invitation.invited_by, name };
    invitations::send(txn, invited, by, &context.surroundings.clock, &context.surroundings.randomness).await
}

/// Whose password a link is for.
///
/// This is no `GET`, because the token would be in the address, and so in logs.
#[utoipa::path(
    post, path = "/password-resets/look", tag = "session",
    request_body = Presented,
    responses((status = 200, description = "Whose", body = PasswordResetLook), LinkProblems, BodyProblems),
)]
async fn look(
    State(context): State<Context>,
    Body(Presented { token }): Body<Presented>,
) -> Result<Json<PasswordResetLook>, Problem> {
    let user = owner(&context, context.store.read(), &token).await?;
    Ok(Json(PasswordResetLook { email: user.email }))
}

/// Choose another password. All of the user's sessions end, and one begins here.
#[utoipa::path(
    post, path = "/password-resets/complete", tag = "session",
    request_body = Completion,
    responses(
        (status = 204, description = "The password is another one: the answer sets the session's cookie."),
        LinkProblems, BodyProblems,
    ),
)]
async fn complete(
    State(context): State<Context>,
    network: ClientNetwork,
    jar: CookieJar,
    Body(Completion { token, password }): Body<Completion>,
) -> Result<Response, Problem> {
    // Hashing is dear, so nobody gets it for a link that is no good.
    owner(&context, context.store.read(), &token).await?;
    let hash = choosing::hash(&context, &network, password).await?;

    let signing_in = SigningIn::new(&context, &jar);
    let now = context.surroundings.clock.now();
    context
        .store
        .write(async |txn| {
            let user = owner(&context, txn, &token).await?;
            if !stored_links::use_up(txn, token.hash()?, now).await? {
                return Err(links::used());
            }
            end_links(txn, &user, now).await?;
            users::set_password(txn, user.id, hash).await?;
            signing_in.store(txn, user.id, now).await?;
            Ok(())
        })
        .await?;
    Ok(signing_in.answer(&context))
}

/// The user whose password can be replaced by the link now.
async fn owner(context: &Context, db: &impl ConnectionTrait, token: &Token) -> Result<User, Problem> {
    let link = stored_links::find(db, token.hash()?).await?.ok_or_else(Problem::not_found)?;
    let Purpose::PasswordReset(user) = link.purpose else {
        return Err(Problem::not_found());
    };
    if link.used_at.is_some() {
        return Err(links::used());
    }
    if link.superseded_at.is_some() {
        return Err(links::superseded());
    }
    if link.expires_at <= context.surroundings.clock.now() {
        return Err(links::expired());
    }
    users::find(db, user).await?.ok_or_else(Problem::not_found)
}
