//! Addresses that contacts are written to, and what is known of them.

use crate::{AddressState, DeliveryState, Field};

wire! {
    /// An address that is listed in the contact information.
    pub struct Address {
        /// The address, as it is listed.
        pub email: String,
        /// What is known of it.
        pub state: AddressState,
        /// Since when.
        pub since: String,
        /// What the mail server said when it refused the address; `null` when it didn't.
        pub reply: Option<String>,
        /// How far the mail has come that asks for it to be confirmed; `null` when there is none.
        pub verification: Option<DeliveryState>,
        /// Whom to list in its place, as somebody there has said.
        pub replacement: Option<Replacement>,
    }

    /// The addresses that are listed in the contact information.
    pub struct AddressesPage {
        /// The addresses, each once.
        pub items: Vec<Address>,
    }

    /// Somebody to list in the place of somebody else.
    pub struct Replacement {
        /// Name, when given.
        pub name: Option<String>,
        /// Address.
        pub email: String,
    }

    /// What the page behind the link shows by which an address is confirmed or declined.
    pub struct AddressLinkLook {
        /// The address.
        pub email: String,
        /// Where it is listed.
        pub account: ListingAccount,
        /// The fields that it is listed in.
        pub fields: Vec<Field>,
        /// What is known of it so far.
        pub state: AddressState,
    }

    /// An account, to people who aren't its users.
    pub struct ListingAccount {
        /// Name, as given.
        pub name: String,
    }
}
