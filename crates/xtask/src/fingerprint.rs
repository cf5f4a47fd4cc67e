//! Telling whether anything has changed since something was built.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    path::Path,
};

use anyhow::Result;

use crate::files;

/// Sixteen hexadecimal digits that change whenever a file does: added, removed, renamed, or with other content.
///
/// `notes` are whatever else the result depends on, such as versions of tools.
pub(crate) fn of_files(root: &Path, inputs: &[&str], notes: &[String]) -> Result<String> {
    let mut hasher = DefaultHasher::new();
    notes.hash(&mut hasher);
    for input in inputs {
        for file in files::below(&root.join(input))? {
            file.strip_prefix(root).unwrap_or(&file).hash(&mut hasher);
            files::read(&file)?.hash(&mut hasher);
        }
    }
    Ok(digits(&hasher))
}

/// Sixteen hexadecimal digits that change with the content. They tell versions of a file apart; nobody has to be kept
/// from forging them.
pub(crate) fn of_content(content: &[u8]) -> String {
    let mut hasher = DefaultHasher::new();
    content.hash(&mut hasher);
    digits(&hasher)
}

fn digits(hasher: &DefaultHasher) -> String {
    format!("{:016x}", hasher.finish())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::files::Scratch;

    #[test]
    fn changes_with_every_change_and_with_nothing_else() {
        let scratch = Scratch::new("fingerprint");
        let root = scratch.path();
        files::write(&root.join("src/a.rs"), "a").unwrap();
        files::write(&root.join("src/deep/b.rs"), "b").unwrap();
        files::write(&root.join("elsewhere"), "x").unwrap();
        let now = || of_files(root, &["src", "Cargo.lock"], &["trunk 1".to_owned()]).unwrap();

        let first = now();
        assert_eq!(first.len(), 16);
        fs::write(root.join("elsewhere"), "y").unwrap();
        fs::write(root.join("src/a.rs"), "a").unwrap();
        assert_eq!(now(), first, "other files and new time stamps don't count");

        let mut seen = vec![first];
        let mut check = |what: &str| {
            let fingerprint = now();
            assert!(!seen.contains(&fingerprint), "{what}");
            seen.push(fingerprint);
        };
        fs::write(root.join("src/a.rs"), "aa").unwrap();
        check("content");
        fs::rename(root.join("src/a.rs"), root.join("src/c.rs")).unwrap();
        check("name");
        fs::remove_file(root.join("src/c.rs")).unwrap();
        check("removed");
        fs::write(root.join("Cargo.lock"), "").unwrap();
        check("added");
        let other = of_files(root, &["src", "Cargo.lock"], &["trunk 2".to_owned()]).unwrap();
        assert!(!seen.contains(&other), "another tool");
    }
}
