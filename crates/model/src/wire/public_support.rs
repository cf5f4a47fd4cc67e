//! What end users may know.

use crate::{PublicContactDraft, ScheduleDraft};

wire! {
    /// The answer of `GET /public/accounts/…/support`.
    pub struct PublicSupport {
        /// The brand's name.
        pub name: String,
        /// How its support is reached.
        #[cfg_attr(feature = "openapi", schema(value_type = Object))]
        pub operational_public: PublicContactDraft,
        /// The hours of its support, as given.
        #[cfg_attr(feature = "openapi", schema(value_type = Vec<Object>))]
        pub operational_support: Vec<ScheduleDraft>,
        /// When it is open, in the days to come, in order and apart.
        pub open: Vec<OpenSpan>,
    }

    /// Some time in which support is open.
    pub struct OpenSpan {
        /// From when on.
        pub from: String,
        /// Until when; `null` when it is always open.
        pub until: Option<String>,
    }
}
