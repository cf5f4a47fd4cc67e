//! Writing what was read: the typed keys as Rust, and each language as a compact catalogue.
//!
//! A compact catalogue is one line that says what it is, then one line a key in the order of the keys:
//!
//! ```text
//! callsheet-messages 0f3a…(shape) pl
//! Zapisz
//! Zaproszono użytkownika {0}
//! o{#} błąd␟f{#} błędy␟m{#} błędów
//! ```
//!
//! Placeholders are numbered as the generated function orders its arguments; `{#}` is the number. Plural forms begin with
//! their category's letter and are separated by the control character U+001F, which no text may contain.

use super::{
    Generated,
    read::{Body, COUNT, Catalogue, Key, Piece, Template},
};

/// Makes everything from catalogues that have passed the checks, English first.
pub(crate) fn write(catalogues: &[Catalogue], first_line: usize, warnings: Vec<String>) -> Generated {
    let Some(english) = catalogues.first() else {
        return Generated { keys: String::new(), shape: String::new(), compact: Vec::new(), warnings, lines: 0 };
    };
    let shape = shape_of(english);
    let compact: Vec<_> = catalogues.iter().map(|catalogue| compact(english, catalogue, &shape)).collect();
    let lines = english.texts.len();
    let shape = [items(catalogues, &shape, &compact), sections(english)].concat();
    Generated { keys: keys(english, first_line), shape, compact, warnings, lines }
}

/// A fingerprint of all keys, their kinds and their placeholders, in order: two builds that agree on it agree on what
/// every line is.
fn shape_of(english: &Catalogue) -> String {
    let description: Vec<_> = english
        .texts
        .iter()
        .map(|((section, key), body)| {
            let kind = if matches!(body, Body::Plural(_)) { '#' } else { '=' };
            format!("{section}.{key}{kind}{}", arguments(body).join(","))
        })
        .collect();
    fingerprint(&description.join("\n"))
}

/// FNV-1a, 64 bits: it tells builds apart, nobody has to be kept from forging it.
fn fingerprint(text: &str) -> String {
    let hash = text
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    format!("{hash:016x}")
}

/// The placeholders that are given as texts, in the order of the function's arguments.
fn arguments(body: &Body) -> Vec<&str> {
    body.placeholders().into_iter().filter(|name| *name != COUNT).collect()
}

fn compact(english: &Catalogue, catalogue: &Catalogue, shape: &str) -> String {
    let mut text = format!("callsheet-messages {shape} {}\n", catalogue.language.tag);
    for (key, original) in &english.texts {
        let arguments = arguments(original);
        let forms: Vec<_> = catalogue.texts.get(key).map(Body::forms).unwrap_or_default();
        let forms: Vec<_> = forms
            .into_iter()
            .map(|(category, template)| {
                let mut form = category.map(letter).unwrap_or_default().to_owned();
                form.push_str(&numbered(template, &arguments));
                form
            })
            .collect();
        text.push_str(&forms.join("\u{1f}"));
        text.push('\n');
    }
    text
}

fn letter(category: &str) -> &'static str {
    match category {
        "zero" => "z",
        "one" => "o",
        "two" => "t",
        "few" => "f",
        "many" => "m",
        _ => "x",
    }
}

fn numbered(template: &Template, arguments: &[&str]) -> String {
    let pieces = template.0.iter().map(|piece| match piece {
        Piece::Words(words) => words.clone(),
        Piece::Placeholder(name) => match arguments.iter().position(|argument| argument == name) {
            Some(position) => format!("{{{position}}}"),
            None => "{#}".to_owned(),
        },
    });
    pieces.collect()
}

/// Where each section begins, for whoever wants the texts of some alone.
fn sections(english: &Catalogue) -> String {
    let mut rows: Vec<(&str, usize)> = Vec::new();
    for (line, ((section, _), _)) in english.texts.iter().enumerate() {
        if rows.last().is_none_or(|(last, _)| last != section) {
            rows.push((section, line));
        }
    }
    format!(
        "/// The sections, and how many lines are before each.\n#[cfg(feature = \"embedded\")]\n\
         const SECTIONS: [(&str, usize); {}] = {rows:?};\n",
        rows.len()
    )
}

