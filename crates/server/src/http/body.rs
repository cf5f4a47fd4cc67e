//! Bodies: JSON, read strictly.
//!
//! [`Body<T>`] is for bodies with a fixed set of fields: implement [`Shape`] for `T`. Everything that is wrong is
//! collected, so that whoever sent it can mend all of it at once. [`JsonBody`] is for bodies that something else
//! reads, such as contact values, which the model reads itself.

use axum::extract::{FromRequest, Request};
use axum::response::IntoResponse as _;
use http::header;
use http_body_util::BodyExt as _;
use serde_json::{Map, Value};

use super::problem::{FieldError, Problem};
use super::unambiguous::Unambiguous;
use super::{BODY_MAX, Context};

/// A longer body is refused, but read to its end up to here: a client that is still sending would otherwise see its
/// connection reset instead of the answer.
const DISCARDED_MAX: usize = 8 * 1024 * 1024;

/// A body with a fixed set of fields.
pub struct Body<T>(pub T);

/// Any JSON value, without duplicate names.
pub struct JsonBody(pub Value);

/// What a body looks like.
pub trait Shape: Sized {
    /// Takes the fields that there may be. `None` only if an error was noted.
    fn read(fields: &mut Fields) -> Option<Self>;
}

/// The fields of a body, and what was found to be wrong with them.
pub struct Fields {
    values: Map<String, Value>,
    errors: Vec<FieldError>,
}

impl Fields {
    /// A text that must be there.
    pub fn text(&mut self, name: &str) -> Option<String> {
        match self.values.remove(name) {
            None | Some(Value::Null) => self.fail(name, "required"),
            Some(Value::String(text)) => Some(text),
            Some(_) => self.fail(name, "invalid_type"),
        }
    }

    /// A text that may be absent or null: then it is `Some(None)`.
    pub fn optional_text(&mut self, name: &str) -> Option<Option<String>> {
        match self.values.get(name) {
            None | Some(Value::Null) => {
                self.values.remove(name);
                Some(None)
            }
            Some(_) => self.text(name).map(Some),
        }
    }

    /// A text that must be there and that `parse` accepts; it answers the code of what is wrong.
    pub fn parsed<T>(&mut self, name: &str, parse: impl FnOnce(&str) -> Result<T, FieldCode>) -> Option<T> {
        let text = self.text(name)?;
        self.check(name, parse(&text))
    }

    /// As [`Fields::parsed`], for a text that may be absent or null.
    pub fn optional_parsed<T>(
        &mut self,
        name: &str,
        parse: impl FnOnce(&str) -> Result<T, FieldCode>,
    ) -> Option<Option<T>> {
        match self.optional_text(name)? {
            None => Some(None),
            Some(text) => self.check(name, parse(&text)).map(Some),
        }
    }

    /// An object that must be there, with fields of its own.
    pub fn nested<T: Shape>(&mut self, name: &str) -> Option<T> {
        let value = match self.values.remove(name) {
            None | Some(Value::Null) => return self.fail(name, "required"),
            Some(value) => value,
        };
        let within = model::Pointer::root().key(name);
        Self::read(value)
            .map_err(|errors| {
                let outer = errors
                    .into_iter()
                    .map(|error| FieldError { pointer: format!("{}{}", within.as_str(), error.pointer), ..error });
                self.errors.extend(outer);
            })
            .ok()
    }

    /// As [`Fields::nested`], for an object that may be absent or null.
    pub fn optional_nested<T: Shape>(&mut self, name: &str) -> Option<Option<T>> {
        match self.values.get(name) {
            None | Some(Value::Null) => {
                self.values.remove(name);
                Some(None)
            }
            Some(_) => self.nested(name).map(Some),
        }
    }

    /// Notes that a field can't be accepted beside the others.
    pub fn refuse<T>(&mut self, name: &str, code: &'static str) -> Option<T> {
        self.fail(name, code)
    }

    fn check<T>(&mut self, name: &str, result: Result<T, FieldCode>) -> Option<T> {
        result
            .map_err(|code| {
                let limits = [("min", code.min), ("max", code.max)];
                let error = FieldError::of(name, code.id);
                let error = limits.into_iter().fold(error, |error, (limit, value)| match value {
                    Some(value) => error.with(limit, value),
                    None => error,
                });
                self.errors.push(error);
            })
            .ok()
    }

    fn fail<T>(&mut self, name: &str, code: &'static str) -> Option<T> {
        self.errors.push(FieldError::of(name, code));
        None
    }

    fn read<T: Shape>(body: Value) -> Result<T, Vec<FieldError>> {
        let Value::Object(values) = body else {
            return Err(vec![FieldError::new("", "invalid_type")]);
        };
        let mut fields = Self { values, errors: Vec::new() };
        let read = T::read(&mut fields);
        let unknown = fields.values.keys().map(|name| FieldError::of(name, "unknown_field"));
        fields.errors.extend(unknown);
        match read {
            Some(read) if fields.errors.is_empty() => Ok(read),
            _ => Err(fields.errors),
        }
    }
}

