//! A mail server of a test's own: a real one, in a process of its own, that does what the test tells it and keeps what
//! arrives (`tests/smtp`).

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use reqwest::Method;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// Where its program is.
const DIRECTORY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/smtp");

/// How long mails are waited for.
const PATIENCE: Duration = Duration::from_secs(20);

/// The user that it takes mail from when it wants somebody to sign in, and the password: such as need care in an address.
const USER: &str = "callsheet@mail.test";
const PASSWORD: &str = "p@ss/w:ord";
const IN_ADDRESS: &str = "callsheet%40mail.test:p%40ss%2Fw%3Aord@";

/// A mail server that ends with the test.
pub(crate) struct Mailbox {
    process: Child,
    addresses: Addresses,
    http: reqwest::Client,
}

#[derive(Deserialize)]
struct Addresses {
    smtp: String,
    smtps: Option<String>,
    authority: Option<PathBuf>,
    control: String,
}

/// Where in a conversation something happens.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Stage {
    /// Before the greeting.
    Connect,
    /// At `MAIL FROM`.
    Mail,
    /// At `RCPT TO`.
    Recipient,
    /// In the middle of the mail.
    Data,
    /// After the mail's end, before the reply.
    Message,
}

/// What it is to do.
pub(crate) struct Rule(Value);

/// A mail that arrived, as its reader's program shows it.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct ReceivedMail {
    /// Whom the envelope says it is from, and for.
    pub(crate) from: String,
    pub(crate) to: Vec<String>,
    pub(crate) header_from: Person,
    pub(crate) header_to: Vec<Person>,
    #[serde(default)]
    pub(crate) subject: String,
    #[serde(default)]
    pub(crate) text: String,
    #[serde(default)]
    pub(crate) html: String,
    /// Names in lower case, in their order.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) message_id: String,
    pub(crate) attachments: usize,
    /// As it came, each octet a character.
    pub(crate) raw: String,
    /// Whether its sender was told that it has arrived.
    pub(crate) acknowledged: bool,
    /// Whether it came by TLS.
    pub(crate) secure: bool,
    /// Who signed in.
    pub(crate) user: Option<String>,
    /// The connection that it came by.
    pub(crate) session: String,
}

/// Somebody in a mail's head.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct Person {
    pub(crate) name: String,
    pub(crate) address: String,
}

/// An arrived mail without what is in it, for tests with thousands of them.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Envelope {
    pub(crate) to: Vec<String>,
    pub(crate) message_id: String,
    pub(crate) acknowledged: bool,
}

/// The end of a stage of a conversation.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Step {
    /// The connection.
    pub(crate) session: String,
    /// Whom it was about, from `Stage::Recipient` on.
    #[serde(default)]
    pub(crate) to: Vec<String>,
}

impl Mailbox {
    /// One that accepts everything, from everybody.
    pub(crate) async fn open() -> Self {
        Self::start(&[]).await
    }

    /// One that speaks TLS besides, and takes mail from `USER` only.
    pub(crate) async fn open_guarded() -> Self {
        Self::start(&["--tls", "--user", USER, "--password", PASSWORD]).await
    }

    /// One that knows no addresses beyond ASCII.
    pub(crate) async fn open_ascii() -> Self {
        Self::start(&["--ascii"]).await
    }

    /// One that wants to answer a command before it gets the next.
    pub(crate) async fn open_one_by_one() -> Self {
        Self::start(&["--one-by-one"]).await
    }

    async fn start(parameters: &[&str]) -> Self {
        let has_packages = Path::new(DIRECTORY).join("node_modules").is_dir();
        assert!(has_packages, "the mail server lacks its packages: run `npm ci` in {DIRECTORY}");
        let mut command = Command::new("node");
        command.arg("server.mjs").args(parameters).current_dir(DIRECTORY);
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut printed = BufReader::new(process.stdout.take().unwrap());
        let read = move || {
            let mut line = String::new();
            printed.read_line(&mut line).unwrap();
            line
        };
        let line = tokio::task::spawn_blocking(read).await.unwrap();
        let addresses = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"));
        Self { process, addresses, http: reqwest::Client::new() }
    }

    /// Its address as `CALLSHEET_SMTP_URL` takes it, with user and password if it wants them. TLS comes by STARTTLS, if at
    /// all.
    pub(crate) fn url(&self) -> String {
        let who = if self.addresses.smtps.is_some() { IN_ADDRESS } else { "" };
        format!("smtp://{who}{}", self.addresses.smtp)
    }

    /// The address at which TLS begins at once, of one that is guarded.
    pub(crate) fn secure_url(&self) -> String {
        format!("smtps://{IN_ADDRESS}{}", self.addresses.smtps.as_ref().unwrap())
    }

    /// The file with the certificate of the authority that has to be trusted, of one that is guarded.
    pub(crate) fn authority(&self) -> &Path {
        self.addresses.authority.as_ref().unwrap()
    }

    /// Waits until this many mails are there, and answers all that are.
    pub(crate) async fn received(&self, count: usize) -> Vec<ReceivedMail> {
        self.wait_for(&format!("/mails?count={count}")).await
    }

