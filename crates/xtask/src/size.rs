//! What a first visit costs in bytes, part by part, beside the goal; what the portal costs that follows; and what the modal
//! costs inside other pages.

use std::{
    fmt::Write,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

use crate::{files, progress::Step, workspace::Workspace};

/// What the first visit up to the usable modal is meant to cost at most, compressed, in bytes: all WebAssembly, scripts,
/// styles and one language together.
const GOAL: u64 = 160_000;

/// What the page of the modal inside other pages is meant to cost at most, measured in the same way.
const EMBED_GOAL: u64 = 110_000;

/// What the script is meant to cost at most that other pages load for it.
const LOADER_GOAL: u64 = 2_000;

/// The script's name.
const LOADER: &str = "embed.js";

/// The page of the modal inside other pages, which has a script in itself.
const EMBED_PAGE: &str = "embed.html";

/// How the names of the files begin that only the portal needs.
const PORTAL: &str = "callsheet-portal";

/// How the names of the files begin that only the modal inside other pages needs.
const EMBED: [&str; 2] = ["callsheet-embed", "embed"];

/// Where the report is left.
pub(crate) fn report_path(workspace: &Workspace) -> PathBuf {
    workspace.target.join("bench/size.md")
}

/// Measures `dist/` and writes the report. The figure is told beside the goal; it fails nothing, since a size is
/// something to weigh and not something that is wrong.
pub(crate) fn report(step: &mut Step<'_>, workspace: &Workspace) -> Result<()> {
    let dist = workspace.dist();
    let first = measure(&dist, is_for_first_visit)?;
    let portal = measure(&dist, |name| name.starts_with(PORTAL))?;
    let embed = measure(&dist, is_for_embed)?;
    let loader = length(&dist.join(format!("{LOADER}.br")))?.with_context(|| format!("there is no {LOADER}.br"))?;
    let mut report = render("first visit", &first, GOAL);
    let _ = writeln!(report, "| the portal, once the gate is open | | {} |\n", kilobytes(total(&portal)));
    report.push_str(&render("the modal inside other pages", &embed, EMBED_GOAL));
    let _ = writeln!(report, "| {LOADER} | | {} |\n| goal | | {} |", kilobytes(loader), kilobytes(LOADER_GOAL));
    files::write(&report_path(workspace), report)?;
    step.say(format!(
        "first visit {}; inside other pages {}, {LOADER} {}",
        beside(total(&first), GOAL),
        beside(total(&embed), EMBED_GOAL),
        beside(loader, LOADER_GOAL)
    ));
    Ok(())
}

fn is_for_embed(name: &str) -> bool {
    is_language_of_modal(name) || is_time_zones(name) || EMBED.iter().any(|beginning| name.starts_with(beginning))
}

fn is_for_first_visit(name: &str) -> bool {
    is_time_zones(name) || !(name.starts_with(PORTAL) || is_for_embed(name))
}

/// Whether it holds the words of the modal alone.
fn is_language_of_modal(name: &str) -> bool {
    name.starts_with("messages/modal/")
}

fn is_language(name: &str) -> bool {
    name.starts_with("messages/")
}

/// Every page with a form fetches them, if only when the form is there.
fn is_time_zones(name: &str) -> bool {
    name.starts_with("time-zones.")
}

/// A figure beside its goal, in words.
fn beside(bytes: u64, goal: u64) -> String {
    let verdict = if bytes > goal { "over" } else { "within" };
    format!("{} kB, {verdict} the goal of {} kB", kilobytes(bytes), kilobytes(goal))
}

/// A part of the first visit.
#[derive(Debug, PartialEq, Eq)]
struct Cost {
    part: &'static str,
    plain: u64,
    compressed: u64,
}

fn measure(dist: &Path, is_counted: impl Fn(&str) -> bool) -> Result<Vec<Cost>> {
    let parts = ["WebAssembly", "scripts", "styles", "one language (the largest)", "names of time zones"];
    let mut costs = parts.map(|part| Cost { part, plain: 0, compressed: 0 });
    for file in files::below(dist)? {
        let name = file.strip_prefix(dist).unwrap_or(&file).to_string_lossy().into_owned();
        let Some(index) = part_of(&name).filter(|_| is_counted(&name)) else {
            continue;
        };
        let plain = length(&file)?.unwrap_or_default();
        let compressed = length(&dist.join(format!("{name}.br")))?.unwrap_or(plain);
        let cost = &mut costs[index];
        if is_language(&name) {
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

/// Which part a file belongs to. Other files without a hash in their names aren't named by a page: no
/// visit loads them.
fn part_of(name: &str) -> Option<usize> {
    if name == EMBED_PAGE {
        return Some(1);
    }
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
        "txt" if is_language(name) => Some(3),
        "txt" if is_time_zones(name) => Some(4),
        _ => None,
    }
}

fn length(file: &Path) -> Result<Option<u64>> {
    if file.is_file() { Ok(Some(files::read(file)?.len() as u64)) } else { Ok(None) }
}

fn total(costs: &[Cost]) -> u64 {
    costs.iter().map(|cost| cost.compressed).sum()
}

fn render(title: &str, costs: &[Cost], goal: u64) -> String {
    let mut report = format!("| {title} | plain kB | brotli kB |\n|---|---:|---:|\n");
    let mut row = |name: &str, plain: u64, compressed: u64| {
        // Writing to a string can't fail.
        let _ = writeln!(report, "| {name} | {} | {} |", kilobytes(plain), kilobytes(compressed));
    };
    for cost in costs {
        row(cost.part, cost.plain, cost.compressed);
    }
    row("**in all**", costs.iter().map(|cost| cost.plain).sum(), total(costs));
    let _ = writeln!(report, "| goal | | {} |", kilobytes(goal));
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
        write(format!("messages/modal/en.{hash}.txt"), 300);
        write(format!("time-zones.{hash}.txt"), 700);
        write("embed.js".to_owned(), 10_000);
        write("index.html".to_owned(), 10_000);

        write(format!("callsheet-portal_bg.{hash}.wasm"), 7_000);
        write(format!("callsheet-embed_bg.{hash}.wasm"), 900);
        write(EMBED_PAGE.to_owned(), 80);
        let costs = measure(scratch.path(), is_for_first_visit).unwrap();
        let told: Vec<_> = costs.iter().map(|cost| (cost.plain, cost.compressed)).collect();
        assert_eq!(told, [(5_000, 2_000), (500, 400), (0, 0), (950, 450), (700, 700)]);
        assert_eq!(total(&costs), 3_550);
        let report = render("first visit", &costs, 4_000);
        assert!(report.contains("| **in all** | 7.2 | 3.6 |") && report.contains("| goal | | 4.0 |"), "{report}");
        let embed = measure(scratch.path(), is_for_embed).unwrap();
        assert_eq!(total(&embed), 900 + 80 + 300 + 700);
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
