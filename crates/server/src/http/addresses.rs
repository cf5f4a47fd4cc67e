//! The addresses in an account's contact information: what is known of them, and asking once more.

use std::collections::HashMap;

use axum::Json;
use axum::extract::State;
use jiff::{SignedDuration, Timestamp};
use model::wire::{self, AddressesPage};
use model::{AddressState, DeliveryState, EmailAddress};
use sea_orm::ConnectionTrait;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::Context;
use super::body::{Body, Fields, Shape};
use super::openapi::{BodyProblems, MemberProblems, RoleProblems};
use super::problem::{FieldError, Problem};
use super::signed_in::{Editor, Member};
use crate::addresses::{self, Listed};
use crate::mail::letter::kind;
use crate::store::addresses::Address;
use crate::store::contact_information::Stored;
use crate::store::{self, StoreError, accounts, contact_information, memberships, outbox};
use crate::verdict::domain_to_ascii;

/// How soon somebody may write to the same address once more: nobody's mailbox is to be filled by a button.
pub(super) const AGAIN_AFTER: SignedDuration = SignedDuration::from_mins(1);

/// Its routes.
pub(super) fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(verify))
}

/// The addresses in the contact information, of all environments, each once, with what is known of them.
#[utoipa::path(
    get, path = "/accounts/{account}/addresses", tag = "mail",
    params(("account" = String, Path, description = "Id or slug")),
    responses((status = 200, description = "The addresses", body = AddressesPage), MemberProblems),
)]
async fn list(State(context): State<Context>, member: Member) -> Result<Json<AddressesPage>, Problem> {
    let db = context.store.read();
    let (stored, listed) = listed_in(db, member.account.id).await?;
    let known = store::addresses::all(db, member.account.id).await?;
    let ids: Vec<_> = known.values().map(|address| address.id).collect();
    let verifications = outbox::latest(db, &ids, kind::VERIFICATION).await?;
    let verifications: HashMap<_, _> = verifications.into_iter().map(|(id, mail)| (id, mail.state)).collect();
    let since = stored.updated.map_or(Timestamp::MIN, |(at, _)| at);
    let item = |address: &Listed| shown(address, known.get(&address.mailbox), &verifications, since);
    Ok(Json(AddressesPage { items: listed.iter().map(item).collect() }))
}

/// Which address.
#[derive(utoipa::ToSchema)]
#[schema(as = Addressed)]
#[serde(deny_unknown_fields)]
pub(super) struct Addressed {
    /// The address.
    #[schema(value_type = String, example = "oncall@bella-pizza.example")]
    pub(super) email: EmailAddress,
}

impl Shape for Addressed {
    fn read(fields: &mut Fields) -> Option<Self> {
        let email = fields.parsed("email", |text| Ok(EmailAddress::parse(text, &domain_to_ascii)?))?;
        Some(Self { email })
    }
}

/// Ask once more whether an address is right. One that was confirmed isn't asked again, which is no mistake.
#[utoipa::path(
    post, path = "/accounts/{account}/addresses/verify", tag = "mail",
    params(("account" = String, Path, description = "Id or slug")),
    request_body = Addressed,
    responses(
        (status = 200, description = "What is known of the address now", body = wire::Address),
        (status = 429, description = "`too-soon`: less than a minute after the mail before",
            body = super::problem::ProblemBody, content_type = "application/problem+json",
            headers(("Retry-After" = u32, description = "Seconds"))),
        MemberProblems, RoleProblems, BodyProblems,
    ),
)]
async fn verify(
    State(context): State<Context>,
    Editor(member): Editor,
    Body(Addressed { email }): Body<Addressed>,
) -> Result<Json<wire::Address>, Problem> {
    let account = &member.account;
    let surroundings = &context.surroundings;
    let now = surroundings.clock.now();
    let asked = context.store.write(async |txn| {
        // Two who ask at the same time come one after the other.
        accounts::lock(txn, account.id).await?;
        let (stored, listed) = listed_in(txn, account.id).await?;
        let mailbox = email.mailbox();
        let address = listed.into_iter().find(|address| address.mailbox == mailbox).ok_or_else(not_listed)?;
        let known = known_or_new(&context, txn, account.id, &address).await?;
        let last = outbox::latest(txn, &[known.id], kind::VERIFICATION).await?;
        if !is_confirmed(&address, &known) {
            refuse_too_soon(last.get(&known.id).map(|mail| mail.created_at), now)?;
            let mail = addresses::verification(account, known.id, &address, surroundings);
            outbox::enqueue(txn, &[mail], now).await?;
        }
        let last = outbox::latest(txn, &[known.id], kind::VERIFICATION).await?;
        let verifications = last.into_iter().map(|(id, mail)| (id, mail.state)).collect();
        let since = stored.updated.map_or(now, |(at, _)| at);
        Ok::<_, Problem>(shown(&address, Some(&known), &verifications, since))
    });
    Ok(Json(asked.await?))
}

