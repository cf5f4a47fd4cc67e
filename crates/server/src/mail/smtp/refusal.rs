//! What it means that a mail server doesn't take a mail: that depends on what was refused, and in which words.

use lettre::transport::smtp::Error;

/// Characters of a server's words that are kept.
const WORDS_MAX: usize = 500;

/// Answers that are about the address itself, when they come without an enhanced code (RFC 3463) that says more: no such
/// mailbox, elsewhere, not allowed as a name, takes no mail.
const ABOUT_THE_ADDRESS: [&str; 5] = ["550", "551", "553", "521", "556"];

/// Why a mail wasn't taken, in the words of the server or of the connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The server can't be talked to. It says nothing about the mail.
    Server(String),
    /// Not at this time.
    NotNow(String),
    /// The address doesn't work.
    Address(String),
    /// The mail won't ever be taken.
    Mail(String),
}

/// Before a mail is talked about, whatever goes wrong is the server's doing.
#[expect(clippy::needless_pass_by_value, reason = "it is handed to `map_err`")]
pub(super) fn trouble(error: Error) -> Refusal {
    Refusal::Server(words(&error))
}

/// What came instead of consent.
pub(super) enum Answer {
    /// Nothing, in the time there was.
    None,
    /// A refusal, or the end of the connection.
    Error(Error),
}

/// The server that doesn't want our address as a sender is set up for another one, or we are. That can be mended, and no mail
/// should be lost to it; except one that is too large (RFC 1870, section 6.1).
pub(super) fn judge_sender(answer: Answer) -> Refusal {
    match answer {
        Answer::Error(error) if error.is_permanent() && code(&error) == "552" => Refusal::Mail(words(&error)),
        Answer::Error(error) if error.status().is_some() && code(&error) != "421" => Refusal::NotNow(words(&error)),
        other => Refusal::Server(no_answer(&other)),
    }
}

pub(super) fn judge_recipient(answer: Answer) -> Refusal {
    match answer {
        Answer::Error(error) if error.is_permanent() => permanent(&error),
        other => judge_message(other),
    }
}

pub(super) fn judge_message(answer: Answer) -> Refusal {
    match answer {
        Answer::Error(error) if error.is_permanent() => match enhanced(&words(&error)) {
            Some(about) if about.starts_with("5.1.") => Refusal::Address(words(&error)),
            _ => Refusal::Mail(words(&error)),
        },
        Answer::Error(error) if code(&error) == "421" => Refusal::Server(words(&error)),
        // Of a connection that ends in the middle nobody knows whether it was about this mail; the next attempt will tell.
        other => Refusal::NotNow(no_answer(&other)),
    }
}

fn permanent(error: &Error) -> Refusal {
    let words = words(error);
    let is_about_the_address = match enhanced(&words) {
        Some(about) => about.starts_with("5.1.") || about == "5.2.1",
        None => ABOUT_THE_ADDRESS.contains(&code(error).as_str()),
    };
    if is_about_the_address { Refusal::Address(words) } else { Refusal::Mail(words) }
}

/// The enhanced status code (RFC 3463) within what a server said after the code.
fn enhanced(words: &str) -> Option<&str> {
    let code = words.split_whitespace().nth(1)?;
    let mut numbers = code.split('.');
    let is_one = numbers.clone().count() == 3 && numbers.all(|number| number.parse::<u16>().is_ok());
    is_one.then_some(code)
}

fn code(error: &Error) -> String {
    error.status().map(|code| code.to_string()).unwrap_or_default()
}

fn no_answer(answer: &Answer) -> String {
    match answer {
        Answer::None => "the mail server didn't answer in time".to_owned(),
        Answer::Error(error) => words(error),
    }
}

/// What the server said, or what happened to the connection.
fn words(error: &Error) -> String {
    let mut said = code(error);
    let mut source = std::error::Error::source(error);
    if source.is_none() && said.is_empty() {
        said = error.to_string();
    }
    while let Some(cause) = source {
        let cause_said = cause.to_string();
        if !said.contains(&cause_said) {
            if !said.is_empty() {
                said.push(' ');
            }
            said.push_str(&cause_said);
        }
        source = cause.source();
    }
    sanitize(&said)
}

/// One line, without anything that could do harm where it is shown, and not too long.
pub(super) fn sanitize(said: &str) -> String {
    let line: String = said.chars().map(|c| if c.is_control() { ' ' } else { c }).take(WORDS_MAX).collect();
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_enhanced_code_is_told_from_other_words() {
        for (said, expected) in [
            ("550 5.1.1 No such user", Some("5.1.1")),
            ("550 No such user", None),
            ("550 5.1 No such user", None),
            ("550", None),
            ("550 10.0.0.1.5 is listed", None),
        ] {
            assert_eq!(enhanced(said), expected, "{said}");
        }
    }

    #[test]
    fn words_are_one_harmless_line() {
        assert_eq!(sanitize(" 250 2.0.0\r\n Ok:\u{7} queued "), "250 2.0.0 Ok: queued");
        assert_eq!(sanitize(&"x".repeat(2_000)).len(), WORDS_MAX);
    }
}
