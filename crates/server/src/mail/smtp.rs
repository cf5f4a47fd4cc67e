//! Conversations with a mail server (RFC 5321).
//!
//! A mail takes two round trips where the server takes several commands at once: one for sender, recipient and the wish to send,
//! and one for the message. Lettre sends command by command, so what is said when is decided here.

mod refusal;

use std::fs;
use std::io;
use std::time::Duration;

use lettre::Address;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::commands::{Data, Ehlo, Mail, Quit, Rcpt, Rset};
use lettre::transport::smtp::extension::{ClientId, Extension, MailBodyParameter, MailParameter};
use lettre::transport::smtp::response::Response;
use memchr::memmem;
use secrecy::ExposeSecret as _;
use tokio::net::TcpStream;
use tokio::time::error::Elapsed;
use tokio::time::timeout;

pub use self::refusal::Refusal;
use self::refusal::{Answer, judge_message, judge_recipient, judge_sender, sanitize, trouble};
use crate::config::{Encryption, MailServer};

/// How long a server may take to greet us, encrypt the conversation and take our password.
pub const CONNECT_PATIENCE: Duration = Duration::from_secs(10);
/// How long it may take to answer a command. RFC 5321, section 4.5.3.2, would grant minutes; a server that needs them is not
/// one to hand an emergency to, and others are waiting.
pub const COMMAND_PATIENCE: Duration = Duration::from_secs(10);
/// How long it may take to answer a message. Servers look for viruses meanwhile; and to hang up on one that was about to
/// accept means that the mail arrives twice.
pub const MESSAGE_PATIENCE: Duration = Duration::from_mins(1);

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

/// What talks to one mail server.
pub struct SmtpClient {
    server: MailServer,
    tls: TlsParameters,
    hello: ClientId,
}

