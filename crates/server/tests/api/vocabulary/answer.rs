//! What came back.

use reqwest::RequestBuilder;
use reqwest::header::HeaderMap;
use serde_json::Value;

/// What came back, read to its end.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) async fn to(request: RequestBuilder) -> Self {
        let response = request.send().await.unwrap();
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let body = response.bytes().await.unwrap().to_vec();
        Self { status, headers, body }
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// A header's value, or nothing.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The session's cookie, as `name=value`.
    pub(crate) fn cookie(&self) -> Option<String> {
        self.cookies().into_iter().next()
    }

    /// All cookies, each as `name=value`.
    pub(crate) fn cookies(&self) -> Vec<String> {
        let cookies = self.headers.get_all("set-cookie").iter();
        cookies.map(|cookie| cookie.to_str().unwrap().split(';').next().unwrap().to_owned()).collect()
    }

    /// The problem's slug; nothing if it isn't a problem.
    pub(crate) fn slug(&self) -> String {
        if self.header("content-type") != "application/problem+json" {
            return String::new();
        }
        self.json()["type"].as_str().unwrap().rsplit('/').next().unwrap().to_owned()
    }

    #[track_caller]
    pub(crate) fn expect(&self, status: u16) -> &Self {
        assert_eq!(self.status, status, "{}", self.text());
        self
    }

    /// A problem, with everything that every problem has.
    #[track_caller]
    pub(crate) fn expect_problem(&self, status: u16, slug: &str) -> &Self {
        self.expect(status);
        assert_eq!(self.slug(), slug, "{}", self.text());
        let problem = self.json();
        assert_eq!(problem["status"], status);
        for member in ["title", "detail"] {
            assert!(problem[member].as_str().is_some_and(|text| !text.is_empty()), "{problem}");
        }
        self
    }

    /// A 422 with exactly these errors: pointer and code.
    #[track_caller]
    pub(crate) fn expect_errors(&self, expected: &[(&str, &str)]) -> &Self {
        self.expect(422);
        let problem = self.json();
        let errors = problem["errors"].as_array().unwrap();
        let found: Vec<_> =
            errors.iter().map(|error| (error["pointer"].as_str().unwrap(), error["code"].as_str().unwrap())).collect();
        assert_eq!(found, expected);
        self
    }
}
