//! `cargo xtask bench`: what this project is measured by, each figure beside that of a peer in the same run.
//!
//! The measuring is done by scripts in `bench/`, whose README says how to add a benchmark. Here everything is built that
//! they need: the server with the client inside, and the peers.

use std::{fs, path::PathBuf};

use anyhow::{Context, Result};

use crate::{
    client, packages,
    progress::{Plan, Step},
    server,
    tools::{self, Tool, Toolbox},
    workspace::Workspace,
};

const PART: &str = "bench";

/// The peers that npm builds, by the names of their directories in `bench/peers`.
const PEERS: [&str; 1] = ["react"];

/// The peer in Python, by the name of its directory there.
const PYTHON_PEER: &str = "post_office";

/// The peer in Rust, by the name of its package.
const RUST_PEER: &str = "callsheet-peer-lettre";

/// Measures everything, and prints the report. Missed goals fail nothing: figures depend on the machine, and are there to
/// be weighed. `rounds` is how often each thing is measured, if not as often as the scripts think best.
pub(crate) fn bench(rounds: Option<u32>) -> Result<()> {
    let workspace = Workspace::find();
    let _lock = workspace.lock()?;
    let toolbox = Toolbox::new(&workspace)?;
    let mut steps = Plan::new(workspace.logs("bench"))?;
    toolbox.plan(
        &mut steps,
        &[tools::FOR_CLIENT.as_slice(), &[Tool::Chromium, Tool::PostgreSql, Tool::Python]].concat(),
    )?;
    server::plan_fetch(&mut steps, PART, &toolbox);
    client::plan(&mut steps, PART, &workspace, &toolbox)?;
    server::plan(&mut steps, PART, &workspace, &toolbox);
    for peer in PEERS {
        let directory = workspace.root.join("bench/peers").join(peer);
        let built = peers(&workspace).join(peer);
        let toolbox = &toolbox;
        steps.add(PART, format!("Building the peer “{peer}”"), move |step| {
            packages::install(step, toolbox, &directory)?;
            let mut command = toolbox.command_in("npm", &directory);
            command.args(["run", "build", "--", "--emptyOutDir", "--outDir"]).arg(built);
            step.run(&mut command).map(drop)
        });
    }
    steps.add(PART, format!("Building the peer “{RUST_PEER}”"), |step| {
        step.run(toolbox.command("cargo").args(["build", "--release", "--package", RUST_PEER])).map(drop)
    });
    steps.add(PART, "Building the bench of routing", |step| {
        let words = ["bench", "--no-run", "--package", "callsheet-model", "--bench", "routing"];
        step.run(toolbox.command("cargo").args(words)).map(drop)
    });
    steps.add(PART, format!("Installing the peer “{PYTHON_PEER}”"), |step| {
        install_python(step, &workspace, &toolbox)
    });
    steps.add(PART, "Measuring", |step| measure(step, &workspace, &toolbox, rounds));
    steps.run()?;

    let report = report(&workspace);
    let text = fs::read_to_string(&report).with_context(|| format!("reading {}", report.display()))?;
    println!("\n{text}\n{}", report.display());
    Ok(())
}

/// Gives the peer an environment of its own, with exactly the packages that it names.
fn install_python(step: &mut Step<'_>, workspace: &Workspace, toolbox: &Toolbox) -> Result<()> {
    let environment = peers(workspace).join(PYTHON_PEER);
    let requirements = workspace.root.join("bench/peers").join(PYTHON_PEER).join("requirements.txt");
    step.run(toolbox.command("python3").args(["-m", "venv"]).arg(&environment))?;
    let mut install = toolbox.command(&environment.join("bin/python").to_string_lossy());
    install.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--requirement"]);
    step.run(install.arg(requirements)).map(drop)
}

fn measure(step: &mut Step<'_>, workspace: &Workspace, toolbox: &Toolbox, rounds: Option<u32>) -> Result<()> {
    let mut command = toolbox.command("node");
    command
        .arg(workspace.root.join("bench/run.mjs"))
        .arg(server::binary(workspace))
        .arg(peers(workspace))
        .arg(directory(workspace))
        .args(rounds.map(|rounds| rounds.to_string()));
    step.run(&mut command).map(drop)
}

fn directory(workspace: &Workspace) -> PathBuf {
    workspace.target.join("bench")
}

fn peers(workspace: &Workspace) -> PathBuf {
    directory(workspace).join("peers")
}

fn report(workspace: &Workspace) -> PathBuf {
    directory(workspace).join("report.md")
}
