//! The gate pass, and the keys that verify it.

#[expect(unreachable_pub, reason = "it is an example in the documentation, for crates of others")]
mod verify;

use std::process::Command;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::Method;
use serde_json::{Value, json};
use server::passes::{self, LIFETIME};
use server::random::Randomness;
use server::store::api_keys::Scope;
use server::store::signing_keys::{self, KEPT};

use crate::vocabulary::values::{sandbox_values, save};
use crate::vocabulary::{Answer, Client, Database, TestApp, eventually, on_both_databases};
use verify::{Expected, read_gate_pass};

const GATE: &str = "/accounts/bella-pizza/gate?environment=sandbox";
const WITH_PASS: &str = "/accounts/bella-pizza/gate?environment=sandbox&pass=true";
const DOCUMENT: &str = include_str!("../../../../docs/gate-pass.md");

on_both_databases! {
    async fn a_pass_says_what_the_gate_is(app: TestApp) {
        let editor = app.sign_in("editor@bella-pizza.example").await;
        let id = editor.get("/me").await.json()["memberships"][0]["account"]["id"].clone();
        let jwks = keys(&app).await;
        let people = [
            editor.clone(),
            app.system(Scope::Read, None).await,
            app.system(Scope::Embed, Some("bella-pizza")).await,
            app.guest("bella-pizza", "sandbox", "viewer").await,
        ];
        for (state, version) in [("locked", 0), ("open", 1)] {
            for client in &people {
                let answer = client.get(WITH_PASS).await.expect(200).json();
                assert_eq!((&answer["state"], &answer["version"]), (&json!(state), &json!(version)));
                let claims = read(&app, answer["pass"].as_str().unwrap(), &jwks);
                let now = app.clock.now().as_second();
                assert_eq!(claims, Some(json!({
                    "iss": format!("http://{}", app.address), "sub": id, "account": "bella-pizza",
                    "environment": "sandbox", "state": state, "version": version, "iat": now,
                    "exp": now + LIFETIME.as_secs(),
                })));
            }
            save(&editor, "bella-pizza", "sandbox", version, &sandbox_values()).await.expect(200);
        }
    }

    async fn after_a_rotation_what_was_signed_before_is_verified_as_long_as_it_lives(app: TestApp) {
        let system = app.system(Scope::Read, None).await;
        let sibling = app.spawn_sibling().await;
        keys(&sibling).await;
        let old = pass(&system).await;
        app.clock.advance(jiff::SignedDuration::from_secs(1));
        let key = passes::new_key(&app.clock, &Randomness::seeded(9)).unwrap();
        let now = app.clock.now();
        app.store.write(async |txn| signing_keys::rotate(txn, &key, now).await).await.unwrap();

        let new = pass(&system).await;
        let jwks = keys(&app).await;
        assert_eq!((jwks["keys"].as_array().unwrap().len(), &jwks["keys"][0]["kid"]), (2, &json!(key.id.to_string())));
        for pass in [&old, &new] {
            assert!(read(&app, pass, &jwks).is_some());
        }
        eventually(async || keys(&sibling).await == jwks).await;
        // What signed can't sign any more.
        let stored = signing_keys::list(app.store.read(), now).await.unwrap();
        assert_eq!(stored.iter().map(|key| key.seed.is_some()).collect::<Vec<_>>(), [true, false]);

        app.clock.advance(KEPT);
        let jwks = keys(&app).await;
        assert_eq!(jwks["keys"].as_array().unwrap().len(), 1);
        assert_eq!(read(&app, &old, &jwks), None);
        assert!(read(&app, &pass(&system).await, &jwks).is_some());
        let key = passes::new_key(&app.clock, &Randomness::seeded(10)).unwrap();
        let now = app.clock.now();
        app.store.write(async |txn| signing_keys::rotate(txn, &key, now).await).await.unwrap();
        assert_eq!(keys(&app).await["keys"].as_array().unwrap().len(), 2);
    }

    async fn a_warm_pass_costs_no_sql(app: TestApp) {
        let system = app.system(Scope::Read, None).await;
        eventually(async || {
            let before = app.store.statements();
            pass(&system).await;
            keys(&app).await;
            app.store.statements() == before
        })
        .await;
    }

    async fn servers_over_one_database_sign_with_one_key(app: TestApp) {
        let sibling = app.spawn_sibling().await;
        let jwks = keys(&app).await;
        assert_eq!(jwks["keys"].as_array().unwrap().len(), 1);
        assert_eq!(keys(&sibling).await, jwks);
    }
}

