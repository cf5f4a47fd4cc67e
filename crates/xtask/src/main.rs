//! `cargo xtask`: everything one does with this repository, by one command each.
//!
//! A command gets whatever it lacks (see [`tools`]), does its work as a list of numbered steps (see [`progress`]) and
//! says plainly what is missing where it can't. To add a command, add it to [`arguments`] and give it a module of its
//! own that makes a plan of steps and runs it.

mod arguments;
mod bench;
mod client;
mod files;
mod fingerprint;
mod packages;
mod process;
mod progress;
mod serve;
mod server;
mod size;
mod test;
mod tools;
mod workspace;

use std::process::ExitCode;

use arguments::Command;

fn main() -> ExitCode {
    let command = match arguments::parse(std::env::args().skip(1)) {
        Ok(command) => command,
        Err(problem) => {
            eprintln!("error: {problem}\n\n{}", arguments::USAGE);
            return ExitCode::from(2);
        }
    };
    let succeeded = match command {
        Command::Help => {
            print!("{}", arguments::USAGE);
            Ok(true)
        }
        Command::Serve { port } => serve::serve(port).map(|()| true),
        Command::Test { parts } => test::test(&parts),
        Command::Build => server::build_everything().map(|()| true),
        Command::Bench { rounds } => bench::bench(rounds).map(|()| true),
    };
    match succeeded {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
