//! Every route as everybody, with the gate locked and open, against the table in `docs/access.md`.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use reqwest::Method;
use serde_json::{Value, json};
use server::demo;
use server::store::accounts::{self, AccountRef};
use server::store::api_keys::Scope;
use server::store::links::Purpose;
use server::store::{integrations, invitations, origins};

use crate::vocabulary::values::{production_values, save, version};
use crate::vocabulary::{Answer, Client, Database, TestApp};

const TABLE: &str = include_str!("../../../../docs/access.md");

/// Somebody who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Person {
    Nobody,
    User(&'static str),
    /// A system with a key, for one account or for all.
    System(Scope, Option<&'static str>),
    /// An editor in production for whom a page of the operator's speaks.
    Guest(&'static str),
}

use Person::{Guest, Nobody, System, User};

/// Whom each column after the first is about. All ask about bella-pizza.
const COLUMNS: [&[Person]; 11] = [
    &[Nobody],
    &[User("viewer@bella-pizza.example")],
    &[User("editor@bella-pizza.example")],
    &[User("admin@bella-pizza.example")],
    &[User("staff@operator.example")],
    &[User("viewer@city-walks.example"), User("editor@city-walks.example"), User("admin@city-walks.example")],
    &[System(Scope::Read, None), System(Scope::Read, Some("bella-pizza"))],
    &[System(Scope::Embed, None), System(Scope::Embed, Some("bella-pizza"))],
    &[System(Scope::Notify, None), System(Scope::Notify, Some("bella-pizza"))],
    &[System(Scope::Embed, Some("city-walks"))],
    &[Guest("bella-pizza")],
];

impl Person {
    async fn client(self, app: &TestApp) -> Client {
        match self {
            Nobody => app.stranger(),
            User(email) => app.sign_in(email).await,
            System(scope, account) => app.system(scope, account).await,
            Guest(account) => app.guest(account, "production", "editor").await,
        }
    }
}

struct Row {
    method: Method,
    path: String,
    /// What is expected in each column, while the gate is locked and while it is open.
    cells: Vec<[String; 2]>,
}

fn rows() -> Vec<Row> {
    let lines = TABLE.lines().filter(|line| line.starts_with("| `"));
    lines
        .map(|line| {
            let mut cells = line.trim_matches('|').split('|').map(str::trim);
            let route = cells.next().unwrap().trim_matches('`');
            let (method, path) = route.split_once(' ').unwrap();
            let cells: Vec<_> = cells
                .map(|cell| match cell.split_once(" → ") {
                    Some((locked, open)) => [locked.to_owned(), open.to_owned()],
                    None => [cell.to_owned(), cell.to_owned()],
                })
                .collect();
            assert_eq!(cells.len(), COLUMNS.len(), "{line}");
            Row { method: method.parse().unwrap(), path: path.to_owned(), cells }
        })
        .collect()
}

/// What addresses and bodies refer to.
struct Subjects {
    integration: String,
    origin: String,
    notification: String,
    message: String,
    user: String,
    alert_contact: String,
    /// Somebody who hasn't made use of the access yet.
    invited: String,
    /// Tokens of links to accept an invitation, and to choose another password.
    invitation_link: String,
    password_reset_link: String,
    /// The version that a save states.
    version: i64,
}

/// The id of a test message that an administrator has just sent to their own address.
async fn test_message(admin: &Client, account: &str) -> String {
    let body = json!({"email": format!("admin@{account}.example")});
    let sent = admin.post(&format!("/accounts/{account}/test-messages"), &body).await;
    sent.expect(201).json()["id"].as_str().unwrap().to_owned()
}

/// A request that would be accepted from somebody who may send it.
async fn ask(client: &Client, row: &Row, subjects: &Subjects) -> Answer {
    let path = row.path.replace("{account}", "bella-pizza");
    let path = path.replace("{message}", &subjects.message);
    let resource = row.path.rsplit('/').next().unwrap();
    let user = if resource == "invitation" { &subjects.invited } else { &subjects.user };
    let path = path.replace("{integration}", &subjects.integration).replace("{user}", user);
    let path = path.replace("{origin}", &subjects.origin).replace("{notification}", &subjects.notification);
    let query = match resource {
        "gate" | "contact-information" | "draft" | "requests-to-fill" => "?environment=production",
        "recipients" => "?category=emergency",
        _ => "",
    };
    let request = client.request_outside(row.method.clone(), &format!("{path}{query}"));
    let values = production_values(&[&subjects.alert_contact]);
    let body = match (row.method.as_str(), resource) {
        ("POST", "session") => json!({"email": "viewer@grand-hotel.example", "password": demo::PASSWORD}),
        ("POST", "embed-sessions") => json!({
            "account": "bella-pizza",
            "environment": "production",
            "user": {"email": "jo@host.example", "name": "Jo", "role": "editor"},
        }),
        ("POST", "origins") => json!({"origin": "https://new.example"}),
        ("POST", "users") => json!({"name": "New", "email": "new@bella-pizza.example", "role": "viewer"}),
        ("POST", "notifications") => json!({"category": "technical", "subject": "Version 3", "body": "It is here."}),
        ("POST", "password-resets") => json!({"email": "viewer@grand-hotel.example"}),
        ("POST", "look" | "accept" | "complete") => by_link(&row.path, subjects),
        ("POST", "alertmanager") => json!({"version": "4", "groupKey": "{}", "status": "firing", "alerts": []}),
        ("POST", "support-requests") => json!({"subject": "Help", "message": "Please."}),
        // Confirmed already, so nobody has to wait: the administrator signs in.
        ("POST", "verify") => json!({"email": "admin@bella-pizza.example"}),
        ("POST", "test-messages") => json!({"email": "oncall@bella-pizza.example"}),
        ("POST", "answer") => json!({"token": "csl_unknown", "answer": "confirm"}),
        ("PATCH", "me") => json!({"language": "en"}),
        ("PATCH", "{integration}") => json!({"stage": "launched"}),
        ("PATCH", "{user}") => json!({"role": "viewer"}),
        ("PUT", "contact-information" | "draft") | ("PATCH", "draft") => values,
        ("POST", "invitation" | "requests-to-fill") | ("GET" | "DELETE", _) => Value::Null,
        other => panic!("there is no body for {other:?} yet"),
    };
    let request = if body.is_null() { request } else { request.json(&body) };
    let request = match (row.method.as_str(), resource) {
        ("PUT", "contact-information") => request.header("if-match", format!("\"{}\"", subjects.version)),
        ("POST", "notifications") => request.header("idempotency-key", "1"),
        _ => request,
    };
    Answer::to(request).await
}

/// Tells an account something; answers the id.
async fn post(app: &TestApp, account: &str) -> String {
    let system = app.system(Scope::Notify, None).await;
    let request = system.request(Method::POST, &format!("/accounts/{account}/notifications"));
    let body = json!({"category": "technical", "subject": "Version 2", "body": "It ends."});
    let answer = Answer::to(request.header("idempotency-key", "0").json(&body)).await;
    answer.expect(201).json()["id"].as_str().unwrap().to_owned()
}

/// The body of what is done with a link.
fn by_link(path: &str, subjects: &Subjects) -> Value {
    let (invitation, reset) = (&subjects.invitation_link, &subjects.password_reset_link);
    match path {
        "/api/v1/invitations/look" => json!({"token": invitation}),
        "/api/v1/invitations/accept" => {
            json!({"token": invitation, "name": "Jo", "language": "en", "password": demo::PASSWORD})
        }
        "/api/v1/address-links/look" => json!({"token": "csl_unknown"}),
        "/api/v1/password-resets/look" => json!({"token": reset}),
        "/api/v1/password-resets/complete" => json!({"token": reset, "password": demo::PASSWORD}),
        other => panic!("there is no body for {other} yet"),
    }
}

/// Invites somebody; answers the user's id and a token of the link.
async fn invite(app: &TestApp, admin: &Client, email: &str) -> (String, String) {
    let body = json!({"name": "Jo", "email": email, "role": "viewer"});
    admin.post("/accounts/bella-pizza/users", &body).await.expect(201);
    let user = app.user_id(email).await;
    let id = user.parse().unwrap();
    let invitation = invitations::newest_of_user(app.store.read(), id).await.unwrap().unwrap();
    (user, app.link(Purpose::Invitation(invitation.id)).await)
}

/// Asks for everything in the order of the table, on a server of this column's own.
async fn check_column(database: Database, column: usize, is_open: bool) -> Vec<String> {
    let app = TestApp::spawn(database).await;
    let admin = app.sign_in("admin@bella-pizza.example").await;
    let alert_contact = app.user_id("admin@bella-pizza.example").await;
    if is_open {
        save(&admin, "bella-pizza", "production", 0, &production_values(&[&alert_contact])).await.expect(200);
    }
    // Integrations are behind the gate, so the database is asked for them.
    let slug = AccountRef::parse("bella-pizza").unwrap();
    let account = accounts::find(app.store.read(), &slug).await.unwrap().unwrap();
    let integrations = integrations::list(app.store.read(), account.id).await.unwrap();

    let origin = app.allow_origin("bella-pizza", "https://host.example").await;
    let notification = post(&app, "bella-pizza").await;

    let message = test_message(&admin, "bella-pizza").await;
    let mut mistakes = Vec::new();
    for (number, person) in COLUMNS[column].iter().enumerate() {
        let client = person.client(&app).await;
        let (invited, _) = invite(&app, &admin, &format!("invited{number}@bella-pizza.example")).await;
        let (_, invitation_link) = invite(&app, &admin, &format!("accepting{number}@bella-pizza.example")).await;
        // Invitations aren't sent again within a minute.
        app.clock.advance(SignedDuration::from_mins(1));
        let forgetful = app.user_id("editor@grand-hotel.example").await.parse().unwrap();
        let other = if *person == User("editor@bella-pizza.example") { "viewer" } else { "editor" };
        let subjects = Subjects {
            integration: integrations[0].id.to_string(),
            origin: origin.clone(),
            notification: notification.clone(),
            message: message.clone(),
            user: app.user_id(&format!("{other}@bella-pizza.example")).await,
            alert_contact: alert_contact.clone(),
            invited,
            invitation_link,
            password_reset_link: app.link(Purpose::PasswordReset(forgetful)).await,
            version: version(&admin, "bella-pizza").await,
        };
        for row in rows() {
            let answer = ask(&client, &row, &subjects).await;
            let found = format!("{} {}", answer.status, answer.slug());
            let expected = &row.cells[column][usize::from(is_open)];
            if found.trim() != expected {
                let gate = if is_open { "open" } else { "locked" };
                mistakes.push(format!(
                    "{} {}, {person:?}, {gate}: {} instead of {expected}",
                    row.method,
                    row.path,
                    found.trim()
                ));
            }
        }
    }
    mistakes
}

/// Asks for what belongs to another account under the address of one's own: it isn't there, for whoever could have done
/// something with it if it were.
async fn check_foreign_ids(database: Database) {
    let app = TestApp::spawn(database).await;
    let admin = app.sign_in("admin@bella-pizza.example").await;
    let alert_contact = app.user_id("admin@bella-pizza.example").await;
    save(&admin, "bella-pizza", "production", 0, &production_values(&[&alert_contact])).await.expect(200);
    let slug = AccountRef::parse("city-walks").unwrap();
    let foreign = accounts::find(app.store.read(), &slug).await.unwrap().unwrap();
    let integrations = integrations::list(app.store.read(), foreign.id).await.unwrap();
    let foreign_admin = app.sign_in("admin@city-walks.example").await;
    let subjects = Subjects {
        message: test_message(&foreign_admin, "city-walks").await,
        integration: integrations[0].id.to_string(),
        origin: app.allow_origin("city-walks", "https://host.example").await,
        notification: post(&app, "city-walks").await,
        user: app.user_id("viewer@city-walks.example").await,
        alert_contact,
        invited: app.user_id("viewer@city-walks.example").await,
        invitation_link: String::new(),
        password_reset_link: String::new(),
        version: 1,
    };
    let rows: Vec<_> = rows().into_iter().filter(|row| row.path.matches('{').count() > 1).collect();
    assert!(rows.len() >= 5);
    for row in rows {
        for (people, cells) in COLUMNS.iter().zip(&row.cells) {
            for person in *people {
                let client = person.client(&app).await;
                let expected = if cells[1].starts_with('2') { "404 not-found" } else { &cells[1] };
                let answer = ask(&client, &row, &subjects).await;
                let found = format!("{} {}", answer.status, answer.slug());
                assert_eq!(found, expected, "{} {}, {person:?}", row.method, row.path);
            }
        }
    }
    let unchanged = integrations::list(app.store.read(), foreign.id).await.unwrap();
    assert_eq!(unchanged, integrations);
    assert_eq!(origins::list(app.store.read(), foreign.id).await.unwrap().len(), 1);
    app.sign_in("viewer@city-walks.example").await.get("/accounts/city-walks/users").await.expect(200);
}

#[tokio::test]
async fn what_belongs_to_others_is_not_under_an_address_of_ones_own_on_sqlite() {
    check_foreign_ids(Database::Sqlite).await;
}

#[tokio::test]
async fn what_belongs_to_others_is_not_under_an_address_of_ones_own_on_postgresql() {
    check_foreign_ids(Database::Postgresql).await;
}

async fn check(database: Database) {
    let mut mistakes = Vec::new();
    for column in 0..COLUMNS.len() {
        for is_open in [false, true] {
            mistakes.extend(check_column(database, column, is_open).await);
        }
    }
    assert!(mistakes.is_empty(), "the server isn't as docs/access.md says:\n{}", mistakes.join("\n"));
}

#[tokio::test]
async fn the_server_does_what_the_table_says_on_sqlite() {
    check(Database::Sqlite).await;
}

#[tokio::test]
async fn the_server_does_what_the_table_says_on_postgresql() {
    check(Database::Postgresql).await;
}

/// Asks for everything of another account as its guest: nothing is there.
async fn check_foreign_guest(database: Database) {
    let app = TestApp::spawn(database).await;
    let guest = app.guest("city-walks", "production", "editor").await;
    let user = app.user_id("viewer@bella-pizza.example").await;
    let subjects = Subjects {
        integration: user.clone(),
        origin: user.clone(),
        notification: user.clone(),
        message: user.clone(),
        user: user.clone(),
        alert_contact: user.clone(),
        invited: user,
        invitation_link: String::new(),
        password_reset_link: String::new(),
        version: 0,
    };
    for row in rows().into_iter().filter(|row| row.path.contains("{account}")) {
        let answer = ask(&guest, &row, &subjects).await;
        assert_eq!((answer.status, answer.slug().as_str()), (404, "not-found"), "{} {}", row.method, row.path);
    }
}

#[tokio::test]
async fn a_guest_of_another_account_finds_nothing_on_sqlite() {
    check_foreign_guest(Database::Sqlite).await;
}

#[tokio::test]
async fn a_guest_of_another_account_finds_nothing_on_postgresql() {
    check_foreign_guest(Database::Postgresql).await;
}

#[tokio::test]
async fn every_route_is_in_the_table_once() {
    let app = TestApp::spawn(Database::Sqlite).await;
    let document = app.stranger().get("/openapi.json").await.expect(200).json();
    let routes: BTreeSet<_> = document["paths"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(path, item)| {
            item.as_object().unwrap().keys().map(move |method| format!("{} {path}", method.to_uppercase()))
        })
        .collect();
    let listed: Vec<_> = rows().iter().map(|row| format!("{} {}", row.method, row.path)).collect();
    let distinct: BTreeSet<_> = listed.iter().cloned().collect();
    assert_eq!(distinct.len(), listed.len(), "a route is listed twice");
    let missing: Vec<_> = routes.difference(&distinct).collect();
    assert!(missing.is_empty(), "docs/access.md lacks {missing:?}");
    let invented: Vec<_> = distinct
        .difference(&routes)
        .filter(|route| route.contains("/api/v1/") && !route.ends_with("/openapi.json"))
        .collect();
    assert!(invented.is_empty(), "docs/access.md lists what isn't there: {invented:?}");
}
