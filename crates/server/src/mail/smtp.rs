//! Conversations with a mail server (RFC 5321), command by command: what a refusal means depends on what was refused.

use std::fs;
use std::io;
use std::time::Duration;

use lettre::Address;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Quit, Rcpt, Rset};
use lettre::transport::smtp::extension::{ClientId, Extension, MailBodyParameter, MailParameter};
use secrecy::ExposeSecret as _;
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::config::{Encryption, MailServer};

/// How long a server may take to greet us, encrypt the conversation and take our password.
pub const CONNECT_PATIENCE: Duration = Duration::from_secs(10);
/// How long it may take to answer a command. RFC 5321, section 4.5.3.2, would grant minutes; a server that needs them is not
/// one to hand an emergency to, and others are waiting.
pub const COMMAND_PATIENCE: Duration = Duration::from_secs(10);
/// How long it may take to answer a message. Servers look for viruses meanwhile; and to hang up on one that was about to
/// accept means that the mail arrives twice.
pub const MESSAGE_PATIENCE: Duration = Duration::from_mins(1);

/// Characters of a server's words that are kept.
const WORDS_MAX: usize = 500;

/// Answers that are about the address itself, when they come without an enhanced code (RFC 3463) that says more: no such
/// mailbox, elsewhere, not allowed as a name, takes no mail.
const ABOUT_THE_ADDRESS: [&str; 5] = ["550", "551", "553", "521", "556"];

/// Why conversations can't be held at all.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// The file with certificates can't be read.
    #[error("CALLSHEET_SMTP_CA_FILE: {0}")]
    CaFile(std::io::Error),
    /// It doesn't hold certificates, or the server's name can't be one.
    #[error("the mail server's certificates can't be checked: {0}")]
    Tls(#[from] Error),
}

/// Why a mail wasn't taken, in the words of the server or of the connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The server can't be talked to. It says nothing about the mail.
    Server(String),
    /// Not at this time.
    NotNow(String),
    /// The address doesn't work.
    Address(String),
    /// The mail won't ever be taken.
    Mail(String),
}

/// What talks to one mail server.
pub struct SmtpClient {
    server: MailServer,
    tls: TlsParameters,
    hello: ClientId,
}

/// A conversation, in which one mail after the other is handed over.
pub struct Conversation(AsyncSmtpConnection);

impl SmtpClient {
    /// Gets ready to talk to `server`. `hello` is the domain that we introduce ourselves by.
    ///
    /// # Errors
    /// When its certificates couldn't be checked.
    pub fn new(server: MailServer, hello: &str) -> Result<Self, SetupError> {
        let mut tls = TlsParameters::builder(server.host.clone());
        if let Some(file) = &server.ca_file {
            let certificates = Certificate::from_pem(&fs::read(file).map_err(SetupError::CaFile)?)?;
            tls = tls.add_root_certificate(certificates);
        }
        Ok(Self { server, tls: tls.build_rustls()?, hello: ClientId::Domain(hello.to_owned()) })
    }

    /// Begins a conversation.
    ///
    /// # Errors
    /// Always [`Refusal::Server`]: nothing was said about any mail yet.
    pub async fn connect(&self) -> Result<Conversation, Refusal> {
        let connected = timeout(CONNECT_PATIENCE, self.introduce()).await;
        let connected = connected.map_err(|_| Refusal::Server("the mail server didn't answer in time".to_owned()))?;
        connected.map(Conversation)
    }

    async fn introduce(&self) -> Result<AsyncSmtpConnection, Refusal> {
        let MailServer { encryption, credentials, .. } = &self.server;
        let mut connection = match encryption {
            Encryption::Implicit => self.reach_encrypted().await,
            Encryption::Required | Encryption::Opportunistic => self.reach().await,
        }?;
        let wants_starttls = match encryption {
            Encryption::Implicit => false,
            Encryption::Required => true,
            Encryption::Opportunistic => connection.can_starttls(),
        };
        if wants_starttls {
            connection.starttls(self.tls.clone(), &self.hello).await.map_err(trouble)?;
        }
        if let Some((user, password)) = credentials {
            let credentials = Credentials::new(user.clone(), password.expose_secret().to_owned());
            connection.auth(DEFAULT_MECHANISMS, &credentials).await.map_err(trouble)?;
        }
        Ok(connection)
    }

