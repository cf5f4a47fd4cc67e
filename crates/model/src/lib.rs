//! The contact model: what an account's contact information is, and what makes it valid.
//!
//! This crate is the only place that knows the rules. It runs in the browser as WebAssembly and on
//! the server, so both reach the same verdict on every input. It has no clock, no I/O, no web and
//! no database, and it holds no words for people: errors are [`Code`]s at [`Pointer`]s, and the text
//! is chosen where they are shown.
//!
//! The way of a value: strings typed → [`Draft`] → [`parse`] → [`ContactInformation`].
//!
//! | to add | go to |
//! |---|---|
//! | a limit | [`limits`] |
//! | a kind of value | a file of its own beside [`email`](EmailAddress), used in `parse` |
//! | a field | [`Field`], [`Draft`], [`ContactInformation`], [`Requirements`], then `parse` |
//! | who is told of what | [`route`] |
//! | something that travels as JSON | [`wire`] |

mod address_state;
mod contact;
mod contact_information;
mod delivery;
mod domain;
mod draft;
mod email;
mod environment;
mod error;
mod field;
mod gate;
mod hours;
mod language;
pub mod limits;
mod name;
mod notification;
mod origin;
mod parse;
mod phone;
mod read;
mod requirements;
mod routing;
mod schedule;
#[cfg(feature = "json")]
mod shape;
mod support_hours;
mod time_zone;
mod typo;
mod users;
mod warnings;
mod web_page;
mod week;
pub mod wire;
mod write;

pub use address_state::AddressState;
pub use contact::{Contact, PublicContact};
pub use contact_information::ContactInformation;
pub use delivery::DeliveryState;
pub use draft::{ContactDraft, Draft, HoursDraft, IntervalDraft, PublicContactDraft, ScheduleDraft};
pub use email::{EmailAddress, lower_case};
pub use environment::Environment;
pub use error::{Code, Error, Pointer};
pub use field::Field;
pub use gate::{Gate, GateState};
pub use hours::{Hours, Interval, Intervals, TimeOfDay, Weekday};
pub use language::Language;
pub use name::Name;
pub use notification::{Category, Reason, Severity};
pub use origin::Origin;
pub use parse::{Context, parse, parse_schedule};
pub use phone::PhoneNumber;
pub use read::{Json, Read};
pub use requirements::{Policy, Requirement, Requirements};
pub use routing::{CallSheet, Colleague, Recipient, Recipients, route};
pub use schedule::Schedule;
#[cfg(feature = "json")]
pub use shape::{parse_json, read_draft};
pub use support_hours::{LocalTime, is_open};
pub use time_zone::{TimeZone, ZoneNames};
pub use typo::likely_domain;
pub use users::{InvitationState, KnownBy, Membership, Role, UserId};
pub use warnings::{Known, Warning, warnings};
pub use web_page::WebPage;
pub use week::{MINUTES_PER_WEEK, Span, covered_spans, uncovered_minutes};
pub use write::{Write, write_object};
