//! Building the server: one binary with the client inside.

use std::{
    env::{self, consts::EXE_SUFFIX},
    path::PathBuf,
};

use anyhow::Result;

use crate::{
    client, fingerprint,
    progress::Plan,
    tools::{self, Toolbox, rustup},
    workspace::Workspace,
};

/// Where Cargo leaves the binary.
pub(crate) fn binary(workspace: &Workspace) -> PathBuf {
    workspace.target.join(format!("release/callsheet{EXE_SUFFIX}"))
}

/// `cargo xtask build`.
pub(crate) fn build_everything() -> Result<()> {
    let workspace = Workspace::find();
    let _lock = workspace.lock()?;
    let toolbox = Toolbox::new(&workspace)?;
    let mut steps = Plan::new(workspace.logs("build"))?;
    toolbox.plan(&mut steps, &tools::FOR_CLIENT)?;
    plan_fetch(&mut steps, "build", &toolbox);
    client::plan(&mut steps, "build", &workspace, &toolbox)?;
    plan(&mut steps, "build", &workspace, &toolbox);
    steps.run()?;
    println!("{}", binary(&workspace).display());
    Ok(())
}

/// Adds the step that downloads all crates, as later ones work without a network.
pub(crate) fn plan_fetch<'a>(plan: &mut Plan<'a>, part: &'static str, toolbox: &'a Toolbox) {
    plan.add(part, "Fetching crates", |step| {
        let mut command = toolbox.command("cargo");
        command.arg("fetch");
        // Without its name, the crates of the standard library that only the browser's needs would be left out.
        command.args(["--target", "host-tuple", "--target", rustup::WASM]);
        // What was forgotten to be committed is to fail where it is noticed.
        if env::var_os("CI").is_some() {
            command.arg("--locked");
        }
        client::standard_library::ask_for(&mut command);
        step.run(&mut command).map(drop)
    });
}

/// Adds the step that compiles the server around the client in `dist/`.
pub(crate) fn plan<'a>(plan: &mut Plan<'a>, part: &'static str, workspace: &'a Workspace, toolbox: &'a Toolbox) {
    plan.add(part, "Building the server", |step| {
        let mut command = toolbox.command("cargo");
        command
            .args(["build", "--release", "--package", "callsheet-server", "--bin", "callsheet"])
            .env("CALLSHEET_CLIENT", fingerprint::of_files(&workspace.root, &["dist"], &[])?);
        step.run(&mut command).map(drop)
    });
}
