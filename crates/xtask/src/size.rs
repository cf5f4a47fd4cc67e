//! What a first visit costs in bytes, part by part, beside the goal; and what the portal costs that follows.

use std::{
    fmt::Write,
    path::{Path, PathBuf},
};

use anyhow::Result;

use crate::{files, progress::Step, workspace::Workspace};

/// What the first visit up to the usable modal is meant to cost at most, compressed, in bytes: all WebAssembly, scripts,
/// styles and one language together.
const GOAL: u64 = 160_000;

/// How the names of the files begin that only the portal needs.
const PORTAL: &str = "callsheet-portal";

/// Where the report is left.
pub(crate) fn report_path(workspace: &Workspace) -> PathBuf {
    workspace.target.join("bench/size.md")
}

/// Measures `dist/` and writes the report. The figure is told beside the goal; it fails nothing, since a size is
/// something to weigh and not something that is wrong.
pub(crate) fn report(step: &mut Step<'_>, workspace: &Workspace) -> Result<()> {
    let dist = workspace.dist();
    let costs = measure(&dist, |name| !name.starts_with(PORTAL))?;
    let portal = measure(&dist, |name| name.starts_with(PORTAL))?;
    files::write(&report_path(workspace), render(&costs, total(&portal)))?;
    let total = total(&costs);
    let verdict = if total > GOAL { "over" } else { "within" };
    step.say(format!("{} kB, {verdict} the goal of {} kB", kilobytes(total), kilobytes(GOAL)));
    Ok(())
}

/// A part of the first visit.
#[derive(Debug, PartialEq, Eq)]
struct Cost {
    part: &'static str,
    plain: u64,
    compressed: u64,
}

fn measure(dist: &Path, is_counted: impl Fn(&str) -> bool) -> Result<Vec<Cost>> {
    let parts = ["WebAssembly", "scripts", "styles", "one language (the largest)"];
    let mut costs = parts.map(|part| Cost { part, plain: 0, compressed: 0 });
    for file in files::below(dist)? {
        let name = file.strip_prefix(dist).unwrap_or(&file).to_string_lossy().into_owned();
        let Some(index) = part_of(&name).filter(|_| is_counted(&name)) else {
            continue;
        };
        let plain = length(&file)?.unwrap_or_default();
        let compressed = length(&dist.join(format!("{name}.br")))?.unwrap_or(plain);
        let cost = &mut costs[index];
        if name.starts_with("messages/") {
            if compressed > cost.compressed {
                (cost.plain, cost.compressed) = (plain, compressed);
            }
        } else {
            cost.plain += plain;
            cost.compressed += compressed;
        }
    }
    Ok(costs.into())
}

/// Which part a file belongs to. Files without a hash in their names aren't named by the page: no first visit loads them.
fn part_of(name: &str) -> Option<usize> {
    let mut pieces = name.rsplit('.');
    let kind = pieces.next()?;
    let hash = pieces.next()?;
    if hash.len() != 16 || !hash.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    match kind {
        "wasm" => Some(0),
        "js" => Some(1),
        "css" => Some(2),
        "txt" if name.starts_with("messages/") => Some(3),
        _ => None,
    }
}

fn length(file: &Path) -> Result<Option<u64>> {
    if file.is_file() { Ok(Some(files::read(file)?.len() as u64)) } else { Ok(None) }
}

fn total(costs: &[Cost]) -> u64 {
    costs.iter().map(|cost| cost.compressed).sum()
}

fn render(costs: &[Cost], portal: u64) -> String {
    let mut report = String::from("| first visit | plain kB | brotli kB |\n|---|---:|---:|\n");
    let mut row = |name: &str, plain: u64, compressed: u64| {
        // Writing to a string can't fail.
        let _ = writeln!(report, "| {name} | {} | {} |", kilobytes(plain), kilobytes(compressed));
    };
    for cost in costs {
        row(cost.part, cost.plain, cost.compressed);
    }
    row("**in all**", costs.iter().map(|cost| cost.plain).sum(), total(costs));
    let _ = writeln!(report, "| goal | | {} |", kilobytes(GOAL));
    let _ = writeln!(report, "| the portal, once the gate is open | | {} |", kilobytes(portal));
    report
}

/// Thousands of bytes with one decimal.
fn kilobytes(bytes: u64) -> String {
    let tenths = (bytes + 50) / 100;
    format!("{}.{}", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::Scratch;

    #[test]
    fn adds_up_what_a_first_visit_loads() {
        let scratch = Scratch::new("size");
        let hash = "0123456789abcdef";
        let write = |name: String, length: usize| {
            files::write(&scratch.path().join(name), vec![b'x'; length]).unwrap();
        };
        write(format!("app.{hash}.wasm"), 5_000);
        write(format!("app.{hash}.wasm.br"), 2_000);
        write(format!("app.{hash}.js"), 300);
        write(format!("boot.{hash}.js"), 200);
        write(format!("boot.{hash}.js.br"), 100);
        write(format!("messages/en.{hash}.txt"), 900);
        write(format!("messages/en.{hash}.txt.br"), 400);
        write(format!("messages/pl.{hash}.txt"), 950);
        write(format!("messages/pl.{hash}.txt.br"), 450);
        write("embed.js".to_owned(), 10_000);
        write("index.html".to_owned(), 10_000);

        write(format!("callsheet-portal_bg.{hash}.wasm"), 7_000);
        let costs = measure(scratch.path(), |name| !name.starts_with(PORTAL)).unwrap();
        let told: Vec<_> = costs.iter().map(|cost| (cost.plain, cost.compressed)).collect();
        assert_eq!(told, [(5_000, 2_000), (500, 400), (0, 0), (950, 450)]);
        assert_eq!(total(&costs), 2_850);
        let report = render(&costs, 7_000);
        assert!(report.contains("| **in all** | 6.5 | 2.9 |") && report.contains("| | 7.0 |"), "{report}");
    }

    #[test]
    fn rounds_to_tenths() {
        let check = |bytes, expected: &str| assert_eq!(kilobytes(bytes), expected);
        check(0, "0.0");
        check(49, "0.0");
        check(50, "0.1");
        check(159_949, "159.9");
        check(160_000, "160.0");
    }
}
