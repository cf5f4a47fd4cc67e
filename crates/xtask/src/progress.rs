//! A command as a plan: numbered steps that say what is being done, how far it is, and how long it took.
//!
//! What the tools print goes to a log file a step. When a step fails, the end of its log is shown.

mod display;

use std::{
    collections::VecDeque,
    fs::File,
    io::Write,
    path::{Path, PathBuf},
    process::Command,
    sync::mpsc::{self, RecvTimeoutError},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, anyhow, bail};

use crate::{files, process, progress::display::Display};

pub(crate) use display::elapsed;

/// How many lines of a failed step are shown; compilers and test runners print what matters last.
const SHOWN_LINES: usize = 200;

/// How often the elapsed time on a terminal is renewed.
const TICK: Duration = Duration::from_millis(250);

type Work<'a> = Box<dyn FnOnce(&mut Step<'_>) -> Result<()> + 'a>;

/// The steps of a command, in their order.
pub(crate) struct Plan<'a> {
    logs: PathBuf,
    jobs: Vec<Job<'a>>,
}

struct Job<'a> {
    part: &'static str,
    title: String,
    work: Work<'a>,
}

/// What became of all steps of one part.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) part: &'static str,
    pub(crate) succeeded: bool,
    pub(crate) time: Duration,
}

impl<'a> Plan<'a> {
    /// A plan without steps. Logs go to files in the directory, in the place of those of the last run.
    pub(crate) fn new(logs: PathBuf) -> Result<Self> {
        files::empty_directory(&logs)?;
        Ok(Self { logs, jobs: Vec::new() })
    }

    /// Adds a step at the end. Steps of one part belong together: when one fails, the part's others are left out.
    pub(crate) fn add(
        &mut self,
        part: &'static str,
        title: impl Into<String>,
        work: impl FnOnce(&mut Step<'_>) -> Result<()> + 'a,
    ) {
        self.jobs.push(Job { part, title: title.into(), work: Box::new(work) });
    }

    /// Runs all steps, and ends at the first that fails.
    pub(crate) fn run(self) -> Result<()> {
        let total = self.jobs.len();
        for (index, job) in self.jobs.into_iter().enumerate() {
            let title = job.title.clone();
            if !run_step(&self.logs, index + 1, total, job) {
                bail!("{title}: failed");
            }
        }
        Ok(())
    }

    /// Runs all steps of all parts. A part whose step fails doesn't keep the other parts from running, unless it is
    /// `needed` by all.
    pub(crate) fn run_every_part(self, needed: &str) -> Result<Vec<Outcome>> {
        let total = self.jobs.len();
        let mut outcomes: Vec<Outcome> = Vec::new();
        for (index, job) in self.jobs.into_iter().enumerate() {
            let position = outcomes.iter().position(|outcome| outcome.part == job.part).unwrap_or_else(|| {
                outcomes.push(Outcome { part: job.part, succeeded: true, time: Duration::ZERO });
                outcomes.len() - 1
            });
            let outcome = &mut outcomes[position];
            if !outcome.succeeded {
                println!("[{}/{total}] {}: left out", index + 1, job.title);
                continue;
            }
            let started = Instant::now();
            let title = job.title.clone();
            outcome.succeeded = run_step(&self.logs, index + 1, total, job);
            outcome.time += started.elapsed();
            if !outcome.succeeded && outcome.part == needed {
                bail!("{title}: failed, and nothing can be done without it");
            }
        }
        Ok(outcomes)
    }
}

fn run_step(logs: &Path, number: usize, total: usize, job: Job<'_>) -> bool {
    let mut display = Display::begin(number, total, &job.title);
    let log = logs.join(log_name(number, &job.title));
    let mut last_lines = VecDeque::new();
    let done = open_log(&log).and_then(|file| {
        let mut step = Step { display: &mut display, log: file, last_lines: &mut last_lines };
        (job.work)(&mut step)
    });
    match done {
        Ok(()) => {
            display.end("done");
            true
        }
        Err(error) => {
            display.end("FAILED");
            for line in &last_lines {
                println!("    {line}");
            }
            println!("    {error:#}");
            println!("    The whole output is in {}.", log.display());
            false
        }
    }
}

fn open_log(path: &Path) -> Result<File> {
    files::write(path, "")?;
    File::create(path).with_context(|| format!("writing {}", path.display()))
}

fn log_name(number: usize, title: &str) -> String {
    let words: String =
        title.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { ' ' }).collect();
    let words: Vec<&str> = words.split_whitespace().take(5).collect();
    format!("{number:02}-{}.log", words.join("-"))
}

