//! Tools from crates.io, compiled into the cache.

use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::{files, process, progress::Step, tools::cache};

/// A package in one version.
pub(crate) struct Package {
    pub(crate) name: &'static str,
    pub(crate) version: String,
    /// Its directory in the cache.
    pub(crate) place: PathBuf,
    /// The programs that are there when it is installed.
    pub(crate) programs: &'static [&'static str],
    /// Options for `cargo install`.
    pub(crate) options: &'static [&'static str],
    /// How long it compiles on two cores.
    pub(crate) minutes: u32,
    /// The name of a program that will do in whatever version it is found on the path.
    pub(crate) anywhere: Option<&'static str>,
}

impl Package {
    pub(crate) fn directory(&self) -> PathBuf {
        self.place.join("bin")
    }

    pub(crate) fn program(&self, name: &str) -> PathBuf {
        self.directory().join(name)
    }

    pub(crate) fn is_there(&self) -> bool {
        self.anywhere.is_some_and(|name| process::find_program(&[name]).is_some()) || self.is_cached()
    }

    fn is_cached(&self) -> bool {
        self.programs.iter().all(|name| process::is_program(&self.program(name)))
    }

    pub(crate) fn title(&self) -> String {
        format!("Installing {} {} (once, about {} minutes)", self.name, self.version, self.minutes)
    }

    pub(crate) fn install(&self, step: &mut Step<'_>, directory: &Path) -> Result<()> {
        cache::install(
            step,
            &self.place,
            || self.is_cached(),
            |step, partial| {
                // The build's own directory is kept beside the result when it is interrupted, and goes on from there.
                let build = partial.join("build");
                let mut command = process::command("cargo", directory, &[]);
                command
                    .args(["install", self.name, "--version", &format!("={}", self.version)])
                    .args(self.options)
                    .arg("--root")
                    .arg(partial)
                    .arg("--target-dir")
                    .arg(&build);
                step.run(&mut command)?;
                files::remove_directory(&build)
            },
        )
    }
}