    async fn reach_encrypted(&self) -> Result<AsyncSmtpConnection, Refusal> {
        let address = (self.server.host.as_str(), self.server.port);
        let tls = Some(self.tls.clone());
        AsyncSmtpConnection::connect_tokio1(address, Some(CONNECT_PATIENCE), &self.hello, tls, None)
            .await
            .map_err(trouble)
    }

    /// Lettre writes a message in pieces. Nagle's algorithm (RFC 896) would hold each back until the server has confirmed the one
    /// before, which it may take 40 ms for (RFC 1122, section 4.2.3.2).
    async fn reach(&self) -> Result<AsyncSmtpConnection, Refusal> {
        let unreachable = |error: io::Error| Refusal::Server(sanitize(&error.to_string()));
        let address = (self.server.host.as_str(), self.server.port);
        let stream = TcpStream::connect(address).await.map_err(unreachable)?;
        stream.set_nodelay(true).map_err(unreachable)?;
        AsyncSmtpConnection::connect_with_transport(Box::new(stream), &self.hello).await.map_err(trouble)
    }
}

/// Before a mail is talked about, whatever goes wrong is the server's doing.
#[expect(clippy::needless_pass_by_value, reason = "it is handed to `map_err`")]
fn trouble(error: Error) -> Refusal {
    Refusal::Server(words(&error))
}

impl Conversation {
    /// Hands over a mail, and answers what the server said when it took it.
    ///
    /// # Errors
    /// When it doesn't, or it isn't known whether it did, or there is no conversation any more.
    pub async fn send(&mut self, from: &Address, to: &Address, message: &[u8]) -> Result<String, Refusal> {
        let mut parameters = Vec::new();
        let is_international = |address: &Address| !AsRef::<str>::as_ref(address).is_ascii();
        if is_international(from) || is_international(to) {
            if !self.0.server_info().supports_feature(Extension::SmtpUtfEight) {
                return Err(Refusal::Mail("the mail server can't write to such an address (no SMTPUTF8)".to_owned()));
            }
            parameters.push(MailParameter::SmtpUtfEight);
        }
        if !message.is_ascii() && self.0.server_info().supports_feature(Extension::EightBitMime) {
            parameters.push(MailParameter::Body(MailBodyParameter::EightBitMime));
        }
        self.command(Mail::new(Some(from.clone()), parameters)).await.map_err(judge_sender)?;
        self.command(Rcpt::new(to.clone(), Vec::new())).await.map_err(judge_recipient)?;
        self.command(Data).await.map_err(judge_message)?;
        match timeout(MESSAGE_PATIENCE, self.0.message(message)).await {
            Ok(Ok(response)) => {
                Ok(sanitize(&format!("{} {}", response.code(), response.message().collect::<Vec<_>>().join(" "))))
            }
            Ok(Err(error)) => Err(judge_message(Answer::Error(error))),
            Err(_) => Err(judge_message(Answer::None)),
        }
    }

    async fn command(&mut self, command: impl std::fmt::Display) -> Result<(), Answer> {
        match timeout(COMMAND_PATIENCE, self.0.command(command)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(Answer::Error(error)),
            Err(_) => Err(Answer::None),
        }
    }

    /// Makes ready for the next mail after one that was refused. Answers whether there is still a conversation.
    pub async fn recover(&mut self) -> bool {
        self.command(Rset).await.is_ok()
    }

    /// Ends it.
    pub async fn end(mut self) {
        // Whether the server says goodbye makes no difference to anybody.
        let _ = self.command(Quit).await;
        let _ = timeout(COMMAND_PATIENCE, self.0.abort()).await;
    }
}

