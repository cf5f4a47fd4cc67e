//! Passwords: hashed with argon2id; one verification for every attempt to sign in, whoever it is for.
//!
//! Hashing is slow and hungry on purpose. A fixed number of [`Place`]s, each with memory that is used again and
//! again, bounds what sign-ins can cost the process.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use argon2::password_hash::phc::{Ident, Output, ParamsString, PasswordHash, Salt};
use argon2::{Algorithm, Argon2, Block, Params, Version};
pub use model::limits::{PASSWORD_MAX, PASSWORD_MIN};
use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::random::Randomness;

/// Memory for one hash, in KiB. OWASP lists 12 MiB with three passes beside 19 MiB with two as equally strong; the
/// smaller one leaves room for [`PLACES`] of them in a small machine.
const MEMORY_KIB: u32 = 12 * 1024;
/// Passes over that memory.
const PASSES: u32 = 3;
/// Lanes; OWASP's rows all have one.
const LANES: u32 = 1;

/// How many passwords are hashed at once; also the most by which parallel attempts can exceed a limit on failures,
/// because an attempt is counted before it leaves its place.
pub const PLACES: usize = 2;
/// How many attempts may wait for a place before further ones are turned away: some seconds' worth.
const WAITING: usize = 64;
/// How many of them may come from one network: an office where a few people sign in at the same moment. One client that
/// sends as many as it can leaves the other places in the queue to others.
const WAITING_PER_NETWORK: usize = 4;

/// Why a password could not be hashed or verified.
#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    /// The algorithm refused its parameters or input.
    #[error("argon2: {0}")]
    Argon2(#[from] argon2::Error),
    /// A stored hash isn't one of ours.
    #[error("the stored password hash can't be read: {0}")]
    Stored(#[from] argon2::password_hash::phc::Error),
    /// The parameters of a stored hash can't be used.
    #[error("the stored password hash has unusable parameters: {0}")]
    Parameters(argon2::password_hash::Error),
    /// The thread that hashed went away.
    #[error("hashing was interrupted: {0}")]
    Interrupted(#[from] tokio::task::JoinError),
}

/// Hashes and verifies passwords.
#[derive(Clone)]
pub struct Passwords(Arc<Parts>);

struct Parts {
    places: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
    /// How many wait from each network; none that nobody waits from.
    networks: Mutex<HashMap<String, usize>>,
    memory: Mutex<Vec<Vec<Block>>>,
    decoy: PasswordHash,
}

/// The right to hash one password at a time.
pub struct Place {
    parts: Arc<Parts>,
    permit: Arc<OwnedSemaphorePermit>,
}

impl Passwords {
    /// How many more passwords could be hashed right now.
    #[must_use]
    pub fn free_places(&self) -> usize {
        self.0.places.available_permits()
    }

    /// Prepares places and a decoy: a hash that no password has, verified where there is no account to verify for.
    ///
    /// # Errors
    /// When the parameters above can't be used.
    pub fn new(randomness: &Randomness) -> Result<Self, PasswordError> {
        let decoy = phc(parameters()?, &randomness.bytes::<16>(), &randomness.bytes::<32>())?;
        Ok(Self(Arc::new(Parts {
            places: Arc::new(Semaphore::new(PLACES)),
            waiting: Arc::new(Semaphore::new(WAITING)),
            networks: Mutex::default(),
            memory: Mutex::new(Vec::new()),
            decoy,
        })))
    }

    /// Waits for a place; `None` if too many wait already, from everywhere or from this network.
    pub async fn place(&self, network: Option<&str>) -> Option<Place> {
        let near = match network {
            Some(network) => Some(Waiting::from(&self.0, network)?),
            None => None,
        };
        let waiting = Arc::clone(&self.0.waiting).try_acquire_owned().ok()?;
        // The semaphores are never closed, so this fails only when the process goes down.
        let permit = Arc::clone(&self.0.places).acquire_owned().await.ok()?;
        drop((near, waiting));
        Some(Place { parts: Arc::clone(&self.0), permit: Arc::new(permit) })
    }
}

/// Somebody who waits, counted for their network until they don't.
struct Waiting<'a> {
    parts: &'a Parts,
    network: &'a str,
}

impl<'a> Waiting<'a> {
    /// `None` if too many wait from there already.
    fn from(parts: &'a Parts, network: &'a str) -> Option<Self> {
        let mut networks = parts.networks.lock().unwrap_or_else(PoisonError::into_inner);
        let count = networks.entry(network.to_owned()).or_default();
        // Who is here is at least counted themselves, so nothing is left behind by turning somebody away.
        if *count >= WAITING_PER_NETWORK {
            return None;
        }
        *count += 1;
        Some(Self { parts, network })
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        let mut networks = self.parts.networks.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = networks.get_mut(self.network) {
            *count -= 1;
            if *count == 0 {
                networks.remove(self.network);
            }
        }
    }
}

impl Place {
    /// Hashes a password into the string that is stored.
    ///
    /// # Errors
    /// When the algorithm fails.
    pub async fn hash(&self, password: SecretString, randomness: &Randomness) -> Result<String, PasswordError> {
        let salt = randomness.bytes::<16>();
        self.run(move |parts| {
            let params = parameters()?;
            let output = parts.derive(&params, &password, &salt, [0; 32])?;
            Ok(phc(params, &salt, &output)?.to_string())
        })
        .await
    }

    /// Whether `password` is the one that `stored` was made from. Without a stored hash it takes as long, and is
    /// always false.
    ///
    /// # Errors
    /// When the stored hash can't be read or the algorithm fails.
    pub async fn verify(&self, password: SecretString, stored: Option<String>) -> Result<bool, PasswordError> {
        self.run(move |parts| {
            let stored = stored.map_or_else(|| Ok(parts.decoy.clone()), |stored| PasswordHash::new(&stored))?;
            let params = Params::try_from(&stored).map_err(PasswordError::Parameters)?;
            let (Some(salt), Some(expected)) = (&stored.salt, stored.hash) else {
                return Ok(false);
            };
            let output = parts.derive(&params, &password, salt, [0; 32])?;
            // `Output` compares in constant time.
            Ok(Output::new(&output)? == expected)
        })
        .await
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Parts) -> Result<T, PasswordError> + Send + 'static,
    ) -> Result<T, PasswordError> {
        let parts = Arc::clone(&self.parts);
        // The thread keeps the place even if whoever asked has gone: the work goes on until it is done.
        let permit = Arc::clone(&self.permit);
        tokio::task::spawn_blocking(move || {
            let result = work(&parts);
            drop(permit);
            result
        })
        .await?
    }
}

