//! How each part of the tests is run.

use std::{cell::Cell, process::Command};

use anyhow::{Result, bail};

use crate::{
    client, packages, process,
    progress::{self, Outcome, Plan, Step},
    server, size,
    test::{
        Part,
        counts::{self, Counts},
        figures,
    },
    tools::{self, Toolbox, rustup::WASM},
    workspace::Workspace,
};

/// The packages whose tests need nothing but themselves.
const UNIT_PACKAGES: [&str; 4] = ["callsheet-model", "callsheet-messages", "callsheet-client", "xtask"];

/// Where the mail server is that tests have.
const MAIL_SERVER: &str = "crates/server/tests/smtp";

/// One run of the tests.
#[derive(Clone, Copy)]
pub(crate) struct Run<'a> {
    pub(crate) workspace: &'a Workspace,
    pub(crate) toolbox: &'a Toolbox,
    pub(crate) parts: &'a [Part],
    pub(crate) counts: &'a Cell<Counts>,
}

impl<'a> Run<'a> {
    /// Adds the steps of a part.
    pub(crate) fn plan(self, plan: &mut Plan<'a>, part: Part) -> Result<()> {
        let name = part.name();
        match part {
            Part::Format => plan.add(name, "Checking the format", move |step| self.format(step)),
            Part::Lints => {
                plan.add(name, "Linting for this machine", move |step| self.lint(step, &["--workspace"]));
                plan.add(name, "Linting for the browser", move |step| {
                    self.lint(step, &["--target", WASM, "--package", "callsheet-client"])
                });
                plan.add(name, "Checking the dependencies", move |step| {
                    let mut command = self.cargo();
                    // Advisories would have to be downloaded; they are looked at when dependencies are updated.
                    command.args(["deny", "--offline", "check", "bans", "licenses", "sources"]);
                    step.run(&mut command).map(drop)
                });
            }
            Part::Unit => {
                plan.add(name, "Building the tests", move |step| self.build_tests(step));
                plan.add(name, "Unit tests", move |step| self.nextest(step, Part::Unit));
                plan.add(name, "Tests of the client's build", move |step| self.node_tests(step, "crates/xtask/tests"));
                plan.add(name, "Examples in the documentation", move |step| {
                    let mut command = self.cargo();
                    command.args(["test", "--doc", "--package", "callsheet-model", "--package", "callsheet-messages"]);
                    self.count(step, &mut command, counts::of_libtest)
                });
            }
            Part::Api => {
                plan.add(name, "Getting the mail server's packages", move |step| self.get_mail_server(step));
                plan.add(name, "Tests of the mail server that tests have", move |step| {
                    self.node_tests(step, MAIL_SERVER)
                });
                plan.add(name, "API tests on SQLite and PostgreSQL", move |step| self.nextest(step, Part::Api));
            }
            Part::Wasm => plan.add(name, "Tests in WebAssembly", move |step| self.wasm(step)),
            Part::Browser => {
                client::plan(plan, name, self.workspace, self.toolbox)?;
                plan.add(name, "Measuring the first visit", move |step| size::report(step, self.workspace));
                server::plan(plan, name, self.workspace, self.toolbox);
                plan.add(name, "Getting the browser tests' packages", move |step| {
                    self.get_mail_server(step)?;
                    packages::install(step, self.toolbox, &self.workspace.root.join("end2end"))
                });
                plan.add(name, "Checking the scripts' types and format", move |step| {
                    step.run(self.in_end2end("npm").args(["run", "check"])).map(drop)
                });
                plan.add(name, "Tests of the benchmarks", move |step| self.node_tests(step, "bench"));
                plan.add(name, "Browser tests", move |step| self.playwright(step));
                plan.add(name, "Measuring the start", move |step| {
                    figures::measure_start(step, self.workspace, self.toolbox)
                });
            }
        }
        Ok(())
    }

    /// Cargo, with its output as it is parsed here whatever the user's settings are.
    fn cargo(self) -> Command {
        let mut command = self.toolbox.command("cargo");
        command.env("CARGO_TERM_COLOR", "never");
        command
    }

    fn format(self, step: &mut Step<'_>) -> Result<()> {
        step.run(self.cargo().args(["fmt", "--all", "--check", "--", "--color", "never"])).map(drop)
    }

