//! In a browser, the verdicts are those of the server.
//!
//! Run by `wasm-bindgen-test-runner`, with the `webdriver.json` at the root; `cargo xtask test wasm` calls it.
#![cfg(target_arch = "wasm32")]
#![expect(clippy::expect_used, clippy::panic, reason = "all of this is test code, also what isn't marked as a test")]

mod verdicts;

use model::EmailAddress;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// What the browser says, as the client asks it.
fn browser(domain: &str) -> Option<String> {
    let address = ["https://", domain].concat();
    web_sys::Url::new(&address).ok().map(|url| url.hostname())
}

#[wasm_bindgen_test]
fn domains() {
    verdicts::check_domains(&browser);
}

#[wasm_bindgen_test]
fn values() {
    verdicts::check_values(&browser);
}

/// Verdict and A-labels of an address, with either side's function.
fn check_agreement(domain: &str) {
    let address = ["a@", domain].concat();
    let ascii = |email: &EmailAddress| email.ascii_domain().to_owned();
    let here = EmailAddress::parse(&address, &browser);
    let there = EmailAddress::parse(&address, &verdicts::idna);
    assert_eq!(here.as_ref().map(ascii), there.as_ref().map(ascii), "{}", domain.escape_unicode());
}

/// No character of any script is judged in two ways: inside a label, alone, and from right to left.
#[wasm_bindgen_test]
fn every_character() {
    // The planes above the third have no letters.
    for character in '\u{80}'..='\u{3FFFF}' {
        // Chinese and Korean characters are many, and all alike: every sixteenth speaks for the others.
        let is_one_of_many =
            matches!(character, '\u{3400}'..='\u{9FEF}' | '\u{AC00}'..='\u{D7A3}' | '\u{20000}'..='\u{2A6D6}');
        if is_one_of_many && u32::from(character) % 16 != 0 {
            continue;
        }
        check_agreement(&format!("a{character}b.com"));
        check_agreement(&format!("{character}.com"));
        check_agreement(&format!("א{character}א.com"));
    }
}

/// Letters are the same in lower case, but for those that a browser doesn't know yet: it leaves them as they are.
#[wasm_bindgen_test]
fn lower_case_of_every_character() {
    for character in '\0'..=char::MAX {
        let text = character.to_string();
        let here: String = js_sys::JsString::from(text.as_str()).to_lower_case().into();
        assert!(here == text || here == model::lower_case(&text), "{}", character.escape_unicode());
    }
    let known = ["Ł", "Σ", "İ", "Ⅷ", "Ⓐ", "Ჰ", "Ａ"];
    for text in known {
        let here: String = js_sys::JsString::from(text).to_lower_case().into();
        assert_eq!(here, model::lower_case(text));
    }
}

/// Nor are their combinations, as far as chance finds them. The sequence is the same in every run.
#[wasm_bindgen_test]
fn combinations_of_characters() {
    const PARTS: [&str; 52] = [
        "a",
        "b",
        "z",
        "0",
        "1",
        "9",
        "-",
        "--",
        ".",
        ".",
        ".",
        "xn--",
        "XN--",
        "w-uga1v8h",
        "ls8h",
        "0x",
        "ż",
        "Ł",
        "ß",
        "ς",
        "Σ",
        "ı",
        "İ",
        "é",
        "e\u{301}",
        "\u{301}",
        "\u{323}",
        "ﬁ",
        "Ⅷ",
        "½",
        "１",
        "。",
        "．",
        "｡",
        "א",
        "ב",
        "ا",
        "ن",
        "٠",
        "۱",
        "\u{200C}",
        "\u{200D}",
        "क",
        "\u{94D}",
        "ष",
        "ア",
        "・",
        "·",
        "中",
        "가",
        "😀",
        "com",
    ];
    let mut state: u32 = 2026;
    let mut next = |below: usize| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 16) as usize % below
    };
    for _ in 0..10_000 {
        let count = 1 + next(7);
        let name: String = (0..count).map(|_| PARTS[next(PARTS.len())]).collect();
        check_agreement(&format!("{name}.pl"));
        check_agreement(&name);
    }
}
