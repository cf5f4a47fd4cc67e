//! Has the crate compiled again when the client that goes into it has changed. Cargo can't know: files may be new, and
//! `dist/` may not have been there at all. `cargo xtask` tells it by this variable.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=CALLSHEET_CLIENT");
}
