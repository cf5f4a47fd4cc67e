//! The gates of all accounts, ready to be answered.
//!
//! Clients ask for the gate every few seconds, and every request that lies behind it asks too, so verdicts are cached
//! together with the answer's text and its `ETag`: a gate that nobody changed costs no SQL and no JSON.

use std::sync::Arc;

use axum::body::Bytes;
use jiff::Timestamp;
use model::wire::GateAnswer;
use model::{Environment, GateState};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::cache::Cache;
use crate::clock::Clock;
use crate::hex::hex;
use crate::policy::{Policies, Standing};
use crate::store::{Change, Store, StoreError, gate};
use crate::verdict;

/// Accounts whose gates are kept. Each takes about a kilobyte.
const CAPACITY: usize = 10_000;

/// Octets of SHA-256 in an entity tag: enough for answers never to be taken for one another.
const ETAG_BYTES: usize = 12;

/// The gates of all accounts.
#[derive(Clone)]
pub struct Gates {
    store: Store,
    clock: Clock,
    policies: Policies,
    cache: Arc<Cache<Uuid, Arc<AccountGates>>>,
}

/// The gates of one account.
#[derive(Clone, Debug)]
pub struct AccountGates {
    sandbox: Gate,
    production: Gate,
    /// The version of the policy that they were judged by.
    policy_version: u32,
}

/// The gate of one environment.
#[derive(Clone, Debug)]
pub struct Gate {
    /// What is answered about it.
    pub answer: GateAnswer,
    /// The same as JSON.
    pub json: Bytes,
    /// The entity tag of exactly these bytes.
    pub etag: String,
}

impl Gates {
    /// Gates over `store`, which announces what changes them.
    #[must_use]
    pub fn new(store: Store, clock: Clock, policies: Policies) -> Self {
        let cache = Arc::new(Cache::new(CAPACITY, clock.clone(), store.freshness().clone()));
        let heard = Arc::clone(&cache);
        store.changes().subscribe(move |change| {
            if let Change::Account(account) = change {
                heard.forget(&account);
            }
        });
        Self { store, clock, policies, cache }
    }

    /// The gates of an account.
    ///
    /// # Errors
    /// When they have to be judged anew and the database fails. Nothing is known then; least of all that they are
    /// open.
    pub async fn of(&self, account: Uuid) -> Result<Arc<AccountGates>, StoreError> {
        let standing = self.policies.at(self.clock.now());
        let judge = async || {
            let basis = gate::basis(self.store.read(), account).await?;
            Ok(Arc::new(AccountGates::judge(&basis, standing)))
        };
        let gates = self.cache.get_or_load(account, judge).await?;
        if gates.policy_version == standing.version() {
            return Ok(gates);
        }
        // A policy has come into force since they were judged.
        self.cache.forget(&account);
        self.cache.get_or_load(account, judge).await
    }

    /// The policy as it is now.
    #[must_use]
    pub fn standing(&self) -> Standing<'_> {
        self.standing_at(self.clock.now())
    }

    /// The policy as it is at some time.
    #[must_use]
    pub fn standing_at(&self, at: Timestamp) -> Standing<'_> {
        self.policies.at(at)
    }
}

impl AccountGates {
    fn judge(basis: &gate::Basis, standing: Standing<'_>) -> Self {
        let gate = |environment| Gate::from(verdict::gate(basis, environment, standing));
        Self {
            sandbox: gate(Environment::Sandbox),
            production: gate(Environment::Production),
            policy_version: standing.version(),
        }
    }

    /// The gate of this environment.
    #[must_use]
    pub fn of(&self, environment: Environment) -> &Gate {
        match environment {
            Environment::Sandbox => &self.sandbox,
            Environment::Production => &self.production,
        }
    }

    /// Whether the gate of at least one environment is open.
    #[must_use]
    pub fn any_is_open(&self) -> bool {
        Environment::ALL.into_iter().any(|environment| self.of(environment).is_open())
    }

    /// Whether the gate of at least one environment is locked.
    #[must_use]
    pub fn any_is_locked(&self) -> bool {
        Environment::ALL.into_iter().any(|environment| !self.of(environment).is_open())
    }
}

impl Gate {
    /// Whether nothing that is required is missing.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.answer.state == GateState::Open
    }
}

impl From<GateAnswer> for Gate {
    fn from(answer: GateAnswer) -> Self {
        // Names, numbers and times always are JSON; and an empty body would be no answer, least of all an open gate.
        let json = serde_json::to_string(&answer).unwrap_or_default();
        Self { etag: etag(json.as_bytes()), json: json.into(), answer }
    }
}

/// The entity tag of an answer.
pub(crate) fn etag(bytes: &[u8]) -> String {
    let digest: [u8; 32] = Sha256::digest(bytes).into();
    let (start, _) = digest.split_at(ETAG_BYTES);
    format!("\"{}\"", hex(start))
}
