//! The commands that work on a database without a server: accounts, users, passwords, access, keys, mail.

mod invite;
mod keys;
mod mail;

use std::fmt::Display;
use std::io::{BufRead, Write};

use model::wire::Stage;
use model::{EmailAddress, Language, Name, Role};
use secrecy::{ExposeSecret as _, SecretString};

use crate::catalogue::Catalogue;
use crate::cli::{
    AccountCommand, CreateAccount, CreateUser, Grant, ListSupportRequests, ListUsers, RoleArgument, SetPassword,
    UserCommand,
};
use crate::clock::Clock;
use crate::config::Settings;
use crate::password::{PASSWORD_MAX, PASSWORD_MIN, Passwords};
use crate::random::Randomness;
use crate::store::accounts::{self, Account, AccountRef, CreateError};
use crate::store::integrations::{self, Integration};
use crate::store::memberships::{self, NewMember};
use crate::store::users::{self, NewUser, User};
use crate::store::{Store, StoreError, access, support_requests};
use crate::verdict::domain_to_ascii;

pub use keys::key;
pub use mail::mail;

/// Why a command did nothing.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// What was asked for can't be: exit code 2.
    #[error("{0}")]
    Usage(String),
    /// Something broke: exit code 1.
    #[error("{0}")]
    Failed(String),
}

impl From<StoreError> for CommandError {
    fn from(error: StoreError) -> Self {
        failed(error)
    }
}

impl From<std::io::Error> for CommandError {
    fn from(error: std::io::Error) -> Self {
        failed(error)
    }
}

pub(crate) fn failed(error: impl Display) -> CommandError {
    CommandError::Failed(error.to_string())
}

fn usage(problem: impl Display) -> CommandError {
    CommandError::Usage(problem.to_string())
}

/// Runs an `account` command.
///
/// # Errors
/// When it can't be done.
pub async fn account(
    command: AccountCommand,
    store: &Store,
    catalogue: &Catalogue,
    clock: &Clock,
    randomness: &Randomness,
    output: &mut impl Write,
) -> Result<(), CommandError> {
    match command {
        AccountCommand::Create(new) => {
            let account = create_account(new, store, catalogue, clock, randomness).await?;
            writeln!(output, "{}", account.id)?;
        }
        AccountCommand::List => {
            for account in accounts::list(store.read()).await? {
                let integrations = integrations::list(store.read(), account.id).await?;
                let kinds: Vec<_> = integrations.into_iter().map(|integration| integration.kind).collect();
                writeln!(output, "{}\t{}\t{}\t{}", account.slug, account.id, account.name, kinds.join(","))?;
            }
        }
        AccountCommand::SupportRequests(list) => list_support_requests(list, store, output).await?,
    }
    Ok(())
}

async fn list_support_requests(
    list: ListSupportRequests,
    store: &Store,
    output: &mut impl Write,
) -> Result<(), CommandError> {
    let only = match list.account {
        Some(account) => Some(find_account(store, &account).await?.id),
        None => None,
    };
    for taken in support_requests::newest(store.read(), only, list.limit).await? {
        writeln!(output, "{}\t{}\t{}\t{}\t{}", taken.at, taken.account, taken.email, taken.id, taken.subject)?;
        for line in taken.message.lines() {
            writeln!(output, "\t{line}")?;
        }
    }
    Ok(())
}

async fn create_account(
    new: CreateAccount,
    store: &Store,
    catalogue: &Catalogue,
    clock: &Clock,
    randomness: &Randomness,
) -> Result<Account, CommandError> {
    if !accounts::is_slug(&new.slug) {
        return Err(usage("--slug: lower-case letters and digits, with hyphens between them"));
    }
    let name = read_name(&new.name)?;
    if let Some(unknown) = new.integrations.iter().find(|kind| catalogue.find(kind).is_none()) {
        let known: Vec<_> = catalogue.iter().map(|kind| kind.id.as_str()).collect();
        return Err(usage(format!("--integration: no kind `{unknown}`; there are: {}", known.join(", "))));
    }
    let account = Account { id: clock.new_id(randomness), slug: new.slug, name };
    store
        .write(async |txn| {
            accounts::create(txn, &account, clock.now()).await.map_err(|error| match error {
                CreateError::SlugTaken => usage("--slug: another account has this slug"),
                CreateError::Store(error) => error.into(),
            })?;
            for kind in &new.integrations {
                let integration = Integration {
                    id: clock.new_id(randomness),
                    kind: kind.clone(),
                    name: account.name.clone(),
                    stage: Stage::Development,
                };
                integrations::create(txn, account.id, &integration, clock.now()).await?;
            }
            Ok::<_, CommandError>(())
        })
        .await?;
    Ok(account)
}

/// Runs a `user` command.
///
/// # Errors
/// When it can't be done.
pub async fn user(
    command: UserCommand,
    store: &Store,
    settings: &Settings,
    clock: &Clock,
    randomness: &Randomness,
    input: &mut impl BufRead,
    output: &mut impl Write,
) -> Result<(), CommandError> {
    match command {
        UserCommand::Create(new) => {
            let password = read_password(input)?;
            let id = create_user(new, password, store, clock, randomness).await?;
            writeln!(output, "{id}")?;
        }
        UserCommand::Invite(new) => {
            let id = invite::invite(new, store, settings, clock, randomness).await?;
            writeln!(output, "{id}")?;
        }
        UserCommand::List(list) => list_users(list, store, output).await?,
        UserCommand::SetPassword(SetPassword { email }) => {
            let user = find_user(store, &email).await?;
            let hash = hash(read_password(input)?, randomness).await?;
            store.write(async |txn| users::set_password(txn, user.id, hash).await).await?;
        }
        UserCommand::Grant(grant) => grant_role(grant, store, clock).await?,
    }
    Ok(())
}