/// What came instead of consent.
enum Answer {
    /// Nothing, in the time there was.
    None,
    /// A refusal, or the end of the connection.
    Error(Error),
}

/// The server that doesn't want our address as a sender is set up for another one, or we are. That can be mended, and no mail
/// should be lost to it; except one that is too large (RFC 1870, section 6.1).
fn judge_sender(answer: Answer) -> Refusal {
    match answer {
        Answer::Error(error) if error.is_permanent() && code(&error) == "552" => Refusal::Mail(words(&error)),
        Answer::Error(error) if error.status().is_some() && code(&error) != "421" => Refusal::NotNow(words(&error)),
        other => Refusal::Server(no_answer(&other)),
    }
}

fn judge_recipient(answer: Answer) -> Refusal {
    match answer {
        Answer::Error(error) if error.is_permanent() => permanent(&error),
        other => judge_message(other),
    }
}

fn judge_message(answer: Answer) -> Refusal {
    match answer {
        Answer::Error(error) if error.is_permanent() => match enhanced(&words(&error)) {
            Some(about) if about.starts_with("5.1.") => Refusal::Address(words(&error)),
            _ => Refusal::Mail(words(&error)),
        },
        Answer::Error(error) if code(&error) == "421" => Refusal::Server(words(&error)),
        // Of a connection that ends in the middle nobody knows whether it was about this mail; the next attempt will tell.
        other => Refusal::NotNow(no_answer(&other)),
    }
}

fn permanent(error: &Error) -> Refusal {
    let words = words(error);
    let is_about_the_address = match enhanced(&words) {
        Some(about) => about.starts_with("5.1.") || about == "5.2.1",
        None => ABOUT_THE_ADDRESS.contains(&code(error).as_str()),
    };
    if is_about_the_address { Refusal::Address(words) } else { Refusal::Mail(words) }
}

/// The enhanced status code (RFC 3463) within what a server said after the code.
fn enhanced(words: &str) -> Option<&str> {
    let code = words.split_whitespace().nth(1)?;
    let mut numbers = code.split('.');
    let is_one = numbers.clone().count() == 3 && numbers.all(|number| number.parse::<u16>().is_ok());
    is_one.then_some(code)
}

fn code(error: &Error) -> String {
    error.status().map(|code| code.to_string()).unwrap_or_default()
}

fn no_answer(answer: &Answer) -> String {
    match answer {
        Answer::None => "the mail server didn't answer in time".to_owned(),
        Answer::Error(error) => words(error),
    }
}

/// What the server said, or what happened to the connection.
fn words(error: &Error) -> String {
    let mut said = code(error);
    let mut source = std::error::Error::source(error);
    if source.is_none() && said.is_empty() {
        said = error.to_string();
    }
    while let Some(cause) = source {
        let cause_said = cause.to_string();
        if !said.contains(&cause_said) {
            if !said.is_empty() {
                said.push(' ');
            }
            said.push_str(&cause_said);
        }
        source = cause.source();
    }
    sanitize(&said)
}

/// One line, without anything that could do harm where it is shown, and not too long.
fn sanitize(said: &str) -> String {
    let line: String = said.chars().map(|c| if c.is_control() { ' ' } else { c }).take(WORDS_MAX).collect();
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_enhanced_code_is_told_from_other_words() {
        for (said, expected) in [
            ("550 5.1.1 No such user", Some("5.1.1")),
            ("550 No such user", None),
            ("550 5.1 No such user", None),
            ("550", None),
            ("550 10.0.0.1.5 is listed", None),
        ] {
            assert_eq!(enhanced(said), expected, "{said}");
        }
    }

    #[test]
    fn words_are_one_harmless_line() {
        assert_eq!(sanitize(" 250 2.0.0\r\n Ok:\u{7} queued "), "250 2.0.0 Ok: queued");
        assert_eq!(sanitize(&"x".repeat(2_000)).len(), WORDS_MAX);
    }
}
