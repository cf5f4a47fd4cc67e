//! The cache that tools live in: outside the clone, so that a new clone doesn't build them again.

use std::{
    env,
    ffi::OsString,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

use crate::{files, progress::Step};

/// Where the cache is.
pub(crate) fn directory() -> Result<PathBuf> {
    choose(|name| env::var_os(name).filter(|value| !value.is_empty()))
        .context("neither CALLSHEET_CACHE nor XDG_CACHE_HOME nor HOME is set, so there is no place to keep tools in")
}

fn choose(variable: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    if let Some(cache) = variable("CALLSHEET_CACHE") {
        // Commands run in other directories, where a relative path would be another place.
        return std::path::absolute(cache).ok();
    }
    if let Some(caches) = variable("XDG_CACHE_HOME") {
        return Some(PathBuf::from(caches).join("callsheet"));
    }
    variable("HOME").map(|home| PathBuf::from(home).join(".cache/callsheet"))
}

/// Installs a tool to `place` by filling a directory beside it and then renaming that: what stands under the final name
/// is whole, however the installation ends. Whoever comes while another process is at it waits, and finds it done.
pub(crate) fn install(
    step: &mut Step<'_>,
    place: &Path,
    is_there: impl Fn() -> bool,
    fill: impl FnOnce(&mut Step<'_>, &Path) -> Result<()>,
) -> Result<()> {
    let beside = |suffix: &str| {
        let mut name = OsString::from(".");
        name.push(place.file_name().unwrap_or_default());
        name.push(suffix);
        place.with_file_name(name)
    };
    let _lock = files::lock(&beside(".lock"), || {
        step.say("another process was installing it too");
    })?;
    if is_there() {
        return Ok(());
    }
    let partial = beside(".partial");
    files::make_directory(&partial)?;
    fill(step, &partial)?;
    files::replace_directory(&partial, place)
}

#[cfg(test)]
mod tests {
    use anyhow::bail;

    use super::*;
    use crate::{files::Scratch, progress::Plan};

    #[test]
    fn chooses_the_most_explicit_place() {
        let check = |set: &[(&str, &str)], expected: Option<&str>| {
            let chosen = choose(|name| set.iter().find(|(set, _)| *set == name).map(|(_, value)| value.into()));
            assert_eq!(chosen, expected.map(PathBuf::from), "{set:?}");
        };
        check(&[("HOME", "/home/a")], Some("/home/a/.cache/callsheet"));
        check(&[("HOME", "/home/a"), ("XDG_CACHE_HOME", "/x")], Some("/x/callsheet"));
        check(&[("HOME", "/home/a"), ("XDG_CACHE_HOME", "/x"), ("CALLSHEET_CACHE", "/c")], Some("/c"));
        check(&[], None);
    }

    #[test]
    fn a_tool_is_there_whole_or_not_at_all() {
        let scratch = Scratch::new("cache");
        let place = scratch.path().join("tool-1");
        let program = place.join("bin/tool");
        let mut plan = Plan::new(scratch.path().join("logs")).unwrap();
        plan.add("", "fails half-way", |step| {
            let failed = install(
                step,
                &place,
                || program.exists(),
                |_, partial| {
                    files::write(&partial.join("bin/tool"), "half")?;
                    bail!("no more room");
                },
            );
            assert!(failed.is_err());
            assert!(!place.exists());
            Ok(())
        });
        plan.add("", "succeeds, once", |step| {
            for _ in 0..2 {
                install(
                    step,
                    &place,
                    || program.exists(),
                    |_, partial| {
                        assert!(!program.exists(), "it isn't installed twice");
                        files::write(&partial.join("bin/tool"), "whole")
                    },
                )?;
            }
            assert_eq!(files::read(&program)?, b"whole");
            Ok(())
        });
        plan.run().unwrap();
    }
}
