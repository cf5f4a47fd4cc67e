//! What is answered: a router a feature, put together here.
//!
//! # To add a route
//!
//! In the feature's module, a handler with `#[utoipa::path(…)]`, listed in its `router()` by
//! `OpenApiRouter::routes(routes!(…))`; new modules are merged below, under `behind_the_gate` unless the resource
//! must be reachable while the account is locked. Then a row in `docs/access.md`: a test compares that table with
//! what every role is really answered, and fails for a route that isn't in it.
//!
//! A handler's arguments say what it needs, in this order, because each may refuse and a stranger must learn nothing
//! from the later ones:
//!
//! 1. `State(context): State<Context>`: settings, clock, store, gates.
//! 2. Who may call it: [`SignedIn`](signed_in::SignedIn), or for whatever belongs to an `{account}`
//!    [`Member`](signed_in::Member), [`Administrator`](signed_in::Administrator). 401 when nobody is signed in, 404 for
//!    another's account, 403 when the role doesn't suffice. What is open to tokens as well has an argument from
//!    [`caller`] instead, such as [`Participant`](caller::Participant) and [`Writer`](caller::Writer).
//! 3. Which resource: an extractor of the feature's own, made of [`path::id`]. 404 for what can't be an id.
//! 4. How: [`Query<T>`](query::Query) with a [`QueryShape`](query::QueryShape), such as
//!    [`InEnvironment`](query::InEnvironment). 422.
//! 5. What: [`Body<T>`](body::Body) with a [`Shape`](body::Shape), or [`JsonBody`](body::JsonBody). 400, 413, 415, 422.
//!
//! It answers `Result<_, Problem>`; a [`StoreError`](crate::store::StoreError) becomes a 500 by `?`.

mod accounts;
mod address_links;
mod addresses;
mod alertmanager;
mod api_keys;
mod assets;
mod bearer;
pub mod body;
mod caller;
mod choosing;
pub mod client_address;
mod contact_information;
mod cookie;
mod cors;
mod draft;
mod embed;
mod embed_sessions;
mod foreign_origin;
mod gate;
mod gate_enforcement;
mod health;
mod history;
mod integrations;
mod invitations;
mod jwks;
mod links;
mod me;
mod metrics;
mod notifications;
mod observe;
mod openapi;
mod origins;
mod password_resets;
pub mod path;
mod post_notification;
pub mod preconditions;
pub mod problem;
mod public_support;
pub mod query;
mod recipients;
mod reference;
mod repeated_invitation;
mod requests_to_fill;
mod security;
mod session;
pub mod signed_in;
mod signing_in;
mod support_page;
mod support_requests;
mod test_messages;
mod unambiguous;
mod users;
mod values;

use std::ops::Deref;
use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use http::StatusCode;
use model::Origin;
use tower_http::catch_panic::CatchPanicLayer;
use url::Url;
use utoipa::OpenApi as _;
use utoipa_axum::router::OpenApiRouter;

use crate::config::Settings;
use crate::directory::Directory;
use crate::embed_sessions::EmbedSessions;
use crate::gates::Gates;
use crate::identities::Identities;
use crate::keys::Keys;
use crate::mail::worker::Workplace;
use crate::notifications::Means;
use crate::passes::Passes;
use crate::password::Passwords;
use crate::startup::Surroundings;
use crate::store::accounts::AccountRef;
use crate::store::{Store, StoreError};
use problem::Problem;

/// The longest body that is read; a full contact information has about 10 KiB.
pub const BODY_MAX: usize = 64 * 1024;

/// What handlers need. Cheap to clone.
#[derive(Clone)]
pub struct Context(Arc<ContextParts>);

/// The parts of a [`Context`].
pub struct ContextParts {
    /// What the server runs by.
    pub settings: Settings,
    /// The portal's public address, without a path.
    pub portal: Url,
    /// Time, chance, metrics.
    pub surroundings: Surroundings,
    /// What is kept.
    pub store: Store,
    /// Who is signed in.
    pub identities: Identities,
    /// The keys of the operator's systems.
    pub keys: Keys,
    /// The sessions of pages that show the gate.
    pub embed_sessions: EmbedSessions,
    /// All accounts, for those who have access to all of them.
    pub directory: Directory,
    /// The gates of all accounts.
    pub gates: Gates,
    /// What signs gate passes.
    pub passes: Passes,
    /// Hashes and verifies passwords.
    pub passwords: Passwords,
}

impl Context {
    pub(crate) fn new(
        settings: Settings,
        surroundings: Surroundings,
        store: Store,
        passwords: Passwords,
        portal: Url,
    ) -> Self {
        let issuer = portal.origin().ascii_serialization();
        let passes = Passes::new(store.clone(), surroundings.clock.clone(), issuer);
        let gates = Gates::new(store.clone(), surroundings.clock.clone(), settings.policies.clone());
        let identities = Identities::new(store.clone(), surroundings.clock.clone());
        let keys = Keys::new(store.clone(), surroundings.clock.clone());
        let embed_sessions = EmbedSessions::new(store.clone(), surroundings.clock.clone());
        let directory = Directory::new(store.clone(), surroundings.clock.clone());
        Self(Arc::new(ContextParts {
            settings,
            portal,
            surroundings,
            store,
            identities,
            keys,
            embed_sessions,
            directory,
            gates,
            passes,
            passwords,
        }))
    }
}

