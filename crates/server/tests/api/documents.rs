//! What `docs/` says, against what is there. `docs/access.md` has a test of its own.

use std::collections::BTreeSet;
use std::path::Path;

use server::config::Settings;

const PROBLEMS: &str = include_str!("../../../../docs/problems.md");
const CONFIGURATION: &str = include_str!("../../../../docs/configuration.md");

/// The slugs in the server's source: what comes right after the constructors of problems.
fn slugs() -> BTreeSet<String> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/http");
    let mut slugs = BTreeSet::new();
    for entry in std::fs::read_dir(directory).unwrap() {
        let source = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        for constructor in ["Problem::new(", "Self::new(", "Problem::unprocessable(", "Self::unprocessable("] {
            for rest in source.split(constructor).skip(1) {
                let Some(literal) = rest.trim_start().strip_prefix('"') else { continue };
                let slug = literal.split('"').next().unwrap();
                if slug.chars().all(|c| matches!(c, 'a'..='z' | '-')) {
                    slugs.insert(slug.to_owned());
                }
            }
        }
    }
    slugs
}

#[test]
fn every_problem_is_documented() {
    let documented: BTreeSet<_> =
        PROBLEMS.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).map(str::to_owned).collect();
    assert_eq!(slugs(), documented);
}

#[test]
fn the_example_of_a_configuration_can_be_used() {
    let example = CONFIGURATION.split("```toml").nth(1).unwrap().split("```").next().unwrap();
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), example).unwrap();
    let settings = Settings::load(Some(file.path()), []).unwrap();
    assert!(settings.is_https());
    assert_eq!(settings.trusted_proxies.len(), 2);
    assert_eq!(settings.catalogue.iter().count(), 2);
}

#[test]
fn the_defaults_are_documented() {
    let settings = Settings::load(None, []).unwrap();
    for default in [&settings.listen, &settings.operator_name, &settings.log] {
        assert!(CONFIGURATION.contains(&format!("`{default}`")), "{default}");
    }
}
