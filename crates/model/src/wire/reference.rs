//! What clients need to know before anybody has done anything.

wire! {
    /// The answer of `GET /reference`.
    pub struct Reference {
        /// How the operator calls itself.
        pub operator_name: String,
        /// Where its support is reached; `null` when not configured.
        pub support_url: Option<String>,
        /// Where help is found; `null` when not configured.
        pub help_url: Option<String>,
        /// Whether a mail server is connected. Without one, mails wait.
        pub mail_is_configured: bool,
        /// BCP 47 tags of the languages, in the order in which they are offered.
        pub languages: Vec<String>,
        /// The kinds of integration.
        pub kinds: Vec<Kind>,
        /// The limits of the contact model.
        pub limits: Limits,
    }

    /// A kind of integration.
    pub struct Kind {
        /// Its id.
        pub id: String,
        /// Its name by language tag.
        pub names: std::collections::BTreeMap<String, String>,
        /// Whether it has an operational contact for merchant issues.
        pub merchant_issues: bool,
    }

    /// The limits of the contact model, by the names in [`limits`](crate::limits).
    #[expect(missing_docs, reason = "`limits` says what each of them means")]
    pub struct Limits {
        pub entries_per_field: usize,
        pub intervals_per_schedule: usize,
        pub name_length: usize,
        pub email_octets: usize,
        pub web_page_octets: usize,
        pub phone_max_digits: usize,
    }
}
