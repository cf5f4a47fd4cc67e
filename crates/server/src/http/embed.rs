//! The page that shows the gate inside other pages, in a frame. Browsers are told with it who may do that.

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use http::{HeaderMap, HeaderName, HeaderValue};
use model::Origin;

use super::problem::Problem;
use super::{Context, assets};
use crate::store::accounts::AccountRef;

/// Its routes.
pub(super) fn router() -> Router<Context> {
    Router::new().route("/embed", get(page))
}

/// A page that isolates itself (`Cross-Origin-Embedder-Policy`) shows only what says of itself that it may be shown, and
/// that it does so, too.
const ISOLATED: [(HeaderName, HeaderValue); 2] = [
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("cross-origin")),
    (HeaderName::from_static("cross-origin-embedder-policy"), HeaderValue::from_static("require-corp")),
];

/// The page: the same for everybody, but for the list of those who may show it.
async fn page(
    State(context): State<Context>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let account = account(query.as_deref().unwrap_or_default());
    let allowed = context.embed_origins(account.as_ref()).await?;
    let page = assets::embed_page(&frame_ancestors(&allowed), &headers);
    Ok((ISOLATED, page).into_response())
}

/// What stands for the account in the query. Other parameters are the page's own.
fn account(query: &str) -> Option<AccountRef> {
    let mut parameters = url::form_urlencoded::parse(query.as_bytes());
    parameters.find(|(name, _)| name == "account").and_then(|(_, account)| AccountRef::parse(&account))
}

/// Those of the allowed origins, and the portal itself, where administrators see what others would.
fn frame_ancestors(allowed: &[Origin]) -> String {
    let mut directive = "frame-ancestors 'self'".to_owned();
    for origin in allowed {
        directive.push(' ');
        directive.push_str(origin.as_str());
    }
    directive
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verdict::domain_to_ascii;

    #[test]
    fn who_may_show_the_page() {
        let origins = |texts: &[&str]| -> Vec<_> {
            texts.iter().map(|text| Origin::parse(text, &domain_to_ascii).unwrap()).collect()
        };
        for (allowed, expected) in [
            (&[][..], "frame-ancestors 'self'"),
            (&["https://a.example"], "frame-ancestors 'self' https://a.example"),
            (
                &["https://a.example", "http://localhost:1"],
                "frame-ancestors 'self' https://a.example http://localhost:1",
            ),
        ] {
            assert_eq!(frame_ancestors(&origins(allowed)), expected);
        }
    }

    #[test]
    fn which_account_is_meant() {
        let slug = |slug: &str| Some(AccountRef::Slug(slug.to_owned()));
        for (query, expected) in [
            ("", None),
            ("account=bella-pizza", slug("bella-pizza")),
            ("locale=pl&account=bella%2Dpizza&account=other", slug("bella-pizza")),
            ("account=*", None),
            ("account=a%3B%20script-src", None),
        ] {
            assert_eq!(account(query), expected, "{query}");
        }
    }
}
