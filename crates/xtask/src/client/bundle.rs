//! Bundling and minifying, with esbuild.

use std::{path::Path, process::Command};

use anyhow::Result;

use crate::{files, progress::Step, tools::Toolbox};

/// What every browser has that runs this client at all.
const LANGUAGE_LEVEL: &str = "--target=es2022";

/// The style sheets that import all others, and the names that the pages have for what becomes of them.
const STYLES: [&str; 2] = ["style=style/index.css", "embed=style/embed.css"];

/// The scripts that run in a page before its program does, and their names there.
const BOOT: [&str; 2] = ["boot=crates/client/boot/portal.js", "embed-boot=crates/client/boot/embed.js"];

/// Joins the style sheets of each page to one.
pub(crate) fn styles(step: &mut Step<'_>, toolbox: &Toolbox, to: &Path) -> Result<()> {
    step.run(esbuild(toolbox, to).arg("--bundle").args(STYLES)).map(drop)
}

/// How the names begin of what the programs import from their scripts, and export to them.
const SHARED_NAMES: &str = "--mangle-props=^(__wb|_wbg_|__externref|wasm_bindgen_)";

/// Leaves out what wasm-bindgen's loader would warn developers of: they have the server that this is made for.
const SILENT: &str = "--pure:console.warn";

/// The script of the program that begins by itself: it is part of its page, where nothing else could name what it exports.
const BEGINS: &str = "callsheet-embed.js";

/// Minifies the scripts that load the programs, and takes in the snippets of JavaScript that came with crates. Of all that
/// wasm-bindgen exports, only what starts a program is wanted. What is imported and exported gets short names, which go to
/// `names`.
pub(crate) fn loaders(step: &mut Step<'_>, toolbox: &Toolbox, from: &Path, to: &Path, names: &Path) -> Result<()> {
    let entries = to.join("entries");
    let mut loaders = files::below(from)?;
    loaders.retain(|file| is_script(file) && file.parent() == Some(from));
    for loader in &mut loaders {
        let name = loader.file_name().unwrap_or_default();
        let entry = entries.join(name);
        let from = loader.display().to_string();
        let script = if name == BEGINS {
            format!("import init from {from:?};\ncallsheet.run(init).catch(callsheet.giveUp);\n")
        } else {
            format!("export {{ default }} from {from:?};\n")
        };
        files::write(&entry, script)?;
        *loader = entry;
    }
    files::write(names, "{}")?;
    let mut command = esbuild(toolbox, to);
    command
        .args(["--bundle", "--format=esm", SHARED_NAMES, SILENT])
        .arg(format!("--mangle-cache={}", names.display()))
        .args(&loaders);
    step.run(&mut command)?;
    files::remove_directory(&entries)
}

/// Joins what runs before a program to one script.
pub(crate) fn boot(step: &mut Step<'_>, toolbox: &Toolbox, to: &Path) -> Result<()> {
    step.run(esbuild(toolbox, to).args(["--bundle", "--format=iife"]).args(BOOT)).map(drop)
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
        .args(["--minify", "--charset=utf8", LANGUAGE_LEVEL, "--legal-comments=none", "--log-level=warning"])
        .arg(format!("--outdir={}", to.display()));
    command
}

fn is_script(file: &Path) -> bool {
    file.extension().is_some_and(|kind| kind == "js")
}
