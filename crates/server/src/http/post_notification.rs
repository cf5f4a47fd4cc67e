//! One of the operator's systems tells an account something.
//!
//! It comes with a key of its own in `Idempotency-Key`, so that it can be sent again until there is an answer: within a day the
//! same request gets the same answer, and nothing is told twice.

use axum::extract::{FromRequestParts, State};
use axum::response::{IntoResponse as _, Response};
use http::header::CONTENT_TYPE;
use http::request::Parts;
use http::{HeaderName, StatusCode};
use metrics::counter;
use model::wire::Notification;
use model::{Category, Code, Environment, Severity};
use serde::Serialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Context;
use super::body::{Body, FieldCode, Fields, Shape};
use super::caller::Notifier;
use super::openapi::{MemberProblems, PostProblems};
use super::problem::Problem;
use crate::notifications::post::{self, New};
use crate::store::accounts::Account;
use crate::store::idempotency::{self, Before, Request};

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// Characters in an idempotency key: an UUID has 36.
const KEY_MAX: usize = 255;

/// Characters in a subject: one line in any list.
pub(super) const SUBJECT_MAX: usize = 200;

/// Characters in a text: some pages, and half of what a request may have.
pub(super) const BODY_MAX: usize = 32 * 1024;

/// Characters in what names a problem.
pub(super) const PROBLEM_KEY_MAX: usize = 200;

/// Its routes.
pub(super) fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new().routes(routes!(create))
}

/// The key by which a request is known again.
struct IdempotencyKey(String);

impl FromRequestParts<Context> for IdempotencyKey {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Context) -> Result<Self, Problem> {
        let mut values = parts.headers.get_all(IDEMPOTENCY_KEY).iter();
        let key = values.next().ok_or_else(key_required)?;
        let is_only = values.next().is_none();
        let key = key.to_str().ok().filter(|key| is_only && (1..=KEY_MAX).contains(&key.len()));
        key.map(|key| Self(key.to_owned())).ok_or_else(malformed_key)
    }
}

fn key_required() -> Problem {
    Problem::new(
        "idempotency-key-required",
        StatusCode::BAD_REQUEST,
        "Idempotency key required",
        "Send an Idempotency-Key that is new for each notification and the same whenever you send it again.",
    )
}

fn malformed_key() -> Problem {
    Problem::new(
        "malformed-idempotency-key",
        StatusCode::BAD_REQUEST,
        "Malformed idempotency key",
        format!("Idempotency-Key must be there once, with 1 to {KEY_MAX} characters of ASCII."),
    )
}

fn key_reused() -> Problem {
    Problem::new(
        "idempotency-key-reused",
        StatusCode::UNPROCESSABLE_ENTITY,
        "Idempotency key reused",
        "Another notification was posted with this Idempotency-Key; nothing was stored. Take a new key.",
    )
}

/// What there is to tell.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = NewNotification)]
#[serde(deny_unknown_fields)]
struct Posted {
    /// What it is about.
    category: Category,
    /// Where; production if absent.
    #[schema(required = false)]
    environment: Environment,
    /// In a line. Line breaks and other control characters become spaces.
    #[schema(min_length = 1, max_length = 200)]
    subject: String,
    /// In full, as it is to be read. May be empty.
    #[schema(max_length = 32768)]
    body: String,
    /// How pressing it is; medium if absent. Only production issues wait for one another.
    severity: Option<Severity>,
    /// What notifications of the same problem have in common: production issues with the same are told in one mail.
    #[schema(min_length = 1, max_length = 200)]
    problem_key: Option<String>,
}

impl Shape for Posted {
    fn read(fields: &mut Fields) -> Option<Self> {
        let category = fields.parsed("category", |id| known(id, Category::from_id, "invalid_category"));
        let environment =
            fields.optional_parsed("environment", |id| known(id, Environment::from_id, "invalid_environment"));
        let subject = fields.parsed("subject", |text| line(text, SUBJECT_MAX));
        let body = fields.parsed("body", read_body);
        let severity = fields.optional_parsed("severity", |id| known(id, Severity::from_id, "invalid_severity"));
        let problem_key = fields.optional_parsed("problem_key", |text| line(text, PROBLEM_KEY_MAX));
        Some(Self {
            category: category?,
            environment: environment?.unwrap_or(Environment::Production),
            subject: subject?,
            body: body?,
            severity: severity?,
            problem_key: problem_key?,
        })
    }
}

