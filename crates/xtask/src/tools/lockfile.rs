//! Reading from Cargo.lock which version of a package the workspace uses.

use std::path::Path;

use anyhow::{Context, Result};

use crate::files;

/// The version of a package that Cargo.lock names.
pub(crate) fn version_of(package: &str, root: &Path) -> Result<String> {
    let text = files::read(&root.join("Cargo.lock"))?;
    version_in(&String::from_utf8_lossy(&text), package)
        .with_context(|| format!("Cargo.lock names no package {package}; run `cargo fetch`"))
}

fn version_in(lock: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    let version = lines.nth(1)?.strip_prefix("version = \"")?.strip_suffix('"')?;
    Some(version.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_version_of_exactly_that_package() {
        let lock = "version = 4\n\n[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"0.2.1\"\n\n\
            [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\nsource = \"registry\"\n\n\
            [[package]]\nname = \"last\"\n";
        assert_eq!(version_in(lock, "wasm-bindgen").as_deref(), Some("0.2.130"));
        assert_eq!(version_in(lock, "wasm"), None);
        assert_eq!(version_in(lock, "last"), None);
    }
}
