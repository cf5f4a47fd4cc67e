//! Writes the code that shows the gate in a page, and that of the page's server. Code is the same in every language.

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

/// The code for a page.
pub(super) fn page(framework: Framework, subject: &Subject) -> String {
    match framework {
        Framework::Html => html(subject),
        Framework::React => react(subject),
        Framework::Vue => vue(subject),
        Framework::Leptos => leptos(subject),
    }
}

fn html(subject: &Subject) -> String {
    let element = element(subject, "", Quoting::Markup, None);
    [&script(subject), "\n", &element, "></callsheet-gate>\n"].concat()
}

/// React 19 sets attributes of custom elements and listens to their events by props; before, neither worked.
fn react(subject: &Subject) -> String {
    let listener = "oncallsheet-gate={(event) => console.log(event.detail.state)}";
    let element = element(subject, "    ", Quoting::Markup, Some(listener));
    [
        "<!-- index.html -->\n",
        &script(subject),
        "\n\n// CallsheetGate.jsx, React 19\nexport function CallsheetGate() {\n  return (\n",
        &element,
        "    ></callsheet-gate>\n  );\n}\n",
    ]
    .concat()
}

fn vue(subject: &Subject) -> String {
    let listener = "@callsheet-gate=\"(event) => console.log(event.detail.state)\"";
    let element = element(subject, "  ", Quoting::Markup, Some(listener));
    [
        "<!-- index.html -->\n",
        &script(subject),
        "\n\n// vite.config.js, Vue 3\nimport { defineConfig } from \"vite\";\nimport vue from \"@vitejs/plugin-vue\";\n\n\
         const isCustomElement = (tag) => tag === \"callsheet-gate\";\n\
         export default defineConfig({\n  plugins: [vue({ template: { compilerOptions: { isCustomElement } } })],\n});\n\n\
         <!-- CallsheetGate.vue -->\n<template>\n",
        &element,
        "  ></callsheet-gate>\n</template>\n",
    ]
    .concat()
}

fn leptos(subject: &Subject) -> String {
    let listener =
        "on:callsheet-gate=|event: leptos::web_sys::CustomEvent| leptos::logging::log!(\"{:?}\", event.detail())";
    let element = element(subject, "        ", Quoting::Rust, Some(listener));
    [
        "<!-- index.html -->\n",
        &script(subject),
        "\n\n// Leptos 0.8\nuse leptos::prelude::*;\n\n#[component]\npub fn CallsheetGate() -> impl IntoView {\n    view! {\n",
        &element,
        "        ></callsheet-gate>\n    }\n}\n",
    ]
    .concat()
}

/// What the page's server does when the element asks for a session.
pub(super) fn server(subject: &Subject) -> String {
    let Subject { portal, account, environment, .. } = subject;
    [
        "// Node 20, Express\napp.get(\"/callsheet-session\", async (request, response) => {\n  \
         const { email, name } = request.user; // whoever is signed in with you\n  \
         const answer = await fetch(\"",
        portal,
        "/api/v1/embed-sessions\", {\n    method: \"POST\",\n    headers: {\n      \
         authorization: `Bearer ${process.env.CALLSHEET_KEY}`,\n      \"content-type\": \"application/json\",\n    },\n    \
         body: JSON.stringify({\n      account: \"",
        account,
        "\",\n      environment: \"",
        environment,
        "\",\n      user: { email, name, role: \"editor\" },\n    }),\n  });\n  \
         response.status(answer.status).set(\"cache-control\", \"no-store\").json(await answer.json());\n});\n",
    ]
    .concat()
}

fn script(subject: &Subject) -> String {
    ["<script type=\"module\" src=\"", &Quoting::Markup.escaped(&subject.portal), "/embed.js\"></script>"].concat()
}

/// The element up to the end of its opening tag, an attribute a line.
fn element(subject: &Subject, indent: &str, quoting: Quoting, listener: Option<&str>) -> String {
    let place =
        [("account", subject.account.as_str()), ("environment", subject.environment), ("session-url", SESSION_URL)];
    let look = subject.look.iter().map(|(name, value)| (*name, value.as_str()));
    let attributes = place.into_iter().chain(look);
    let mut lines = [indent, "<callsheet-gate\n"].concat();
    for (name, value) in attributes {
        lines.push_str(&[indent, "  ", name, "=\"", &quoting.escaped(value), "\"\n"].concat());
    }
    if let Some(listener) = listener {
        lines.push_str(&[indent, "  ", listener, "\n"].concat());
    }
    lines
}

/// Where the page's server answers with a session.
const SESSION_URL: &str = "/callsheet-session";

/// How a text stands between quotation marks.
#[derive(Clone, Copy)]
enum Quoting {
    /// In HTML, and in JSX and templates of Vue, which read it the same way.
    Markup,
    Rust,
}

impl Quoting {
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
        }
    }

    #[test]
    fn the_server_asks_the_portal() {
        let code = server(&subject());
        for part in ["\"https://portal.example/api/v1/embed-sessions\"", "account: \"bella-pizza\"", "\"sandbox\""] {
            assert!(code.contains(part), "{part} isn't in\n{code}");
        }
    }
}
