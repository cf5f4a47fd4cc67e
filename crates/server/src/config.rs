//! The configuration: an optional TOML file, overridden by environment variables.
//!
//! What is loaded here is already parsed; a mistake names the setting and stops the process with exit code 2. To add
//! a setting: a field in `File`, its parsed form in [`Settings`], and, if the environment may set it, its name in
//! `VARIABLES`.

mod database_url;
mod error;
mod mail;
mod origins;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::net::IpAddr;
use std::path::Path;

use ::config::{Config, Environment, FileFormat};
use ipnet::IpNet;
use model::Origin;
use secrecy::SecretString;
use serde::Deserialize;
use url::Url;

pub use error::ConfigError;
use error::setting;
pub use mail::{Encryption, MailServer, MailSettings};

use origins::Listed;

use crate::catalogue::{Catalogue, KindSettings};
use crate::policy::{Policies, PolicySettings};

/// The settings that the environment may override, each as `CALLSHEET_` and its name in capitals.
const VARIABLES: [&str; 11] = [
    "listen",
    "database_url",
    "public_url",
    "operator_name",
    "support_url",
    "help_url",
    "smtp_url",
    "smtp_ca_file",
    "mail_from",
    "embed_origins",
    "log",
];

const PREFIX: &str = "CALLSHEET_";

/// An operator's name is shown inside headings and labels, where a longer one would break the layout.
const OPERATOR_NAME_MAX: usize = 64;

/// The migrator says at every start that there is nothing to do, and PostgreSQL that the tables are there.
const DEFAULT_LOG: &str = "info,sea_orm_migration=warn,sqlx=warn";

/// What the server runs by.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where to listen: host and port; port 0 picks a free one.
    pub listen: String,
    /// The database. Secret, because a PostgreSQL address may contain a password.
    pub database_url: SecretString,
    /// The address that people type, if it differs from the one listened on.
    pub public_url: Option<Url>,
    /// The company that runs the portal.
    pub operator_name: String,
    /// Where people find support.
    pub support_url: Option<Url>,
    /// Where people find help.
    pub help_url: Option<Url>,
    /// The mail server, and whom mails come from.
    pub mail: MailSettings,
    /// The origins whose pages may show the gate of every account.
    pub embed_origins: Vec<Origin>,
    /// Which spans and events are logged.
    pub log: String,
    /// The networks of proxies whose word on the client's address is taken.
    pub trusted_proxies: Vec<IpNet>,
    /// The header in which they pass it on.
    pub forwarded_by: ForwardedBy,
    /// The kinds of integration there are.
    pub catalogue: Catalogue,
    /// What is asked of accounts, version by version.
    pub policies: Policies,
}

/// The header in which trusted proxies pass on the client's address. Only this one is read: a proxy that writes one of
/// them lets through whatever a client claims in the other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ForwardedBy {
    /// `X-Forwarded-For`, which nearly all proxies write.
    #[default]
    XForwardedFor,
    /// `Forwarded` (RFC 7239).
    Forwarded,
}

/// The settings as written, before they are parsed.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[expect(clippy::struct_field_names, reason = "settings are named for what they set; one of them is a file")]
struct File {
    listen: String,
    database_url: String,
    public_url: Option<String>,
    operator_name: String,
    support_url: Option<String>,
    help_url: Option<String>,
    smtp_url: Option<SecretString>,
    smtp_ca_file: Option<String>,
    mail_from: Option<String>,
    embed_origins: Listed,
    log: String,
    trusted_proxies: Vec<String>,
    forwarded_by: ForwardedBy,
    integration_kinds: Vec<KindSettings>,
    policies: Vec<PolicySettings>,
}

impl Default for File {
    fn default() -> Self {
        Self {
            listen: "127.0.0.1:8080".to_owned(),
            database_url: "sqlite://callsheet.db?mode=rwc".to_owned(),
            public_url: None,
            operator_name: "Example Operator".to_owned(),
            support_url: None,
            help_url: None,
            smtp_url: None,
            smtp_ca_file: None,
            mail_from: None,
            embed_origins: Listed::default(),
            log: DEFAULT_LOG.to_owned(),
            trusted_proxies: Vec::new(),
            forwarded_by: ForwardedBy::default(),
            integration_kinds: Vec::new(),
            policies: Vec::new(),
        }
    }
}

