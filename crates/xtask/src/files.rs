//! What the standard library lacks about files and directories.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

/// All files below a directory (or the file itself), in the order of their paths. Nothing when the path doesn't exist.
pub(crate) fn below(path: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut waiting = vec![path.to_path_buf()];
    while let Some(path) = waiting.pop() {
        let Some(kind) = kind(&path)? else { continue };
        if kind.is_dir() {
            for entry in fs::read_dir(&path).with_context(|| format!("reading {}", path.display()))? {
                waiting.push(entry.with_context(|| format!("reading {}", path.display()))?.path());
            }
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn kind(path: &Path) -> Result<Option<fs::Metadata>> {
    match fs::metadata(path) {
        Ok(metadata) => Ok(Some(metadata)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("looking at {}", path.display())),
    }
}

/// Removes a directory with everything in it, if it is there.
pub(crate) fn remove_directory(path: &Path) -> Result<()> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("removing {}", path.display()))
        }
        _ => Ok(()),
    }
}

/// Removes a file, if it is there.
pub(crate) fn remove_file(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("removing {}", path.display()))
        }
        _ => Ok(()),
    }
}

/// Makes a directory and those above it, unless they are there.
pub(crate) fn make_directory(path: &Path) -> Result<()> {
    fs::create_dir_all(path).with_context(|| format!("making {}", path.display()))
}

/// Makes a directory anew, empty.
pub(crate) fn empty_directory(path: &Path) -> Result<()> {
    remove_directory(path)?;
    make_directory(path)
}

/// Puts a finished directory in the place of whatever is there: what stands under the final name is always whole.
pub(crate) fn replace_directory(finished: &Path, place: &Path) -> Result<()> {
    remove_directory(place)?;
    fs::rename(finished, place).with_context(|| format!("moving {} to {}", finished.display(), place.display()))
}

/// Writes a file, making the directories above it.
pub(crate) fn write(path: &Path, content: impl AsRef<[u8]>) -> Result<()> {
    if let Some(parent) = path.parent() {
        make_directory(parent)?;
    }
    fs::write(path, content).with_context(|| format!("writing {}", path.display()))
}

/// Reads a file.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("reading {}", path.display()))
}

/// Waits until no other process holds the lock of that name, and holds it until the file is dropped. `waiting` is called
/// when it has to wait. The system lets go of a dead process's lock, so nobody ever waits for nobody.
pub(crate) fn lock(path: &Path, waiting: impl FnOnce()) -> Result<File> {
    if let Some(parent) = path.parent() {
        make_directory(parent)?;
    }
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(path)
        .with_context(|| format!("opening {}", path.display()))?;
    if file.try_lock().is_err() {
        waiting();
        file.lock().with_context(|| format!("waiting for the lock {}", path.display()))?;
    }
    Ok(file)
}

/// A directory for a test, removed when it is dropped.
#[cfg(test)]
pub(crate) struct Scratch(PathBuf);

#[cfg(test)]
impl Scratch {
    pub(crate) fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("callsheet-xtask-{name}-{}", std::process::id()));
        empty_directory(&path).unwrap();
        Self(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

#[cfg(test)]
impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = remove_directory(&self.0);
    }
}
