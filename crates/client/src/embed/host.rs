//! What the page around the frame is told.

use js_sys::Array;
use messages::Text;
use messages::key::embed;
use model::GateState;
use model::wire::GateAnswer;
use wasm_bindgen::JsValue;

use crate::portal::{Gate, Portal};
use crate::reactive::prelude::*;
use crate::{browser, texts};

/// Tells the page around whenever the gate has changed. That it is locked at first is why this is shown. One that opens while
/// somebody looks is worth a word.
pub fn follow_gate(portal: Portal) {
    let before = RwSignal::new(None);
    effect(move || {
        let Gate::Known(gate) = portal.gate.get() else { return };
        let state = Some(gate.state);
        let was = before.get_untracked();
        before.set(state);
        if was.is_some() || gate.state == GateState::Open {
            let has_opened = was == Some(GateState::Locked) && gate.state == GateState::Open;
            tell(&gate, has_opened.then_some(embed::OPENED));
        }
    });
}

/// Tells the page around that what was submitted is stored, and that the modal is no longer needed.
pub(super) fn saved(portal: Portal) {
    let version = portal.form.base_version.get_untracked();
    browser::tell_saved(&version.to_string());
    browser::tell_gate(true, Array::new(), Some(&texts::text(embed::SAVED)));
}

fn tell(gate: &GateAnswer, words: Option<Text>) {
    let missing = gate.missing.iter().map(|field| JsValue::from_str(field.id())).collect();
    browser::tell_gate(gate.state == GateState::Open, missing, words.map(texts::text).as_deref());
}
