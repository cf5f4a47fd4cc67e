//! The mandatory modal: it covers every page of the portal until the gate is open.

mod confirmation;
mod contact_tab;
mod modal;
mod one_section;
mod support;
mod viewer;

pub use contact_tab::{SubmitBar, SubmitProgress, run_submit};
pub use modal::{GateModal, was_shown};
pub(crate) use modal::{environment_name, unlocks, why};
pub use one_section::OneSection;
pub use viewer::ReadOnly;
