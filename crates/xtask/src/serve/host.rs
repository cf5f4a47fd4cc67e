//! The example of a host beside the demo: a page elsewhere that shows the gate. It is no part of the server, which starts
//! whatever becomes of it.

use std::{
    fs::{self, File},
    io::{BufRead, BufReader, Write},
    net::{Ipv4Addr, TcpListener},
    path::{Path, PathBuf},
    process::{self, Child, Command, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

use anyhow::{Context, Result, bail};

use crate::{files, tools::Toolbox, workspace::Workspace};

/// How long the host may take to say where it listens.
const START_TIMEOUT: Duration = Duration::from_secs(10);

/// What stands in the list of keys for this one.
const KEY_NAME: &str = "Example host";

/// What a host needs to know of the portal that it belongs to.
pub(super) struct Portal<'a> {
    /// The server's binary, which makes the key.
    pub(super) binary: PathBuf,
    /// Where the demo's database is; the key is kept beside it.
    pub(super) demo: &'a Path,
    pub(super) database_url: String,
    pub(super) port: u16,
}

/// Starts the host, and answers its origin. It ends when this process does, also as another program.
pub(super) fn start(workspace: &Workspace, toolbox: &Toolbox, portal: &Portal<'_>) -> Result<String> {
    let key = key(toolbox, portal)?;
    let mut command = toolbox.command_in("node", &workspace.root.join("examples/host"));
    command
        .arg("server.mjs")
        .env("CALLSHEET_URL", format!("http://{}:{}", Ipv4Addr::LOCALHOST, portal.port))
        .env("CALLSHEET_KEY", key)
        .env("PORT", port_beside(portal.port).to_string())
        .env("PARENT", process::id().to_string());
    announced(&mut command)
}

/// The next port, if it is free; otherwise 0 for any that is.
fn port_beside(port: u16) -> u16 {
    let next = port.checked_add(1);
    next.filter(|next| TcpListener::bind((Ipv4Addr::LOCALHOST, *next)).is_ok()).unwrap_or(0)
}

/// The key that was made before, or a new one. A demo database that is filled anew takes the old one away with it.
fn key(toolbox: &Toolbox, portal: &Portal<'_>) -> Result<String> {
    let path = portal.demo.join("host.key");
    if let Ok(kept) = fs::read_to_string(&path) {
        return Ok(kept.trim().to_owned());
    }
    let output = toolbox
        .command(&portal.binary.to_string_lossy())
        .args(["key", "create", "--name", KEY_NAME, "--scope", "embed"])
        .env("CALLSHEET_DATABASE_URL", &portal.database_url)
        .output()
        .context("making its key")?;
    if !output.status.success() {
        bail!("its key can't be made: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    let key = String::from_utf8(output.stdout).context("its key can't be read")?.trim().to_owned();
    write_secret(&path, &key)?;
    Ok(key)
}

/// Writes a file that nobody else may read, at no time.
fn write_secret(path: &Path, secret: &str) -> Result<()> {
    files::remove_file(path)?;
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(path).and_then(|mut file| writeln!(file, "{secret}"));
    written.with_context(|| format!("writing {}", path.display()))
}

/// Starts a program, and answers the address that it says it listens on. One that doesn't is ended.
fn announced(command: &mut Command) -> Result<String> {
    let mut child = command.stdout(Stdio::piped()).spawn().context("starting Node.js")?;
    let first = first_line(&mut child);
    let address = first.as_deref().and_then(|line| line.trim().strip_prefix("listening on "));
    if let Some(address) = address {
        return Ok(address.to_owned());
    }
    // It may have ended by itself.
    let _ = child.kill();
    let _ = child.wait();
    match first {
        Some(said) if !said.trim().is_empty() => bail!("it says {:?} instead of where it listens", said.trim()),
        _ => bail!("it doesn't say where it listens"),
    }
}

/// The first line that a program prints, unless it prints none in time.
fn first_line(child: &mut Child) -> Option<String> {
    let mut printed = BufReader::new(child.stdout.take()?);
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut line = String::new();
        let read = printed.read_line(&mut line);
        // Nobody listens any more when it took too long.
        let _ = sender.send(read.map(|_| line));
    });
    receiver.recv_timeout(START_TIMEOUT).ok()?.ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn a_host_says_where_it_listens_or_is_said_to_have_failed() {
        let started = announced(&mut shell("echo listening on http://127.0.0.1:1; exit 0")).unwrap();
        assert_eq!(started, "http://127.0.0.1:1");
        for (script, told) in [("exit 3", "doesn't say"), ("echo no; sleep 60", "\"no\"")] {
            let error = announced(&mut shell(script)).unwrap_err().to_string();
            assert!(error.contains(told), "{error}");
        }
        assert!(announced(&mut Command::new("/no/such/program")).is_err());
    }

    #[test]
    fn a_taken_port_is_left_to_others() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        assert_eq!(port_beside(port - 1), 0);
        drop(taken);
        assert_eq!(port_beside(port - 1), port);
        assert_eq!(port_beside(u16::MAX), 0);
    }

    #[cfg(unix)]
    #[test]
    fn a_secret_is_nobody_else_s() {
        use std::os::unix::fs::PermissionsExt as _;

        let path = std::env::temp_dir().join(format!("callsheet-secret-{}", process::id()));
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        write_secret(&path, "new").unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_to_string(&path).unwrap(), "new\n");
        fs::remove_file(&path).unwrap();
    }
}
