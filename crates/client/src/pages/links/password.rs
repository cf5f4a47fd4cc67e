//! Choosing a password.

use messages::key::{password, sign_in};
use model::{Code, limits};

use crate::components::{Choice, TextField};
use crate::markup::{Node, view};
use crate::pages::short_form::ShortForm;
use crate::reactive::prelude::*;
use crate::{browser, texts};

/// The password of the form, which its second line is, with a way to look at it: there is only one line to type it into.
pub(super) fn field(form: ShortForm) -> Node {
    let line = form.second;
    let is_shown = RwSignal::new(false);
    let show = Callback::new(move |shown: bool| {
        is_shown.set(shown);
        browser::set_input_kind(line.id, if shown { "text" } else { "password" });
    });
    view! {
        <TextField
            id=line.id.to_owned()
            label=sign_in::PASSWORD
            kind="password"
            autocomplete="new-password"
            required=true
            hint=texts::message(&password::length(shortest()))
            value=line.value
            touched=line.touched
            error=form.error(line)
        />
        <Choice
            id="show-password".to_owned()
            kind="checkbox"
            label=texts::text(password::SHOW)
            chosen=is_shown
            on_change=show
        />
    }
}

/// The number of characters that a password has at least.
pub(crate) fn shortest() -> u32 {
    u32::try_from(limits::PASSWORD_MIN).unwrap_or(u32::MAX)
}

/// What is wrong with a password, as the server sees it too.
pub(super) fn judge(password: &str) -> Option<Code> {
    if password.is_empty() {
        Some(Code::Required)
    } else if password.chars().count() < limits::PASSWORD_MIN {
        Some(Code::InvalidType)
    } else {
        (password.len() > limits::PASSWORD_MAX).then_some(Code::TooLong { max: limits::PASSWORD_MAX })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_long_enough_and_not_too_long() {
        let rows = [
            (String::new(), Some(Code::Required)),
            ("ąęśćżźółńąę".to_owned(), Some(Code::InvalidType)),
            ("ąęśćżźółńąęś".to_owned(), None),
            (" ".repeat(limits::PASSWORD_MIN), None),
            ("a".repeat(limits::PASSWORD_MAX), None),
            ("a".repeat(limits::PASSWORD_MAX + 1), Some(Code::TooLong { max: limits::PASSWORD_MAX })),
        ];
        for (password, expected) in rows {
            assert_eq!(judge(&password), expected, "{} characters", password.chars().count());
        }
    }
}
