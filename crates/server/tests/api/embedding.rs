//! What `docs/embedding.md` tells hosts to do.

#[expect(unreachable_pub, reason = "it is an example in the documentation, for crates of others")]
mod session;

use std::collections::BTreeSet;
use std::process::Command;

use serde_json::{Value, json};
use server::store::api_keys::Scope;

use crate::vocabulary::{Database, TestApp};
use session::{Callsheet, User};

const DOCUMENT: &str = include_str!("../../../../docs/embedding.md");
const LOADER: &str = include_str!("../../../../public/embed.js");

#[tokio::test]
async fn the_documented_endpoint_in_rust_makes_a_session() {
    assert_eq!(snippet("rust").trim(), include_str!("embedding/session.rs").trim());
    let app = TestApp::spawn(Database::Sqlite).await;
    let key = app.key(Scope::Embed, None, model::Role::Editor).await;
    let callsheet = Callsheet { client: reqwest::Client::new(), url: format!("http://{}", app.address), key };
    let user = User { account: "bella-pizza", email: "jo@host.example", name: "Jo Host", role: "editor" };
    let made = callsheet.session(&user, "sandbox").await.unwrap();
    is_a_session(&app, &made).await;
    let elsewhere = User { account: "no-such-account", ..user };
    assert_eq!(callsheet.session(&elsewhere, "sandbox").await.unwrap_err().status().unwrap(), 404);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_documented_endpoint_in_node_makes_a_session() {
    // Elsewhere the example is tested where Node.js is.
    if Command::new("node").arg("--version").output().is_err() {
        return;
    }
    let driver = "const [user, environment] = JSON.parse(process.argv[2]);\n\
        console.log(JSON.stringify(await callsheetSession(user, environment)));\n";
    check_example("node", "session.mjs", &format!("{}\n{driver}", snippet("js"))).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_documented_endpoint_in_python_makes_a_session() {
    if Command::new("python3").arg("--version").output().is_err() {
        return;
    }
    let driver = "import sys\n\
        user, environment = json.loads(sys.argv[1])\n\
        print(json.dumps(callsheet_session(user, environment)))\n";
    check_example("python3", "session.py", &format!("{}\n{driver}", snippet("python"))).await;
}

#[test]
fn every_attribute_and_error_of_the_element_is_documented() {
    let observed = LOADER.split("observedAttributes = [").nth(1).unwrap().split(']').next().unwrap();
    let looks = LOADER.split("looks = [").nth(1).unwrap().split(']').next().unwrap();
    let codes = LOADER.split("code = '").skip(1).chain(LOADER.split("fail('").skip(1));
    let codes = codes.map(|rest| rest.split('\'').next().unwrap());
    let names = [observed, looks].into_iter().flat_map(|list| list.split('\'').skip(1).step_by(2)).chain(codes);
    let names: BTreeSet<_> = names.collect();
    assert!(names.len() > 10, "{names:?}");
    let missing: Vec<_> = names.into_iter().filter(|name| !DOCUMENT.contains(&format!("| `{name}` |"))).collect();
    assert!(missing.is_empty(), "docs/embedding.md lacks {missing:?}");
}

/// Runs an example of the documentation against a server.
async fn check_example(program: &str, file: &str, source: &str) {
    let app = TestApp::spawn(Database::Sqlite).await;
    let key = app.key(Scope::Embed, None, model::Role::Editor).await;
    let directory = tempfile::tempdir().unwrap();
    let script = directory.path().join(file);
    std::fs::write(&script, source).unwrap();
    let run = |account: &str| {
        let user = json!({"account": account, "email": "jo@host.example", "name": "Jo Host", "role": "editor"});
        Command::new(program)
            .arg(&script)
            .arg(json!([user, "sandbox"]).to_string())
            .env("CALLSHEET_URL", format!("http://{}", app.address))
            .env("CALLSHEET_KEY", &key)
            .output()
            .unwrap()
    };
    let output = run("bella-pizza");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    is_a_session(&app, &serde_json::from_slice(&output.stdout).unwrap()).await;
    assert!(!run("no-such-account").status.success());
}

async fn is_a_session(app: &TestApp, made: &Value) {
    let guest = app.stranger().with_token(made["token"].as_str().unwrap());
    assert_eq!(guest.get("/me").await.expect(200).json()["user"]["name"], "Jo Host");
    assert_eq!((&made["gate"]["state"], &made["gate"]["environment"]), (&json!("locked"), &json!("sandbox")));
}

/// The documentation's example in a language.
fn snippet(language: &str) -> &'static str {
    DOCUMENT.split(&format!("```{language}\n")).nth(1).unwrap().split("```").next().unwrap()
}
