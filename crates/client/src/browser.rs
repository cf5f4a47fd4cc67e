//! What the browser knows: languages, zones, storage, focus. Everything goes through
//! `boot/portal.js` or `boot/embed.js`, which the page has run before this program arrives.

use wasm_bindgen::prelude::*;

use crate::reactive::prelude::*;

#[wasm_bindgen(js_namespace = callsheet)]
extern "C" {
    /// The tag of the language that the page is in.
    pub fn language() -> String;
    /// The name of the environment that the address names, or the one of the last visit.
    pub fn environment() -> String;
    /// The answer to a request that was sent off with the page, once.
    pub(crate) fn take(path: &str) -> Option<js_sys::Promise>;
    /// Forgets the answers that nobody has taken: from now on everything is asked anew.
    #[wasm_bindgen(js_name = forgetEarly)]
    pub(crate) fn forget_early();
    /// The address of a language's file.
    pub(crate) fn messages(tag: &str) -> String;
    /// The address of the file with the names of time zones.
    #[wasm_bindgen(js_name = timeZones)]
    pub(crate) fn time_zones() -> String;
    /// The plural category of a number in a language.
    pub(crate) fn plural(tag: &str, count: u32) -> String;
    pub(crate) fn moment(tag: &str, iso: &str, style: &str) -> String;
    pub(crate) fn day(tag: &str, iso: &str) -> String;
    pub(crate) fn weekday(tag: &str, index: u16, width: &str) -> String;
    /// The name of the time zone that this browser is set to.
    #[wasm_bindgen(js_name = ownZone)]
    pub fn own_zone() -> String;
    /// Minutes that a zone's clocks are ahead of UTC now.
    pub fn offset(zone: &str) -> Option<i32>;
    /// Minutes since Monday 00:00 on this browser's clocks.
    #[wasm_bindgen(js_name = minuteOfWeek)]
    pub fn minute_of_week() -> u16;
    /// WHATWG's "domain to ASCII".
    #[wasm_bindgen(js_name = domainToAscii)]
    pub fn domain_to_ascii(domain: &str) -> Option<String>;
    /// Each character of a text in lower case.
    #[wasm_bindgen(js_name = lowerCase)]
    pub fn lower_case(text: &str) -> String;
    /// Remembers a choice for the next visit.
    pub fn remember(key: &str, value: &str);
    /// Forgets a choice.
    pub fn forget(key: &str);
    /// The choice that was remembered.
    pub fn remembered(key: &str) -> Option<String>;
    /// Keeps a text for this window, or forgets it.
    pub fn keep(key: &str, value: Option<&str>);
    /// The text that was kept.
    pub fn kept(key: &str) -> Option<String>;
    /// The theme shown: `auto`, `light` or `dark`.
    pub fn theme() -> String;
    /// Shows another theme.
    #[wasm_bindgen(js_name = setTheme)]
    pub fn set_theme(theme: &str);
    /// Closes a small sheet (`<details>`) and gives the focus back to what opened it.
    #[wasm_bindgen(js_name = closeSheet)]
    pub fn close_sheet(id: &str);
    /// Names the environment in the page's address.
    #[wasm_bindgen(js_name = nameEnvironment)]
    pub fn name_environment(name: &str);
    /// The path of the page's address.
    pub fn path() -> String;
    /// What follows the # in the page's address.
    pub(crate) fn fragment() -> String;
    /// The query of the page's address.
    pub fn query() -> String;
    /// What a query says under a name.
    pub fn parameter(query: &str, name: &str) -> Option<String>;
    /// The address as a path with its query, if it is one of the portal's pages to lead somebody to.
    #[wasm_bindgen(js_name = ownAddress)]
    pub fn own_address(address: &str) -> Option<String>;
    /// Loads the page anew.
    pub fn reload();
    /// Goes to another address, without a request.
    pub fn go(to: &str, replace: bool);
    /// Takes the page over: the loading page or the program before leaves it. `leave` is for whoever comes next.
    #[wasm_bindgen(js_name = takeOver)]
    pub(crate) fn take_over(leave: &js_sys::Function);
    /// What the program before has told of last; `None` when there was none, or it has shown nothing.
    #[wasm_bindgen(js_name = handedOver)]
    pub(crate) fn handed_over() -> Option<String>;
    /// Brings another program, when there is nothing else to do.
    pub(crate) fn prefetch(program: &str);
    /// Runs another program, which takes the page over, and hands over what was told of last.
    #[wasm_bindgen(catch)]
    pub(crate) async fn run(program: &str, said: Option<String>) -> Result<JsValue, JsValue>;
    /// Says in the loading page that the portal can't be shown; without one, loads the page anew.
    #[wasm_bindgen(js_name = giveUp)]
    pub fn give_up();
    /// Whether the modal is shown to be looked at, whatever the gate says. Only inside other pages.
    #[wasm_bindgen(js_name = isPreview)]
    pub fn is_preview() -> bool;
    /// Tells the page around this one whether the gate is open, which fields are missing, and what to say to assistive technology.
    #[wasm_bindgen(js_name = tellGate)]
    pub(crate) fn tell_gate(is_open: bool, missing: js_sys::Array, text: Option<&str>);
    /// Tells the page around this one that something was saved, as which version.
    #[wasm_bindgen(js_name = tellSaved)]
    pub(crate) fn tell_saved(version: &str);
    /// Asks the page around this one to close the modal.
    pub fn close();
    #[wasm_bindgen(js_name = followLocale)]
    fn call_with_locale(callback: &js_sys::Function);
    /// The id of the element that has the focus; empty when it has none.
    pub fn focused() -> String;
    #[wasm_bindgen(js_name = whenReleased)]
    fn call_when_released(callback: &js_sys::Function);
    #[wasm_bindgen(js_name = focus)]
    fn focus_now(id: &str) -> bool;
}

/// Moves the focus to an element once pending changes of the page are made.
pub fn focus(id: impl Into<String>) {
    let id = id.into();
    request_animation_frame(move || {
        focus_now(&id);
    });
}

/// Does something now, or once the pointer is up and its click has been dealt with. What shows up while a button is being
/// pressed would push it from under the pointer, and the press would be lost.
pub fn when_released(act: impl FnOnce() + 'static) {
    let act: Box<dyn FnOnce()> = Box::new(act);
    call_when_released(Closure::once_into_js(act).unchecked_ref());
}

/// Does something whenever the page around this one asks for another language.
pub fn follow_locale(follow: impl Fn(String) + 'static) {
    let follow: Box<dyn Fn(String)> = Box::new(follow);
    call_with_locale(Closure::wrap(follow).into_js_value().unchecked_ref());
}

/// Whether somebody can see the page now.
#[must_use]
pub fn is_visible() -> bool {
    document().visibility_state() == web_sys::VisibilityState::Visible
}

/// Tells assistive technology and the browser which language the page is in.
pub fn set_page_language(tag: &str) {
    if let Some(page) = document().document_element() {
        let _ = page.set_attribute("lang", tag);
    }
}

/// Names the page in the browser's tab.
pub fn set_title(title: &str) {
    document().set_title(title);
}

/// Makes an input one of another kind.
pub(crate) fn set_input_kind(id: &str, kind: &str) {
    if let Some(input) = document().get_element_by_id(id) {
        let _ = input.set_attribute("type", kind);
    }
}

/// Makes a text fit into an address.
#[must_use]
pub fn escape(text: &str) -> String {
    js_sys::encode_uri_component(text).as_string().unwrap_or_default()
}
