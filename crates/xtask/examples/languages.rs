//! Writes the compact file of each language into the directory that is given, for the client's build.

use std::{env, error::Error, fs, path::PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    let directory = env::args_os().nth(1).map(PathBuf::from).ok_or("the directory to write to is missing")?;
    for language in &messages::LANGUAGES {
        let text = messages::embedded::compact(language.tag).ok_or(language.tag)?;
        fs::write(directory.join(language.file), text)?;
    }
    Ok(())
}
