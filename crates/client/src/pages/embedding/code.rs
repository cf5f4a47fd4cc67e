//! The code that shows the gate in a page, and that of the page's server: texts in the folder `code`, with blanks to fill.
//! Code is the same in every language.

/// What the page is written with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Framework {
    Html,
    React,
    Vue,
    Leptos,
}

impl Framework {
    /// All of them, in the order in which they are offered.
    pub(super) const ALL: [Framework; 4] = [Framework::Html, Framework::React, Framework::Vue, Framework::Leptos];
}

/// What the code is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Subject {
    /// The portal's origin.
    pub(super) portal: String,
    /// The account's slug.
    pub(super) account: String,
    pub(super) environment: &'static str,
    /// Attributes for how it is to look.
    pub(super) look: Vec<(&'static str, String)>,
}

/// Where the page's server answers with a session.
const SESSION_URL: &str = "/callsheet-session";

/// What stands in the files where the element's attributes go, on lines of their own.
const ATTRIBUTES: &str = "%attributes%";

/// The code for a page.
pub(super) fn page(framework: Framework, subject: &Subject) -> String {
    let (text, quoting) = match framework {
        Framework::Html => (include_str!("code/html.txt"), Quoting::Markup),
        // React 19 is the first that listens to events of custom elements by props.
        Framework::React => (include_str!("code/react.txt"), Quoting::Markup),
        Framework::Vue => (include_str!("code/vue.txt"), Quoting::Markup),
        Framework::Leptos => (include_str!("code/leptos.txt"), Quoting::Rust),
    };
    let source = [&subject.portal, "/embed.js"].concat();
    let script = ["<script type=\"module\" ", &Quoting::Markup.attribute("src", &source), "></script>"].concat();
    text.replace("%script%", &script).replace(ATTRIBUTES, &attributes(subject, quoting, indentation(text)))
}

/// What the page's server does when the element asks for a session.
pub(super) fn server(subject: &Subject) -> String {
    include_str!("code/server.txt")
        .replace("%portal%", &subject.portal)
        .replace("%account%", &subject.account)
        .replace("%environment%", subject.environment)
}

fn attributes(subject: &Subject, quoting: Quoting, indentation: &str) -> String {
    let place =
        [("account", subject.account.as_str()), ("environment", subject.environment), ("session-url", SESSION_URL)];
    let look = subject.look.iter().map(|(name, value)| (*name, value.as_str()));
    let attributes: Vec<_> =
        place.into_iter().chain(look).map(|(name, value)| quoting.attribute(name, value)).collect();
    attributes.join(indentation)
}

/// What the attributes' lines begin with: a line break, and as many spaces as the first of them has before it.
fn indentation(text: &str) -> &str {
    let before = text.split(ATTRIBUTES).next().unwrap_or_default();
    before.rfind('\n').and_then(|start| before.get(start..)).unwrap_or_default()
}

/// How a text stands between quotation marks.
#[derive(Clone, Copy)]
enum Quoting {
    /// In HTML, and in JSX and templates of Vue, which read it the same way.
    Markup,
    Rust,
}

impl Quoting {
    fn attribute(self, name: &str, value: &str) -> String {
        [name, "=\"", &self.escaped(value), "\""].concat()
    }

    fn escaped(self, text: &str) -> String {
        match self {
            Quoting::Markup => text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;"),
            Quoting::Rust => text.replace('\\', "\\\\").replace('"', "\\\""),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subject() -> Subject {
        Subject {
            portal: "https://portal.example".to_owned(),
            account: "bella-pizza".to_owned(),
            environment: "sandbox",
            look: vec![("accent", "#0b6e4f".to_owned()), ("font", "\"Fira Sans\", serif".to_owned())],
        }
    }

    #[test]
    fn a_page_of_plain_html() {
        let expected = r##"<script type="module" src="https://portal.example/embed.js"></script>
<callsheet-gate
  account="bella-pizza"
  environment="sandbox"
  session-url="/callsheet-session"
  accent="#0b6e4f"
  font="&quot;Fira Sans&quot;, serif"
></callsheet-gate>
"##;
        assert_eq!(page(Framework::Html, &subject()), expected);
    }

    #[test]
    fn every_page_names_all_that_the_element_needs() {
        for framework in Framework::ALL {
            let code = page(framework, &subject());
            let font = match framework {
                Framework::Leptos => r#"font="\"Fira Sans\", serif""#,
                _ => r#"font="&quot;Fira Sans&quot;, serif""#,
            };
            for part in [
                r#"<script type="module" src="https://portal.example/embed.js"></script>"#,
                r#"account="bella-pizza""#,
                r#"environment="sandbox""#,
                r#"session-url="/callsheet-session""#,
                r##"accent="#0b6e4f""##,
                font,
                "></callsheet-gate>",
            ] {
                assert!(code.contains(part), "{framework:?} lacks {part}:\n{code}");
            }
            assert!(!code.contains('%'), "{framework:?} has a blank left:\n{code}");
        }
    }

    #[test]
    fn the_server_asks_the_portal() {
        let code = server(&subject());
        for part in ["\"https://portal.example/api/v1/embed-sessions\"", "account: \"bella-pizza\"", "\"sandbox\""] {
            assert!(code.contains(part), "{part} isn't in\n{code}");
        }
        assert!(!code.contains('%'), "a blank is left:\n{code}");
    }
}
