//! The modal inside other pages: no address, no sign-in, nothing but the form.

use super::mount;
use crate::embed::{Frame, follow_gate};
use crate::markup::view;
use crate::portal::{Portal, load_session, watch};
use crate::reactive::prelude::*;
use crate::shell::follow_choice;
use crate::texts::{ShownLanguage, show_language};
use crate::{app, browser, reactive};

/// Runs it.
pub fn start() {
    app::start(show);
}

fn show(language: ShownLanguage) {
    mount(move || {
        let portal = reactive::lasting(|| Portal::new(language));
        provide_context(portal);
        follow_choice(portal);
        watch(portal);
        portal.warn_before_leaving();
        follow_gate(portal);
        // A language that can't be had leaves the one shown.
        browser::follow_locale(move |tag| spawn_local(async move { drop(show_language(language, &tag).await) }));
        spawn_local(load_session(portal));
        view! { <Frame /> }
    });
}
