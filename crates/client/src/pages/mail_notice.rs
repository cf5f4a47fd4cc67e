//! Whether the portal can send mail at all: said to administrators, and to whoever grants access, who would wait for it otherwise.

use messages::key::mail;
use model::{Json, Read, Role};

use crate::api;
use crate::components::{Notice, Tone};
use crate::markup::{IntoNode, view};
use crate::portal::use_portal;
use crate::reactive::prelude::*;
use crate::texts;

/// The part of the server's reference data that says so.
struct MailSettings {
    is_configured: bool,
}

impl Read for MailSettings {
    fn read(json: &impl Json) -> Option<Self> {
        Some(Self { is_configured: Read::member(json, "mail_is_configured")? })
    }
}

/// Says that no mail server is connected, while that is so. Nothing until it is known.
#[component]
pub(super) fn MailNotice(
    /// Whether it is for whoever is signed in, and not for administrators only.
    #[prop(optional)]
    for_everybody: bool,
) -> impl IntoView {
    let portal = use_portal();
    let is_missing = RwSignal::new(false);
    let is_for_them = Memo::new(move |_| for_everybody || portal.role() == Role::Administrator);
    effect(move || {
        if is_for_them.get() {
            spawn_local(async move {
                let settings = api::get::<MailSettings>("/reference").await;
                is_missing.set(settings.is_ok_and(|settings| !settings.is_configured));
            });
        }
    });
    let notice = move || {
        (is_missing.get() && is_for_them.get()).then(|| {
            view! {
                <Notice tone=Tone::Warn title=mail::NOT_CONFIGURED_TITLE>
                    <p>{texts::message(&mail::not_configured_text(&portal.operator()))}</p>
                </Notice>
            }
        })
    };
    notice.into_node()
}
