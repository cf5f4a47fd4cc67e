//! The entry of the program `embed` in the browser.

fn main() {
    console_error_panic_hook::set_once();
    callsheet_client::programs::embed::start();
}
