//! The API, driven as clients drive it: the real server over a real socket, on SQLite and on PostgreSQL.
//!
//! Modules mirror addresses; `vocabulary` is what they share.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails where it should, in functions that tests share, too"
)]

mod vocabulary;

mod access;
mod accounts;
mod addresses;
mod administration;
mod alert_contacts;
mod alertmanager;
mod api_keys;
mod assets;
mod bad_input;
mod bodies;
mod commands;
mod conflicts;
mod contact_information;
mod documents;
mod draft;
mod embed_sessions;
mod embedding;
mod gate;
mod gate_pass;
mod handover;
mod health;
mod history;
mod invitation_links;
mod invitations;
mod killed;
mod mail_commands;
mod mail_server;
mod me;
mod mistakes;
mod mutations;
mod notification_faults;
mod notifications;
mod openapi;
mod origins;
mod outbox;
mod outcomes;
mod password_resets;
mod problem_windows;
mod public_support;
mod reference;
mod requests_to_fill;
mod rerouting;
mod security;
mod session;
mod sign_in_limits;
mod store;
mod support_page;
mod support_requests;
mod test_messages;
mod users;
