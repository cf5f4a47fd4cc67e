//! Giving a user another role.

use gloo_net::http::Method;
use messages::key::{action, users};
use model::wire::User;
use model::{Role, Write, write_object};

use super::{Panel, role_hints, role_options, row_id};
use crate::components::{ConfirmDialog, SelectField};
use crate::form::role_name;
use crate::markup::{Node, view};
use crate::pages::caught;
use crate::portal::{load_session, load_users};
use crate::reactive::prelude::*;
use crate::{api, browser, texts};

/// The change as it travels.
struct Body {
    role: Role,
}

impl Write for Body {
    fn write(&self, json: &mut String) {
        write_object(json, &[("role", &self.role.id())]);
    }
}

/// Asks which one.
pub(super) fn dialog(panel: Panel, user: User) -> Node {
    let chosen = RwSignal::new(user.role.id().to_owned());
    let me = panel.portal.me().map(|me| me.user.id);
    // Whoever gives up their own role can't take it back.
    let is_step_down = {
        let is_me = me.as_ref() == Some(&user.id);
        move || is_me && chosen.with(|role| Role::from_id(role) != Some(Role::Administrator))
    };
    let title = texts::message(&users::change_role_of(&user.name));
    let answer = Callback::new(move |is_meant| {
        panel.question.set(None);
        let role = chosen.with_untracked(|role| Role::from_id(role)).filter(|role| is_meant && *role != user.role);
        if let Some(role) = role {
            spawn_local(change(panel, user.clone(), role));
        }
    });
    view! {
        <ConfirmDialog
            title=title
            confirm=users::CHANGE_ROLE
            cancel=action::CANCEL
            on_answer=answer
        >
            <SelectField
                id="new-role".to_owned()
                label=users::ROLE
                options=role_options(Role::Administrator)
                value=chosen
                touched=RwSignal::new(false)
            />
            <div>
                {role_hints(Role::Administrator)}
                <p role="status">{move || is_step_down().then(|| texts::text(users::STEP_DOWN))}</p>
            </div>
        </ConfirmDialog>
    }
}

async fn change(panel: Panel, user: User, role: Role) {
    let portal = panel.portal;
    let Some(path) = portal.account_path("/users/") else { return };
    panel.trouble.set(None);
    let path = [path.as_str(), &user.id].concat();
    let answer = api::send(Method::PATCH, &path, &Body { role }).await;
    match answer {
        Ok(_) => {
            let role = texts::text(role_name(role));
            portal.announce(texts::message(&users::role_changed(&user.name, &role)));
            if portal.me().is_some_and(|me| me.user.id == user.id) {
                load_session(portal).await;
            }
        }
        Err(failure) => panel.trouble.set(caught(portal, failure)),
    }
    load_users(portal).await;
    browser::focus(row_id(&user.id));
}
