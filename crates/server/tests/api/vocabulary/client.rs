//! Somebody who sends requests.

use std::net::SocketAddr;

use reqwest::{Method, RequestBuilder};
use serde_json::Value;

use super::Answer;

/// Somebody who sends requests, signed in or not.
#[derive(Clone)]
pub(crate) struct Client {
    http: reqwest::Client,
    address: SocketAddr,
    cookie: Option<String>,
    token: Option<String>,
}

impl Client {
    pub(crate) fn new(address: SocketAddr) -> Self {
        Self { http: reqwest::Client::new(), address, cookie: None, token: None }
    }

    /// The same with a cookie, as `name=value`.
    pub(crate) fn with_cookie(mut self, cookie: impl Into<String>) -> Self {
        self.cookie = Some(cookie.into());
        self
    }

    /// The same with a token.
    pub(crate) fn with_token(mut self, token: impl Into<String>) -> Self {
        self.token = Some(token.into());
        self
    }

    /// The cookie, as `name=value`.
    pub(crate) fn cookie(&self) -> &str {
        self.cookie.as_deref().unwrap_or_default()
    }

    /// A request to a path below `/api/v1`, to be added to.
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.request_outside(method, &format!("/api/v1{path}"))
    }

    /// A request to any path, to be added to.
    pub(crate) fn request_outside(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, format!("http://{}{path}", self.address));
        let request = match &self.cookie {
            Some(cookie) => request.header("cookie", cookie),
            None => request,
        };
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        Answer::to(self.request(Method::GET, path)).await
    }

    pub(crate) async fn get_outside(&self, path: &str) -> Answer {
        Answer::to(self.request_outside(Method::GET, path)).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        Answer::to(self.request(Method::POST, path).json(body)).await
    }

    pub(crate) async fn put(&self, path: &str, body: &Value) -> Answer {
        Answer::to(self.request(Method::PUT, path).json(body)).await
    }

    pub(crate) async fn patch(&self, path: &str, body: &Value) -> Answer {
        Answer::to(self.request(Method::PATCH, path).json(body)).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        Answer::to(self.request(Method::DELETE, path)).await
    }
}
