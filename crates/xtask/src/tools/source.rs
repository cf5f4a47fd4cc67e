//! One face for the places that tools come from.

use std::path::Path;

use anyhow::Result;

use crate::{
    progress::Step,
    tools::{cargo, debian, npm, rustup},
};

/// Where a tool comes from.
pub(crate) enum Source {
    Cargo(cargo::Package),
    Npm(npm::Package),
    Rustup(rustup::Item),
    Debian(debian::Packages),
}

impl Source {
    pub(crate) fn is_there(&self) -> bool {
        match self {
            Self::Cargo(package) => package.is_there(),
            Self::Npm(package) => package.is_there(),
            Self::Rustup(item) => item.is_there(),
            Self::Debian(packages) => packages.are_there(),
        }
    }

    /// Why the tool can't be got from here, and what to do about it.
    pub(crate) fn obstacle(&self) -> Option<String> {
        match self {
            Self::Cargo(_) | Self::Npm(_) => None,
            Self::Rustup(item) => item.obstacle(),
            Self::Debian(packages) => packages.obstacle(),
        }
    }

    pub(crate) fn title(&self) -> String {
        match self {
            Self::Cargo(package) => package.title(),
            Self::Npm(package) => package.title(),
            Self::Rustup(item) => item.title(),
            Self::Debian(packages) => packages.title(),
        }
    }

    pub(crate) fn get(&self, step: &mut Step<'_>, cache: &Path) -> Result<()> {
        match self {
            Self::Cargo(package) => package.install(step, cache),
            Self::Npm(package) => package.install(step, cache),
            Self::Rustup(item) => item.install(step),
            Self::Debian(packages) => packages.install(step),
        }
    }
}
