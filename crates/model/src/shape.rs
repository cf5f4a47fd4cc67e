//! Reading untrusted JSON into a draft: which members there may be, and of which type.
//!
//! `serde` would stop at the first thing that is wrong; here all of them are found, each with its
//! pointer. What the strings say is not looked at: that is for [`parse`](crate::parse()).

use std::collections::HashSet;

use serde_json::{Map, Value};

use crate::{
    Code, ContactDraft, ContactInformation, Context, Draft, Error, Field, HoursDraft, IntervalDraft, Pointer,
    PublicContactDraft, ScheduleDraft, parse,
};

/// Reads a JSON body. What can't be read is left out of the draft and named in the errors.
#[must_use]
pub fn read_draft(body: &Value) -> (Draft, Vec<Error>) {
    let mut reader = Reader { errors: Vec::new() };
    let draft = reader.draft(body);
    (draft, reader.errors)
}

/// Reads a JSON body and parses what it says.
///
/// # Errors
/// All that is wrong with it, in shape and in value, field by field in the order of the form; what
/// lies in no field comes last.
pub fn parse_json(body: &Value, context: &Context<'_>) -> Result<ContactInformation, Vec<Error>> {
    let (draft, mut errors) = read_draft(body);
    let parsed = parse(&draft, context);
    if errors.is_empty() {
        return parsed;
    }
    // What couldn't be read is empty in the draft, which is no news to whoever sent it.
    let unread: HashSet<String> = errors.iter().map(|error| error.pointer.as_str().to_owned()).collect();
    let was_read = |error: &Error| {
        let pointer = error.pointer.as_str();
        let ends = pointer.match_indices('/').map(|(at, _)| at);
        !ends.chain([pointer.len()]).any(|end| unread.contains(&pointer[..end]))
    };
    errors.extend(parsed.err().into_iter().flatten().filter(was_read));
    errors.sort_by_key(|error| {
        let field = error.pointer.field();
        (field.is_none(), field)
    });
    Err(errors)
}

struct Reader {
    errors: Vec<Error>,
}

impl Reader {
    fn draft(&mut self, body: &Value) -> Draft {
        let Some(members) = self.object(body, &Pointer::root()) else {
            return Draft::default();
        };
        let mut draft = Draft::default();
        for (key, value) in members {
            let pointer = Pointer::root().key(key);
            let Some(field) = Field::from_id(key) else {
                self.fail(&pointer, Code::UnknownField);
                continue;
            };
            if value.is_null() {
                continue;
            }
            match field {
                Field::AlertContacts => {
                    draft.alert_contacts = self.list(value, &pointer, Self::text);
                }
                Field::TechnicalEmergency => {
                    draft.technical_emergency = self.list(value, &pointer, Self::contact);
                }
                Field::TechnicalNonEmergency => {
                    draft.technical_non_emergency = self.list(value, &pointer, Self::contact);
                }
                Field::MerchantIssues => {
                    draft.merchant_issues = self.list(value, &pointer, Self::contact);
                }
                Field::OperationalInternal => {
                    draft.operational_internal = self.list(value, &pointer, Self::contact);
                }
                Field::OperationalPublic => {
                    draft.operational_public = Some(self.public_contact(value, &pointer));
                }
                Field::OperationalSupport => {
                    draft.operational_support = self.list(value, &pointer, Self::schedule);
                }
            }
        }
        draft
    }

    fn contact(&mut self, value: &Value, pointer: &Pointer) -> ContactDraft {
        let mut contact = ContactDraft::default();
        self.members(value, pointer, |reader, key, value, pointer| {
            let text = match key {
                "name" => &mut contact.name,
                "email" => &mut contact.email,
                "phone" => &mut contact.phone,
                "language" => &mut contact.language,
                _ => return false,
            };
            *text = reader.text(value, pointer);
            true
        });
        contact
    }

    fn public_contact(&mut self, value: &Value, pointer: &Pointer) -> PublicContactDraft {
        let mut contact = PublicContactDraft::default();
        self.members(value, pointer, |reader, key, value, pointer| {
            let text = match key {
                "email" => &mut contact.email,
                "phone" => &mut contact.phone,
                "web_page" => &mut contact.web_page,
                _ => return false,
            };
            *text = reader.text(value, pointer);
            true
        });
        contact
    }

    fn schedule(&mut self, value: &Value, pointer: &Pointer) -> ScheduleDraft {
        let mut schedule = ScheduleDraft::default();
        self.members(value, pointer, |reader, key, value, pointer| {
            match key {
                "time_zone" => schedule.time_zone = reader.text(value, pointer),
                "languages" => {
                    schedule.languages = reader.list(value, pointer, Self::text).unwrap_or_default();
                }
                "hours" => schedule.hours = reader.hours(value, pointer),
                _ => return false,
            }
            true
        });
        schedule
    }

    fn hours(&mut self, value: &Value, pointer: &Pointer) -> HoursDraft {
        match value {
            Value::Null => HoursDraft::Missing,
            Value::String(word) if word == "around_the_clock" => HoursDraft::AroundTheClock,
            Value::Object(_) => {
                let mut hours = HoursDraft::Missing;
                self.members(value, pointer, |reader, key, value, pointer| {
                    if key != "weekly" {
                        return false;
                    }
                    let intervals = reader.list(value, pointer, Self::interval);
                    hours = HoursDraft::Weekly(intervals.unwrap_or_default());
                    true
                });
                hours
            }
            _ => {
                self.fail(pointer, Code::InvalidType);
                HoursDraft::Missing
            }
        }
    }

