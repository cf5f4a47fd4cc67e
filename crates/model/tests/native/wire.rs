//! What travels is read in the browser as the server has written it.

use model::wire::{
    Address, AddressLinkLook, AddressesPage, Delivery, DeliveryEvent, EmergencyPreview, Invitation, InvitationLook,
    InvitationMail, InvitingAccount, ListingAccount, Notification, NotificationsPage, OpenSpan, PasswordResetLook,
    PreviewedRecipient, PublicSupport, Recipient, Recipients, Replacement, RequestToFill, TestMessage, User,
};
use model::{
    AddressState, Category, DeliveryState, Environment, Field, InvitationState, Language, Membership,
    PublicContactDraft, Read, Reason, Role, ScheduleDraft, Severity,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

fn check<T: Read + Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(value: &T, expected: Value) {
    assert_eq!(serde_json::to_value(value).expect("JSON"), expected);
    assert_eq!(T::read(&expected).as_ref(), Some(value), "as the browser reads it");
    assert_eq!(&serde_json::from_value::<T>(expected).expect("JSON"), value);
}

fn text(text: &str) -> String {
    text.to_owned()
}

const TIME: &str = "2026-11-24T12:00:00Z";

fn event() -> DeliveryEvent {
    DeliveryEvent { at: text(TIME), state: DeliveryState::Deferred, reply: Some(text("451 4.7.1 later")) }
}

fn event_json() -> Value {
    json!({"at": TIME, "state": "deferred", "reply": "451 4.7.1 later"})
}

fn delivery() -> Delivery {
    Delivery {
        id: text("0192d"),
        name: None,
        email: text("a@example.com"),
        language: Language::BrazilianPortuguese,
        reason: Reason::TechnicalEmergency,
        state: DeliveryState::Deferred,
        attempts: 2,
        updated_at: text(TIME),
        next_attempt_at: Some(text(TIME)),
        reply: None,
        events: vec![event()],
    }
}

#[test]
fn notifications() {
    let delivery_json = json!({
        "id": "0192d", "name": null, "email": "a@example.com", "language": "pt-BR", "reason": "technical_emergency",
        "state": "deferred", "attempts": 2, "updated_at": TIME, "next_attempt_at": TIME, "reply": null,
        "events": [event_json()],
    });
    check(&delivery(), delivery_json.clone());
    let notification = Notification {
        id: text("0192n"),
        category: Category::ProductionIssue,
        environment: Environment::Production,
        subject: text("Menu feed fails"),
        body: text("Since 12:00."),
        severity: Some(Severity::High),
        problem_key: None,
        posted_at: text(TIME),
        fallback: false,
        folded: true,
        deliveries: vec![delivery()],
    };
    let notification_json = json!({
        "id": "0192n", "category": "production_issue", "environment": "production", "subject": "Menu feed fails",
        "body": "Since 12:00.", "severity": "high", "problem_key": null, "posted_at": TIME, "fallback": false,
        "folded": true, "deliveries": [delivery_json],
    });
    check(&notification, notification_json.clone());
    let page = NotificationsPage { items: vec![notification], next: Some(text("0192n")) };
    check(&page, json!({"items": [notification_json], "next": "0192n"}));
}

#[test]
fn recipients() {
    let recipient = Recipient {
        name: Some(text("On call")),
        email: text("a@example.com"),
        phone: Some(text("+48221234567")),
        language: Language::Polish,
        reason: Reason::Administrator,
    };
    check(
        &Recipients { recipients: vec![recipient], support_open: true, fallback: false },
        json!({
            "recipients": [{
                "name": "On call", "email": "a@example.com", "phone": "+48221234567", "language": "pl",
                "reason": "administrator",
            }],
            "support_open": true,
            "fallback": false,
        }),
    );
}

#[test]
fn whom_an_emergency_would_reach() {
    let named = PreviewedRecipient { name: Some(text("On call")), email: text("a@example.com") };
    let nameless = PreviewedRecipient { name: None, email: text("b@example.com") };
    check(
        &EmergencyPreview { recipients: vec![named, nameless], fallback: true },
        json!({
            "recipients": [{"name": "On call", "email": "a@example.com"}, {"name": null, "email": "b@example.com"}],
            "fallback": true,
        }),
    );
}

#[test]
fn addresses() {
    let address = Address {
        email: text("a@example.com"),
        state: AddressState::Declined,
        since: text(TIME),
        reply: None,
        verification: Some(DeliveryState::Sent),
        replacement: Some(Replacement { name: None, email: text("b@example.com") }),
    };
    check(
        &AddressesPage { items: vec![address] },
        json!({"items": [{
            "email": "a@example.com", "state": "declined", "since": TIME, "reply": null, "verification": "sent",
            "replacement": {"name": null, "email": "b@example.com"},
        }]}),
    );
    check(
        &AddressLinkLook {
            email: text("a@example.com"),
            account: ListingAccount { name: text("Bella Pizza") },
            fields: vec![Field::TechnicalEmergency],
            state: AddressState::Unverified,
        },
        json!({
            "email": "a@example.com", "account": {"name": "Bella Pizza"}, "fields": ["technical_emergency"],
            "state": "unverified",
        }),
    );
    let Delivery { id, email, language, state, attempts, updated_at, next_attempt_at, reply, events, .. } = delivery();
    check(
        &TestMessage { id, email, language, state, attempts, updated_at, next_attempt_at, reply, events },
        json!({
            "id": "0192d", "email": "a@example.com", "language": "pt-BR", "state": "deferred", "attempts": 2,
            "updated_at": TIME, "next_attempt_at": TIME, "reply": null, "events": [event_json()],
        }),
    );
}

#[test]
fn invitations() {
    let user = |invitation| User {
        id: text("0192u"),
        name: text("Anna"),
        email: text("a@example.com"),
        role: Role::Editor,
        state: Membership::Invited,
        invitation,
    };
    let user_json = |invitation: Value| {
        json!({
            "id": "0192u", "name": "Anna", "email": "a@example.com", "role": "editor", "state": "invited",
            "invitation": invitation,
        })
    };
    check(&user(None), user_json(Value::Null));
    let mut of_an_older_server = user_json(Value::Null);
    of_an_older_server.as_object_mut().expect("an object").remove("invitation");
    assert_eq!(User::read(&of_an_older_server), Some(user(None)));
    assert_eq!(serde_json::from_value::<User>(of_an_older_server).ok(), Some(user(None)));
    let invitation = Invitation {
        state: InvitationState::Expired,
        section: Some(Field::OperationalSupport),
        sent_at: text(TIME),
        expires_at: text(TIME),
        mail: Some(InvitationMail { state: DeliveryState::Bounced, reply: Some(text("550 5.1.1 nobody")) }),
    };
    check(
        &user(Some(invitation)),
        user_json(json!({
            "state": "expired", "section": "operational_support", "sent_at": TIME, "expires_at": TIME,
            "mail": {"state": "bounced", "reply": "550 5.1.1 nobody"},
        })),
    );
    check(
        &InvitationLook {
            account: InvitingAccount { slug: text("bella-pizza"), name: text("Bella Pizza") },
            email: text("a@example.com"),
            name: text("Anna"),
            language: Language::German,
            role: Role::Administrator,
            section: None,
            invited_by: None,
        },
        json!({
            "account": {"slug": "bella-pizza", "name": "Bella Pizza"}, "email": "a@example.com", "name": "Anna",
            "language": "de", "role": "administrator", "section": null, "invited_by": null,
        }),
    );
    check(&PasswordResetLook { email: text("a@example.com") }, json!({"email": "a@example.com"}));
    check(&RequestToFill { asked: 3 }, json!({"asked": 3}));
}

#[test]
fn support() {
    let open = [Some(text(TIME)), None].map(|until| OpenSpan { from: text(TIME), until });
    check(
        &PublicSupport {
            name: text("Bella Pizza"),
            operational_public: PublicContactDraft { email: text("help@example.com"), ..PublicContactDraft::default() },
            operational_support: vec![ScheduleDraft { time_zone: text("UTC"), ..ScheduleDraft::default() }],
            open: open.into(),
        },
        json!({
            "name": "Bella Pizza",
            "operational_public": {"email": "help@example.com", "phone": null, "web_page": null},
            "operational_support": [{"time_zone": "UTC", "languages": []}],
            "open": [{"from": TIME, "until": TIME}, {"from": TIME, "until": null}],
        }),
    );
}

/// Names that travel are those that `id` gives.
#[test]
fn names() {
    macro_rules! check_names {
        ($($named:ty),*) => {
            $(for named in <$named>::ALL {
                let name = serde_json::to_value(named).expect("a name");
                assert_eq!(name, named.id());
                assert_eq!(<$named>::read(&name), Some(named));
                assert_eq!(<$named>::from_id("fax"), None);
            })*
        };
    }
    check_names!(AddressState, Category, DeliveryState, Reason, Severity);
    for state in [InvitationState::Pending, InvitationState::Expired] {
        assert_eq!(InvitationState::read(&serde_json::to_value(state).expect("a name")), Some(state));
    }
    for language in Language::ALL {
        assert_eq!(Language::read(&json!(language.tag())), Some(language));
    }
}