impl Settings {
    /// Reads the file, if there is one, and the environment over it. An empty variable counts as not set.
    ///
    /// # Errors
    /// When the file or a setting can't be used.
    pub fn load(
        file: Option<&Path>,
        environment: impl IntoIterator<Item = (OsString, OsString)>,
    ) -> Result<Self, ConfigError> {
        let mut known = BTreeMap::new();
        for (name, value) in environment {
            let Some(variable) = name.to_str().and_then(variable) else {
                continue;
            };
            let value = value.into_string().map_err(|_| setting(variable, "isn't UTF-8"))?;
            known.insert(format!("{PREFIX}{}", variable.to_uppercase()), value);
        }
        let mut builder = Config::builder();
        if let Some(path) = file {
            builder = builder.add_source(::config::File::from(path).format(FileFormat::Toml));
        }
        let environment = Environment::with_prefix("CALLSHEET")
            .prefix_separator("_")
            .ignore_empty(true)
            .source(Some(known.into_iter().collect()));
        let file: File = builder.add_source(environment).build()?.try_deserialize()?;
        file.parse()
    }

    /// Whether this is a proxy whose word on the client's address is taken.
    #[must_use]
    pub fn trusts(&self, peer: IpAddr) -> bool {
        let peer = peer.to_canonical();
        self.trusted_proxies.iter().any(|network| network.contains(&peer))
    }

    /// Whether people reach the server by https; then cookies are `Secure` and HSTS is sent.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.public_url.as_ref().is_some_and(|url| url.scheme() == "https")
    }
}

impl File {
    fn parse(self) -> Result<Settings, ConfigError> {
        if !is_host_and_port(&self.listen) {
            return Err(setting("listen", "not a host and port such as 127.0.0.1:8080"));
        }
        database_url::check(&self.database_url)?;
        let public_url = self.public_url.map(|url| parse_public_url(&url)).transpose()?;
        let operator_name = self.operator_name.trim().to_owned();
        if operator_name.is_empty()
            || operator_name.chars().count() > OPERATOR_NAME_MAX
            || operator_name.chars().any(char::is_control)
        {
            return Err(setting(
                "operator_name",
                format!("must have 1 to {OPERATOR_NAME_MAX} characters, none of them a control character"),
            ));
        }
        if let Err(error) = self.log.parse::<tracing_subscriber::EnvFilter>() {
            return Err(setting("log", format!("not a filter such as `info,server=debug`: {error}")));
        }
        let trusted_proxies =
            self.trusted_proxies.iter().map(|network| parse_network(network)).collect::<Option<Vec<_>>>().ok_or_else(
                || ConfigError::FileSetting {
                    setting: "trusted_proxies",
                    problem: "each must be an address or a network such as 10.0.0.0/8".to_owned(),
                },
            )?;
        let mail = mail::Written {
            smtp_url: self.smtp_url.as_ref(),
            smtp_ca_file: self.smtp_ca_file.as_deref(),
            mail_from: self.mail_from.as_deref(),
            public_url: public_url.as_ref(),
            operator_name: &operator_name,
        };
        let mail = mail.parse()?;
        let catalogue = Catalogue::from_settings(self.integration_kinds)
            .map_err(|problem| ConfigError::FileSetting { setting: "integration_kinds", problem })?;
        let policies = Policies::from_settings(self.policies, &catalogue)
            .map_err(|problem| ConfigError::FileSetting { setting: "policies", problem })?;
        Ok(Settings {
            listen: self.listen,
            database_url: SecretString::from(self.database_url),
            public_url,
            operator_name,
            support_url: parse_link("support_url", self.support_url)?,
            help_url: parse_link("help_url", self.help_url)?,
            mail,
            embed_origins: self.embed_origins.parse()?,
            log: self.log,
            trusted_proxies,
            forwarded_by: self.forwarded_by,
            catalogue,
            policies,
        })
    }
}

/// The setting that an environment variable is for.
fn variable(name: &str) -> Option<&'static str> {
    let name = name.strip_prefix(PREFIX)?.to_lowercase();
    VARIABLES.into_iter().find(|variable| *variable == name)
}

fn is_host_and_port(listen: &str) -> bool {
    listen.rsplit_once(':').is_some_and(|(host, port)| !host.is_empty() && port.parse::<u16>().is_ok())
}

fn parse_public_url(url: &str) -> Result<Url, ConfigError> {
    let problem = || setting("public_url", "must be an origin such as https://portal.example, without a path");
    let url = Url::parse(url).map_err(|_| problem())?;
    let is_origin = matches!(url.scheme(), "http" | "https")
        && url.path() == "/"
        && url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none();
    if is_origin { Ok(url) } else { Err(problem()) }
}

fn parse_link(name: &'static str, link: Option<String>) -> Result<Option<Url>, ConfigError> {
    link.map(|link| {
        Url::parse(&link)
            .ok()
            // Anything else, `javascript:` above all, has no place in a link that everybody is shown.
            .filter(|url| matches!(url.scheme(), "http" | "https" | "mailto"))
            .ok_or_else(|| setting(name, "must be a link that begins with https:, http: or mailto:"))
    })
    .transpose()
}

fn parse_network(network: &str) -> Option<IpNet> {
    network.parse().ok().or_else(|| network.parse::<IpAddr>().ok().map(IpNet::from))
}
