//! Mail: what it says, how it is put into words, and how it is sent.

pub mod letter;

pub use letter::Letter;
