//! The tools that the commands need: which there are, whether they are there, and how to get them.
//!
//! Slow ones are kept in a cache outside the clone, under a name with their version, so that a new version never meets an
//! old one. To add a tool, add it to [`Tool`] and to [`Toolbox::source`].

mod cache;
mod cargo;
mod debian;
mod lockfile;
mod npm;
mod prerequisites;
pub(crate) mod rustup;
mod source;

pub(crate) use debian::chromedriver;

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Result, bail};

use crate::{client, process, progress::Plan, tools::source::Source, workspace::Workspace};

/// Builds the client: runs Cargo, wasm-bindgen and wasm-opt. 0.22 needs a newer compiler than this workspace does.
const TRUNK: &str = "0.21.14";

/// Shrinks what the compiler and wasm-bindgen made.
const BINARYEN: &str = "132.0.0";

/// Bundles the style sheets, and minifies them and the scripts.
const ESBUILD: &str = "0.28.2";

/// Runs the native tests.
const NEXTEST: &str = "0.9.143";

/// Checks licences, origins and unwanted crates among the dependencies.
const CARGO_DENY: &str = "0.20.2";

/// The part of a plan that tools are got in.
pub(crate) const PART: &str = "tools";

/// Something that a command needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tool {
    WasmTarget,
    RustSources,
    Rustfmt,
    Clippy,
    Trunk,
    WasmBindgen,
    Binaryen,
    Esbuild,
    Nextest,
    CargoDeny,
    Chromium,
    Firefox,
    PostgreSql,
    Python,
}

/// What the client's build needs.
pub(crate) const FOR_CLIENT: [Tool; 6] =
    [Tool::WasmTarget, Tool::RustSources, Tool::Trunk, Tool::WasmBindgen, Tool::Binaryen, Tool::Esbuild];

/// All tools, in the versions that belong to this state of the repository.
pub(crate) struct Toolbox {
    cache: PathBuf,
    root: PathBuf,
    wasm_bindgen: String,
}

impl Toolbox {
    /// Finds the cache, and reads which versions are wanted.
    pub(crate) fn new(workspace: &Workspace) -> Result<Self> {
        Ok(Self {
            cache: cache::directory()?,
            root: workspace.root.clone(),
            wasm_bindgen: lockfile::version_of("wasm-bindgen", &workspace.root)?,
        })
    }

    /// A command in the repository with the cached tools first on the path.
    pub(crate) fn command(&self, program: &str) -> Command {
        self.command_in(program, &self.root)
    }

    /// A command in another directory with the cached tools first on the path.
    pub(crate) fn command_in(&self, program: &str, directory: &Path) -> Command {
        let mut command = process::command(program, directory, &self.directories());
        if let Some(directory) = debian::postgres_programs() {
            command.env("CALLSHEET_POSTGRES_BIN", directory);
        }
        if let Some(program) = debian::chromium() {
            command.env("CALLSHEET_CHROMIUM", program);
        }
        if let Some(program) = debian::firefox() {
            command.env("CALLSHEET_FIREFOX", program);
        }
        command
    }

    /// What the client's build depends on besides files.
    pub(crate) fn versions_for_client(&self) -> Vec<String> {
        vec![
            format!("trunk {TRUNK}"),
            format!("binaryen {BINARYEN}"),
            format!("esbuild {ESBUILD}"),
            format!("standard library {:?}", client::standard_library::flags()),
            format!("wasm-bindgen {}", self.wasm_bindgen),
            process::answer("rustc", &["--version"]).unwrap_or_default(),
        ]
    }

    /// The program that runs tests compiled to WebAssembly.
    pub(crate) fn wasm_test_runner(&self) -> PathBuf {
        self.wasm_bindgen_cli().program("wasm-bindgen-test-runner")
    }

