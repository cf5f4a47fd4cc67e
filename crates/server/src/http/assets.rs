//! The client: its page, and the files that the page names.
//!
//! `cargo xtask build` puts them into `dist/`, each with a sibling compressed by brotli, and those that never change
//! under a name with a hash. A release binary has them inside; a debug binary reads them from `dist/`.

use std::borrow::Cow;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD as STANDARD;
use http::header::{
    ACCEPT, ACCEPT_ENCODING, ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY,
    CONTENT_TYPE, ETAG, VARY,
};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use rust_embed::{EmbeddedFile, RustEmbed};
use sha2::{Digest as _, Sha256};

use super::problem::Problem;
use super::{Context, preconditions, security};
use crate::hex::hex;

#[derive(RustEmbed)]
#[folder = "../../dist"]
#[allow_missing = true]
struct Files;

const PAGE: &str = "index.html";

/// The page that shows the gate inside other pages.
const EMBED_PAGE: &str = "embed.html";

/// What other pages load to show it. Its address is in their source, so it never changes.
const LOADER: &str = "embed.js";

/// The program that the loader brings to the page in the frame, which has it under a name with a hash as well.
const LOADER_PROGRAM: &str = "embed.wasm";

/// What the loader's elements are in TypeScript, for whoever writes such pages.
const LOADER_TYPES: &str = "embed.d.ts";

/// What stands in the page for the nonce of its inline scripts.
const NONCE: &str = "{{__TRUNK_NONCE__}}";

const CROSS_ORIGIN_RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// Digits of the hash in the name of a file that never changes.
const HASH_DIGITS: usize = 16;

const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");

/// For an hour nobody asks again, and for a week nobody waits for the answer.
const FOR_AN_HOUR: HeaderValue = HeaderValue::from_static("public, max-age=3600, stale-while-revalidate=604800");

/// Served where there is no client to serve.
const NOT_BUILT: &str = "<!doctype html><html lang=en><meta charset=utf-8><title>Callsheet</title>\
    <h1>The client isn't built</h1><p>Run <code>cargo xtask build</code>. The API is there, under /api/v1.";

/// Its routes: the page's own address. All others come here when nothing else takes them.
pub(super) fn router() -> Router<Context> {
    Router::new().route("/", get(portal))
}

/// Answers what no route takes: a file, or the page for an address of the client's own, or that there is nothing.
pub(super) async fn other(State(context): State<Context>, request: Request) -> Response {
    let path = request.uri().path().trim_start_matches('/');
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    if !is_read || path == "api" || path.starts_with("api/") {
        return Problem::not_found().into_response();
    }
    // A compressed sibling is no file of its own, and the page has a handler.
    let is_own = path != PAGE && path != EMBED_PAGE && path.rsplit('.').next() != Some("br");
    if let Some(asset) = Files::get(path).filter(|_| is_own) {
        return file(path, asset, request.headers(), "");
    }
    if wants_page(request.headers()) { portal(State(context)).await } else { Problem::not_found().into_response() }
}

/// The portal's page, with a nonce of its own in every answer. No other page may show it. It shows the page that others show,
/// to try it out.
async fn portal(State(context): State<Context>) -> Response {
    let nonce = hex(&context.surroundings.randomness.bytes::<16>());
    let page = Files::get(PAGE).map(|page| with_nonce(&page.data, &nonce));
    let mut response = html(page.unwrap_or_else(|| NOT_BUILT.to_owned()));
    allow(&mut response, &format!("'nonce-{nonce}'"), "", "frame-src 'self'; frame-ancestors 'none'");
    response
}

/// The page that others show, in the frames of these. It is the same every time, so that it travels compressed and is kept:
/// its inline scripts and styles are let in by their hashes.
pub(super) fn embed_page(frames: &str, request: &HeaderMap) -> Response {
    let Some(page) = Files::get(EMBED_PAGE) else {
        let mut response = html(NOT_BUILT.to_owned());
        allow(&mut response, "", "", frames);
        return response;
    };
    let content = String::from_utf8_lossy(&page.data);
    let (scripts, styles) = (inline_hashes(&content, "script"), inline_hashes(&content, "style"));
    // The policy belongs to what is kept: some browsers keep the first one with the page.
    let mut response = file(EMBED_PAGE, page, request, frames);
    allow(&mut response, &scripts, &styles, frames);
    response
}

