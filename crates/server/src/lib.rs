//! The server of Callsheet.
//!
//! The binary only wires: everything it runs is here, so that tests drive exactly what operators run.
//!
//! * [`cli`], [`config`], [`startup`], [`telemetry`]: how a process begins, is observed, and ends.
//! * [`clock`], [`random`]: time and chance, passed in.
//! * `entity`, `migration` (both private), [`store`]: what is kept, and the only way to it.
//! * [`policy`], [`verdict`], [`gates`]: what is asked of accounts, what the model says of what they gave, and the
//!   gates that follow from it.
//! * [`routing`], [`notifications`]: who is told of something, and what becomes of what the operator's systems tell.
//! * [`identities`], [`keys`], [`embed_sessions`], [`directory`], [`cache`]: who is signed in, by which key a system asks,
//!   for whom a page of the operator's speaks, which accounts there are, and how copies of what is kept stay true.
//! * [`tokens`], [`passes`]: what keys look like, and what is signed.
//! * [`invitations`]: what is stored and written to people when they are given access.
//! * `serve`, `guests`, `impatient` (all private): connections, how many there may be, and how long they may take.
//! * [`http`]: what is answered, a router a feature.
//! * [`administration`], [`demo`]: the commands that work on a database without a server.

pub mod addresses;
pub mod administration;
pub mod cache;
pub mod catalogue;
pub mod cli;
pub mod clock;
pub mod config;
pub mod demo;
pub mod directory;
pub mod embed_sessions;
mod entity;
pub mod gates;
mod guests;
mod hex;
pub mod http;
pub mod identities;
mod impatient;
pub mod invitations;
pub mod keys;
pub mod mail;
mod migration;
mod notes;
pub mod notifications;
pub mod passes;
pub mod password;
pub mod policy;
pub mod random;
pub mod routing;
mod serve;
pub mod startup;
pub mod store;
pub mod support_hours;
pub mod telemetry;
pub mod tokens;
pub mod verdict;
