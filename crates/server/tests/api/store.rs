//! The database itself: transactions, constraints, what several processes do to one another.

use std::sync::Arc;

use jiff::SignedDuration;
use sea_orm::{ConnectionTrait as _, Statement};
use serde_json::json;
use server::store::accounts::{self, Account, CreateError};
use server::store::sessions::{self, TokenHash};
use server::store::{self, StoreError, users};
use uuid::Uuid;

use crate::vocabulary::on_both_databases;

pub(crate) async fn number(db: &impl sea_orm::ConnectionTrait, sql: &str) -> i64 {
    let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap().unwrap();
    row.try_get_by_index::<i64>(0).or_else(|_| row.try_get_by_index::<i32>(0).map(i64::from)).unwrap()
}

on_both_databases! {
    async fn a_change_that_fails_leaves_nothing(app: TestApp) {
        let account = Account { id: Uuid::from_u128(1), slug: "new".to_owned(), name: "New".to_owned() };
        let result: Result<(), StoreError> = app
            .store
            .write(async |txn| {
                accounts::create(txn, &account, app.clock.now()).await.unwrap();
                Err(StoreError::Unreadable { column: "none" })
            })
            .await;
        result.unwrap_err();
        let slug = accounts::AccountRef::parse("new").unwrap();
        assert_eq!(accounts::find(app.store.read(), &slug).await.unwrap(), None);
    }

    async fn a_slug_belongs_to_one_account(app: TestApp) {
        let account = Account { id: Uuid::from_u128(1), slug: "bella-pizza".to_owned(), name: "Other".to_owned() };
        let result = app.store.write(async |txn| accounts::create(txn, &account, app.clock.now()).await).await;
        assert!(matches!(result, Err(CreateError::SlugTaken)), "{result:?}");
    }

    async fn writers_at_the_same_time_wait_for_one_another(app: TestApp) {
        // A second process: another pool over the same database.
        let sibling = app.spawn_sibling().await;
        let email = "admin@bella-pizza.example";
        let id: Uuid = app.user_id(email).await.parse().unwrap();
        app.store.write(async |txn| users::update(txn, id, Some("0"), None).await).await.unwrap();
        let increment = async |store: store::Store| {
            let result: Result<(), StoreError> = store
                .write(async |txn| {
                    // Reads first and then writes what it read: lost updates and failed upgrades would show.
                    accounts::lock(txn, account_id(txn).await).await?;
                    let name: i64 = users::list(txn).await?.into_iter().find(|user| user.id == id).unwrap().name.parse().unwrap();
                    tokio::task::yield_now().await;
                    users::update(txn, id, Some(&(name + 1).to_string()), None).await
                })
                .await;
            result
        };
        let stores = [app.store.clone(), sibling.store.clone()];
        let increment = Arc::new(increment);
        let tasks = (0..20).map(|index| increment(stores[index % 2].clone()));
        for result in futures_util::future::join_all(tasks).await {
            result.unwrap();
        }
        let me = app.sign_in(email).await.get("/me").await.json();
        assert_eq!(me["user"]["name"], "20");
    }

    async fn readers_do_not_wait_for_a_writer(app: TestApp) {
        let id: Uuid = app.user_id("admin@bella-pizza.example").await.parse().unwrap();
        app.store
            .write(async |txn| {
                users::update(txn, id, Some("Unfinished"), None).await?;
                let seen = users::list(app.store.read()).await?;
                assert!(seen.iter().all(|user| user.name != "Unfinished"));
                Ok::<_, StoreError>(())
            })
            .await
            .unwrap();
        let seen = users::list(app.store.read()).await.unwrap();
        assert!(seen.iter().any(|user| user.name == "Unfinished"));
    }

    async fn expired_sessions_are_forgotten_at_the_next_sign_in(app: TestApp) {
        app.sign_in("admin@bella-pizza.example").await;
        app.clock.advance(sessions::IDLE + SignedDuration::from_secs(1));
        app.sign_in("editor@bella-pizza.example").await;
        assert_eq!(number(app.store.read(), "SELECT count(*) FROM sessions").await, 1);
    }

    async fn what_refers_to_nothing_is_not_stored(app: TestApp) {
        let create = async |txn: &store::Txn| sessions::create(txn, TokenHash::of(b"x"), Uuid::from_u128(1), app.clock.now()).await;
        app.store.write(create).await.unwrap_err();
    }

    async fn those_who_had_access_before_it_had_names_keep_theirs(app: TestApp) {
        let grant = json!({"name": "New", "email": "new@bella-pizza.example", "role": "viewer"});
        let admin = app.sign_in("admin@bella-pizza.example").await;
        admin.post("/accounts/bella-pizza/users", &grant).await.expect(201);
        let before = admin.get("/accounts/bella-pizza/users").await.json();
        for sql in [
            "ALTER TABLE memberships DROP COLUMN name",
            "ALTER TABLE memberships DROP COLUMN accepted_at",
            "DELETE FROM seaql_migrations WHERE version = 'm2026_11_24_membership_names'",
        ] {
            app.store.write(async |txn| txn.execute_unprepared(sql).await.map_err(StoreError::from)).await.unwrap();
        }
        app.store.migrate().await.unwrap();
        let answer = admin.get("/accounts/bella-pizza/users").await.json();
        assert_eq!(answer, before);
        let accepted = "SELECT count(*) FROM memberships WHERE accepted_at = created_at";
        assert_eq!(number(app.store.read(), accepted).await, 15);
    }

    async fn migrating_again_changes_nothing(app: TestApp) {
        app.store.migrate().await.unwrap();
        assert_eq!(users::list(app.store.read()).await.unwrap().len(), 16);
    }
}

async fn account_id(db: &impl sea_orm::ConnectionTrait) -> Uuid {
    accounts::list(db).await.unwrap()[0].id
}

#[tokio::test]
async fn sqlite_keeps_what_it_acknowledged() {
    let app = crate::vocabulary::TestApp::spawn(crate::vocabulary::Database::Sqlite).await;
    app.store
        .write(async |txn| {
            // 2 is FULL.
            assert_eq!(number(txn, "PRAGMA synchronous").await, 2);
            assert_eq!(number(txn, "PRAGMA foreign_keys").await, 1);
            assert!(number(txn, "PRAGMA busy_timeout").await > 0);
            let mode =
                txn.query_one_raw(Statement::from_string(txn.get_database_backend(), "PRAGMA journal_mode")).await?;
            assert_eq!(mode.unwrap().try_get_by_index::<String>(0)?, "wal");
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
    let write = app.store.read().execute_unprepared("DELETE FROM users").await;
    assert!(write.is_err(), "the pool that reads must not write");
}

#[cfg(unix)]
#[tokio::test]
async fn a_new_sqlite_file_is_its_owner_s_alone() {
    use std::os::unix::fs::PermissionsExt as _;

    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("new.db");
    let store = store::connect(&format!("sqlite://{}?mode=rwc", path.display()).into()).await.unwrap();
    store.migrate().await.unwrap();
    for entry in std::fs::read_dir(directory.path()).unwrap() {
        let entry = entry.unwrap();
        assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{:?}", entry.file_name());
    }
}
