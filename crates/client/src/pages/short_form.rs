//! Forms of a line or two and a button: granting access, writing to support, allowing an origin.
//!
//! A line shows what is wrong once it was left; that it is empty, only once the form was sent, since
//! nobody has to fill in a form that they are merely passing by.

use messages::key::{password, short_form};
use model::{Code, Pointer};

use super::links::shortest;
use crate::api::Failure;
use crate::form::error_text;
use crate::reactive::prelude::*;
use crate::{browser, texts};

/// Says what is wrong with a text, by the name that it has in JSON.
pub(super) type Check = Callback<(&'static str, String), Option<Code>>;

/// The state of such a form. Copies share it.
#[derive(Clone, Copy)]
pub(super) struct ShortForm {
    pub(super) first: Line,
    pub(super) second: Line,
    pub(super) is_busy: RwSignal<bool>,
    pub(super) trouble: RwSignal<Option<Failure>>,
    was_sent: RwSignal<bool>,
    check: Check,
}

/// One text.
#[derive(Clone, Copy)]
pub(super) struct Line {
    /// The name in JSON.
    name: &'static str,
    /// The id of the control.
    pub(super) id: &'static str,
    pub(super) value: RwSignal<String>,
    pub(super) touched: RwSignal<bool>,
    /// A text that the server refused, and why. It counts until the text changes.
    refused: RwSignal<Option<(String, Code)>>,
}

impl Line {
    pub(super) fn new(name: &'static str, id: &'static str) -> Self {
        let value = RwSignal::new(String::new());
        Self { name, id, value, touched: RwSignal::new(false), refused: RwSignal::new(None) }
    }

    fn clear(self) {
        self.value.set(String::new());
        self.touched.set(false);
        self.refused.set(None);
    }

    fn wrong(self, check: Check) -> Option<Code> {
        let text = self.value.get();
        let refused = self.refused.get();
        check.run((self.name, text.clone())).or(refused.filter(|(refused, _)| *refused == text).map(|(_, code)| code))
    }
}

impl ShortForm {
    pub(super) fn new(first: Line, second: Line, check: Check) -> Self {
        Self {
            first,
            second,
            is_busy: RwSignal::new(false),
            trouble: RwSignal::new(None),
            was_sent: RwSignal::new(false),
            check,
        }
    }

    /// A form of one line, which is its first and its last.
    pub(super) fn of_one(line: Line, check: Check) -> Self {
        Self::new(line, line, check)
    }

    /// Empties it.
    pub(super) fn clear(self) {
        self.first.clear();
        self.second.clear();
        self.trouble.set(None);
        self.was_sent.set(false);
    }

    /// What to say about a line; empty when nothing is wrong, or it isn't the moment.
    pub(super) fn error(self, line: Line) -> Signal<String> {
        Signal::derive(move || {
            let code = line.wrong(self.check).filter(|code| is_time(*code, line.touched.get(), self.was_sent.get()));
            code.map(|code| words(line.name, code)).unwrap_or_default()
        })
    }

    /// Whether it can be sent. If not, the first line that keeps it from that takes the focus.
    pub(super) fn is_ready(self) -> bool {
        if self.is_busy.get_untracked() {
            return false;
        }
        self.was_sent.set(true);
        self.trouble.set(None);
        self.focus_wrong()
    }

    /// Takes in why the server refused it: lines that it found fault with, or else the failure.
    pub(super) fn refuse(self, failure: Option<Failure>) {
        let mut has_wrong_line = false;
        if let Some(Failure::Refused(problem)) = &failure {
            for error in &problem.errors {
                let is_it = |line: &Line| error.pointer.rsplit('/').next() == Some(line.name);
                if let Some(line) = [self.first, self.second].into_iter().find(is_it) {
                    let code = Code::from_wire(&error.code, error.params.max).unwrap_or(Code::InvalidType);
                    line.refused.set(Some((line.value.get_untracked(), code)));
                    has_wrong_line = true;
                }
            }
        }
        if has_wrong_line {
            self.focus_wrong();
        } else {
            self.trouble.set(failure);
        }
    }

    fn focus_wrong(self) -> bool {
        let wrong = untrack(|| [self.first, self.second].into_iter().find(|line| line.wrong(self.check).is_some()));
        if let Some(line) = wrong {
            browser::focus(line.id);
        }
        wrong.is_none()
    }
}

/// Whether it is time to speak of it.
fn is_time(code: Code, was_touched: bool, was_sent: bool) -> bool {
    was_sent || (was_touched && code != Code::Required)
}

fn words(name: &str, code: Code) -> String {
    texts::text(match (name, code) {
        ("password", Code::Required | Code::InvalidType) => return texts::message(&password::length(shortest())),
        ("name", Code::Required) => short_form::REQUIRED_NAME,
        ("subject", Code::Required) => short_form::REQUIRED_SUBJECT,
        ("message", Code::Required) => short_form::REQUIRED_MESSAGE,
        ("origin", Code::Required) => short_form::REQUIRED_ORIGIN,
        ("origin", Code::Duplicate) => short_form::DUPLICATE_ORIGIN,
        ("email", Code::Duplicate) => short_form::DUPLICATE_USER,
        _ => return error_text(&Pointer::root().key(name), code),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_line_is_wrong_only_once_the_form_was_sent() {
        let rows = [
            (Code::Required, false, false, false),
            (Code::Required, true, false, false),
            (Code::Required, false, true, true),
            (Code::InvalidEmail, false, false, false),
            (Code::InvalidEmail, true, false, true),
            (Code::InvalidEmail, false, true, true),
        ];
        for (code, was_touched, was_sent, expected) in rows {
            assert_eq!(is_time(code, was_touched, was_sent), expected, "{code:?}, {was_touched}, {was_sent}");
        }
    }

    #[test]
    fn what_the_server_refused_counts_until_it_changes() {
        let line = Line::new("email", "grant-email");
        let check = Callback::new(|_| None);
        line.value.set("anna@example.com".to_owned());
        assert_eq!(line.wrong(check), None);
        line.refused.set(Some(("anna@example.com".to_owned(), Code::Duplicate)));
        assert_eq!(line.wrong(check), Some(Code::Duplicate));
        line.value.set("ben@example.com".to_owned());
        assert_eq!(line.wrong(check), None);
    }
}
