//! The gate as other pages show it, over this one.
//!
//! The element is the one that those pages use, from the same file. No session is made for it here: the page in its frame is of
//! this very origin, and acts for whoever is signed in.

use js_sys::{Function, Object, Promise, Reflect};
use leptos::html;
use messages::key::embedding;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::use_typed;
use crate::components::{BusyButton, Notice, Tone};
use crate::markup::{Node, view};
use crate::portal::Portal;
use crate::reactive::prelude::*;
use crate::texts;

/// The element's name.
const ELEMENT: &str = "callsheet-gate";

/// Where its script is.
const SCRIPT: &str = "/embed.js";

/// The preview. Copies share it.
#[derive(Clone, Copy)]
struct Preview {
    portal: Portal,
    /// Where the element is put.
    place: NodeRef<html::Div>,
    is_busy: RwSignal<bool>,
    /// What keeps it from being shown, as the element names it.
    trouble: RwSignal<String>,
}

/// A button that shows it, and what keeps it from being shown.
pub(super) fn view(portal: Portal) -> Node {
    let look = use_typed().look;
    let preview =
        Preview { portal, place: NodeRef::new(), is_busy: RwSignal::new(false), trouble: RwSignal::new(String::new()) };
    // What is shown is of one account in one environment.
    effect(move || {
        portal.account.track();
        portal.environment.track();
        if let Some(place) = preview.place.get() {
            place.set_inner_html("");
        }
    });
    // The look goes on to what is there already.
    effect(move || {
        let attributes = look.attributes();
        if let Some(element) = preview.place.get_untracked().and_then(|place| place.first_element_child()) {
            write(&element, &attributes);
        }
    });
    let show = Callback::new(move |()| spawn_local(show(preview, look.attributes())));
    let reset = move |_| look.clear();
    let trouble = move || {
        let code = preview.trouble.get();
        (!code.is_empty()).then(|| {
            let words = texts::message(&embedding::preview_failed(&code));
            view! { <Notice tone=Tone::Bad alert=true><p>{words}</p></Notice> }
        })
    };
    view! {
        <p class="soft">{embedding::PREVIEW_HINT}</p>
        {trouble}
        <div class="actions">
            <BusyButton
                label=embedding::SHOW_PREVIEW
                busy_label=messages::key::word::LOADING
                busy=preview.is_busy
                on_press=show
                class=""
            />
            <button type="button" class="quiet" on:click=reset>{embedding::RESET_LOOK}</button>
        </div>
        <div class="preview" node_ref=preview.place></div>
    }
}

type Attributes = [(&'static str, Option<String>); 5];

/// Puts a new element into the page, which shows itself.
async fn show(preview: Preview, look: Attributes) {
    preview.trouble.set(String::new());
    preview.is_busy.set(true);
    let is_there = bring_script().await;
    preview.is_busy.set(false);
    // The page may have been left meanwhile.
    let Some(place) = preview.place.try_get_untracked().flatten() else { return };
    place.set_inner_html("");
    let shown = is_there && element(preview, &look).is_some_and(|element| place.append_child(&element).is_ok());
    if !shown {
        preview.trouble.set("unreachable".to_owned());
    }
}

fn element(preview: Preview, look: &Attributes) -> Option<web_sys::Element> {
    let portal = preview.portal;
    let account = portal.account.with_untracked(|account| account.as_ref().map(|it| it.account.slug.clone()))?;
    let element = document().create_element(ELEMENT).ok()?;
    write(&element, look);
    for (name, value) in
        [("account", account.as_str()), ("environment", portal.environment.get_untracked().id()), ("preview", "")]
    {
        element.set_attribute(name, value).ok()?;
    }
    // The answer of a host's server; nobody's token, since this page has a session of its own.
    let no_token = Closure::<dyn FnMut() -> JsValue>::new(|| Promise::resolve(&Object::new()).into());
    Reflect::set(&element, &"fetchSession".into(), &no_token.into_js_value()).ok()?;
    let note = Closure::<dyn FnMut(JsValue)>::new(move |event: JsValue| {
        preview.trouble.set(error_code(&event));
    });
    let note: Function = note.into_js_value().unchecked_into();
    element.add_event_listener_with_callback("callsheet-error", &note).ok()?;
    Some(element)
}

/// Which failure an event of the element's tells of.
fn error_code(event: &JsValue) -> String {
    let detail = Reflect::get(event, &"detail".into()).unwrap_or_default();
    let code = Reflect::get(&detail, &"code".into()).unwrap_or_default();
    code.as_string().unwrap_or_default()
}

fn write(element: &web_sys::Element, attributes: &Attributes) {
    for (name, value) in attributes {
        let _ = match value {
            Some(value) => element.set_attribute(name, value),
            None => element.remove_attribute(name),
        };
    }
}

/// Runs the element's script, unless it has run. Answers whether the element is there now.
async fn bring_script() -> bool {
    if is_defined() {
        return true;
    }
    let (Ok(script), Some(body)) = (document().create_element("script"), document().body()) else { return false };
    let came = Promise::new(&mut |came, failed| {
        let _ = script.set_attribute("src", SCRIPT);
        let _ = script.add_event_listener_with_callback("load", &came);
        let _ = script.add_event_listener_with_callback("error", &failed);
        let _ = body.append_child(&script);
    });
    let _ = JsFuture::from(came).await;
    // A script that didn't come can be asked for again.
    script.remove();
    is_defined()
}

/// Whether the browser knows the element.
fn is_defined() -> bool {
    window().custom_elements().get(ELEMENT).is_truthy()
}
