//! Building the client: from `crates/client`, `style/`, `public/`, the language files and `index.html` to `dist/`, which
//! the server embeds.
//!
//! Trunk compiles the programs to WebAssembly and runs wasm-bindgen and wasm-opt. What follows is done here: the style
//! sheets become one file, scripts are minified ([`bundle`]), the programs are made smaller once more
//! (`shrink.mjs`), every file that a page names gets a name with a hash ([`assemble`]), and each file gets a sibling
//! compressed with brotli.

mod assemble;
mod bundle;
pub(crate) mod standard_library;

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

use crate::{
    client::assemble::Asset,
    files, fingerprint,
    progress::{Plan, Step},
    tools::Toolbox,
    workspace::Workspace,
};

/// Everything that the client is made from. A change in any of these has it built again.
const INPUTS: [&str; 22] = [
    "crates/model/Cargo.toml",
    "crates/model/src",
    "crates/markup/Cargo.toml",
    "crates/markup/src",
    "crates/messages/Cargo.toml",
    "crates/messages/build.rs",
    "crates/messages/generate",
    "crates/messages/languages",
    "crates/messages/src",
    "crates/no-streams",
    "crates/client/Cargo.toml",
    "crates/client/boot",
    "crates/client/src",
    "crates/xtask/src/client",
    "crates/xtask/src/client.rs",
    "style",
    "public",
    "embed.html",
    "index.html",
    "Trunk.toml",
    "Cargo.lock",
    "Cargo.toml",
];

/// The program of the page that other pages frame.
const FRAMED: &str = "callsheet-embed_bg.wasm";

/// The same for the script that those pages load (`public/embed.js`), which brings it to the frame.
const BROUGHT: &str = "embed.wasm";

/// The file with the names of time zones, which the pages name.
pub(crate) const TIME_ZONES: &str = "time-zones.txt";

/// Adds the steps that bring `dist/` up to date, if it isn't.
pub(crate) fn plan<'a>(
    plan: &mut Plan<'a>,
    part: &'static str,
    workspace: &'a Workspace,
    toolbox: &'a Toolbox,
) -> Result<()> {
    let fingerprint = fingerprint::of_files(&workspace.root, &INPUTS, &toolbox.versions_for_client())?;
    let record = workspace.state().join("client.fingerprint");
    let built = fs::read_to_string(&record).unwrap_or_default();
    if built == fingerprint && workspace.dist().join("index.html").is_file() {
        return Ok(());
    }
    plan.add(part, "Building the client", |step| compile(step, workspace, toolbox));
    plan.add(part, "Bundling and compressing the client", move |step| {
        finish(step, workspace, toolbox)?;
        files::write(&record, &fingerprint)
    });
    Ok(())
}

/// Where Trunk leaves what it makes.
fn compiled(workspace: &Workspace) -> PathBuf {
    workspace.state().join("trunk")
}

fn compile(step: &mut Step<'_>, workspace: &Workspace, toolbox: &Toolbox) -> Result<()> {
    let mut command = toolbox.command("trunk");
    command
        .args(["build", "--release", "--offline", "--dist"])
        .arg(compiled(workspace))
        .env("CARGO_ENCODED_RUSTFLAGS", flags(workspace)?)
        // Trunk reads this variable as its option, and takes only `true` and `false` for an answer.
        .env("NO_COLOR", "true");
    standard_library::ask_for(&mut command);
    step.run(&mut command).map(drop)
}

/// The compiler's flags. They shorten the paths of source files, which stand in the program for whoever reads of a panic: long
/// ones cost every visitor bytes, and say where this machine keeps its files.
fn flags(workspace: &Workspace) -> Result<String> {
    let registry = cargo_home()?.join("registry/src");
    let mut flags = standard_library::flags();
    flags.push(format!("--remap-path-prefix={}/=", workspace.root.display()));
    for index in fs::read_dir(&registry).into_iter().flatten().flatten() {
        flags.push(format!("--remap-path-prefix={}/=", index.path().display()));
    }
    // Cargo splits this variable at this character, so that paths may have spaces.
    Ok(flags.join("\u{1f}"))
}

/// Where Cargo keeps the sources of crates.
fn cargo_home() -> Result<PathBuf> {
    if let Some(home) = env::var_os("CARGO_HOME") {
        return Ok(PathBuf::from(home));
    }
    let home = env::home_dir().context("there is no home directory, where Cargo would keep its files")?;
    Ok(home.join(".cargo"))
}

