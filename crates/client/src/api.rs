//! Requests to the server. Nothing else in the client speaks HTTP.

use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

use gloo_net::http::{Headers, Method};
use js_sys::{Array, Number, Object, Promise, Reflect};
use leptos::prelude::window;
use model::wire::Problem;
use model::{Json, Read, Write};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, RequestInit, Response};

use crate::browser;

/// How long an answer may take, in milliseconds. Longer than any answer of a healthy server over a
/// bad mobile connection; short enough that people don't start to reload.
const TIME_OUT: u32 = 20_000;

/// Why there is no answer to work with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// The server wasn't reached, or took too long.
    Unreachable,
    /// Nobody is signed in, or no longer.
    SignedOut,
    /// The server refused, and said why.
    Refused(Box<Problem>),
    /// The server answered something that this build doesn't understand.
    Unreadable,
    /// Too many attempts; try again after so many seconds.
    TooMany(u32),
}

impl Failure {
    /// The slug of the problem that the server named.
    #[must_use]
    pub fn slug(&self) -> &str {
        match self {
            Failure::Refused(problem) => problem.slug(),
            _ => "",
        }
    }
}

/// An answer that is on its way. It is boxed, so that whoever waits for one has no more to carry than its address.
pub type Reply = Pin<Box<dyn Future<Output = Result<Answer, Failure>>>>;

/// What came back.
pub struct Answer {
    body: String,
    /// The entity tag, as the server wrote it.
    pub etag: Option<String>,
    /// Whether the server said that what we have is still right.
    pub not_modified: bool,
}

impl Answer {
    /// Reads the body.
    ///
    /// # Errors
    /// When it isn't what this build expects.
    pub fn read<T: Read>(&self) -> Result<T, Failure> {
        read(&self.body).ok_or(Failure::Unreadable)
    }
}

/// A request to one path below `/api/v1`.
pub struct Request {
    method: Method,
    path: String,
    headers: Vec<(&'static str, String)>,
    body: Option<String>,
}

impl Request {
    /// A request without headers or body.
    #[must_use]
    pub fn new(method: Method, path: &str) -> Self {
        Self { method, path: ["/api/v1", path].concat(), headers: Vec::new(), body: None }
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: String) -> Self {
        self.headers.push((name, value));
        self
    }

    /// Sends this as JSON.
    #[must_use]
    pub fn json(mut self, body: &impl Write) -> Self {
        self.body = Some(body.to_json());
        self
    }

    /// Sends the request and waits for the answer.
    ///
    /// # Errors
    /// Whatever keeps the answer from being a success.
    #[must_use]
    pub fn send(self) -> Reply {
        Box::pin(self.answer())
    }

    async fn answer(self) -> Result<Answer, Failure> {
        let response = self.response().await?;
        let status = response.status();
        let headers = Headers::from_raw(response.headers());
        let body = match response.text() {
            Ok(text) => JsFuture::from(text).await.ok().and_then(|text| text.as_string()),
            Err(_) => None,
        };
        let body = body.ok_or(Failure::Unreachable)?;
        match status {
            200..=299 | 304 => Ok(Answer { body, etag: headers.get("etag"), not_modified: status == 304 }),
            429 => {
                let seconds = headers.get("retry-after").and_then(|seconds| seconds.parse().ok());
                Err(Failure::TooMany(seconds.unwrap_or(1)))
            }
            _ => {
                let problem: Problem = read(&body).ok_or(Failure::Unreachable)?;
                let is_signed_out = problem.status == 401 && problem.slug() != "invalid-credentials";
                Err(if is_signed_out { Failure::SignedOut } else { Failure::Refused(Box::new(problem)) })
            }
        }
    }

    async fn response(self) -> Result<Response, Failure> {
        let is_plain = self.method == Method::GET && self.headers.is_empty();
        let early = is_plain.then(|| browser::take(&self.path)).flatten();
        let response = JsFuture::from(early.unwrap_or_else(|| self.fetch())).await;
        response.ok().and_then(|response| response.dyn_into().ok()).ok_or(Failure::Unreachable)
    }

    /// Sends it off. gloo-net's builder would take the address apart to put queries into it, and ours are in there.
    fn fetch(&self) -> Promise {
        let headers = Headers::new();
        headers.set("accept", "application/json");
        for (name, value) in &self.headers {
            headers.set(name, value);
        }
        let options = RequestInit::new();
        options.set_method(self.method.as_str());
        if let Some(body) = &self.body {
            headers.set("content-type", "application/json");
            options.set_body(&body.into());
        }
        options.set_headers(&headers.into_raw());
        options.set_signal(Some(&AbortSignal::timeout_with_u32(TIME_OUT)));
        window().fetch_with_str_and_init(&self.path, &options)
    }
}

/// Reads JSON by way of the browser's own parser.
pub(crate) fn read<T: Read>(text: &str) -> Option<T> {
    T::read(&Parsed(js_sys::JSON::parse(text).ok()?))
}

/// JSON that the browser has parsed.
struct Parsed(JsValue);

impl Json for Parsed {
    fn member(&self, name: &str) -> Option<Self> {
        let value = Reflect::get(&self.0, &JsValue::from_str(name)).ok()?;
        (!value.is_null() && !value.is_undefined()).then_some(Self(value))
    }

    fn members(&self) -> Option<Vec<(String, Self)>> {
        let entries = Object::entries(self.0.dyn_ref::<Object>()?);
        let member = |entry: JsValue| {
            let entry = entry.dyn_into::<Array>().ok()?;
            Some((entry.get(0).as_string()?, Self(entry.get(1))))
        };
        entries.iter().map(member).collect()
    }

    fn items(&self) -> Option<Vec<Self>> {
        Some(self.0.dyn_ref::<Array>()?.iter().map(Self).collect())
    }

    fn text(&self) -> Option<String> {
        self.0.as_string()
    }

    fn number(&self) -> Option<i64> {
        let number = self.0.as_f64().filter(|_| Number::is_safe_integer(&self.0))?;
        #[expect(clippy::cast_possible_truncation, reason = "it is whole, and no greater than such numbers may be")]
        Some(number as i64)
    }

    fn truth(&self) -> Option<bool> {
        self.0.as_bool()
    }
}

/// Gets what is at a path below `/api/v1`.
///
/// # Errors
/// Whatever keeps the answer from being a success.
#[must_use]
pub fn get<T: Read>(path: &str) -> Reading<T> {
    Reading { reply: Request::new(Method::GET, path).send(), of: PhantomData }
}

/// An answer that is read as soon as it is there. It isn't an `async` function, of which each caller would have a copy.
pub struct Reading<T> {
    reply: Reply,
    of: PhantomData<fn() -> T>,
}

impl<T: Read> Future for Reading<T> {
    type Output = Result<T, Failure>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.reply.as_mut().poll(context).map(|answer| answer?.read())
    }
}

/// Sends JSON to a path below `/api/v1`.
///
/// # Errors
/// Whatever keeps the answer from being a success.
#[must_use]
pub fn send(method: Method, path: &str, body: &impl Write) -> Reply {
    Request::new(method, path).json(body).send()
}

/// Deletes what is at a path below `/api/v1`.
///
/// # Errors
/// Whatever keeps the answer from being a success.
#[must_use]
pub fn delete(path: &str) -> Reply {
    Request::new(Method::DELETE, path).send()
}

/// Gets a text file of this build, by its whole address.
///
/// # Errors
/// When it can't be had.
pub async fn get_text(address: &str) -> Result<String, Failure> {
    let request = Request { path: address.to_owned(), ..Request::new(Method::GET, "") };
    Ok(request.send().await?.body)
}
