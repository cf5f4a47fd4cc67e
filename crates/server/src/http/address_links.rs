//! The link by which somebody confirms that an account may write to them, or says that it isn't them it should write to.
//!
//! Whoever has the link reads the mailbox, so it needs no sign-in. It may be used again as long as it lives: people change
//! their minds, and the last word counts.

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use jiff::SignedDuration;
use model::wire::{AddressLinkLook, ListingAccount, Replacement};
use model::{AddressState, EmailAddress, Membership, Name, Role};
use sea_orm::ConnectionTrait;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Context;
use super::addresses::{listed_in, refuse_too_soon};
use super::body::{Body, FieldCode, Fields, Shape};
use super::links::{self, Presented, Token};
use super::openapi::{BodyProblems, LinkProblems};
use super::problem::Problem;
use crate::addresses::{Listed, later};
use crate::mail::Letter;
use crate::mail::letter::{Link, Named, kind};
use crate::notifications::rerouting;
use crate::store::accounts::{Account, AccountRef};
use crate::store::addresses::Address;
use crate::store::links::Purpose;
use crate::store::outbox::{Addressee, NewMail, Priority};
use crate::store::{self, Txn, accounts, memberships, outbox};
use crate::verdict::domain_to_ascii;

/// How long a mail server that doesn't take it is tried: over a weekend.
const TELLING_PATIENCE: SignedDuration = SignedDuration::from_hours(72);

/// Its routes.
pub(super) fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new().routes(routes!(look)).routes(routes!(answer))
}

/// What the link's reader says.
#[derive(utoipa::ToSchema)]
#[schema(as = AddressLinkAnswer)]
#[serde(deny_unknown_fields)]
struct Said {
    /// What follows the `#` in the link.
    #[schema(value_type = String)]
    token: Token,
    /// Whether the address may stay listed: `confirm`, or `decline`.
    #[schema(value_type = String, pattern = "^(confirm|decline)$")]
    answer: AddressState,
    /// Whom to list instead; only when declined.
    #[schema(value_type = Option<Replacement>)]
    replacement: Option<Successor>,
}

/// Somebody to list instead.
struct Successor {
    name: Option<Name>,
    email: EmailAddress,
}

impl Shape for Said {
    fn read(fields: &mut Fields) -> Option<Self> {
        let token = links::token(fields);
        let answer = fields.parsed("answer", |text| match text {
            "confirm" => Ok(AddressState::Verified),
            "decline" => Ok(AddressState::Declined),
            _ => Err(FieldCode::new("invalid_answer")),
        });
        let replacement: Option<Option<Successor>> = fields.optional_nested("replacement");
        if let (Some(AddressState::Verified), Some(Some(_))) = (answer, &replacement) {
            // Whoever confirms needs nobody in their place.
            return fields.refuse("replacement", "unavailable_field");
        }
        Some(Self { token: token?, answer: answer?, replacement: replacement? })
    }
}

impl Shape for Successor {
    fn read(fields: &mut Fields) -> Option<Self> {
        let name = fields.optional_parsed("name", |text| Ok(Name::parse(text)?));
        let email = fields.parsed("email", |text| Ok(EmailAddress::parse(text, &domain_to_ascii)?));
        Some(Self { name: name?, email: email? })
    }
}

/// What a link is about.
struct Subject {
    account: Account,
    mailbox: String,
    /// Where it is listed; `None` if it isn't any more.
    listed: Option<Listed>,
    known: Option<Address>,
}

/// Look what the link is about. Nothing is changed by it, so that programs that open links in mails do no harm.
#[utoipa::path(
    post, path = "/address-links/look", tag = "mail",
    request_body = Presented,
    responses((status = 200, description = "What it is about", body = AddressLinkLook), LinkProblems, BodyProblems),
)]
async fn look(
    State(context): State<Context>,
    Body(Presented { token }): Body<Presented>,
) -> Result<Json<AddressLinkLook>, Problem> {
    let Subject { account, mailbox, listed, known } = subject(&context, context.store.read(), &token).await?;
    Ok(Json(AddressLinkLook {
        email: listed.as_ref().map_or(mailbox, |listed| listed.email.as_str().to_owned()),
        account: ListingAccount { name: account.name },
        fields: listed.map(|listed| listed.fields).unwrap_or_default(),
        state: known.map_or(AddressState::Unverified, |known| known.state),
    }))
}