fn known<T>(id: &str, from_id: impl FnOnce(&str) -> Option<T>, code: &'static str) -> Result<T, FieldCode> {
    match id {
        "" => Err(Code::Required.into()),
        id => from_id(id).ok_or(FieldCode::new(code)),
    }
}

/// One line. A line break in a subject is no reason for not telling of an emergency, so it becomes a space.
fn line(text: &str, max: usize) -> Result<String, FieldCode> {
    let words: Vec<_> =
        text.split(|c: char| c.is_control() || c.is_whitespace()).filter(|word| !word.is_empty()).collect();
    let line = words.join(" ");
    match line.chars().count() {
        0 => Err(Code::Required.into()),
        length if length > max => Err(FieldCode::too_long(max)),
        _ => Ok(line),
    }
}

/// The text as it is. PostgreSQL can't store the character with the code zero, for which there is one that says so.
fn read_body(text: &str) -> Result<String, FieldCode> {
    if text.chars().count() > BODY_MAX {
        return Err(FieldCode::too_long(BODY_MAX));
    }
    Ok(text.replace('\0', "\u{fffd}"))
}

/// Why a notification wasn't stored.
enum Failure {
    /// The same request came at the same time, and was first.
    CameMeanwhile,
    /// Anything else.
    Other(Problem),
}

impl<E: Into<Problem>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Other(error.into())
    }
}

/// Tell the account something. Whatever its gate: it is stored with the mails that tell of it, and sent from then on.
#[utoipa::path(
    post, path = "/accounts/{account}/notifications", tag = "notifications", security(("token" = [])),
    params(
        ("account" = String, Path, description = "Id or slug"),
        ("Idempotency-Key" = String, Header, description = "New for each notification, the same when it is sent again"),
    ),
    request_body = Posted,
    responses(
        (status = 201, description = "It is stored, and on its way. The same when it was stored before", body = Notification),
        MemberProblems, PostProblems,
    ),
)]
async fn create(
    State(context): State<Context>,
    Notifier { account, key }: Notifier,
    IdempotencyKey(idempotency_key): IdempotencyKey,
    Body(posted): Body<Posted>,
) -> Result<Response, Problem> {
    // What means the same is the same, however it is written.
    let body = serde_json::to_vec(&posted).map_err(Problem::internal)?;
    let request = Request::new(key, account.id, &idempotency_key, &body);
    let Posted { category, environment, subject, body, severity, problem_key } = posted;
    let new = New { category, environment, subject, body, severity, problem_key };
    once(&context, &account, &request, &new).await
}

/// Stores it unless it was stored before, and answers what was answered then.
pub(super) async fn once(
    context: &Context,
    account: &Account,
    request: &Request,
    new: &New,
) -> Result<Response, Problem> {
    let answer = match answered_before(context, request).await? {
        Some(answer) => answer,
        None => match store(context, account, request, new).await {
            Ok(answer) => answer,
            Err(Failure::CameMeanwhile) => {
                let answered = answered_before(context, request).await?;
                answered.ok_or_else(|| Problem::unavailable("The same request was being stored; please try again."))?
            }
            Err(Failure::Other(problem)) => return Err(problem),
        },
    };
    Ok((StatusCode::CREATED, [(CONTENT_TYPE, "application/json")], answer).into_response())
}

async fn answered_before(context: &Context, request: &Request) -> Result<Option<String>, Problem> {
    let now = context.surroundings.clock.now();
    match idempotency::find(context.store.read(), request, now).await? {
        Some(Before::Same(answer)) => Ok(Some(answer)),
        Some(Before::Other) => Err(key_reused()),
        None => Ok(None),
    }
}

/// Stores it, its mails, and what is answered.
async fn store(context: &Context, account: &Account, request: &Request, new: &New) -> Result<String, Failure> {
    let means = context.means();
    let stored = context.store.write(async |txn| {
        let notification = post::post(&means, txn, account, new).await?;
        let answer = serde_json::to_string(&notification).map_err(Problem::internal)?;
        let is_first = idempotency::keep(txn, request, &answer, means.clock.now()).await?;
        if is_first { Ok((notification, answer)) } else { Err(Failure::CameMeanwhile) }
    });
    let (notification, answer) = stored.await?;
    let waits = if notification.folded { "true" } else { "false" };
    counter!("callsheet_notifications_total", "category" => new.category.id(), "folded" => waits).increment(1);
    Ok(answer)
}
