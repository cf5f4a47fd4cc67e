//! Error answers.

use serde::{Deserialize, Serialize};

use super::ContactInformationAnswer;
use crate::{Code, Error, Field, Json, Pointer, Read};

/// An error answer (RFC 9457).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// A URI that ends in the problem's slug.
    #[serde(rename = "type")]
    pub kind: String,
    /// The HTTP status.
    pub status: u16,
    /// What went wrong, in English.
    pub title: String,
    /// More of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// What is wrong with the body, with 422.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<ProblemError>,
    /// What keeps the gate locked, with `gate-locked`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<Field>,
    /// What is stored now, with `version-conflict`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub current: Option<Box<ContactInformationAnswer>>,
}

/// One thing that is wrong with a body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProblemError {
    /// RFC 6901 pointer into the body.
    pub pointer: String,
    /// The code's name.
    pub code: String,
    /// What the text mentions.
    #[serde(default)]
    pub params: ErrorParams,
}

/// What the text of an error mentions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ErrorParams {
    /// The limit that was exceeded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<usize>,
}

impl From<&Error> for ProblemError {
    fn from(error: &Error) -> Self {
        Self {
            pointer: error.pointer.as_str().to_owned(),
            code: error.code.id().to_owned(),
            params: ErrorParams { max: error.code.max() },
        }
    }
}

impl ProblemError {
    /// The error of the model that this stands for; `None` for codes of other bodies.
    #[must_use]
    pub fn to_error(&self) -> Option<Error> {
        let code = Code::from_wire(&self.code, self.params.max)?;
        Some(Error { pointer: Pointer::from_wire(self.pointer.clone()), code })
    }
}

impl Read for Problem {
    fn read(json: &impl Json) -> Option<Self> {
        Some(Self {
            kind: Read::member(json, "type")?,
            status: Read::member(json, "status")?,
            title: Read::member(json, "title")?,
            detail: Read::member(json, "detail")?,
            errors: Option::member(json, "errors")?.unwrap_or_default(),
            missing: Option::member(json, "missing")?.unwrap_or_default(),
            current: Read::member(json, "current")?,
        })
    }
}

impl Read for ProblemError {
    fn read(json: &impl Json) -> Option<Self> {
        let max = json.member("params").and_then(|params| Read::member(&params, "max")).flatten();
        Some(Self {
            pointer: Read::member(json, "pointer")?,
            code: Read::member(json, "code")?,
            params: ErrorParams { max },
        })
    }
}

impl Problem {
    /// The problem's slug, such as `gate-locked`.
    #[must_use]
    pub fn slug(&self) -> &str {
        self.kind.rsplit('/').next().unwrap_or_default()
    }
}
