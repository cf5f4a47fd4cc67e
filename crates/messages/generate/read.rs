//! Reading a language file: TOML into texts and their placeholders.

use std::collections::BTreeMap;

use super::{Language, Source};

/// The CLDR categories in the order in which a compact line lists the forms. The last form that a language has is the one
/// that any other category falls back to.
pub(crate) const CATEGORIES: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// The placeholder that the number of a plural message stands in.
pub(crate) const COUNT: &str = "count";

/// A compact line numbers its placeholders with one digit.
const MOST_PLACEHOLDERS: usize = 9;

/// Section and key. Their alphabetical order is the order of the lines.
pub(crate) type Key = (String, String);

/// What a key says.
#[derive(Clone, Debug)]
pub(crate) enum Body {
    Plain(Template),
    Plural(BTreeMap<String, Template>),
}

impl Body {
    /// The forms with their category; a plain text has one form and no category.
    pub(crate) fn forms(&self) -> Vec<(Option<&str>, &Template)> {
        match self {
            Self::Plain(template) => vec![(None, template)],
            Self::Plural(forms) => {
                CATEGORIES.iter().filter_map(|category| Some((Some(*category), forms.get(*category)?))).collect()
            }
        }
    }

    /// The names of all placeholders in the order of their first appearance.
    pub(crate) fn placeholders(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for (_, template) in self.forms() {
            for name in template.placeholders() {
                if !names.contains(&name) {
                    names.push(name);
                }
            }
        }
        names
    }
}

/// A text in pieces.
#[derive(Clone, Debug)]
pub(crate) struct Template(pub(crate) Vec<Piece>);

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    Words(String),
    Placeholder(String),
}

impl Template {
    pub(crate) fn placeholders(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|piece| match piece {
            Piece::Placeholder(name) => Some(name.as_str()),
            Piece::Words(_) => None,
        })
    }

    fn parse(text: &str) -> Result<Self, String> {
        if text.is_empty() {
            return Err("the text is empty".to_owned());
        }
        if text.trim() != text {
            return Err("the text begins or ends with white space".to_owned());
        }
        if text.chars().any(char::is_control) {
            return Err("the text has a control character; what takes several lines takes several keys".to_owned());
        }
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some(brace) = rest.find(['{', '}']) {
            if brace > 0 {
                pieces.push(Piece::Words(rest[..brace].to_owned()));
            }
            let name = rest[brace..]
                .strip_prefix('{')
                .and_then(|inside| inside.split_once('}'))
                .map(|(name, _)| name)
                .filter(|name| is_name(name))
                .ok_or("a brace that isn't part of a {placeholder}")?;
            pieces.push(Piece::Placeholder(name.to_owned()));
            rest = &rest[brace + name.len() + "{}".len()..];
        }
        if !rest.is_empty() {
            pieces.push(Piece::Words(rest.to_owned()));
        }
        Ok(Self(pieces))
    }
}

/// A language file that could be read, as far as it could.
#[derive(Debug)]
pub(crate) struct Catalogue {
    pub(crate) language: &'static Language,
    directory: &'static str,
    pub(crate) texts: BTreeMap<Key, Body>,
    /// Keys that are in the file with a text that was refused: not to be told as missing again.
    pub(crate) refused: Vec<Key>,
}

impl Catalogue {
    /// A problem in the words of the build's output.
    pub(crate) fn problem(&self, (section, key): &Key, what: &str) -> String {
        problem(self.language, self.directory, &format!("{section}.{key}"), what)
    }

    pub(crate) fn fall_back_to(&mut self, english: &Self) {
        for (key, body) in &english.texts {
            self.texts.entry(key.clone()).or_insert_with(|| body.clone());
        }
    }
}

fn problem(language: &Language, directory: &str, place: &str, what: &str) -> String {
    format!("{}: {directory}/{}: {place}: {what}", language.tag, language.file())
}

/// Reads a file, collecting what is wrong with it.
pub(crate) fn read(source: &Source, problems: &mut Vec<String>) -> Catalogue {
    let Source { language, directory, .. } = *source;
    let mut catalogue = Catalogue { language, directory, texts: BTreeMap::new(), refused: Vec::new() };
    let file: toml::Table = match source.text.parse() {
        Ok(file) => file,
        Err(error) => {
            let what = error.to_string().trim().replace('\n', " ");
            problems.push(problem(language, directory, "the whole file", &what));
            return catalogue;
        }
    };
    for (section, entries) in file {
        let toml::Value::Table(entries) = entries else {
            problems.push(problem(language, directory, &section, "a text outside of any [section]"));
            continue;
        };
        if !is_name(&section) {
            problems.push(problem(language, directory, &section, "a section's name is in snake_case"));
        }
        for (key, value) in entries {
            let place = (section.clone(), key);
            match body(&place.1, value) {
                Ok(body) => {
                    catalogue.texts.insert(place, body);
                }
                Err(what) => {
                    problems.push(catalogue.problem(&place, &what));
                    catalogue.refused.push(place);
                }
            }
        }
    }
    catalogue
}

fn body(key: &str, value: toml::Value) -> Result<Body, String> {
    if !is_name(key) {
        return Err("a key is in snake_case".to_owned());
    }
    let body = match value {
        toml::Value::String(text) => Body::Plain(Template::parse(&text)?),
        toml::Value::Table(forms) => Body::Plural(
            forms
                .into_iter()
                .map(|(category, text)| {
                    if !CATEGORIES.contains(&category.as_str()) {
                        return Err(format!("`{category}` isn't a plural category"));
                    }
                    let text = text.as_str().ok_or(format!("`{category}` isn't a text"))?;
                    let template = Template::parse(text).map_err(|what| format!("`{category}`: {what}"))?;
                    Ok((category, template))
                })
                .collect::<Result<_, String>>()?,
        ),
        _ => return Err("neither a text nor a table of plural forms".to_owned()),
    };
    if body.placeholders().len() > MOST_PLACEHOLDERS {
        return Err(format!("more than {MOST_PLACEHOLDERS} placeholders"));
    }
    Ok(body)
}

/// Lower-case snake case that is no keyword of Rust: sections become modules, keys and placeholders become identifiers.
fn is_name(name: &str) -> bool {
    const KEYWORDS: [&str; 14] =
        ["as", "box", "do", "else", "fn", "for", "if", "in", "loop", "match", "move", "self", "type", "use"];
    name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        && !KEYWORDS.contains(&name)
}
