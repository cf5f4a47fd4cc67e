//! A notification: what it says, to whom it was sent, and what became of that.

use messages::key::{notifications, term};
use model::Severity;
use model::wire::{Delivery, Notification};

use super::Page;
use crate::components::{Notice, Tone};
use crate::markup::{IntoNode, Node, view};
use crate::pages::delivery::{badge, explanation, steps};
use crate::pages::{category_name, reason_name};
use crate::portal::Portal;
use crate::reactive::prelude::*;
use crate::shell::PageLink;
use crate::texts;

/// The id of the element that stands for a notification.
pub(super) fn element_id(id: &str) -> String {
    ["notification-", id].concat()
}

/// A row of the list. What changes in it is brought up to date in its place, so that what is open stays open.
pub(super) fn view(page: Page, id: String) -> Node {
    let element = element_id(&id);
    let title = [&element, "-title"].concat();
    let labelled_by = title.clone();
    let shown = Memo::new(move |_| page.loaded.with(|loaded| loaded.items.iter().find(|item| item.id == id).cloned()));
    let content = move || shown.get().map(|item| content(page.portal, item, &title));
    view! { <li class="card" id=element tabindex="-1" aria-labelledby=labelled_by>{content}</li> }
}

fn content(portal: Portal, item: Notification, title: &str) -> Node {
    let severity = item.severity.map(|severity| {
        let words = match severity {
            Severity::High => notifications::HIGH,
            Severity::Medium => notifications::MEDIUM,
            Severity::Low => notifications::LOW,
        };
        view! { <span class="tag">{words}</span> }
    });
    let remark = remark(&item);
    let deliveries: Vec<Node> = item.deliveries.iter().map(|it| delivery(portal, it)).collect();
    let deliveries = (!deliveries.is_empty()).then(|| {
        view! { <ul class="lines" aria-label=notifications::RECIPIENTS>{deliveries}</ul> }
    });
    view! {
        <div class="notification">
            <h2 id=title.to_owned() dir="auto">{item.subject}</h2>
            <p class="tags">
                <span class="tag">{category_name(item.category)}</span>
                " "
                {severity}
                " "
                <time class="soft small" datetime=item.posted_at.clone()>{texts::moment(&item.posted_at)}</time>
            </p>
            <details>
                <summary>{notifications::MESSAGE}</summary>
                <p class="message" dir="auto">{item.body}</p>
            </details>
            {remark}
            {deliveries}
        </div>
    }
}

/// What is unusual about it.
fn remark(item: &Notification) -> Node {
    if item.folded {
        return view! { <p class="soft small">{notifications::FOLDED}</p> };
    }
    if item.deliveries.is_empty() {
        return view! { <Notice tone=Tone::Bad><p>{notifications::NOBODY}</p></Notice> };
    }
    if !item.fallback {
        return ().into_node();
    }
    view! {
        <Notice tone=Tone::Warn>
            <p>
                {notifications::FALLBACK} " "
                <PageLink to="/configuration/contact-information" words=term::CONTACT_INFORMATION />
            </p>
        </Notice>
    }
}

fn delivery(portal: Portal, of: &Delivery) -> Node {
    let name = of.name.clone().unwrap_or_else(|| of.email.clone());
    let email = of.name.is_some().then(|| view! { " " <span class="soft">{of.email.clone()}</span> });
    let explained = explanation(of.state, of.reply.as_deref(), of.next_attempt_at.as_deref());
    view! {
        <li class="delivery">
            <div>
                <bdi>{name.clone()}</bdi>
                {email}
                <p class="soft small">{reason_name(of.reason, &portal.operator())}</p>
            </div>
            <p class="state">
                {badge(of.state)}
                " "
                <time class="soft small" datetime=of.updated_at.clone()>{texts::moment(&of.updated_at)}</time>
            </p>
            {explained}
            {steps(&of.events, &name)}
        </li>
    }
}
