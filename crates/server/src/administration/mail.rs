//! The commands about mail: what waits and what became of the rest, trying again, trying at all.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::io::Write;

use jiff::Timestamp;
use model::{AddressState, Language};
use sea_orm::ConnectionTrait;
use url::Url;
use uuid::Uuid;

use super::{CommandError, failed, read_email, usage};
use crate::addresses;
use crate::cli::{ListMails, MailCommand, MailState, RetryMails, TestMail};
use crate::clock::Clock;
use crate::config::Settings;
use crate::mail::Letter;
use crate::mail::letter::kind;
use crate::mail::message::{Headers, build};
use crate::mail::render::{Envelope, render};
use crate::mail::smtp::{Refusal, SmtpClient};
use crate::mail::upkeep::KEPT;
use crate::random::Randomness;
use crate::store::outbox::{self, Addressee, ListedMail, Priority, State, Undelivered};
use crate::store::{self, Store, StoreError, Txn, contact_information, memberships};

/// Stands in lists for what isn't there.
const NOTHING: &str = "-";

/// Runs a `mail` command.
///
/// # Errors
/// When it can't be done.
pub async fn mail(
    command: MailCommand,
    store: &Store,
    settings: &Settings,
    clock: &Clock,
    randomness: &Randomness,
    output: &mut impl Write,
) -> Result<(), CommandError> {
    match command {
        MailCommand::List(ListMails { state, limit }) => {
            for mail in outbox::newest(store.read(), state.map(State::from), limit).await? {
                writeln!(output, "{}", line(mail))?;
            }
        }
        MailCommand::Retry(retry) => {
            let retried = try_again(retry, store, clock).await?;
            writeln!(output, "{retried}")?;
        }
        MailCommand::Test(test) => {
            let reply = send_test(&test, settings, clock, randomness).await?;
            writeln!(output, "{reply}")?;
        }
    }
    Ok(())
}

fn line(mail: ListedMail) -> String {
    let next = matches!(State::from_id(&mail.state), Some(State::Queued | State::Deferred))
        .then(|| mail.not_before.max(mail.lease_ends_at).to_string());
    [
        mail.created_at.to_string(),
        mail.state,
        mail.attempts.to_string(),
        next.unwrap_or_else(|| NOTHING.to_owned()),
        mail.kind,
        mail.email,
        mail.id.to_string(),
        mail.reply.unwrap_or_else(|| NOTHING.to_owned()),
    ]
    .join("\t")
}

async fn try_again(
    RetryMails { mail, all_dead }: RetryMails,
    store: &Store,
    clock: &Clock,
) -> Result<u64, CommandError> {
    let which = match (mail, all_dead) {
        (Some(id), false) => Some(id.parse().map_err(|_| usage("ID: not the id of a mail"))?),
        (None, true) => None,
        _ => return Err(usage("either ID or --all-dead is needed")),
    };
    let now = clock.now();
    let give_up_at = now.checked_add(KEPT).unwrap_or(Timestamp::MAX);
    let wanted = still_wanted(store.read(), outbox::undelivered(store.read(), which).await?).await?;
    let retried = store.write(async |txn: &Txn| outbox::retry(txn, &wanted, give_up_at, now).await).await?;
    if which.is_some() && retried == 0 {
        return Err(usage("ID: there is no such mail, it was sent or cancelled, or nobody is to get it any more"));
    }
    Ok(retried)
}

/// Those that there is still a point in.
async fn still_wanted(db: &impl ConnectionTrait, mails: Vec<Undelivered>) -> Result<Vec<Uuid>, StoreError> {
    let mut accounts = HashMap::new();
    for account in mails.iter().filter_map(|mail| mail.account) {
        if let Entry::Vacant(unknown) = accounts.entry(account) {
            unknown.insert(Reached::by(db, account).await?);
        }
    }
    let is_wanted = |mail: &Undelivered| {
        mail.account.is_none_or(|account| accounts.get(&account).is_some_and(|reached| reached.by_mail(mail)))
    };
    // A link to a forgotten password is for whoever waits for it.
    let wanted = mails.into_iter().filter(|mail| mail.kind != kind::PASSWORD_RESET && is_wanted(mail));
    Ok(wanted.map(|mail| mail.id).collect())
}

