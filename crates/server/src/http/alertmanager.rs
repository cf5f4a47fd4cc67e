//! Alerts of Prometheus, as Alertmanager's webhook tells them (version 4): a group of alerts becomes a production issue.
//!
//! The webhook can't be told what to send, so this takes what it sends, and passes over what it may come to send one day. What is
//! too long is cut: an alert that isn't told would be worse.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::response::Response;
use model::wire::Notification;
use model::{Category, Environment, Severity};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Context;
use super::body::JsonBody;
use super::caller::Notifier;
use super::openapi::{AlertProblems, MemberProblems};
use super::post_notification::{BODY_MAX, PROBLEM_KEY_MAX, SUBJECT_MAX, once};
use super::problem::{FieldError, Problem};
use super::query::{Parameters, Query, QueryShape};
use crate::hex::hex;
use crate::notifications::post::New;
use crate::store::idempotency::Request;

/// Its routes.
pub(super) fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new().routes(routes!(create))
}

/// Where the alerts are about something.
struct Asked(Environment);

impl QueryShape for Asked {
    fn read(parameters: &mut Parameters) -> Option<Self> {
        let environment = parameters.optional("environment", "invalid_environment", Environment::from_id)?;
        Some(Self(environment.unwrap_or(Environment::Production)))
    }
}

type Texts = BTreeMap<String, String>;

/// A group of alerts.
#[derive(Deserialize, utoipa::ToSchema)]
#[schema(as = AlertmanagerWebhook)]
#[serde(rename_all = "camelCase")]
struct Group {
    /// By which the group is known again.
    #[serde(rename = "groupKey")]
    key: String,
    /// `firing` as long as one of the alerts is, then `resolved`.
    status: String,
    #[serde(default)]
    common_labels: Texts,
    #[serde(default)]
    common_annotations: Texts,
    #[serde(default)]
    alerts: Vec<Alert>,
}

/// One of them.
#[derive(Deserialize, utoipa::ToSchema)]
#[schema(as = AlertmanagerAlert)]
#[serde(rename_all = "camelCase")]
struct Alert {
    status: String,
    #[serde(default)]
    labels: Texts,
    #[serde(default)]
    annotations: Texts,
    #[serde(default)]
    starts_at: String,
}

/// Tell the account of alerts, as a webhook of Alertmanager's does. The same group in the same state is told once a day.
#[utoipa::path(
    post, path = "/accounts/{account}/alertmanager", tag = "notifications", security(("token" = [])),
    params(
        ("account" = String, Path, description = "Id or slug"),
        ("environment" = Option<Environment>, Query, description = "Where; production if absent"),
    ),
    request_body = Group,
    responses(
        (status = 201, description = "It is stored, and on its way or waiting for the next mail", body = Notification),
        MemberProblems, AlertProblems,
    ),
)]
async fn create(
    State(context): State<Context>,
    Notifier { account, key }: Notifier,
    Query(Asked(environment)): Query<Asked>,
    JsonBody(body): JsonBody,
) -> Result<Response, Problem> {
    let group: Group =
        serde_json::from_value(body).map_err(|_| Problem::invalid_body([FieldError::new("", "invalid_type")]))?;
    let identity = group.identity(environment);
    // Annotations may hold values that change by the minute, so what is told is not part of whether it was told.
    let request = Request::new(key, account.id, &identity, identity.as_bytes());
    once(&context, &account, &request, &group.into_notification(environment)).await
}

impl Group {
    /// What the same group has in common as long as the same alerts fire since the same time. No key that a system may choose
    /// itself has line breaks.
    fn identity(&self, environment: Environment) -> String {
        let alert = |alert: &Alert| format!("{}\n{}\n{:?}", alert.status, alert.starts_at, alert.labels);
        let mut alerts: Vec<_> = self.alerts.iter().map(alert).collect();
        alerts.sort();
        let Self { key, status, .. } = self;
        format!("alertmanager\n{}\n{key}\n{status}\n{}", environment.id(), alerts.join("\n"))
    }

    fn into_notification(self, environment: Environment) -> New {
        let severity = self.common_labels.get("severity").map(String::as_str).and_then(severity);
        New {
            category: Category::ProductionIssue,
            environment,
            subject: cut(&self.subject(), SUBJECT_MAX),
            body: cut(&self.body().replace('\0', "\u{fffd}"), BODY_MAX),
            severity,
            problem_key: Some(problem_key(&self.key)),
        }
    }

    fn subject(&self) -> String {
        let what = self.common_annotations.get("summary").or_else(|| self.common_labels.get("alertname"));
        let what = what.map_or("Alerts", String::as_str);
        let subject = format!("[{}] {what}", self.status);
        let words = subject.split(|c: char| c.is_control() || c.is_whitespace()).filter(|word| !word.is_empty());
        words.collect::<Vec<_>>().join(" ")
    }

    fn body(&self) -> String {
        let alerts: Vec<_> = self.alerts.iter().map(Alert::body).collect();
        alerts.join("\n\n")
    }
}

impl Alert {
    fn body(&self) -> String {
        let mut lines = vec![format!("{} since {}", self.status, self.starts_at)];
        lines.extend(self.annotations.iter().map(|(name, text)| format!("{name}: {text}")));
        lines.extend(self.labels.iter().map(|(name, text)| format!("{name} = {text}")));
        lines.join("\n")
    }
}

/// What people commonly call it.
fn severity(label: &str) -> Option<Severity> {
    match label.to_ascii_lowercase().as_str() {
        "critical" | "page" | "error" | "high" => Some(Severity::High),
        "warning" | "medium" => Some(Severity::Medium),
        "info" | "none" | "low" => Some(Severity::Low),
        _ => None,
    }
}

/// The group's key, or what stands for one that is too long or has more than one line.
fn problem_key(group_key: &str) -> String {
    let is_plain = !group_key.trim().is_empty() && !group_key.chars().any(char::is_control);
    if is_plain && group_key.chars().count() <= PROBLEM_KEY_MAX {
        return group_key.to_owned();
    }
    let hash: [u8; 32] = Sha256::digest(group_key).into();
    hex(&hash)
}

fn cut(text: &str, max: usize) -> String {
    if text.chars().count() <= max {
        return text.to_owned();
    }
    text.chars().take(max - 1).chain(['…']).collect()
}
