//! Reading from what test runners print how many tests passed and failed.

use std::{fmt, ops::Add};

/// Numbers of tests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) passed: u32,
    pub(crate) failed: u32,
}

impl Add for Counts {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { passed: self.passed + other.passed, failed: self.failed + other.failed }
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} passed, {} failed", self.passed, self.failed)
    }
}

/// `Summary [   1.2s] 12 tests run: 9 passed (1 slow), 2 failed, 1 timed out, 3 skipped`
pub(crate) fn of_nextest(printed: &str) -> Counts {
    let summary = printed.lines().rev().find_map(|line| {
        let (before, after) = line.split_once(" run: ")?;
        before.trim_start().starts_with("Summary").then_some(after)
    });
    add_up(summary.into_iter().flat_map(|summary| summary.split(',')))
}

/// `test result: ok. 3 passed; 0 failed; 0 ignored; …`, once for each test binary.
pub(crate) fn of_libtest(printed: &str) -> Counts {
    let results = printed.lines().filter_map(|line| line.trim().strip_prefix("test result: "));
    add_up(results.flat_map(|result| result.split(['.', ';'])))
}

/// `  2 failed` and `  12 passed (30.1s)` at the end, each on a line of its own, the failed ones followed by their names.
pub(crate) fn of_playwright(printed: &str) -> Counts {
    add_up(printed.lines().filter(|line| line.starts_with("  ")))
}

/// `# pass 12`, `# fail 1` and `# cancelled 0` at the end, each on a line of its own.
pub(crate) fn of_node(printed: &str) -> Counts {
    printed.lines().fold(Counts::default(), |counts, line| {
        let number = |name: &str| line.strip_prefix(name).and_then(|number| number.parse().ok()).unwrap_or(0);
        counts + Counts { passed: number("# pass "), failed: number("# fail ") + number("# cancelled ") }
    })
}

/// Adds up pieces such as `12 passed (1 slow)`; others count for nothing.
fn add_up<'a>(pieces: impl Iterator<Item = &'a str>) -> Counts {
    pieces.fold(Counts::default(), |counts, piece| {
        let piece = piece.split('(').next().unwrap_or_default().trim();
        let Some((number, what)) = piece.split_once(' ') else {
            return counts;
        };
        let Ok(number) = number.parse::<u32>() else {
            return counts;
        };
        counts
            + match what {
                "passed" => Counts { passed: number, failed: 0 },
                "failed" | "timed out" | "exec failed" | "interrupted" | "did not run" => {
                    Counts { passed: 0, failed: number }
                }
                _ => Counts::default(),
            }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(read: fn(&str) -> Counts, printed: &str, passed: u32, failed: u32) {
        assert_eq!(read(printed), Counts { passed, failed }, "{printed}");
    }

    #[test]
    fn reads_nextest() {
        check(of_nextest, "     Summary [   0.1s] 3 tests run: 3 passed, 0 skipped\n", 3, 0);
        check(of_nextest, "     Summary [   0.1s] 1 test run: 1 passed, 40 skipped\n", 1, 0);
        check(
            of_nextest,
            "        PASS a\n     Summary [   9.1s] 7/9 tests run: 3 passed (1 slow, 1 leaky), 2 failed, 1 timed out, 1 exec failed, 2 skipped\n        FAIL b\nerror: test run failed\n",
            3,
            4,
        );
        check(of_nextest, "error: could not compile\n", 0, 0);
    }

    #[test]
    fn reads_each_binary_of_libtest() {
        check(
            of_libtest,
            "test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.1s\n\n\
             test result: FAILED. 4 passed; 2 failed; 1 ignored; 0 measured; 0 filtered out\n",
            7,
            2,
        );
        check(of_libtest, "no tests to run!\n", 0, 0);
    }

    #[test]
    fn reads_playwright() {
        check(of_playwright, "Running 5 tests using 2 workers\n\n  5 passed (12.3s)\n", 5, 0);
        check(
            of_playwright,
            "  1) [chromium] › a.spec.ts:3:1 › 2 failed things ─────\n\n  2 failed\n    [chromium] › a.spec.ts:3:1 › a\n  1 did not run\n  9 passed (1.2m)\n",
            9,
            3,
        );
    }

    #[test]
    fn reads_node() {
        let printed =
            "# Subtest: # pass on\nok 1 - pass 3\n1..4\n# tests 7\n# suites 0\n# pass 4\n# fail 2\n# cancelled 1\n";
        check(of_node, printed, 4, 3);
        check(of_node, "node: bad option: --tset\n", 0, 0);
    }

    #[test]
    fn shows_the_plain_line() {
        assert_eq!(
            (Counts { passed: 2, failed: 0 } + Counts { passed: 0, failed: 1 }).to_string(),
            "2 passed, 1 failed"
        );
    }
}
