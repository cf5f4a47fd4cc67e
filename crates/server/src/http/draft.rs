//! The draft: what colleagues have typed so far, one for each environment, shared by everybody who may edit.
//!
//! Any strings are taken, as long as they stand where strings belong. `PUT` replaces the whole; `PATCH` takes over
//! the fields that it names and leaves the others, so that two who type in different fields at the same time don't
//! overwrite one another. `updated_at` differs after every change, so it stands for what the draft holds. Who started the draft, and when, stays until the draft is deleted or ended by a save.

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use model::wire::DraftAnswer;
use model::{
    Category, Code, Draft as Values, Environment, Error, Field, Pointer, Requirement, Requirements, read_draft,
};
use sea_orm::ConnectionTrait;
use serde_json::Value;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::Context;
use super::body::JsonBody;
use super::caller::{Participant, Writer};
use super::openapi::{DraftProblems, MemberProblems, QueryProblems, RoleProblems};
use super::problem::{FieldError, Problem};
use super::query::{InEnvironment, Parameters, Query, QueryShape};
use crate::routing::Sheet;
use crate::store::drafts::{self, Draft, Typed};
use crate::store::gate::{self, Basis};
use crate::store::{StoreError, Txn, accounts};

/// Its routes.
pub(super) fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new().routes(routes!(show, replace, merge, delete))
}

/// Where, and over which version it was typed.
struct Over {
    environment: Environment,
    base_version: Option<i64>,
}

impl QueryShape for Over {
    fn read(parameters: &mut Parameters) -> Option<Self> {
        let environment = parameters.environment();
        let base_version = parameters.optional("base_version", "invalid_version", |text| {
            if text.bytes().all(|byte| byte.is_ascii_digit()) { text.parse().ok() } else { None }
        });
        Some(Self { environment: environment?, base_version: base_version? })
    }
}

/// Where something ends the draft, and which one.
pub(super) struct EndsDraft {
    pub(super) environment: Environment,
    pub(super) ended: Ended,
}

/// The draft that a save or a deletion ends.
pub(super) enum Ended {
    /// Whichever there is.
    Any,
    /// The one that was last typed into at this time, which tells it from what it becomes later.
    TypedAt(Timestamp),
    /// None: whoever asks has seen none, so one that is there by now is somebody else's work.
    None,
}

impl QueryShape for EndsDraft {
    fn read(parameters: &mut Parameters) -> Option<Self> {
        let environment = parameters.environment();
        let ended = parameters.optional("draft", "invalid_draft", Ended::parse);
        Some(Self { environment: environment?, ended: ended?.unwrap_or(Ended::Any) })
    }
}

impl Ended {
    fn parse(text: &str) -> Option<Self> {
        if text == "none" { Some(Self::None) } else { text.parse().ok().map(Self::TypedAt) }
    }

    /// Deletes the draft if it is the one.
    ///
    /// # Errors
    /// When the database fails.
    pub(super) async fn delete(&self, txn: &Txn, account: Uuid, environment: Environment) -> Result<(), StoreError> {
        match self {
            Self::Any => drafts::delete(txn, account, environment, None).await,
            Self::TypedAt(at) => drafts::delete(txn, account, environment, Some(*at)).await,
            Self::None => Ok(()),
        }
    }
}

/// The draft; what is said of it is `null` if there is none.
#[utoipa::path(
    get, path = "/accounts/{account}/draft", tag = "contact information", security(("session" = []), ("token" = [])),
    params(
        ("account" = String, Path, description = "Id or slug"),
        ("environment" = model::Environment, Query),
    ),
    responses((status = 200, description = "The draft", body = DraftAnswer), MemberProblems, QueryProblems),
)]
async fn show(
    State(context): State<Context>,
    Participant { account, .. }: Participant,
    Query(InEnvironment(environment)): Query<InEnvironment>,
) -> Result<Json<DraftAnswer>, Problem> {
    let db = context.store.read();
    let draft = drafts::find(db, account, environment).await?;
    let basis = gate::basis(db, account).await?;
    Ok(Json(answer(&context, db, draft, (account, environment), basis).await?))
}

