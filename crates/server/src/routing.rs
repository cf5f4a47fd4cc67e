//! Who is told of something, by what an account has stored. The decision is [`model::route`]'s; here it gets all that it rests
//! on.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use model::wire::WarningAnswer;
use model::{
    AddressState, CallSheet, Category, Colleague, Draft, Environment, Field, Recipients, parse_schedule, route,
};
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
        let basis = gate::basis(db, account).await?;
        Self::over(db, account, basis).await
    }

    /// Reads all but what is known already.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn over(db: &impl ConnectionTrait, account: Uuid, basis: Basis) -> Result<Self, StoreError> {
        let colleagues = memberships::colleagues(db, account).await?;
        let address_states = addresses::states(db, account, &colleagues).await?;
        Ok(Self { basis, colleagues, address_states })
    }

    /// The same, if this were saved. Fields that it doesn't have stay as they are.
    #[must_use]
    pub fn with(mut self, typed: &Draft) -> Self {
        for field in Field::ALL.into_iter().filter(|field| typed.has(*field)) {
            self.basis.stored.values.copy_field(field, typed);
        }
        self
    }

    /// Who is told of something of this category.
    pub fn recipients(&self, category: Category, environment: Environment, standing: Standing<'_>) -> Recipients {
        self.recipients_besides(&HashSet::new(), category, environment, standing)
    }

    /// Who is, if nothing can be sent to these mailboxes: others in their place.
    pub fn recipients_besides(
        &self,
        unreachable: &HashSet<String>,
        category: Category,
        environment: Environment,
        standing: Standing<'_>,
    ) -> Recipients {
        let requirements = standing.requirements(environment, &self.basis.kinds);
        let known = |mailbox: &str| self.address_states.get(mailbox).copied();
        let sheet = CallSheet {
            values: &self.basis.stored.values,
            context: &verdict::context(&requirements, &self.basis),
            colleagues: &self.colleagues,
            address_state: &|mailbox| {
                if unreachable.contains(mailbox) { Some(AddressState::Bounced) } else { known(mailbox) }
            },
        };
        let mut recipients = route(category, &sheet);
        recipients.recipients.retain(|recipient| !unreachable.contains(&recipient.email.mailbox()));
        recipients
    }

    /// What is worth a second look.
    #[must_use]
    pub fn warnings(&self, environment: Environment, standing: Standing<'_>, now: Timestamp) -> Vec<WarningAnswer> {
        let requirements = standing.requirements(environment, &self.basis.kinds);
        let values = &self.basis.stored.values;
        verdict::second_looks(values, &self.basis, (&self.colleagues, &self.address_states), requirements, now)
    }

    /// Whether the account's support is open for end users at this instant.
    #[must_use]
    pub fn support_is_open(&self, at: Timestamp) -> bool {
        let schedules = self.basis.stored.values.operational_support.iter().flatten();
        let schedules: Vec<_> = schedules.filter_map(parse_schedule).collect();
        support_hours::is_open(&schedules, at)
    }
}
