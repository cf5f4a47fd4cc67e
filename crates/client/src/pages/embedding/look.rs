//! How the gate is to look in another page.

use messages::key::{contact, embedding, setting};

use crate::components::{Options, SelectField, TextField};
use crate::form::language_options;
use crate::markup::{Node, view};
use crate::reactive::prelude::*;
use crate::texts;

/// The accent of the portal itself, as the stylesheet has it on white paper.
const OWN_ACCENT: &str = "#24479b";

/// The corners to choose from, in pixels. The portal's own are not among them.
const CORNERS: [&str; 5] = ["0", "2", "6", "8", "12"];

/// What is chosen; empty for what the gate or the page decides by itself. Copies share it.
#[derive(Clone, Copy)]
pub(super) struct Look {
    theme: RwSignal<String>,
    accent: RwSignal<String>,
    radius: RwSignal<String>,
    font: RwSignal<String>,
    locale: RwSignal<String>,
}

impl Look {
    pub(super) fn new() -> Self {
        let own = || RwSignal::new(String::new());
        Self { theme: own(), accent: RwSignal::new(OWN_ACCENT.to_owned()), radius: own(), font: own(), locale: own() }
    }

    /// Back to the portal's own.
    pub(super) fn clear(self) {
        for part in [self.theme, self.radius, self.font, self.locale] {
            part.set(String::new());
        }
        self.accent.set(OWN_ACCENT.to_owned());
    }

    /// The element's attributes for it, without a value where nothing is to be said.
    pub(super) fn attributes(self) -> [(&'static str, Option<String>); 5] {
        let said = |part: RwSignal<String>, own: &str| {
            let text = part.with(|text| text.trim().to_owned());
            (!text.is_empty() && text != own).then_some(text)
        };
        [
            ("locale", said(self.locale, "")),
            ("theme", said(self.theme, "")),
            ("accent", said(self.accent, OWN_ACCENT)),
            ("radius", said(self.radius, "")),
            ("font", said(self.font, "")),
        ]
    }
}

/// What to choose it with.
pub(super) fn controls(look: Look) -> Node {
    let choice = |id: &'static str, label, value, options| {
        let touched = RwSignal::new(false);
        view! { <SelectField id=id.to_owned() label=label options=options value=value touched=touched /> }
    };
    let line = |id: &'static str, label, value, kind, hint| {
        let (touched, error) = (RwSignal::new(false), Signal::stored(String::new()));
        view! {
            <TextField id=id.to_owned() label=label kind=kind value=value touched=touched error=error hint=hint />
        }
    };
    view! {
        <div class="fields look">
            {choice("look-theme", setting::THEME, look.theme, themes())}
            {line("look-accent", embedding::ACCENT, look.accent, "color", String::new())}
            {choice("look-radius", embedding::RADIUS, look.radius, corners())}
            {choice("look-locale", contact::LANGUAGE, look.locale, languages())}
            {line("look-font", embedding::FONT, look.font, "text", texts::text(embedding::FONT_HINT))}
        </div>
    }
}

fn themes() -> Options {
    let themes = [("", setting::THEME_SYSTEM), ("light", setting::THEME_LIGHT), ("dark", setting::THEME_DARK)];
    themes.map(|(theme, words)| (theme.to_owned(), texts::text(words))).into()
}

fn corners() -> Options {
    let own = (String::new(), texts::text(embedding::AS_PORTAL));
    let corners = CORNERS.map(|pixels| (pixels.to_owned(), [pixels, " px"].concat()));
    std::iter::once(own).chain(corners).collect()
}

fn languages() -> Options {
    let own = (String::new(), texts::text(embedding::AS_PAGE));
    std::iter::once(own).chain(language_options()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_chosen_is_not_said() {
        let look = Look::new();
        assert!(look.attributes().iter().all(|(_, value)| value.is_none()));
        look.theme.set("dark".to_owned());
        look.accent.set("#0b6e4f".to_owned());
        look.font.set("  ".to_owned());
        let said: Vec<_> = look.attributes().into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
        assert_eq!(said, [("theme", "dark".to_owned()), ("accent", "#0b6e4f".to_owned())]);
        look.clear();
        assert!(look.attributes().iter().all(|(_, value)| value.is_none()));
    }
}
