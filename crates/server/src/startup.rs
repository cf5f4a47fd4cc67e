//! From settings to a server that answers, and to its orderly end.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::net::TcpListener;
use url::Url;

use crate::clock::Clock;
use crate::config::Settings;
use crate::http::{self, Context, RouterError};
use crate::mail;
use crate::mail::smtp::{SetupError, SmtpClient};
use crate::mail::worker::Workers;
use crate::notifications;
use crate::passes::{self, PassError};
use crate::password::{PasswordError, Passwords};
use crate::random::Randomness;
use crate::serve;
use crate::store::{self, Store, StoreError};

/// How often samples of metrics are folded together; without it they would pile up where nobody scrapes.
const METRICS_UPKEEP: Duration = Duration::from_secs(5);

/// Why the server can't start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The database can't be opened or brought up to date.
    #[error("CALLSHEET_DATABASE_URL: the database can't be opened: {0}")]
    Database(#[from] StoreError),
    /// The address can't be listened on.
    #[error("CALLSHEET_LISTEN: can't listen on {listen}: {cause}")]
    Listen {
        /// The address.
        listen: String,
        /// Why not.
        cause: io::Error,
    },
    /// The routes can't be put together.
    #[error(transparent)]
    Router(#[from] RouterError),
    /// Passwords can't be hashed.
    #[error("passwords can't be hashed: {0}")]
    Passwords(#[from] PasswordError),
    /// The address listened on can't be part of a link.
    #[error("CALLSHEET_PUBLIC_URL is needed: {0}")]
    Portal(#[from] url::ParseError),
    /// The mail server can't be talked to as configured.
    #[error(transparent)]
    Mail(#[from] SetupError),
    /// There is nothing to sign gate passes with.
    #[error("gate passes can't be signed: {0}")]
    Passes(#[from] PassError),
}

/// What comes from outside of the process besides settings, so that tests can replace it.
#[derive(Clone)]
pub struct Surroundings {
    /// The time.
    pub clock: Clock,
    /// Chance.
    pub randomness: Randomness,
    /// What renders the metrics.
    pub metrics: PrometheusHandle,
}

/// A server that listens, and answers once it runs.
pub struct Application {
    listener: TcpListener,
    address: SocketAddr,
    router: Router,
    context: Context,
    /// What sends mails; `None` if no mail server is configured.
    smtp: Option<SmtpClient>,
}

impl Application {
    /// Opens the database, brings its tables up to date, and starts to listen.
    ///
    /// # Errors
    /// When one of that fails.
    pub async fn build(settings: Settings, surroundings: Surroundings) -> Result<Self, StartError> {
        let store = open(&settings).await?;
        let listen = |cause| StartError::Listen { listen: settings.listen.clone(), cause };
        let listener = TcpListener::bind(&settings.listen).await.map_err(listen)?;
        let address = listener.local_addr().map_err(listen)?;
        let passwords = Passwords::new(&surroundings.randomness)?;
        passes::ensure_key(&store, &surroundings.clock, &surroundings.randomness).await?;
        let portal = match &settings.public_url {
            Some(url) => url.clone(),
            None => Url::parse(&format!("http://{address}"))?,
        };
        let hello = settings.mail.from.email.domain().to_owned();
        let smtp = settings.mail.server.clone().map(|server| SmtpClient::new(server, &hello)).transpose()?;
        let context = Context::new(settings, surroundings, store, passwords, portal);
        let router = http::router(&context)?;
        Ok(Self { listener, address, router, context, smtp })
    }

    /// The address listened on.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The database.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.context.store
    }

    /// What hashes and verifies passwords.
    #[must_use]
    pub fn passwords(&self) -> &Passwords {
        &self.context.passwords
    }

    /// Answers requests until `stop` is ready, then finishes those that are under way, within reason.
    ///
    /// # Errors
    /// When the database can't be closed properly.
    pub async fn run_until_stopped(self, stop: impl Future<Output = ()>) -> Result<(), StoreError> {
        let metrics = self.context.surroundings.metrics.clone();
        let upkeep = tokio::spawn(async move {
            loop {
                tokio::time::sleep(METRICS_UPKEEP).await;
                metrics.run_upkeep();
            }
        });
        let store = self.context.store.clone();
        // Ends by itself when the database is closed.
        tokio::spawn(async move { store.listen().await });
        let workplace = self.context.workplace();
        let workers = match self.smtp {
            Some(smtp) => Some(Workers::start(&workplace, smtp).await?),
            None => None,
        };
        if workers.is_none() {
            tracing::warn!("no mail server is configured: mails wait until CALLSHEET_SMTP_URL names one");
        }
        let outbox_upkeep = tokio::spawn(mail::upkeep::look_after(workplace));
        let notifications_upkeep =
            tokio::spawn(notifications::upkeep::look_after(self.context.store.clone(), self.context.means()));
        let settings = self.context.settings.clone();
        let guests = serve::guests(move |peer| http::client_address::is_near(peer) || settings.trusts(peer));
        serve::until_stopped(self.listener, self.router, guests, stop).await;
        upkeep.abort();
        outbox_upkeep.abort();
        notifications_upkeep.abort();
        if let Some(workers) = workers {
            workers.stop().await;
        }
        self.context.store.close().await?;
        Ok(())
    }
}

/// Opens the database and brings its tables up to date.
///
/// # Errors
/// When one of that fails.
pub async fn open(settings: &Settings) -> Result<Store, StartError> {
    let store = store::connect(&settings.database_url).await?;
    store.migrate().await?;
    Ok(store)
}

/// Ready when the process is asked to end: by `SIGTERM`, or by `SIGINT` (Ctrl+C).
pub async fn stop_signal() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}