#[tokio::test]
async fn a_pass_is_there_only_for_who_asks() {
    let app = TestApp::spawn(Database::Sqlite).await;
    let system = app.system(Scope::Read, None).await;
    for path in [GATE, &WITH_PASS.replace("true", "false")] {
        let answer = system.get(path).await;
        assert_eq!(answer.expect(200).json().get("pass"), None);
        assert!(answer.header("etag").starts_with('"'));
        assert!(answer.header("vary").contains("Prefer"));
    }
    let etag = system.get(GATE).await.header("etag").to_owned();
    for (path, preferred, applied) in [(WITH_PASS, "", ""), (GATE, "gate-pass", "gate-pass")] {
        let request = system.request(Method::GET, path).header("prefer", preferred);
        // What is known of the gate doesn't spare a pass.
        let answer = Answer::to(request.header("if-none-match", &etag)).await;
        assert!(answer.expect(200).json()["pass"].is_string());
        for (name, expected) in [("cache-control", "no-store"), ("etag", ""), ("preference-applied", applied)] {
            assert_eq!(answer.header(name), expected, "{path}");
        }
    }
    system.get(&WITH_PASS.replace("true", "yes")).await.expect_errors(&[("/pass", "invalid_type")]);
    app.system(Scope::Notify, None).await.get(WITH_PASS).await.expect_problem(403, "forbidden");
    app.stranger().get(WITH_PASS).await.expect_problem(401, "not-signed-in");
}

#[tokio::test]
async fn whose_passes_they_are() {
    let app = TestApp::spawn_with(Database::Sqlite, "public_url = 'https://portal.example'").await;
    let pass = pass(&app.system(Scope::Read, None).await).await;
    let claims = URL_SAFE_NO_PAD.decode(pass.split('.').nth(1).unwrap()).unwrap();
    assert_eq!(serde_json::from_slice::<Value>(&claims).unwrap()["iss"], "https://portal.example");
    let answer = app.stranger().get_outside("/.well-known/jwks.json").await;
    assert_eq!(answer.header("content-type"), "application/jwk-set+json");
    assert_eq!(answer.header("cache-control"), "public, max-age=300");
    let key = answer.json()["keys"][0].as_object().unwrap().clone();
    let names: Vec<_> = key.keys().map(String::as_str).collect();
    assert_eq!(names, ["alg", "crv", "kid", "kty", "use", "x"]);
    assert_eq!((&key["kty"], &key["crv"], &key["alg"]), (&json!("OKP"), &json!("Ed25519"), &json!("EdDSA")));
}

#[test]
fn the_documented_verification_in_rust_is_the_one_that_is_tested() {
    assert_eq!(snippet("rust").trim(), include_str!("gate_pass/verify.rs").trim());
}

#[test]
fn the_example_of_a_host_verifies_as_documented() {
    let example = include_str!("../../../../examples/host/gate-pass.mjs");
    assert!(example.ends_with(snippet("js")), "examples/host/gate-pass.mjs isn't what docs/gate-pass.md has");
}

#[tokio::test]
async fn a_pass_that_is_not_what_it_seems_is_no_pass() {
    let app = TestApp::spawn(Database::Sqlite).await;
    let (jwks, cases) = cases(&app).await;
    for case in &cases {
        let is_good = case["name"] == "good";
        assert_eq!(verified(&app, case, &jwks).is_some(), is_good, "{}", case["name"]);
    }
}

#[tokio::test]
async fn the_documented_verification_in_node_agrees() {
    // Elsewhere the example is tested where Node.js is.
    if !succeeds(Command::new("node").arg("--version")) {
        return;
    }
    let driver = "import { readFileSync } from \"node:fs\";\n\
        const { jwks, cases } = JSON.parse(readFileSync(process.argv[2], \"utf8\"));\n\
        console.log(JSON.stringify(cases.map((one) => readGatePass(one.pass, jwks, one.expected, one.now))));\n";
    check_example("node", "verify.mjs", &format!("{}\n{driver}", snippet("js"))).await;
}

#[tokio::test]
async fn the_documented_verification_in_python_agrees() {
    // It needs a package that isn't everywhere.
    if !succeeds(Command::new("python3").args(["-c", "import cryptography"])) {
        return;
    }
    let driver = "import sys\n\
        told = json.load(open(sys.argv[1]))\n\
        cases = told[\"cases\"]\n\
        read = [read_gate_pass(one[\"pass\"], told[\"jwks\"], **one[\"expected\"], now=one[\"now\"]) for one in cases]\n\
        print(json.dumps(read))\n";
    check_example("python3", "verify.py", &format!("{}\n{driver}", snippet("python"))).await;
}

