//! Who signs in, and who has access to what.

use super::Invitation;
use crate::{Field, KnownBy, Membership, Role};

wire! {
    /// The answer of `GET /me`.
    pub struct Me {
        /// Who is signed in.
        pub user: Person,
        /// The accounts that they have access to.
        pub memberships: Vec<AccountMembership>,
        /// Whether they belong to the operator.
        pub staff: bool,
    }

    /// A person who signs in.
    pub struct Person {
        /// UUID.
        pub id: String,
        /// Name, as given.
        pub name: String,
        /// The address that they sign in with.
        pub email: String,
        /// BCP 47 tag of the language that they chose.
        pub language: String,
    }

    /// A role in one account.
    pub struct AccountMembership {
        /// The account.
        pub account: AccountName,
        /// What they may do there.
        pub role: Role,
        /// The only section of the form that they are asked to fill in; absent when it is all of it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(nullable = false))]
        pub section: Option<Field>,
    }

    /// How an account is called.
    pub struct AccountName {
        /// UUID.
        pub id: String,
        /// What stands for it in addresses.
        pub slug: String,
        /// Name, as given.
        pub name: String,
    }

    /// A user of an account.
    pub struct User {
        /// UUID.
        pub id: String,
        /// Name: as typed when access was granted, until they have opened the account; then their own.
        pub name: String,
        /// The address that they sign in with.
        pub email: String,
        /// What they may do.
        pub role: Role,
        /// Whether they have opened the account yet.
        pub state: Membership,
        /// The link that they were sent, until they have used it; `null` when there is none.
        #[serde(default)]
        pub invitation: Option<Invitation>,
    }

    /// A page of users.
    pub struct UsersPage {
        /// The users, by name.
        pub items: Vec<User>,
        /// The cursor of the next page, or `null` on the last.
        pub next: Option<String>,
    }

    /// Who did something, by name.
    pub struct Author {
        /// UUID.
        pub id: String,
        /// Name at the time of the answer.
        pub name: String,
        /// By whose word, if they haven't signed in themselves.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(nullable = false))]
        pub known_by: Option<KnownBy>,
    }
}
