//! Test messages: somebody finds out whether an address works, and sees what becomes of it.

use axum::Json;
use axum::extract::{FromRequestParts, State};
use axum::response::{IntoResponse as _, Response};
use http::StatusCode;
use http::request::Parts;
use jiff::SignedDuration;
use model::DeliveryState;
use model::wire::{DeliveryEvent, TestMessage};
use sea_orm::ConnectionTrait;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::addresses::{Addressed, listed_in, not_listed, refuse_too_soon};
use super::body::Body;
use super::openapi::{BodyProblems, MemberProblems, RoleProblems};
use super::problem::Problem;
use super::signed_in::{Editor, Member};
use super::{Context, path};
use crate::addresses::later;
use crate::mail::Letter;
use crate::mail::letter::{Link, kind};
use crate::store::outbox::{Addressee, Mail, NewMail, Priority};
use crate::store::{StoreError, accounts, outbox};

/// How long a mail server that puts it off is tried: those that want to see whether one comes back are content by then, and
/// somebody who tests whether an address works doesn't wait longer.
const TEST_PATIENCE: SignedDuration = SignedDuration::from_hours(1);

/// Its routes.
pub(super) fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new().routes(routes!(send)).routes(routes!(show))
}

/// The mail in the address.
struct MessageId(Uuid);

impl FromRequestParts<Context> for MessageId {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, context: &Context) -> Result<Self, Problem> {
        path::id(parts, context, "message").await.map(Self)
    }
}

/// Send a test message to an address of the contact information, or to one's own.
#[utoipa::path(
    post, path = "/accounts/{account}/test-messages", tag = "mail",
    params(("account" = String, Path, description = "Id or slug")),
    request_body = Addressed,
    responses(
        (status = 201, description = "It is on its way", body = TestMessage),
        (status = 429, description = "`too-soon`: less than a minute after the one before",
            body = super::problem::ProblemBody, content_type = "application/problem+json",
            headers(("Retry-After" = u32, description = "Seconds"))),
        MemberProblems, RoleProblems, BodyProblems,
    ),
)]
async fn send(
    State(context): State<Context>,
    Editor(member): Editor,
    Body(Addressed { email }): Body<Addressed>,
) -> Result<Response, Problem> {
    let surroundings = &context.surroundings;
    let now = surroundings.clock.now();
    let id = surroundings.clock.new_id(&surroundings.randomness);
    let account = &member.account;
    let user = &member.identity.user;
    let mailbox = email.mailbox();
    let sent = context.store.write(async |txn| {
        // Two who send at the same time come one after the other.
        accounts::lock(txn, account.id).await?;
        let (_, listed) = listed_in(txn, account.id).await?;
        let (to, fields) = match listed.into_iter().find(|address| address.mailbox == mailbox) {
            Some(address) => (address.addressee(), address.fields),
            None if user.email.eq_ignore_ascii_case(email.as_str()) => {
                (Addressee::new(Some(&user.name), &email, user.language), Vec::new())
            }
            None => return Err(not_listed()),
        };
        let last = outbox::latest_to(txn, account.id, &mailbox, kind::TEST_MESSAGE).await?;
        refuse_too_soon(last.map(|mail| mail.created_at), now)?;
        let mail = NewMail {
            id,
            priority: Priority::Awaited,
            letter: Letter::TestMessage { account: account.name.clone(), sent_by: user.name.clone(), fields },
            link: Link::Nowhere,
            to,
            account: Some(account.id),
            subject: Some(account.id),
            give_up_at: later(now, TEST_PATIENCE),
        };
        outbox::enqueue(txn, &[mail], now).await?;
        Ok(find(txn, account.id, id).await?)
    });
    let sent = sent.await?.ok_or_else(Problem::not_found)?;
    Ok((StatusCode::CREATED, Json(sent)).into_response())
}

/// What has become of a test message.
#[utoipa::path(
    get, path = "/accounts/{account}/test-messages/{message}", tag = "mail",
    params(
        ("account" = String, Path, description = "Id or slug"),
        ("message" = Uuid, Path, description = "Its id"),
    ),
    responses((status = 200, description = "How far it has come", body = TestMessage), MemberProblems),
)]
async fn show(
    State(context): State<Context>,
    member: Member,
    MessageId(id): MessageId,
) -> Result<Json<TestMessage>, Problem> {
    let found = find(context.store.read(), member.account.id, id).await?;
    found.map(Json).ok_or_else(Problem::not_found)
}

/// The test message of this account with this id; other mails aren't shown here.
async fn find(db: &impl ConnectionTrait, account: Uuid, id: Uuid) -> Result<Option<TestMessage>, StoreError> {
    let Some(mail) = outbox::find(db, id).await? else {
        return Ok(None);
    };
    if mail.account != Some(account) || !matches!(mail.letter, Letter::TestMessage { .. }) {
        return Ok(None);
    }
    let events = outbox::events(db, &[id]).await?;
    Ok(Some(shown(mail, events)))
}

fn shown(mail: Mail, events: Vec<outbox::Event>) -> TestMessage {
    let is_put_off = mail.state == DeliveryState::Deferred;
    let event =
        |event: outbox::Event| DeliveryEvent { at: event.at.to_string(), state: event.state, reply: event.reply };
    TestMessage {
        id: mail.id.to_string(),
        email: mail.to.email,
        language: mail.to.language,
        state: mail.state,
        attempts: mail.attempts,
        updated_at: mail.updated_at.to_string(),
        next_attempt_at: is_put_off.then(|| mail.not_before.to_string()),
        reply: mail.reply,
        events: events.into_iter().map(event).collect(),
    }
}
