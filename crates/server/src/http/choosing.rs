//! What people choose about themselves when they come in by a link: a language, a password.

use model::limits::{PASSWORD_MAX, PASSWORD_MIN};
use model::{Code, Language};
use secrecy::SecretString;

use super::Context;
use super::body::{FieldCode, Fields};
use super::client_address::ClientNetwork;
use super::problem::Problem;

/// Reads a language's tag.
pub(super) fn language(tag: &str) -> Result<Language, FieldCode> {
    Language::from_tag(tag).ok_or(FieldCode::from(Code::InvalidLanguage))
}

/// Reads a password that somebody chooses. Nothing is trimmed: a space may be part of it.
pub(super) fn new_password(fields: &mut Fields) -> Option<SecretString> {
    fields.parsed("password", |password| {
        if password.is_empty() {
            Err(Code::Required.into())
        } else if password.chars().count() < PASSWORD_MIN {
            Err(FieldCode::too_short(PASSWORD_MIN))
        } else if password.len() > PASSWORD_MAX {
            Err(FieldCode::too_long(PASSWORD_MAX))
        } else {
            Ok(SecretString::from(password))
        }
    })
}

/// Hashes a password that somebody chooses, in its turn.
///
/// # Errors
/// 503 when too many passwords are being hashed.
pub(super) async fn hash(
    context: &Context,
    network: &ClientNetwork,
    password: SecretString,
) -> Result<String, Problem> {
    let place = context.passwords.place(network.known()).await;
    let place = place.ok_or_else(|| Problem::overloaded("Too many people are signing in at once."))?;
    Ok(place.hash(password, &context.surroundings.randomness).await?)
}
