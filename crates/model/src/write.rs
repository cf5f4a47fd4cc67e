//! Writing what travels, on the side that sends it to the server.
//!
//! What `serde` compiles for it is many times as large in the browser as what is said here: a line for each member, as in
//! [`read`](crate::Read). A test holds what both write against each other.

use crate::wire::Replacement;
use crate::{ContactDraft, Draft, Field, HoursDraft, IntervalDraft, PublicContactDraft, ScheduleDraft};

/// What can be written as JSON.
pub trait Write {
    /// Adds the value to a text.
    fn write(&self, json: &mut String);

    /// Whether an object has no member for it.
    fn is_left_out(&self) -> bool {
        false
    }

    /// The value by itself.
    fn to_json(&self) -> String {
        let mut json = String::new();
        self.write(&mut json);
        json
    }
}

/// Adds an object with these members, in this order.
pub fn write_object(json: &mut String, members: &[(&str, &dyn Write)]) {
    let given = members.iter().filter(|(_, value)| !value.is_left_out());
    write_between(json, ['{', '}'], given, |json, (name, value)| {
        write_text(json, name);
        json.push(':');
        value.write(json);
    });
}

/// Adds what is between two brackets, with commas in between.
fn write_between<T>(
    json: &mut String,
    [open, close]: [char; 2],
    items: impl Iterator<Item = T>,
    write: fn(&mut String, T),
) {
    json.push(open);
    for (index, item) in items.enumerate() {
        if index > 0 {
            json.push(',');
        }
        write(json, item);
    }
    json.push(close);
}

/// Adds a text in quotation marks.
fn write_text(json: &mut String, text: &str) {
    json.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => json.extend(['\\', character]),
            // The only others that JSON doesn't take as they are. The last two of their four digits are enough.
            '\0'..' ' => {
                let digit = |bits| char::from_digit(bits, 16).unwrap_or_default();
                let code = u32::from(character);
                json.push_str("\\u00");
                json.extend([digit(code >> 4), digit(code & 15)]);
            }
            _ => json.push(character),
        }
    }
    json.push('"');
}

impl Write for String {
    fn write(&self, json: &mut String) {
        write_text(json, self);
    }
}

impl Write for &str {
    fn write(&self, json: &mut String) {
        write_text(json, self);
    }
}

impl Write for i64 {
    fn write(&self, json: &mut String) {
        json.push_str(&self.to_string());
    }
}

impl<T: Write> Write for Option<T> {
    fn write(&self, json: &mut String) {
        match self {
            Some(value) => value.write(json),
            None => json.push_str("null"),
        }
    }

    fn is_left_out(&self) -> bool {
        self.is_none()
    }
}

impl<T: Write> Write for Vec<T> {
    fn write(&self, json: &mut String) {
        write_between(json, ['[', ']'], self.iter(), |json, item| item.write(json));
    }
}

/// A text that nobody has to give: an empty one is `null`.
struct Optional<'a>(&'a String);

impl Write for Optional<'_> {
    fn write(&self, json: &mut String) {
        if self.0.is_empty() { json.push_str("null") } else { self.0.write(json) }
    }
}

impl Write for Replacement {
    fn write(&self, json: &mut String) {
        write_object(json, &[("name", &self.name), ("email", &self.email)]);
    }
}

impl Write for Draft {
    fn write(&self, json: &mut String) {
        let members: [(Field, &dyn Write); 7] = [
            (Field::AlertContacts, &self.alert_contacts),
            (Field::TechnicalEmergency, &self.technical_emergency),
            (Field::TechnicalNonEmergency, &self.technical_non_emergency),
            (Field::MerchantIssues, &self.merchant_issues),
            (Field::OperationalInternal, &self.operational_internal),
            (Field::OperationalPublic, &self.operational_public),
            (Field::OperationalSupport, &self.operational_support),
        ];
        write_object(json, &members.map(|(field, value)| (field.id(), value)));
    }
}

impl Write for ContactDraft {
    fn write(&self, json: &mut String) {
        let (name, phone) = (Optional(&self.name), Optional(&self.phone));
        write_object(json, &[("name", &name), ("email", &self.email), ("phone", &phone), ("language", &self.language)]);
    }
}

impl Write for PublicContactDraft {
    fn write(&self, json: &mut String) {
        let (phone, web_page) = (Optional(&self.phone), Optional(&self.web_page));
        write_object(json, &[("email", &self.email), ("phone", &phone), ("web_page", &web_page)]);
    }
}

impl Write for ScheduleDraft {
    fn write(&self, json: &mut String) {
        write_object(json, &[("time_zone", &self.time_zone), ("languages", &self.languages), ("hours", &self.hours)]);
    }
}

impl Write for HoursDraft {
    fn write(&self, json: &mut String) {
        match self {
            HoursDraft::Missing => json.push_str("null"),
            HoursDraft::AroundTheClock => write_text(json, HoursDraft::AROUND_THE_CLOCK),
            HoursDraft::Weekly(intervals) => write_object(json, &[("weekly", intervals)]),
        }
    }

    fn is_left_out(&self) -> bool {
        *self == HoursDraft::Missing
    }
}

impl Write for IntervalDraft {
    fn write(&self, json: &mut String) {
        write_object(json, &[("day", &self.day), ("from", &self.from), ("to", &self.to)]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_escaped_where_they_must_be() {
        let rows = [
            ("", r#""""#),
            ("Zoë O’Brien 🐉", r#""Zoë O’Brien 🐉""#),
            (r#"a"b\c/d"#, r#""a\"b\\c/d""#),
            ("\0\u{1F}\n \u{7F}", "\"\\u0000\\u001f\\u000a \u{7F}\""),
        ];
        for (text, expected) in rows {
            assert_eq!(text.to_owned().to_json(), expected);
        }
    }

    #[test]
    fn what_is_left_out_leaves_no_comma() {
        let (nothing, number) = (None::<String>, -1_i64);
        let mut json = String::new();
        write_object(&mut json, &[("a", &nothing), ("b", &number), ("c", &nothing), ("d", &Vec::<String>::new())]);
        assert_eq!(json, r#"{"b":-1,"d":[]}"#);
        assert_eq!(nothing.to_json(), "null");
    }
}
