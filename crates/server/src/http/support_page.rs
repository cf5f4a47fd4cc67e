//! The page that end users see: how a brand's support is reached, and when it is open. The same as the public answer for
//! programs, in words.
//!
//! It works without scripts, in the zone of the support; a few lines of script show the visitor's own.

use askama::Template;
use axum::Router;
use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use http::header::{ACCEPT_LANGUAGE, CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_SECURITY_POLICY, CONTENT_TYPE, VARY};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan as _};
use messages::key::contact;
use messages::mail::{day, support_page};
use messages::{Catalogue, LANGUAGES, Message, Text, embedded};
use model::wire::PublicSupport;

use super::problem::Problem;
use super::{Context, assets, public_support};

/// Nobody waits for a state that has changed.
const A_MINUTE: HeaderValue = HeaderValue::from_static("public, max-age=60");
const FOR_AN_HOUR: HeaderValue = HeaderValue::from_static("public, max-age=3600");

/// Its own style sheet and script, and the mark.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; \
     frame-ancestors 'none'",
);

/// Hours are told of for a week, so that no weekday stands there twice and means another date.
const DAYS_TOLD_OF: i32 = 7;

const STYLE: &str = concat!(
    include_str!("../../../../style/tokens.css"),
    include_str!("../../../../style/base.css"),
    include_str!("../../templates/support/page.css")
);
const SCRIPT: &str = include_str!("../../templates/support/page.js");

/// The portal's own has a name that changes with it.
const MARK: &str = include_str!("../../../../public/mark.svg");

/// Its routes.
pub(super) fn router() -> Router<Context> {
    Router::new()
        .route("/support/{account}", get(page))
        .route("/support/page.css", get(async || file("text/css; charset=utf-8", STYLE)))
        .route("/support/page.js", get(async || file("text/javascript; charset=utf-8", SCRIPT)))
        .route("/support/mark.svg", get(async || file("image/svg+xml", MARK)))
}

fn file(kind: &'static str, text: &'static str) -> Response {
    let headers = [(CONTENT_TYPE, HeaderValue::from_static(kind)), (CACHE_CONTROL, FOR_AN_HOUR)];
    (headers, text).into_response()
}

async fn page(
    State(context): State<Context>,
    Path(account): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let language = language(query.as_deref().unwrap_or_default(), &headers);
    let support = public_support::find(&context, &account).await?;
    if support.is_none() && !assets::wants_page(&headers) {
        return Err(Problem::not_found());
    }
    let status = if support.is_some() { StatusCode::OK } else { StatusCode::NOT_FOUND };
    let words = Words::new(language)?;
    let now = context.surroundings.clock.now();
    let page = words.page(support.map(|support| words.support(support, now)));
    let html = page.render().map_err(Problem::internal)?;
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (CONTENT_LANGUAGE, HeaderValue::from_static(language)),
        (CACHE_CONTROL, A_MINUTE),
        (VARY, HeaderValue::from_name(ACCEPT_LANGUAGE)),
        (CONTENT_SECURITY_POLICY, POLICY),
        // The brand's own pages are to be found, not this one in their place.
        (HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex")),
    ];
    Ok((status, headers, html).into_response())
}

/// The language that is asked for by `?lang=`, or else the first of the browser's that there is.
fn language(query: &str, headers: &HeaderMap) -> &'static str {
    let chosen = url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "lang");
    let chosen = chosen.and_then(|(_, tag)| messages::language(&tag));
    let accepted = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let accepted = || accepted.split(',').find_map(|range| closest(range.split(';').next()?.trim()));
    chosen.or_else(accepted).map_or("en", |language| language.tag)
}

/// The language of a tag, whatever its region.
fn closest(tag: &str) -> Option<&'static messages::Language> {
    let primary = |tag: &str| tag.split('-').next().map(str::to_ascii_lowercase);
    messages::language(tag).or_else(|| LANGUAGES.iter().find(|language| primary(language.tag) == primary(tag)))
}

