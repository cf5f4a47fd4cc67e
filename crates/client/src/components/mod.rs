//! Parts of the interface that know nothing of contacts, accounts or gates.

mod busy_button;
mod choice_field;
mod dialog;
mod field_error;
mod group;
mod notice;
mod select_field;
mod tabs;
mod text_area;
mod text_field;

pub use busy_button::BusyButton;
pub use choice_field::Choice;
pub use dialog::{ConfirmDialog, hold_open, open_modal};
pub use field_error::FieldError;
pub use group::Group;
pub use notice::{Notice, Tone};
pub use select_field::{Options, Select, SelectField};
pub use tabs::{Tab, Tabs};
pub use text_area::TextArea;
pub use text_field::TextField;

/// The id of the element that says what is wrong with the element `id`.
#[must_use]
pub fn error_id(id: &str) -> String {
    [id, "-error"].concat()
}

/// The id of the element that explains the element `id`.
#[must_use]
pub fn hint_id(id: &str) -> String {
    [id, "-hint"].concat()
}
