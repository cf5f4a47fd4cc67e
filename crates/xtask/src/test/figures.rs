//! The figures that a run of the browser tests reports: they are printed, and only the first visit's size can fail a run,
//! as all others depend on the machine.

use std::{fs, path::PathBuf};

use anyhow::Result;

use crate::{files, progress::Step, server, size, tools::Toolbox, workspace::Workspace};

/// Where the browser tests note how much memory each server held when they stopped it: a line each, in kB.
pub(crate) fn memory_log(workspace: &Workspace) -> PathBuf {
    bench(workspace).join("memory.log")
}

/// Removes what an earlier run measured.
pub(crate) fn forget(workspace: &Workspace) -> Result<()> {
    files::make_directory(&bench(workspace))?;
    for file in [memory_log(workspace), start_report(workspace), size::report_path(workspace)] {
        files::remove_file(&file)?;
    }
    Ok(())
}

/// Measures how soon the server answers, and how much memory it holds.
pub(crate) fn measure_start(step: &mut Step<'_>, workspace: &Workspace, toolbox: &Toolbox) -> Result<()> {
    let mut command = toolbox.command("node");
    command
        .arg(workspace.root.join("bench/start.mjs"))
        .arg(server::binary(workspace))
        .arg(start_report(workspace))
        .arg(memory_log(workspace));
    step.run(&mut command).map(drop)
}

/// All reports that there are.
pub(crate) fn reports(workspace: &Workspace) -> String {
    let reports = [size::report_path(workspace), start_report(workspace)];
    let reports: Vec<String> = reports.iter().filter_map(|report| fs::read_to_string(report).ok()).collect();
    reports.join("\n")
}

fn start_report(workspace: &Workspace) -> PathBuf {
    bench(workspace).join("start.md")
}

fn bench(workspace: &Workspace) -> PathBuf {
    workspace.target.join("bench")
}
