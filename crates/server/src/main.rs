//! `callsheet`: reads the command line and the configuration, and runs the command.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command's output is what it is for")]

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser as _;
use mimalloc::MiMalloc;
use server::administration::{self, CommandError};
use server::cli::{Cli, Command};
use server::clock::Clock;
use server::config::Settings;
use server::random::Randomness;
use server::startup::{self, Application, Surroundings, stop_signal};
use server::{demo, telemetry};

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// For bad usage and bad configuration; `clap` uses the same.
const USAGE: u8 = 2;

#[tokio::main]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    let settings = match Settings::load(config_file(&cli).as_deref(), std::env::vars_os()) {
        Ok(settings) => settings,
        Err(error) => return fail(&error, USAGE),
    };
    if let Err(error) = telemetry::start_logging(&settings.log) {
        return fail(&format!("CALLSHEET_LOG: {error}"), USAGE);
    }
    match run(cli.command, settings).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => match error.downcast_ref::<CommandError>() {
            Some(CommandError::Usage(_)) => fail(&error, USAGE),
            _ => fail(&error, 1),
        },
    }
}

async fn run(command: Command, settings: Settings) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let clock = Clock::System;
    let randomness = Randomness::system()?;
    if matches!(command, Command::Serve) {
        let surroundings = Surroundings { clock, randomness, metrics: telemetry::start_metrics()? };
        let application = Application::build(settings, surroundings).await?;
        println!("listening on http://{}", application.address());
        std::io::stdout().flush()?;
        application.run_until_stopped(stop_signal()).await?;
        return Ok(());
    }
    let store = startup::open(&settings).await?;
    let output = &mut std::io::stdout();
    let result = match command {
        // `Serve` has returned above.
        Command::Serve | Command::Migrate => Ok(()),
        Command::Demo => demo::fill(&store, &clock, &randomness).await.map(|()| print!("{}", demo::SIGN_INS)),
        Command::Account(command) => {
            administration::account(command, &store, &settings.catalogue, &clock, &randomness, output).await
        }
        Command::User(command) => {
            let input = &mut std::io::stdin().lock();
            administration::user(command, &store, &settings, &clock, &randomness, input, output).await
        }
        Command::Key(command) => administration::key(command, &store, &clock, &randomness, output).await,
        Command::Mail(command) => administration::mail(command, &store, &settings, &clock, &randomness, output).await,
    };
    store.close().await?;
    Ok(result?)
}

/// The configuration file that the command line or else the environment names. An empty variable counts as not set.
fn config_file(cli: &Cli) -> Option<PathBuf> {
    let named = || std::env::var_os("CALLSHEET_CONFIG").filter(|path| !path.is_empty()).map(PathBuf::from);
    cli.config.clone().or_else(named)
}

fn fail(error: &dyn std::fmt::Display, code: u8) -> ExitCode {
    eprintln!("callsheet: {error}");
    ExitCode::from(code)
}
