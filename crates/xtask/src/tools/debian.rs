//! Programs that belong to the system: found wherever they are, installed by apt-get where that is possible.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::Result;

use crate::{process, progress::Step};

/// Packages that give one thing that the tests need.
#[derive(Clone, Copy)]
pub(crate) enum Packages {
    Chromium,
    Firefox,
    PostgreSql,
    Python,
}

/// The browser that the tests run in.
pub(crate) fn chromium() -> Option<PathBuf> {
    let named = env::var_os("CALLSHEET_CHROMIUM").map(PathBuf::from);
    named.or_else(|| process::find_program(&["chromium", "chromium-browser", "google-chrome"]))
}

/// The other browser that some of the tests run in, too.
pub(crate) fn firefox() -> Option<PathBuf> {
    let named = env::var_os("CALLSHEET_FIREFOX").map(PathBuf::from);
    named.or_else(|| process::find_program(&["firefox-esr", "firefox"]))
}

/// The program that drives the browser for tests in WebAssembly.
pub(crate) fn chromedriver() -> Option<PathBuf> {
    let named = env::var_os("CHROMEDRIVER").map(PathBuf::from);
    named.or_else(|| process::find_program(&["chromedriver"]))
}

/// The directory with the programs that make and run a database. Debian keeps it off the path.
pub(crate) fn postgres_programs() -> Option<PathBuf> {
    if let Some(named) = env::var_os("CALLSHEET_POSTGRES_BIN") {
        return Some(PathBuf::from(named));
    }
    let complete = |directory: &PathBuf| {
        ["initdb", "postgres", "createdb"].iter().all(|program| process::is_program(&directory.join(program)))
    };
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let newest = newest(versions.map(|version| version.path().join("bin")).filter(complete));
    newest.or_else(|| env::split_paths(&env::var_os("PATH")?).find(complete))
}

/// Of directories such as `…/15/bin`, the one of the highest version.
fn newest(directories: impl Iterator<Item = PathBuf>) -> Option<PathBuf> {
    directories.max_by_key(|directory| {
        let version = directory.parent().and_then(Path::file_name);
        version.and_then(|version| version.to_str()?.parse::<u32>().ok())
    })
}

impl Packages {
    pub(crate) fn are_there(self) -> bool {
        match self {
            Self::Chromium => chromium().is_some() && chromedriver().is_some(),
            Self::Firefox => firefox().is_some(),
            // PostgreSQL refuses to run as root; the tests then run it as another user, by sudo.
            Self::PostgreSql => {
                postgres_programs().is_some() && (!is_root() || process::find_program(&["sudo"]).is_some())
            }
            // Debian keeps what makes an environment of one's own in a package apart.
            Self::Python => process::answer("python3", &["-c", "import ensurepip, venv; print('there')"]).is_some(),
        }
    }

    pub(crate) fn obstacle(self) -> Option<String> {
        let names = self.names().join(" ");
        if process::find_program(&["apt-get"]).is_none() {
            return Some(format!(
                "{}. Install what your system has instead of Debian's packages {names}; {}",
                self.what(),
                self.variables()
            ));
        }
        (!is_root()).then(|| format!("{}. Run: sudo apt-get install {names}", self.what()))
    }

    pub(crate) fn title(self) -> String {
        format!("Installing {} (once)", self.what())
    }

    pub(crate) fn install(self, step: &mut Step<'_>) -> Result<()> {
        step.run(apt_get().arg("update"))?;
        step.run(apt_get().args(["install", "--yes", "--no-install-recommends"]).args(self.names())).map(drop)
    }

    fn what(self) -> &'static str {
        match self {
            Self::Chromium => "Chromium and its driver",
            Self::Firefox => "Firefox",
            Self::PostgreSql => "the PostgreSQL server",
            Self::Python => "Python with its environments",
        }
    }

    fn names(self) -> &'static [&'static str] {
        match self {
            // The fonts are only recommended by Chromium, but without any there is nothing to see or to measure.
            Self::Chromium => &["chromium", "chromium-driver", "fonts-liberation", "fonts-dejavu-core"],
            Self::Firefox => &["firefox-esr"],
            Self::PostgreSql => &["postgresql", "sudo"],
            Self::Python => &["python3", "python3-venv"],
        }
    }

    fn variables(self) -> &'static str {
        match self {
            Self::Chromium => "the variables CALLSHEET_CHROMIUM and CHROMEDRIVER tell where the programs are",
            Self::Firefox => "the variable CALLSHEET_FIREFOX tells where the program is",
            Self::PostgreSql => "the variable CALLSHEET_POSTGRES_BIN tells the directory that initdb is in",
            Self::Python => "python3 is looked for on the path",
        }
    }
}

fn apt_get() -> Command {
    let mut command = process::command("apt-get", Path::new("/"), &[]);
    command.env("DEBIAN_FRONTEND", "noninteractive");
    command
}

fn is_root() -> bool {
    process::answer("id", &["-u"]).is_some_and(|id| id == "0")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_the_newest_postgres_by_number() {
        let directories = ["9", "15", "x", "7"].map(|version| PathBuf::from(format!("/pg/{version}/bin")));
        assert_eq!(newest(directories.into_iter()), Some(PathBuf::from("/pg/15/bin")));
        assert_eq!(newest(std::iter::empty()), None);
    }
}
