//! The programs that the client is made into, each with an entry in `src/bin/`.
//!
//! A first visit is about signing in, or coming by a mail's link, and filling in the modal, so that is all that the first
//! program is. Once the gate is open the portal takes the page over; browsers that found it open last time begin with the
//! portal, which can sign in and show the modal, too. `index.html` chooses. Other pages frame `embed.html`, whose program is
//! the modal alone.

pub mod embed;
pub mod gate;
pub mod portal;

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

use crate::browser;
use crate::markup::Node;
use crate::reactive::prelude::*;

/// Puts a program into the page, in the place of the loading page or the program before.
fn mount(show: impl FnOnce() -> Node + 'static) {
    let shown = Rc::new(RefCell::new(None));
    let leave = {
        let shown = Rc::clone(&shown);
        Closure::once_into_js(move || drop(shown.take()))
    };
    browser::take_over(leave.unchecked_ref());
    let Some(body) = document().body() else { return };
    let handle = leptos::mount::mount_to(body, show);
    shown.replace(Some(handle));
}
