//! The npm packages of a directory in the repository, as its lock file names them.

use std::{fs, path::Path};

use anyhow::Result;

use crate::{files, fingerprint, progress::Step, tools::Toolbox};

/// Installs exactly what the lock file names, unless that has been done.
pub(crate) fn install(step: &mut Step<'_>, toolbox: &Toolbox, directory: &Path) -> Result<()> {
    let wanted = fingerprint::of_files(directory, &["package.json", "package-lock.json"], &[])?;
    let record = directory.join("node_modules/.callsheet-fingerprint");
    if fs::read_to_string(&record).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    step.run(toolbox.command_in("npm", directory).args(["ci", "--no-audit", "--no-fund"]))?;
    files::write(&record, wanted)
}
