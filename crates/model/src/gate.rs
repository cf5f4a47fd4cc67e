//! The gate: locked while a required field is missing or invalid.

use serde::{Deserialize, Serialize};

use crate::{Context, Draft, Field, Requirement, parse};

/// Whether an account may use what lies behind the gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum GateState {
    /// Something that is required is missing.
    Locked,
    /// Nothing is.
    Open,
}

impl GateState {
    /// The state with this name in JSON.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        match id {
            "locked" => Some(GateState::Locked),
            "open" => Some(GateState::Open),
            _ => None,
        }
    }
}

/// The gate of one account in one environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gate {
    missing: Vec<Field>,
    missing_later: Vec<Field>,
}

impl Gate {
    /// Judges what an account has stored. What was valid when it was stored may not be today: users
    /// leave, policies change; so it is read like any other draft. What is stored and isn't asked for
    /// here is passed over.
    #[must_use]
    pub fn of(stored: &Draft, context: &Context<'_>) -> Self {
        let requirements = context.requirements;
        let once_in_force = requirements.once_in_force();
        let context = Context { requirements: &once_in_force, ..*context };
        let errors = parse(stored, &context).err().unwrap_or_default();
        let faulty = |requirement| {
            let is_faulty = |field: &Field| {
                requirements.of(*field) == requirement
                    && errors.iter().any(|error| error.pointer.field() == Some(*field))
            };
            Field::ALL.into_iter().filter(is_faulty).collect()
        };
        Self { missing: faulty(Requirement::Required), missing_later: faulty(Requirement::Optional) }
    }

    /// Open when nothing is missing.
    #[must_use]
    pub fn state(&self) -> GateState {
        if self.missing.is_empty() { GateState::Open } else { GateState::Locked }
    }

    /// The required fields that are missing or invalid, in the order of the form.
    #[must_use]
    pub fn missing(&self) -> &[Field] {
        &self.missing
    }

    /// The fields that an announced policy asks for and that are missing or invalid, in the order of
    /// the form. They keep nothing locked until then.
    #[must_use]
    pub fn missing_later(&self) -> &[Field] {
        &self.missing_later
    }
}
