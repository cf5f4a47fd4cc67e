//! What tests say: `TestApp::spawn(database)`, `app.sign_in("admin@bella-pizza.example")`, `client.get("/me")`.

mod answer;
mod app;
mod client;
mod database;
mod mailbox;
mod patience;
mod pooler;
mod postgres;
pub(crate) mod values;

pub(crate) use answer::Answer;
pub(crate) use app::TestApp;
pub(crate) use client::Client;
pub(crate) use database::{Database, TestDatabase};
pub(crate) use mailbox::{Mailbox, ReceivedMail, Rule, Stage};
pub(crate) use patience::eventually;
pub(crate) use pooler::Pooler;

/// Declares tests that run on both databases, each with a server of its own that holds the demo data.
macro_rules! on_both_databases {
    ($($(#[$meta:meta])* async fn $name:ident($app:ident: TestApp) $body:block)+) => {
        $(
            $(#[$meta])*
            mod $name {
                #[allow(unused_imports, reason = "not every test needs all that its module imports")]
                use super::*;
                use crate::vocabulary::{Database, TestApp};

                async fn run($app: TestApp) $body

                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn on_sqlite() {
                    run(TestApp::spawn(Database::Sqlite).await).await;
                }

                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn on_postgresql() {
                    run(TestApp::spawn(Database::Postgresql).await).await;
                }
            }
        )+
    };
}

pub(crate) use on_both_databases;
