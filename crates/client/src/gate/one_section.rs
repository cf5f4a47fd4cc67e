//! For whoever was asked to fill in one section only: that it is one of several, what is still missing once it is filled in, and
//! a way to the others.

use messages::key::section;
use model::Field;

use crate::components::{Notice, Tone};
use crate::form::field_name;
use crate::markup::{Node, view};
use crate::portal::{Portal, use_portal};
use crate::reactive::prelude::*;
use crate::{browser, texts};

/// The id of the remark, which takes the focus once the section is handed on.
pub(super) const SECTION_ID: &str = "one-section";

/// The remark, while one section only is shown.
#[component]
pub fn OneSection(
    /// Whether the section is filled in and with the colleagues, who have others to fill in.
    #[prop(default = RwSignal::new(false))]
    is_handed_on: RwSignal<bool>,
) -> impl IntoView {
    let portal = use_portal();
    let is_shown = Memo::new(move |_| portal.form.section().is_some());
    view! { {move || is_shown.get().then(|| remark(portal, is_handed_on.get()))} }
}

fn remark(portal: Portal, is_handed_on: bool) -> Node {
    let (tone, title, words) = if is_handed_on {
        (Tone::Good, section::DONE_TITLE, texts::message(&section::done_text(&incomplete(portal))))
    } else {
        (Tone::Plain, section::TITLE, texts::text(section::TEXT))
    };
    let show_all = move |_| {
        portal.form.only.set(None);
        browser::focus(Field::ALL.into_iter().find(|field| portal.form.is_available(*field)).map_or("", Field::id));
    };
    view! {
        <div id=SECTION_ID tabindex="-1" role="group" aria-label=title>
            <Notice tone=tone title=title>
                <p>{words}</p>
                <div class="actions">
                    <button type="button" class="small" on:click=show_all>{section::SHOW_ALL}</button>
                </div>
            </Notice>
        </div>
    }
}

/// The names of the sections in which something is missing or wrong.
fn incomplete(portal: Portal) -> String {
    let operator = untrack(|| portal.operator());
    let is_incomplete = |field: &Field| {
        portal.form.errors.with_untracked(|errors| errors.iter().any(|error| error.pointer.field() == Some(*field)))
    };
    let names = Field::ALL.into_iter().filter(is_incomplete).map(|field| field_name(field, &operator));
    names.collect::<Vec<_>>().join(", ")
}
