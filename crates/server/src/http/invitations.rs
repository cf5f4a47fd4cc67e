//! Invitations, for whoever has the link: what it invites to, and accepting it. Who invites is in [`users`](super::users).

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use axum_extra::extract::CookieJar;
use model::wire::{InvitationLook, InvitingAccount};
use model::{Language, Name};
use sea_orm::ConnectionTrait;
use secrecy::SecretString;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::body::{Body, Fields, Shape};
use super::client_address::ClientNetwork;
use super::links::{self, Presented, Token};
use super::openapi::{BodyProblems, LinkProblems};
use super::problem::Problem;
use super::signing_in::SigningIn;
use super::{Context, choosing};
use crate::store::accounts::{self, Account, AccountRef};
use crate::store::invitations::{self, End, Invitation};
use crate::store::links::Purpose;
use crate::store::memberships::{self, Member};
use crate::store::users::{self, Chosen, User};
use crate::store::{StoreError, links as stored_links};

/// Its routes.
pub(super) fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new().routes(routes!(look)).routes(routes!(accept))
}

/// What somebody who accepts an invitation chooses.
#[derive(utoipa::ToSchema)]
#[schema(as = InvitationAcceptance)]
#[serde(deny_unknown_fields)]
struct Acceptance {
    /// What follows `#` in the link.
    #[schema(value_type = String)]
    token: Token,
    /// The name.
    #[schema(value_type = String, min_length = 1, max_length = 64)]
    name: Name,
    /// BCP 47 tag of the language of pages and mails.
    #[schema(value_type = model::Language, example = "pl")]
    language: Language,
    /// The password: 12 characters at least, 1,024 bytes at most.
    #[schema(value_type = String, min_length = 12)]
    password: SecretString,
}

impl Shape for Acceptance {
    fn read(fields: &mut Fields) -> Option<Self> {
        let token = links::token(fields);
        let name = fields.parsed("name", |name| Ok(Name::parse(name)?));
        let language = fields.parsed("language", choosing::language);
        let password = choosing::new_password(fields);
        Some(Self { token: token?, name: name?, language: language?, password: password? })
    }
}

/// An invitation that can be accepted.
struct Offer {
    invitation: Invitation,
    account: Account,
    member: Member,
    user: User,
}

/// What a link invites to.
///
/// This is no `GET`, because the token would be in the address, and so in logs.
#[utoipa::path(
    post, path = "/invitations/look", tag = "session",
    request_body = Presented,
    responses((status = 200, description = "What it invites to", body = InvitationLook), LinkProblems, BodyProblems),
)]
async fn look(
    State(context): State<Context>,
    Body(Presented { token }): Body<Presented>,
) -> Result<Json<InvitationLook>, Problem> {
    let Offer { invitation, account, member, user } = offer(&context, context.store.read(), &token).await?;
    let invited_by = match invitation.invited_by {
        Some(id) => users::find(context.store.read(), id).await?.map(|user| user.name),
        None => None,
    };
    Ok(Json(InvitationLook {
        account: InvitingAccount { slug: account.slug, name: account.name },
        email: user.email,
        name: member.name,
        language: user.language,
        role: member.role,
        section: invitation.section,
        invited_by,
    }))
}

/// Accept an invitation: choose name, language and password. Whoever does so is signed in.
#[utoipa::path(
    post, path = "/invitations/accept", tag = "session",
    request_body = Acceptance,
    responses(
        (status = 204, description = "Accepted and signed in: the answer sets the session's cookie."),
        LinkProblems, BodyProblems,
    ),
)]
async fn accept(
    State(context): State<Context>,
    network: ClientNetwork,
    jar: CookieJar,
    Body(Acceptance { token, name, language, password }): Body<Acceptance>,
) -> Result<Response, Problem> {
    // Hashing is dear, so nobody gets it for a link that is no good.
    let account = offer(&context, context.store.read(), &token).await?.account.id;
    let password_hash = choosing::hash(&context, &network, password).await?;

    let signing_in = SigningIn::new(&context, &jar);
    let now = context.surroundings.clock.now();
    context
        .store
        .write(async |txn| {
            // Whoever takes the access away, or invites anew, at this very moment comes before or after.
            accounts::lock(txn, account).await?;
            let Offer { invitation, user, .. } = offer(&context, txn, &token).await?;
            let chosen = Chosen { name: name.as_str(), language, password_hash };
            if !users::activate(txn, user.id, chosen).await? {
                return Err(links::used());
            }
            // Whoever is invited and says that they have forgotten a password is invited anew without that lock.
            if !invitations::accept(txn, &invitation, now).await? {
                return Err(links::superseded());
            }
            signing_in.store(txn, user.id, now).await?;
            Ok(())
        })
        .await?;
    Ok(signing_in.answer(&context))
}

/// What the link offers now.
async fn offer(context: &Context, db: &impl ConnectionTrait, token: &Token) -> Result<Offer, Problem> {
    let link = stored_links::find(db, token.hash()?).await?.ok_or_else(Problem::not_found)?;
    let Purpose::Invitation(id) = link.purpose else {
        return Err(Problem::not_found());
    };
    let (invitation, end) = invitations::find(db, id).await?.ok_or_else(Problem::not_found)?;
    if end == Some(End::Revoked) {
        return Err(Problem::not_found());
    }
    let user = users::find(db, invitation.user).await?;
    let user = user.ok_or(StoreError::Unreadable { column: "invitations.user_id" })?;
    // Whoever has a password, by this invitation or by another account's, signs in with it. A second link to choose one would
    // let everybody in who gets hold of an old mail.
    if user.is_active || end == Some(End::Accepted) {
        return Err(links::used());
    }
    if end == Some(End::Superseded) {
        return Err(links::superseded());
    }
    if link.expires_at <= context.surroundings.clock.now() {
        return Err(links::expired());
    }
    let member = memberships::find(db, invitation.account, user.id).await?.ok_or_else(Problem::not_found)?;
    let account = accounts::find(db, &AccountRef::Id(invitation.account)).await?.ok_or_else(Problem::not_found)?;
    Ok(Offer { invitation, account, member, user })
}
