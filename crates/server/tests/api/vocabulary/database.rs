//! A database of a test's own, with or without the demo data.
//!
//! The demo data is made once for each build of the tests; every test gets a copy.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, UNIX_EPOCH};

use secrecy::SecretString;
use server::random::Randomness;
use server::{demo, store};
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;

use super::app::clock;
use super::postgres::Cluster;

/// Which database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Database {
    Sqlite,
    Postgresql,
}

/// A database of a test's own.
#[derive(Clone)]
pub(crate) struct TestDatabase {
    url: SecretString,
    _directory: Option<Arc<TempDir>>,
}

impl TestDatabase {
    /// A database without tables.
    pub(crate) async fn empty(database: Database) -> Self {
        match database {
            Database::Sqlite => {
                let directory = tempfile::tempdir().unwrap();
                Self { url: sqlite_url(&directory.path().join("callsheet.db")), _directory: Some(Arc::new(directory)) }
            }
            Database::Postgresql => {
                let name = unique_name();
                let cluster = Cluster::running().await;
                cluster.execute(&format!("CREATE DATABASE {name}")).await.unwrap();
                Self { url: cluster.url(&name), _directory: None }
            }
        }
    }

    /// A database that `callsheet demo` has filled.
    pub(crate) async fn with_demo_data(database: Database) -> Self {
        match database {
            Database::Sqlite => {
                let directory = tempfile::tempdir().unwrap();
                let path = directory.path().join("callsheet.db");
                std::fs::copy(sqlite_template().await, &path).unwrap();
                Self { url: sqlite_url(&path), _directory: Some(Arc::new(directory)) }
            }
            Database::Postgresql => {
                let cluster = Cluster::running().await;
                let template = postgres_template(&cluster).await;
                let name = unique_name();
                cluster.execute(&format!("CREATE DATABASE {name} TEMPLATE {template}")).await.unwrap();
                Self { url: cluster.url(&name), _directory: None }
            }
        }
    }

    /// The same by another way.
    pub(super) fn at(&self, url: SecretString) -> Self {
        Self { url, ..self.clone() }
    }

    pub(crate) fn url(&self) -> &SecretString {
        &self.url
    }
}

fn sqlite_url(path: &Path) -> SecretString {
    SecretString::from(format!("sqlite://{}?mode=rwc", path.display()))
}

async fn sqlite_template() -> PathBuf {
    let directory = shared_directory();
    let path = directory.join(format!("{}.db", template_name()));
    let _lock = lock(&directory.join("sqlite-template.lock"));
    if !path.exists() {
        // Renamed when it is whole, so that a test that is killed leaves no half of it.
        forget_older(&directory);
        let unfinished = path.with_extension("unfinished");
        let _ = std::fs::remove_file(&unfinished);
        fill(&sqlite_url(&unfinished)).await;
        std::fs::rename(unfinished, &path).unwrap();
    }
    path
}

/// Removes templates of earlier builds; a build that is still being tested is younger than this.
fn forget_older(directory: &Path) {
    const LONG_AGO: Duration = Duration::from_mins(15);
    for entry in std::fs::read_dir(directory).unwrap().flatten() {
        let is_template = entry.path().extension().is_some_and(|extension| extension == "db");
        let age = entry.metadata().ok().and_then(|metadata| metadata.modified().ok()?.elapsed().ok());
        if is_template && age.is_some_and(|age| age > LONG_AGO) {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

async fn postgres_template(cluster: &Cluster) -> String {
    let name = template_name();
    let _lock = lock(&shared_directory().join("postgres-template.lock"));
    if !cluster.has_database(&name).await {
        let unfinished = format!("{name}_unfinished");
        cluster.execute(&format!("DROP DATABASE IF EXISTS {unfinished}")).await.unwrap();
        cluster.execute(&format!("CREATE DATABASE {unfinished}")).await.unwrap();
        fill(&cluster.url(&unfinished)).await;
        cluster.execute(&format!("ALTER DATABASE {unfinished} RENAME TO {name}")).await.unwrap();
    }
    name
}

async fn fill(url: &SecretString) {
    let store = store::connect(url).await.unwrap();
    store.migrate().await.unwrap();
    demo::fill(&store, &clock(), &Randomness::seeded(1)).await.unwrap();
    store.close().await.unwrap();
}

/// Named after the very program that runs, because its migrations and its demo data are in the template.
fn template_name() -> String {
    let program = std::env::current_exe().unwrap();
    let built = std::fs::metadata(&program).unwrap().modified().unwrap().duration_since(UNIX_EPOCH).unwrap();
    format!("demo_{}", digits(&format!("{} {}", program.display(), built.as_nanos())))
}

fn unique_name() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    format!("test_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed))
}

/// Where test processes of this workspace meet.
pub(super) fn shared_directory() -> PathBuf {
    let directory = std::env::temp_dir().join(format!("callsheet-tests-{}", digits(env!("CARGO_MANIFEST_DIR"))));
    std::fs::create_dir_all(&directory).unwrap();
    directory
}

/// Some digits that stand for a text.
fn digits(text: &str) -> String {
    let [a, b, c, d, ..]: [u8; 32] = Sha256::digest(text).into();
    format!("{:08x}", u32::from_be_bytes([a, b, c, d]))
}

/// Waits for the lock; it ends with what is returned, or with the process.
pub(super) fn lock(path: &Path) -> std::fs::File {
    let file = std::fs::File::create(path).unwrap();
    file.lock().unwrap();
    file
}
