//! Generates the typed keys and the compact catalogues from `languages/*.toml`, or fails with everything that is wrong.
//!
//! While a feature is written before it is translated, `MESSAGES_ALLOW_MISSING=1` fills texts that a language lacks with
//! the English ones and warns. It is for development only; builds for others never set it.

use std::{env, error::Error, fs, path::PathBuf};

#[path = "generate/mod.rs"]
mod generate;

use generate::{LANGUAGES, Missing, Source};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=generate");
    println!("cargo::rerun-if-changed=languages");
    println!("cargo::rerun-if-env-changed=MESSAGES_ALLOW_MISSING");

    let missing = if env::var_os("MESSAGES_ALLOW_MISSING").is_some_and(|value| value == "1") {
        Missing::FallBackToEnglish
    } else {
        Missing::Refused
    };
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let out = PathBuf::from(env::var("OUT_DIR")?);

    let mut sources = Vec::new();
    for language in &LANGUAGES {
        let file = root.join("languages").join(language.file());
        let text = fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
        sources.push(Source { language, text });
    }

    match generate::generate(&sources, missing) {
        Ok(generated) => {
            for warning in &generated.warnings {
                println!("cargo::warning={warning}");
            }
            fs::write(out.join("keys.rs"), &generated.keys)?;
            fs::write(out.join("shape.rs"), &generated.shape)?;
            for (language, compact) in LANGUAGES.iter().zip(&generated.compact) {
                fs::write(out.join(format!("{}.txt", language.tag)), compact)?;
            }
        }
        Err(problems) => {
            for problem in &problems {
                println!("cargo::error={problem}");
            }
        }
    }
    Ok(())
}
