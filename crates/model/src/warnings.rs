//! What is allowed, and still worth a second look.

use crate::{ContactInformation, covered_spans, likely_domain, uncovered_minutes};

/// Something that doesn't keep the gate locked, but that a careful colleague would mention.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Warning {
    /// Every field hangs on one address: when it fails, nobody is reached.
    SingleAddress {
        /// That address.
        email: String,
    },
    /// An address that looks like a slip of a well-known one.
    LikelyTypo {
        /// The address as it was given.
        email: String,
        /// The domain that was probably meant.
        domain: &'static str,
    },
    /// Hours of the week in which no schedule offers support.
    UncoveredHours {
        /// Minutes of the week.
        minutes: u16,
    },
}

impl Warning {
    /// The warning's name on the wire.
    #[must_use]
    pub fn id(&self) -> &'static str {
        match self {
            Warning::SingleAddress { .. } => "single_address",
            Warning::LikelyTypo { .. } => "likely_typo",
            Warning::UncoveredHours { .. } => "uncovered_hours",
        }
    }
}

/// All warnings about contact information that is otherwise fine. `offset` gives a zone's distance
/// from UTC in minutes, as for [`covered_spans`].
pub fn warnings(information: &ContactInformation, offset: impl Fn(&str) -> Option<i32>) -> Vec<Warning> {
    let mut warnings = Vec::new();
    let first = information.operational_public().email.mailbox();
    if information.typed_addresses().all(|email| email.mailbox() == first) {
        let email = information.operational_public().email.as_str().to_owned();
        warnings.push(Warning::SingleAddress { email });
    }
    for email in information.typed_addresses() {
        let Some(domain) = likely_domain(email.as_str()) else {
            continue;
        };
        let warning = Warning::LikelyTypo { email: email.as_str().to_owned(), domain };
        if !warnings.contains(&warning) {
            warnings.push(warning);
        }
    }
    let minutes = uncovered_minutes(&covered_spans(information.operational_support(), offset, 0));
    if minutes > 0 {
        warnings.push(Warning::UncoveredHours { minutes });
    }
    warnings
}
