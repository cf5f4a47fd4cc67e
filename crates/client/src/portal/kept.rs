//! What was typed and isn't on the server yet, kept for this window: after a reload, or once the server is back, it is there.
//!
//! It is contact data of one person's window: it never goes beyond that window, and is never shown to the next one who signs
//! in there.

use model::{Draft, Json, Read, Write, write_object};

use super::Portal;
use crate::{api, browser};

/// Where a draft belongs: whose it is, and which account and environment it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    /// The path of the draft on the server.
    pub(super) path: String,
    key: String,
}

/// The fields that the server hasn't got, and the version that they were typed over.
pub(super) struct Kept {
    pub(super) base_version: i64,
    pub(super) values: Draft,
}

impl Read for Kept {
    fn read(json: &impl Json) -> Option<Self> {
        Some(Self { base_version: Read::member(json, "base_version")?, values: Read::member(json, "values")? })
    }
}

impl Write for Kept {
    fn write(&self, json: &mut String) {
        write_object(json, &[("base_version", &self.base_version), ("values", &self.values)]);
    }
}

impl Place {
    /// The place that is shown; `None` while nobody is signed in or there is no account.
    pub(super) fn shown(portal: Portal) -> Option<Self> {
        let path = portal.environment_path("/draft")?;
        let user = portal.me()?.user.id;
        Some(Self { key: ["callsheet.draft.", &user, &path].concat(), path })
    }

    /// What is kept for it.
    pub(super) fn kept(&self) -> Option<Kept> {
        api::read(&browser::kept(&self.key)?)
    }

    pub(super) fn keep(&self, kept: &Kept) {
        browser::keep(&self.key, Some(&kept.to_json()));
    }

    pub(super) fn forget(&self) {
        browser::keep(&self.key, None);
    }
}
