//! Where things are: the repository, and what is made in it.

use std::{
    fs::File,
    path::{Path, PathBuf},
};

use anyhow::Result;

use crate::files;

/// The paths that the commands share.
#[derive(Clone, Debug)]
pub(crate) struct Workspace {
    /// The top of the repository.
    pub(crate) root: PathBuf,
    /// Cargo's target directory.
    pub(crate) target: PathBuf,
}

impl Workspace {
    /// The repository that this program was started from.
    pub(crate) fn find() -> Self {
        // Cargo tells where the package is when it runs it; what was compiled in is wrong once the clone has moved.
        let manifest = std::env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = manifest.ancestors().nth(2).map_or_else(|| manifest.clone(), Path::to_path_buf);
        let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |dir| root.join(dir));
        Self { root, target }
    }

    /// Keeps other builds of this clone waiting until the file is dropped, or until this process becomes another program:
    /// Trunk, for one, doesn't expect to meet itself.
    pub(crate) fn lock(&self) -> Result<File> {
        files::lock(&self.state().join("lock"), || {
            println!("Another `cargo xtask` is at work in this clone; waiting for it.");
        })
    }

    /// The finished client, as the server embeds it.
    pub(crate) fn dist(&self) -> PathBuf {
        self.root.join("dist")
    }

    /// The directory for what xtask remembers between runs: fingerprints, logs.
    pub(crate) fn state(&self) -> PathBuf {
        self.target.join("xtask")
    }

    /// The directory for the logs of a command.
    pub(crate) fn logs(&self, command: &str) -> PathBuf {
        self.state().join("logs").join(command)
    }
}