    /// Adds a step for each of the tools that is missing. Fails with everything that is missing and can't be got.
    pub(crate) fn plan<'a>(&'a self, plan: &mut Plan<'a>, needed: &[Tool]) -> Result<()> {
        let mut obstacles = prerequisites::missing();
        for tool in needed {
            let source = self.source(*tool);
            if source.is_there() {
                continue;
            }
            match source.obstacle() {
                Some(obstacle) => obstacles.push(obstacle),
                None => plan.add(PART, source.title(), move |step| source.get(step, &self.cache)),
            }
        }
        if !obstacles.is_empty() {
            bail!("this machine lacks what can't be installed from here:\n  - {}", obstacles.join("\n  - "));
        }
        Ok(())
    }

    fn directories(&self) -> Vec<PathBuf> {
        vec![
            self.trunk().directory(),
            self.wasm_bindgen_cli().directory(),
            self.nextest().directory(),
            self.cargo_deny().directory(),
            self.npm("binaryen", BINARYEN, "wasm-opt").directory(),
            self.npm("esbuild", ESBUILD, "esbuild").directory(),
        ]
    }

    fn source(&self, tool: Tool) -> Source {
        match tool {
            Tool::WasmTarget => Source::Rustup(rustup::Item::WasmTarget),
            Tool::RustSources => Source::Rustup(rustup::Item::Sources),
            Tool::Rustfmt => Source::Rustup(rustup::Item::Component("rustfmt", "fmt")),
            Tool::Clippy => Source::Rustup(rustup::Item::Component("clippy", "clippy")),
            Tool::Trunk => Source::Cargo(self.trunk()),
            Tool::WasmBindgen => Source::Cargo(self.wasm_bindgen_cli()),
            Tool::Nextest => Source::Cargo(self.nextest()),
            Tool::CargoDeny => Source::Cargo(self.cargo_deny()),
            Tool::Binaryen => Source::Npm(self.npm("binaryen", BINARYEN, "wasm-opt")),
            Tool::Esbuild => Source::Npm(self.npm("esbuild", ESBUILD, "esbuild")),
            Tool::Chromium => Source::Debian(debian::Packages::Chromium),
            Tool::Firefox => Source::Debian(debian::Packages::Firefox),
            Tool::PostgreSql => Source::Debian(debian::Packages::PostgreSql),
            Tool::Python => Source::Debian(debian::Packages::Python),
        }
    }

    fn trunk(&self) -> cargo::Package {
        cargo::Package {
            name: "trunk",
            version: TRUNK.to_owned(),
            place: self.cache.join(format!("trunk-{TRUNK}")),
            programs: &["trunk"],
            options: &["--locked"],
            minutes: 5,
            anywhere: None,
        }
    }

    fn wasm_bindgen_cli(&self) -> cargo::Package {
        cargo::Package {
            name: "wasm-bindgen-cli",
            version: self.wasm_bindgen.clone(),
            place: self.cache.join(format!("wasm-bindgen-{}", self.wasm_bindgen)),
            programs: &["wasm-bindgen", "wasm-bindgen-test-runner"],
            // Not `--locked`: its lock file names versions that a registry's mirror may lack.
            options: &[],
            minutes: 2,
            anywhere: None,
        }
    }

    fn nextest(&self) -> cargo::Package {
        cargo::Package {
            name: "cargo-nextest",
            version: NEXTEST.to_owned(),
            place: self.cache.join(format!("cargo-nextest-{NEXTEST}")),
            programs: &["cargo-nextest"],
            options: &["--locked", "--no-default-features", "--features", "default-no-update"],
            minutes: 8,
            // Its command line is stable, and most who have it have it from elsewhere.
            anywhere: Some("cargo-nextest"),
        }
    }

    fn cargo_deny(&self) -> cargo::Package {
        cargo::Package {
            name: "cargo-deny",
            version: CARGO_DENY.to_owned(),
            place: self.cache.join(format!("cargo-deny-{CARGO_DENY}")),
            programs: &["cargo-deny"],
            options: &["--locked"],
            minutes: 3,
            anywhere: None,
        }
    }

    fn npm(&self, name: &'static str, version: &'static str, program: &'static str) -> npm::Package {
        npm::Package { name, version, place: self.cache.join(format!("{name}-{version}")), program }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cached_tools_come_first_on_the_path() {
        let toolbox =
            Toolbox { cache: PathBuf::from("/cache"), root: PathBuf::from("/"), wasm_bindgen: "0.2.1".to_owned() };
        let command = toolbox.command("trunk");
        let path = command.get_envs().find(|(name, _)| *name == "PATH").unwrap().1.unwrap();
        let first: Vec<PathBuf> = std::env::split_paths(path).take(2).collect();
        assert_eq!(
            first,
            [format!("/cache/trunk-{TRUNK}/bin"), "/cache/wasm-bindgen-0.2.1/bin".to_owned()].map(PathBuf::from)
        );
    }
}
