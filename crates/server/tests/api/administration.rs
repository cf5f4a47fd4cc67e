//! The commands by which the operator administers accounts, users, keys and requests.

use serde_json::json;
use server::demo;

use crate::commands::{Serving, callsheet, refuse, succeed};
use crate::vocabulary::{Database, TestDatabase, eventually};

async fn check_administration(database: Database) {
    const PASSWORD: &str = "correct horse battery";
    let database = TestDatabase::empty(database).await;
    let id = succeed(
        &database,
        &[
            "account",
            "create",
            "--slug",
            "corner-shop",
            "--name",
            "Corner Shop",
            "--integration",
            "ordering",
            "--integration",
            "things_to_do",
        ],
        "",
    );
    let listed = succeed(&database, &["account", "list"], "");
    assert_eq!(listed, format!("corner-shop\t{}\tCorner Shop\tordering,things_to_do\n", id.trim()));

    let create = ["user", "create", "--email", "Ada@Corner-Shop.example", "--name", "Ada", "--language", "pl"];
    let user = succeed(&database, &create, &format!("{PASSWORD}\n"));
    let grant = ["user", "grant", "--email", "ada@corner-shop.example", "--account", "corner-shop", "--role"];
    succeed(&database, &[&grant[..], &["viewer"]].concat(), "");
    succeed(&database, &[&grant[..], &["administrator"]].concat(), "");
    refuse(&database, &[&grant[..], &["viewer"]].concat(), "", "last administrator");
    let staff = ["user", "create", "--email", "bo@operator.example", "--name", "Bo", "--staff"];
    succeed(&database, &staff, PASSWORD);
    let listed = succeed(&database, &["user", "list", "--account", id.trim()], "");
    assert_eq!(listed, format!("Ada@corner-shop.example\t{}\tAda\tcorner-shop=administrator\n", user.trim()));
    assert_eq!(succeed(&database, &["user", "list"], "").lines().count(), 2);

    let server = Serving::start(&database);
    let sign_in = async |password: &str| {
        let body = json!({"email": "ada@corner-shop.example", "password": password});
        server.client().post("/session", &body).await
    };
    let session = sign_in(PASSWORD).await;
    let ada = server.client().with_cookie(session.expect(204).cookie().unwrap());
    assert_eq!(ada.get("/me").await.expect(200).json()["user"]["language"], "pl");
    // Beside a server that runs.
    let set = ["user", "set-password", "--email", "ada@corner-shop.example"];
    succeed(&database, &set, "another long password\n");
    sign_in(PASSWORD).await.expect_problem(401, "invalid-credentials");
    sign_in("another long password").await.expect(204);
}

#[tokio::test]
async fn accounts_and_users_are_administered_on_sqlite() {
    check_administration(Database::Sqlite).await;
}

#[tokio::test]
async fn accounts_and_users_are_administered_on_postgresql() {
    check_administration(Database::Postgresql).await;
}

async fn check_news_of_commands(database: Database) {
    const EDITOR: &str = "editor@bella-pizza.example";
    let database = TestDatabase::with_demo_data(database).await;
    let server = Serving::start(&database);
    let session = server.client().post("/session", &json!({"email": EDITOR, "password": demo::PASSWORD})).await;
    let editor = server.client().with_cookie(session.expect(204).cookie().unwrap());
    let accounts = async || editor.get("/me").await.expect(200).json()["memberships"].as_array().unwrap().len();
    assert_eq!(accounts().await, 1);
    // Copies are good for minutes by now, and nobody waits that long for the news.
    for (number, slug) in [(2, "city-walks"), (3, "grand-hotel")] {
        succeed(&database, &["user", "grant", "--email", EDITOR, "--account", slug, "--role", "viewer"], "");
        eventually(async || accounts().await == number).await;
    }
    succeed(&database, &["user", "set-password", "--email", EDITOR], "another long password\n");
    eventually(async || editor.get("/me").await.status == 401).await;
}

#[tokio::test]
async fn what_a_command_changes_is_noticed_by_a_server_on_sqlite() {
    check_news_of_commands(Database::Sqlite).await;
}

#[tokio::test]
async fn what_a_command_changes_is_noticed_by_a_server_on_postgresql() {
    check_news_of_commands(Database::Postgresql).await;
}

