//! Gate passes: what the gate is, signed, so that others can rely on it without asking.
//!
//! A pass is a JSON Web Token (RFC 7519) signed with Ed25519 (`EdDSA`, RFC 8037). `docs/gate-pass.md` tells others how to
//! verify one; what is in it is an interface.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::SignedDuration;
use model::wire::GateAnswer;
use model::{Environment, GateState};
use ring::signature::{Ed25519KeyPair, KeyPair as _};
use serde::Serialize;
use uuid::Uuid;

use crate::cache::Cache;
use crate::clock::Clock;
use crate::random::Randomness;
use crate::store::accounts::Account;
use crate::store::signing_keys::{self, SigningKey};
use crate::store::{Change, Store, StoreError};

/// How long a pass is good for. Whoever relies on one learns of a change that much later.
pub const LIFETIME: SignedDuration = SignedDuration::from_mins(5);

/// Says of a token that it is a pass, so that nobody takes another kind of token for one (RFC 8725, section 3.11).
const TYPE: &str = "gate-pass+jwt";

/// Why there is no pass.
#[derive(Debug, thiserror::Error)]
pub enum PassError {
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// No key signs.
    #[error("there is no key to sign with; `callsheet key rotate-signing` makes one")]
    NoKey,
    /// The key can't be used.
    #[error("the key that signs can't be used")]
    Unusable,
}

/// What signs passes, and what verifies them.
#[derive(Clone)]
pub struct Passes {
    store: Store,
    clock: Clock,
    issuer: String,
    cache: Arc<Cache<(), Arc<Keys>>>,
}

/// The keys, ready for use.
struct Keys {
    signer: Option<Signer>,
    published: KeySet,
}

struct Signer {
    id: Uuid,
    pair: Ed25519KeyPair,
}

/// The keys that verify passes, as RFC 7517 writes them.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct KeySet {
    keys: Vec<PublicKey>,
}

#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
struct PublicKey {
    kty: &'static str,
    crv: &'static str,
    alg: &'static str,
    #[serde(rename = "use")]
    usage: &'static str,
    kid: String,
    x: String,
}

#[derive(Serialize)]
struct Header<'a> {
    alg: &'static str,
    typ: &'static str,
    kid: &'a str,
}

#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    sub: Uuid,
    account: &'a str,
    environment: Environment,
    state: GateState,
    version: i64,
    iat: i64,
    exp: i64,
}

impl Passes {
    /// Passes by `issuer`, whose keys are in `store`, which announces what changes them.
    #[must_use]
    pub fn new(store: Store, clock: Clock, issuer: String) -> Self {
        let cache = Arc::new(Cache::new(2, clock.clone(), store.freshness().clone()));
        let heard = Arc::clone(&cache);
        store.changes().subscribe(move |change| {
            if change == Change::SigningKeys {
                heard.forget(&());
            }
        });
        Self { store, clock, issuer, cache }
    }

    /// A pass that says what the account's gate is now.
    ///
    /// # Errors
    /// When there is no key to sign with, or it has to be looked up and the database fails.
    pub async fn sign(&self, account: &Account, gate: &GateAnswer) -> Result<String, PassError> {
        let keys = self.keys().await?;
        let signer = keys.signer.as_ref().ok_or(PassError::NoKey)?;
        let issued_at = self.clock.now().as_second();
        let header = Header { alg: "EdDSA", typ: TYPE, kid: &signer.id.to_string() };
        let claims = Claims {
            iss: &self.issuer,
            sub: account.id,
            account: &account.slug,
            environment: gate.environment,
            state: gate.state,
            version: gate.version,
            iat: issued_at,
            exp: issued_at + LIFETIME.as_secs(),
        };
        let content = format!("{}.{}", encode(&header)?, encode(&claims)?);
        let signature = URL_SAFE_NO_PAD.encode(signer.pair.sign(content.as_bytes()));
        Ok(format!("{content}.{signature}"))
    }

    /// The keys that verify passes.
    ///
    /// # Errors
    /// When they have to be looked up and the database fails.
    pub async fn published(&self) -> Result<KeySet, PassError> {
        Ok(self.keys().await?.published.clone())
    }

    async fn keys(&self) -> Result<Arc<Keys>, PassError> {
        let load = async || {
            let keys = signing_keys::list(self.store.read(), self.clock.now()).await?;
            Ok(Arc::new(Keys::new(&keys)?))
        };
        self.cache.get_or_load((), load).await
    }
}

impl Keys {
    fn new(keys: &[SigningKey]) -> Result<Self, PassError> {
        let signer = keys.iter().find_map(|key| key.seed.map(|seed| (key.id, seed)));
        let signer = signer.map(|(id, seed)| {
            let pair = Ed25519KeyPair::from_seed_unchecked(&seed).map_err(|_| PassError::Unusable)?;
            Ok::<_, PassError>(Signer { id, pair })
        });
        let published = keys.iter().map(|key| PublicKey {
            kty: "OKP",
            crv: "Ed25519",
            alg: "EdDSA",
            usage: "sig",
            kid: key.id.to_string(),
            x: URL_SAFE_NO_PAD.encode(key.public_key),
        });
        Ok(Self { signer: signer.transpose()?, published: KeySet { keys: published.collect() } })
    }
}

/// Makes a first key where none signs.
///
/// # Errors
/// When the database fails.
pub async fn ensure_key(store: &Store, clock: &Clock, randomness: &Randomness) -> Result<(), PassError> {
    let now = clock.now();
    if signing_keys::list(store.read(), now).await?.iter().any(|key| key.seed.is_some()) {
        return Ok(());
    }
    let key = new_key(clock, randomness)?;
    Ok(store.write(async |txn| signing_keys::create_first(txn, &key, now).await).await?)
}

/// A new key.
///
/// # Errors
/// When the cryptography refuses it, which it has no reason to.
pub fn new_key(clock: &Clock, randomness: &Randomness) -> Result<SigningKey, PassError> {
    let seed = randomness.bytes::<32>();
    let pair = Ed25519KeyPair::from_seed_unchecked(&seed).map_err(|_| PassError::Unusable)?;
    let public_key = pair.public_key().as_ref().try_into().map_err(|_| PassError::Unusable)?;
    Ok(SigningKey { id: clock.new_id(randomness), seed: Some(seed), public_key })
}

fn encode(part: &impl Serialize) -> Result<String, PassError> {
    // Texts and numbers always are JSON.
    let json = serde_json::to_vec(part).map_err(|_| PassError::Unusable)?;
    Ok(URL_SAFE_NO_PAD.encode(json))
}
