//! The form's state, without a browser.

use messages::Catalogue;
use model::wire::User;
use model::{Code, Draft, Error, Field, Membership, Pointer, Requirement, Requirements, Role};

use super::view::input_error;
use super::{Form, Surroundings};
use crate::reactive::prelude::*;
use crate::texts::speak;

const SURROUNDINGS: Surroundings = Surroundings {
    language: || "pl".to_owned(),
    time_zone: || "Europe/Warsaw".to_owned(),
    domain_to_ascii: |_| None,
    lower_case: model::lower_case,
};

/// Signals live as long as their owner does.
fn with_form(test: impl FnOnce(Form)) {
    let owner = Owner::new();
    owner.with(|| test(Form::new(SURROUNDINGS)));
}

fn stored() -> Draft {
    serde_json::from_value(serde_json::json!({
        "alert_contacts": ["0192"],
        "technical_emergency": [
            {"name": "On call", "email": "oncall@bella-pizza.example", "phone": "+48221234567", "language": "pl"},
            {"name": null, "email": "second@bella-pizza.example", "phone": null, "language": "en"},
        ],
        "technical_non_emergency": [{"email": "tech@bella-pizza.example", "language": "en"}],
        "merchant_issues": [{"email": "merchants@bella-pizza.example", "language": "en"}],
        "operational_internal": [{"email": "ops@bella-pizza.example", "language": "en"}],
        "operational_public": {"email": "help@bella-pizza.example", "web_page": "https://bella-pizza.example/help"},
        "operational_support": [
            {"time_zone": "Europe/Warsaw", "languages": ["pl"], "hours": {"weekly": [
                {"day": "monday", "from": "09:00", "to": "12:00"},
                {"day": "monday", "from": "13:00", "to": "17:00"},
            ]}},
            {"time_zone": "America/Sao_Paulo", "languages": ["pt-BR"], "hours": "around_the_clock"},
        ],
    }))
    .expect("a draft")
}

fn fill(form: Form) {
    let user = User {
        id: "0192".to_owned(),
        name: "Anna".to_owned(),
        email: "anna@bella-pizza.example".to_owned(),
        role: Role::Editor,
        state: Membership::Active,
        invitation: None,
    };
    form.users.set(vec![user]);
    form.fill_stored(&stored(), 3);
}

/// Nobody is told of a mistake that may be none, and everybody of one once it is known.
#[test]
fn zones_are_judged_once_their_names_are_there() {
    with_form(|form| {
        fill(form);
        form.schedules.get()[0].time_zone.value.set("Mars".to_owned());
        let place = Pointer::from(Field::OperationalSupport).index(0).key("time_zone");
        assert_eq!(form.errors.get(), []);
        form.zones.arrive("America/Sao_Paulo\n\nMars\n");
        assert_eq!(form.errors.get(), []);
        form.zones.arrive("Europe/Warsaw\nAmerica/Sao_Paulo\n\nUTC\n");
        assert_eq!(form.errors.get(), [Error { pointer: place, code: Code::InvalidTimeZone }]);
    });
}

#[test]
fn an_empty_form_has_a_row_to_begin_in_and_asks_for_everything() {
    with_form(|form| {
        let draft = form.draft();
        assert_eq!(draft.technical_emergency.map(|rows| rows[0].language.clone()), Some("pl".to_owned()));
        assert_eq!(draft.operational_support.map(|rows| rows[0].time_zone.clone()), Some("Europe/Warsaw".to_owned()));
        let fields: Vec<_> = form.errors.get().iter().filter_map(|error| error.pointer.field()).collect();
        assert_eq!(fields, Field::ALL);
    });
}

#[test]
fn what_is_filled_in_comes_out_again() {
    with_form(|form| {
        fill(form);
        assert_eq!(form.draft(), stored());
        assert_eq!(form.errors.get(), []);
        assert_eq!(form.changed_fields(), []);
        form.public.email.value.set("support@bella-pizza.example".to_owned());
        assert_eq!(form.changed_fields(), [Field::OperationalPublic]);
    });
}

#[test]
fn fields_that_cannot_be_given_are_left_out() {
    with_form(|form| {
        let unavailable = |field| (field == Field::AlertContacts).then_some(Requirement::Unavailable);
        form.requirements.set(Requirements::from_wire(unavailable));
        fill(form);
        assert_eq!(form.draft().alert_contacts, None);
        assert_eq!(form.errors.get(), []);
    });
}

