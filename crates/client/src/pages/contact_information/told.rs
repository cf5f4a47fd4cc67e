//! Who would be told of what: worked out from what is typed, by the same rules as the server's.

use messages::key::{contact_page, told};
use model::wire::User;
use model::{AddressState, CallSheet, Category, Colleague, Context, EmailAddress, Language, Recipients, route};

use super::addresses::Addresses;
use crate::form::emergency;
use crate::markup::{Node, view};
use crate::pages::category_name;
use crate::portal::Portal;
use crate::reactive::prelude::*;
use crate::{browser, texts};

/// Those who would be told of something of a category.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Told {
    category: Category,
    people: Vec<String>,
    fallback: bool,
}

/// All categories, with those who would be told.
pub(super) fn view(portal: Portal, addresses: Addresses) -> Node {
    let told = Memo::new(move |_| all(portal, addresses));
    let rows = move || told.get().into_iter().map(row).collect_view();
    view! {
        <section class="card no-print" aria-labelledby="told">
            <h2 id="told">{contact_page::TOLD_TITLE}</h2>
            <p class="soft">{contact_page::TOLD_INTRO}</p>
            <dl class="values">{rows}</dl>
        </section>
    }
}

fn row(told: Told) -> Node {
    let title =
        if told.category == Category::Emergency { contact_page::TOLD_EMERGENCY } else { category_name(told.category) };
    let nobody = told.people.is_empty().then(|| texts::text(contact_page::TOLD_NOBODY));
    let people =
        told.people.into_iter().chain(nobody).map(|person| view! { <bdi class="line">{person}</bdi> }).collect_view();
    let fallback = told.fallback.then(|| view! { <span class="line soft small">{told::FALLBACK}</span> });
    view! {
        <div>
            <dt>{title}</dt>
            <dd>{people} {fallback}</dd>
        </div>
    }
}

fn all(portal: Portal, addresses: Addresses) -> Vec<Told> {
    let (draft, requirements, users) = (portal.form.draft(), portal.form.requirements.get(), portal.form.users.get());
    let states = addresses.states();
    let ids: Vec<String> = users.iter().map(|user| user.id.clone()).collect();
    let colleagues: Vec<Colleague> = users.iter().filter_map(colleague).collect();
    let context = Context {
        requirements: &requirements,
        users: &ids,
        domain_to_ascii: &browser::domain_to_ascii,
        // Who is told of something doesn't depend on when support is open.
        is_time_zone: &|_| true,
        lower_case: &browser::lower_case,
    };
    let address_state = |mailbox: &str| {
        let known = states.iter().find(|(known, _)| known == mailbox).map(|(_, state)| *state);
        // Whoever is typed here for the first time is asked once it is saved. Users are known by signing in.
        let is_user = colleagues.iter().any(|colleague| colleague.email.mailbox() == mailbox);
        known.or((!is_user).then_some(AddressState::Unverified))
    };
    let sheet = CallSheet { values: &draft, context: &context, colleagues: &colleagues, address_state: &address_state };
    Category::ALL.into_iter().map(|category| named(category, route(category, &sheet))).collect()
}

/// A user as routing sees them. In which language they are written to makes no difference here.
fn colleague(user: &User) -> Option<Colleague> {
    let email = EmailAddress::parse(&user.email, &browser::domain_to_ascii).ok()?;
    let (id, name) = (user.id.clone(), user.name.clone());
    Some(Colleague { id, name, email, language: Language::English, role: user.role, state: user.state })
}

fn named(category: Category, recipients: Recipients) -> Told {
    let people = recipients.recipients.iter();
    let people = people.map(|it| emergency::person(it.name.as_deref(), it.email.as_str())).collect();
    Told { category, people, fallback: recipients.fallback }
}
