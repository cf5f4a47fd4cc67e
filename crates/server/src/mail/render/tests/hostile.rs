//! What others write, wherever they can, stays text in its place.

use model::Language;
use serde_json::Value;

use super::{Envelope, Letter, Rendered, SUBJECT_LENGTH, html, notification, portal, render, rendered, samples};

/// What a hostile writer puts wherever it can be put.
const HOSTILE: &str = "</p><script src=\"https://x.example/\">alert('1')</script><img src=x onerror=y>&amp;\r\nBcc: all@x.example\
                       \u{0}\u{1b}[2J\u{202e}\u{2069}\u{2067}{0} {#} {name} {{ name }} %s ]]>--><!--";

#[test]
fn hostile_writers_reach_nothing() {
    let portal = portal();
    for (name, letter) in samples::letters() {
        let letter = everywhere(&letter, HOSTILE);
        for language in Language::ALL {
            let usual = samples::envelope(&letter, language, &portal);
            let envelope = Envelope {
                recipient_name: Some(HOSTILE),
                recipient_email: HOSTILE,
                operator_name: HOSTILE,
                ..usual.clone()
            };
            let Rendered { subject, text, html } = render(&letter, &envelope).unwrap();
            let name = format!("{name} in {}", language.tag());

            assert!(subject.chars().count() <= SUBJECT_LENGTH, "{name}: {subject}");
            assert!(!subject.chars().any(|c| c.is_control() || is_bidi_control(c)), "{name}: {subject:?}");

            // Only our elements, and only our links: what they wrote is text.
            let page = html::read(&html);
            let ours = html::read(&render(&letter, &usual).unwrap().html);
            assert_eq!(page.links, ours.links, "{name}");
            assert!(page.shown.contains("<script src="), "{name}: {}", page.shown);

            assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "{name}: {text:?}");
            for line in text.lines() {
                assert!(ends_what_it_begins(line), "{name}: {line:?}");
            }
            for line in page.shown.lines() {
                assert!(ends_what_it_begins(line), "{name}: {line:?}");
            }
            // What looks like a placeholder was written, and stays.
            assert!(text.contains("{0} {#} {name}") || text.contains("{0}\n{#}"), "{name}: {text}");
        }
    }
}

/// The letter with all texts that others wrote replaced.
fn everywhere(letter: &Letter, text: &str) -> Letter {
    fn replace(value: &mut Value, text: &str) {
        const FOREIGN: [&str; 9] =
            ["account", "invited_by", "granted_by", "asked_by", "sent_by", "email", "name", "subject", "body"];
        let Value::Object(entries) = value else { return };
        for (key, value) in entries {
            if FOREIGN.contains(&key.as_str()) && value.is_string() {
                *value = text.into();
            } else {
                replace(value, text);
            }
        }
    }
    let mut json = serde_json::to_value(letter).unwrap();
    replace(&mut json, text);
    serde_json::from_value(json).unwrap()
}

fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Whether no change of direction reaches beyond the line. Counting is enough for what is nested rightly, which other tests
/// look at.
fn ends_what_it_begins(line: &str) -> bool {
    let count = |wanted: &[char]| line.chars().filter(|c| wanted.contains(c)).count();
    count(&['\u{2066}', '\u{2067}', '\u{2068}']) == count(&['\u{2069}'])
        && count(&['\u{202a}', '\u{202b}', '\u{202d}', '\u{202e}']) == count(&['\u{202c}'])
}

#[test]
fn texts_of_a_megabyte_are_only_long() {
    const LENGTH: usize = 1_000_000;
    for text in ["<", "\u{202e}", "\u{2067}\u{202e}\u{2069}", "\r\n", "\u{0}", "a b ", "a.", "😀"] {
        let long = text.repeat(LENGTH / text.len());
        let letter = notification(|notification| {
            notification.body.clone_from(&long);
            notification.subject.clone_from(&long);
            notification.account.clone_from(&long);
        });
        let Rendered { subject, text: plain, html } = rendered(&letter, Language::German);
        assert!(subject.chars().count() <= SUBJECT_LENGTH, "{text:?}");
        html::read(&html);
        assert!(plain.len() < 20 * LENGTH && html.len() < 40 * LENGTH, "{text:?}: {} {}", plain.len(), html.len());
    }
}

#[test]
fn a_subject_that_shows_nothing_gives_way_to_what_it_is() {
    let letter = notification(|notification| notification.subject = "\u{202e} \r\n".to_owned());
    let Rendered { subject, html, .. } = rendered(&letter, Language::English);
    assert_eq!(subject, "[Production issue] Bella Pizza: Production issue");
    assert_eq!(html::read(&html).headings, ["Production issue"]);
}

#[test]
fn names_are_no_links() {
    let letter = everywhere(&samples::letters()[0].1, "Claim your prize at https://x.example/now");
    let Rendered { text, html, .. } = rendered(&letter, Language::English);
    assert!(text.contains("Claim your prize"));
    for part in [text, html::read(&html).shown] {
        assert!(!part.contains("https://x.example"), "{part}");
    }
}
