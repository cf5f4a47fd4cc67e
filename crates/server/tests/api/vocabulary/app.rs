//! A server of a test's own.

use std::net::SocketAddr;
use std::sync::OnceLock;

use jiff::SignedDuration;
use metrics_exporter_prometheus::PrometheusHandle;
use model::{AddressState, EmailAddress, Origin, Role};
use secrecy::ExposeSecret as _;
use server::clock::Clock;
use server::config::Settings;
use server::demo;
use server::password::Passwords;
use server::random::Randomness;
use server::startup::{Application, Surroundings};
use server::store::accounts::{self, AccountRef};
use server::store::api_keys::{self, Key, Scope};
use server::store::links::{self, NewLink, Purpose};
use server::store::origins::{self, Allowed};
use server::store::{Store, StoreError, Txn, addresses, users};
use server::telemetry;
use server::tokens::Token;
use server::verdict::domain_to_ascii;

use super::database::{Database, TestDatabase};
use super::{Answer, Client, Mailbox};

/// When all tests take place, until they move the clock.
const NOW: &str = "2026-11-21T10:00:00Z";

/// Not the seed of the demo data: ids would repeat.
const SEED: u64 = 2;

/// A running server with a database of its own.
pub(crate) struct TestApp {
    pub(crate) address: SocketAddr,
    pub(crate) clock: Clock,
    pub(crate) store: Store,
    pub(crate) passwords: Passwords,
    /// What tests draw keys from.
    randomness: Randomness,
    /// Gone with the last server that uses it.
    database: TestDatabase,
}

impl TestApp {
    /// A server over the demo data, with the default configuration.
    pub(crate) async fn spawn(database: Database) -> Self {
        Self::spawn_with(database, "").await
    }

    /// A server over the demo data, configured by a file with this content.
    pub(crate) async fn spawn_with(database: Database, file: &str) -> Self {
        Self::start(TestDatabase::with_demo_data(database).await, file, clock(), SEED).await
    }

    /// A server that has announced to ask City Walks for contacts for merchant issues, from 2026-11-22 on.
    pub(crate) async fn spawn_with_announced_policy(database: Database) -> Self {
        let policy =
            "[[policies]]\nversion = 2\nenforced_from = '2026-11-22T00:00:00Z'\nmerchant_issues = ['things_to_do']\n";
        Self::spawn_with(database, policy).await
    }

    /// A server over the demo data, and the mail server that it hands mails to.
    pub(crate) async fn spawn_with_mail(database: Database) -> (Self, Mailbox) {
        let mailbox = Mailbox::open().await;
        let app = Self::spawn_with(database, &format!("smtp_url = '{}'", mailbox.url())).await;
        (app, mailbox)
    }

    /// A server over this database.
    pub(crate) async fn spawn_over(database: TestDatabase) -> Self {
        Self::start(database, "", clock(), SEED).await
    }

    /// The same, and the mail server that it hands mails to.
    pub(crate) async fn spawn_over_with_mail(database: TestDatabase) -> (Self, Mailbox) {
        let mailbox = Mailbox::open().await;
        let file = format!("smtp_url = '{}'", mailbox.url());
        (Self::start(database, &file, clock(), SEED).await, mailbox)
    }

    /// Another server over the same database, as behind a load balancer.
    pub(crate) async fn spawn_sibling(&self) -> Self {
        self.spawn_sibling_with("").await
    }

    /// The same, configured by a file with this content.
    pub(crate) async fn spawn_sibling_with(&self, file: &str) -> Self {
        Self::start(self.database.clone(), file, self.clock.clone(), SEED + 1).await
    }

    async fn start(database: TestDatabase, file: &str, clock: Clock, seed: u64) -> Self {
        let settings = settings(&database, file);
        let randomness = Randomness::seeded(seed);
        let surroundings = Surroundings { clock: clock.clone(), randomness: randomness.clone(), metrics: metrics() };
        let application = Application::build(settings, surroundings).await.unwrap();
        let (address, store) = (application.address(), application.store().clone());
        let passwords = application.passwords().clone();
        tokio::spawn(application.run_until_stopped(std::future::pending()));
        Self { address, clock, store, passwords, randomness, database }
    }

    /// Somebody who isn't signed in.
    pub(crate) fn stranger(&self) -> Client {
        Client::new(self.address)
    }

    /// Somebody who is, with the demo users' password.
    pub(crate) async fn sign_in(&self, email: &str) -> Client {
        let answer = self.try_sign_in(email, demo::PASSWORD).await;
        answer.expect(204);
        self.stranger().with_cookie(answer.cookie().unwrap())
    }

    pub(crate) async fn try_sign_in(&self, email: &str, password: &str) -> Answer {
        let body = serde_json::json!({"email": email, "password": password});
        self.stranger().post("/session", &body).await
    }

