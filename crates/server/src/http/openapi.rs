//! The description of the API: an OpenAPI 3.1 document made from the handlers, so that it can't say anything else than
//! they do.

use std::collections::BTreeMap;

use axum::Router;
use axum::body::Bytes;
use axum::routing::get;
use http::{HeaderValue, header};
use utoipa::openapi::path::Operation;
use utoipa::openapi::security::{
    ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme,
};
use utoipa::openapi::{ContentBuilder, OpenApi as Document, Ref, RefOr, Response, ResponseBuilder};
use utoipa::{IntoResponses, OpenApi};

use super::Context;
use super::cookie;
use super::problem::{self, FieldError, ProblemBody};

/// The name of the way in which people are signed in.
const SESSION: &str = "session";

/// The name of the way in which programs are known.
const TOKEN: &str = "token";

/// What is said about the API as a whole; the routes add themselves.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Callsheet",
        description = "Contact information of a partner portal's accounts, and the gate that asks for it. \
            Errors are RFC 9457 problems; their `type` ends in the slug that is named here.",
    ),
    components(schemas(ProblemBody, FieldError)),
    tags(
        (name = "session", description = "Signing in and out"),
        (name = "me", description = "Who is signed in"),
        (name = "reference", description = "Languages, kinds of integration, limits"),
        (name = "accounts", description = "Accounts and their integrations; behind the gate"),
        (name = "contact information", description = "The seven fields, their gate, history and draft"),
        (name = "users", description = "Who has access to an account"),
        (name = "embedding", description = "The gate inside other pages of the operator's"),
        (name = "notifications", description = "What the operator's systems tell accounts, and what becomes of it"),
        (name = "mail", description = "Addresses that mails go to, and whether they arrive"),
        (name = "support", description = "Asking the operator for support"),
    ),
)]
pub(super) struct Description;

/// Declares groups of problems that handlers name among their responses.
macro_rules! problems {
    ($($(#[$meta:meta])* $name:ident: $([$status:literal $description:literal])+;)+) => {
        $(
            $(#[$meta])*
            pub(super) struct $name;

            impl IntoResponses for $name {
                fn responses() -> BTreeMap<String, RefOr<Response>> {
                    BTreeMap::from([$(($status.to_owned(), response($description)),)+])
                }
            }
        )+
    };
}

problems! {
    /// Of whatever needs somebody who is signed in.
    SignedInProblems: ["401" "`not-signed-in`, `invalid-token` or `embed-session-expired`"];
    /// Of whatever belongs to an account.
    MemberProblems:
        ["401" "`not-signed-in`, `invalid-token` or `embed-session-expired`"]
        ["404" "`not-found`: not there, or another's"];
    /// Of whatever a viewer can't do, or an editor.
    RoleProblems: ["403" "`forbidden`: the role doesn't suffice"];
    /// Of whatever lies behind the gate.
    GateProblems: ["403" "`gate-locked`, with what is `missing`; or `forbidden`: the role doesn't suffice"];
    /// Of whatever is asked with a query string.
    QueryProblems: ["422" "`invalid-query`, with `errors`"];
    /// Of a notification that is posted.
    PostProblems:
        ["400" "`idempotency-key-required`, `malformed-idempotency-key` or `malformed-json`"]
        ["403" "`forbidden`: only keys of scope `notify` may do this"]
        ["413" "`body-too-large`: more than 64 KiB"]
        ["415" "`unsupported-media-type`: not `application/json`"]
        ["422" "`invalid-body`, with `errors`; or `idempotency-key-reused`: the same key came with another body"];
    /// Of alerts that are posted.
    AlertProblems:
        ["400" "`malformed-json`"]
        ["403" "`forbidden`: only keys of scope `notify` may do this"]
        ["413" "`body-too-large`: more than 64 KiB"]
        ["415" "`unsupported-media-type`: not `application/json`"]
        ["422" "`invalid-body` or `invalid-query`, with `errors`"];
    /// Of a save of the contact information.
    SaveProblems:
        ["400" "`malformed-if-match` or `malformed-json`"]
        ["412" "`version-conflict`: somebody else has saved since; with what is `current`"]
        ["413" "`body-too-large`: more than 64 KiB"]
        ["415" "`unsupported-media-type`: not `application/json`"]
        ["422" "`invalid-contact-information` or `invalid-query`, with `errors`"]
        ["428" "`version-required`: `If-Match` is missing, or `*`"];
    /// Of a change to the draft.
    DraftProblems:
        ["400" "`malformed-json`"]
        ["413" "`body-too-large`: more than 64 KiB"]
        ["415" "`unsupported-media-type`: not `application/json`"]
        ["422" "`invalid-draft` or `invalid-query`, with `errors`"];
    /// Of whatever is done with a link that was sent by mail.
    LinkProblems:
        ["404" "`not-found`: there is no such link, or what it was for was taken back"]
        ["410" "`link-expired`, `link-used` or `link-superseded`"];
    /// Of whatever takes a body.
    BodyProblems:
        ["400" "`malformed-json`"]
        ["413" "`body-too-large`: more than 64 KiB"]
        ["415" "`unsupported-media-type`: not `application/json`"]
        ["422" "`invalid-body`, with `errors`"];
}

fn response(description: &str) -> RefOr<Response> {
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
    ResponseBuilder::new().description(description).content(problem::MEDIA_TYPE, content).build().into()
}

/// Adds what is the same for all operations, and serves the document.
pub(super) fn router(mut document: Document, is_https: bool) -> Result<Router<Context>, serde_json::Error> {
    let cookie = SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new(cookie::session_name(is_https))));
    let token = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .description(Some("A key, or the token of an embed session"))
        .build();
    let components = document.components.get_or_insert_default();
    components.add_security_scheme(SESSION, cookie);
    components.add_security_scheme(TOKEN, SecurityScheme::Http(token));
    document.security = Some(vec![SecurityRequirement::new(SESSION, [""; 0])]);
    for (path, item) in &mut document.paths.paths {
        let operations = [
            ("get", &mut item.get),
            ("put", &mut item.put),
            ("post", &mut item.post),
            ("delete", &mut item.delete),
            ("patch", &mut item.patch),
        ];
        for (method, operation) in operations {
            let Some(operation) = operation else {
                continue;
            };
            add_default(operation);
            if !needs_session(operation) {
                operation.security = Some(Vec::new());
            }
            operation.operation_id = Some(operation_id(method, path));
        }
    }
    let json = Bytes::from(document.to_json()?);
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    ];
    Ok(Router::new().route("/openapi.json", get(async move || (headers, json))))
}

/// What generated clients call the operation. Handlers' own names, such as `show`, are unique in their files only.
fn operation_id(method: &str, path: &str) -> String {
    let words = path.trim_start_matches("/api/v1/").split(|c: char| !c.is_ascii_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    format!("{method}_{}", words.join("_"))
}

/// Whatever nobody but somebody who is signed in may do says so among its responses.
fn needs_session(operation: &Operation) -> bool {
    let refusal = operation.responses.responses.get("401");
    matches!(refusal, Some(RefOr::T(refusal)) if refusal.description.contains("not-signed-in"))
}

fn add_default(operation: &mut Operation) {
    let default = response("Any other problem, such as `foreign-origin`, `unavailable` or `internal`");
    operation.responses.responses.entry("default".to_owned()).or_insert(default);
}