#[derive(Template)]
#[template(path = "support/page.html")]
struct Page<'a> {
    language: &'static str,
    title: String,
    words: &'a Words,
    support: Option<Support>,
    languages: Vec<(&'static str, &'static str)>,
}

/// What it says of one account.
struct Support {
    name: String,
    is_open: bool,
    state: String,
    change_label: String,
    change: Option<Time>,
    email: String,
    phone: String,
    web_page: String,
    spoken: Vec<(String, String)>,
    spans: Vec<Span>,
    zone: String,
}

/// Hours without a break: the day on which they begin, and from when to when.
struct Span {
    day: String,
    /// Whether the hours before these are of the same day, which is named once.
    is_of_day_named: bool,
    from: Time,
    until: Time,
}

/// A time, for programs and in words.
struct Time {
    at: String,
    shown: String,
}

/// The words of the page in one language.
struct Words {
    catalogue: &'static Catalogue,
    nothing: String,
    nothing_text: String,
    contact: String,
    email: String,
    phone: String,
    web_page: String,
    spoken: String,
    days: String,
    zone_text: String,
    language: String,
}

impl Words {
    fn new(tag: &str) -> Result<Self, Problem> {
        let catalogue = Catalogue::embedded(tag).ok_or_else(|| Problem::internal("a language has no words"))?;
        let text = |text: Text| catalogue.text(text).to_owned();
        Ok(Self {
            nothing: text(support_page::NOTHING),
            nothing_text: text(support_page::NOTHING_TEXT),
            contact: text(support_page::CONTACT),
            email: text(contact::EMAIL),
            phone: text(contact::PHONE),
            web_page: text(contact::WEB_PAGE),
            spoken: text(support_page::SPOKEN),
            days: text(support_page::DAYS),
            zone_text: say(catalogue, &support_page::zone("{zone}")),
            language: text(contact::LANGUAGE),
            catalogue,
        })
    }

