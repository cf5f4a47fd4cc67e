//! The demo data: five accounts, each with one integration or several and three users, and one of the operator's
//! staff. All accounts start locked, because nobody has given their contact information.

use model::wire::Stage;
use model::{EmailAddress, Language, Role};
use secrecy::SecretString;

use crate::administration::{CommandError, failed, read_email};
use crate::clock::Clock;
use crate::password::Passwords;
use crate::random::Randomness;
use crate::store::accounts::{self, Account};
use crate::store::integrations::{self, Integration};
use crate::store::memberships::{self, NewMember};
use crate::store::users::{self, NewUser};
use crate::store::{Store, Txn};

/// The password of every demo user. It is public, so it only ever works on a database that was made by [`fill`].
pub const PASSWORD: &str = "callsheet-demo";

/// What `callsheet demo` prints when it is done.
pub const SIGN_INS: &str = "\
The database holds the demo data now. Sign in with the password callsheet-demo as
  admin@ACCOUNT.example, editor@ACCOUNT.example or viewer@ACCOUNT.example,
  where ACCOUNT is bella-pizza, city-walks, trattoria-roma, studio-hair or grand-hotel,
  or as staff@operator.example.
";

struct DemoAccount {
    slug: &'static str,
    name: &'static str,
    /// Kind and name of each.
    integrations: &'static [(&'static str, &'static str)],
    /// Administrator, editor and viewer.
    users: [&'static str; 3],
}

const ACCOUNTS: [DemoAccount; 5] = [
    DemoAccount {
        slug: "bella-pizza",
        name: "Bella Pizza",
        integrations: &[("ordering", "Online ordering")],
        users: ["Anna Nowak", "Piotr Zieliński", "Ewa Wójcik"],
    },
    DemoAccount {
        slug: "city-walks",
        name: "City Walks",
        integrations: &[("things_to_do", "Guided walks")],
        users: ["Emma Hughes", "Oliver Grant", "Ruth Palmer"],
    },
    DemoAccount {
        slug: "trattoria-roma",
        name: "Trattoria Roma",
        integrations: &[("reservations", "Table reservations")],
        users: ["Giulia Ferri", "Marco Conti", "Elena Greco"],
    },
    DemoAccount {
        slug: "studio-hair",
        name: "Studio Hair",
        integrations: &[("appointments", "Salon appointments")],
        users: ["Lena Hoffmann", "Jonas Weber", "Mia Schulz"],
    },
    DemoAccount {
        slug: "grand-hotel",
        name: "Grand Hotel",
        integrations: &[
            ("reservations", "Restaurant tables"),
            ("appointments", "Spa appointments"),
            ("things_to_do", "Day trips"),
        ],
        users: ["Carla Mendes", "Lucas Ortega", "Sofía Reyes"],
    },
];

const STAFF: (&str, &str) = ("staff@operator.example", "Sam Keller");

/// Fills an empty database.
///
/// # Errors
/// When the database has any account or user, or fails.
pub async fn fill(store: &Store, clock: &Clock, randomness: &Randomness) -> Result<(), CommandError> {
    let passwords = Passwords::new(randomness).map_err(failed)?;
    let place = passwords.place(None).await.ok_or_else(|| failed("no place to hash passwords"))?;
    // One hash for all: the password is the same and known to everybody, and sixteen would take a second.
    let hash = place.hash(SecretString::from(PASSWORD), randomness).await.map_err(failed)?;
    store.write(async |txn| fill_in(txn, clock, randomness, &hash).await).await
}

async fn fill_in(txn: &Txn, clock: &Clock, randomness: &Randomness, hash: &str) -> Result<(), CommandError> {
    if users::any(txn).await? || accounts::any(txn).await? {
        return Err(CommandError::Usage(
            "CALLSHEET_DATABASE_URL: the database isn't empty; demo data goes into an empty one only".to_owned(),
        ));
    }
    for demo in ACCOUNTS {
        let account = Account { id: clock.new_id(randomness), slug: demo.slug.to_owned(), name: demo.name.to_owned() };
        accounts::create(txn, &account, clock.now()).await.map_err(failed)?;
        for (kind, name) in demo.integrations {
            let integration = Integration {
                id: clock.new_id(randomness),
                kind: (*kind).to_owned(),
                name: (*name).to_owned(),
                stage: Stage::Development,
            };
            integrations::create(txn, account.id, &integration, clock.now()).await?;
        }
        let roles = [(Role::Administrator, "admin"), (Role::Editor, "editor"), (Role::Viewer, "viewer")];
        for ((role, local_part), name) in roles.into_iter().zip(demo.users) {
            let email = read_email(&format!("{local_part}@{}.example", demo.slug))?;
            let user = new_user(clock, randomness, &email, name, hash);
            users::create(txn, &user, clock.now()).await?;
            let member = NewMember { user: user.id, role, name, section: None, is_accepted: true };
            memberships::grant(txn, account.id, member, clock.now()).await?;
        }
    }
    let (email, name) = STAFF;
    let email = read_email(email)?;
    let staff = NewUser { staff: true, ..new_user(clock, randomness, &email, name, hash) };
    users::create(txn, &staff, clock.now()).await?;
    Ok(())
}

fn new_user<'a>(
    clock: &Clock,
    randomness: &Randomness,
    email: &'a EmailAddress,
    name: &'a str,
    hash: &str,
) -> NewUser<'a> {
    NewUser {
        id: clock.new_id(randomness),
        email,
        name,
        language: Language::English,
        staff: false,
        password_hash: Some(hash.to_owned()),
    }
}
