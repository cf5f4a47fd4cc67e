//! Invitations and forgotten passwords: what is known of a link, and what it shows to whoever has it.

use crate::{DeliveryState, Field, InvitationState, Language, Role};

wire! {
    /// The link that a user was sent who hasn't signed in yet.
    pub struct Invitation {
        /// Whether it can still be used.
        pub state: InvitationState,
        /// The only section of the form that they are asked to fill in; `null` when it is all of it.
        pub section: Option<Field>,
        /// When they were invited last.
        pub sent_at: String,
        /// Until when the link can be used.
        pub expires_at: String,
        /// What has become of the mail; `null` when there is none.
        pub mail: Option<InvitationMail>,
    }

    /// What has become of the mail with an invitation.
    pub struct InvitationMail {
        /// How far it has come.
        pub state: DeliveryState,
        /// What the mail server said last; `null` when it hasn't said anything.
        pub reply: Option<String>,
    }

    /// What the page behind an invitation's link shows.
    pub struct InvitationLook {
        /// What they are invited to.
        pub account: InvitingAccount,
        /// The address that they will sign in with.
        pub email: String,
        /// The name under which access was given.
        pub name: String,
        /// The language that they are written to in.
        pub language: Language,
        /// What they may do.
        pub role: Role,
        /// The only section of the form that they are asked to fill in; `null` when it is all of it.
        pub section: Option<Field>,
        /// Who invites them, by name; `null` once that user is gone for good, or when it was the operator.
        pub invited_by: Option<String>,
    }

    /// An account, to somebody who is invited to it.
    pub struct InvitingAccount {
        /// What stands for it in addresses.
        pub slug: String,
        /// Name, as given.
        pub name: String,
    }

    /// What the page behind the link shows by which a forgotten password is replaced.
    pub struct PasswordResetLook {
        /// The address that they sign in with.
        pub email: String,
    }

    /// The answer to a viewer who asks colleagues to fill in what is missing.
    pub struct RequestToFill {
        /// How many of them were asked.
        pub asked: usize,
    }
}
