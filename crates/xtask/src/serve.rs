//! `cargo xtask serve`: builds everything, fills a demo database once, starts the example of a host, and becomes the server.

mod host;

use std::{
    env, io,
    net::{Ipv4Addr, TcpListener},
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

use crate::{client, files, progress::Plan, server, tools, tools::Toolbox, workspace::Workspace};

/// The demo's accounts; each has three people.
const ACCOUNTS: [&str; 5] = ["bella-pizza", "city-walks", "trattoria-roma", "studio-hair", "grand-hotel"];
const ROLES: [&str; 3] = ["admin", "editor", "viewer"];
const PASSWORD: &str = "callsheet-demo";

const PART: &str = "serve";

/// The setting with the origins whose pages may show the gate.
const EMBED_ORIGINS: &str = "CALLSHEET_EMBED_ORIGINS";

/// Serves on a port of the loopback address.
pub(crate) fn serve(port: u16) -> Result<()> {
    // A port that is taken is better told before ten minutes of building than after.
    require_free(port)?;
    let workspace = Workspace::find();
    let _lock = workspace.lock()?;
    let toolbox = Toolbox::new(&workspace)?;
    let demo = workspace.target.join("demo");
    let mut steps = Plan::new(workspace.logs("serve"))?;
    toolbox.plan(&mut steps, &tools::FOR_CLIENT)?;
    server::plan_fetch(&mut steps, PART, &toolbox);
    client::plan(&mut steps, PART, &workspace, &toolbox)?;
    server::plan(&mut steps, PART, &workspace, &toolbox);
    if !database(&demo).is_file() {
        steps.add(PART, "Filling the demo database", |step| {
            let partial = workspace.state().join("demo");
            files::empty_directory(&partial)?;
            let mut command = toolbox.command(&server::binary(&workspace).to_string_lossy());
            command.arg("demo").env("CALLSHEET_DATABASE_URL", database_url(&partial));
            step.run(&mut command)?;
            files::replace_directory(&partial, &demo)
        });
    }
    steps.run()?;

    require_free(port)?;
    // The host has to know the port before the server listens on it.
    let port = if port == 0 { free_port()? } else { port };
    let binary = server::binary(&workspace);
    let mut command = toolbox.command(&binary.to_string_lossy());
    command
        .arg("serve")
        .env("CALLSHEET_DATABASE_URL", database_url(&demo))
        .env("CALLSHEET_LISTEN", format!("{}:{port}", Ipv4Addr::LOCALHOST));
    let portal = host::Portal { binary, demo: &demo, database_url: database_url(&demo), port };
    let host = host::start(&workspace, &toolbox, &portal);
    if let Ok(origin) = &host {
        command.env(EMBED_ORIGINS, origins_with(env::var(EMBED_ORIGINS).ok(), origin));
    }
    introduce(port, &host);
    become_program(&mut command)
}

fn free_port() -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no port can be listened on")?;
    Ok(listener.local_addr().context("no port can be listened on")?.port())
}

/// The setting with one origin more.
fn origins_with(set: Option<String>, origin: &str) -> String {
    match set {
        Some(set) if !set.trim().is_empty() => format!("{set},{origin}"),
        _ => origin.to_owned(),
    }
}

fn require_free(port: u16) -> Result<()> {
    match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
            bail!("port {port} is taken by another program; choose another one with --port, or 0 for any that is free")
        }
        Err(error) => Err(error).with_context(|| format!("port {port} can't be listened on")),
    }
}

fn database(directory: &Path) -> PathBuf {
    directory.join("callsheet.db")
}

fn database_url(directory: &Path) -> String {
    format!("sqlite://{}?mode=rwc", database(directory).display())
}

fn introduce(port: u16, host: &Result<String>) {
    println!("\nThe demo's accounts, each with the roles {}:", ROLES.join(", "));
    for account in ACCOUNTS {
        let addresses: Vec<String> = ROLES.iter().map(|role| format!("{role}@{account}.example")).collect();
        println!("  {}", addresses.join("   "));
    }
    println!("The password of all is {PASSWORD}");
    println!("\nOpen http://{}:{port} in a browser. Ctrl-C ends the server.", Ipv4Addr::LOCALHOST);
    match host {
        Ok(origin) => println!("A page elsewhere that shows the gate (examples/host): {origin}"),
        Err(error) => println!("The example of a page elsewhere that shows the gate isn't there: {error:#}"),
    }
    println!();
}

/// Puts the program in this one's place, so that signals, from a terminal or from a script, reach it and nothing else.
#[cfg(unix)]
fn become_program(command: &mut Command) -> Result<()> {
    use std::os::unix::process::CommandExt;

    Err(command.exec()).with_context(|| format!("starting {}", command.get_program().display()))
}

/// Runs the program to its end. Ctrl-C reaches both.
#[cfg(not(unix))]
fn become_program(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("starting {}", command.get_program().display()))?;
    if status.success() { Ok(()) } else { bail!("the server ended with {status}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_is_told_with_the_way_out() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        let told = require_free(port).unwrap_err().to_string();
        assert!(told.contains(&port.to_string()) && told.contains("--port"), "{told}");
        drop(taken);
        require_free(port).unwrap();
        require_free(0).unwrap();
    }

    #[test]
    fn the_host_is_added_to_the_origins_that_are_set() {
        let origin = "http://127.0.0.1:8081";
        assert_eq!(origins_with(None, origin), origin);
        assert_eq!(origins_with(Some(" ".to_owned()), origin), origin);
        let set = "https://a.example,https://b.example";
        assert_eq!(origins_with(Some(set.to_owned()), origin), format!("{set},{origin}"));
    }
}
