//! Every letter in every language, and what hostile writers make of it.

use model::{Category, Environment, Field, Language, Reason, Severity};
use url::Url;

use super::{Envelope, Rendered, SUBJECT_LENGTH, render};
use crate::mail;
use crate::mail::letter::{Letter, Notification};

mod hostile;
mod html;
mod samples;

/// What the mail's own parts may take. Mail programs cut what is longer than a hundred kilobytes.
const OWN_BYTES: usize = 6_000;

fn portal() -> Url {
    Url::parse("https://portal.operator.example/").unwrap()
}

/// Every sample in every language, with its envelope.
fn each(check: impl Fn(&str, &Letter, &Envelope<'_>, &Rendered)) {
    let portal = portal();
    for (name, letter) in samples::letters() {
        for language in Language::ALL {
            let envelope = samples::envelope(&letter, language, &portal);
            let rendered = render(&letter, &envelope).unwrap();
            check(&format!("{name} in {}", language.tag()), &letter, &envelope, &rendered);
        }
    }
}

fn notification(change: impl FnOnce(&mut Notification)) -> Letter {
    let letters = samples::letters().into_iter();
    let mut found = letters.filter_map(|(_, letter)| match letter {
        Letter::Notification(notification) => Some(notification),
        _ => None,
    });
    let mut notification = found.next().unwrap();
    change(&mut notification);
    Letter::Notification(notification)
}

fn rendered(letter: &Letter, language: Language) -> Rendered {
    let portal = portal();
    render(letter, &samples::envelope(letter, language, &portal)).unwrap()
}

#[test]
fn every_kind_of_letter_has_a_sample() {
    let mut kinds: Vec<_> = samples::letters().iter().map(|(_, letter)| letter.kind()).collect();
    kinds.dedup();
    kinds.sort_unstable();
    kinds.dedup();
    let all = [
        "access_granted",
        "declined",
        "invitation",
        "notification",
        "password_reset",
        "request_to_fill",
        "setup_test",
        "test_message",
        "verification",
    ];
    assert_eq!(kinds, all);
}

#[test]
fn letters_read_as_they_were_approved() {
    let portal = portal();
    for (name, letter) in samples::letters() {
        let texts = [Language::English, Language::Polish].map(|language| {
            let rendered = render(&letter, &samples::envelope(&letter, language, &portal)).unwrap();
            format!("Subject: {}\n\n{}", rendered.subject, rendered.text)
        });
        insta::assert_snapshot!(name, texts.join("\n================\n\n"));
    }
}

#[test]
fn nothing_is_left_open_or_out_of_shape() {
    each(|name, _, _, rendered| {
        let Rendered { subject, text, html } = rendered;
        assert!(!subject.is_empty() && subject.chars().count() <= SUBJECT_LENGTH, "{name}: {subject}");
        assert!(!subject.chars().any(char::is_control), "{name}: {subject:?}");
        assert!(!text.contains(['{', '}', '\t', '\r', '<']), "{name}: {text}");
        assert!(!text.contains("\n\n\n") && text.ends_with('\n') && !text.ends_with("\n\n"), "{name}: {text:?}");
        for line in text.lines() {
            let is_link = line.starts_with("https://");
            assert!(is_link || line.chars().count() <= 78, "{name}: {line}");
            assert!(line == "-- " || line.trim_end() == line, "{name}: {line:?}");
        }
        assert_eq!(text.matches("\n\n-- \n").count(), 1, "{name}: {text}");
        assert!(html.len() < OWN_BYTES, "{name}: {} bytes", html.len());
    });
}

#[test]
fn only_who_would_be_told_of_emergencies_reads_of_them() {
    let text = |fields: &[Field]| {
        let letter = Letter::Verification { account: "Bella Pizza".to_owned(), fields: fields.to_vec() };
        rendered(&letter, Language::English).text
    };
    assert!(!text(&[Field::OperationalPublic]).contains("emergencies"));
    assert!(text(&[Field::OperationalPublic, Field::MerchantIssues]).contains("only emergencies are sent here"));
}

#[test]
fn html_is_well_formed_loads_nothing_and_leads_only_where_it_says() {
    each(|name, _, envelope, rendered| {
        let page = html::read(&rendered.html);
        assert_eq!(page.language, envelope.language.tag(), "{name}");
        assert_eq!(page.headings.len(), 1, "{name}");
        assert!(!page.headings[0].is_empty(), "{name}");
        for address in &page.links {
            let is_ours = address.starts_with(envelope.portal.as_str());
            assert!(is_ours, "{name}: {address}");
        }
        assert!(!page.shown.contains(['{', '}']), "{name}: {}", page.shown);
        for loading in ["url(", "@import", "@font-face", "src"] {
            assert!(!page.style.contains(loading), "{name}: {loading} in {}", page.style);
        }
        assert!(page.style.contains("prefers-color-scheme: dark"), "{name}");
    });
}

#[test]
fn both_parts_say_the_same() {
    each(|name, _, _, rendered| {
        let html::Page { shown, links, .. } = html::read(&rendered.html);
        let shown = words_of(&shown);
        for paragraph in rendered.text.split("\n\n") {
            let paragraph = paragraph.trim_start_matches("-- \n").trim_start_matches("- ");
            for line in paragraph.lines().map(|line| line.trim_start_matches("- ")) {
                // In brackets, or before the address, where HTML has a box or a button.
                let line = line.trim_matches(['[', ']']).trim_end_matches(':');
                let is_link = links.iter().any(|address| address == line);
                assert!(is_link || shown.contains(&words_of(line)), "{name}: {line:?} isn't in {shown}");
            }
        }
    });
}

/// A text without what white space differs.
fn words_of(text: &str) -> String {
    let isolates = ['\u{2068}', '\u{2069}'];
    text.replace(isolates, "").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn links_are_in_both_parts() {
    each(|name, _, envelope, rendered| {
        let page = html::read(&rendered.html);
        let links = [&envelope.link, &envelope.not_me].into_iter().flatten();
        for link in links.map(Url::as_str) {
            // The portal's address is in the last line, too.
            let often = if link == envelope.portal.as_str() { 2 } else { 1 };
            assert_eq!(rendered.text.lines().filter(|line| *line == link).count(), often, "{name}: {link}");
            assert_eq!(page.links.iter().filter(|address| *address == link).count(), often, "{name}: {link}");
            // Written out, for those who can't or won't follow a link that says something else.
            assert!(page.shown.contains(link), "{name}: {link} isn't shown");
        }
    });
}

#[test]
fn without_a_link_there_is_no_button() {
    let portal = portal();
    for (name, letter) in samples::letters() {
        let envelope = Envelope { link: None, not_me: None, ..samples::envelope(&letter, Language::English, &portal) };
        let Rendered { text, html, .. } = render(&letter, &envelope).unwrap();
        assert!(!html.contains("class=\"action\"") && !html.contains("If the button"), "{name}: {html}");
        assert!(!text.contains("The link works once") && !text.contains("say so or name"), "{name}: {text}");
    }
}

#[test]
fn the_operators_text_stands_as_it_was_written() {
    let body =
        "First line\n\n  indented\twith a tab, <b>markup</b> & \"quotes\"\nרביעי\n\nhttps://operator.example/?a=1&b=2";
    let letter = notification(|notification| notification.body = body.to_owned());
    for language in Language::ALL {
        let Rendered { text, html, .. } = rendered(&letter, language);
        assert!(text.contains(&format!("\n\n{body}\n\n")), "{text}");
        assert_eq!(html::read(&html).preformatted, [body], "{html}");
    }
    // The line break that begins the element isn't shown; one of theirs is.
    let letter = notification(|notification| notification.body = "\n\nlate".to_owned());
    assert_eq!(html::read(&rendered(&letter, Language::English).html).preformatted, ["\n\nlate"]);
}

#[test]
fn every_notification_says_what_it_is_and_why_one_gets_it() {
    for category in Category::ALL {
        for reason in Reason::ALL {
            for severity in [None, Some(Severity::High), Some(Severity::Medium), Some(Severity::Low)] {
                for environment in [Environment::Sandbox, Environment::Production] {
                    let letter = notification(|notification| {
                        notification.category = category;
                        notification.reason = reason;
                        notification.severity = severity;
                        notification.environment = environment;
                    });
                    let Rendered { subject, text, .. } = rendered(&letter, Language::English);
                    assert_eq!(subject.starts_with("[Emergency"), category == Category::Emergency, "{subject}");
                    assert_eq!(subject.contains("Sandbox] "), environment == Environment::Sandbox, "{subject}");
                    let expected = match severity {
                        None => None,
                        Some(Severity::High) => Some("Severity: High"),
                        Some(Severity::Medium) => Some("Severity: Medium"),
                        Some(Severity::Low) => Some("Severity: Low"),
                    };
                    assert_eq!(text.lines().find(|line| line.starts_with("Severity")), expected, "{text}");
                    assert_eq!(
                        words_of(&text).contains("so this went to its administrators"),
                        reason == Reason::Administrator,
                        "{text}"
                    );
                    let why = match reason {
                        Reason::AlertContact => "because you are an alert contact of",
                        Reason::Administrator => "because you are an administrator of",
                        Reason::TechnicalEmergency => "under “Technical emergency contacts”.",
                        Reason::TechnicalNonEmergency => "under “Technical non-emergency contacts”.",
                        Reason::MerchantIssues => "under “Operational contact for merchant issues”.",
                        Reason::OperationalInternal => "under “Operational contact (for Example Operator)”.",
                    };
                    assert!(words_of(&text).contains(why), "{why} isn't in {text}");
                }
            }
        }
    }
}

#[test]
fn administrators_are_told_which_contact_is_missing_or_wrong() {
    for (category, field) in [
        (Category::ProductionIssue, "Alert contacts"),
        (Category::Emergency, "Technical emergency contacts"),
        (Category::Technical, "Technical non-emergency contacts"),
        (Category::MerchantIssue, "Operational contact for merchant issues"),
        (Category::UserEscalation, "Operational contact (for Example Operator)"),
    ] {
        let letter = notification(|notification| {
            notification.category = category;
            notification.reason = Reason::Administrator;
        });
        let text = words_of(&rendered(&letter, Language::English).text);
        let told = format!(
            "Add or correct one under “{field}”: https://portal.operator.example/configuration/contact-information"
        );
        assert!(text.contains(&told), "{told} isn't in {text}");
    }
}

#[test]
fn administrators_are_told_of_the_field_that_their_account_has() {
    let letter = notification(|notification| {
        notification.category = Category::MerchantIssue;
        notification.reason = Reason::Administrator;
        notification.field = Some(Field::OperationalInternal);
    });
    let text = words_of(&rendered(&letter, Language::English).text);
    assert!(text.contains("Add or correct one under “Operational contact (for Example Operator)”"), "{text}");
}

#[test]
fn what_was_folded_in_is_counted_as_the_language_counts() {
    for (language, folded, told) in [
        (Language::English, 1, "there was one more message"),
        (Language::English, 2, "there were 2 more messages"),
        (Language::Polish, 1, "pojawiło się jeszcze jedno zgłoszenie"),
        (Language::Polish, 3, "pojawiły się jeszcze 3 zgłoszenia"),
        (Language::Polish, 5, "pojawiło się jeszcze 5 zgłoszeń"),
        (Language::Polish, 22, "pojawiły się jeszcze 22 zgłoszenia"),
        (Language::BrazilianPortuguese, 1, "houve mais 1 mensagem."),
        (Language::BrazilianPortuguese, 2, "houve mais 2 mensagens."),
    ] {
        let text = rendered(&notification(|notification| notification.folded = folded), language).text;
        assert!(words_of(&text).contains(told), "{told} isn't in {text}");
    }
    let text = rendered(&notification(|notification| notification.folded = 0), Language::English).text;
    assert!(!text.contains("Since the last"), "{text}");
}

#[test]
fn instants_are_written_as_the_language_writes_them() {
    for (language, instant, expected) in [
        (Language::English, "2026-03-02T03:05:59Z", "2 March 2026, 03:05 UTC"),
        (Language::English, "2026-12-31T23:59:59Z", "31 December 2026, 23:59 UTC"),
        (Language::Polish, "2026-03-02T03:05:59Z", "2 marca 2026 r., 03:05 UTC"),
        (Language::German, "2026-03-01T03:05:59Z", "1. März 2026, 03:05 Uhr UTC"),
        (Language::BrazilianPortuguese, "2026-03-01T00:00:00Z", "1º de março de 2026, 00:00 UTC"),
        (Language::Italian, "2026-08-01T12:00:00Z", "1º agosto 2026, 12:00 UTC"),
        (Language::Spanish, "2026-01-01T12:00:00Z", "1 de enero de 2026, 12:00 UTC"),
    ] {
        let letter = notification(|notification| notification.posted_at = instant.parse().unwrap());
        let text = rendered(&letter, language).text;
        assert!(text.contains(&format!(": {expected}\n")), "{expected} isn't in {text}");
    }
}
