//! `/accounts/{account}/alertmanager`.

use serde_json::{Value, json};
use server::store::api_keys::Scope;

use crate::notifications::NOTIFICATIONS;
use crate::vocabulary::on_both_databases;
use crate::vocabulary::values::with;

const ALERTMANAGER: &str = "/accounts/bella-pizza/alertmanager";

/// As Alertmanager 0.28 sends it.
fn webhook() -> Value {
    json!({
        "receiver": "callsheet",
        "status": "firing",
        "alerts": [{
            "status": "firing",
            "labels": {"alertname": "HighErrorRate", "instance": "orders-1", "severity": "critical"},
            "annotations": {"summary": "12 % of orders fail", "description": "Since 03:05\nat the gateway"},
            "startsAt": "2026-11-21T03:05:00Z",
            "endsAt": "0001-01-01T00:00:00Z",
            "generatorURL": "http://prometheus.example/graph",
            "fingerprint": "b5ae1e1d2e0f3c6a",
        }],
        "groupLabels": {"alertname": "HighErrorRate"},
        "commonLabels": {"alertname": "HighErrorRate", "severity": "critical"},
        "commonAnnotations": {"summary": "12 % of orders fail"},
        "externalURL": "http://alertmanager.example",
        "version": "4",
        "groupKey": "{}:{alertname=\"HighErrorRate\"}",
        "truncatedAlerts": 0,
    })
}

on_both_databases! {
    async fn a_group_of_alerts_is_a_production_issue(app: TestApp) {
        let system = app.system(Scope::Notify, Some("bella-pizza")).await;
        let first = system.post(ALERTMANAGER, &webhook()).await;
        let told = first.expect(201).json();
        assert_eq!(told["subject"], "[firing] 12 % of orders fail");
        assert_eq!((&told["category"], &told["environment"]), (&json!("production_issue"), &json!("production")));
        assert_eq!((&told["severity"], &told["problem_key"]), (&json!("high"), &webhook()["groupKey"]));
        let body = told["body"].as_str().unwrap();
        assert!(body.contains("firing since 2026-11-21T03:05:00Z\ndescription: Since 03:05\nat the gateway"), "{body}");
        assert!(body.contains("instance = orders-1"), "{body}");

        // It repeats itself every few hours, with other figures.
        let mut again = webhook();
        again["alerts"][0]["annotations"]["summary"] = json!("14 % of orders fail");
        assert_eq!(system.post(ALERTMANAGER, &again).await.body, first.body);
        // What has changed is told, when its time comes.
        let mut resolved = with(webhook(), "status", json!("resolved"));
        resolved["alerts"][0]["status"] = json!("resolved");
        let resolved = system.post(ALERTMANAGER, &resolved).await.expect(201).json();
        assert_eq!((&resolved["subject"], &resolved["folded"]), (&json!("[resolved] 12 % of orders fail"), &json!(true)));
        let sandbox = system.post(&format!("{ALERTMANAGER}?environment=sandbox"), &webhook()).await.expect(201).json();
        assert_eq!((&sandbox["environment"], &sandbox["folded"]), (&json!("sandbox"), &json!(false)));
        assert_eq!(system.get(NOTIFICATIONS).await.json()["items"].as_array().unwrap().len(), 3);
    }

    async fn what_is_too_long_is_cut_and_what_is_something_else_refused(app: TestApp) {
        let system = app.system(Scope::Notify, None).await;
        let mut long = webhook();
        long["groupKey"] = json!("x".repeat(500));
        long["commonAnnotations"]["summary"] = json!("a\r\nb".repeat(300));
        long["alerts"][0]["annotations"]["description"] = json!("x".repeat(40_000));
        let told = system.post(ALERTMANAGER, &long).await.expect(201).json();
        let length = |member: &str| told[member].as_str().unwrap().chars().count();
        assert_eq!((length("subject"), length("body"), length("problem_key")), (200, 32 * 1024, 64));
        for body in [json!([]), json!({}), with(webhook(), "alerts", json!("none"))] {
            system.post(ALERTMANAGER, &body).await.expect_errors(&[("", "invalid_type")]);
        }
        system.post(&format!("{ALERTMANAGER}?environment=x"), &webhook()).await.expect_problem(422, "invalid-query");
    }
}
