//! Signing in and out.

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use axum_extra::extract::CookieJar;
use http::{HeaderValue, StatusCode, header};
use jiff::Timestamp;
use model::EmailAddress;
use secrecy::SecretString;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::body::{Body, Fields, Shape};
use super::client_address::ClientNetwork;
use super::openapi::BodyProblems;
use super::problem::Problem;
use super::{Context, cookie};
use crate::store::sessions;
use crate::store::sign_ins::{self, Attempt};
use crate::store::users;
use crate::verdict::domain_to_ascii;

/// Its routes.
pub(super) fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new().routes(routes!(sign_in, sign_out))
}

/// Who wants to sign in.
#[derive(utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct SignIn {
    /// The address.
    #[schema(value_type = String, example = "admin@bella-pizza.example")]
    email: String,
    /// The password.
    #[schema(value_type = String, example = "callsheet-demo")]
    password: SecretString,
}

impl Shape for SignIn {
    fn read(fields: &mut Fields) -> Option<Self> {
        let (email, password) = (fields.text("email"), fields.text("password"));
        Some(Self { email: email?, password: password?.into() })
    }
}

/// One answer for an unknown address, an invited user and a wrong password.
fn invalid_credentials() -> Problem {
    let detail = "No user has this address and this password.";
    Problem::new("invalid-credentials", StatusCode::UNAUTHORIZED, "Invalid credentials", detail)
        .with_header(header::WWW_AUTHENTICATE, HeaderValue::from_static("Cookie realm=\"callsheet\""))
}

fn too_many_attempts(until: Timestamp, now: Timestamp) -> Problem {
    let seconds = until.duration_since(now).as_secs().max(1);
    let detail = "Too many wrong attempts; please wait.";
    Problem::new("too-many-attempts", StatusCode::TOO_MANY_REQUESTS, "Too many attempts", detail)
        .with_header(header::RETRY_AFTER, HeaderValue::from(seconds))
}

/// Sign in.
#[utoipa::path(
    post, path = "/session", tag = "session",
    request_body = SignIn,
    responses(
        (status = 204, description = "Signed in: the answer sets the session's cookie."),
        (status = 401, description = "`invalid-credentials`", body = super::problem::ProblemBody,
            content_type = "application/problem+json"),
        (status = 429, description = "`too-many-attempts`: only wrong ones count.",
            body = super::problem::ProblemBody, content_type = "application/problem+json",
            headers(("Retry-After" = u32, description = "Seconds"))),
        BodyProblems,
    ),
)]
async fn sign_in(
    State(context): State<Context>,
    network: ClientNetwork,
    jar: CookieJar,
    Body(SignIn { email, password }): Body<SignIn>,
) -> Result<Response, Problem> {
    let user = authenticate(&context, &network, &email, password).await?;

    let now = context.surroundings.clock.now();
    let token = cookie::Token::new(&context.surroundings.randomness);
    let before = cookie::presented(&context, &jar);
    context
        .store
        .write(async |txn| {
            sessions::forget_expired(txn, now).await?;
            // Whoever knew the session before this sign-in doesn't get into this one.
            if let Some(before) = before {
                sessions::revoke(txn, before).await?;
            }
            sessions::create(txn, token.hash(), user, now).await
        })
        .await?;
    Ok((StatusCode::NO_CONTENT, jar.add(cookie::issue(&context, &token))).into_response())
}

/// The user whose address and password these are. Everything takes the same way and as long, whatever is wrong.
async fn authenticate(
    context: &Context,
    network: &ClientNetwork,
    email: &str,
    password: SecretString,
) -> Result<Uuid, Problem> {
    let email = EmailAddress::parse(email, &domain_to_ascii).ok();
    // What isn't an address is nobody's, and still counts.
    let mailbox = email.as_ref().map(EmailAddress::mailbox).unwrap_or_default();
    let attempt = Attempt::new(&mailbox, network.as_str());

    // The place is held until the attempt is counted, so parallel attempts can't outrun the count.
    let place = context.passwords.place().await;
    let place = place.ok_or_else(|| Problem::unavailable("Too many people are signing in at once."))?;
    let now = context.surroundings.clock.now();
    if let Some(until) = sign_ins::refused_until(context.store.read(), &attempt, now).await? {
        return Err(too_many_attempts(until, now));
    }
    let credentials = match &email {
        Some(email) => users::credentials(context.store.read(), email).await?,
        None => None,
    };
    let (user, hash) = credentials.map_or((None, None), |(user, hash)| (Some(user), hash));
    if let (true, Some(user)) = (place.verify(password, hash).await?, user) {
        return Ok(user);
    }
    let id = context.surroundings.clock.new_id(&context.surroundings.randomness);
    context.store.write(async |txn| sign_ins::count_failure(txn, id, &attempt, now).await).await?;
    Err(invalid_credentials())
}

/// Sign out. Without a session there is nothing to end, and the answer is the same.
#[utoipa::path(
    delete, path = "/session", tag = "session",
    responses((status = 204, description = "Signed out: the session is ended and its cookie removed.")),
)]
async fn sign_out(State(context): State<Context>, jar: CookieJar) -> Result<Response, Problem> {
    if let Some(session) = cookie::presented(&context, &jar) {
        context.store.write(async |txn| sessions::revoke(txn, session).await).await?;
    }
    Ok((StatusCode::NO_CONTENT, jar.add(cookie::remove(&context))).into_response())
}
