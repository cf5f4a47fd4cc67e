//! Bundling and minifying, with esbuild.

use std::{path::Path, process::Command};

use anyhow::Result;

use crate::{files, progress::Step, tools::Toolbox};

/// What every browser has that runs this client at all.
const LANGUAGE_LEVEL: &str = "--target=es2022";

/// The style sheet that imports all others, and the name that `index.html` has for what becomes of it.
const STYLES: &str = "style=style/index.css";

/// Joins the style sheets to one.
pub(crate) fn styles(step: &mut Step<'_>, toolbox: &Toolbox, to: &Path) -> Result<()> {
    step.run(esbuild(toolbox, to).args(["--bundle", STYLES])).map(drop)
}

/// Minifies the script that loads the WebAssembly, and takes in the snippets of JavaScript that came with crates.
pub(crate) fn loader(step: &mut Step<'_>, toolbox: &Toolbox, from: &Path, to: &Path) -> Result<()> {
    let mut loaders = files::below(from)?;
    loaders.retain(|file| is_script(file) && file.parent() == Some(from));
    step.run(esbuild(toolbox, to).args(["--bundle", "--format=esm"]).args(loaders)).map(drop)
}

/// Minifies scripts, each for itself: others may load them by their names.
pub(crate) fn scripts(step: &mut Step<'_>, toolbox: &Toolbox, from: &Path, to: &Path) -> Result<()> {
    let mut scripts = files::below(from)?;
    scripts.retain(|file| is_script(file));
    if scripts.is_empty() {
        return Ok(());
    }
    step.run(esbuild(toolbox, to).arg(format!("--outbase={}", from.display())).args(scripts)).map(drop)
}

fn esbuild(toolbox: &Toolbox, to: &Path) -> Command {
    let mut command = toolbox.command("esbuild");
    command
        .args(["--minify", LANGUAGE_LEVEL, "--legal-comments=none", "--log-level=warning"])
        .arg(format!("--outdir={}", to.display()));
    command
}

fn is_script(file: &Path) -> bool {
    file.extension().is_some_and(|kind| kind == "js")
}
