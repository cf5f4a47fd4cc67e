//! Writes every letter in every language, as plain text and HTML, for eyes to look at:
//! `cargo run -p callsheet-server --example letters -- DIRECTORY`.

use std::error::Error;
use std::path::PathBuf;
use std::{env, fs};

use model::Language;
use server::mail;
use url::Url;

#[path = "../src/mail/render/tests/samples.rs"]
mod samples;

fn main() -> Result<(), Box<dyn Error>> {
    let directory: PathBuf = env::args_os().nth(1).ok_or("usage: letters DIRECTORY")?.into();
    let portal = Url::parse("https://portal.operator.example/")?;
    for language in Language::ALL {
        let directory = directory.join(language.tag());
        fs::create_dir_all(&directory)?;
        for (name, letter) in samples::letters() {
            let rendered = mail::render(&letter, &samples::envelope(&letter, language, &portal))?;
            let text = format!("Subject: {}\n\n{}", rendered.subject, rendered.text);
            fs::write(directory.join(format!("{name}.txt")), text)?;
            fs::write(directory.join(format!("{name}.html")), rendered.html)?;
        }
    }
    Ok(())
}
