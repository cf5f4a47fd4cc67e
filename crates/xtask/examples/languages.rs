//! Writes the compact file of each language into the directory that is given first, for the client's build, and into the second
//! one what the modal inside other pages needs of it.

use std::{env, error::Error, fs, path::PathBuf};

use messages::{FILES, LANGUAGES, embedded};

fn main() -> Result<(), Box<dyn Error>> {
    let mut directories = env::args_os().skip(1).map(PathBuf::from);
    let (Some(whole), Some(modal)) = (directories.next(), directories.next()) else {
        return Err("the two directories to write to are missing".into());
    };
    for (language, file) in LANGUAGES.iter().zip(FILES) {
        let text = embedded::compact(language.tag).ok_or(language.tag)?;
        fs::write(whole.join(file), text)?;
        let text = embedded::compact_of(language.tag, &embedded::MODAL).ok_or(language.tag)?;
        fs::write(modal.join(format!("{}.txt", language.tag)), text)?;
    }
    Ok(())
}
