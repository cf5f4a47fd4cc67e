//! The command line.
#![expect(clippy::doc_markdown, reason = "these comments are what `--help` prints, where backticks are noise")]

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Mandatory contact information for the accounts of a partner portal: who is called when something breaks.
#[derive(Debug, Parser)]
#[command(name = "callsheet", version, propagate_version = true)]
pub struct Cli {
    /// The configuration file (TOML); CALLSHEET_CONFIG names it, too. Environment variables such as CALLSHEET_LISTEN
    /// override it.
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What can be done.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Bring the database's tables up to date, then serve until stopped.
    Serve,
    /// Bring the database's tables up to date.
    Migrate,
    /// Fill an empty database with the demo accounts and their sign-ins. Refused if there is any account or user.
    Demo,
    /// Create and list accounts.
    #[command(subcommand)]
    Account(AccountCommand),
    /// Create and list users, set passwords, grant access.
    #[command(subcommand)]
    User(UserCommand),
    /// Create, list and revoke the keys of the operator's systems; let a new key sign gate passes.
    #[command(subcommand)]
    Key(KeyCommand),
    /// Look through the outbox, try again what was given up, try whether mail works.
    #[command(subcommand)]
    Mail(MailCommand),
}

/// What can be done with accounts.
#[derive(Debug, Subcommand)]
pub enum AccountCommand {
    /// Create an account with its integrations.
    Create(CreateAccount),
    /// List all accounts: slug, id, name, kinds of integrations.
    List,
    /// List requests for support, the newest first: time, account, e-mail, id and subject, then the message, indented.
    SupportRequests(ListSupportRequests),
}

/// Which requests for support to list.
#[derive(Debug, Args)]
pub struct ListSupportRequests {
    /// Only those of this account (slug or id).
    #[arg(long)]
    pub account: Option<String>,
    /// At most this many.
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u64).range(1..=1000))]
    pub limit: u64,
}

/// A new account.
#[derive(Debug, Args)]
pub struct CreateAccount {
    /// The account's short name in addresses: lower-case letters, digits and hyphens.
    #[arg(long)]
    pub slug: String,
    /// The account's name.
    #[arg(long)]
    pub name: String,
    /// A kind of integration that the account has; repeat it for several.
    #[arg(long = "integration", value_name = "KIND", required = true)]
    pub integrations: Vec<String>,
}

/// What can be done with users.
#[derive(Debug, Subcommand)]
pub enum UserCommand {
    /// Create a user. The password is read from standard input, one line.
    Create(CreateUser),
    /// Give somebody access and send them a link to choose a password; or another link, if they haven't come yet.
    Invite(InviteUser),
    /// List users: e-mail, id, name, roles by account.
    List(ListUsers),
    /// Set a user's password and end all of the user's sessions. The password is read from standard input, one line.
    SetPassword(SetPassword),
    /// Give a user a role in an account, or change it.
    Grant(Grant),
}

/// A new user.
#[derive(Debug, Args)]
pub struct CreateUser {
    /// The address to sign in with.
    #[arg(long)]
    pub email: String,
    /// The user's name.
    #[arg(long)]
    pub name: String,
    /// The language of the user's pages and mails.
    #[arg(long, default_value = "en")]
    pub language: String,
    /// Make the user one of the operator's staff.
    #[arg(long)]
    pub staff: bool,
}

/// Who is invited to what.
#[derive(Debug, Args)]
pub struct InviteUser {
    /// The address to sign in with.
    #[arg(long)]
    pub email: String,
    /// The user's name.
    #[arg(long)]
    pub name: String,
    /// The account (slug or id).
    #[arg(long)]
    pub account: String,
    /// The role.
    #[arg(long, value_enum)]
    pub role: RoleArgument,
    /// The language of the mail, and of the user's pages until they choose another.
    #[arg(long, default_value = "en")]
    pub language: String,
}

