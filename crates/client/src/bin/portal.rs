//! Starts the portal in the page that the server sent.

fn main() {
    console_error_panic_hook::set_once();
    callsheet_client::app::start();
}
