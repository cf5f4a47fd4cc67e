//! Generates the typed keys and the compact catalogues from `languages/*.toml` and `languages/mail/*.toml`, or fails with
//! everything that is wrong.
//!
//! While a feature is written before it is translated, `MESSAGES_ALLOW_MISSING=1` fills texts that a language lacks with
//! the English ones and warns. It is for development only; builds for others never set it.

use std::{env, error::Error, fs, path::Path, path::PathBuf};

#[path = "generate/mod.rs"]
mod generate;

use generate::{Generated, LANGUAGES, Missing, Source};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=generate");
    println!("cargo::rerun-if-changed=languages");
    println!("cargo::rerun-if-env-changed=MESSAGES_ALLOW_MISSING");

    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let out = PathBuf::from(env::var("OUT_DIR")?);

    let Some(interface) = generated(&root, "languages", 0)? else { return Ok(()) };
    fs::write(out.join("keys.rs"), &interface.keys)?;
    fs::write(out.join("shape.rs"), &interface.shape)?;
    write_compact(&out, &interface)?;

    let Some(mail) = generated(&root, "languages/mail", interface.lines)? else { return Ok(()) };
    fs::create_dir_all(out.join("mail"))?;
    fs::write(out.join("mail/keys.rs"), &mail.keys)?;
    let texts = LANGUAGES.iter().map(|language| format!("include_str!(\"{}.txt\")", language.tag));
    fs::write(out.join("mail/texts.rs"), format!("[{}]", texts.collect::<Vec<_>>().join(", ")))?;
    write_compact(&out.join("mail"), &mail)?;
    Ok(())
}

/// Everything from the language files of a directory, or nothing once what is wrong with them was told.
fn generated(root: &Path, directory: &'static str, first_line: usize) -> Result<Option<Generated>, Box<dyn Error>> {
    let missing = if env::var_os("MESSAGES_ALLOW_MISSING").is_some_and(|value| value == "1") {
        Missing::FallBackToEnglish
    } else {
        Missing::Refused
    };
    let mut sources = Vec::new();
    for language in &LANGUAGES {
        let file = root.join(directory).join(language.file());
        let text = fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
        sources.push(Source { language, directory, text });
    }
    match generate::generate(&sources, first_line, missing) {
        Ok(generated) => {
            for warning in &generated.warnings {
                println!("cargo::warning={warning}");
            }
            Ok(Some(generated))
        }
        Err(problems) => {
            for problem in &problems {
                println!("cargo::error={problem}");
            }
            Ok(None)
        }
    }
}

fn write_compact(directory: &Path, generated: &Generated) -> Result<(), Box<dyn Error>> {
    for (language, compact) in LANGUAGES.iter().zip(&generated.compact) {
        fs::write(directory.join(format!("{}.txt", language.tag)), compact)?;
    }
    Ok(())
}