impl Context {
    /// What those who send mails need.
    pub(crate) fn workplace(&self) -> Workplace {
        Workplace {
            store: self.store.clone(),
            clock: self.surroundings.clock.clone(),
            randomness: self.surroundings.randomness.clone(),
            from: self.settings.mail.from.clone(),
            portal: self.portal.clone(),
            operator_name: self.settings.operator_name.clone(),
        }
    }

    /// What telling accounts of something takes.
    pub(crate) fn means(&self) -> Means {
        Means {
            clock: self.surroundings.clock.clone(),
            randomness: self.surroundings.randomness.clone(),
            gates: self.gates.clone(),
        }
    }

    /// The origins whose pages may show an account's gate, each once: those that the configuration allows for all accounts,
    /// and those that this one allows itself, if there is such an account.
    pub(crate) async fn embed_origins(&self, account: Option<&AccountRef>) -> Result<Vec<Origin>, StoreError> {
        let mut allowed = self.settings.embed_origins.clone();
        let entry = match account {
            Some(account) => self.directory.find(account).await?,
            None => None,
        };
        if let Some(entry) = entry {
            let own = entry.origins.iter().filter(|origin| !self.settings.embed_origins.contains(origin));
            allowed.extend(own.cloned());
        }
        Ok(allowed)
    }
}

impl Deref for Context {
    type Target = ContextParts;

    fn deref(&self) -> &ContextParts {
        &self.0
    }
}

/// Why the routes can't be put together.
#[derive(Debug, thiserror::Error)]
pub enum RouterError {
    /// The public address is no origin that browsers would send.
    #[error("CALLSHEET_PUBLIC_URL: {0}")]
    PublicUrl(#[from] tower_http::csrf::ConfigError),
    /// The description of the API can't be written.
    #[error("the description of the API can't be written: {0}")]
    OpenApi(#[from] serde_json::Error),
}

/// Whatever is refused while the account's gate is locked.
fn behind_the_gate(context: &Context) -> OpenApiRouter<Context> {
    let routes = OpenApiRouter::new()
        .merge(accounts::router())
        .merge(integrations::router())
        .merge(origins::router())
        .merge(api_keys::router());
    routes.route_layer(from_fn_with_state(context.clone(), gate_enforcement::enforce))
}

/// Whatever is reachable at any time.
fn before_the_gate() -> OpenApiRouter<Context> {
    OpenApiRouter::new()
        .merge(session::router())
        .merge(me::router())
        .merge(reference::router())
        .merge(gate::router())
        .merge(contact_information::router())
        .merge(history::router())
        .merge(draft::router())
        .merge(users::router())
        .merge(repeated_invitation::router())
        .merge(invitations::router())
        .merge(password_resets::router())
        .merge(requests_to_fill::router())
        .merge(embed_sessions::router())
        .merge(support_requests::router())
        .merge(post_notification::router())
        .merge(alertmanager::router())
        // Behind the gate for members, and never for the operator's systems: see `caller`.
        .merge(notifications::router())
        .merge(recipients::router())
        .merge(addresses::router())
        .merge(address_links::router())
        .merge(test_messages::router())
        .merge(public_support::router())
}

/// All routes, with everything around them.
///
/// # Errors
/// When the public address or the description of the API can't be used.
pub fn router(context: &Context) -> Result<Router, RouterError> {
    let api = OpenApiRouter::new().merge(before_the_gate()).merge(behind_the_gate(context));
    let (api, description) =
        OpenApiRouter::with_openapi(openapi::Description::openapi()).nest("/api/v1", api).split_for_parts();
    let router = api
        .nest("/api/v1", openapi::router(description, context.settings.is_https())?)
        .merge(health::router())
        .merge(metrics::router())
        .merge(support_page::router())
        .merge(assets::router())
        .merge(embed::router())
        .merge(jwks::router())
        .fallback(assets::other)
        .method_not_allowed_fallback(method_not_allowed);
    // The last one is the outermost.
    let router = router
        .layer(from_fn(body::refuse_too_large))
        .layer(from_fn_with_state(foreign_origin::guard(context.settings.public_url.as_ref())?, foreign_origin::refuse))
        .layer(from_fn(observe::bound))
        .layer(CatchPanicLayer::custom(observe::panicked))
        .layer(from_fn_with_state(context.clone(), cors::allow))
        .layer(from_fn_with_state(context.clone(), security::add_headers))
        .layer(from_fn_with_state(context.clone(), observe::note));
    Ok(router.with_state(context.clone()))
}

/// The router adds which methods there are.
async fn method_not_allowed(request: Request) -> Response {
    let detail = format!("There is no {} here.", request.method());
    Problem::new("method-not-allowed", StatusCode::METHOD_NOT_ALLOWED, "Method not allowed", detail).into_response()
}
