//! Tests of the model from outside, as the server and the client use it.
//!
//! One `check()` a file and rows of data below it; what holds for every input is in `properties`. The
//! inputs in `tests/verdicts` are checked here and in a browser.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::expect_used, clippy::panic, reason = "all of this is test code, also what isn't marked as a test")]

mod drafts;
mod errors;
mod gate;
mod limits;
mod properties;
mod requirements;
mod routing;
#[path = "../verdicts/mod.rs"]
mod verdicts;
mod warnings;
mod week;
mod wire;

#[test]
fn domains() {
    verdicts::check_domains(&verdicts::idna);
}

#[test]
fn values() {
    verdicts::check_values(&verdicts::idna);
}