fn html(page: String) -> Response {
    let headers = [(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")), (CACHE_CONTROL, ASK_AGAIN)];
    (headers, page).into_response()
}

fn allow(response: &mut Response, scripts: &str, styles: &str, frames: &str) {
    if let Ok(policy) = HeaderValue::try_from(security::page_policy(scripts, styles, frames)) {
        response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
    }
}

/// The sources, for a policy, of the inline scripts or styles in a page of ours (CSP level 3, section 8.4).
fn inline_hashes(page: &str, tag: &str) -> String {
    let (begin, end) = (format!("<{tag}"), format!("</{tag}>"));
    let elements = page.split(&begin).skip(1).filter_map(|rest| {
        let (attributes, rest) = rest.split_once('>')?;
        let (content, _) = rest.split_once(&end)?;
        (!attributes.contains("src=")).then(|| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(content))))
    });
    elements.collect::<Vec<_>>().join(" ")
}

fn with_nonce(page: &[u8], nonce: &str) -> String {
    String::from_utf8_lossy(page).replace(NONCE, nonce)
}

/// A file, whose entity tag changes with `besides`, too.
fn file(path: &str, plain: EmbeddedFile, request: &HeaderMap, besides: &str) -> Response {
    let compressed = Files::get(&format!("{path}.br"));
    let has_variants = compressed.is_some();
    let compressed = compressed.filter(|_| accepts_brotli(request));
    let is_compressed = compressed.is_some();
    let file = compressed.unwrap_or(plain);
    let hash = Sha256::new().chain_update(file.metadata.sha256_hash()).chain_update(besides).finalize();
    let etag = format!("\"{}\"", hex(&hash));

    let not_modified = preconditions::has_already(request, &etag);
    let mut response = if not_modified {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Body::from(bytes(file.data)).into_response()
    };
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, caching(path));
    if is_for_everybody(path) {
        // There is nothing secret in programs, and whoever shows the gate loads them into pages of other origins: a script
        // of the module kind only if it may be read, and pages that isolate themselves nothing that doesn't say this.
        headers.insert(CROSS_ORIGIN_RESOURCE_POLICY, HeaderValue::from_static("cross-origin"));
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    }
    if let Ok(etag) = HeaderValue::try_from(etag) {
        headers.insert(ETAG, etag);
    }
    if has_variants {
        headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
    }
    if !not_modified {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type(path)));
        if is_compressed {
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static("br"));
        }
    }
    response
}

fn caching(path: &str) -> HeaderValue {
    match path {
        LOADER | LOADER_PROGRAM | LOADER_TYPES => FOR_AN_HOUR,
        _ if has_hash(path) => FOR_EVER,
        _ => ASK_AGAIN,
    }
}

/// Whether pages of all origins may load the file: what they name in their source, and what that loads.
fn is_for_everybody(path: &str) -> bool {
    matches!(path, LOADER | LOADER_PROGRAM | LOADER_TYPES) || has_hash(path)
}

/// The content, without a copy where it is part of the program.
fn bytes(content: Cow<'static, [u8]>) -> Bytes {
    match content {
        Cow::Borrowed(content) => Bytes::from_static(content),
        Cow::Owned(content) => content.into(),
    }
}

