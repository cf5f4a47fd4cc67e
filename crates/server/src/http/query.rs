//! Query strings, read as strictly as bodies: a parameter that nobody asked for, or that appears twice, is an error.
//! Pointers in errors are the parameter's name behind a slash.

use std::collections::BTreeMap;

use axum::extract::FromRequestParts;
use http::request::Parts;
use model::Environment;

use super::Context;
use super::problem::{FieldError, Problem};

/// A query string with a fixed set of parameters.
pub struct Query<T>(pub T);

/// What a query string looks like.
pub trait QueryShape: Sized {
    /// Takes the parameters that there may be. `None` only if an error was noted.
    fn read(parameters: &mut Parameters) -> Option<Self>;
}

/// The parameters of a query string, and what was found to be wrong with them.
pub struct Parameters {
    values: BTreeMap<String, String>,
    errors: Vec<FieldError>,
}

impl Parameters {
    /// The environment. There is no default: an answer about the wrong one could open what is locked in the other.
    pub fn environment(&mut self) -> Option<Environment> {
        match self.values.remove("environment") {
            None => self.fail("environment", "required"),
            Some(text) => match Environment::from_id(&text) {
                Some(environment) => Some(environment),
                None => self.fail("environment", "invalid_environment"),
            },
        }
    }

    /// A parameter that may be absent: then it is `Some(None)`. `parse` answers `None` for what it doesn't take.
    pub fn optional<T>(
        &mut self,
        name: &str,
        code: &'static str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Option<Option<T>> {
        match self.values.remove(name) {
            None => Some(None),
            Some(text) => match parse(&text) {
                Some(value) => Some(Some(value)),
                None => self.fail(name, code),
            },
        }
    }

    /// A parameter that must be there. `parse` answers `None` for what it doesn't take.
    pub fn required<T>(&mut self, name: &str, code: &'static str, parse: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        match self.optional(name, code, parse)? {
            Some(value) => Some(value),
            None => self.fail(name, "required"),
        }
    }

    fn fail<T>(&mut self, name: &str, code: &'static str) -> Option<T> {
        self.errors.push(FieldError::of(name, code));
        None
    }

    fn parse<T: QueryShape>(query: &str) -> Result<T, Vec<FieldError>> {
        let mut parameters = Self { values: BTreeMap::new(), errors: Vec::new() };
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            if parameters.values.insert(name.to_string(), value.into_owned()).is_some() {
                parameters.errors.push(FieldError::of(&name, "duplicate"));
            }
        }
        let read = T::read(&mut parameters);
        let unknown = parameters.values.keys().map(|name| FieldError::of(name, "unknown_field"));
        parameters.errors.extend(unknown);
        match read {
            Some(read) if parameters.errors.is_empty() => Ok(read),
            _ => Err(parameters.errors),
        }
    }
}

impl<T: QueryShape> FromRequestParts<Context> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Context) -> Result<Self, Problem> {
        let query = parts.uri.query().unwrap_or_default();
        Parameters::parse(query).map(Query).map_err(Problem::invalid_query)
    }
}

/// `?environment=` alone.
pub struct InEnvironment(pub Environment);

impl QueryShape for InEnvironment {
    fn read(parameters: &mut Parameters) -> Option<Self> {
        parameters.environment().map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn query_strings() {
        for (query, expected) in [
            ("environment=sandbox", Ok(Environment::Sandbox)),
            ("environment=produc%74ion", Ok(Environment::Production)),
            ("", Err(vec![("/environment", "required")])),
            ("environment=", Err(vec![("/environment", "invalid_environment")])),
            ("environment=Sandbox", Err(vec![("/environment", "invalid_environment")])),
            ("environment=%ff", Err(vec![("/environment", "invalid_environment")])),
            ("environment=sandbox&x=1", Err(vec![("/x", "unknown_field")])),
            ("environment=sandbox&a/b~=1", Err(vec![("/a~1b~0", "unknown_field")])),
            ("environment=sandbox&environment=production", Err(vec![("/environment", "duplicate")])),
        ] {
            let found = Parameters::parse::<InEnvironment>(query).map(|InEnvironment(environment)| environment);
            let found = found.as_ref().map_err(|errors| {
                errors.iter().map(|error| (error.pointer.as_str(), &*error.code)).collect::<Vec<_>>()
            });
            assert_eq!(found, expected.as_ref().map_err(Clone::clone), "{query}");
        }
    }
}