    fn lint(self, step: &mut Step<'_>, selection: &[&str]) -> Result<()> {
        let mut command = self.cargo();
        command.arg("clippy").args(selection).args(["--all-targets", "--", "--deny", "warnings"]);
        step.run(&mut command).map(drop)
    }

    /// Which packages are compiled for native tests. Cargo compiles dependencies with the features that the selected
    /// packages want, so when both parts run, one selection for both spares compiling many of them twice.
    fn selection(self) -> Vec<&'static str> {
        if self.parts.contains(&Part::Unit) && self.parts.contains(&Part::Api) {
            vec!["--workspace"]
        } else if self.parts.contains(&Part::Unit) {
            UNIT_PACKAGES.iter().flat_map(|package| ["--package", package]).collect()
        } else {
            vec!["--package", "callsheet-server"]
        }
    }

    fn build_tests(self, step: &mut Step<'_>) -> Result<()> {
        step.run(self.cargo().args(["nextest", "run", "--no-run"]).args(self.selection())).map(drop)
    }

    fn nextest(self, step: &mut Step<'_>, part: Part) -> Result<()> {
        let filter = if part == Part::Api { "package(callsheet-server)" } else { "not package(callsheet-server)" };
        let mut command = self.cargo();
        command.args(["nextest", "run", "--no-fail-fast", "--filterset", filter]).args(self.selection());
        self.count(step, &mut command, counts::of_nextest)
    }

    fn wasm(self, step: &mut Step<'_>) -> Result<()> {
        let mut command = self.cargo();
        command
            .args(["test", "--no-fail-fast", "--target", WASM])
            .args(["--package", "callsheet-model", "--package", "callsheet-client"])
            .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", self.toolbox.wasm_test_runner())
            .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", self.workspace.root.join("webdriver.json"));
        if let Some(driver) = tools::chromedriver() {
            command.env("CHROMEDRIVER", driver);
        }
        self.count(step, &mut command, counts::of_libtest)
    }

    /// What the API tests and the browser tests send mail to.
    fn get_mail_server(self, step: &mut Step<'_>) -> Result<()> {
        packages::install(step, self.toolbox, &self.workspace.root.join(MAIL_SERVER))
    }

    /// The tests of the scripts in a directory.
    fn node_tests(self, step: &mut Step<'_>, directory: &str) -> Result<()> {
        let mut command = self.toolbox.command_in("node", &self.workspace.root.join(directory));
        self.count(step, command.args(["--test", "--test-reporter", "tap"]), counts::of_node)
    }

    fn in_end2end(self, program: &str) -> Command {
        self.toolbox.command_in(program, &self.workspace.root.join("end2end"))
    }

    fn playwright(self, step: &mut Step<'_>) -> Result<()> {
        let mut command = self.in_end2end("npx");
        command
            .args(["playwright", "test"])
            .env("CALLSHEET_BINARY", server::binary(self.workspace))
            .env("CALLSHEET_MEMORY_LOG", figures::memory_log(self.workspace))
            .env("FORCE_COLOR", "0");
        self.count(step, &mut command, counts::of_playwright)
    }

    /// Runs a test runner and adds what it counted, also when tests failed.
    fn count(self, step: &mut Step<'_>, command: &mut Command, read: fn(&str) -> Counts) -> Result<()> {
        let (printed, succeeded) = step.try_run(command)?;
        let counted = read(&printed);
        self.counts.set(self.counts.get() + counted);
        step.say(counted.to_string());
        match (succeeded, counted.failed) {
            (true, _) => Ok(()),
            (false, 0) => bail!("{} failed", process::name(command)),
            (false, failed) => bail!("{failed} failed"),
        }
    }

    /// Says what became of everything, the number of tests last, and answers whether all passed.
    pub(crate) fn conclude(self, outcomes: &[Outcome]) -> bool {
        println!("\n{}", figures::reports(self.workspace));
        for outcome in outcomes {
            let result = if outcome.succeeded { "passed" } else { "FAILED" };
            println!("{:<8} {result} {:>6}", outcome.part, progress::elapsed(outcome.time));
        }
        println!("\n{}", self.counts.get());
        outcomes.iter().all(|outcome| outcome.succeeded)
    }
}
