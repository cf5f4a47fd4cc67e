//! Inputs with the one verdict that they get on both sides.
//!
//! The same rows are checked natively, with the `idna` crate that the server uses, and in a browser,
//! with the browser's own `URL`. To add an input that was ever judged in two ways, add a row.

mod domains;
pub(crate) mod example;
mod values;

use model::{EmailAddress, Error, WebPage, parse_json};

use example::{context, with};

type DomainToAscii<'a> = &'a dyn Fn(&str) -> Option<String>;

/// What `idna` says, as the server asks it.
pub(crate) fn idna(domain: &str) -> Option<String> {
    ::idna::domain_to_ascii(domain).ok()
}

/// What the list says, as the server asks it.
pub(crate) fn is_time_zone(name: &str) -> bool {
    model::ZoneNames::BUILT_IN.contain(name)
}

/// Every domain name gets its A-label form or is refused, in an e-mail address and in a web page's.
pub(crate) fn check_domains(domain_to_ascii: DomainToAscii<'_>) {
    for (domain, expected) in domains::ROWS {
        let email = EmailAddress::parse(&format!("a@{domain}"), domain_to_ascii);
        let ascii = email.as_ref().map(EmailAddress::ascii_domain).ok();
        assert_eq!(ascii, *expected, "a@{}", domain.escape_unicode());
        let page = WebPage::parse(&format!("https://{domain}/"), domain_to_ascii);
        assert_eq!(page.is_ok(), expected.is_some(), "https://{}/", domain.escape_unicode());
    }
}

/// Every value comes out normalised, or with its error at its place, inside a draft that is otherwise
/// fine.
pub(crate) fn check_values(domain_to_ascii: DomainToAscii<'_>) {
    for (place, typed, expected) in values::ROWS {
        let body = with(&[(place, (*typed).into())]);
        let parsed = parse_json(&body, &context(domain_to_ascii));
        let found = match &parsed {
            Ok(information) => {
                let stored = serde_json::to_value(model::Draft::from(information));
                let stored = stored.expect("a draft is JSON");
                let value = stored.pointer(place).expect("the value is stored");
                Ok(value.as_str().unwrap_or_default().to_owned())
            }
            Err(errors) => Err(names(errors)),
        };
        let expected = match expected {
            Ok(text) => Ok((*text).to_owned()),
            Err(code) => Err(vec![((*place).to_owned(), *code)]),
        };
        assert_eq!(found, expected, "{place}: {}", typed.escape_unicode());
    }
}

/// Errors as they travel.
pub(crate) fn names(errors: &[Error]) -> Vec<(String, &'static str)> {
    errors.iter().map(|error| (error.pointer.as_str().to_owned(), error.code.id())).collect()
}