    /// The same without what is in them.
    pub(crate) async fn envelopes(&self, count: usize) -> Vec<Envelope> {
        self.wait_for(&format!("/envelopes?count={count}")).await
    }

    /// Waits until a stage has ended like this as many times, and answers all that did. `verdict` is `accept`, `defer`,
    /// `refuse`, `hang`, `release` (hung, and went on) or `drop`.
    pub(crate) async fn steps(&self, stage: Stage, verdict: &str, count: usize) -> Vec<Step> {
        self.wait_for(&format!("/steps?stage={}&verdict={verdict}&count={count}", stage.name())).await
    }

    /// What it does from now on. The newest rule that fits is followed.
    pub(crate) async fn tell(&self, rule: Rule) {
        self.ask(Method::POST, "/rules", &rule.0).await;
    }

    /// Accepts everything again.
    pub(crate) async fn forget_rules(&self) {
        self.ask(Method::DELETE, "/rules", &Value::Null).await;
    }

    /// Lets conversations that hang go on, as if nothing had been.
    pub(crate) async fn release(&self) {
        self.ask(Method::POST, "/release", &Value::Null).await;
    }

    /// Ends all conversations, and refuses connections.
    pub(crate) async fn close(&self) {
        self.ask(Method::POST, "/close", &Value::Null).await;
    }

    /// Takes connections again, at the same port.
    pub(crate) async fn reopen(&self) {
        self.ask(Method::POST, "/open", &Value::Null).await;
    }

    /// Forgets what has arrived and what has happened.
    pub(crate) async fn clear(&self) {
        self.ask(Method::DELETE, "/journal", &Value::Null).await;
    }

    async fn wait_for<T: DeserializeOwned>(&self, path: &str) -> Vec<T> {
        let separator = if path.contains('?') { '&' } else { '?' };
        let path = format!("{path}{separator}patience={}", PATIENCE.as_millis());
        let answer = self.ask(Method::GET, &path, &Value::Null).await;
        serde_json::from_value(answer["items"].clone()).unwrap_or_else(|error| panic!("{error}: {answer}"))
    }

    async fn ask(&self, method: Method, path: &str, body: &Value) -> Value {
        let request = self.http.request(method, format!("http://{}{path}", self.addresses.control));
        let request = if body.is_null() { request } else { request.json(body) };
        let answer = request.send().await.unwrap();
        let status = answer.status();
        let answer: Value = answer.json().await.unwrap();
        assert!(status.is_success(), "{path}: {status} {answer:#}");
        answer
    }
}

impl Drop for Mailbox {
    fn drop(&mut self) {
        // It ends with its standard input, and takes its files along.
        drop(self.process.stdin.take());
        let _ = self.process.wait();
    }
}

impl Rule {
    /// Puts a mail off, with 4xx.
    pub(crate) fn defer(stage: Stage) -> Self {
        Self::new(stage, "defer")
    }

    /// Turns a mail away for good, with 5xx.
    pub(crate) fn refuse(stage: Stage) -> Self {
        Self::new(stage, "refuse")
    }

    /// Says nothing, until it is released.
    pub(crate) fn hang(stage: Stage) -> Self {
        Self::new(stage, "hang")
    }

    /// Hangs up. At `Stage::Message` the mail is taken in, and its sender can't know.
    pub(crate) fn hang_up(stage: Stage) -> Self {
        Self::new(stage, "drop")
    }

    /// Lets it pass: an exception from an older rule.
    pub(crate) fn accept(stage: Stage) -> Self {
        Self::new(stage, "accept")
    }

    /// Only for recipients like this, `*` standing for anything.
    pub(crate) fn to(self, pattern: &str) -> Self {
        self.with("recipient", pattern.into())
    }

    /// Only so many times.
    pub(crate) fn times(self, times: u32) -> Self {
        self.with("times", times.into())
    }

    /// What is replied.
    pub(crate) fn saying(self, code: u16, words: &str) -> Self {
        self.with("code", code.into()).with("words", words.into())
    }

    fn new(stage: Stage, action: &str) -> Self {
        Self(json!({"stage": stage.name(), "action": action}))
    }

    fn with(mut self, member: &str, value: Value) -> Self {
        self.0[member] = value;
        self
    }
}

impl Stage {
    const fn name(self) -> &'static str {
        match self {
            Self::Connect => "connect",
            Self::Mail => "mail",
            Self::Recipient => "recipient",
            Self::Data => "data",
            Self::Message => "message",
        }
    }
}

impl ReceivedMail {
    /// A header's value, or nothing.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(one, _)| one.eq_ignore_ascii_case(name)).map_or("", |(_, value)| value)
    }

    /// The first link in its text.
    #[track_caller]
    pub(crate) fn link(&self) -> &str {
        let begins = self.text.find("http://").into_iter().chain(self.text.find("https://")).min();
        let begins = begins.unwrap_or_else(|| panic!("there is no link in:\n{}", self.text));
        self.text[begins..].split_whitespace().next().unwrap_or_default()
    }
}