async fn check_support_requests(database: Database) {
    let database = TestDatabase::with_demo_data(database).await;
    let log = tempfile::NamedTempFile::new().unwrap();
    let mut command = callsheet(&database, &["serve"]);
    command.env("CALLSHEET_LOG", "info").stderr(log.reopen().unwrap());
    let server = Serving::start_with(command);
    let mut expected = Vec::new();
    for (slug, subject, message) in
        [("bella-pizza", "Hours", "One\n\n  two"), ("city-walks", "Walks", "x"), ("bella-pizza", "Ünlocked?", "y\r\nz")]
    {
        let email = format!("viewer@{slug}.example");
        let session = server.client().post("/session", &json!({"email": email, "password": demo::PASSWORD})).await;
        let viewer = server.client().with_cookie(session.cookie().unwrap());
        let path = format!("/accounts/{slug}/support-requests");
        let taken = viewer.post(&path, &json!({"subject": subject, "message": message})).await.expect(201).json();
        let id = taken["id"].as_str().unwrap().to_owned();
        let mut lines = vec![format!("\t{slug}\t{email}\t{id}\t{subject}")];
        lines.extend(message.lines().map(|line| format!("\t{line}")));
        expected.push((id, lines));
    }
    let list = |arguments: &[&str]| {
        let listed = succeed(&database, &[&["account", "support-requests"], arguments].concat(), "");
        // Without the times, which each stand before an account.
        let lines = listed.lines().map(|line| match line.find(['\t']) {
            Some(end) if line[..end].ends_with('Z') => &line[end..],
            _ => line,
        });
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    let expect = |indices: &[usize]| indices.iter().flat_map(|index| expected[*index].1.clone()).collect::<Vec<_>>();
    assert_eq!(list(&[]), expect(&[2, 1, 0]));
    assert_eq!(list(&["--account", "bella-pizza"]), expect(&[2, 0]));
    assert_eq!(list(&["--limit", "1"]), expect(&[2]));
    assert!(list(&["--account", "grand-hotel"]).is_empty());
    refuse(&database, &["account", "support-requests", "--account", "nowhere"], "", "--account");
    refuse(&database, &["account", "support-requests", "--limit", "0"], "", "--limit");

    drop(server);
    let logged = std::fs::read_to_string(log.path()).unwrap();
    for (id, _) in &expected {
        assert_eq!(logged.lines().filter(|line| line.contains(id.as_str())).count(), 1, "{logged}");
    }
    assert!(!logged.contains("Walks"), "{logged}");
}

#[tokio::test]
async fn requests_for_support_are_listed_on_sqlite() {
    check_support_requests(Database::Sqlite).await;
}

#[tokio::test]
async fn requests_for_support_are_listed_on_postgresql() {
    check_support_requests(Database::Postgresql).await;
}

async fn check_keys(database: Database) {
    let database = TestDatabase::with_demo_data(database).await;
    let server = Serving::start(&database);
    let create = ["key", "create", "--name", "Look-up", "--scope", "read", "--account", "bella-pizza"];
    let printed = succeed(&database, &create, "");
    let key = printed.strip_suffix('\n').unwrap();
    assert!(key.starts_with("csk_read_") && key.len() == 52, "{printed}");
    let all = succeed(&database, &["key", "create", "--name", "Pages", "--scope", "embed", "--max-role", "viewer"], "");

    let gate = "/accounts/bella-pizza/gate?environment=production";
    let system = server.client().with_token(key);
    system.get(gate).await.expect(200);
    let listed = || succeed(&database, &["key", "list"], "");
    let columns = |line: &str| line.split('\t').map(str::to_owned).collect::<Vec<_>>();
    // The note of its use isn't waited for as long as it takes.
    eventually(async || columns(listed().lines().next().unwrap())[5] != "-").await;
    let lines: Vec<_> = listed().lines().map(columns).collect();
    let [one, other] = lines.as_slice() else { panic!("{lines:?}") };
    assert_eq!(one[..4], [&key[..17], "Look-up", "read", "bella-pizza"]);
    assert_eq!((one[6].as_str(), one[7].as_str()), ("-", "editor"));
    assert_eq!(other[..4], [&all[..18], "Pages", "embed", "-"]);
    assert_eq!((other[5].as_str(), other[6].as_str(), other[7].as_str()), ("-", "-", "viewer"));
    assert!(!listed().contains(key) && !listed().contains(all.trim()));

    // Beside a server that runs; once more is nothing new.
    for by in [key[..17].to_owned(), one[8].clone()] {
        assert_eq!(succeed(&database, &["key", "revoke", &by], ""), "");
    }
    eventually(async || system.get(gate).await.status == 401).await;
    assert_ne!(columns(listed().lines().next().unwrap())[6], "-");
    // A server that runs hears of another key that signs, too.
    let signing = succeed(&database, &["key", "rotate-signing"], "");
    let published = async || server.client().get_outside("/.well-known/jwks.json").await.expect(200).json();
    eventually(async || published().await["keys"][0]["kid"] == signing.trim()).await;
    assert_eq!(published().await["keys"].as_array().unwrap().len(), 2);
    refuse(&database, &["key", "revoke", "csk_read_nothing0"], "", "PREFIX_OR_ID");
    refuse(&database, &["key", "revoke", key], "", "PREFIX_OR_ID");
    refuse(&database, &["key", "revoke"], "", "PREFIX_OR_ID");
    refuse(&database, &["key", "create", "--name", "x", "--scope", "write"], "", "--scope");
    refuse(&database, &["key", "create", "--name", "x"], "", "--scope");
    refuse(&database, &["key", "create", "--name", " ", "--scope", "read"], "", "--name");
    let create = ["key", "create", "--name", "x", "--scope", "read", "--account", "nowhere"];
    refuse(&database, &create, "", "--account");
    assert_eq!(listed().lines().count(), 2);
}

#[tokio::test]
async fn keys_are_administered_on_sqlite() {
    check_keys(Database::Sqlite).await;
}

#[tokio::test]
async fn keys_are_administered_on_postgresql() {
    check_keys(Database::Postgresql).await;
}

#[tokio::test]
async fn what_cannot_be_administered_is_refused() {
    let database = TestDatabase::empty(Database::Sqlite).await;
    succeed(&database, &["demo"], "");
    let account = |slug, kind| ["account", "create", "--slug", slug, "--name", "x", "--integration", kind];
    refuse(&database, &account("bella-pizza", "ordering"), "", "--slug");
    refuse(&database, &account("Bella", "ordering"), "", "--slug");
    refuse(&database, &account("new", "flying"), "", "flying");
    refuse(&database, &["account", "create", "--slug", "new", "--name", "x"], "", "--integration");
    let user = |email, language| ["user", "create", "--email", email, "--name", "x", "--language", language];
    refuse(&database, &user("viewer@bella-pizza.example", "en"), "long enough password", "--email");
    refuse(&database, &user("viewer", "en"), "long enough password", "--email");
    refuse(&database, &user("new@bella-pizza.example", "fr"), "long enough password", "--language");
    refuse(&database, &user("new@bella-pizza.example", "en"), "too short", "standard input");
    refuse(&database, &user("new@bella-pizza.example", "en"), "", "standard input");
    refuse(&database, &["user", "set-password", "--email", "nobody@x.example"], "long enough password", "--email");
    let grant = ["user", "grant", "--email", "viewer@bella-pizza.example", "--role", "editor", "--account"];
    refuse(&database, &[&grant[..], &["nowhere"]].concat(), "", "--account");
}

async fn check_inviting(database: Database) {
    let database = TestDatabase::with_demo_data(database).await;
    let invite = |email: &str, role: &str| {
        let fixed = ["--name", "Jonas", "--account", "bella-pizza", "--language", "de"];
        succeed(&database, &[&["user", "invite", "--email", email, "--role", role][..], &fixed].concat(), "")
    };
    let id = invite("jonas@elsewhere.example", "administrator");
    // Whoever hasn't come yet is written to again, in place of the mail before.
    assert_eq!(invite("jonas@elsewhere.example", "administrator"), id);
    let listed = succeed(&database, &["mail", "list"], "");
    let states: Vec<_> = listed.lines().map(|line| line.split('\t').nth(1).unwrap()).collect();
    assert_eq!(states, ["queued", "cancelled"], "{listed}");
    assert!(listed.lines().all(|line| line.contains("\tinvitation\tjonas@elsewhere.example\t")), "{listed}");
    let users = succeed(&database, &["user", "list", "--account", "bella-pizza"], "");
    assert!(users.contains("\tJonas\tbella-pizza=administrator,invited"), "{users}");
    for (email, account, role, language, expected) in [
        ("viewer@bella-pizza.example", "bella-pizza", "viewer", "en", "--email"),
        ("jonas@elsewhere.example", "bella-pizza", "viewer", "en", "--role"),
        ("jonas", "bella-pizza", "viewer", "en", "--email"),
        ("new@elsewhere.example", "nowhere", "viewer", "en", "--account"),
        ("new@elsewhere.example", "bella-pizza", "viewer", "fr", "--language"),
    ] {
        let arguments = ["user", "invite", "--email", email, "--name", "Jonas", "--account", account, "--role", role];
        refuse(&database, &[&arguments[..], &["--language", language]].concat(), "", expected);
    }
}

#[tokio::test]
async fn people_are_invited_on_sqlite() {
    check_inviting(Database::Sqlite).await;
}

#[tokio::test]
async fn people_are_invited_on_postgresql() {
    check_inviting(Database::Postgresql).await;
}