/// Confirm the address, or decline: then the account's editors are told.
#[utoipa::path(
    post, path = "/address-links/answer", tag = "mail",
    request_body = Said,
    responses((status = 204, description = "It is noted"), LinkProblems, BodyProblems),
)]
async fn answer(
    State(context): State<Context>,
    Body(Said { token, answer, replacement }): Body<Said>,
) -> Result<StatusCode, Problem> {
    let surroundings = &context.surroundings;
    let now = surroundings.clock.now();
    let note = context.store.write(async |txn| {
        // Of two who answer at the same time, the second finds what the first has said.
        let account = subject(&context, txn, &token).await?.account.id;
        accounts::lock(txn, account).await?;
        let found = subject(&context, txn, &token).await?;
        outbox::lock_waiting(txn, account).await?;
        let before = if let Some(known) = found.known {
            known
        } else {
            let id = surroundings.clock.new_id(&surroundings.randomness);
            let state = AddressState::Unverified;
            store::addresses::create(txn, id, account, &found.mailbox, state, now).await?;
            let known = store::addresses::find(txn, account, &found.mailbox).await?;
            known.ok_or_else(Problem::not_found)?
        };
        let named = replacement.as_ref().map(|one| (one.name.as_ref().map(Name::as_str), one.email.as_str()));
        store::addresses::answer(txn, &before, answer, named, now).await?;
        if answer == AddressState::Declined {
            // Test messages, which are about the account, and verifications.
            for subject in [account, before.id] {
                outbox::cancel(txn, subject, Some(&found.mailbox), now).await?;
            }
            rerouting::after_change(&context.means(), txn, account).await?;
        }
        let was_said = before.state == answer
            && before.replacement.as_ref().map(|(name, email)| (name.as_deref(), email.as_str())) == named;
        match &found.listed {
            Some(listed) if answer == AddressState::Declined && !was_said => {
                tell_editors(&context, txn, &found.account, listed, &before, named).await
            }
            _ => Ok(()),
        }
    });
    note.await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn subject(context: &Context, db: &impl ConnectionTrait, token: &Token) -> Result<Subject, Problem> {
    let link = store::links::find(db, token.hash()?).await?.ok_or_else(Problem::not_found)?;
    let Purpose::Address { account, mailbox } = link.purpose else {
        return Err(Problem::not_found());
    };
    if link.expires_at <= context.surroundings.clock.now() {
        return Err(links::expired());
    }
    let account = accounts::find(db, &AccountRef::Id(account)).await?.ok_or_else(Problem::not_found)?;
    let (_, listed) = listed_in(db, account.id).await?;
    let listed = listed.into_iter().find(|address| address.mailbox == mailbox);
    let known = store::addresses::find(db, account.id, &mailbox).await?;
    Ok(Subject { account, mailbox, listed, known })
}

/// Tells those who can change what is listed. Whoever changes their mind time and again doesn't fill their mailboxes: the
/// page that the mail leads to shows the last word.
async fn tell_editors(
    context: &Context,
    txn: &Txn,
    account: &Account,
    listed: &Listed,
    address: &Address,
    replacement: Option<(Option<&str>, &str)>,
) -> Result<(), Problem> {
    let surroundings = &context.surroundings;
    let now = surroundings.clock.now();
    let last = outbox::latest(txn, &[address.id], kind::DECLINED).await?;
    if refuse_too_soon(last.get(&address.id).map(|mail| mail.created_at), now).is_err() {
        return Ok(());
    }
    let colleagues = memberships::colleagues(txn, account.id).await?;
    let editors = colleagues.iter().filter(|one| one.role >= Role::Editor && one.state == Membership::Active);
    let replacement = replacement.map(|(name, email)| Named { name: name.map(str::to_owned), email: email.to_owned() });
    let mails = editors.map(|editor| NewMail {
        id: surroundings.clock.new_id(&surroundings.randomness),
        priority: Priority::Ordinary,
        letter: Letter::Declined {
            account: account.name.clone(),
            email: listed.email.as_str().to_owned(),
            fields: listed.fields.clone(),
            replacement: replacement.clone(),
        },
        link: Link::Portal { path: format!("/configuration/contact-information?account={}", account.slug) },
        to: Addressee::new(Some(&editor.name), &editor.email, editor.language),
        account: Some(account.id),
        subject: Some(address.id),
        give_up_at: later(now, TELLING_PATIENCE),
    });
    let mails: Vec<_> = mails.collect();
    Ok(outbox::enqueue(txn, &mails, now).await?)
}