/// A conversation, in which one mail after the other is handed over.
pub struct Conversation {
    connection: AsyncSmtpConnection,
    /// Whether the server takes several commands at once (RFC 2920).
    pipelines: bool,
    /// Whether answers can still be told apart: one that is late would be taken for the next one's.
    in_step: bool,
}

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
        let (connection, pipelines) = connected?;
        Ok(Conversation { connection, pipelines, in_step: true })
    }

    async fn introduce(&self) -> Result<(AsyncSmtpConnection, bool), Refusal> {
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
        // Lettre has heard the answer to this, and doesn't tell of what it doesn't use itself.
        let abilities = connection.command(Ehlo::new(self.hello.clone())).await.map_err(trouble)?;
        let pipelines = abilities.message().any(|ability| ability.trim().eq_ignore_ascii_case("PIPELINING"));
        Ok((connection, pipelines))
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

impl Conversation {
    /// Hands over a mail, and answers what the server said when it took it.
    ///
    /// # Errors
    /// When it doesn't, or it isn't known whether it did, or there is no conversation any more.
    pub async fn send(&mut self, from: &Address, to: &Address, message: &str) -> Result<String, Refusal> {
        self.announce(from, to, message).await?;
        self.deliver(message).await
    }

    /// Tells from whom to whom a message goes that follows.
    ///
    /// # Errors
    /// When the server doesn't want it. It hasn't seen the message then.
    pub async fn announce(&mut self, from: &Address, to: &Address, message: &str) -> Result<(), Refusal> {
        let mail = Mail::new(Some(from.clone()), self.parameters(from, to, message)?);
        let recipient = Rcpt::new(to.clone(), Vec::new());
        if self.pipelines {
            self.announce_at_once(mail, recipient).await?;
        } else {
            self.command(mail).await.map_err(judge_sender)?;
            self.command(recipient).await.map_err(judge_recipient)?;
            self.command(Data).await.map_err(judge_message)?;
        }
        Ok(())
    }

    /// Hands over the message that was announced, and answers what the server said when it took it.
    ///
    /// # Errors
    /// When it doesn't, or it isn't known whether it did.
    pub async fn deliver(&mut self, message: &str) -> Result<String, Refusal> {
        let response = timeout(MESSAGE_PATIENCE, self.connection.command(in_transit(message))).await;
        let response = self.keep_step(response).map_err(judge_message)?;
        let words = response.message().collect::<Vec<_>>().join(" ");
        Ok(sanitize(&format!("{} {words}", response.code())))
    }

    fn parameters(&self, from: &Address, to: &Address, message: &str) -> Result<Vec<MailParameter>, Refusal> {
        let server = self.connection.server_info();
        let mut parameters = Vec::new();
        let is_international = |address: &Address| !AsRef::<str>::as_ref(address).is_ascii();
        if is_international(from) || is_international(to) {
            if !server.supports_feature(Extension::SmtpUtfEight) {
                return Err(Refusal::Mail("the mail server can't write to such an address (no SMTPUTF8)".to_owned()));
            }
            parameters.push(MailParameter::SmtpUtfEight);
        }
        if !message.is_ascii() && server.supports_feature(Extension::EightBitMime) {
            parameters.push(MailParameter::Body(MailBodyParameter::EightBitMime));
        }
        Ok(parameters)
    }

    /// Tells of sender, recipient and the wish to send in one go, and hears the answers in turn (RFC 2920, section 3.1).
    async fn announce_at_once(&mut self, mail: Mail, recipient: Rcpt) -> Result<(), Refusal> {
        let sender = self.command(format!("{mail}{recipient}{Data}")).await.map_err(judge_sender);
        let recipient = if self.in_step { self.answer().await.map_err(judge_recipient) } else { Ok(()) };
        let data = if self.in_step { self.answer().await.map_err(judge_message) } else { Ok(()) };
        let awaits_message = self.in_step && data.is_ok();
        let refused = sender.and(recipient).and(data);
        if refused.is_err() && awaits_message {
            // The server would send the message without a recipient, or wait for it for ever: it gets an empty one to refuse.
            let _ = self.command(".\r\n").await;
        }
        refused
    }

    async fn command(&mut self, command: impl std::fmt::Display) -> Result<(), Answer> {
        let response = timeout(COMMAND_PATIENCE, self.connection.command(command)).await;
        self.keep_step(response).map(drop)
    }

    async fn answer(&mut self) -> Result<(), Answer> {
        let response = timeout(COMMAND_PATIENCE, self.connection.read_response()).await;
        self.keep_step(response).map(drop)
    }

    /// Notes when there was no answer: whatever comes later would be taken for another one.
    fn keep_step(&mut self, response: Result<Result<Response, Error>, Elapsed>) -> Result<Response, Answer> {
        let answer = match response {
            Ok(Ok(response)) => return Ok(response),
            Ok(Err(error)) => Answer::Error(error),
            Err(_) => Answer::None,
        };
        self.in_step &= matches!(&answer, Answer::Error(error) if error.status().is_some());
        Err(answer)
    }

    /// Makes ready for the next mail after one that was refused. Answers whether there is still a conversation.
    pub async fn recover(&mut self) -> bool {
        self.in_step && self.command(Rset).await.is_ok()
    }

    /// Ends it.
    pub async fn end(mut self) {
        // Whether the server says goodbye makes no difference to anybody.
        let _ = self.command(Quit).await;
        let _ = timeout(COMMAND_PATIENCE, self.connection.abort()).await;
    }
}

/// The message as it travels: a line that begins with a dot gets another one (RFC 5321, section 4.5.2), and a dot by itself is the
/// end. All in one text, so that it leaves in as few packets as it can.
fn in_transit(message: &str) -> String {
    let mut travelling = String::with_capacity(message.len() + message.len() / 64);
    if message.starts_with('.') {
        travelling.push('.');
    }
    let mut rest = message;
    while let Some(at) = memmem::find(rest.as_bytes(), b"\r\n.") {
        let (line, after) = rest.split_at(at + "\r\n".len());
        travelling.push_str(line);
        travelling.push('.');
        // The dot itself goes with what follows: it begins no line any more.
        rest = after;
    }
    travelling.push_str(rest);
    travelling.push_str(if message.ends_with("\r\n") { ".\r\n" } else { "\r\n.\r\n" });
    travelling
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_with_only_a_dot_is_the_end_and_no_other_is() {
        for (message, travelling) in [
            ("one\r\n", "one\r\n.\r\n"),
            ("one", "one\r\n.\r\n"),
            ("", "\r\n.\r\n"),
            (".\r\n", "..\r\n.\r\n"),
            ("a\r\n.\r\n.b\r\n..\r\nc.\r\n", "a\r\n..\r\n..b\r\n...\r\nc.\r\n.\r\n"),
            // Only CR and LF together end a line.
            ("a\n.b\r.c\r\n", "a\n.b\r.c\r\n.\r\n"),
        ] {
            assert_eq!(in_transit(message), travelling, "{message:?}");
        }
    }
}