#[test]
fn an_optional_field_counts_as_left_out_until_something_is_typed() {
    with_form(|form| {
        let optional = |field| (field == Field::MerchantIssues).then_some(Requirement::Optional);
        form.requirements.set(Requirements::from_wire(optional));
        fill(form);
        form.fill(&Draft { merchant_issues: None, ..stored() });
        assert_eq!(form.draft().merchant_issues, None);
        let row = form.contacts(Field::MerchantIssues).expect("a list").get()[0];
        row.name.value.set("Desk".to_owned());
        assert!(form.draft().merchant_issues.is_some());
        let pointers: Vec<_> = form.errors.get().iter().map(|error| error.pointer.to_string()).collect();
        assert_eq!(pointers, ["/merchant_issues/0/email"]);
    });
}

#[test]
fn an_error_shows_once_its_input_was_left_and_while_it_is_typed_in_again() {
    with_form(|form| {
        fill(form);
        let email = form.public.email;
        let place = || Some(Pointer::from(Field::OperationalPublic).key("email"));
        let shown = input_error(form, email.touched, place);
        speak(Catalogue::embedded("en").expect("English is there").clone());
        email.value.set("help".to_owned());
        assert_eq!(shown.get(), "");
        email.touched.set(true);
        assert!(shown.get().starts_with("Enter an email address"), "{}", shown.get());
        email.value.set("help@bella-pizza.example".to_owned());
        assert_eq!(shown.get(), "");
        email.value.set("help@".to_owned());
        assert!(!shown.get().is_empty());
    });
}

#[test]
fn what_the_server_refused_shows_until_the_field_changes() {
    with_form(|form| {
        fill(form);
        let refused = Error { pointer: Pointer::from(Field::AlertContacts).index(0), code: Code::UnknownUser };
        form.refuse(form.draft(), vec![refused.clone()]);
        assert_eq!(form.errors.get(), std::slice::from_ref(&refused));
        form.public.phone.value.set("+48221234567".to_owned());
        assert_eq!(form.errors.get(), [refused]);
        form.alert_contacts.update(Vec::clear);
        let codes: Vec<_> = form.errors.get().iter().map(|error| error.code).collect();
        assert_eq!(codes, [Code::Required]);
    });
}

/// Whatever can be wrong, the summary's link leads to an element that is in the page.
#[test]
fn every_place_has_an_element() {
    with_form(|form| {
        fill(form);
        let emergency = form.contacts(Field::TechnicalEmergency).expect("a list").get();
        let schedules = form.schedules.get();
        let intervals = schedules[0].intervals.get();
        let rows = [
            ("/alert_contacts", "alert_contacts".to_owned()),
            ("/alert_contacts/0", "alert_contacts".to_owned()),
            ("/technical_emergency", "technical_emergency".to_owned()),
            ("/technical_emergency/1/email", emergency[1].element_id(Some("email"))),
            ("/technical_emergency/1/phone", emergency[1].element_id(Some("phone"))),
            ("/operational_public", "operational_public".to_owned()),
            ("/operational_public/web_page", "public-web_page".to_owned()),
            ("/operational_support/1/time_zone", schedules[1].element_id(Some("time_zone"), None, None)),
            ("/operational_support/1/languages", schedules[1].element_id(Some("languages"), None, None)),
            ("/operational_support/1/hours", schedules[1].element_id(Some("hours"), None, None)),
            ("/operational_support/0/hours/weekly", schedules[0].element_id(Some("hours"), None, None)),
            ("/operational_support/0/hours/weekly/1", intervals[1].element_id(None)),
            ("/operational_support/0/hours/weekly/1/to", intervals[1].element_id(Some("to"))),
        ];
        for (pointer, expected) in rows {
            let id = form.element_id(&Pointer::from_wire(pointer.to_owned()));
            assert_eq!(id, Some(expected), "{pointer}");
        }
        assert_eq!(form.element_id(&Pointer::from_wire("/nonsense".to_owned())), None);
        assert_eq!(form.element_id(&Pointer::from_wire("/technical_emergency/7/email".to_owned())), None);
    });
}
