//! The server can't be asked who is signed in.

use messages::key::{action, problem};

use crate::components::{Notice, Tone};
use crate::markup::view;
use crate::portal::{load_session, use_portal};
use crate::reactive::prelude::*;

/// Says so, and offers to try again.
#[component]
pub fn Unreachable() -> impl IntoView {
    let portal = use_portal();
    view! {
        <main class="sign-in" id="main">
            <Notice tone=Tone::Bad title=problem::TITLE alert=true>
                <p>{problem::NETWORK}</p>
                <div class="actions">
                    <button type="button" on:click=move |_| spawn_local(load_session(portal))>
                        {action::TRY_AGAIN}
                    </button>
                </div>
            </Notice>
        </main>
    }
}