    /// One of the operator's systems, with a key that was just made for it: for one account, or for all.
    pub(crate) async fn system(&self, scope: Scope, account: Option<&str>) -> Client {
        self.stranger().with_token(self.key(scope, account, Role::Editor).await)
    }

    /// A key.
    pub(crate) async fn key(&self, scope: Scope, account: Option<&str>, max_role: Role) -> String {
        let account = match account {
            Some(slug) => accounts::find(self.store.read(), &AccountRef::parse(slug).unwrap()).await.unwrap(),
            None => None,
        };
        let token = Token::key(scope, &self.randomness);
        let key = Key {
            id: self.clock.new_id(&self.randomness),
            prefix: token.prefix().to_owned(),
            name: "Portal".to_owned(),
            scope,
            max_role,
            account,
            created_at: self.clock.now(),
            last_used_at: None,
            revoked_at: None,
        };
        let create = async |txn: &Txn| api_keys::create(txn, &key, token.hash()).await;
        self.store.write(create).await.unwrap();
        token.reveal().to_owned()
    }

    /// Somebody for whom a page of the operator's speaks.
    pub(crate) async fn guest(&self, account: &str, environment: &str, role: &str) -> Client {
        let user = serde_json::json!({"email": "guest@host.example", "name": "Guest", "role": role});
        let body = serde_json::json!({"account": account, "environment": environment, "user": user});
        let made = self.system(Scope::Embed, None).await.post("/embed-sessions", &body).await;
        self.stranger().with_token(made.expect(201).json()["token"].as_str().unwrap())
    }

    /// Lets pages of an origin show an account's gate; answers the id.
    pub(crate) async fn allow_origin(&self, account: &str, origin: &str) -> String {
        let account = AccountRef::parse(account).unwrap();
        let account = accounts::find(self.store.read(), &account).await.unwrap().unwrap();
        let allowed = Allowed {
            id: self.clock.new_id(&self.randomness),
            origin: Origin::parse(origin, &domain_to_ascii).unwrap(),
            created_at: self.clock.now(),
        };
        self.store.write(async |txn| origins::create(txn, account.id, &allowed).await).await.unwrap();
        allowed.id.to_string()
    }

    /// Revokes a key, as this server's own process would.
    pub(crate) async fn revoke(&self, prefix: &str) {
        let now = self.clock.now();
        assert!(self.store.write(async |txn| api_keys::revoke(txn, prefix, now).await).await.unwrap());
    }

    /// The token of a link within a mail, as if it had been sent.
    pub(crate) async fn link(&self, purpose: Purpose) -> String {
        let token = Token::link(&self.randomness);
        let created_at = self.clock.now();
        let expires_at = created_at.checked_add(SignedDuration::from_hours(1)).unwrap();
        let link = NewLink { hash: token.hash(), purpose, created_at, expires_at };
        let create = async |txn: &Txn| links::create(txn, &[link]).await;
        self.store.write(create).await.unwrap();
        token.reveal().to_owned()
    }

    /// The id of a user of the demo data.
    pub(crate) async fn user_id(&self, email: &str) -> String {
        let email = EmailAddress::parse(email, &domain_to_ascii).unwrap();
        let user = users::find_by_email(self.store.read(), &email).await.unwrap();
        user.unwrap().id.to_string()
    }
}

impl TestApp {
    /// Bella Pizza's addresses are confirmed already, so that saves mail nobody.
    pub(crate) async fn confirm_addresses(&self) {
        let bella = AccountRef::parse("bella-pizza").unwrap();
        let account = accounts::find(self.store.read(), &bella).await.unwrap().unwrap().id;
        let confirm = async |txn: &Txn| {
            for name in ["oncall", "night", "tech", "merchants", "ops", "help", "new"] {
                let id = self.clock.new_id(&self.randomness);
                let mailbox = format!("{name}@bella-pizza.example");
                addresses::create(txn, id, account, &mailbox, AddressState::Verified, self.clock.now()).await?;
            }
            Ok::<_, StoreError>(())
        };
        self.store.write(confirm).await.unwrap();
    }
}

/// The settings of a server over this database.
pub(crate) fn settings(database: &TestDatabase, file: &str) -> Settings {
    let path = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(path.path(), file).unwrap();
    let environment = [
        ("CALLSHEET_LISTEN".into(), "127.0.0.1:0".into()),
        ("CALLSHEET_DATABASE_URL".into(), database.url().expose_secret().into()),
    ];
    Settings::load(Some(path.path()), environment).unwrap()
}

pub(crate) fn clock() -> Clock {
    Clock::fixed(NOW.parse().unwrap())
}

/// Counting starts once a process, however many servers it has.
fn metrics() -> PrometheusHandle {
    static METRICS: OnceLock<PrometheusHandle> = OnceLock::new();
    METRICS.get_or_init(|| telemetry::start_metrics().unwrap()).clone()
}
