//! Running other programs: with the cached tools first on the path, and with nothing that this program's own start left
//! in the environment.

use std::{
    env,
    ffi::OsStr,
    io::{self, BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use anyhow::{Context, Result};

/// A command that runs in `directory` with `tools` first on the path.
pub(crate) fn command(program: impl AsRef<OsStr>, directory: &Path, tools: &[PathBuf]) -> Command {
    let program = program.as_ref();
    let mut command = Command::new(program);
    command.current_dir(directory).stdin(Stdio::null());
    if let Some(path) = path_with(tools, env::var_os("PATH").as_deref()) {
        command.env("PATH", path);
    }
    // What Cargo told about the package xtask: with it in the environment, build scripts that watch such variables would
    // run again whenever one changes between `cargo xtask` and plain `cargo`.
    for (name, _) in env::vars_os() {
        if name.to_str().is_some_and(is_about_this_package) {
            command.env_remove(name);
        }
    }
    command
}

fn is_about_this_package(variable: &str) -> bool {
    ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_", "CARGO_PRIMARY_"]
        .iter()
        .any(|prefix| variable.starts_with(prefix))
}

fn path_with(first: &[PathBuf], rest: Option<&OsStr>) -> Option<std::ffi::OsString> {
    let rest = rest.map(env::split_paths).into_iter().flatten();
    env::join_paths(first.iter().cloned().chain(rest)).ok()
}

/// The first program of one of these names on the path.
pub(crate) fn find_program(names: &[&str]) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let directories: Vec<PathBuf> = env::split_paths(&path).collect();
    names
        .iter()
        .flat_map(|name| directories.iter().map(move |directory| directory.join(name)))
        .find(|file| is_program(file))
}

/// Whether there is a file at the path that could be run.
pub(crate) fn is_program(path: &Path) -> bool {
    path.is_file()
}

/// What a program prints on standard output, when it runs and succeeds.
pub(crate) fn answer(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// A program's name without its directory.
pub(crate) fn name(command: &Command) -> String {
    let program = Path::new(command.get_program());
    program.file_name().unwrap_or(program.as_os_str()).to_string_lossy().into_owned()
}

/// Starts a command with standard output and error in one stream, which is returned line by line.
pub(crate) fn spawn(command: &mut Command) -> Result<(Child, impl Iterator<Item = String> + Send + use<>)> {
    let (reader, writer) = io::pipe().context("making a pipe")?;
    command.stdout(writer.try_clone().context("making a pipe")?).stderr(writer);
    let child = command.spawn().with_context(|| format!("starting {}", name(command)))?;
    // The command holds the writing ends; the stream would never end while they are open here.
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let mut reader = BufReader::new(reader);
    let lines = std::iter::from_fn(move || {
        let mut line = Vec::new();
        // A read error means that the program is gone; its exit status tells the rest.
        let length = reader.read_until(b'\n', &mut line).unwrap_or(0);
        (length > 0).then(|| String::from_utf8_lossy(&line).trim_end_matches(['\n', '\r']).to_owned())
    });
    Ok((child, lines))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_both_streams_of_a_program_and_its_end() {
        let mut command = command("sh", Path::new("/"), &[]);
        command.args(["-c", "echo one; echo two >&2; printf three; exit 3"]);
        let (mut child, lines) = spawn(&mut command).unwrap();
        assert_eq!(lines.collect::<Vec<_>>(), ["one", "two", "three"]);
        assert_eq!(child.wait().unwrap().code(), Some(3));
    }

    #[test]
    fn puts_tools_first_and_leaves_this_package_out() {
        let path = path_with(&[PathBuf::from("/tools")], Some(OsStr::new("/usr/bin:/bin"))).unwrap();
        assert_eq!(path, "/tools:/usr/bin:/bin");
        assert!(is_about_this_package("CARGO_PKG_NAME"));
        assert!(!is_about_this_package("CARGO_HOME"));
        assert!(!is_about_this_package("CARGO_TARGET_DIR"));
    }
}