/// A step that is being done.
pub(crate) struct Step<'a> {
    display: &'a mut Display,
    log: File,
    last_lines: &'a mut VecDeque<String>,
}

impl Step<'_> {
    /// Adds a line to what is said when the step is done.
    pub(crate) fn say(&mut self, remark: impl Into<String>) {
        self.display.remark(remark.into());
    }

    /// Runs a program to its end and returns what it printed. Fails when the program does.
    pub(crate) fn run(&mut self, command: &mut Command) -> Result<String> {
        let (printed, succeeded) = self.try_run(command)?;
        if succeeded { Ok(printed) } else { Err(anyhow!("{} failed", describe(command))) }
    }

    /// Runs a program to its end and returns what it printed, and whether it succeeded.
    pub(crate) fn try_run(&mut self, command: &mut Command) -> Result<(String, bool)> {
        writeln!(self.log, "$ {}", describe(command)).context("writing the log")?;
        self.last_lines.clear();
        let (mut child, lines) = process::spawn(command)?;
        let (sender, receiver) = mpsc::channel();
        let reading = thread::spawn(move || lines.into_iter().try_for_each(|line| sender.send(line)));
        let mut printed = String::new();
        loop {
            match receiver.recv_timeout(TICK) {
                Ok(line) => {
                    self.take_line(&line)?;
                    printed.push_str(&line);
                    printed.push('\n');
                }
                Err(RecvTimeoutError::Timeout) => self.display.tick(),
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        // The thread only ends early when this side stops listening, which it doesn't.
        let _ = reading.join();
        let status = child.wait().with_context(|| format!("waiting for {}", describe(command)))?;
        Ok((printed, status.success()))
    }

    fn take_line(&mut self, line: &str) -> Result<()> {
        writeln!(self.log, "{line}").context("writing the log")?;
        self.display.note(line);
        if self.last_lines.len() == SHOWN_LINES {
            self.last_lines.pop_front();
        }
        self.last_lines.push_back(line.to_owned());
        Ok(())
    }
}

fn describe(command: &Command) -> String {
    let arguments = command.get_args().map(|argument| argument.to_string_lossy().into_owned());
    std::iter::once(process::name(command)).chain(arguments).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::Scratch;

    fn shell(script: &str) -> Command {
        let mut command = process::command("sh", Path::new("/"), &[]);
        command.args(["-c", script]);
        command
    }

    #[test]
    fn a_failed_part_leaves_the_others_running() {
        let scratch = Scratch::new("parts");
        let mut ran = Vec::new();
        let cell = std::cell::RefCell::new(&mut ran);
        let mut plan = Plan::new(scratch.path().to_path_buf()).unwrap();
        plan.add("a", "first of a", |step| step.run(&mut shell("echo no; exit 1")).map(drop));
        plan.add("a", "second of a", |_| {
            cell.borrow_mut().push("a2");
            Ok(())
        });
        plan.add("b", "first of b", |step| {
            cell.borrow_mut().push("b1");
            assert_eq!(step.run(&mut shell("echo fine"))?, "fine\n");
            Ok(())
        });
        let outcomes = plan.run_every_part("tools").unwrap();
        let told: Vec<_> = outcomes.iter().map(|outcome| (outcome.part, outcome.succeeded)).collect();
        assert_eq!(told, [("a", false), ("b", true)]);
        assert_eq!(ran, ["b1"]);
        let log = std::fs::read_to_string(scratch.path().join("01-first-of-a.log")).unwrap();
        assert_eq!(log, "$ sh -c echo no; exit 1\nno\n");
    }

    #[test]
    fn what_all_need_ends_everything() {
        let scratch = Scratch::new("needed");
        let mut plan = Plan::new(scratch.path().to_path_buf()).unwrap();
        plan.add("tools", "getting a tool", |_| bail!("not to be had"));
        plan.add("b", "first of b", |_| Ok(()));
        assert!(plan.run_every_part("tools").is_err());
    }

    #[test]
    fn a_plain_run_ends_at_the_first_failure() {
        let scratch = Scratch::new("plain");
        let mut plan = Plan::new(scratch.path().to_path_buf()).unwrap();
        plan.add("", "one", |_| bail!("no"));
        plan.add("", "two", |_| unreachable!("it comes after a failure"));
        assert_eq!(plan.run().unwrap_err().to_string(), "one: failed");
    }
}
