//! Every refusal and every failure, as an RFC 9457 problem.
//!
//! A handler answers `Result<_, Problem>`. To add a problem: a constructor here, and its slug in `docs/problems.md`.

use std::borrow::Cow;
use std::error::Error;
use std::fmt;

use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use serde::Serialize;
use serde_json::{Map, Value};

/// Problems' types are identifiers; nothing is served at these addresses.
const TYPE_PREFIX: &str = "https://callsheet.example/problems/";

/// Errors in one answer. A form never has as many; a hostile body or query string could have tens of thousands.
const ERRORS_MAX: usize = 1000;

/// The media type of problems.
pub const MEDIA_TYPE: &str = "application/problem+json";

/// A refusal or a failure.
pub struct Problem(Box<Parts>);

/// Boxed, because every `Result` of a handler would be as large otherwise.
struct Parts {
    slug: &'static str,
    status: StatusCode,
    title: &'static str,
    detail: Cow<'static, str>,
    extensions: Map<String, Value>,
    headers: HeaderMap,
    cause: Option<Box<dyn Error + Send + Sync>>,
    /// Whether it is no failure of ours, although its status is one of a server's: we protect ourselves.
    is_defence: bool,
}

/// What is wrong with one field of a body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct FieldError {
    /// Where: an RFC 6901 pointer into the body.
    #[schema(example = "/email")]
    pub pointer: String,
    /// What: one of the codes listed in the description of the API.
    #[schema(example = "required")]
    pub code: Cow<'static, str>,
    /// Figures that a message about it needs, such as the limit.
    #[serde(default)]
    pub params: Map<String, Value>,
}

impl FieldError {
    /// An error without figures.
    #[must_use]
    pub fn new(pointer: impl Into<String>, code: &'static str) -> Self {
        Self { pointer: pointer.into(), code: Cow::Borrowed(code), params: Map::new() }
    }

    /// An error of a member of the body, or of a parameter, with this name.
    #[must_use]
    pub fn of(name: &str, code: &'static str) -> Self {
        Self::new(model::Pointer::root().key(name).as_str(), code)
    }

    /// Adds a figure.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.params.insert(name.to_owned(), value.into());
        self
    }
}

impl From<&model::Error> for FieldError {
    fn from(error: &model::Error) -> Self {
        let field_error = Self::new(error.pointer.as_str(), error.code.id());
        match error.code.max() {
            Some(max) => field_error.with("max", max),
            None => field_error,
        }
    }
}

impl Problem {
    /// A problem with its slug, status and title; the constructors below name those there are.
    #[must_use]
    pub fn new(
        slug: &'static str,
        status: StatusCode,
        title: &'static str,
        detail: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self(Box::new(Parts {
            slug,
            status,
            title,
            detail: detail.into(),
            extensions: Map::new(),
            headers: HeaderMap::new(),
            cause: None,
            is_defence: false,
        }))
    }

