//! Signing in and out.

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use axum_extra::extract::CookieJar;
use http::{HeaderValue, StatusCode, header};
use jiff::Timestamp;
use model::EmailAddress;
use secrecy::SecretString;
use tracing::Instrument as _;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::body::{Body, Fields, Shape};
use super::client_address::ClientNetwork;
use super::openapi::BodyProblems;
use super::problem::Problem;
use super::signing_in::SigningIn;
use super::{Context, cookie};
use crate::password::Place;
use crate::store::sessions::{self, TokenHash};
use crate::store::sign_ins::{self, Attempt};
use crate::store::{devices, users};
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
        (status = 204, description = "Signed in: the answer sets the session's cookie, \
            and one by which this browser is known next time."),
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
    let email = EmailAddress::parse(&email, &domain_to_ascii).ok();
    let device = cookie::presented_device(&context, &jar);
    let attempt = attempt(&context, &network, email.as_ref(), device).await?;
    // Whoever is refused anyway takes no place from others; `verify` asks once more, when nobody can be ahead.
    refuse_too_many(&context, &attempt).await?;
    let place = context.passwords.place(network.known()).await;
    let place = place.ok_or_else(|| Problem::overloaded("Too many people are signing in at once."))?;
    // A task of its own goes on when the client goes away: an attempt that was made is counted.
    let verified = tokio::spawn(verify(context.clone(), place, attempt, email, password).in_current_span());
    let user = verified.await.map_err(Problem::internal)??;

    let now = context.surroundings.clock.now();
    let signing_in = SigningIn::new(&context, &jar);
    context.store.write(async |txn| signing_in.store(txn, user, now).await).await?;
    Ok(signing_in.answer(&context))
}

/// What the attempt is counted as.
async fn attempt(
    context: &Context,
    network: &ClientNetwork,
    email: Option<&EmailAddress>,
    device: Option<TokenHash>,
) -> Result<Attempt, Problem> {
    // What isn't an address is nobody's, and still counts.
    let mailbox = email.map(EmailAddress::mailbox).unwrap_or_default();
    let now = context.surroundings.clock.now();
    if let Some(device) = device
        && devices::is_known(context.store.read(), device, &mailbox, now).await?
    {
        return Ok(Attempt::with_device(device));
    }
    Ok(Attempt::new(&mailbox, network.origin()))
}

async fn refuse_too_many(context: &Context, attempt: &Attempt) -> Result<(), Problem> {
    let now = context.surroundings.clock.now();
    match sign_ins::refused_until(context.store.read(), attempt, now).await? {
        Some(until) => Err(too_many_attempts(until, now)),
        None => Ok(()),
    }
}

/// The user whose address and password these are. Everything takes the same way and as long, whatever is wrong.
///
/// The place is held until the attempt is counted, so parallel attempts can't outrun the count.
async fn verify(
    context: Context,
    place: Place,
    attempt: Attempt,
    email: Option<EmailAddress>,
    password: SecretString,
) -> Result<Uuid, Problem> {
    refuse_too_many(&context, &attempt).await?;
    let credentials = match &email {
        Some(email) => users::credentials(context.store.read(), email).await?,
        None => None,
    };
    let (user, hash) = credentials.map_or((None, None), |(user, hash)| (Some(user), hash));
    if let (true, Some(user)) = (place.verify(password, hash).await?, user) {
        return Ok(user);
    }
    let now = context.surroundings.clock.now();
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
