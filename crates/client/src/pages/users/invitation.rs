//! What has become of an invitation, and sending another.

use std::time::Duration;

use gloo_net::http::Method;
use messages::Text;
use messages::key::{access, delivery, membership};
use model::wire::{Invitation, User};
use model::{DeliveryState, InvitationState, Membership};

use super::Panel;
use crate::form::field_name;
use crate::markup::{IntoNode, Node, view};
use crate::pages::caught;
use crate::portal::{Portal, load_users};
use crate::reactive::prelude::*;
use crate::{api, browser, texts};

/// How often it is asked what has become of invitations, while somebody looks and any is out.
const EVERY: Duration = Duration::from_secs(3);

/// Keeps what is shown of invitations true.
pub(super) fn follow(portal: Portal) {
    let ask = move || {
        let is_out = |user: &User| user.invitation.is_some();
        if browser::is_visible() && portal.form.users.with_untracked(|users| users.iter().any(is_out)) {
            spawn_local(load_users(portal));
        }
    };
    if let Ok(timer) = set_interval_with_handle(ask, EVERY) {
        on_cleanup(move || timer.clear());
    }
}

/// How a user's access stands.
pub(super) fn state(portal: Portal, user: &User) -> Node {
    if user.state == Membership::Active {
        return view! { <span class="badge" data-state="active">{membership::ACTIVE}</span> };
    }
    let id = user.id.clone();
    let invitation = Memo::new(move |_| {
        portal.form.users.with(|users| users.iter().find(|user| user.id == id).and_then(|user| user.invitation.clone()))
    });
    view! {
        <div>
            <span class="badge" data-state="invited">{membership::INVITED}</span>
            {move || invitation.get().map(|invitation| about(portal, &invitation))}
        </div>
    }
}

fn about(portal: Portal, invitation: &Invitation) -> Node {
    let line = |class, words: String| view! { <p class=class>{words}</p> };
    let (class, words) = standing(invitation);
    let words = words.map(|words| match words {
        Words::Text(text) => texts::text(text),
        Words::Sent => texts::message(&access::sent(&texts::moment(&invitation.sent_at))),
    });
    let reply = invitation.mail.as_ref().filter(|mail| mail.state != DeliveryState::Sent);
    let reply = reply.and_then(|mail| mail.reply.as_ref()).map(|reply| texts::message(&delivery::reply(reply)));
    let section = invitation.section.map(|section| {
        let name = field_name(section, &portal.operator());
        texts::message(&access::only_section(&name))
    });
    let lines = [words.map(|words| line(class, words)), reply.map(|words| line("soft small", words))];
    let section = section.map(|words| line("soft small", words));
    lines.into_iter().chain([section]).flatten().collect_view().into_node()
}

/// What is said of an invitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Words {
    Text(Text),
    /// When it was sent.
    Sent,
}

/// How an invitation stands: the stylesheet's class, and the words.
fn standing(invitation: &Invitation) -> (&'static str, Option<Words>) {
    const CALM: &str = "soft small";
    const ALARMING: &str = "error";
    if invitation.state == InvitationState::Expired {
        return (ALARMING, Some(Words::Text(access::EXPIRED)));
    }
    let Some(mail) = &invitation.mail else { return (CALM, None) };
    match mail.state {
        DeliveryState::Queued => (CALM, Some(Words::Text(access::WAITING))),
        DeliveryState::Deferred => (CALM, Some(Words::Text(access::DELAYED))),
        DeliveryState::Sent => (CALM, Some(Words::Sent)),
        DeliveryState::Bounced => (ALARMING, Some(Words::Text(access::BOUNCED))),
        DeliveryState::Dead => (ALARMING, Some(Words::Text(access::DEAD))),
        DeliveryState::Cancelled => (CALM, None),
    }
}

/// Sends the invitation of a user again.
pub(super) fn resend_button(panel: Panel, user: &User) -> Node {
    let label = [&texts::text(access::RESEND), ": ", &user.name].concat();
    let user = user.clone();
    let press = move |_| spawn_local(resend(panel, user.clone()));
    view! { <button type="button" class="quiet small" aria-label=label on:click=press>{access::RESEND}</button> }
}

async fn resend(panel: Panel, user: User) {
    let portal = panel.portal;
    let Some(path) = portal.account_path("/users/") else { return };
    panel.trouble.set(None);
    let path = [&path, user.id.as_str(), "/invitation"].concat();
    match api::Request::new(Method::POST, &path).send().await {
        Ok(_) => portal.announce(texts::message(&access::resent(&user.email))),
        // They have come in meanwhile, which the list shows.
        Err(failure) if failure.slug() == "already-accepted" => {}
        Err(failure) => panel.trouble.set(caught(portal, failure)),
    }
    load_users(portal).await;
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::wire::InvitationMail;

    #[test]
    fn how_invitations_stand() {
        use DeliveryState::{Bounced, Cancelled, Dead, Deferred, Queued, Sent};
        use InvitationState::{Expired, Pending};
        let text = |text| Some(Words::Text(text));
        let rows = [
            (Pending, Some(Queued), ("soft small", text(access::WAITING))),
            (Pending, Some(Deferred), ("soft small", text(access::DELAYED))),
            (Pending, Some(Sent), ("soft small", Some(Words::Sent))),
            (Pending, Some(Bounced), ("error", text(access::BOUNCED))),
            (Pending, Some(Dead), ("error", text(access::DEAD))),
            (Pending, Some(Cancelled), ("soft small", None)),
            (Pending, None, ("soft small", None)),
            (Expired, Some(Sent), ("error", text(access::EXPIRED))),
        ];
        for (state, mail, expected) in rows {
            let mail = mail.map(|state| InvitationMail { state, reply: None });
            let (sent_at, expires_at) = (String::new(), String::new());
            let invitation = Invitation { state, section: None, sent_at, expires_at, mail };
            assert_eq!(standing(&invitation), expected, "{invitation:?}");
        }
    }
}
