//! A PostgreSQL cluster that all test processes share, because each of them would need a second to start one.
//!
//! The first that needs it starts it. Every process that uses it holds a shared lock for as long as it lives; a
//! guardian, a few lines of shell, stops the cluster and removes its files once nobody holds the lock.

use std::fs::File;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::time::Duration;

use sea_orm::{ConnectOptions, ConnectionTrait as _, Database, DatabaseConnection, DbErr, Statement};
use secrecy::SecretString;

use super::database::{lock, shared_directory};

/// How long nobody must use the cluster before it is stopped, in seconds: longer than test runners take from one
/// test to the next.
const IDLE_SECONDS: u32 = 3;

/// Durability costs time, and nobody needs these databases tomorrow.
const SETTINGS: [&str; 8] = [
    "listen_addresses=",
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "shared_buffers=32MB",
    "max_connections=200",
    "wal_level=minimal",
    "max_wal_senders=0",
];

/// The running cluster.
pub(super) struct Cluster {
    /// Where its socket is.
    directory: PathBuf,
}

impl Cluster {
    /// The cluster, started if it doesn't run.
    pub(super) async fn running() -> Self {
        static IN_USE: OnceLock<File> = OnceLock::new();
        let directory = shared_directory();
        IN_USE.get_or_init(|| {
            let file = File::create(in_use(&directory)).unwrap();
            file.lock_shared().unwrap();
            file
        });
        let cluster = Self { directory };
        let _lock = lock(&cluster.directory.join("postgres-start.lock"));
        if cluster.execute("SELECT 1").await.is_err() {
            cluster.start().await;
        }
        cluster
    }

    /// The address of a database in it.
    pub(super) fn url(&self, database: &str) -> SecretString {
        SecretString::from(self.url_text(database))
    }

    fn url_text(&self, database: &str) -> String {
        format!("postgres://postgres@localhost/{database}?host={}", self.socket_directory().display())
    }

    pub(super) async fn execute(&self, sql: &str) -> Result<(), DbErr> {
        let connection = self.connect().await?;
        let result = connection.execute_unprepared(sql).await;
        connection.close().await?;
        result.map(|_| ())
    }

    pub(super) async fn has_database(&self, name: &str) -> bool {
        let connection = self.connect().await.unwrap();
        let sql = format!("SELECT 1 FROM pg_database WHERE datname = '{name}'");
        let statement = Statement::from_string(connection.get_database_backend(), sql);
        let row = connection.query_one_raw(statement).await.unwrap();
        connection.close().await.unwrap();
        row.is_some()
    }

    async fn connect(&self) -> Result<DatabaseConnection, DbErr> {
        let mut options = ConnectOptions::new(self.url_text("postgres"));
        options.max_connections(1).sqlx_logging(false).acquire_timeout(Duration::from_secs(5));
        Database::connect(options).await
    }

    fn socket_directory(&self) -> PathBuf {
        self.directory.join("postgres")
    }

    fn data(&self) -> PathBuf {
        self.socket_directory().join("data")
    }

    #[expect(clippy::zombie_processes, reason = "the cluster outlives the process that starts it")]
    async fn start(&self) {
        let directory = self.socket_directory();
        let _ = std::fs::remove_dir_all(&directory);
        std::fs::create_dir_all(&directory).unwrap();
        let owner = Owner::find();
        if let Some(Owner { user, group }) = owner {
            chown(&directory, Some(user), Some(group)).unwrap();
        }
        let programs = programs();

        let mut initdb = Command::new(programs.join("initdb"));
        initdb.args(["--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "-D"]);
        let output = as_owner(initdb.arg(self.data()), owner).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));

        let log = File::create(self.directory.join("postgres.log")).unwrap();
        let mut postgres = Command::new(programs.join("postgres"));
        postgres.arg("-D").arg(self.data()).arg("-k").arg(&directory);
        postgres.args(SETTINGS.iter().flat_map(|setting| ["-c", setting]));
        postgres.stdin(Stdio::null()).stdout(log.try_clone().unwrap()).stderr(log).process_group(0);
        as_owner(&mut postgres, owner).spawn().unwrap();
        self.guard();

        for _ in 0..200 {
            if self.execute("SELECT 1").await.is_ok() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("PostgreSQL doesn't start: see {}/postgres.log", self.directory.display());
    }

    /// Has the cluster stopped when nobody uses it any more.
    #[expect(clippy::zombie_processes, reason = "the guardian outlives the cluster")]
    fn guard(&self) {
        let script = "while sleep \"$1\"; do flock --exclusive --nonblock \"$2\" sh -c '
                kill -QUIT \"$(head -n 1 \"$1/data/postmaster.pid\")\"
                while kill -0 \"$(head -n 1 \"$1/data/postmaster.pid\")\"; do sleep 0.1; done
                rm -rf \"$1\"' sh \"$3\" && exit; done";
        Command::new("sh")
            .args(["-c", script, "sh", &IDLE_SECONDS.to_string()])
            .arg(in_use(&self.directory))
            .arg(self.socket_directory())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .unwrap();
    }
}

/// The file that is locked while a process uses the cluster.
fn in_use(directory: &Path) -> PathBuf {
    directory.join("postgres-in-use.lock")
}

/// The user that PostgreSQL runs as where it must not run as ourselves: it refuses to be root.
#[derive(Clone, Copy)]
struct Owner {
    user: u32,
    group: u32,
}

impl Owner {
    fn find() -> Option<Self> {
        let is_root = std::fs::read_to_string("/proc/self/status")
            .is_ok_and(|status| status.lines().any(|line| line.starts_with("Uid:\t0\t")));
        if !is_root {
            return None;
        }
        let users = std::fs::read_to_string("/etc/passwd").unwrap();
        let find = |name: &str| {
            let line = users.lines().find(|line| line.starts_with(&format!("{name}:")))?;
            let mut fields = line.split(':').skip(2);
            Some(Self { user: fields.next()?.parse().ok()?, group: fields.next()?.parse().ok()? })
        };
        find("postgres").or_else(|| find("nobody"))
    }
}

fn as_owner(command: &mut Command, owner: Option<Owner>) -> &mut Command {
    match owner {
        Some(Owner { user, group }) => command.uid(user).gid(group).current_dir("/"),
        None => command,
    }
}

/// Where PostgreSQL's programs are: on the path, or where Debian puts them.
fn programs() -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let debian = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut places: Vec<_> = std::env::split_paths(&path).chain(debian.map(|entry| entry.path().join("bin"))).collect();
    places.retain(|place| place.join("initdb").exists() && place.join("postgres").exists());
    places.into_iter().next().expect("PostgreSQL isn't there: on Debian, `apt-get install postgresql`")
}