/// Whether the name has a hash in it, as `style.0123456789abcdef.css` has.
fn has_hash(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    name.split('.').skip(1).any(|part| part.len() >= HASH_DIGITS && part.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

fn accepts_brotli(headers: &HeaderMap) -> bool {
    let lines = headers.get_all(ACCEPT_ENCODING).iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).any(|coding| {
        let mut parts = coding.split(';').map(str::trim);
        let is_brotli = parts.next().is_some_and(|name| name.eq_ignore_ascii_case("br"));
        let is_refused = parts.any(|part| {
            part.strip_prefix("q=").and_then(|weight| weight.parse::<f32>().ok()).is_some_and(|weight| weight <= 0.0)
        });
        is_brotli && !is_refused
    })
}

pub(super) fn wants_page(headers: &HeaderMap) -> bool {
    headers.get(ACCEPT).and_then(|accept| accept.to_str().ok()).is_some_and(|accept| accept.contains("text/html"))
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "css" => "text/css; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        "ico" => "image/x-icon",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "png" => "image/png",
        "svg" => "image/svg+xml",
        // Not `video/mp2t`, which the ending is registered for.
        "ts" => "application/typescript; charset=utf-8",
        "txt" => "text/plain; charset=utf-8",
        "wasm" => "application/wasm",
        "webmanifest" => "application/manifest+json",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_part_of_the_program_is_not_copied() {
        static CONTENT: &[u8] = b"content";
        assert_eq!(bytes(Cow::Borrowed(CONTENT)).as_ptr(), CONTENT.as_ptr());
        assert_eq!(bytes(Cow::Owned(CONTENT.to_vec())), CONTENT);
    }

    #[test]
    fn which_names_never_change() {
        for (name, expected) in [
            ("style.0123456789abcdef.css", true),
            ("messages/pt-BR.0123456789abcdef.txt", true),
            ("style.css", false),
            ("0123456789abcdef.css", false),
            ("favicon.ico", false),
            ("a.deadbeef/style.css", false),
        ] {
            assert_eq!(has_hash(name), expected, "{name}");
        }
    }

    #[test]
    fn what_other_pages_load_is_theirs_to_load() {
        for (path, cache, is_theirs) in [
            ("embed.js", &FOR_AN_HOUR, true),
            ("gate_bg.0123456789abcdef.wasm", &FOR_EVER, true),
            ("embed.wasm", &FOR_AN_HOUR, true),
            ("embed.d.ts", &FOR_AN_HOUR, true),
            ("embed.html", &ASK_AGAIN, false),
            ("boot.js", &ASK_AGAIN, false),
        ] {
            let content = Cow::Borrowed(&b"content"[..]);
            let metadata = rust_embed::Metadata::__rust_embed_new([0; 32], None, None);
            let response = file(path, EmbeddedFile { data: content, metadata }, &HeaderMap::new(), "");
            let headers = response.headers();
            assert_eq!(headers.get(CACHE_CONTROL), Some(cache), "{path}");
            let policy = headers.get(CROSS_ORIGIN_RESOURCE_POLICY).map(HeaderValue::as_bytes);
            assert_eq!(policy, is_theirs.then_some(&b"cross-origin"[..]), "{path}");
            let readers = headers.get(ACCESS_CONTROL_ALLOW_ORIGIN).map(HeaderValue::as_bytes);
            assert_eq!(readers, is_theirs.then_some(&b"*"[..]), "{path}");
        }
    }

    #[test]
    fn what_typescript_reads_says_what_it_is() {
        assert_eq!(media_type("embed.d.ts"), "application/typescript; charset=utf-8");
        assert_eq!(media_type("embed.js"), "text/javascript; charset=utf-8");
    }

    #[test]
    fn what_is_inline_is_let_in_by_its_hash() {
        let page =
            r#"<script>alert('Hello, world.');</script><script src="/a.js"></script><script type="module">1</script>"#;
        // The first is the example of CSP's own text.
        let expected = "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng=' 'sha256-a4ayc/80/OGda4BO/1o/V0etpOqiLx1JwB5S3beHW0s='";
        assert_eq!(inline_hashes(page, "script"), expected);
        assert_eq!(inline_hashes(page, "style"), "");
        let styled = format!("<style>alert('Hello, world.');</style>{page}");
        assert_eq!(inline_hashes(&styled, "style"), expected.split(' ').next().unwrap());
    }

    #[test]
    fn every_inline_script_gets_the_nonce() {
        let page = br#"<script nonce="{{__TRUNK_NONCE__}}">1</script><script nonce="{{__TRUNK_NONCE__}}">2</script>"#;
        assert_eq!(with_nonce(page, "ab"), r#"<script nonce="ab">1</script><script nonce="ab">2</script>"#);
    }

    #[test]
    fn who_takes_brotli() {
        for (accepted, expected) in [
            ("gzip, deflate, br, zstd", true),
            ("br;q=0.5", true),
            ("BR", true),
            ("br;q=0", false),
            ("br; q=0.0, gzip", false),
            ("gzip", false),
            ("brotli", false),
            ("", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_ENCODING, accepted.parse().unwrap());
            assert_eq!(accepts_brotli(&headers), expected, "{accepted}");
        }
        assert!(!accepts_brotli(&HeaderMap::new()));
    }
}
