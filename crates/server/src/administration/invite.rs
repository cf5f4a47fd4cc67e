//! Inviting somebody on the operator's behalf: how an account gets its first administrator.

use model::{Language, Membership, Role};
use uuid::Uuid;

use super::{CommandError, failed, find_account, read_email, read_language, read_name, usage};
use crate::cli::InviteUser;
use crate::clock::Clock;
use crate::config::Settings;
use crate::invitations::{self, Invited, Inviter};
use crate::random::Randomness;
use crate::store::Store;
use crate::store::memberships::{self, NewMember};
use crate::store::users::{self, NewUser};

/// Gives somebody access and writes to them; again, if they haven't made use of it yet. Answers their id.
pub(super) async fn invite(
    invite: InviteUser,
    store: &Store,
    settings: &Settings,
    clock: &Clock,
    randomness: &Randomness,
) -> Result<Uuid, CommandError> {
    let email = read_email(&invite.email)?;
    let name = read_name(&invite.name)?;
    let language: Language = read_language(&invite.language)?;
    let account = find_account(store, &invite.account).await?;
    let role = Role::from(invite.role);
    let id = clock.new_id(randomness);
    let new = NewUser { id, email: &email, name: &name, language, staff: false, password_hash: None };
    store
        .write(async |txn| {
            if !users::create(txn, &new, clock.now()).await? {
                let user = users::find_by_email(txn, &email).await?.ok_or_else(|| failed("the user can't be found"))?;
                users::correct_invited(txn, user.id, &name, Some(language)).await?;
            }
            let user = users::find_by_email(txn, &email).await?.ok_or_else(|| failed("the user can't be found"))?;
            let member = NewMember { user: user.id, role, name: &name, section: None, is_accepted: false };
            memberships::grant(txn, account.id, member, clock.now()).await?;
            let member = memberships::find(txn, account.id, user.id).await?;
            let member = member.ok_or_else(|| failed("the access can't be found"))?;
            if member.state == Membership::Active {
                return Err(usage("--email: this user has made use of the access already"));
            }
            if member.role != role {
                return Err(usage("--role: this user was invited with another role; `user grant` changes it"));
            }
            let invited = Invited { user: &user, name: &member.name, account: &account, role, section: member.section };
            let by = Inviter { user: None, name: &settings.operator_name };
            invitations::send(txn, invited, by, clock, randomness).await?;
            Ok(user.id)
        })
        .await
}
