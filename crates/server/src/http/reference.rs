//! What clients need to know before anybody has done anything: languages, kinds of integration, limits, links.
//!
//! It is the same for everybody and no secret, so it needs no sign-in: the page asks for it together with everything
//! else, before it knows whether somebody is signed in.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use messages::{Catalogue, LANGUAGES, key};
use model::wire::{self, Reference};
use model::{Language, limits};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Context;
use crate::catalogue::Kind;

/// Its routes.
pub(super) fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new().routes(routes!(show))
}

/// Languages, kinds of integration, limits, links, the operator's name.
#[utoipa::path(
    get, path = "/reference", tag = "reference",
    responses((status = 200, description = "Reference data", body = Reference)),
)]
async fn show(State(context): State<Context>) -> Json<Reference> {
    let settings = &context.settings;
    let policy = context.gates.standing();
    Json(Reference {
        operator_name: settings.operator_name.clone(),
        support_url: settings.support_url.as_ref().map(ToString::to_string),
        help_url: settings.help_url.as_ref().map(ToString::to_string),
        mail_is_configured: settings.mail.server.is_some(),
        languages: Language::ALL.map(|language| language.tag().to_owned()).into(),
        kinds: settings.catalogue.iter().map(|of| kind(of, policy.has_merchant_issues(&of.id))).collect(),
        limits: wire::Limits {
            entries_per_field: limits::ENTRIES_PER_FIELD,
            intervals_per_schedule: limits::INTERVALS_PER_SCHEDULE,
            name_length: limits::NAME_LENGTH,
            email_octets: limits::EMAIL_OCTETS,
            web_page_octets: limits::WEB_PAGE_OCTETS,
            phone_max_digits: limits::PHONE_MAX_DIGITS,
        },
    })
}

/// The kind with a name in each language: the operator's, or else ours, or else the operator's English one.
fn kind(kind: &Kind, merchant_issues: bool) -> wire::Kind {
    let built_in = match kind.id.as_str() {
        "ordering" => Some(key::kind::ORDERING),
        "things_to_do" => Some(key::kind::THINGS_TO_DO),
        "reservations" => Some(key::kind::RESERVATIONS),
        "appointments" => Some(key::kind::APPOINTMENTS),
        _ => None,
    };
    let mut names = BTreeMap::new();
    for language in LANGUAGES {
        let own = || Some(Catalogue::embedded(language.tag)?.text(built_in?).to_owned());
        let name = kind.names.get(language.tag).cloned().or_else(own).or_else(|| kind.names.get("en").cloned());
        names.insert(language.tag.to_owned(), name.unwrap_or_else(|| kind.id.clone()));
    }
    wire::Kind { id: kind.id.clone(), names, merchant_issues }
}
