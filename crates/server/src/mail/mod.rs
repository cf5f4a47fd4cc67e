//! Mail: what it says, how it is put into words, and how it is sent.

pub mod letter;
pub mod render;

pub use letter::Letter;
pub use render::{Envelope, Rendered, render};