/// What is wrong with a field: a code of the API's, and the limit if it names one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldCode {
    id: &'static str,
    min: Option<usize>,
    max: Option<usize>,
}

impl FieldCode {
    /// A code without a limit.
    #[must_use]
    pub fn new(id: &'static str) -> Self {
        Self { id, min: None, max: None }
    }

    /// More than `max` characters.
    #[must_use]
    pub fn too_long(max: usize) -> Self {
        Self { id: "too_long", min: None, max: Some(max) }
    }

    /// Fewer than `min` characters.
    #[must_use]
    pub fn too_short(min: usize) -> Self {
        Self { id: "too_short", min: Some(min), max: None }
    }
}

impl From<model::Code> for FieldCode {
    fn from(code: model::Code) -> Self {
        Self { id: code.id(), min: None, max: code.max() }
    }
}

impl<T: Shape> FromRequest<Context> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, context: &Context) -> Result<Self, Problem> {
        let JsonBody(body) = JsonBody::from_request(request, context).await?;
        Fields::read(body).map(Body).map_err(Problem::invalid_body)
    }
}

impl FromRequest<Context> for JsonBody {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &Context) -> Result<Self, Problem> {
        if !is_json(&request) {
            return Err(Problem::unsupported_media_type());
        }
        let bytes = read_to_end(request).await?;
        match serde_json::from_slice::<Unambiguous>(&bytes) {
            Ok(Unambiguous(value)) => Ok(Self(value)),
            Err(error) => Err(Problem::malformed_json(describe(&error))),
        }
    }
}

/// Where the text stops being JSON. `serde_json`'s own message may quote what was sent.
fn describe(error: &serde_json::Error) -> String {
    let what = if error.is_data() { "A member's name appears twice" } else { "The body isn't JSON" };
    format!("{what}: line {}, column {}.", error.line(), error.column())
}

fn is_json(request: &Request) -> bool {
    let content_type = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    content_type.is_some_and(|content_type| {
        let essence = content_type.split(';').next().unwrap_or_default().trim();
        essence.eq_ignore_ascii_case("application/json")
    })
}

async fn read_to_end(request: Request) -> Result<Vec<u8>, Problem> {
    let mut body = request.into_body();
    let mut bytes = Vec::new();
    let mut length = 0;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| Problem::malformed_json("The body ended before its time."))?;
        let Ok(data) = frame.into_data() else {
            continue;
        };
        length += data.len();
        if length > DISCARDED_MAX {
            break;
        }
        if length > BODY_MAX {
            bytes = Vec::new();
        } else {
            bytes.extend_from_slice(&data);
        }
    }
    if length > BODY_MAX { Err(Problem::body_too_large()) } else { Ok(bytes) }
}

/// Refuses, before anything else is looked at, what announces itself as too long.
pub(super) async fn refuse_too_large(request: Request, next: axum::middleware::Next) -> axum::response::Response {
    let announced = request.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    if announced.and_then(|length| length.parse::<u64>().ok()).is_some_and(|length| length > BODY_MAX as u64) {
        return match read_to_end(request).await {
            Err(problem) => problem.into_response(),
            // It announced more than it sent, which the connection's layer reports as an error, not here.
            Ok(_) => Problem::body_too_large().into_response(),
        };
    }
    next.run(request).await
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[derive(Debug, PartialEq)]
    struct Sample {
        name: String,
        note: Option<String>,
    }

    impl Shape for Sample {
        fn read(fields: &mut Fields) -> Option<Self> {
            let name = fields.text("name");
            let note = fields.optional_parsed("note", |note| {
                if note.len() > 3 { Err(FieldCode::too_long(3)) } else { Ok(note.to_owned()) }
            });
            Some(Self { name: name?, note: note? })
        }
    }

    fn check(body: &Value, expected: &[(&str, &str)]) {
        let errors = Fields::read::<Sample>(body.clone()).expect_err(&body.to_string());
        let found: Vec<_> = errors.iter().map(|error| (error.pointer.as_str(), &*error.code)).collect();
        assert_eq!(found, expected, "{body}");
    }

    #[test]
    fn everything_that_is_wrong_is_found() {
        check(&json!({}), &[("/name", "required")]);
        check(&json!({"name": null, "note": 1}), &[("/name", "required"), ("/note", "invalid_type")]);
        check(
            &json!({"name": 1, "note": "long", "a/b~": 0}),
            &[("/name", "invalid_type"), ("/note", "too_long"), ("/a~1b~0", "unknown_field")],
        );
        for body in [json!([]), json!("x"), json!(1), json!(null)] {
            check(&body, &[("", "invalid_type")]);
        }
    }

    #[test]
    fn what_may_be_absent_may_be_null() {
        for body in [json!({"name": "a"}), json!({"name": "a", "note": null})] {
            assert_eq!(Fields::read(body), Ok(Sample { name: "a".to_owned(), note: None }));
        }
        let body = json!({"name": "", "note": "abc"});
        assert_eq!(Fields::read(body), Ok(Sample { name: String::new(), note: Some("abc".to_owned()) }));
    }
}