/// Runs an example of the documentation on all cases, and compares with the one in Rust.
async fn check_example(program: &str, file: &str, source: &str) {
    let app = TestApp::spawn(Database::Sqlite).await;
    let (jwks, cases) = cases(&app).await;
    let directory = tempfile::tempdir().unwrap();
    let (script, input) = (directory.path().join(file), directory.path().join("cases.json"));
    std::fs::write(&script, source).unwrap();
    std::fs::write(&input, json!({"jwks": jwks, "cases": cases}).to_string()).unwrap();
    let output = Command::new(program).arg(&script).arg(&input).output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    let read: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(read.len(), cases.len());
    for (case, read) in cases.iter().zip(read) {
        assert_eq!(read, verified(&app, case, &jwks).unwrap_or(Value::Null), "{}", case["name"]);
    }
}

/// A good pass, and what somebody might make of it.
async fn cases(app: &TestApp) -> (Value, Vec<Value>) {
    let good = pass(&app.system(Scope::Read, None).await).await;
    let other = TestApp::spawn(Database::Sqlite).await;
    let foreign = pass(&other.system(Scope::Read, None).await).await;
    let [header, claims, signature] = good.split('.').collect::<Vec<_>>().try_into().unwrap();
    let changed = |part: &str, name: &str, value: Value| {
        let mut json: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap();
        json[name] = value;
        URL_SAFE_NO_PAD.encode(json.to_string())
    };
    let opened = changed(claims, "state", json!("open"));
    let unsigned = changed(header, "alg", json!("none"));
    let other_kind = changed(header, "typ", json!("JWT"));
    let unknown = changed(header, "kid", json!("unknown"));
    let last = if signature.ends_with('A') { "Q" } else { "A" };
    let broken = format!("{}{last}", &signature[..signature.len() - 1]);
    let issuer = format!("http://{}", app.address);
    let expected = json!({"issuer": issuer, "account": "bella-pizza", "environment": "sandbox"});
    let now = app.clock.now().as_second();
    let case = |name: &str, pass: String, expected: &Value, now: i64| json!({"name": name, "pass": pass, "expected": expected, "now": now});
    let meant = |name: &str, value: &str| {
        let mut other = expected.clone();
        other[name] = json!(value);
        case(name, good.clone(), &other, now)
    };
    let mut cases = vec![
        case("good", good.clone(), &expected, now),
        case("good", good.clone(), &expected, now + LIFETIME.as_secs() - 1),
        case("expired", good.clone(), &expected, now + LIFETIME.as_secs()),
        meant("issuer", "https://portal.example"),
        meant("account", "city-walks"),
        meant("environment", "production"),
    ];
    for (name, pass) in [
        ("opened", format!("{header}.{opened}.{signature}")),
        ("without a signature", format!("{unsigned}.{opened}.")),
        ("said to have no signature", format!("{unsigned}.{claims}.{signature}")),
        ("another kind of token", format!("{other_kind}.{claims}.{signature}")),
        ("signed by nobody who is known", format!("{unknown}.{claims}.{signature}")),
        ("signed by another server", foreign),
        ("with another signature", format!("{header}.{claims}.{broken}")),
        ("nothing", String::new()),
        ("no token", "a.b.c".to_owned()),
        ("too short", format!("{header}.{claims}")),
    ] {
        cases.push(case(name, pass, &expected, now));
    }
    (keys(app).await, cases)
}

fn verified(app: &TestApp, case: &Value, jwks: &Value) -> Option<Value> {
    let text = |name: &str| case["expected"][name].as_str().unwrap();
    let expected = Expected { issuer: text("issuer"), account: text("account"), environment: text("environment") };
    assert!(app.clock.now().as_second() <= case["now"].as_i64().unwrap());
    read_gate_pass(case["pass"].as_str().unwrap(), jwks, &expected, case["now"].as_i64().unwrap())
}

fn read(app: &TestApp, pass: &str, jwks: &Value) -> Option<Value> {
    let issuer = format!("http://{}", app.address);
    let expected = Expected { issuer: &issuer, account: "bella-pizza", environment: "sandbox" };
    // By the keys alone, whatever time it is.
    read_gate_pass(pass, jwks, &expected, 0)
}

async fn pass(client: &Client) -> String {
    client.get(WITH_PASS).await.expect(200).json()["pass"].as_str().unwrap().to_owned()
}

async fn keys(app: &TestApp) -> Value {
    app.stranger().get_outside("/.well-known/jwks.json").await.expect(200).json()
}

/// The documentation's example in a language.
fn snippet(language: &str) -> &'static str {
    DOCUMENT.split(&format!("```{language}\n")).nth(1).unwrap().split("```").next().unwrap()
}

fn succeeds(command: &mut Command) -> bool {
    command.output().is_ok_and(|output| output.status.success())
}
