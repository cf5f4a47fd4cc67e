//! Who is signed in.

use axum::Json;
use axum::extract::State;
use model::wire::{AccountMembership, AccountName, Me, Person};
use model::{Language, Name};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::body::{Body, Fields, Shape};
use super::caller::{Caller, not_by_token};
use super::openapi::{BodyProblems, SignedInProblems};
use super::problem::Problem;
use super::signed_in::SignedIn;
use super::{Context, choosing};
use crate::store::accounts::Account;
use crate::store::embed_sessions::EmbedSession;
use crate::store::sessions::Identity;
use crate::store::users::User;
use crate::store::{StoreError, memberships, users};

/// Its routes.
pub(super) fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new().routes(routes!(show, change))
}

/// What people may change about themselves; what isn't there stays as it is.
#[derive(utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct Change {
    /// The name.
    #[schema(value_type = Option<String>, min_length = 1, max_length = 64)]
    name: Option<Name>,
    /// BCP 47 tag of the language of pages and mails.
    #[schema(value_type = Option<model::Language>, example = "pl")]
    language: Option<Language>,
}

impl Shape for Change {
    fn read(fields: &mut Fields) -> Option<Self> {
        let name = fields.optional_parsed("name", |name| Ok(Name::parse(name)?));
        let language = fields.optional_parsed("language", choosing::language);
        Some(Self { name: name?, language: language? })
    }
}

/// Who is signed in, and the accounts they have access to.
///
/// A guest is told who they are to the one account that their session is for.
#[utoipa::path(
    get, path = "/me", tag = "me", security(("session" = []), ("token" = [])),
    responses(
        (status = 200, description = "Who is signed in, or whose embed session it is", body = Me),
        (status = 403, description = "`forbidden`: keys are nobody",
            body = super::problem::ProblemBody, content_type = "application/problem+json"),
        SignedInProblems,
    ),
)]
async fn show(State(context): State<Context>, caller: Caller) -> Result<Json<Me>, Problem> {
    match caller {
        Caller::User(SignedIn { identity, .. }) => {
            if identity.access.is_new_somewhere() {
                accept(&context, &identity).await;
            }
            Ok(Json(me(&identity)))
        }
        Caller::Guest(session) => Ok(Json(guest(&context, &session).await?)),
        Caller::Key(_) => Err(not_by_token()),
    }
}

/// Who a guest is, as the host told, and their one account with the role of this session.
async fn guest(context: &Context, session: &EmbedSession) -> Result<Me, Problem> {
    let user = users::find(context.store.read(), session.user).await?;
    // Sessions are stored with their users, which nobody removes.
    let user = user.ok_or(StoreError::Unreadable { column: "embed_sessions.user_id" })?;
    let membership = AccountMembership { account: account_name(&session.account), role: session.role, section: None };
    Ok(Me { user: person(&user), memberships: vec![membership], staff: false })
}

/// Whoever sees that they have access makes use of it. That isn't what was asked for, so it may fail; it is tried again
/// the next time.
async fn accept(context: &Context, identity: &Identity) {
    let now = context.surroundings.clock.now();
    let accepted = context.store.write(async |txn| memberships::accept(txn, identity.user.id, now).await).await;
    if let Err(error) = accepted {
        tracing::warn!(%error, "can't note that somebody makes use of their access");
    }
}

/// Change one's name or language.
#[utoipa::path(
    patch, path = "/me", tag = "me",
    request_body = Change,
    responses((status = 200, description = "As it is now", body = Me), SignedInProblems, BodyProblems),
)]
async fn change(
    State(context): State<Context>,
    SignedIn { identity, .. }: SignedIn,
    Body(Change { name, language }): Body<Change>,
) -> Result<Json<Me>, Problem> {
    let name = name.as_ref().map(Name::as_str);
    context.store.write(async |txn| users::update(txn, identity.user.id, name, language).await).await?;
    let mut answer = me(&identity);
    if let Some(name) = name {
        name.clone_into(&mut answer.user.name);
    }
    if let Some(language) = language {
        language.tag().clone_into(&mut answer.user.language);
    }
    Ok(Json(answer))
}

fn me(identity: &Identity) -> Me {
    Me {
        user: person(&identity.user),
        memberships: identity
            .access
            .iter()
            .map(|(account, role)| AccountMembership {
                account: account_name(account),
                role: *role,
                section: identity.access.section(account.id),
            })
            .collect(),
        staff: identity.user.staff,
    }
}

fn person(user: &User) -> Person {
    Person {
        id: user.id.to_string(),
        name: user.name.clone(),
        email: user.email.clone(),
        language: user.language.tag().to_owned(),
    }
}

fn account_name(account: &Account) -> AccountName {
    AccountName { id: account.id.to_string(), slug: account.slug.clone(), name: account.name.clone() }
}
