//! The portal in the browser.
//!
//! | what | where |
//! |---|---|
//! | what a browser is given: first the modal, then all pages | [`programs`] |
//! | who is signed in, and what they see | [`app`] |
//! | the address | [`address`] |
//! | what is on every page | [`shell`] |
//! | who is signed in, which account and environment, the gate | [`portal`] |
//! | the form for contact information: its state, its rows, its errors | [`form`] |
//! | the mandatory modal | [`gate`]; inside other pages [`embed`] |
//! | a page | a file in [`pages`] |
//! | something that knows nothing of contacts | a file in [`components`] |
//! | requests to the server | [`api`], and nowhere else |
//! | what `view!` makes, and how it gets into the page | [`markup`] |
//! | signals, memos, effects and tasks | [`reactive`]: Leptos's, compiled once |
//! | words | [`texts`]; the texts themselves are in `crates/messages` |
//! | what the browser knows | [`browser`], which speaks to `boot/` |
//!
//! Texts are read once, when a view is made: changing the language makes all views anew. State that
//! must survive that lives above them, in [`portal::Portal`] and [`form::Form`].

#![expect(unreachable_pub, reason = "Leptos's component macro makes its items `pub`, wherever they are")]
#![expect(clippy::needless_pass_by_value, reason = "what views and listeners are handed is theirs to keep")]
#![expect(clippy::must_use_candidate, reason = "components are functions that only `view!` calls")]

pub mod address;
pub mod api;
pub mod app;
pub mod browser;
pub mod components;
pub mod embed;
pub mod form;
pub mod gate;
pub mod markup;
pub mod pages;
pub mod portal;
pub mod programs;
pub mod reactive;
pub mod shell;
pub mod texts;