/// Which users to list.
#[derive(Debug, Args)]
pub struct ListUsers {
    /// Only those of this account (slug or id).
    #[arg(long)]
    pub account: Option<String>,
}

/// Whose password to set.
#[derive(Debug, Args)]
pub struct SetPassword {
    /// The user's address.
    #[arg(long)]
    pub email: String,
}

/// Who gets which role where.
#[derive(Debug, Args)]
pub struct Grant {
    /// The user's address.
    #[arg(long)]
    pub email: String,
    /// The account (slug or id).
    #[arg(long)]
    pub account: String,
    /// The role.
    #[arg(long, value_enum)]
    pub role: RoleArgument,
}

/// A role, as the command line names it.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum RoleArgument {
    /// Reads.
    Viewer,
    /// Also edits contact information.
    Editor,
    /// Also manages users.
    Administrator,
}

/// What can be done with keys.
#[derive(Debug, Subcommand)]
pub enum KeyCommand {
    /// Create a key and print it, alone. It is shown this once: only its hash is stored.
    Create(CreateKey),
    /// List all keys: prefix, name, scope, account, when each was created, last used and revoked, highest role, id.
    List,
    /// Revoke a key, for good. Whatever was made with it ends with it.
    Revoke(RevokeKey),
    /// Let a new key sign gate passes, and print its id. The one before it verifies what it signed for ten minutes more.
    RotateSigning,
}

/// A new key.
#[derive(Debug, Args)]
pub struct CreateKey {
    /// What the key is called in lists, such as the system that uses it.
    #[arg(long)]
    pub name: String,
    /// What the key is for.
    #[arg(long, value_enum)]
    pub scope: ScopeArgument,
    /// The only account that the key is good for (slug or id); all if absent.
    #[arg(long)]
    pub account: Option<String>,
    /// The highest role that sessions made with the key have; for the scope embed.
    #[arg(long, value_enum, default_value = "editor")]
    pub max_role: RoleArgument,
}

/// Which key to revoke.
#[derive(Debug, Args)]
pub struct RevokeKey {
    /// The key's prefix or id, as the list shows it.
    #[arg(value_name = "PREFIX_OR_ID")]
    pub key: String,
}

/// A scope, as the command line names it.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum ScopeArgument {
    /// Makes sessions for pages that show the gate, and reads gates.
    Embed,
    /// Sends notifications.
    Notify,
    /// Reads gates and contact information.
    Read,
}

/// What can be done with mail.
#[derive(Debug, Subcommand)]
pub enum MailCommand {
    /// List mails, the newest first: when written, state, attempts, next attempt, kind, e-mail, id, what the mail server said last.
    List(ListMails),
    /// Try mails again that were given up, and print how many.
    Retry(RetryMails),
    /// Send a mail right now, past the outbox, and print what the mail server said.
    Test(TestMail),
}

/// Which mails to list.
#[derive(Debug, Args)]
pub struct ListMails {
    /// Only those in this state.
    #[arg(long, value_enum)]
    pub state: Option<MailState>,
    /// At most this many.
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u64).range(1..=1000))]
    pub limit: u64,
}

/// Which mails to try again.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub struct RetryMails {
    /// The mail, whatever it waits for or why ever it was given up.
    #[arg(value_name = "ID")]
    pub mail: Option<String>,
    /// All mails that were given up.
    #[arg(long)]
    pub all_dead: bool,
}

/// Whom to write to.
#[derive(Debug, Args)]
pub struct TestMail {
    /// The address.
    #[arg(value_name = "EMAIL")]
    pub to: String,
    /// The language of the mail.
    #[arg(long, default_value = "en")]
    pub language: String,
}

/// The state of a mail.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum MailState {
    /// Waits to be sent for the first time.
    Queued,
    /// Couldn't be sent, and will be tried again.
    Deferred,
    /// A mail server has taken it.
    Sent,
    /// There is no such address.
    Bounced,
    /// Given up.
    Dead,
    /// No longer to be sent.
    Cancelled,
}
