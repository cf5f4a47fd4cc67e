//! The modal inside other pages, in a frame: the dialog around it is theirs (`public/embed.js`).

mod frame;
mod host;

pub use frame::Frame;
pub use host::follow_gate;
