//! Users of an account, as far as the contact model knows them.

use serde::{Deserialize, Serialize};

use crate::Code;

/// The id of a user who has access to the account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserId(String);

impl UserId {
    /// Finds the user among those who have access to the account. Letter case doesn't count, as in
    /// every UUID (RFC 9562, section 4).
    ///
    /// # Errors
    /// `Required` when nothing was given, `UnknownUser` when nobody there has this id.
    pub fn parse(text: &str, users: &[String]) -> Result<Self, Code> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Code::Required);
        }
        let known = users.iter().find(|user| user.eq_ignore_ascii_case(text));
        known.map(|user| Self(user.clone())).ok_or(Code::UnknownUser)
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What a user may do in an account. Each role may do all that the one before it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Reads.
    Viewer,
    /// Also edits the contact information.
    Editor,
    /// Also manages users.
    Administrator,
}

impl Role {
    /// All roles, from the least to the most.
    pub const ALL: [Role; 3] = [Role::Viewer, Role::Editor, Role::Administrator];

    /// The role's name in JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Role::Viewer => "viewer",
            Role::Editor => "editor",
            Role::Administrator => "administrator",
        }
    }

    /// The role with this name in JSON.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.id() == id)
    }

    /// The highest role that this one may give to others. An editor hands the form over only while
    /// the account can't use the portal; a viewer never does.
    #[must_use]
    pub fn may_grant_up_to(self, any_gate_is_locked: bool) -> Option<Role> {
        match self {
            Role::Administrator => Some(Role::Administrator),
            Role::Editor if any_gate_is_locked => Some(Role::Editor),
            Role::Editor | Role::Viewer => None,
        }
    }
}

/// How far a user has come in the account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Membership {
    /// Signs in.
    Active,
    /// Has been granted access, and has not yet signed in.
    Invited,
}

impl Membership {
    /// The state with this name in JSON.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        match id {
            "active" => Some(Membership::Active),
            "invited" => Some(Membership::Invited),
            _ => None,
        }
    }
}

/// What has become of the link that an invited user was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum InvitationState {
    /// It can be used.
    Pending,
    /// It wasn't used in time.
    Expired,
}

impl InvitationState {
    /// The state with this name in JSON.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        match id {
            "pending" => Some(InvitationState::Pending),
            "expired" => Some(InvitationState::Expired),
            _ => None,
        }
    }
}

/// By whose word somebody is known who hasn't signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum KnownBy {
    /// By that of another page of the operator's, which shows the gate.
    Host,
}

impl KnownBy {
    /// The word with this name in JSON.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        (id == "host").then_some(KnownBy::Host)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn users_are_found_by_their_id() {
        let users = ["0192aaaa".to_owned(), "0192bbbb".to_owned()];
        let find = |text| UserId::parse(text, &users).map(|user| user.0);
        assert_eq!(find(" 0192AAAA "), Ok("0192aaaa".to_owned()));
        assert_eq!(find("0192cccc"), Err(Code::UnknownUser));
        assert_eq!(find(""), Err(Code::Required));
    }

    #[test]
    fn who_may_grant_what() {
        let rows = [
            (Role::Viewer, true, None),
            (Role::Viewer, false, None),
            (Role::Editor, true, Some(Role::Editor)),
            (Role::Editor, false, None),
            (Role::Administrator, true, Some(Role::Administrator)),
            (Role::Administrator, false, Some(Role::Administrator)),
        ];
        for (role, locked, expected) in rows {
            assert_eq!(role.may_grant_up_to(locked), expected, "{role:?}, locked: {locked}");
        }
    }
}