impl Parts {
    fn derive<const N: usize>(
        &self,
        params: &Params,
        password: &SecretString,
        salt: &[u8],
        mut output: [u8; N],
    ) -> Result<[u8; N], PasswordError> {
        let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
        memory.resize_with(params.block_count(), Block::default);
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params.clone());
        let password = password.expose_secret().as_bytes();
        let result = argon2.hash_password_into_with_memory(password, salt, &mut output, &mut memory);
        self.memory.lock().unwrap_or_else(PoisonError::into_inner).push(memory);
        result?;
        Ok(output)
    }
}

fn parameters() -> Result<Params, argon2::Error> {
    Params::new(MEMORY_KIB, PASSES, LANES, None)
}

fn phc(params: Params, salt: &[u8], output: &[u8]) -> Result<PasswordHash, PasswordError> {
    Ok(PasswordHash {
        algorithm: Ident::new("argon2id")?,
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(params).map_err(PasswordError::Parameters)?,
        salt: Some(Salt::new(salt)?),
        hash: Some(Output::new(output)?),
    })
}

#[cfg(test)]
mod tests {
    use argon2::password_hash::PasswordVerifier as _;

    use super::*;

    #[tokio::test]
    async fn only_the_right_password_is_verified_and_others_read_our_hashes() {
        let randomness = Randomness::seeded(1);
        let passwords = Passwords::new(&randomness).unwrap();
        let place = passwords.place(None).await.unwrap();
        let stored = place.hash("correct horse".into(), &randomness).await.unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=12288,t=3,p=1$"), "{stored}");
        assert!(place.verify("correct horse".into(), Some(stored.clone())).await.unwrap());
        assert!(!place.verify("wrong horse".into(), Some(stored.clone())).await.unwrap());
        assert!(!place.verify("correct horse".into(), None).await.unwrap());
        let parsed = PasswordHash::new(&stored).unwrap();
        assert!(Argon2::default().verify_password(b"correct horse", &parsed).is_ok());
    }

    #[tokio::test]
    async fn a_broken_hash_is_an_error_and_the_places_come_back() {
        let passwords = Passwords::new(&Randomness::seeded(1)).unwrap();
        for _ in 0..=PLACES {
            let place = passwords.place(None).await.unwrap();
            assert!(place.verify("x".into(), Some("not a hash".to_owned())).await.is_err());
        }
    }

    #[tokio::test]
    async fn when_too_many_wait_further_ones_are_turned_away() {
        let passwords = Passwords::new(&Randomness::seeded(1)).unwrap();
        let mut held = Vec::new();
        for _ in 0..PLACES {
            held.push(passwords.place(None).await.unwrap());
        }
        let waiting: Vec<_> = (0..WAITING)
            .map(|_| {
                let passwords = passwords.clone();
                tokio::spawn(async move { passwords.place(None).await.is_some() })
            })
            .collect();
        while passwords.0.waiting.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        assert!(passwords.place(None).await.is_none());
        assert!(passwords.place(Some("192.0.2.1")).await.is_none());
        drop(held);
        for place in waiting {
            assert!(place.await.unwrap());
        }
        assert!(passwords.0.networks.lock().unwrap().is_empty());
    }

    #[tokio::test]
    async fn one_network_leaves_places_to_wait_in_to_others() {
        let passwords = Passwords::new(&Randomness::seeded(1)).unwrap();
        let mut held = Vec::new();
        for _ in 0..PLACES {
            held.push(passwords.place(Some("192.0.2.1")).await.unwrap());
        }
        let wait = |network: &'static str| {
            let passwords = passwords.clone();
            tokio::spawn(async move { passwords.place(Some(network)).await.is_some() })
        };
        let many: Vec<_> = (0..WAITING).map(|_| wait("192.0.2.1")).collect();
        let other = wait("192.0.2.2");
        while passwords.0.waiting.available_permits() > WAITING - WAITING_PER_NETWORK - 1 {
            tokio::task::yield_now().await;
        }
        // Who goes away while waiting makes room.
        let gone = wait("192.0.2.3");
        while passwords.0.networks.lock().unwrap().len() < 3 {
            tokio::task::yield_now().await;
        }
        gone.abort();
        assert!(gone.await.is_err());
        drop(held);
        assert!(other.await.unwrap());
        let mut served = 0;
        for one in many {
            served += usize::from(one.await.unwrap());
        }
        assert_eq!(served, WAITING_PER_NETWORK);
        assert!(passwords.0.networks.lock().unwrap().is_empty());
    }
}
