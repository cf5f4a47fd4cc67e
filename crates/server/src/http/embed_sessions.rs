//! Sessions for pages of the operator's that show the gate. The page's own server asks for one with a key, and vouches for
//! the user: nobody signs in here.

use std::sync::Arc;

use axum::Json;
use axum::extract::{FromRequestParts, State};
use axum::response::{IntoResponse as _, Response};
use http::request::Parts;
use http::{HeaderMap, StatusCode};
use model::{Code, EmailAddress, Environment, Name, Origin, Role};
use serde::Serialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::body::{Body, FieldCode, Fields, Shape};
use super::caller::{self, Caller, not_by_token};
use super::openapi::{BodyProblems, SignedInProblems};
use super::problem::{FieldError, Problem};
use super::{Context, gate};
use crate::store::accounts::AccountRef;
use crate::store::api_keys::{Key, Scope};
use crate::store::embed_sessions::{self, EmbedSession, LIFETIME};
use crate::store::users::{self, Guest};
use crate::tokens::Token;
use crate::verdict::domain_to_ascii;

/// Its routes.
pub(super) fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new().routes(routes!(create))
}

/// A system whose key makes sessions.
struct Host(Arc<Key>);

impl FromRequestParts<Context> for Host {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, context: &Context) -> Result<Self, Problem> {
        match Caller::from_request_parts(parts, context).await? {
            Caller::Key(key) if key.scope == Scope::Embed => Ok(Self(key)),
            Caller::User(_) => Err(Problem::forbidden("Only the operator's systems may do this.")),
            Caller::Key(_) | Caller::Guest(_) => Err(not_by_token()),
        }
    }
}

/// Whose session it is to be.
#[derive(utoipa::ToSchema)]
#[schema(as = NewEmbedSession)]
#[serde(deny_unknown_fields)]
struct New {
    /// Id or slug of the only account that it is for.
    #[schema(example = "bella-pizza")]
    account: String,
    /// The only environment that it is for.
    environment: Environment,
    /// The user, as the host knows them.
    user: Told,
    /// The origin of the page, if the session is to be used from no other one. It has to be allowed.
    #[schema(value_type = Option<String>, example = "https://portal.example")]
    origin: Option<Origin>,
}

/// A user, as the host knows them.
#[derive(utoipa::ToSchema)]
#[schema(as = EmbedUser)]
#[serde(deny_unknown_fields)]
struct Told {
    /// The address, by which the account tells its guests apart.
    #[schema(value_type = String, format = "email", max_length = 254)]
    email: EmailAddress,
    /// The name, which the account's history shows.
    #[schema(value_type = String, min_length = 1, max_length = 64)]
    name: Name,
    /// What they may do: this, or what the key allows if that is less.
    role: Role,
}

impl Shape for New {
    fn read(fields: &mut Fields) -> Option<Self> {
        let account = fields.text("account");
        let environment = fields.parsed("environment", |text| match text {
            "" => Err(Code::Required.into()),
            text => Environment::from_id(text).ok_or(FieldCode::new("invalid_environment")),
        });
        let user = fields.nested("user");
        let origin = fields.optional_parsed("origin", |text| Ok(Origin::parse(text, &domain_to_ascii)?));
        Some(Self { account: account?, environment: environment?, user: user?, origin: origin? })
    }
}

impl Shape for Told {
    fn read(fields: &mut Fields) -> Option<Self> {
        let email = fields.parsed("email", |email| Ok(EmailAddress::parse(email, &domain_to_ascii)?));
        let name = fields.parsed("name", |name| Ok(Name::parse(name)?));
        let role = fields.parsed("role", |role| match role {
            "" => Err(Code::Required.into()),
            role => Role::from_id(role).ok_or(FieldCode::new("invalid_role")),
        });
        Some(Self { email: email?, name: name?, role: role? })
    }
}

/// A session that was made.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = EmbedSession)]
struct Made {
    /// What the page presents as `Authorization: Bearer`. It is told this once.
    token: String,
    /// When it ends: RFC 3339.
    expires_at: String,
    /// What the account's gate is now, exactly as it is answered for itself, so that a page with an open one needn't ask.
    gate: gate::Answer,
}

/// Make a session for a user of another page of the operator's, who is known by that page's word alone.
///
/// It ends after 15 minutes, or with its key.
#[utoipa::path(
    post, path = "/embed-sessions", tag = "embedding", security(("token" = [])),
    params(("Prefer" = Option<String>, Header, description = "`gate-pass` asks for a signed pass with the gate")),
    request_body = New,
    responses(
        (status = 201, description = "The session", body = Made),
        (status = 403, description = "`forbidden`: only keys of the scope `embed` may do this",
            body = super::problem::ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not-found`: there is no such account, or the key isn't good for it",
            body = super::problem::ProblemBody, content_type = "application/problem+json"),
        SignedInProblems, BodyProblems,
    ),
)]
async fn create(
    State(context): State<Context>,
    Host(key): Host,
    headers: HeaderMap,
    Body(New { account, environment, user: told, origin }): Body<New>,
) -> Result<Response, Problem> {
    let account = AccountRef::parse(&account).ok_or_else(Problem::not_found)?;
    let entry = caller::reached(&context, &key, &account).await?.ok_or_else(Problem::not_found)?;
    let account = &entry.account;
    let is_allowed =
        |origin: &Origin| context.settings.embed_origins.contains(origin) || entry.origins.contains(origin);
    if !origin.as_ref().is_none_or(is_allowed) {
        return Err(Problem::invalid_body([FieldError::of("origin", "origin_not_allowed")]));
    }

    // Before there is a session: nobody is told of one whose gate nobody knows.
    let gates = context.gates.of(account.id).await?;
    let with_pass = gate::prefers_pass(&headers);
    let gate = match gates.of(environment) {
        gate if with_pass => gate::Answer::with_pass(&context, account, gate).await?,
        gate => gate::Answer::without_pass(gate),
    };

    let surroundings = &context.surroundings;
    let now = surroundings.clock.now();
    let expires_at = now.checked_add(LIFETIME).map_err(Problem::internal)?;
    let token = Token::embed_session(&surroundings.randomness);
    let guest = Guest {
        id: surroundings.clock.new_id(&surroundings.randomness),
        account: account.id,
        email: &told.email,
        name: told.name.as_str(),
    };
    let made = context.store.write(async |txn| {
        let session = EmbedSession {
            key: key.id,
            account: account.clone(),
            environment,
            user: users::welcome(txn, guest, now).await?,
            role: told.role.min(key.max_role),
            origin: origin.as_ref().map(ToString::to_string),
            expires_at,
        };
        embed_sessions::create(txn, &session, token.hash(), now).await
    });
    made.await?;
    let made = Made { token: token.reveal().to_owned(), expires_at: expires_at.to_string(), gate };
    let mut response = (StatusCode::CREATED, Json(made)).into_response();
    if with_pass {
        gate::say_applied(&mut response);
    }
    Ok(response)
}
