//! The page in the frame.

use messages::key::{action, embed, gate, problem, term};
use model::Role;

use super::host;
use crate::components::{Notice, Tone};
use crate::form::{ConflictView, FormView, second_look};
use crate::gate::{ReadOnly, SubmitBar, environment_name, run_submit, unlocks, why};
use crate::markup::{IntoNode, Node, view};
use crate::portal::{Contents, Gate, Portal, Session, load_session, use_portal};
use crate::reactive::prelude::*;
use crate::shell::Announcement;
use crate::{browser, texts};

/// The heading, which takes the focus: the page around gives it to the frame.
const TITLE_ID: &str = "gate-title";

/// The modal without its dialog. All texts are read anew when the language changes.
#[component]
pub fn Frame() -> impl IntoView {
    let portal = use_portal();
    browser::focus(TITLE_ID);
    let anew = move || {
        portal.language.0.track();
        view! {
            <main class="modal" id="gate" aria-labelledby=TITLE_ID>
                <Head />
                {move || session_over(portal)}
                <Body />
                <Announcement />
            </main>
        }
    };
    anew.into_node()
}

#[component]
fn Head() -> impl IntoView {
    let portal = use_portal();
    browser::set_title(&texts::text(term::MANDATORY_INFORMATION));
    // The portal's own page for it is another window's: this one is somebody else's.
    let support = move || {
        let own = portal.operator.with(|operator| operator.as_ref().and_then(|it| it.support_url.clone()));
        own.unwrap_or_else(|| "/help".to_owned())
    };
    let help = move || {
        let href = portal.operator.with(|operator| operator.as_ref().and_then(|it| it.help_url.clone()))?;
        Some(view! { <a href=href target="_blank" rel="noopener">{term::GETTING_HELP}</a> })
    };
    view! {
        <header class="modal-head">
            <div>
                <h1 id=TITLE_ID tabindex="-1">{term::MANDATORY_INFORMATION}</h1>
                <p>
                    <b>{move || portal.account_name()}</b>
                    " · "
                    {move || texts::text(environment_name(portal.environment.get()))}
                </p>
            </div>
            <div class="modal-links">
                {help}
                " "
                <a href=support target="_blank" rel="noopener">{term::CONTACT_SUPPORT}</a>
                {browser::is_preview().then(preview)}
            </div>
        </header>
    }
}

fn preview() -> Node {
    view! {
        <span class="badge">{embed::PREVIEW}</span>
        " "
        <button type="button" class="small" on:click=|_| browser::close()>{action::CLOSE}</button>
    }
}

/// Whether the session is over, and the page around hasn't brought another.
fn is_over(portal: Portal) -> bool {
    portal.session.with(|session| matches!(session, Session::SignedOut | Session::Expired(_)))
}

/// The page around brings sessions. While it can't, the form stays, and keeps what is typed.
fn session_over(portal: Portal) -> Option<Node> {
    is_over(portal).then(|| {
        view! {
            <div class="modal-body">
                <Notice tone=Tone::Bad title=embed::SESSION_TITLE alert=true>
                    <p>{embed::SESSION_TEXT}</p>
                    <div class="actions">
                        <button type="button" on:click=move |_| spawn_local(load_session(portal))>
                            {action::TRY_AGAIN}
                        </button>
                    </div>
                </Notice>
            </div>
        }
    })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    Checking,
    Unreachable,
    Form,
    Nothing,
}

fn shown(portal: Portal) -> Shown {
    let is_unreachable = portal.session.with(|session| *session == Session::Unreachable);
    match portal.contents.get() {
        Contents::There => Shown::Form,
        _ if is_over(portal) => Shown::Nothing,
        Contents::NotHad => Shown::Unreachable,
        Contents::OnTheirWay if is_unreachable || portal.gate.get() == Gate::Unreachable => Shown::Unreachable,
        Contents::OnTheirWay => Shown::Checking,
    }
}

#[component]
fn Body() -> impl IntoView {
    let portal = use_portal();
    let shown = Memo::new(move |_| shown(portal));
    let node = move || match shown.get() {
        Shown::Checking => view! { <p class="modal-body" role="status">{gate::CHECKING}</p> },
        Shown::Unreachable => view! {
            <div class="modal-body">
                <Notice tone=Tone::Bad title=problem::TITLE alert=true>
                    <p>{problem::NETWORK}</p>
                    <div class="actions">
                        <button type="button" on:click=move |_| retry(portal)>{action::TRY_AGAIN}</button>
                    </div>
                </Notice>
            </div>
        },
        Shown::Form => view! { <Sections /> },
        Shown::Nothing => ().into_node(),
    };
    node.into_node()
}

fn retry(portal: Portal) {
    if portal.me().is_some() {
        portal.retry();
    } else {
        spawn_local(load_session(portal));
    }
}

#[component]
fn Sections() -> impl IntoView {
    let portal = use_portal();
    let is_viewer = portal.role() == Role::Viewer;
    let words = [why(portal), texts::text(unlocks(portal))].join(" ");
    let form = move || {
        if is_viewer {
            return view! { <ReadOnly /> };
        }
        let on_submit = Callback::new(move |()| hand_in(portal));
        let on_invite = Callback::new(|()| invite());
        view! {
            <ConflictView />
            <FormView on_submit=on_submit on_invite=on_invite>{second_look(portal)}</FormView>
        }
    };
    view! {
        <p class="modal-why">{words}</p>
        <div class="modal-body">
            {move || {
                (portal.gate.get() == Gate::Unreachable)
                    .then(|| view! { <Notice tone=Tone::Bad alert=true><p>{gate::UNKNOWN_TEXT}</p></Notice> })
            }}
            {form()}
        </div>
        {(!is_viewer).then(|| view! { <SubmitBar /> })}
    }
}

/// Users are the portal's: its page for them comes in a window of its own.
fn invite() {
    let _ = window().open_with_url_and_target_and_features("/users", "_blank", "noopener");
}

fn hand_in(portal: Portal) {
    spawn_local(async move {
        if run_submit(portal).await {
            host::saved(portal);
        }
    });
}
