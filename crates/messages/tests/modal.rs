//! The words of the modal inside other pages.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use messages::embedded::{MODAL, compact, compact_of};
use messages::{Catalogue, LANGUAGES, key};

/// What isn't in the modal's program inside other pages, or says nothing in it: the portal's pages, the other programs, and what
/// surrounds both.
const ELSEWHERE: [&str; 8] = [
    "pages",
    "programs/gate.rs",
    "programs/portal.rs",
    "shell",
    "gate/modal.rs",
    "gate/support.rs",
    "gate/confirmation.rs",
    "app.rs",
];

#[test]
fn all_sections_that_the_modal_speaks_from_are_listed() -> Result<(), Box<dyn Error>> {
    let client = Path::new(env!("CARGO_MANIFEST_DIR")).join("../client/src");
    let mut files = Vec::new();
    collect(&client, &mut files)?;
    let mut seen = 0;
    for file in files {
        let name = file.strip_prefix(&client)?;
        if ELSEWHERE.iter().any(|other| name.starts_with(other)) {
            continue;
        }
        for section in imported(&fs::read_to_string(&file)?) {
            assert!(MODAL.contains(&section.as_str()), "{} speaks from `{section}`: add it to MODAL", name.display());
            seen += 1;
        }
    }
    assert!(seen > 40, "the sources were read");
    Ok(())
}

fn collect(directory: &Path, files: &mut Vec<PathBuf>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        if path.is_dir() { collect(&path, files)? } else { files.push(path) }
    }
    Ok(())
}

/// The sections that a source names after `key::`, one alone or several in braces.
fn imported(source: &str) -> Vec<String> {
    let mut sections = Vec::new();
    for (at, key) in source.match_indices("key::") {
        // The name of a section may end in the same way.
        if source[..at].ends_with(is_of_name) {
            continue;
        }
        let after = &source[at + key.len()..];
        let list = match after.strip_prefix('{') {
            Some(list) => list.split('}').next().unwrap_or_default(),
            None => after.split(|character: char| !is_of_name(character)).next().unwrap_or_default(),
        };
        let named = list.split(',').filter_map(|item| item.split_whitespace().next());
        sections.extend(named.filter(|name| *name != "self").map(str::to_owned));
    }
    sections
}

fn is_of_name(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '_'
}

#[test]
fn sections_are_found_however_they_are_imported() {
    let source = "use messages::key::{action, home as home_key};\nuse messages::{Text, key::error};\nmessages::key::word::OR;\nhome_key::TITLE";
    assert_eq!(imported(source), ["action", "home", "error", "word"]);
}

#[test]
fn a_part_of_a_language_has_its_texts_where_they_were() -> Result<(), Box<dyn Error>> {
    for language in &LANGUAGES {
        let whole = Catalogue::from_compact(compact(language.tag).ok_or("a language")?).map_err(|_| "a catalogue")?;
        let text = compact_of(language.tag, &MODAL).ok_or("a language")?;
        let part = Catalogue::from_compact(&text).map_err(|_| "a catalogue")?;
        for text in [key::term::MANDATORY_INFORMATION, key::error::REQUIRED, key::word::SENDING, key::embed::SAVED] {
            assert_eq!(part.text(text), whole.text(text));
        }
        assert_eq!(part.text(key::help::SEND), "");
        assert_eq!(
            compact_of(language.tag, &[]).map(|text| text.lines().filter(|line| !line.is_empty()).count()),
            Some(1)
        );
    }
    Ok(())
}
