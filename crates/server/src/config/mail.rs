//! The mail server, and whom mails come from.

use std::borrow::Cow;
use std::net::IpAddr;
use std::path::PathBuf;

use lettre::Address;
use lettre::message::Mailbox;
use percent_encoding::percent_decode_str;
use secrecy::{ExposeSecret as _, SecretString};
use url::{Host, Url};

use super::ConfigError;
use super::error::setting;

/// Where submission without TLS from the first octet on is expected (RFC 6409, section 3.1).
const SUBMISSION_PORT: u16 = 587;
/// Where it is expected with TLS from the first octet on (RFC 8314, section 7.3).
const SUBMISSIONS_PORT: u16 = 465;

/// The mail server, if there is one, and whom mails come from.
#[derive(Clone, Debug)]
pub struct MailSettings {
    /// Where mails are handed over. Without it they wait in the outbox.
    pub server: Option<MailServer>,
    /// Whom mails come from.
    pub from: Mailbox,
}

/// A server that takes mails.
#[derive(Clone, Debug)]
pub struct MailServer {
    /// Its name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// Whether the conversation is encrypted.
    pub encryption: Encryption,
    /// The user's name and the password.
    pub credentials: Option<(String, SecretString)>,
    /// A file (PEM) with certificates of authorities that are trusted beside the public ones.
    pub ca_file: Option<PathBuf>,
}

/// Whether a conversation is encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encryption {
    /// From the first octet on.
    Implicit,
    /// After `STARTTLS`; without it nothing is sent.
    Required,
    /// After `STARTTLS`, where the server offers it.
    Opportunistic,
}

/// The settings as written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Written<'a> {
    pub(super) smtp_url: Option<&'a SecretString>,
    pub(super) smtp_ca_file: Option<&'a str>,
    pub(super) mail_from: Option<&'a str>,
    pub(super) public_url: Option<&'a Url>,
    pub(super) operator_name: &'a str,
}

impl Written<'_> {
    pub(super) fn parse(self) -> Result<MailSettings, ConfigError> {
        let mut server = self.smtp_url.map(|url| parse_server(url.expose_secret())).transpose()?;
        match (&mut server, self.smtp_ca_file) {
            (Some(server), Some(file)) => server.ca_file = Some(PathBuf::from(file)),
            (None, Some(_)) => return Err(setting("smtp_ca_file", "is for `smtp_url`, which isn't set")),
            (_, None) => {}
        }
        Ok(MailSettings { server, from: self.parse_from()? })
    }

    fn parse_from(self) -> Result<Mailbox, ConfigError> {
        let problem = || setting("mail_from", "must be an address such as `Portal <portal@operator.example>`");
        if let Some(from) = self.mail_from {
            return from.parse::<Mailbox>().ok().filter(|from| !has_controls(from)).ok_or_else(problem);
        }
        let domain = self.public_url.and_then(Url::domain).unwrap_or("localhost");
        let address = Address::new("callsheet", domain).map_err(|_| problem())?;
        Ok(Mailbox::new(Some(self.operator_name.to_owned()), address))
    }
}

fn has_controls(mailbox: &Mailbox) -> bool {
    mailbox.name.iter().any(|name| name.chars().any(char::is_control))
}

/// Reads `smtp://` and `smtps://`. The problems never show the address: it may hold a password.
fn parse_server(url: &str) -> Result<MailServer, ConfigError> {
    let problem = |problem: &str| setting("smtp_url", problem);
    let address = || problem("must be an address such as smtp://user:password@mail.example:587");
    let url = Url::parse(url).map_err(|_| address())?;
    let host = url.host_str().filter(|host| !host.is_empty()).ok_or_else(address)?;
    if !matches!(url.path(), "" | "/") || url.fragment().is_some() {
        return Err(address());
    }
    let mut starttls = None;
    for (name, value) in url.query_pairs() {
        match (&*name, &*value) {
            ("tls", "required") => starttls = Some(Encryption::Required),
            ("tls", "opportunistic") => starttls = Some(Encryption::Opportunistic),
            _ => return Err(problem("may have the parameter tls=required or tls=opportunistic, and no other")),
        }
    }
    let decode = |text: &str| percent_decode_str(text).decode_utf8().map(Cow::into_owned).map_err(|_| address());
    let credentials = match (url.username(), url.password()) {
        ("", None) => None,
        (user, Some(password)) if !user.is_empty() => Some((decode(user)?, SecretString::from(decode(password)?))),
        _ => return Err(problem("must name both a user and a password, or neither")),
    };
    let encryption = match url.scheme() {
        "smtps" if starttls.is_none() => Encryption::Implicit,
        // A password must not travel in the clear, except within this machine.
        "smtp" if credentials.is_some() && !is_this_machine(host) => Encryption::Required,
        "smtp" => starttls.unwrap_or(Encryption::Opportunistic),
        _ => return Err(problem("must begin with smtp:// (with STARTTLS) or smtps:// (with TLS at once)")),
    };
    let port = if encryption == Encryption::Implicit { SUBMISSIONS_PORT } else { SUBMISSION_PORT };
    Ok(MailServer {
        host: host.trim_matches(['[', ']']).to_owned(),
        port: url.port().unwrap_or(port),
        encryption,
        credentials,
        ca_file: None,
    })
}

fn is_this_machine(host: &str) -> bool {
    match Host::parse(host) {
        Ok(Host::Domain(name)) => name == "localhost",
        Ok(Host::Ipv4(address)) => IpAddr::from(address).is_loopback(),
        Ok(Host::Ipv6(address)) => IpAddr::from(address).is_loopback(),
        Err(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_are_read_as_written() {
        for (url, host, port, encryption) in [
            ("smtp://mail.example", "mail.example", 587, Encryption::Opportunistic),
            ("smtp://mail.example:25/", "mail.example", 25, Encryption::Opportunistic),
            ("smtp://mail.example?tls=required", "mail.example", 587, Encryption::Required),
            ("smtp://u:p@mail.example?tls=opportunistic", "mail.example", 587, Encryption::Required),
            ("smtp://u:p@127.0.0.1:2525", "127.0.0.1", 2525, Encryption::Opportunistic),
            ("smtp://[::1]:2525", "::1", 2525, Encryption::Opportunistic),
            ("smtps://u:p@mail.example", "mail.example", 465, Encryption::Implicit),
        ] {
            let server = parse_server(url).unwrap();
            assert_eq!((&*server.host, server.port, server.encryption), (host, port, encryption), "{url}");
        }
        let (user, password) = parse_server("smtps://a%40b:p%3Aq@mail.example").unwrap().credentials.unwrap();
        assert_eq!((&*user, password.expose_secret()), ("a@b", "p:q"));
    }
}
