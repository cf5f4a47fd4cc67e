//! `cargo xtask test`: everything that is checked, or parts of it.
//!
//! All parts run even when one fails; a table at the end says what became of each, and the last line counts the tests.

mod counts;
mod figures;
mod run;

use std::cell::Cell;

use anyhow::Result;

use crate::{
    progress::Plan,
    server,
    test::{counts::Counts, run::Run},
    tools::{self, Tool, Toolbox},
    workspace::Workspace,
};

/// A part of the tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Format,
    Lints,
    Unit,
    Api,
    Wasm,
    Browser,
}

impl Part {
    /// All parts, quick ones first.
    pub(crate) const ALL: [Self; 6] = [Self::Format, Self::Lints, Self::Unit, Self::Api, Self::Wasm, Self::Browser];

    /// Its name on the command line.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Format => "format",
            Self::Lints => "lints",
            Self::Unit => "unit",
            Self::Api => "api",
            Self::Wasm => "wasm",
            Self::Browser => "browser",
        }
    }

    fn tools(self) -> Vec<Tool> {
        match self {
            Self::Format => vec![Tool::Rustfmt],
            Self::Lints => vec![Tool::Clippy, Tool::WasmTarget, Tool::CargoDeny],
            Self::Unit => vec![Tool::Nextest],
            Self::Api => vec![Tool::Nextest, Tool::PostgreSql],
            Self::Wasm => vec![Tool::WasmTarget, Tool::WasmBindgen, Tool::Chromium],
            Self::Browser => [tools::FOR_CLIENT.as_slice(), &[Tool::Chromium, Tool::Firefox]].concat(),
        }
    }
}

/// Runs the parts and says what became of them. Whether all passed is the answer.
pub(crate) fn test(parts: &[Part]) -> Result<bool> {
    let workspace = Workspace::find();
    let _lock = workspace.lock()?;
    let toolbox = Toolbox::new(&workspace)?;
    let counts = Cell::new(Counts::default());
    let run = Run { workspace: &workspace, toolbox: &toolbox, parts, counts: &counts };

    let mut steps = Plan::new(workspace.logs("test"))?;
    let mut needed: Vec<Tool> = Vec::new();
    for tool in parts.iter().flat_map(|part| part.tools()) {
        if !needed.contains(&tool) {
            needed.push(tool);
        }
    }
    toolbox.plan(&mut steps, &needed)?;
    server::plan_fetch(&mut steps, tools::PART, &toolbox);
    for part in parts {
        run.plan(&mut steps, *part)?;
    }
    figures::forget(&workspace)?;
    let outcomes = steps.run_every_part(tools::PART)?;
    Ok(run.conclude(&outcomes))
}
