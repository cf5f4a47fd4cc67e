//! The entry of the program `embed` in the browser.

fn main() {
    #[cfg(not(silent_panics))]
    console_error_panic_hook::set_once();
    callsheet_client::programs::embed::start();
}
