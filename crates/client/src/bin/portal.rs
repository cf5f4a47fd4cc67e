//! The entry of the program `portal` in the browser.

fn main() {
    console_error_panic_hook::set_once();
    callsheet_client::programs::portal::start();
}
