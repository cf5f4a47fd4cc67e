//! What surrounds every page of the portal: the header with its switches, the navigation, the footer.

use messages::key::{notifications, setting, shell, term, title};

use super::{HelpLinks, LanguageSelect, Mark, PageLink, Place, SignOutButton, SupportFrom, page_address};
use crate::components::Select;
use crate::markup::view;
use crate::portal::use_portal;
use crate::reactive::prelude::*;
use crate::{browser, texts};

/// The page with the header, the navigation and the footer around it.
#[component]
pub fn Surroundings(
    /// The page.
    children: Children,
) -> impl IntoView {
    let portal = use_portal();
    view! {
        <a class="skip" href="#main" on:click=skip>{shell::SKIP_TO_CONTENT}</a>
        <Header />
        <div class="page">
            <Navigation />
            <main id="main" tabindex="-1">{children()}</main>
            <footer class="foot">
                <span>{move || portal.operator()}</span>
                " "
                <HelpLinks from=SupportFrom::Portal />
            </footer>
        </div>
    }
}

fn skip(event: leptos::ev::MouseEvent) {
    event.prevent_default();
    browser::focus("main");
}

#[component]
fn Header() -> impl IntoView {
    let portal = use_portal();
    let is_menu_open = RwSignal::new(false);
    view! {
        <header class="bar" data-environment=move || portal.environment.get().id()>
            <a href=move || page_address(portal, "/") class="brand">
                <Mark />
                " "
                <b>{move || portal.operator()}</b>
                " "
                <span>{term::PARTNER_PORTAL}</span>
            </a>
            <button
                type="button"
                class="menu-button"
                aria-expanded=move || if is_menu_open.get() { "true" } else { "false" }
                aria-controls="menu"
                on:click=move |_| is_menu_open.update(|open| *open = !*open)
            >
                {shell::MENU}
            </button>
            <Place ids=["account", "environment"] />
            <div class="menu" id="menu">
                <LanguageSwitch />
                <ThemeSwitch />
                <HelpLinks from=SupportFrom::Portal />
                <SignOutButton class="quiet" />
            </div>
        </header>
    }
}

#[component]
fn LanguageSwitch() -> impl IntoView {
    view! { <div class="switch"><LanguageSelect id="ui-language" /></div> }
}

#[component]
fn ThemeSwitch() -> impl IntoView {
    let theme = RwSignal::new(browser::theme());
    let options = [("auto", setting::THEME_SYSTEM), ("light", setting::THEME_LIGHT), ("dark", setting::THEME_DARK)];
    let options = options.map(|(theme, words)| (theme.to_owned(), texts::text(words)));
    let choose = Callback::new(move |chosen: String| {
        browser::set_theme(&chosen);
        browser::remember("theme", &chosen);
        theme.set(chosen);
    });
    view! {
        <div class="switch">
            <label class="visually-hidden" for="theme">{setting::THEME}</label>
            <Select id="theme".to_owned() options=options.into_iter().collect() value=theme on_change=choose />
        </div>
    }
}

#[component]
fn Navigation() -> impl IntoView {
    view! {
        <nav class="side" aria-label=shell::MAIN_NAVIGATION>
            <ul>
                <li><PageLink to="/" words=shell::HOME /></li>
                <li>
                    <nav aria-labelledby="side-configuration">
                        <p id="side-configuration">{term::CONFIGURATION}</p>
                        <ul>
                            <li><PageLink to="/configuration/contact-information" words=term::CONTACT_INFORMATION /></li>
                        </ul>
                    </nav>
                </li>
                <li><PageLink to="/users" words=term::USERS /></li>
                <li><PageLink to="/notifications" words=notifications::TITLE /></li>
                <li><PageLink to="/embedding" words=title::EMBEDDING /></li>
                <li><PageLink to="/help" words=shell::HELP /></li>
            </ul>
        </nav>
    }
}
