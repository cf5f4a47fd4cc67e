//! What every command needs and none can get.

use crate::process;

/// Node.js is older than this on no supported system; the browser tests need it.
const OLDEST_NODE: u32 = 20;

/// What is missing, each with the way to get it.
pub(crate) fn missing() -> Vec<String> {
    let mut missing = Vec::new();
    if process::find_program(&["cc", "gcc", "clang"]).is_none() {
        missing
            .push("a C compiler (SQLite is compiled from source). On Debian: apt-get install gcc libc6-dev".to_owned());
    }
    let node = process::answer("node", &["--version"]);
    match node.as_deref().and_then(major_version) {
        Some(major) if major >= OLDEST_NODE => {}
        Some(_) => missing.push(format!(
            "Node.js {OLDEST_NODE} or newer; here is {}. See https://nodejs.org",
            node.unwrap_or_default()
        )),
        None => missing.push(format!("Node.js {OLDEST_NODE} or newer, with npm. See https://nodejs.org")),
    }
    if process::find_program(&["npm"]).is_none() {
        missing.push("npm, which comes with Node.js. On Debian: apt-get install npm".to_owned());
    }
    missing
}

fn major_version(version: &str) -> Option<u32> {
    version.trim_start_matches('v').split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_major_versions() {
        assert_eq!(major_version("v20.20.2"), Some(20));
        assert_eq!(major_version("6"), Some(6));
        assert_eq!(major_version("nightly"), None);
    }
}