async fn create_user(
    new: CreateUser,
    password: SecretString,
    store: &Store,
    clock: &Clock,
    randomness: &Randomness,
) -> Result<uuid::Uuid, CommandError> {
    let email = read_email(&new.email)?;
    let name = read_name(&new.name)?;
    let language = read_language(&new.language)?;
    let user = NewUser {
        id: clock.new_id(randomness),
        email: &email,
        name: &name,
        language,
        staff: new.staff,
        password_hash: Some(hash(password, randomness).await?),
    };
    if store.write(async |txn| users::create(txn, &user, clock.now()).await).await? {
        Ok(user.id)
    } else {
        Err(usage("--email: another user has this address"))
    }
}

async fn list_users(list: ListUsers, store: &Store, output: &mut impl Write) -> Result<(), CommandError> {
    let only = match list.account {
        Some(account) => Some(find_account(store, &account).await?.id),
        None => None,
    };
    for user in users::list(store.read()).await? {
        let access = access::of_user(store.read(), user.id).await?;
        if only.is_some_and(|only| access.find(&AccountRef::Id(only)).is_none()) {
            continue;
        }
        let mut roles: Vec<_> =
            access.iter().map(|(account, role)| format!("{}={}", account.slug, role.id())).collect();
        if user.staff {
            roles.push("staff".to_owned());
        }
        if !user.is_active {
            roles.push("invited".to_owned());
        }
        writeln!(output, "{}\t{}\t{}\t{}", user.email, user.id, user.name, roles.join(","))?;
    }
    Ok(())
}

async fn grant_role(grant: Grant, store: &Store, clock: &Clock) -> Result<(), CommandError> {
    let role = Role::from(grant.role);
    let user = find_user(store, &grant.email).await?;
    let account = find_account(store, &grant.account).await?;
    store
        .write(async |txn| {
            // The operator vouches for them; an account is told whether they can sign in.
            let new = NewMember { user: user.id, role, name: &user.name, section: None, is_accepted: user.is_active };
            if !memberships::grant(txn, account.id, new, clock.now()).await? {
                memberships::set_role(txn, account.id, user.id, role).await.map_err(|error| match error {
                    memberships::ChangeError::LastAdministrator => {
                        usage("--role: the last administrator of an account can't become anything else")
                    }
                    error => failed(error),
                })?;
            }
            Ok(())
        })
        .await
}

impl From<RoleArgument> for Role {
    fn from(role: RoleArgument) -> Self {
        match role {
            RoleArgument::Viewer => Self::Viewer,
            RoleArgument::Editor => Self::Editor,
            RoleArgument::Administrator => Self::Administrator,
        }
    }
}

async fn find_user(store: &Store, email: &str) -> Result<User, CommandError> {
    let user = users::find_by_email(store.read(), &read_email(email)?).await?;
    user.ok_or_else(|| usage("--email: there is no such user"))
}

async fn find_account(store: &Store, account: &str) -> Result<Account, CommandError> {
    let no_such = || usage("--account: there is no such account");
    let account = AccountRef::parse(account).ok_or_else(no_such)?;
    accounts::find(store.read(), &account).await?.ok_or_else(no_such)
}

pub(crate) fn read_email(email: &str) -> Result<EmailAddress, CommandError> {
    EmailAddress::parse(email, &domain_to_ascii)
        .map_err(|code| usage(format!("--email: not an address such as name@partner.example ({})", code.id())))
}

fn read_name(name: &str) -> Result<String, CommandError> {
    let name = Name::parse(name).map_err(|code| usage(format!("--name: {}", code.id())))?;
    Ok(name.as_str().to_owned())
}

fn read_language(tag: &str) -> Result<Language, CommandError> {
    Language::from_tag(tag).ok_or_else(|| {
        let tags = Language::ALL.map(Language::tag).join(", ");
        usage(format!("--language: one of {tags}"))
    })
}

fn read_password(input: &mut impl BufRead) -> Result<SecretString, CommandError> {
    let mut line = String::new();
    input.read_line(&mut line)?;
    let password = SecretString::from(line.trim_end_matches(['\r', '\n']));
    let length = password.expose_secret().chars().count();
    if length < PASSWORD_MIN || password.expose_secret().len() > PASSWORD_MAX {
        return Err(usage(format!(
            "standard input: a password of {PASSWORD_MIN} characters or more, and at most {PASSWORD_MAX} bytes, is \
             expected on one line"
        )));
    }
    Ok(password)
}

async fn hash(password: SecretString, randomness: &Randomness) -> Result<String, CommandError> {
    let passwords = Passwords::new(randomness).map_err(failed)?;
    let place = passwords.place(None).await.ok_or_else(|| failed("no place to hash passwords"))?;
    place.hash(password, randomness).await.map_err(failed)
}
