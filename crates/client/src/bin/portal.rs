//! The entry of the program `portal` in the browser.

fn main() {
    #[cfg(not(silent_panics))]
    console_error_panic_hook::set_once();
    callsheet_client::programs::portal::start();
}