/// The module of typed keys. The documentation of a key is its English text.
fn keys(english: &Catalogue, first_line: usize) -> String {
    let mut sections: Vec<(&str, Vec<String>)> = Vec::new();
    for (line, (key, body)) in english.texts.iter().enumerate() {
        let item = item(first_line + line, key, body);
        match sections.last_mut() {
            Some((section, items)) if *section == key.0 => items.push(item),
            _ => sections.push((&key.0, vec![item])),
        }
    }
    let modules: Vec<_> = sections
        .into_iter()
        .map(|(section, items)| {
            let items = items.concat();
            format!("/// The section `{section}`.\npub mod {section} {{\n{items}}}\n")
        })
        .collect();
    modules.concat()
}

fn item(line: usize, (_, key): &Key, body: &Body) -> String {
    let english: Vec<_> = body.forms().into_iter().map(|(_, template)| format!("`{}`", named(template))).collect();
    let documentation = format!("    /// {}\n", english.join(" · "));
    let arguments = arguments(body);
    let counts = matches!(body, Body::Plural(_));
    if !counts && arguments.is_empty() {
        return format!(
            "{documentation}    pub const {}: crate::Text = crate::Text::new({line});\n",
            key.to_uppercase()
        );
    }
    let mut parameters: Vec<_> = arguments.iter().map(|name| format!("{name}: &str")).collect();
    if counts {
        parameters.insert(0, "count: u32".to_owned());
    }
    let count = if counts { "Some(count)" } else { "None" };
    format!(
        "{documentation}    #[must_use]\n    pub fn {key}({}) -> crate::Message {{\n        crate::Message::new({line}, {count}, &[{}])\n    }}\n",
        parameters.join(", "),
        arguments.join(", "),
    )
}

fn named(template: &Template) -> String {
    let pieces = template.0.iter().map(|piece| match piece {
        Piece::Words(words) => words.replace('`', "'"),
        Piece::Placeholder(name) => format!("{{{name}}}"),
    });
    pieces.collect()
}

/// What the crate says about itself: the shape, the number of lines, the languages and the names of their files.
fn items(catalogues: &[Catalogue], shape: &str, compact: &[String]) -> String {
    let lines = catalogues.first().map_or(0, |english| english.texts.len());
    let count = catalogues.len();
    let tags: Vec<_> = catalogues.iter().map(|catalogue| format!("{:?}", catalogue.language.tag)).collect();
    let texts: Vec<_> =
        catalogues.iter().map(|catalogue| format!("include_str!(\"{}.txt\")", catalogue.language.tag)).collect();
    let languages = || catalogues.iter().map(|catalogue| catalogue.language);
    let rows: Vec<_> = languages()
        .map(|language| format!("    Language {{ tag: {:?}, endonym: {:?} }},\n", language.tag, language.endonym))
        .collect();
    let files: Vec<_> = languages()
        .zip(compact)
        .map(|(language, text)| format!("\"{}.{}.txt\"", language.tag, fingerprint(text)))
        .collect();
    format!(
        "/// Fingerprint of the keys that this build knows.\nconst SHAPE: &str = {shape:?};\n\
         /// How many keys there are.\nconst LINES: usize = {lines};\n\
         /// The tags of all languages, English first.\npub const TAGS: [&str; {count}] = [{}];\n\
         /// All languages, English first.\npub const LANGUAGES: [Language; {count}] = [\n{}];\n\
         /// The names of the languages' compact files, which change whenever a text does, in the order of the tags.\n\
         pub const FILES: [&str; {count}] = [{}];\n\
         /// The compact files in the order of the tags.\n#[cfg(feature = \"embedded\")]\nconst COMPACT: [&str; {count}] = [{}];\n",
        tags.join(", "),
        rows.concat(),
        files.join(", "),
        texts.join(", "),
    )
}
