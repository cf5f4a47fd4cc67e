//! Tools from the npm registry, installed into the cache.

use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::{files, process, progress::Step, tools::cache};

/// A package in one version.
pub(crate) struct Package {
    pub(crate) name: &'static str,
    pub(crate) version: &'static str,
    /// Its directory in the cache.
    pub(crate) place: PathBuf,
    /// The program that is wanted of it.
    pub(crate) program: &'static str,
}

impl Package {
    pub(crate) fn directory(&self) -> PathBuf {
        self.place.join("node_modules/.bin")
    }

    pub(crate) fn is_there(&self) -> bool {
        process::is_program(&self.directory().join(self.program))
    }

    pub(crate) fn title(&self) -> String {
        format!("Installing {} {} (once)", self.name, self.version)
    }

    pub(crate) fn install(&self, step: &mut Step<'_>, directory: &Path) -> Result<()> {
        cache::install(
            step,
            &self.place,
            || self.is_there(),
            |step, partial| {
                files::empty_directory(partial)?;
                let mut command = process::command("npm", directory, &[]);
                // Neither package needs its scripts, and a package's scripts may do anything.
                command
                    .args(["install", "--no-audit", "--no-fund", "--no-save", "--ignore-scripts", "--prefix"])
                    .arg(partial)
                    .arg(format!("{}@{}", self.name, self.version));
                step.run(&mut command).map(drop)
            },
        )
    }
}
