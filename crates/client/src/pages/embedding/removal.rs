//! Taking an origin off the list.

use messages::key::{action, embedding, users};

use super::origins::{Allowed, Origins, load, neighbour};
use crate::components::ConfirmDialog;
use crate::markup::{Node, view};
use crate::pages::caught;
use crate::reactive::prelude::*;
use crate::{api, browser, texts};

/// Asks whether that is meant.
pub(super) fn dialog(origins: Origins, allowed: Allowed) -> Node {
    let title = texts::message(&embedding::remove_title(&allowed.origin));
    let answer = Callback::new(move |is_meant| {
        origins.question.set(None);
        if is_meant {
            spawn_local(remove(origins, allowed.clone()));
        }
    });
    view! {
        <ConfirmDialog title=title confirm=users::REMOVE cancel=action::CANCEL is_dangerous=true on_answer=answer>
            <p>{embedding::REMOVE_TEXT}</p>
        </ConfirmDialog>
    }
}

async fn remove(origins: Origins, allowed: Allowed) {
    let portal = origins.portal;
    let Some(path) = portal.account_path("/origins/") else { return };
    let next = neighbour(origins, &allowed.id);
    let answer = api::delete(&[path.as_str(), &allowed.id].concat()).await;
    load(origins).await;
    match answer {
        Ok(_) => portal.announce(texts::message(&embedding::removed(&allowed.origin))),
        Err(failure) => origins.trouble.set(caught(portal, failure)),
    }
    browser::focus(next);
}
