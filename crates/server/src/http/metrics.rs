//! Figures for Prometheus. Only answered to this machine: they tell how busy we are, and which routes fail.

use std::net::{IpAddr, SocketAddr};

use axum::Router;
use axum::extract::{ConnectInfo, State};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use http::header;
use http::uri::Authority;

use super::Context;
use super::client_address::is_passed_on;
use super::problem::Problem;

/// Its routes.
pub(super) fn router() -> Router<Context> {
    Router::new().route("/metrics", get(show))
}

async fn show(
    State(context): State<Context>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: http::HeaderMap,
) -> Result<Response, Problem> {
    // A proxy on this machine passes on requests from anywhere. It gives itself away by saying for whom, or by what was
    // asked for: a name of this machine that others have, too.
    let is_from_here = peer.ip().to_canonical().is_loopback() && !is_passed_on(&headers) && asks_this_machine(&headers);
    if !is_from_here {
        return Err(Problem::not_found());
    }
    let text = context.surroundings.metrics.render();
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response())
}

/// Whether `Host` names this machine as only this machine names itself.
fn asks_this_machine(headers: &http::HeaderMap) -> bool {
    let authority = headers.get(header::HOST).and_then(|host| Authority::try_from(host.as_bytes()).ok());
    authority.is_some_and(|authority| {
        let host = authority.host().trim_start_matches('[').trim_end_matches(']');
        host.eq_ignore_ascii_case("localhost")
            || host.parse::<IpAddr>().is_ok_and(|address| address.to_canonical().is_loopback())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_this_machine_calls_itself() {
        for (host, expected) in [
            (Some("localhost"), true),
            (Some("LOCALHOST:8080"), true),
            (Some("127.0.0.1:8080"), true),
            (Some("127.1.2.3"), true),
            (Some("[::1]:8080"), true),
            (Some("[::ffff:127.0.0.1]"), true),
            (Some("portal.example"), false),
            (Some("localhost.portal.example"), false),
            (Some("192.0.2.1:8080"), false),
            (Some("localhost@portal.example"), false),
            (Some(""), false),
            (None, false),
        ] {
            let headers = host.map(|host| (header::HOST, host.parse().unwrap())).into_iter().collect();
            assert_eq!(asks_this_machine(&headers), expected, "{host:?}");
        }
    }
}
