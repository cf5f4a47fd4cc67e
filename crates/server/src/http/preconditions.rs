//! Conditional requests (RFC 9110, section 13): entity tags, `If-None-Match`, `If-Match`.

use http::header::{IF_MATCH, IF_NONE_MATCH};
use http::{HeaderMap, HeaderName, StatusCode};

use super::problem::Problem;

/// The entity tag of a version of the contact information.
#[must_use]
pub fn version_tag(version: i64) -> String {
    format!("\"{version}\"")
}

/// Whether the client has what `etag` stands for already. Headers that can't be read count for nothing: the client
/// then gets the whole answer.
#[must_use]
pub fn has_already(headers: &HeaderMap, etag: &str) -> bool {
    match condition(headers, &IF_NONE_MATCH) {
        Some(Condition::Any) => true,
        // Weak comparison: `W/` makes no difference.
        Some(Condition::Tags(tags)) => tags.iter().any(|tag| tag.text == etag),
        Some(Condition::Malformed) | None => false,
    }
}

/// The version that a save states to have been made from, as it was written.
///
/// # Errors
/// When no version is stated, or not exactly one.
pub fn stated(headers: &HeaderMap) -> Result<StatedVersion, Problem> {
    match condition(headers, &IF_MATCH) {
        None => Err(version_required("State the version that the save was made from: If-Match with its ETag.")),
        // Whoever says "any version" would overwrite what others have saved unseen.
        Some(Condition::Any) => {
            Err(version_required("`If-Match: *` doesn't state the version that the save was made from."))
        }
        Some(Condition::Tags(tags)) => match <[EntityTag; 1]>::try_from(tags) {
            Ok([tag]) => Ok(StatedVersion(tag)),
            Err(_) => Err(malformed_if_match()),
        },
        Some(Condition::Malformed) => Err(malformed_if_match()),
    }
}

/// The version that a save was made from. It may be any entity tag, also one that no version ever had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatedVersion(EntityTag);

impl StatedVersion {
    /// Whether this is the one. Weak tags never are (RFC 9110, section 13.1.1).
    #[must_use]
    pub fn is(&self, version: i64) -> bool {
        !self.0.is_weak && self.0.text == version_tag(version)
    }
}

fn version_required(detail: &'static str) -> Problem {
    Problem::new("version-required", StatusCode::PRECONDITION_REQUIRED, "Version required", detail)
}

fn malformed_if_match() -> Problem {
    Problem::new(
        "malformed-if-match",
        StatusCode::BAD_REQUEST,
        "Malformed If-Match",
        "If-Match must hold exactly one ETag, such as \"3\", with its quotation marks.",
    )
}

#[derive(Debug, PartialEq, Eq)]
enum Condition {
    Any,
    Tags(Vec<EntityTag>),
    Malformed,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct EntityTag {
    is_weak: bool,
    /// With its quotation marks.
    text: String,
}

/// Reads a header that holds `*` or a list of entity tags, over as many lines as it was sent.
fn condition(headers: &HeaderMap, name: &HeaderName) -> Option<Condition> {
    let mut lines = headers.get_all(name).iter().peekable();
    lines.peek()?;
    let mut tags = Vec::new();
    for line in lines {
        let Ok(line) = line.to_str() else {
            return Some(Condition::Malformed);
        };
        if line.trim() == "*" {
            return Some(Condition::Any);
        }
        let Some(found) = entity_tags(line) else {
            return Some(Condition::Malformed);
        };
        tags.extend(found);
    }
    Some(if tags.is_empty() { Condition::Malformed } else { Condition::Tags(tags) })
}

fn entity_tags(mut list: &str) -> Option<Vec<EntityTag>> {
    let mut tags = Vec::new();
    loop {
        // Empty entries of a list are to be ignored (RFC 9110, section 5.6.1).
        list = list.trim_start_matches([' ', '\t', ',']);
        if list.is_empty() {
            return Some(tags);
        }
        let weak = list.strip_prefix("W/");
        let quoted = weak.unwrap_or(list).strip_prefix('"')?;
        let end = quoted.find('"')?;
        let (opaque, rest) = quoted.split_at(end);
        if !opaque.bytes().all(|byte| byte == b'!' || (b'#'..=b'~').contains(&byte)) {
            return None;
        }
        tags.push(EntityTag { is_weak: weak.is_some(), text: format!("\"{opaque}\"") });
        list = rest.strip_prefix('"')?.trim_start_matches([' ', '\t']);
        if !list.is_empty() && !list.starts_with(',') {
            return None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: &HeaderName, lines: &[&str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(name, line.parse().unwrap());
        }
        headers
    }

    #[test]
    fn who_has_it_already() {
        for (lines, expected) in [
            (&["\"abc\""][..], true),
            (&["W/\"abc\""], true),
            (&["\"x\", \"abc\""], true),
            (&["\"x\" ,, W/\"abc\","], true),
            (&["\"x\"", "\"abc\""], true),
            (&["*"], true),
            (&[" * "], true),
            (&[], false),
            (&["abc"], false),
            (&["\"abcd\""], false),
            (&["\"abc"], false),
            (&["\"abc\"\"x\""], false),
            (&["w/\"abc\""], false),
            (&[""], false),
        ] {
            assert_eq!(has_already(&headers(&IF_NONE_MATCH, lines), "\"abc\""), expected, "{lines:?}");
        }
    }

    #[test]
    fn which_version_a_save_was_made_from() {
        for (lines, expected) in [
            (&["\"3\""][..], Ok(true)),
            (&["\"2\""], Ok(false)),
            (&["\"03\""], Ok(false)),
            (&["\"99999999999999999999999\""], Ok(false)),
            (&["\"-1\""], Ok(false)),
            (&["\"\""], Ok(false)),
            (&["\"abc\""], Ok(false)),
            (&["W/\"3\""], Ok(false)),
            (&[], Err(StatusCode::PRECONDITION_REQUIRED)),
            (&["*"], Err(StatusCode::PRECONDITION_REQUIRED)),
            (&["3"], Err(StatusCode::BAD_REQUEST)),
            (&["\"3"], Err(StatusCode::BAD_REQUEST)),
            (&["\"3\", \"4\""], Err(StatusCode::BAD_REQUEST)),
            (&["\"3\"", "\"3\""], Err(StatusCode::BAD_REQUEST)),
            (&["\"3\" 4"], Err(StatusCode::BAD_REQUEST)),
            (&[""], Err(StatusCode::BAD_REQUEST)),
            (&["\"a b\""], Err(StatusCode::BAD_REQUEST)),
        ] {
            let found =
                stated(&headers(&IF_MATCH, lines)).map(|version| version.is(3)).map_err(|problem| problem.status());
            assert_eq!(found, expected, "{lines:?}");
        }
    }
}