fn finish(step: &mut Step<'_>, workspace: &Workspace, toolbox: &Toolbox) -> Result<()> {
    let compiled = compiled(workspace);
    let bundled = workspace.state().join("bundled");
    let public = workspace.root.join("public");
    files::empty_directory(&bundled)?;
    let names = workspace.state().join("import-names.json");
    bundle::loaders(step, toolbox, &compiled, &bundled, &names)?;
    let digests = shrink(step, workspace, toolbox, &names, &bundled)?;
    bundle::styles(step, toolbox, &bundled)?;
    bundle::boot(step, toolbox, &bundled)?;
    bundle::scripts(step, toolbox, &public, &bundled)?;
    files::write(&bundled.join(TIME_ZONES), files::read(&workspace.root.join("crates/model/src").join(TIME_ZONES))?)?;
    let languages = workspace.state().join("languages");
    let modal_languages = workspace.state().join("modal-languages");
    write_languages(step, toolbox, &languages, &modal_languages)?;

    // Of two files with one name, the first is taken: what was made of a file goes before the file.
    let mut assets: Vec<Asset> = Vec::new();
    for directory in [&bundled, &compiled, &public] {
        for asset in read_below(directory)? {
            // Snippets of JavaScript that came with crates are in the bundle.
            let wanted = asset.name != "index.html" && !asset.name.starts_with("snippets/");
            if wanted && !assets.iter().any(|taken| taken.name == asset.name) {
                assets.push(asset);
            }
        }
    }
    let mut pages = Vec::new();
    for (name, directory) in [("index.html", &compiled), ("embed.html", &workspace.root)] {
        let page = read_text(&directory.join(name))?;
        pages.push((name, assemble::with_digests(&page, &digests)));
    }
    // The script that other pages load is kept by browsers for longer than a program: it asks for whatever is there now.
    assets.push(Asset { name: BROUGHT.to_owned(), content: files::read(&bundled.join(FRAMED))? });
    let finished = assemble::assemble(pages, assets, read_below(&languages)?, read_below(&modal_languages)?)?;

    // The server may be built from `dist/` at any time, so it is replaced as a whole.
    let partial = workspace.state().join("dist");
    files::empty_directory(&partial)?;
    for asset in finished {
        files::write(&partial.join(&asset.name), &asset.content)?;
    }
    let mut compress = toolbox.command("node");
    compress.arg(workspace.root.join("crates/xtask/src/client/compress.mjs")).arg(&partial);
    step.run(&mut compress)?;
    files::replace_directory(&partial, &workspace.dist())
}

/// Makes the programs smaller once more, and gives their imports the names that the scripts have for them. Answers the names
/// of the programs' files, each with its digest.
fn shrink(
    step: &mut Step<'_>,
    workspace: &Workspace,
    toolbox: &Toolbox,
    names: &Path,
    to: &Path,
) -> Result<Vec<(String, String)>> {
    let mut digests = Vec::new();
    let script = workspace.root.join("crates/xtask/src/client/shrink.mjs");
    for program in files::below(&compiled(workspace))? {
        if program.extension().is_some_and(|kind| kind == "wasm") {
            let name = program.file_name().unwrap_or_default();
            let result = to.join(name);
            let digest = step.run(toolbox.command("node").arg(&script).arg(&program).arg(names).arg(result))?;
            digests.push((name.to_string_lossy().into_owned(), digest.trim_end().to_owned()));
        }
    }
    Ok(digests)
}

fn read_text(file: &Path) -> Result<String> {
    String::from_utf8(files::read(file)?).with_context(|| format!("{} isn't UTF-8", file.display()))
}

fn read_below(directory: &Path) -> Result<Vec<Asset>> {
    let mut assets = Vec::new();
    for file in files::below(directory)? {
        let name = file.strip_prefix(directory).unwrap_or(&file).to_string_lossy().into_owned();
        assets.push(Asset { name, content: files::read(&file)? });
    }
    Ok(assets)
}

/// Has the compact file of each language written, and what the modal inside other pages needs of it. An example program does it, so that xtask itself compiles while a
/// language file is broken, and without what only that needs.
fn write_languages(step: &mut Step<'_>, toolbox: &Toolbox, whole: &Path, modal: &Path) -> Result<()> {
    files::empty_directory(whole)?;
    files::empty_directory(modal)?;
    let mut command = toolbox.command("cargo");
    command.args(["run", "--package", "xtask", "--example", "languages", "--"]).args([whole, modal]);
    step.run(&mut command).map(drop)
}