/// Replaces the whole draft.
#[utoipa::path(
    put, path = "/accounts/{account}/draft", tag = "contact information", security(("session" = []), ("token" = [])),
    params(
        ("account" = String, Path, description = "Id or slug"),
        ("environment" = model::Environment, Query),
        ("base_version" = Option<i64>, Query, description = "The version that it was typed over"),
    ),
    request_body = super::values::Values,
    responses(
        (status = 200, description = "The draft as it is now", body = DraftAnswer),
        MemberProblems, RoleProblems, DraftProblems,
    ),
)]
async fn replace(
    State(context): State<Context>,
    Writer(writer): Writer,
    Query(over): Query<Over>,
    JsonBody(body): JsonBody,
) -> Result<Json<DraftAnswer>, Problem> {
    write(&context, &writer, &over, &body, Way::Replace).await
}

/// Takes over the fields that the body names, and leaves the others as they are.
#[utoipa::path(
    patch, path = "/accounts/{account}/draft", tag = "contact information", security(("session" = []), ("token" = [])),
    params(
        ("account" = String, Path, description = "Id or slug"),
        ("environment" = model::Environment, Query),
        ("base_version" = Option<i64>, Query, description = "The version that it was typed over"),
    ),
    request_body = super::values::Values,
    responses(
        (status = 200, description = "The draft as it is now", body = DraftAnswer),
        MemberProblems, RoleProblems, DraftProblems,
    ),
)]
async fn merge(
    State(context): State<Context>,
    Writer(writer): Writer,
    Query(over): Query<Over>,
    JsonBody(body): JsonBody,
) -> Result<Json<DraftAnswer>, Problem> {
    write(&context, &writer, &over, &body, Way::Merge).await
}

