//! Rows, as SeaORM sees them. Private to [`store`](crate::store), which turns them into domain types.
//!
//! Two decisions hold for every table. Ids are UUIDs: 16 bytes on both databases, and version 7 keeps their indexes
//! in the order of time. Times are whole microseconds since the epoch in a 64-bit integer: both databases order and
//! compare them alike, without time zones, and without SQLite's lack of a type for them. Words such as roles are
//! text, read strictly by the store.

#![expect(unreachable_pub, reason = "SeaORM's macros make everything `pub`")]

pub(crate) mod account;
pub(crate) mod account_origin;
pub(crate) mod address;
pub(crate) mod api_key;
pub(crate) mod contact_information;
pub(crate) mod contact_information_history;
pub(crate) mod delivery;
pub(crate) mod device;
pub(crate) mod draft;
pub(crate) mod embed_session;
pub(crate) mod idempotency_key;
pub(crate) mod integration;
pub(crate) mod invitation;
pub(crate) mod link;
pub(crate) mod mail;
pub(crate) mod mail_event;
pub(crate) mod membership;
pub(crate) mod notification;
pub(crate) mod password_reset_request;
pub(crate) mod problem;
pub(crate) mod request_to_fill;
pub(crate) mod session;
pub(crate) mod sign_in_failure;
pub(crate) mod signing_key;
pub(crate) mod support_request;
pub(crate) mod user;
