//! `callsheet mail`: what waits and what became of the rest, trying again, trying at all.

use std::process::Command;

use sea_orm::ConnectionTrait as _;
use server::store::outbox::Priority;
use server::store::{StoreError, Txn};

use crate::commands::{callsheet, refuse, succeed};
use crate::outbox::{later, write};
use crate::vocabulary::{Database, Mailbox, Rule, Stage, TestApp, TestDatabase};

async fn check_trying_again(database: Database) {
    let database = TestDatabase::with_demo_data(database).await;
    let app = TestApp::spawn_over(database.clone()).await;
    let mut ids = Vec::new();
    for (name, state) in [
        ("ada", "dead"),
        ("bo", "dead"),
        ("cy", "bounced"),
        ("di", "sent"),
        ("eve", "queued"),
        // Whom nobody lists, who has access, and who forgot a password.
        ("fay", "dead"),
        ("admin", "dead"),
        ("gus", "dead"),
        // Who has no access, and was asked to fill in the form.
        ("hal", "dead"),
    ] {
        let id = write(&app, &format!("{name}@bella-pizza.example"), Priority::Ordinary).await;
        let sql = format!("UPDATE mails SET state = '{state}', reply = '554 no' WHERE email LIKE '{name}@%'");
        app.store.write(async |txn: &Txn| Ok::<_, StoreError>(txn.execute_unprepared(&sql).await?)).await.unwrap();
        ids.push(id.to_string());
        // Mails of one moment have no order.
        later(&app, 1);
    }
    for sql in [
        "UPDATE mails SET account_id = (SELECT id FROM accounts WHERE slug = 'bella-pizza') WHERE email LIKE 'fay@%' OR email LIKE 'admin@%' OR email LIKE 'hal@%'",
        "UPDATE mails SET kind = 'request_to_fill' WHERE email LIKE 'hal@%'",
        "UPDATE mails SET kind = 'password_reset' WHERE email LIKE 'gus@%'",
    ] {
        app.store.write(async |txn: &Txn| Ok::<_, StoreError>(txn.execute_unprepared(sql).await?)).await.unwrap();
    }
    let [ada, bo, cy, di, eve, fay, admin, gus, hal] = <[String; 9]>::try_from(ids).unwrap();
    let listed = |state: &str| {
        let list = succeed(&database, &["mail", "list", "--state", state], "");
        list.lines().map(|line| line.split('\t').nth(6).unwrap().to_owned()).collect::<Vec<_>>()
    };
    // The newest first.
    assert_eq!(listed("dead"), [&*hal, &*gus, &*admin, &*fay, &*bo, &*ada]);
    assert!(succeed(&database, &["mail", "list", "--limit", "1"], "").ends_with(&format!("\t{hal}\t554 no\n")));
    for id in [&ada, &cy, &eve] {
        assert_eq!(succeed(&database, &["mail", "retry", id], ""), "1\n");
    }
    assert_eq!(listed("queued"), [&*eve, &*cy, &*ada]);
    assert_eq!(succeed(&database, &["mail", "retry", "--all-dead"], ""), "2\n");
    assert_eq!(listed("queued"), [&*admin, &*eve, &*cy, &*bo, &*ada]);
    assert_eq!((listed("dead"), listed("sent")), (vec![hal.clone(), gus.clone(), fay.clone()], vec![di.clone()]));
    for wrong in [&*di, &*fay, &*gus, &*hal, "00000000-0000-7000-8000-000000000000", "x"] {
        refuse(&database, &["mail", "retry", wrong], "", "ID");
    }
    refuse(&database, &["mail", "retry"], "", "--all-dead");
}

#[tokio::test]
async fn mails_are_tried_again_on_sqlite() {
    check_trying_again(Database::Sqlite).await;
}

#[tokio::test]
async fn mails_are_tried_again_on_postgresql() {
    check_trying_again(Database::Postgresql).await;
}

#[tokio::test]
async fn whoever_sets_mail_up_sees_what_the_mail_server_says() {
    let mailbox = Mailbox::open().await;
    let database = TestDatabase::with_demo_data(Database::Sqlite).await;
    let test = |arguments: &[&str]| -> Command {
        let mut command = callsheet(&database, &[&["mail", "test"], arguments].concat());
        command.env("CALLSHEET_SMTP_URL", mailbox.url());
        command
    };
    let sent = test(&["ada@operator.example", "--language", "de"]).output().unwrap();
    assert!(sent.status.success() && sent.stdout.starts_with(b"250 "), "{sent:?}");
    let mail = &mailbox.received(1).await[0];
    assert_eq!((&*mail.to[0], mail.header("Content-Language")), ("ada@operator.example", "de"));

    mailbox.tell(Rule::refuse(Stage::Recipient).saying(550, "5.1.1 no such user")).await;
    let refused = test(&["ada@operator.example"]).output().unwrap();
    let says = String::from_utf8_lossy(&refused.stderr);
    assert!(!refused.status.success() && says.contains("refuses the address: 550 5.1.1 no such user"), "{says}");
    mailbox.close().await;
    let unreachable = test(&["ada@operator.example"]).output().unwrap();
    let says = String::from_utf8_lossy(&unreachable.stderr);
    assert!(!unreachable.status.success() && says.contains("can't be talked to"), "{says}");

    refuse(&database, &["mail", "test", "ada@operator.example"], "", "CALLSHEET_SMTP_URL");
    let nobody = test(&["nobody"]).output().unwrap();
    assert_eq!(nobody.status.code(), Some(2));
}
