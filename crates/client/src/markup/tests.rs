//! Markup in a real page.

#![expect(clippy::expect_used, reason = "these are tests, which clippy doesn't see: they are declared by wasm-bindgen")]

use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

use super::{IntoNode, Node, Rows, view};
use crate::reactive::prelude::*;

wasm_bindgen_test_configure!(run_in_browser);

/// Puts a node into a place of its own in the page, and hands both to the test.
async fn with_page<T: Future<Output = ()>>(
    make: impl FnOnce() -> Node + 'static,
    test: impl FnOnce(web_sys::Element) -> T,
) {
    let place = document().create_element("div").expect("an element");
    document().body().expect("a body").append_child(&place).expect("a place in the page");
    let handle = leptos::mount::mount_to(place.clone().unchecked_into(), make);
    test(place.clone()).await;
    drop(handle);
    assert_eq!(place.inner_html(), "", "what was shown goes");
    place.remove();
}

fn found(place: &web_sys::Element, selector: &str) -> web_sys::HtmlElement {
    let element = place.query_selector(selector).expect("a selector").expect("an element that is there");
    element.unchecked_into()
}

/// Lets effects run.
async fn settle() {
    leptos::task::tick().await;
}

#[wasm_bindgen_test]
async fn elements_have_what_the_markup_says() {
    let (id, nothing) = ("a".to_owned(), None::<String>);
    let make = || {
        view! {
            <p class="b" hidden id=id title=nothing>"One " <b>{"two"}</b> {3.to_string()}</p>
            <svg viewBox="0 0 1 1"><rect width="1" /></svg>
        }
    };
    with_page(make, async |place| {
        let paragraph = found(&place, "p");
        assert_eq!(paragraph.outer_html(), r#"<p class="b" hidden="" id="a">One <b>two</b>3</p>"#);
        assert_eq!(found(&place, "rect").namespace_uri().as_deref(), Some("http://www.w3.org/2000/svg"));
    })
    .await;
}

#[wasm_bindgen_test]
async fn what_changes_is_changed_in_place() {
    let (words, is_wrong) = (RwSignal::new("one".to_owned()), RwSignal::new(false));
    let make = move || {
        view! {
            <label aria-invalid=move || is_wrong.get().then_some("true")>
                <input prop:value=move || words.get() />
                {move || words.get()}
                {move || is_wrong.get().then(|| view! { <em>"wrong"</em> })}
            </label>
        }
    };
    with_page(make, async move |place| {
        let input: web_sys::HtmlInputElement = found(&place, "input").unchecked_into();
        let label = found(&place, "label");
        assert_eq!((input.value(), label.inner_text()), ("one".to_owned(), "one".to_owned()));
        assert!(!label.has_attribute("aria-invalid"));
        words.set("two".to_owned());
        is_wrong.set(true);
        settle().await;
        assert_eq!((input.value(), label.inner_text()), ("two".to_owned(), "twowrong".to_owned()));
        assert_eq!(label.get_attribute("aria-invalid").as_deref(), Some("true"));
        is_wrong.set(false);
        settle().await;
        assert!(label.query_selector("em").expect("a selector").is_none() && !label.has_attribute("aria-invalid"));
        assert!(found(&place, "input").is_same_node(Some(&input)), "the element is the one that was there");
    })
    .await;
}

#[wasm_bindgen_test]
async fn the_same_markup_made_anew_keeps_its_elements() {
    let count = RwSignal::new(0);
    let make = move || {
        (move || {
            let number = count.get();
            let press = move |_| count.set(number + 10);
            view! { <button type="button" title=number.to_string() on:click=press>{number.to_string()}</button> }
        })
        .into_node()
    };
    with_page(make, async move |place| {
        let button = found(&place, "button");
        count.set(1);
        settle().await;
        assert!(found(&place, "button").is_same_node(Some(&button)));
        assert_eq!((button.inner_text(), button.title()), ("1".to_owned(), "1".to_owned()));
        // Only the newest listener hears of it: that of the first making would have set 10.
        button.click();
        settle().await;
        assert_eq!(button.inner_text(), "11");
    })
    .await;
}

#[wasm_bindgen_test]
async fn other_markup_takes_the_place_of_what_was_there() {
    let is_first = RwSignal::new(true);
    let make = move || {
        view! {
            <i>"before"</i>
            {move || if is_first.get() { view! { <b>"first"</b> } } else { view! { <u>"second"</u> "!" } }}
            <i>"after"</i>
        }
    };
    with_page(make, async move |place| {
        is_first.set(false);
        settle().await;
        assert_eq!(found(&place, "i + *").outer_html(), "<u>second</u>");
        assert_eq!(place.text_content().as_deref(), Some("beforesecond!after"));
        is_first.set(true);
        settle().await;
        assert_eq!(place.text_content().as_deref(), Some("beforefirstafter"));
    })
    .await;
}

#[wasm_bindgen_test]
async fn rows_keep_their_elements_wherever_they_go() {
    let names = |names: &str| names.chars().map(|name| name.to_string()).collect::<Vec<_>>();
    let rows = RwSignal::new(names("abcd"));
    let make = move || {
        view! {
            <ol>
                <Rows each=move || rows.get() key=|name: &String| name.clone() let:name>
                    {view! { <li id=name.clone()>{name}</li> }}
                </Rows>
                <li>"last"</li>
            </ol>
        }
    };
    with_page(make, async move |place| {
        for order in ["dcba", "bd", "", "xbyd", "ydbx", "axd", "abcd"] {
            let before: Vec<_> = rows.get_untracked().iter().map(|name| found(&place, &["#", name].concat())).collect();
            rows.set(names(order));
            settle().await;
            assert_eq!(place.text_content(), Some([order, "last"].concat()), "{order}");
            for old in before.iter().filter(|old| order.contains(&old.id())) {
                assert!(found(&place, &["#", &old.id()].concat()).is_same_node(Some(old)), "{order}: {}", old.id());
            }
        }
    })
    .await;
}

#[wasm_bindgen_test]
async fn elements_can_be_referred_to() {
    let reference = NodeRef::<leptos::html::Input>::new();
    let make = move || view! { <input node_ref=reference name="here" /> };
    with_page(make, async move |_| {
        assert_eq!(reference.get_untracked().map(|input| input.name()).as_deref(), Some("here"));
    })
    .await;
}

#[wasm_bindgen_test]
async fn what_a_view_owns_goes_with_it() {
    let (is_shown, ended) = (RwSignal::new(true), RwSignal::new(0));
    let make = move || {
        let inner = move || {
            is_shown.get().then(|| {
                on_cleanup(move || ended.update(|count| *count += 1));
                view! { <p>"shown"</p> }
            })
        };
        inner.into_node()
    };
    with_page(make, async move |_| {
        is_shown.set(false);
        settle().await;
        assert_eq!(ended.get_untracked(), 1);
    })
    .await;
}
