//! The program itself: its commands, its exit codes, its beginning and its end.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Command, Output, Stdio};

use secrecy::ExposeSecret as _;
use serde_json::json;
use server::demo;

use crate::vocabulary::values::{sandbox_values, save, with};
use crate::vocabulary::{Answer, Client, Database, TestDatabase};

/// The program over a database, without anything that the environment may hold.
pub(crate) fn callsheet(database: &TestDatabase, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_callsheet"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("CALLSHEET_")) {
        command.env_remove(name);
    }
    command.args(arguments).env("CALLSHEET_DATABASE_URL", database.url().expose_secret());
    command.env("CALLSHEET_LISTEN", "127.0.0.1:0").env("CALLSHEET_LOG", "warn");
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn run(database: &TestDatabase, arguments: &[&str], input: &str) -> Output {
    let mut child = callsheet(database, arguments).stdin(Stdio::piped()).spawn().unwrap();
    // A command that refuses its arguments doesn't read.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

#[track_caller]
pub(crate) fn succeed(database: &TestDatabase, arguments: &[&str], input: &str) -> String {
    let output = run(database, arguments, input);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {errors}");
    assert_eq!(errors, "", "{arguments:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[track_caller]
pub(crate) fn refuse(database: &TestDatabase, arguments: &[&str], input: &str, expected: &str) {
    let output = run(database, arguments, input);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {errors}");
    assert!(errors.contains(expected), "{arguments:?}: {errors}");
}

/// A server in a process of its own, killed with the test.
pub(crate) struct Serving {
    pub(crate) child: Child,
    address: String,
}

impl Serving {
    pub(crate) fn start(database: &TestDatabase) -> Self {
        Self::start_with(callsheet(database, &["serve"]))
    }

    pub(crate) fn start_with(mut command: Command) -> Self {
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("listening on http://").unwrap_or_else(|| panic!("{line}")).to_owned();
        Self { child, address }
    }

    pub(crate) fn client(&self) -> Client {
        Client::new(self.address.parse().unwrap())
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

async fn check_serve_and_stop(database: Database) {
    let database = TestDatabase::empty(database).await;
    assert_eq!(succeed(&database, &["demo"], ""), demo::SIGN_INS);
    let mut server = Serving::start(&database);
    server.client().get_outside("/readyz").await.expect(200);
    let body = json!({"email": "admin@bella-pizza.example", "password": demo::PASSWORD});
    server.client().post("/session", &body).await.expect(204);

    let stop = Command::new("kill").args(["-TERM", &server.child.id().to_string()]).status().unwrap();
    assert!(stop.success());
    assert!(server.child.wait().unwrap().success());
    // What was stored is still there.
    refuse(&database, &["demo"], "", "CALLSHEET_DATABASE_URL");
}

#[tokio::test]
async fn it_serves_until_it_is_told_to_stop_on_sqlite() {
    check_serve_and_stop(Database::Sqlite).await;
}

#[tokio::test]
async fn it_serves_until_it_is_told_to_stop_on_postgresql() {
    check_serve_and_stop(Database::Postgresql).await;
}

async fn check_logs(database: Database) {
    let database = TestDatabase::empty(database).await;
    succeed(&database, &["demo"], "");
    let log = tempfile::NamedTempFile::new().unwrap();
    let mut command = callsheet(&database, &["serve"]);
    command.env("CALLSHEET_LOG", "trace").stderr(log.reopen().unwrap());
    let server = Serving::start_with(command);
    let sign_in = async |password: &str| {
        let body = json!({"email": "editor@bella-pizza.example", "password": password});
        server.client().post("/session", &body).await
    };
    sign_in("wrong-password").await.expect(401);
    let cookie = sign_in(demo::PASSWORD).await.expect(204).cookie().unwrap();
    let editor = server.client().with_cookie(cookie.clone());
    let values =
        with(sandbox_values(), "operational_internal", json!([{"email": "very-private@x.example", "language": "en"}]));
    save(&editor, "bella-pizza", "sandbox", 0, &values).await.expect(200);
    editor.patch("/accounts/bella-pizza/draft?environment=sandbox", &values).await.expect(200);
    editor.put("/accounts/bella-pizza/draft?environment=very-private", &values).await.expect(422);
    let user = json!({"name": "Very Private", "email": "very-private@y.example", "role": "viewer"});
    editor.post("/accounts/bella-pizza/users", &user).await.expect(201);
    editor.post("/accounts/bella-pizza/users", &user).await.expect(422);
    editor
        .post("/accounts/bella-pizza/support-requests", &json!({"subject": "very-private", "message": "x"}))
        .await
        .expect(201);
    let key = succeed(&database, &["key", "create", "--name", "x", "--scope", "read"], "");
    let gate = "/accounts/bella-pizza/gate?environment=sandbox";
    server.client().with_token(key.trim()).get(gate).await.expect(200);
    let embed = succeed(&database, &["key", "create", "--name", "x", "--scope", "embed"], "");
    let guest = json!({"email": "very-private@z.example", "name": "Very Private", "role": "editor"});
    let body = json!({"account": "bella-pizza", "environment": "sandbox", "user": guest});
    let made = server.client().with_token(embed.trim()).post("/embed-sessions", &body).await.expect(201).json();
    let guest = made["token"].as_str().unwrap();
    let with_pass = server.client().with_token(guest).get(&format!("{gate}&pass=true")).await.expect(200).json();
    drop(server);

    let logged = std::fs::read_to_string(log.path()).unwrap().to_lowercase();
    assert!(logged.contains("answered"), "nothing was logged");
    for token in [key.trim(), embed.trim(), guest, with_pass["pass"].as_str().unwrap()] {
        assert!(!logged.contains(&token.to_lowercase()), "a token is in the log");
    }
    let token = cookie.split_once('=').unwrap().1;
    for secret in [token, "wrong-password", demo::PASSWORD, "very-private", "very private", "+48221234567", "editor@"] {
        let line = logged.lines().find(|line| line.contains(secret));
        assert!(line.is_none(), "{secret} is in the log: {line:?}");
    }
}

#[tokio::test]
async fn a_proxy_that_nobody_trusts_is_warned_of_once() {
    let database = TestDatabase::with_demo_data(Database::Sqlite).await;
    let log = tempfile::NamedTempFile::new().unwrap();
    let mut command = callsheet(&database, &["serve"]);
    command.stderr(log.reopen().unwrap());
    let server = Serving::start_with(command);
    let body = json!({"email": "editor@bella-pizza.example", "password": demo::PASSWORD});
    server.client().post("/session", &body).await.expect(204);
    let logged = || std::fs::read_to_string(log.path()).unwrap();
    assert!(!logged().contains("trusted_proxies"), "{}", logged());
    for _ in 0..2 {
        let request = server.client().request(reqwest::Method::POST, "/session").json(&body);
        Answer::to(request.header("x-forwarded-for", "192.0.2.1")).await.expect(204);
    }
    let logged = logged();
    assert_eq!(logged.matches("trusted_proxies").count(), 1, "{logged}");
    assert!(!logged.contains("192.0.2.1"), "{logged}");
}

#[tokio::test]
async fn the_log_tells_nothing_about_people_on_sqlite() {
    check_logs(Database::Sqlite).await;
}

#[tokio::test]
async fn the_log_tells_nothing_about_people_on_postgresql() {
    check_logs(Database::Postgresql).await;
}

#[tokio::test]
async fn two_servers_that_start_together_make_the_tables_once() {
    let database = TestDatabase::empty(Database::Postgresql).await;
    let start = || {
        let database = database.clone();
        tokio::task::spawn_blocking(move || Serving::start(&database))
    };
    let (one, other) = futures_util::future::join(start(), start()).await;
    for server in [one.unwrap(), other.unwrap()] {
        server.client().get_outside("/readyz").await.expect(200);
    }
}

#[tokio::test]
async fn help_is_there_for_every_command() {
    let database = TestDatabase::empty(Database::Sqlite).await;
    for command in [
        "",
        "serve",
        "migrate",
        "demo",
        "account",
        "account create",
        "account list",
        "account support-requests",
        "user",
        "user create",
        "user list",
        "user set-password",
        "user grant",
        "key",
        "key create",
        "key list",
        "key revoke",
        "key rotate-signing",
    ] {
        let arguments: Vec<_> = command.split_whitespace().chain(["--help"]).collect();
        assert!(succeed(&database, &arguments, "").contains("Usage: callsheet"), "{command}");
    }
    assert!(succeed(&database, &["--version"], "").starts_with("callsheet "));
}

#[tokio::test]
async fn what_cannot_be_meant_is_named() {
    let database = TestDatabase::empty(Database::Sqlite).await;
    refuse(&database, &[], "", "Usage");
    refuse(&database, &["fly"], "", "fly");
    refuse(&database, &["serve", "--config", "/nowhere.toml"], "", "/nowhere.toml");
    for (variable, value) in [
        ("CALLSHEET_LISTEN", "everywhere"),
        ("CALLSHEET_DATABASE_URL", "oracle://x"),
        ("CALLSHEET_PUBLIC_URL", "portal"),
        ("CALLSHEET_LOG", "=,="),
    ] {
        for command in ["serve", "migrate", "demo"] {
            let output = callsheet(&database, &[command]).env(variable, value).output().unwrap();
            let errors = String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.code(), Some(2), "{errors}");
            assert!(errors.contains(variable), "{errors}");
        }
    }
}

#[tokio::test]
async fn the_configuration_file_is_named_by_the_environment_too() {
    let database = TestDatabase::empty(Database::Sqlite).await;
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), "operator_name = ''\n").unwrap();
    for (path, code) in [(file.path().as_os_str(), 2), ("/nowhere.toml".as_ref(), 2), ("".as_ref(), 0)] {
        let output = callsheet(&database, &["migrate"]).env("CALLSHEET_CONFIG", path).output().unwrap();
        assert_eq!(output.status.code(), Some(code), "{path:?}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

#[cfg(unix)]
#[tokio::test]
async fn an_environment_that_is_not_text_does_no_harm() {
    use std::os::unix::ffi::OsStrExt as _;

    let database = TestDatabase::empty(Database::Sqlite).await;
    let value = std::ffi::OsStr::from_bytes(b"caf\xe9");
    let output = callsheet(&database, &["migrate"]).env("SOMEBODY_ELSE_S", value).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[tokio::test]
async fn what_the_machine_refuses_is_named_too() {
    let database = TestDatabase::empty(Database::Sqlite).await;
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = listener.local_addr().unwrap().to_string();
    for (variable, value) in [
        ("CALLSHEET_LISTEN", taken.as_str()),
        ("CALLSHEET_DATABASE_URL", "sqlite:///nowhere/at/all.db?mode=rwc"),
        ("CALLSHEET_DATABASE_URL", "postgres://user:secret@localhost/x?host=/nowhere"),
    ] {
        for command in ["serve", "migrate"] {
            if (command, variable) == ("migrate", "CALLSHEET_LISTEN") {
                continue;
            }
            let output = callsheet(&database, &[command]).env(variable, value).output().unwrap();
            let errors = String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.code(), Some(1), "{errors}");
            assert!(errors.contains(variable) && !errors.contains("secret"), "{errors}");
        }
    }
    drop(listener);
}