    fn interval(&mut self, value: &Value, pointer: &Pointer) -> IntervalDraft {
        let mut interval = IntervalDraft::default();
        self.members(value, pointer, |reader, key, value, pointer| {
            let text = match key {
                "day" => &mut interval.day,
                "from" => &mut interval.from,
                "to" => &mut interval.to,
                _ => return false,
            };
            *text = reader.text(value, pointer);
            true
        });
        interval
    }

    /// Hands each member of an object to `take`, which answers whether it knows the member's name.
    fn members(
        &mut self,
        value: &Value,
        pointer: &Pointer,
        mut take: impl FnMut(&mut Self, &str, &Value, &Pointer) -> bool,
    ) {
        let Some(members) = self.object(value, pointer) else {
            return;
        };
        for (key, value) in members {
            let pointer = pointer.key(key);
            if !take(self, key, value, &pointer) {
                self.fail(&pointer, Code::UnknownField);
            }
        }
    }

    fn object<'a>(&mut self, value: &'a Value, pointer: &Pointer) -> Option<&'a Map<String, Value>> {
        if !value.is_object() {
            self.fail(pointer, Code::InvalidType);
        }
        value.as_object()
    }

    fn list<T>(
        &mut self,
        value: &Value,
        pointer: &Pointer,
        entry: fn(&mut Self, &Value, &Pointer) -> T,
    ) -> Option<Vec<T>> {
        let Value::Array(entries) = value else {
            self.fail(pointer, Code::InvalidType);
            return None;
        };
        let entry = |(index, value)| entry(self, value, &pointer.index(index));
        Some(entries.iter().enumerate().map(entry).collect())
    }

    fn text(&mut self, value: &Value, pointer: &Pointer) -> String {
        match value {
            Value::Null => String::new(),
            Value::String(text) => text.clone(),
            _ => {
                self.fail(pointer, Code::InvalidType);
                String::new()
            }
        }
    }

    fn fail(&mut self, pointer: &Pointer, code: Code) {
        self.errors.push(Error { pointer: pointer.clone(), code });
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_fault_of_shape_is_found() {
        let body = json!({
            "alert_contacts": "0192",
            "technical_emergency": [{"email": 5, "fax": "1"}, "anna@example.com", null],
            "technical_non_emergency": {},
            "merchant_issues": null,
            "operational_public": [],
            "operational_support": [
                {"time_zone": ["UTC"], "languages": [1], "hours": "sometimes"},
                {"hours": {"weekly": [{"day": 1, "until": "x"}], "daily": []}},
                {"hours": {"weekly": 3}},
            ],
            "a/b": 1,
        });
        let (_, errors) = read_draft(&body);
        let mut found: Vec<_> = errors.iter().map(|error| (error.pointer.as_str(), error.code.id())).collect();
        found.sort_unstable();
        let expected = [
            ("/alert_contacts", "invalid_type"),
            ("/a~1b", "unknown_field"),
            ("/operational_public", "invalid_type"),
            ("/operational_support/0/hours", "invalid_type"),
            ("/operational_support/0/languages/0", "invalid_type"),
            ("/operational_support/0/time_zone", "invalid_type"),
            ("/operational_support/1/hours/daily", "unknown_field"),
            ("/operational_support/1/hours/weekly/0/day", "invalid_type"),
            ("/operational_support/1/hours/weekly/0/until", "unknown_field"),
            ("/operational_support/2/hours/weekly", "invalid_type"),
            ("/technical_emergency/0/email", "invalid_type"),
            ("/technical_emergency/0/fax", "unknown_field"),
            ("/technical_emergency/1", "invalid_type"),
            ("/technical_emergency/2", "invalid_type"),
            ("/technical_non_emergency", "invalid_type"),
        ];
        let mut expected = expected.to_vec();
        expected.sort_unstable();
        assert_eq!(found, expected);
        for body in [json!([]), json!(null), json!("x"), json!(1)] {
            let (draft, errors) = read_draft(&body);
            assert_eq!(draft, Draft::default());
            assert_eq!(errors, [Error { pointer: Pointer::root(), code: Code::InvalidType }]);
        }
    }

    #[test]
    fn what_we_write_we_read() {
        let body = json!({
            "alert_contacts": ["0192"],
            "technical_emergency": [{"name": null, "email": "a", "phone": null, "language": "pl"}],
            "operational_public": {"email": "b", "phone": "1", "web_page": null},
            "operational_support": [
                {"time_zone": "UTC", "languages": ["pl"], "hours": "around_the_clock"},
                {"time_zone": "", "languages": [], "hours": {"weekly": [{"day": "monday", "from": "9", "to": ""}]}},
                {"time_zone": "", "languages": []},
            ],
        });
        let (draft, errors) = read_draft(&body);
        assert_eq!(errors, []);
        assert_eq!(serde_json::to_value(&draft).expect("a draft is JSON"), body);
        assert_eq!(serde_json::from_value::<Draft>(body).expect("the same draft"), draft);
    }
}
