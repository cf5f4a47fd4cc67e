//! What is wrong with a configuration, told without what could be secret.

use super::PREFIX;

/// A configuration that can't be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file can't be read, or isn't what it should be: what and where, without the text of the file, which may hold
    /// a password.
    #[error("configuration: {0}")]
    File(String),
    /// A setting has a value that can't be used.
    #[error("{}{} (`{setting}` in the configuration file): {problem}", PREFIX, setting.to_uppercase())]
    Setting {
        /// The setting's name in the file.
        setting: &'static str,
        /// What is wrong with it, without the value where that may be secret.
        problem: String,
    },
    /// A setting that only the file has holds a value that can't be used.
    #[error("`{setting}` in the configuration file: {problem}")]
    FileSetting {
        /// The setting's name in the file.
        setting: &'static str,
        /// What is wrong with it.
        problem: String,
    },
}

impl From<::config::ConfigError> for ConfigError {
    fn from(error: ::config::ConfigError) -> Self {
        Self::File(describe(&error))
    }
}

fn describe(error: &::config::ConfigError) -> String {
    use ::config::ConfigError::{At, FileParse, Type};

    match error {
        At { error, key: Some(key), .. } => format!("`{key}`: {}", describe(error)),
        At { error, key: None, .. } => describe(error),
        Type { key: Some(key), expected, .. } => format!("`{key}` must be {expected}"),
        Type { key: None, expected, .. } => format!("must be {expected}"),
        FileParse { uri, cause } => {
            // The first line says where; those after it show the file's own.
            let cause = cause.to_string();
            let place = cause.lines().next().unwrap_or_default();
            uri.as_ref().map_or_else(|| place.to_owned(), |uri| format!("{uri}: {place}"))
        }
        other => without_value(&other.to_string()),
    }
}

/// What serde says of a value that can't be read, without the value.
fn without_value(message: &str) -> String {
    let is_about_value = ["invalid type: ", "invalid value: "].iter().any(|start| message.starts_with(start));
    match message.rsplit_once(", expected ") {
        Some((_, expected)) if is_about_value => format!("must be {expected}"),
        _ => message.to_owned(),
    }
}

pub(super) fn setting(setting: &'static str, problem: impl Into<String>) -> ConfigError {
    ConfigError::Setting { setting, problem: problem.into() }
}
