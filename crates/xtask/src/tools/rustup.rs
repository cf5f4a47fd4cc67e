//! Parts of the Rust toolchain itself.

use std::path::PathBuf;

use anyhow::Result;

use crate::{process, progress::Step};

const WASM: &str = "wasm32-unknown-unknown";

/// Something that rustup adds to a toolchain.
pub(crate) enum Item {
    /// The standard library for the browser.
    WasmTarget,
    /// A component, and the Cargo command that it brings.
    Component(&'static str, &'static str),
}

impl Item {
    pub(crate) fn is_there(&self) -> bool {
        match self {
            Self::WasmTarget => process::answer("rustc", &["--print", "sysroot"])
                .is_some_and(|sysroot| PathBuf::from(sysroot).join("lib/rustlib").join(WASM).join("lib").is_dir()),
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
            Self::Component(name, _) => name,
        }
    }
}