/// What is known of an address, which is noted now if it is the first time that it matters.
async fn known_or_new(
    context: &Context,
    txn: &store::Txn,
    account: Uuid,
    address: &Listed,
) -> Result<Address, Problem> {
    let surroundings = &context.surroundings;
    if let Some(known) = store::addresses::find(txn, account, &address.mailbox).await? {
        return Ok(known);
    }
    let (id, now) = (surroundings.clock.new_id(&surroundings.randomness), surroundings.clock.now());
    let state = if address.signs_in { AddressState::Verified } else { AddressState::Unverified };
    store::addresses::create(txn, id, account, &address.mailbox, state, now).await?;
    // Somebody else may have been faster: a mail that came back needs no lock.
    store::addresses::find(txn, account, &address.mailbox).await?.ok_or_else(Problem::not_found)
}

/// The addresses that are stored for the account, and the rest of what is.
pub(super) async fn listed_in(db: &impl ConnectionTrait, account: Uuid) -> Result<(Stored, Vec<Listed>), StoreError> {
    let stored = contact_information::find(db, account).await?;
    let colleagues = memberships::colleagues(db, account).await?;
    let listed = addresses::listed(&stored.values, &colleagues);
    Ok((stored, listed))
}

/// The address isn't one of the account's.
pub(super) fn not_listed() -> Problem {
    Problem::invalid_body([FieldError::of("email", "not_listed")])
}

/// Makes sure that enough time has passed since the last mail.
///
/// # Errors
/// 429 if it hasn't.
pub(super) fn refuse_too_soon(last: Option<Timestamp>, now: Timestamp) -> Result<(), Problem> {
    let Some(last) = last else {
        return Ok(());
    };
    let passed = now.duration_since(last);
    // A clock that was set back makes nobody wait for it.
    if passed.is_negative() || passed >= AGAIN_AFTER { Ok(()) } else { Err(Problem::too_soon(AGAIN_AFTER - passed)) }
}

/// Whoever signs in has confirmed their address by that.
fn is_confirmed(address: &Listed, known: &Address) -> bool {
    match known.state {
        AddressState::Verified => true,
        AddressState::Unverified => address.signs_in,
        AddressState::Bounced | AddressState::Declined => false,
    }
}

/// `since` is when the contact information was saved last, for addresses that were never asked.
fn shown(
    address: &Listed,
    known: Option<&Address>,
    verifications: &HashMap<Uuid, DeliveryState>,
    since: Timestamp,
) -> wire::Address {
    let state = match known.map(|known| known.state) {
        None | Some(AddressState::Unverified) if address.signs_in => AddressState::Verified,
        state => state.unwrap_or(AddressState::Unverified),
    };
    let replacement = known.and_then(|known| known.replacement.clone());
    wire::Address {
        email: address.email.as_str().to_owned(),
        state,
        since: known.map_or(since, |known| known.since).to_string(),
        reply: known.and_then(|known| known.reply.clone()),
        verification: known.and_then(|known| verifications.get(&known.id).copied()),
        replacement: replacement.map(|(name, email)| wire::Replacement { name, email }),
    }
}
