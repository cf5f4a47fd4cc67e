//! The commands about keys: those of the operator's systems, and the one that signs gate passes.

use std::io::Write;

use jiff::Timestamp;

use super::{CommandError, failed, find_account, read_name, usage};
use crate::cli::{CreateKey, KeyCommand, RevokeKey, ScopeArgument};
use crate::clock::Clock;
use crate::passes;
use crate::random::Randomness;
use crate::store::api_keys::{self, Key, Scope};
use crate::store::{Store, signing_keys};
use crate::tokens::Token;

/// Stands in lists for what isn't there.
const NOTHING: &str = "-";

/// Runs a `key` command.
///
/// # Errors
/// When it can't be done.
pub async fn key(
    command: KeyCommand,
    store: &Store,
    clock: &Clock,
    randomness: &Randomness,
    output: &mut impl Write,
) -> Result<(), CommandError> {
    match command {
        KeyCommand::Create(new) => {
            let token = create(new, store, clock, randomness).await?;
            writeln!(output, "{}", token.reveal())?;
        }
        KeyCommand::List => {
            for key in api_keys::list(store.read()).await? {
                writeln!(output, "{}", line(&key))?;
            }
        }
        KeyCommand::Revoke(RevokeKey { key }) => {
            if !store.write(async |txn| api_keys::revoke(txn, &key, clock.now()).await).await? {
                return Err(usage("PREFIX_OR_ID: there is no such key"));
            }
        }
        KeyCommand::RotateSigning => {
            let key = passes::new_key(clock, randomness).map_err(failed)?;
            store.write(async |txn| signing_keys::rotate(txn, &key, clock.now()).await).await?;
            writeln!(output, "{}", key.id)?;
        }
    }
    Ok(())
}

async fn create(new: CreateKey, store: &Store, clock: &Clock, randomness: &Randomness) -> Result<Token, CommandError> {
    let scope = Scope::from(new.scope);
    let name = read_name(&new.name)?;
    let account = match new.account {
        Some(account) => Some(find_account(store, &account).await?),
        None => None,
    };
    let token = Token::key(scope, randomness);
    let key = Key {
        id: clock.new_id(randomness),
        prefix: token.prefix().to_owned(),
        name,
        scope,
        max_role: new.max_role.into(),
        account,
        created_at: clock.now(),
        last_used_at: None,
        revoked_at: None,
    };
    store.write(async |txn| api_keys::create(txn, &key, token.hash()).await).await?;
    Ok(token)
}

fn line(key: &Key) -> String {
    let time = |at: Option<Timestamp>| at.map_or_else(|| NOTHING.to_owned(), |at| at.to_string());
    let account = key.account.as_ref().map_or(NOTHING, |account| &account.slug);
    let columns = [
        key.prefix.clone(),
        key.name.clone(),
        key.scope.id().to_owned(),
        account.to_owned(),
        key.created_at.to_string(),
        time(key.last_used_at),
        time(key.revoked_at),
        key.max_role.id().to_owned(),
        key.id.to_string(),
    ];
    columns.join("\t")
}

impl From<ScopeArgument> for Scope {
    fn from(scope: ScopeArgument) -> Self {
        match scope {
            ScopeArgument::Embed => Self::Embed,
            ScopeArgument::Notify => Self::Notify,
            ScopeArgument::Read => Self::Read,
        }
    }
}