/// Deletes the draft, if there is one and, where `draft` says which, if it is still that one.
#[utoipa::path(
    delete, path = "/accounts/{account}/draft", tag = "contact information", security(("session" = []), ("token" = [])),
    params(
        ("account" = String, Path, description = "Id or slug"),
        ("environment" = model::Environment, Query),
        ("draft" = Option<String>, Query, description = "`updated_at` of the draft that was seen, which stays if \
            somebody has typed since; `none` if there was none; whichever there is if absent"),
    ),
    responses(
        (status = 204, description = "There is no such draft now"),
        MemberProblems, RoleProblems, QueryProblems,
    ),
)]
async fn delete(
    State(context): State<Context>,
    Writer(writer): Writer,
    Query(EndsDraft { environment, ended }): Query<EndsDraft>,
) -> Result<StatusCode, Problem> {
    context.store.write(async |txn| ended.delete(txn, writer.account, environment).await).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What becomes of the draft that is there already.
#[derive(Clone, Copy)]
enum Way {
    Replace,
    Merge,
}

impl Way {
    fn values(self, before: Option<Values>, typed: Values) -> Values {
        let (Self::Merge, Some(mut values)) = (self, before) else {
            return typed;
        };
        for field in Field::ALL.into_iter().filter(|field| typed.has(*field)) {
            values.copy_field(field, &typed);
        }
        values
    }

    fn base_version(self, before: Option<i64>, typed: Option<i64>) -> Option<i64> {
        match self {
            Self::Replace => typed.or(before),
            // Of what was typed over several versions, the oldest decides whether somebody has saved since.
            Self::Merge => [before, typed].into_iter().flatten().min(),
        }
    }
}

async fn write(
    context: &Context,
    writer: &Participant,
    over: &Over,
    body: &Value,
    way: Way,
) -> Result<Json<DraftAnswer>, Problem> {
    let (typed, wrong) = read_draft(body);
    let (account, environment) = (writer.account, over.environment);
    let written = context.store.write(async |txn| {
        // Two who type at the same time come one after the other, so that neither loses what the other typed.
        accounts::lock(txn, account).await?;
        let basis = gate::basis(txn, account).await?;
        let requirements = context.gates.standing().requirements(environment, &basis.kinds);
        check(&typed, wrong, requirements)?;
        let version = basis.stored.version;
        if over.base_version.is_some_and(|base| base > version) {
            // Nobody can have typed over a version that isn't there yet.
            return Err(Problem::invalid_query([FieldError::of("base_version", "invalid_version")]));
        }
        let before = drafts::find(txn, account, environment).await?;
        let at = after(before.as_ref(), context.surroundings.clock.now());
        let base_version = before.as_ref().map(|draft| draft.base_version);
        let base_version = way.base_version(base_version, over.base_version).unwrap_or(version);
        let values = way.values(before.map(|draft| draft.values), typed);
        let by = writer.user;
        drafts::put(txn, Typed { account, environment, values: &values, base_version, by, at }).await?;
        let draft = drafts::find(txn, account, environment).await?;
        answer(context, txn, draft, (account, environment), basis).await
    });
    Ok(Json(written.await?))
}

/// The time of a change: now, or if a clock was set back or two changes fall into one microsecond, just after the change
/// before it. So the time of the last change tells what a draft holds from everything that it held earlier.
fn after(before: Option<&Draft>, now: Timestamp) -> Timestamp {
    let earliest = before.and_then(|draft| draft.updated.at.checked_add(SignedDuration::from_micros(1)).ok());
    earliest.map_or(now, |earliest| earliest.max(now))
}

/// Makes sure that a draft has the shape of the values, and no field that can't be given.
fn check(typed: &Values, mut wrong: Vec<Error>, requirements: Requirements) -> Result<(), Problem> {
    let cannot_be_given = |field: &Field| typed.has(*field) && requirements.of(*field) == Requirement::Unavailable;
    let unavailable = Field::ALL.into_iter().filter(cannot_be_given);
    wrong.extend(unavailable.map(|field| Error { pointer: Pointer::from(field), code: Code::UnavailableField }));
    if wrong.is_empty() { Ok(()) } else { Err(invalid_draft(&wrong)) }
}

fn invalid_draft(wrong: &[Error]) -> Problem {
    Problem::unprocessable("invalid-draft", "Invalid draft", "The draft doesn't have the shape of the values.", wrong)
}

/// What is said of a draft, and of what the account would have if it were saved. Fields that have become unavailable since they
/// were typed are left out: they couldn't be saved.
async fn answer(
    context: &Context,
    db: &impl ConnectionTrait,
    draft: Option<Draft>,
    (account, environment): (Uuid, Environment),
    basis: Basis,
) -> Result<DraftAnswer, Problem> {
    let standing = context.gates.standing();
    let requirements = standing.requirements(environment, &basis.kinds);
    let stored = Sheet::over(db, account, basis).await?;
    let emergency = |sheet: &Sheet| Some(sheet.recipients(Category::Emergency, environment, standing).into());
    let Some(draft) = draft else {
        return Ok(DraftAnswer {
            values: None,
            base_version: None,
            started_by: None,
            started_at: None,
            updated_by: None,
            updated_at: None,
            warnings: Vec::new(),
            emergency: emergency(&stored),
        });
    };
    let values = draft.values.restricted_to(&requirements);
    let saved = stored.with(&values);
    Ok(DraftAnswer {
        values: Some(values),
        base_version: Some(draft.base_version),
        started_by: Some(draft.started.by),
        started_at: Some(draft.started.at.to_string()),
        updated_by: Some(draft.updated.by),
        updated_at: Some(draft.updated.at.to_string()),
        warnings: saved.warnings(environment, standing, context.surroundings.clock.now()),
        emergency: emergency(&saved),
    })
}