/// Whom an account writes to, by mailbox.
struct Reached {
    colleagues: HashSet<String>,
    listed: HashSet<String>,
    declined: HashSet<String>,
}

impl Reached {
    async fn by(db: &impl ConnectionTrait, account: Uuid) -> Result<Self, StoreError> {
        let stored = contact_information::find(db, account).await?;
        let colleagues = memberships::colleagues(db, account).await?;
        let states = store::addresses::states(db, account, &colleagues).await?;
        let listed =
            addresses::listed(&stored.values, &colleagues).into_iter().map(|address| address.mailbox).collect();
        let declined = states.into_iter().filter(|(_, state)| *state == AddressState::Declined);
        Ok(Self {
            colleagues: colleagues.iter().map(|colleague| colleague.email.mailbox()).collect(),
            listed,
            declined: declined.map(|(mailbox, _)| mailbox).collect(),
        })
    }

    fn by_mail(&self, mail: &Undelivered) -> bool {
        let (is_colleague, is_listed) = (self.colleagues.contains(&mail.mailbox), self.listed.contains(&mail.mailbox));
        match mail.kind.as_str() {
            kind::INVITATION | kind::ACCESS_GRANTED | kind::REQUEST_TO_FILL | kind::DECLINED => is_colleague,
            kind::VERIFICATION => is_listed,
            // Administrators are told, too.
            _ => (is_colleague || is_listed) && !self.declined.contains(&mail.mailbox),
        }
    }
}

/// Sends a mail past the outbox, so that whoever sets mail up sees at once what the mail server says.
async fn send_test(
    test: &TestMail,
    settings: &Settings,
    clock: &Clock,
    randomness: &Randomness,
) -> Result<String, CommandError> {
    let server = settings.mail.server.clone();
    let server = server.ok_or_else(|| usage("CALLSHEET_SMTP_URL isn't set: there is no mail server to try"))?;
    let email = read_email(&test.to)?;
    let language = Language::from_tag(&test.language).ok_or_else(|| usage("--language: there is no such language"))?;
    let to = Addressee::new(None, &email, language);
    let from = &settings.mail.from;
    let portal = match &settings.public_url {
        Some(url) => url.clone(),
        None => Url::parse(&format!("http://{}", settings.listen)).map_err(failed)?,
    };
    let envelope = Envelope {
        language,
        recipient_name: None,
        recipient_email: email.as_str(),
        operator_name: &settings.operator_name,
        portal: &portal,
        link: None,
        link_expires: None,
        not_me: None,
    };
    let rendered = render(&Letter::SetupTest, &envelope).map_err(failed)?;
    let headers = Headers { id: clock.new_id(randomness), date: clock.now(), priority: Priority::Awaited };
    let sendable = build(&to, &headers, rendered, from).map_err(failed)?;
    let client = SmtpClient::new(server, from.email.domain()).map_err(failed)?;
    let mut conversation = client.connect().await.map_err(refused)?;
    let reply = conversation.send(&from.email, &sendable.to, &sendable.message).await.map_err(refused)?;
    conversation.end().await;
    Ok(reply)
}

fn refused(refusal: Refusal) -> CommandError {
    match refusal {
        Refusal::Server(said) => failed(format!("the mail server can't be talked to: {said}")),
        Refusal::NotNow(said) => failed(format!("the mail server doesn't take it now: {said}")),
        Refusal::Address(said) => failed(format!("the mail server refuses the address: {said}")),
        Refusal::Mail(said) => failed(format!("the mail server refuses the mail: {said}")),
    }
}

impl From<MailState> for State {
    fn from(state: MailState) -> Self {
        match state {
            MailState::Queued => Self::Queued,
            MailState::Deferred => Self::Deferred,
            MailState::Sent => Self::Sent,
            MailState::Bounced => Self::Bounced,
            MailState::Dead => Self::Dead,
            MailState::Cancelled => Self::Cancelled,
        }
    }
}
