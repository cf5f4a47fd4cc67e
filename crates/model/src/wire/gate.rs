//! The gate.

use crate::{Environment, Field, GateState};

wire! {
    /// The answer of `GET …/gate`.
    pub struct GateAnswer {
        /// Locked or open.
        pub state: GateState,
        /// Whose gate.
        pub environment: Environment,
        /// The required fields that are missing or invalid, in the order of the form.
        pub missing: Vec<Field>,
        /// When a policy that asks for more comes into force; `null` when nothing more is asked.
        pub deadline: Option<String>,
        /// The version of the contact information; 0 before the first save.
        pub version: i64,
    }
}