    fn page(&self, support: Option<Support>) -> Page<'_> {
        Page {
            language: messages::language(self.catalogue.tag()).map_or("en", |language| language.tag),
            title: support.as_ref().map_or_else(
                || self.nothing.clone(),
                |support| say(self.catalogue, &support_page::title(&support.name)),
            ),
            words: self,
            support,
            languages: LANGUAGES.iter().map(|language| (language.tag, language.endonym)).collect(),
        }
    }

    fn support(&self, support: PublicSupport, now: Timestamp) -> Support {
        let PublicSupport { name, operational_public, operational_support, open } = support;
        let zone_name = operational_support.first().map(|schedule| schedule.time_zone.clone()).unwrap_or_default();
        let zone = TimeZone::get(&zone_name).unwrap_or(TimeZone::UTC);
        let spans: Vec<(Timestamp, Option<Timestamp>)> = open
            .iter()
            .filter_map(|span| {
                Some((span.from.parse().ok()?, span.until.as_ref().and_then(|until| until.parse().ok())))
            })
            .collect();
        let current = spans.iter().find(|(from, until)| *from <= now && until.is_none_or(|until| now < until));
        let next = spans.iter().map(|(from, _)| *from).find(|from| *from > now);
        let (state, label, change) = match (current, next) {
            (Some((_, None)), _) => (support_page::ALWAYS, support_page::CLOSES, None),
            (Some((_, until)), _) => (support_page::OPEN, support_page::CLOSES, *until),
            (None, next) => (support_page::CLOSED, support_page::OPENS, next),
        };
        let mut spoken: Vec<(String, String)> = Vec::new();
        for tag in operational_support.into_iter().flat_map(|schedule| schedule.languages) {
            let name = messages::language(&tag).map_or_else(|| tag.clone(), |language| language.endonym.to_owned());
            if !spoken.iter().any(|(known, _)| *known == tag) {
                spoken.push((tag, name));
            }
        }
        Support {
            is_open: current.is_some(),
            state: self.catalogue.text(state).to_owned(),
            change_label: self.catalogue.text(label).to_owned(),
            change: change.map(|at| self.day_and_time(at, &zone)),
            email: operational_public.email,
            phone: operational_public.phone,
            web_page: operational_public.web_page,
            spoken,
            spans: self.week(&spans, &zone),
            zone: say(self.catalogue, &support_page::zone(&zone_name.replace('_', " "))),
            name,
        }
    }

    /// The hours of a week, from the first ones on.
    fn week(&self, open: &[(Timestamp, Option<Timestamp>)], zone: &TimeZone) -> Vec<Span> {
        let first = open.first().map(|(from, _)| date(*from, zone));
        let last = first.and_then(|first| first.checked_add((DAYS_TOLD_OF - 1).days()).ok());
        let mut named = None;
        let mut week = Vec::new();
        for (from, until) in open {
            let day = Some(date(*from, zone));
            if day > last {
                break;
            }
            week.extend(until.map(|until| self.span(*from, until, zone, day == named)));
            named = day;
        }
        week
    }

    /// The end has its day only where it needs one: midnight still belongs to the day before it.
    fn span(&self, from: Timestamp, until: Timestamp, zone: &TimeZone, is_of_day_named: bool) -> Span {
        let last = until.saturating_sub(SignedDuration::from_secs(1)).unwrap_or(until);
        let is_of_one_day = date(from, zone) == date(last, zone) && clock(from, zone) != clock(until, zone);
        Span {
            day: self.day(from, zone),
            is_of_day_named,
            from: Time { at: from.to_string(), shown: clock(from, zone) },
            until: if is_of_one_day {
                Time { at: until.to_string(), shown: clock(until, zone) }
            } else {
                self.day_and_time(until, zone)
            },
        }
    }

    fn day_and_time(&self, at: Timestamp, zone: &TimeZone) -> Time {
        Time { at: at.to_string(), shown: format!("{} {}", self.day(at, zone), clock(at, zone)) }
    }

    fn day(&self, at: Timestamp, zone: &TimeZone) -> String {
        self.catalogue.text(weekday(at.to_zoned(zone.clone()).weekday())).to_owned()
    }
}

fn date(at: Timestamp, zone: &TimeZone) -> Date {
    at.to_zoned(zone.clone()).date()
}

/// What the clocks of a zone show.
fn clock(at: Timestamp, zone: &TimeZone) -> String {
    let shown = at.to_zoned(zone.clone());
    format!("{:02}:{:02}", shown.hour(), shown.minute())
}

fn say(catalogue: &Catalogue, message: &Message) -> String {
    catalogue.format(message, |count| embedded::plural(catalogue.tag(), count))
}

fn weekday(weekday: Weekday) -> Text {
    match weekday {
        Weekday::Monday => day::MONDAY,
        Weekday::Tuesday => day::TUESDAY,
        Weekday::Wednesday => day::WEDNESDAY,
        Weekday::Thursday => day::THURSDAY,
        Weekday::Friday => day::FRIDAY,
        Weekday::Saturday => day::SATURDAY,
        Weekday::Sunday => day::SUNDAY,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn which_language_is_meant() {
        for (query, accepted, expected) in [
            ("", "", "en"),
            ("", "fr-FR,fr;q=0.9", "en"),
            ("", "de-AT,de;q=0.9,en;q=0.8", "de"),
            ("", "pt-PT", "pt-BR"),
            ("", "fr, IT;q=0.5", "it"),
            ("lang=pl", "de", "pl"),
            ("lang=xx", "es", "es"),
            ("a=b&lang=pt-BR", "", "pt-BR"),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_LANGUAGE, HeaderValue::from_static(accepted));
            assert_eq!(language(query, &headers), expected, "{query} {accepted}");
        }
    }
}
