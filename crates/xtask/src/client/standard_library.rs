//! The client's own standard library.
//!
//! The one that comes with the compiler can tell of a panic in words, and every visitor would pay a tenth of the client for
//! that. So it is compiled along with the client, from the toolchain's own sources, with panics that only stop the program
//! (`-Cpanic=immediate-abort`). Cargo and rustc have that as an option of their nightly builds; `RUSTC_BOOTSTRAP` opens it
//! in stable ones, for this build alone. Where a toolchain lacks the sources or no longer knows the option, the client is
//! made with what there is.

use std::process::{Command, Stdio};

use crate::tools::rustup;

/// The flags that make panics small.
const FLAGS: [&str; 2] = ["-Zunstable-options", "-Cpanic=immediate-abort"];

/// Tells the programs that nothing they could do would make a panic heard.
const SILENT: &str = "--cfg=silent_panics";

/// What Cargo is told by its environment.
const ENVIRONMENT: [(&str, &str); 2] = [("RUSTC_BOOTSTRAP", "1"), ("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort")];

/// Whether this toolchain can compile its standard library so.
pub(crate) fn can_be_made() -> bool {
    let mut probe = Command::new("rustc");
    probe.env("RUSTC_BOOTSTRAP", "1").args(FLAGS).args(["--print", "cfg"]).stdout(Stdio::null()).stderr(Stdio::null());
    rustup::has_sources() && probe.status().is_ok_and(|status| status.success())
}

/// The compiler's flags; none where it can't be made.
pub(crate) fn flags() -> Vec<String> {
    if can_be_made() {
        [FLAGS.as_slice(), &[SILENT]].concat().into_iter().map(str::to_owned).collect()
    } else {
        Vec::new()
    }
}

/// Tells Cargo to make it, if it can be made.
pub(crate) fn ask_for(command: &mut Command) {
    if can_be_made() {
        command.envs(ENVIRONMENT);
    }
}
