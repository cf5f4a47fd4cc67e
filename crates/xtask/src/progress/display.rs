//! How steps look: one line a step that is rewritten in place on a terminal; plain lines with a sign of life now and
//! then elsewhere.

use std::{
    io::{IsTerminal, Write, stdout},
    time::{Duration, Instant},
};

/// How wide the rewritten line may be: it must not wrap, and 80 columns are what every terminal has.
const WIDTH: usize = 79;

/// How often a long step says that it is alive where lines can't be rewritten.
const SIGN_OF_LIFE: Duration = Duration::from_mins(1);

/// One step on the screen.
pub(crate) struct Display {
    heading: String,
    started: Instant,
    terminal: bool,
    note: String,
    spoke: Instant,
    remarks: Vec<String>,
}

impl Display {
    /// Shows that a step begins.
    pub(crate) fn begin(number: usize, total: usize, title: &str) -> Self {
        let now = Instant::now();
        let display = Self {
            heading: format!("[{number}/{total}] {title}"),
            started: now,
            terminal: stdout().is_terminal(),
            note: String::new(),
            spoke: now,
            remarks: Vec::new(),
        };
        if display.terminal {
            display.rewrite();
        } else {
            println!("{}", display.heading);
        }
        display
    }

    /// Takes what a tool has just printed as a note on what it is doing.
    pub(crate) fn note(&mut self, line: &str) {
        let line = line.trim();
        if !line.is_empty() {
            self.note = printable(line);
        }
        self.tick();
    }

    /// Renews the elapsed time.
    pub(crate) fn tick(&mut self) {
        if self.terminal {
            self.rewrite();
        } else if self.spoke.elapsed() >= SIGN_OF_LIFE {
            self.spoke = Instant::now();
            println!("      {}  {}", elapsed(self.started.elapsed()), self.note);
        }
    }

    /// Keeps a line for when the step is done.
    pub(crate) fn remark(&mut self, remark: String) {
        self.remarks.push(remark);
    }

    /// Shows how the step ended.
    pub(crate) fn end(self, result: &str) {
        let time = elapsed(self.started.elapsed());
        if self.terminal {
            println!("\r\x1b[2K{}: {result} ({time})", self.heading);
        } else {
            println!("      {result} ({time})");
        }
        for remark in &self.remarks {
            println!("      {remark}");
        }
    }

    fn rewrite(&self) {
        let line = format!("{}  {}  {}", self.heading, elapsed(self.started.elapsed()), self.note);
        let shown: String = line.chars().take(WIDTH).collect();
        let mut stdout = stdout();
        // A screen that can't be written to is nothing that a build should fail for.
        let _ = write!(stdout, "\r\x1b[2K{shown}");
        let _ = stdout.flush();
    }
}

/// A line without colours and other control sequences.
fn printable(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        if character == '\u{1b}' {
            // Sequences end with a letter; the bracket that introduces them isn't one.
            characters.by_ref().find(char::is_ascii_alphabetic);
        } else if !character.is_control() {
            plain.push(character);
        }
    }
    plain
}

/// Minutes and seconds.
pub(crate) fn elapsed(time: Duration) -> String {
    let seconds = time.as_secs();
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_time_and_leaves_out_control_sequences() {
        assert_eq!(elapsed(Duration::from_secs(0)), "0:00");
        assert_eq!(elapsed(Duration::from_millis(61_900)), "1:01");
        assert_eq!(elapsed(Duration::from_secs(3_725)), "62:05");
        assert_eq!(printable("\u{1b}[1m\u{1b}[32m   Compiling\u{1b}[0m serde\t1"), "   Compiling serde1");
    }
}
