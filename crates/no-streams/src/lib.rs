//! Streams between Rust and JavaScript that carry nothing.
//!
//! Leptos brings a library for server functions, whose bodies may be streams, and that brings the crate `wasm-streams`. Its
//! functions are exports, so the compiler keeps them and all that they need in every program, though there are no server
//! functions here: 3 kB that each visitor would download. This crate takes its place in the build, has the few functions that
//! the library is compiled against, and exports nothing. When an update of Leptos asks for another, add it here.

use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use wasm_bindgen::JsValue;

/// A stream of the browser's.
#[derive(Debug)]
pub struct ReadableStream(web_sys::ReadableStream);

impl ReadableStream {
    /// The stream as it is.
    #[must_use]
    pub fn from_raw(raw: web_sys::ReadableStream) -> Self {
        Self(raw)
    }

    /// A stream without anything in it, whatever there is in the one given.
    ///
    /// # Panics
    /// Where a browser doesn't know streams.
    #[must_use]
    #[expect(clippy::expect_used, reason = "it is never called, and those who could can't be answered in another way")]
    pub fn from_stream<S>(_: S) -> Self
    where
        S: Stream<Item = Result<JsValue, JsValue>> + 'static,
    {
        Self(web_sys::ReadableStream::new().expect("browsers know streams"))
    }

    /// The browser's stream.
    #[must_use]
    pub fn into_raw(self) -> web_sys::ReadableStream {
        self.0
    }

    /// A stream that ends at once.
    #[must_use]
    pub fn into_stream(self) -> Ended {
        Ended
    }
}

/// A stream that has nothing more to bring.
#[derive(Debug)]
pub struct Ended;

impl Stream for Ended {
    type Item = Result<JsValue, JsValue>;

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(None)
    }
}
