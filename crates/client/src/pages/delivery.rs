//! What becomes of a mail, as pages show it: how far it has come, and how it got there.

use messages::Text;
use messages::key::delivery;
use model::DeliveryState;
use model::wire::DeliveryEvent;

use crate::markup::{Node, view};
use crate::reactive::prelude::*;
use crate::texts;

/// What a state is called.
pub(super) fn state_name(state: DeliveryState) -> Text {
    match state {
        DeliveryState::Queued => delivery::QUEUED,
        DeliveryState::Deferred => delivery::DEFERRED,
        DeliveryState::Sent => delivery::SENT,
        DeliveryState::Bounced => delivery::BOUNCED,
        DeliveryState::Dead => delivery::DEAD,
        DeliveryState::Cancelled => delivery::CANCELLED,
    }
}

/// How far a mail has come.
pub(super) fn badge(state: DeliveryState) -> Node {
    view! { <span class="badge" data-state=state.id()>{state_name(state)}</span> }
}

/// What the mail server said, and when it is asked again, as long as there is something to be explained.
pub(super) fn explanation(state: DeliveryState, reply: Option<&str>, next_attempt_at: Option<&str>) -> Option<Node> {
    let reply = reply.filter(|_| state != DeliveryState::Sent).map(|words| texts::message(&delivery::reply(words)));
    let next = next_attempt_at
        .filter(|_| state == DeliveryState::Deferred)
        .map(|at| texts::message(&delivery::next_attempt(&texts::moment(at))));
    let said = [reply, next].into_iter().flatten().map(|words| view! { <span class="line">{words}</span> });
    let said: Vec<Node> = said.collect();
    (!said.is_empty()).then(|| view! { <p class="soft small">{said}</p> })
}

/// All that has happened to a mail to somebody, oldest first, to be opened.
pub(super) fn steps(events: &[DeliveryEvent], to: &str) -> Option<Node> {
    let count = u32::try_from(events.len()).unwrap_or(u32::MAX);
    let step = |event: &DeliveryEvent| {
        let reply = event.reply.clone().map(|words| view! { <span class="soft" dir="auto">{words}</span> });
        view! {
            <li>
                <time datetime=event.at.clone()>{texts::moment(&event.at)}</time>
                " "
                {badge(event.state)}
                " "
                {reply}
            </li>
        }
    };
    let steps = events.iter().map(step).collect_view();
    let to = [" – ", to].concat();
    (count > 0).then(|| {
        view! {
            <details class="steps">
                <summary>{texts::message(&delivery::steps(count))} <span class="visually-hidden">{to}</span></summary>
                <ol>{steps}</ol>
            </details>
        }
    })
}
