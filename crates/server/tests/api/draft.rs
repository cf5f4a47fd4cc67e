//! `…/draft`.

use reqwest::Method;
use serde_json::{Value, json};

use crate::vocabulary::values::{production_values, sandbox_values, save, version};
use crate::vocabulary::{Answer, Client, on_both_databases};

const BELLA: &str = "bella-pizza";
const SANDBOX: &str = "/accounts/bella-pizza/draft?environment=sandbox";
const PRODUCTION: &str = "/accounts/bella-pizza/draft?environment=production";

fn none() -> Value {
    json!({
        "values": null, "base_version": null, "started_by": null, "started_at": null, "updated_by": null,
        "updated_at": null, "warnings": [],
    })
}

/// All that the answer says, but whom an emergency would reach, which it says with or without a draft.
async fn about_the_draft(client: &Client, path: &str) -> Value {
    let mut answer = client.get(path).await.expect(200).json();
    answer.as_object_mut().unwrap().remove("emergency").unwrap();
    answer
}

fn emergency(name: &str) -> Value {
    json!([{"name": name, "email": "not an address", "phone": null, "language": ""}])
}

on_both_databases! {
    async fn once_all_of_it_is_right_it_says_what_deserves_a_second_look(app: TestApp) {
        let anna = app.sign_in("admin@bella-pizza.example").await;
        let mut values = sandbox_values();
        let warnings = async |values: &Value| anna.put(SANDBOX, values).await.expect(200).json()["warnings"].clone();
        let email = "all@bella-pizza.example";
        for contact in ["technical_emergency", "technical_non_emergency", "merchant_issues", "operational_internal"] {
            values[contact] = json!([{"name": null, "email": email, "phone": null, "language": "en"}]);
        }
        values["operational_public"]["email"] = "not an address".into();
        assert_eq!(warnings(&values).await, json!([]));
        values["operational_public"]["email"] = email.into();
        let warned = warnings(&values).await;
        assert_eq!(warned[0], json!({"code": "single_address", "params": {"email": email}}), "{warned}");
        assert_eq!(anna.get(SANDBOX).await.expect(200).json()["warnings"], warned);
    }

    /// A draft has but the fields that were typed into, and is looked at with all others as they are stored.
    async fn what_is_typed_over_something_stored_is_looked_at_as_a_whole(app: TestApp) {
        let anna = app.sign_in("admin@bella-pizza.example").await;
        save(&anna, BELLA, "sandbox", 0, &sandbox_values()).await.expect(200);
        let typed = json!({"operational_internal": [{"name": null, "email": "ops@gmial.com", "language": "en"}]});
        let answer = anna.patch(SANDBOX, &typed).await.expect(200).json();
        let typo = json!({"code": "likely_typo", "params": {"email": "ops@gmial.com", "domain": "gmail.com"}});
        assert!(answer["warnings"].as_array().unwrap().contains(&typo), "{answer:#}");
    }

    async fn it_says_whom_an_emergency_would_reach(app: TestApp) {
        let anna = app.sign_in("admin@bella-pizza.example").await;
        let reached = async || anna.get(SANDBOX).await.expect(200).json()["emergency"].clone();
        let administrator = json!({"name": "Anna Nowak", "email": "admin@bella-pizza.example"});
        let contact = sandbox_values()["technical_emergency"][0].clone();
        let oncall = json!({"name": contact["name"], "email": contact["email"]});
        let nobody_listed = json!({"recipients": [administrator], "fallback": true});
        let listed = json!({"recipients": [oncall], "fallback": false});

        assert_eq!(reached().await, nobody_listed);
        let typed = anna.patch(SANDBOX, &json!({"technical_emergency": [contact]})).await.expect(200).json();
        assert_eq!(typed["emergency"], listed);
        assert_eq!(reached().await, listed);
        // The second contact is half typed. Who is listed is told all the same.
        let half = json!({"technical_emergency": [contact, {"name": "Ola", "email": "ola@", "language": "pl"}]});
        let both = json!({"recipients": [oncall, administrator], "fallback": true});
        assert_eq!(anna.patch(SANDBOX, &half).await.expect(200).json()["emergency"], both);
        // Not from one environment to the other.
        assert_eq!(anna.get(PRODUCTION).await.expect(200).json()["emergency"], nobody_listed);
        anna.delete(SANDBOX).await.expect(204);
        assert_eq!(reached().await, nobody_listed);

        // What is stored counts where nothing was typed over it.
        save(&anna, BELLA, "sandbox", 0, &sandbox_values()).await.expect(200);
        assert_eq!(reached().await, listed);
        let guest = app.guest(BELLA, "sandbox", "editor").await;
        assert_eq!(guest.get(SANDBOX).await.expect(200).json()["emergency"], listed);
        let other = anna.patch(SANDBOX, &json!({"operational_internal": []})).await.expect(200).json();
        assert_eq!(other["emergency"], listed);
        let taken_away = anna.patch(SANDBOX, &json!({"technical_emergency": []})).await.expect(200).json();
        assert_eq!(taken_away["emergency"], nobody_listed);
    }

    async fn colleagues_type_into_one_draft(app: TestApp) {
        let (anna, piotr) =
            (app.sign_in("admin@bella-pizza.example").await, app.sign_in("editor@bella-pizza.example").await);
        let viewer = app.sign_in("viewer@bella-pizza.example").await;
        assert_eq!(about_the_draft(&viewer, SANDBOX).await, none());

        let started = anna.patch(SANDBOX, &json!({"technical_emergency": emergency("Anna")})).await;
        let started = started.expect(200).json();
        assert_eq!(started["started_by"]["name"], "Anna Nowak");
        assert_eq!(started["base_version"], 0);
        app.clock.advance(jiff::SignedDuration::from_secs(60));
        piotr.patch(SANDBOX, &json!({"operational_public": {"email": "p"}})).await.expect(200);
        app.clock.advance(jiff::SignedDuration::from_secs(60));
        piotr.patch(SANDBOX, &json!({"operational_public": {"email": "pi"}, "merchant_issues": []})).await.expect(200);
        let draft = viewer.get(SANDBOX).await.expect(200).json();
        assert_eq!(draft["values"], json!({
            "technical_emergency": emergency("Anna"),
            "merchant_issues": [],
            "operational_public": {"email": "pi", "phone": null, "web_page": null},
        }));
        assert_eq!((&draft["started_by"], &draft["started_at"]), (&started["started_by"], &started["started_at"]));
        assert_eq!(draft["updated_by"]["name"], "Piotr Zieliński");
        assert_eq!(draft["updated_at"], "2026-11-21T10:02:00Z");
        // Replacing it takes the values, not the start.
        let replaced = piotr.put(SANDBOX, &json!({"technical_emergency": emergency("Piotr")})).await.expect(200).json();
        assert_eq!(replaced["values"], json!({"technical_emergency": emergency("Piotr")}));
        assert_eq!(replaced["started_by"]["name"], "Anna Nowak");
        // The other environment has its own.
        assert_eq!(about_the_draft(&anna, PRODUCTION).await, none());
        // And the draft isn't the contact information.
        assert_eq!(version(&anna, BELLA).await, 0);

        piotr.delete(SANDBOX).await.expect(204);
        assert_eq!(about_the_draft(&anna, SANDBOX).await, none());
        piotr.delete(SANDBOX).await.expect(204);
    }

    async fn what_two_type_at_the_same_time_is_all_there(app: TestApp) {
        let (anna, piotr) =
            (app.sign_in("admin@bella-pizza.example").await, app.sign_in("editor@bella-pizza.example").await);
        for round in 0..10 {
            let (name, email) = (format!("Anna {round}"), format!("piotr {round}"));
            let (hers, his) =
                (json!({"technical_emergency": emergency(&name)}), json!({"operational_public": {"email": email}}));
            let (first, second) = tokio::join!(anna.patch(SANDBOX, &hers), piotr.patch(SANDBOX, &his));
            first.expect(200);
            second.expect(200);
            let values = anna.get(SANDBOX).await.json()["values"].clone();
            assert_eq!(values["technical_emergency"][0]["name"], name);
            assert_eq!(values["operational_public"]["email"], email);
        }
    }

    async fn every_change_has_a_time_of_its_own(app: TestApp) {
        let editor = app.sign_in("editor@bella-pizza.example").await;
        let mut times = Vec::new();
        // The clock stands still, and is set back in between.
        for email in ["a", "b", "b", "c"] {
            let draft = editor.patch(SANDBOX, &json!({"operational_public": {"email": email}})).await.expect(200).json();
            times.push(draft["updated_at"].as_str().unwrap().parse::<jiff::Timestamp>().unwrap());
            app.clock.advance(-jiff::SignedDuration::from_millis(1));
        }
        assert!(times.is_sorted_by(|one, next| one < next), "{times:?}");
    }

    async fn a_save_ends_the_draft_that_its_sender_has_seen(app: TestApp) {
        let (anna, piotr) =
            (app.sign_in("admin@bella-pizza.example").await, app.sign_in("editor@bella-pizza.example").await);
        let typed = json!({"technical_emergency": emergency("Anna")});
        let save_ending = async |version: i64, draft: &str| {
            let path = format!("/accounts/bella-pizza/contact-information?environment=sandbox{draft}");
            let request = piotr.request(Method::PUT, &path).header("if-match", format!("\"{version}\""));
            Answer::to(request.json(&sandbox_values())).await
        };
        // Piotr saw none, so Anna's stays, over the version that she typed over.
        anna.patch(SANDBOX, &typed).await.expect(200);
        save_ending(0, "&draft=none").await.expect(200);
        let kept = anna.get(SANDBOX).await.json();
        assert_eq!((&kept["values"], &kept["base_version"]), (&typed, &json!(0)));
        // He saw it, but she has typed since.
        let seen = kept["updated_at"].as_str().unwrap();
        let newer = anna.patch(SANDBOX, &json!({"merchant_issues": []})).await.expect(200).json();
        save_ending(1, &format!("&draft={seen}")).await.expect(200);
        assert_eq!(anna.get(SANDBOX).await.json(), newer);
        // He saw what is there. In any other words for that time, too.
        let seen: jiff::Timestamp = newer["updated_at"].as_str().unwrap().parse().unwrap();
        save_ending(1, &format!("&draft={seen:.9}")).await.expect(200);
        assert_eq!(about_the_draft(&anna, SANDBOX).await, none());
        save_ending(1, "&draft=none").await.expect(200);
        // Who says nothing ends whichever there is.
        anna.patch(SANDBOX, &typed).await.expect(200);
        save_ending(1, "").await.expect(200);
        assert_eq!(about_the_draft(&anna, SANDBOX).await, none());
    }

    async fn a_save_that_is_refused_ends_no_draft(app: TestApp) {
        let editor = app.sign_in("editor@bella-pizza.example").await;
        let draft = editor.patch(SANDBOX, &json!({"merchant_issues": []})).await.expect(200).json();
        let path = "/accounts/bella-pizza/contact-information?environment=sandbox";
        let path = format!("{path}&draft={}", draft["updated_at"].as_str().unwrap());
        for (version, body, status) in [("\"7\"", sandbox_values(), 412), ("\"0\"", json!({}), 422)] {
            let request = editor.request(Method::PUT, &path).header("if-match", version).json(&body);
            Answer::to(request).await.expect(status);
        }
        assert_eq!(editor.get(SANDBOX).await.json(), draft);
        for wrong in ["", "None", "yesterday", "1", "2026-13-01T00:00:00Z"] {
            let path = format!("/accounts/bella-pizza/contact-information?environment=sandbox&draft={wrong}");
            let request = editor.request(Method::PUT, &path).header("if-match", "\"0\"").json(&sandbox_values());
            Answer::to(request).await.expect_problem(422, "invalid-query").expect_errors(&[("/draft", "invalid_draft")]);
            editor.delete(&format!("{SANDBOX}&draft={wrong}")).await.expect_errors(&[("/draft", "invalid_draft")]);
        }
    }

    async fn a_draft_that_has_changed_since_is_not_deleted(app: TestApp) {
        let editor = app.sign_in("editor@bella-pizza.example").await;
        let seen = editor.patch(SANDBOX, &json!({"merchant_issues": []})).await.expect(200).json();
        let seen = seen["updated_at"].as_str().unwrap();
        let newer = editor.patch(SANDBOX, &json!({"technical_emergency": []})).await.expect(200).json();
        for query in [format!("&draft={seen}"), "&draft=none".to_owned()] {
            editor.delete(&format!("{SANDBOX}{query}")).await.expect(204);
            assert_eq!(editor.get(SANDBOX).await.json(), newer, "{query}");
        }
        // A time that no clock of ours could tell from the right one.
        let seen: jiff::Timestamp = newer["updated_at"].as_str().unwrap().parse().unwrap();
        editor.delete(&format!("{SANDBOX}&draft={}", seen + jiff::SignedDuration::from_nanos(1))).await.expect(204);
        assert_eq!(editor.get(SANDBOX).await.json(), newer);
        editor.delete(&format!("{SANDBOX}&draft={seen}")).await.expect(204);
        assert_eq!(about_the_draft(&editor, SANDBOX).await, none());
    }

    async fn any_strings_come_back_as_they_were(app: TestApp) {
        let editor = app.sign_in("editor@bella-pizza.example").await;
        for text in ["", " ", "\u{0}\u{1}\u{1f}\u{7f}", "\u{202e}x\u{2028}", "𐀀😀", "\\\"'<script>", "\u{ffff}", "e\u{301}"] {
            let values = json!({
                "alert_contacts": [text],
                "technical_emergency": [{"name": "n", "email": text, "phone": "p", "language": text}],
                "operational_support": [{"time_zone": text, "languages": [text], "hours": {"weekly": [
                    {"day": text, "from": text, "to": text},
                ]}}],
            });
            assert_eq!(editor.put(PRODUCTION, &values).await.expect(200).json()["values"], values, "{text:?}");
            assert_eq!(editor.get(PRODUCTION).await.expect(200).json()["values"], values, "{text:?}");
        }
        let long = json!({"operational_public": {"email": "x".repeat(60_000), "phone": null, "web_page": null}});
        assert_eq!(editor.patch(PRODUCTION, &long).await.expect(200).json()["values"]["operational_public"], long["operational_public"]);
        assert_eq!(version(&editor, BELLA).await, 0);
    }

    async fn an_accepted_save_ends_it_and_a_refused_one_does_not(app: TestApp) {
        let editor = app.sign_in("editor@bella-pizza.example").await;
        let typed = json!({"technical_emergency": emergency("Anna")});
        editor.put(SANDBOX, &typed).await.expect(200);
        editor.put(PRODUCTION, &typed).await.expect(200);
        save(&editor, BELLA, "sandbox", 0, &json!({})).await.expect(422);
        save(&editor, BELLA, "sandbox", 7, &sandbox_values()).await.expect(412);
        assert_eq!(editor.get(SANDBOX).await.json()["values"], typed);
        save(&editor, BELLA, "sandbox", 0, &sandbox_values()).await.expect(200);
        assert_eq!(about_the_draft(&editor, SANDBOX).await, none());
        // The other environment's goes on, over the version that it began with.
        let other = editor.get(PRODUCTION).await.json();
        assert_eq!((&other["values"], &other["base_version"]), (&typed, &json!(0)));
    }

    async fn it_remembers_over_which_version_it_was_typed(app: TestApp) {
        let editor = app.sign_in("editor@bella-pizza.example").await;
        let id = app.user_id("editor@bella-pizza.example").await;
        save(&editor, BELLA, "sandbox", 0, &sandbox_values()).await.expect(200);
        save(&editor, BELLA, "production", 1, &production_values(&[&id])).await.expect(200);
        let typed = json!({"technical_emergency": emergency("Anna")});
        for (method, base, expected) in [
            (Method::PATCH, "", 2),
            (Method::PATCH, "&base_version=1", 1),
            (Method::PATCH, "&base_version=2", 1),
            (Method::PUT, "", 1),
            (Method::PUT, "&base_version=2", 2),
            (Method::PUT, "&base_version=0", 0),
        ] {
            let answer = Answer::to(editor.request(method.clone(), &format!("{SANDBOX}{base}")).json(&typed)).await;
            assert_eq!(answer.expect(200).json()["base_version"], expected, "{method} {base}");
        }
        for base in ["3", "-1", "x", "", "1.5", "9223372036854775807", "9223372036854775808"] {
            let answer = editor.patch(&format!("{SANDBOX}&base_version={base}"), &typed).await;
            answer.expect_problem(422, "invalid-query").expect_errors(&[("/base_version", "invalid_version")]);
        }
    }

    async fn only_the_right_shape_and_fields_that_can_be_given(app: TestApp) {
        let editor = app.sign_in("editor@bella-pizza.example").await;
        let walks = app.sign_in("editor@city-walks.example").await;
        for method in [Method::PUT, Method::PATCH] {
            for (body, errors) in [
                (json!({"alert_contacts": []}), &[("/alert_contacts", "unavailable_field")][..]),
                (json!({"alert_contacts": 1, "x": 1}), &[("/alert_contacts", "invalid_type"), ("/x", "unknown_field")]),
                (json!({"technical_emergency": [{"email": 1}]}), &[("/technical_emergency/0/email", "invalid_type")]),
                (json!([]), &[("", "invalid_type")]),
                (json!(null), &[("", "invalid_type")]),
            ] {
                let answer = Answer::to(editor.request(method.clone(), SANDBOX).json(&body)).await;
                answer.expect_problem(422, "invalid-draft").expect_errors(errors);
            }
            let path = "/accounts/city-walks/draft?environment=production";
            let answer = Answer::to(walks.request(method, path).json(&json!({"merchant_issues": []}))).await;
            answer.expect_errors(&[("/merchant_issues", "unavailable_field")]);
        }
        assert_eq!(about_the_draft(&editor, SANDBOX).await, none());
    }

    async fn viewers_read_and_others_learn_nothing(app: TestApp) {
        let viewer = app.sign_in("viewer@bella-pizza.example").await;
        let foreign = app.sign_in("admin@city-walks.example").await;
        for method in [Method::PUT, Method::PATCH, Method::DELETE] {
            let ask = async |client: &Client| {
                Answer::to(client.request(method.clone(), SANDBOX).json(&json!({}))).await
            };
            ask(&viewer).await.expect_problem(403, "forbidden");
            ask(&foreign).await.expect_problem(404, "not-found");
            ask(&app.stranger()).await.expect_problem(401, "not-signed-in");
        }
        foreign.get(SANDBOX).await.expect_problem(404, "not-found");
        app.stranger().get(SANDBOX).await.expect_problem(401, "not-signed-in");
        assert_eq!(about_the_draft(&viewer, SANDBOX).await, none());
    }
}
