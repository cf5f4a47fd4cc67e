//! Parts of the Rust toolchain itself.

use std::path::PathBuf;

use anyhow::Result;

use crate::{process, progress::Step};

/// The target that the client is compiled for.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// Something that rustup adds to a toolchain.
pub(crate) enum Item {
    /// The standard library for the browser.
    WasmTarget,
    /// The sources of the standard library. The client is smaller with them, and can be made without.
    Sources,
    /// A component, and the Cargo command that it brings.
    Component(&'static str, &'static str),
}

impl Item {
    pub(crate) fn is_there(&self) -> bool {
        match self {
            Self::WasmTarget => below_toolchain(WASM).join("lib").is_dir(),
            Self::Sources => has_sources() || process::find_program(&["rustup"]).is_none(),
            Self::Component(_, command) => process::answer("cargo", &[command, "--version"]).is_some(),
        }
    }

    pub(crate) fn obstacle(&self) -> Option<String> {
        let name = self.name();
        process::find_program(&["rustup"]).is_none().then(|| {
            format!(
                "{name} for this Rust toolchain, which rustup would add. Add it the way this toolchain was installed"
            )
        })
    }

    pub(crate) fn title(&self) -> String {
        format!("Adding {} to the Rust toolchain", self.name())
    }

    pub(crate) fn install(&self, step: &mut Step<'_>) -> Result<()> {
        let kind = if matches!(self, Self::WasmTarget) { "target" } else { "component" };
        let mut command = process::command("rustup", &std::env::temp_dir(), &[]);
        command.args([kind, "add", self.name()]);
        step.run(&mut command).map(drop)
    }

    fn name(&self) -> &'static str {
        match self {
            Self::WasmTarget => WASM,
            Self::Sources => "rust-src",
            Self::Component(name, _) => name,
        }
    }
}

/// Whether the sources of the standard library are there.
pub(crate) fn has_sources() -> bool {
    below_toolchain("src/rust/library/std").is_dir()
}

/// A directory of the toolchain's; one that isn't there when there is no toolchain.
fn below_toolchain(path: &str) -> PathBuf {
    let sysroot = process::answer("rustc", &["--print", "sysroot"]).unwrap_or_default();
    PathBuf::from(sysroot).join("lib/rustlib").join(path)
}
