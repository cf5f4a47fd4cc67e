//! Who is told of something, by what an account has stored. The decision is [`model::route`]'s; here it gets all that it rests
//! on.

use std::collections::HashMap;

use jiff::Timestamp;
use model::{AddressState, CallSheet, Category, Colleague, Environment, Recipients, parse_schedule, route};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::policy::Standing;
use crate::store::gate::{self, Basis};
use crate::store::{StoreError, addresses, memberships};
use crate::support_hours;
use crate::verdict;

/// All that decides who is told of something, besides policy and environment.
pub struct Sheet {
    basis: Basis,
    colleagues: Vec<Colleague>,
    /// What is known of addresses, by mailbox.
    address_states: HashMap<String, AddressState>,
}

impl Sheet {
    /// Reads it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn of(db: &impl ConnectionTrait, account: Uuid) -> Result<Self, StoreError> {
        let colleagues = memberships::colleagues(db, account).await?;
        Ok(Self {
            basis: gate::basis(db, account).await?,
            address_states: addresses::states(db, account, &colleagues).await?,
            colleagues,
        })
    }

    /// The same, if nothing can be sent to these mailboxes.
    #[must_use]
    pub fn without(mut self, mailboxes: impl IntoIterator<Item = String>) -> Self {
        self.address_states.extend(mailboxes.into_iter().map(|mailbox| (mailbox, AddressState::Bounced)));
        self
    }

    /// Who is told of something of this category.
    pub fn recipients(&self, category: Category, environment: Environment, standing: Standing<'_>) -> Recipients {
        let requirements = standing.requirements(environment, &self.basis.kinds);
        let sheet = CallSheet {
            values: &self.basis.stored.values,
            context: &verdict::context(&requirements, &self.basis),
            colleagues: &self.colleagues,
            address_state: &|mailbox| self.address_states.get(mailbox).copied(),
        };
        route(category, &sheet)
    }

    /// Whether the account's support is open for end users at this instant.
    #[must_use]
    pub fn support_is_open(&self, at: Timestamp) -> bool {
        let schedules = self.basis.stored.values.operational_support.iter().flatten();
        let schedules: Vec<_> = schedules.filter_map(parse_schedule).collect();
        support_hours::is_open(&schedules, at)
    }
}