    /// Adds a member to the body.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Serialize) -> Self {
        self.0.extensions.insert(name.to_owned(), serde_json::to_value(value).unwrap_or(Value::Null));
        self
    }

    /// Adds a header to the answer.
    #[must_use]
    pub fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.0.headers.insert(name, value);
        self
    }

    /// The status it is answered with.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    /// Something broke on our side. The cause is logged, once, when the answer is made; the answer doesn't tell it.
    #[must_use]
    pub fn internal(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::new(
            "internal",
            StatusCode::INTERNAL_SERVER_ERROR,
            "Internal error",
            "Something went wrong on the server. It has been recorded; please try again.",
        )
        .because(cause)
    }

    /// Adds what the log tells as the cause; the answer doesn't.
    #[must_use]
    pub fn because(mut self, cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        self.0.cause = Some(cause.into());
        self
    }

    /// The service can't answer now, but may soon.
    #[must_use]
    pub fn unavailable(detail: &'static str) -> Self {
        Self::new("unavailable", StatusCode::SERVICE_UNAVAILABLE, "Unavailable", detail)
            .with_header(header::RETRY_AFTER, HeaderValue::from_static("1"))
    }

    /// More is asked at once than we do at once. Nothing is broken, so it isn't logged as a failure: whoever asks too
    /// much would fill the log.
    #[must_use]
    pub fn overloaded(detail: &'static str) -> Self {
        let mut problem = Self::unavailable(detail);
        problem.0.is_defence = true;
        problem
    }

    /// Nothing is there, or nothing that the one who asks may know of.
    #[must_use]
    pub fn not_found() -> Self {
        Self::new("not-found", StatusCode::NOT_FOUND, "Not found", "There is nothing at this address.")
    }

    /// Nobody is signed in.
    #[must_use]
    pub fn not_signed_in() -> Self {
        Self::new("not-signed-in", StatusCode::UNAUTHORIZED, "Not signed in", "Sign in first.")
            // RFC 9110 wants a challenge with every 401; `Cookie` is what cookie-based interfaces commonly name.
            .with_header(header::WWW_AUTHENTICATE, HeaderValue::from_static("Cookie realm=\"callsheet\""))
    }

    /// The role doesn't suffice.
    #[must_use]
    pub fn forbidden(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new("forbidden", StatusCode::FORBIDDEN, "Forbidden", detail)
    }

    /// The gate is locked, because these fields are missing or invalid.
    #[must_use]
    pub fn gate_locked(missing: &[model::Field]) -> Self {
        Self::new(
            "gate-locked",
            StatusCode::FORBIDDEN,
            "Gate locked",
            "The account's contact information has to be completed first.",
        )
        .with("missing", missing)
    }

    /// The body has the right syntax, but not what is needed in it.
    #[must_use]
    pub fn invalid_body(errors: impl IntoIterator<Item = FieldError>) -> Self {
        Self::unprocessable("invalid-body", "Invalid body", "Some fields of the body can't be accepted.", errors)
    }

    /// A query string without what is needed in it; the pointers have the parameters' names.
    #[must_use]
    pub fn invalid_query(errors: impl IntoIterator<Item = FieldError>) -> Self {
        Self::unprocessable("invalid-query", "Invalid query", "Some query parameters can't be accepted.", errors)
    }

    /// A 422 with its errors, up to [`ERRORS_MAX`].
    #[must_use]
    pub fn unprocessable<E: Into<FieldError>>(
        slug: &'static str,
        title: &'static str,
        detail: &'static str,
        errors: impl IntoIterator<Item = E>,
    ) -> Self {
        let errors: Vec<FieldError> = errors.into_iter().take(ERRORS_MAX).map(Into::into).collect();
        Self::new(slug, StatusCode::UNPROCESSABLE_ENTITY, title, detail).with("errors", errors)
    }

    /// It was done a moment ago.
    #[must_use]
    pub fn too_soon(wait: jiff::SignedDuration) -> Self {
        // Rounded up, so that whoever comes back then isn't sent away once more.
        let seconds = wait.as_secs().saturating_add(1).max(1);
        Self::new("too-soon", StatusCode::TOO_MANY_REQUESTS, "Too soon", "This was done a moment ago; please wait.")
            .with_header(header::RETRY_AFTER, HeaderValue::from(seconds))
    }

    /// The body isn't JSON.
    #[must_use]
    pub fn malformed_json(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new("malformed-json", StatusCode::BAD_REQUEST, "Malformed JSON", detail)
    }

    /// The body is longer than any that is needed.
    #[must_use]
    pub fn body_too_large() -> Self {
        Self::new(
            "body-too-large",
            StatusCode::PAYLOAD_TOO_LARGE,
            "Body too large",
            format!("A body has at most {} bytes.", super::BODY_MAX),
        )
    }

    /// The body isn't said to be JSON.
    #[must_use]
    pub fn unsupported_media_type() -> Self {
        Self::new(
            "unsupported-media-type",
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "Unsupported media type",
            "Send the body as application/json.",
        )
    }
}

/// The body of a problem, for the description of the API.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = Problem)]
pub struct ProblemBody {
    /// What kind of problem: an address that ends in its slug.
    #[serde(rename = "type")]
    #[schema(example = "https://callsheet.example/problems/gate-locked")]
    kind: String,
    /// The status of the answer.
    #[schema(example = 403)]
    status: u16,
    /// What happened, in short; the same for every problem of this type.
    title: String,
    /// What happened, this time.
    detail: String,
    /// For a 422: what is wrong where.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    errors: Option<Vec<FieldError>>,
    /// For `gate-locked`: the fields that are missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    missing: Option<Vec<String>>,
    /// For `version-conflict`: what is stored now.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    current: Option<model::wire::ContactInformationAnswer>,
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let Parts { slug, status, title, detail, extensions, headers, cause, is_defence } = *self.0;
        if status.is_server_error() && !is_defence {
            let cause = cause.as_deref().map_or_else(String::new, chain);
            tracing::error!(problem = slug, status = status.as_u16(), cause, "request failed");
        }
        let mut body = Map::new();
        body.insert("type".to_owned(), format!("{TYPE_PREFIX}{slug}").into());
        body.insert("status".to_owned(), status.as_u16().into());
        body.insert("title".to_owned(), title.into());
        body.insert("detail".to_owned(), detail.into());
        body.extend(extensions);
        let mut response = (status, Value::Object(body).to_string()).into_response();
        response.headers_mut().extend(headers);
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    }
}

/// An error with all its causes, as they word themselves; `Debug` would show values of rows.
fn chain(error: &(dyn Error + Send + Sync + 'static)) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        // Many errors repeat their cause in their own text.
        if !text.ends_with(&cause_text) {
            text.push_str(": ");
            text.push_str(&cause_text);
        }
        source = cause.source();
    }
    text
}

impl fmt::Debug for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Problem({} {})", self.0.status.as_u16(), self.0.slug)
    }
}

impl From<crate::store::StoreError> for Problem {
    fn from(error: crate::store::StoreError) -> Self {
        if !error.is_passing() {
            return Self::internal(error);
        }
        Self::unavailable("The database doesn't answer; please try again.").because(error)
    }
}

impl From<crate::passes::PassError> for Problem {
    fn from(error: crate::passes::PassError) -> Self {
        match error {
            crate::passes::PassError::Store(error) => error.into(),
            error => Self::internal(error),
        }
    }
}

impl From<crate::password::PasswordError> for Problem {
    fn from(error: crate::password::PasswordError) -> Self {
        Self::internal(error)
    }
}
