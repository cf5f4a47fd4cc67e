//! Who has access to an account: see, grant, change a role, take away. Never behind the gate, because the people who
//! could open it may not have access yet.

use axum::Json;
use axum::extract::{FromRequestParts, State};
use axum::response::{IntoResponse as _, Response};
use http::StatusCode;
use http::request::Parts;
use jiff::{SignedDuration, Timestamp};
use model::wire::{User, UsersPage};
use model::{Code, EmailAddress, Environment, Field, Language, Membership, Name, Requirement, Role};
use sea_orm::ConnectionTrait;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::body::{Body, FieldCode, Fields, Shape};
use super::caller::Participant;
use super::contact_information::take_off_alert_contacts;
use super::openapi::{BodyProblems, MemberProblems, QueryProblems, RoleProblems};
use super::problem::{FieldError, Problem};
use super::query::{Parameters, Query, QueryShape};
use super::signed_in::{Administrator, Member};
use super::{Context, choosing, path};
use crate::invitations::{self, Invited, Inviter};
use crate::mail::letter::kind;
use crate::store::memberships::{self, ChangeError, NewMember};
use crate::store::users::{self, NewUser, User as StoredUser};
use crate::store::{StoreError, Txn, integrations, invitations as stored_invitations, outbox};
use crate::verdict::domain_to_ascii;

/// Its routes.
pub(super) fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new().routes(routes!(list, grant)).routes(routes!(change, remove))
}

/// How often an account may give the same user access within [`DAY`] and take it away again: each time comes with a mail.
const REVOKED_PER_DAY: u64 = 10;
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// The kinds of letters by which colleagues are asked to fill in the form, and told who has declined.
const AMONG_COLLEAGUES: [&str; 2] = [kind::REQUEST_TO_FILL, kind::DECLINED];

impl From<ChangeError> for Problem {
    fn from(error: ChangeError) -> Self {
        match error {
            ChangeError::NotFound => Self::not_found(),
            ChangeError::LastAdministrator => Self::new(
                "last-administrator",
                StatusCode::CONFLICT,
                "Last administrator",
                "Nobody else could manage the account's users; make somebody else administrator first.",
            ),
            ChangeError::Store(error) => error.into(),
        }
    }
}

/// The user in the address, who may or may not have access to the account.
pub(super) struct UserId(pub(super) Uuid);

impl FromRequestParts<Context> for UserId {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, context: &Context) -> Result<Self, Problem> {
        path::id(parts, context, "user").await.map(Self)
    }
}

/// Somebody who may give others access to the account, with a role up to `most`.
pub(super) struct Granter {
    pub(super) member: Member,
    pub(super) most: Role,
}

impl FromRequestParts<Context> for Granter {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, context: &Context) -> Result<Self, Problem> {
        let member = Member::from_request_parts(parts, context).await?;
        let is_locked = context.gates.of(member.account.id).await?.any_is_locked();
        let most = member.role.may_grant_up_to(is_locked).ok_or_else(not_theirs_to_give)?;
        Ok(Self { member, most })
    }
}

pub(super) fn not_theirs_to_give() -> Problem {
    Problem::forbidden("Your role doesn't let you give this access.")
}

/// Which page.
struct Page {
    cursor: Option<Uuid>,
}

impl QueryShape for Page {
    fn read(parameters: &mut Parameters) -> Option<Self> {
        Some(Self { cursor: parameters.optional("cursor", "invalid_cursor", path::read_id)? })
    }
}

/// Whether the removal is meant even if it locks production. A program that says nothing means what it asks for; the
/// portal asks the person first, and says so as long as it hasn't.
struct Removal {
    confirm: bool,
}

impl QueryShape for Removal {
    fn read(parameters: &mut Parameters) -> Option<Self> {
        let confirm = parameters.optional("confirm", "invalid_type", |text| text.parse().ok())?;
        Some(Self { confirm: confirm.unwrap_or(true) })
    }
}

/// Who is to have access.
#[derive(utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct Grant {
    /// The name by which the account knows them until they have opened it; then it is their own.
    #[schema(value_type = String, min_length = 1, max_length = 64)]
    name: Name,
    /// The address to sign in with.
    #[schema(value_type = String, format = "email", max_length = 254, example = "oncall@bella-pizza.example")]
    email: EmailAddress,
    /// What they may do.
    role: Role,
    /// BCP 47 tag of the language that they are written to in, as long as they haven't chosen one themselves: that of
    /// whoever grants access, if absent.
    #[schema(value_type = Option<model::Language>, example = "pl")]
    language: Option<Language>,
    /// The only section of the form that they are asked to fill in, for editors and administrators; all of it if absent.
    #[schema(value_type = Option<model::Field>)]
    section: Option<Field>,
}

impl Shape for Grant {
    fn read(fields: &mut Fields) -> Option<Self> {
        let name = fields.parsed("name", |name| Ok(Name::parse(name)?));
        let email = fields.parsed("email", |email| Ok(EmailAddress::parse(email, &domain_to_ascii)?));
        let role = read_role(fields);
        let language = fields.optional_parsed("language", choosing::language);
        let section = fields
            .optional_parsed("section", |section| Field::from_id(section).ok_or(FieldCode::new("invalid_section")));
        Some(Self { name: name?, email: email?, role: role?, language: language?, section: section? })
    }
}

/// What somebody may do from now on.
#[derive(utoipa::ToSchema)]
#[schema(as = RoleChange)]
#[serde(deny_unknown_fields)]
struct Change {
    role: Role,
}

impl Shape for Change {
    fn read(fields: &mut Fields) -> Option<Self> {
        Some(Self { role: read_role(fields)? })
    }
}

fn read_role(fields: &mut Fields) -> Option<Role> {
    fields.parsed("role", |role| match role {
        "" => Err(Code::Required.into()),
        role => Role::from_id(role).ok_or(FieldCode::new("invalid_role")),
    })
}

/// Who has access to the account, by name.
#[utoipa::path(
    get, path = "/accounts/{account}/users", tag = "users", security(("session" = []), ("token" = [])),
    params(
        ("account" = String, Path, description = "Id or slug"),
        ("cursor" = Option<Uuid>, Query, description = "`next` of the page before"),
    ),
    responses((status = 200, description = "A page of users", body = UsersPage), MemberProblems, QueryProblems),
)]
async fn list(
    State(context): State<Context>,
    Participant { account, .. }: Participant,
    Query(Page { cursor }): Query<Page>,
) -> Result<Json<UsersPage>, Problem> {
    let after = match cursor {
        // A user who lost access meanwhile leaves no place to go on from; the client begins anew.
        Some(id) => Some(
            memberships::find(context.store.read(), account, id)
                .await?
                .ok_or_else(|| Problem::invalid_query([FieldError::of("cursor", "invalid_cursor")]))?,
        ),
        None => None,
    };
    let (members, more) = memberships::page(context.store.read(), account, after.as_ref()).await?;
    let next = members.last().filter(|_| more).map(|member| member.id.to_string());
    let items = answers(context.store.read(), account, members, context.surroundings.clock.now()).await?;
    Ok(Json(UsersPage { items, next }))
}

/// Give somebody access to the account, and write to them. Administrators give any role at any time; editors up to their
/// own, while a gate of the account is locked.
///
/// Who has no password yet is sent a link by which they choose one; who has, is told. The answer is the same for both.
#[utoipa::path(
    post, path = "/accounts/{account}/users", tag = "users",
    params(("account" = String, Path, description = "Id or slug")),
    request_body = Grant,
    responses(
        (status = 201, description = "Access is granted, and a mail on its way", body = User),
        (status = 429, description = "`too-soon`: the user was given access and lost it again too often within a day",
            body = super::problem::ProblemBody, content_type = "application/problem+json",
            headers(("Retry-After" = u32, description = "Seconds"))),
        MemberProblems, RoleProblems, BodyProblems,
    ),
)]
async fn grant(
    State(context): State<Context>,
    Granter { member, most }: Granter,
    Body(grant): Body<Grant>,
) -> Result<Response, Problem> {
    if grant.role > most {
        return Err(not_theirs_to_give());
    }

    if let Some(section) = grant.section {
        require_fillable(&context, &member, section, grant.role).await?;
    }

    let now = context.surroundings.clock.now();
    let account = member.account.id;
    let id = context.surroundings.clock.new_id(&context.surroundings.randomness);
    let granted = context
        .store
        .write(async |txn| {
            let user = find_or_create(txn, id, &grant, &member, now).await?;
            let (name, role, section) = (grant.name.as_str(), grant.role, grant.section);
            let new = NewMember { user: user.id, role, name, section, is_accepted: false };
            if !memberships::grant(txn, account, new, now).await? {
                return Err(Problem::invalid_body([FieldError::of("email", "duplicate")]));
            }
            let since = now.checked_sub(DAY).unwrap_or(Timestamp::MIN);
            if stored_invitations::revoked_since(txn, account, user.id, since).await? >= REVOKED_PER_DAY {
                return Err(Problem::too_soon(DAY));
            }
            invite(&context, txn, &member, Invited { user: &user, name, account: &member.account, role, section }).await
        })
        .await?;
    Ok((StatusCode::CREATED, Json(granted)).into_response())
}

/// Makes sure that there is something to fill in for whoever is asked to fill in this section alone.
async fn require_fillable(context: &Context, by: &Member, section: Field, role: Role) -> Result<(), Problem> {
    let integrations = integrations::list(context.store.read(), by.account.id).await?;
    let kinds: Vec<_> = integrations.into_iter().map(|integration| integration.kind).collect();
    // Whatever there is in sandbox, there is in production.
    let requirements = context.gates.standing().requirements(Environment::Production, &kinds);
    if role >= Role::Editor && requirements.of(section) != Requirement::Unavailable {
        Ok(())
    } else {
        Err(Problem::invalid_body([FieldError::of("section", Code::UnavailableField.id())]))
    }
}

/// Writes to a user who has access, and answers how they are shown then.
pub(super) async fn invite(
    context: &Context,
    txn: &Txn,
    member: &Member,
    invited: Invited<'_>,
) -> Result<User, Problem> {
    let surroundings = &context.surroundings;
    let (account, user) = (member.account.id, &member.identity.user);
    let by = Inviter { user: Some(user.id), name: &user.name };
    invitations::send(txn, invited, by, &surroundings.clock, &surroundings.randomness).await?;
    let invited = memberships::find(txn, account, invited.user.id).await?.ok_or_else(Problem::not_found)?;
    answer(txn, account, invited, surroundings.clock.now()).await?.ok_or_else(Problem::not_found)
}

/// The user with this address, who can't sign in yet if nobody has had it.
async fn find_or_create(
    txn: &Txn,
    id: Uuid,
    grant: &Grant,
    by: &Member,
    now: Timestamp,
) -> Result<StoredUser, StoreError> {
    let invited = NewUser {
        id,
        email: &grant.email,
        name: grant.name.as_str(),
        // The best guess at what somebody reads whom a colleague invites.
        language: grant.language.unwrap_or(by.identity.user.language),
        staff: false,
        password_hash: None,
    };
    let find = async || {
        // Nobody deletes users, so whoever was in the way is still there.
        let user = users::find_by_email(txn, &grant.email).await?;
        user.ok_or(StoreError::Unreadable { column: "users.mailbox" })
    };
    if users::create(txn, &invited, now).await? {
        return find().await;
    }
    // Somebody may have mistyped the name before.
    users::correct_invited(txn, find().await?.id, grant.name.as_str(), grant.language).await?;
    find().await
}

/// Change a user's role.
#[utoipa::path(
    patch, path = "/accounts/{account}/users/{user}", tag = "users",
    params(
        ("account" = String, Path, description = "Id or slug"),
        ("user" = Uuid, Path, description = "Id"),
    ),
    request_body = Change,
    responses(
        (status = 200, description = "As it is now", body = User),
        (status = 409, description = "`last-administrator`", body = super::problem::ProblemBody,
            content_type = "application/problem+json"),
        MemberProblems, RoleProblems, BodyProblems,
    ),
)]
async fn change(
    State(context): State<Context>,
    Administrator(member): Administrator,
    UserId(id): UserId,
    Body(Change { role }): Body<Change>,
) -> Result<Json<User>, Problem> {
    let account = member.account.id;
    let changed = context.store.write(async |txn| memberships::set_role(txn, account, id, role).await).await?;
    let shown = answer(context.store.read(), account, changed, context.surroundings.clock.now()).await?;
    Ok(Json(shown.ok_or_else(Problem::not_found)?))
}

/// Take a user's access away. Whoever is an alert contact is no longer one then, and an invitation can't be accepted any more.
#[utoipa::path(
    delete, path = "/accounts/{account}/users/{user}", tag = "users",
    params(
        ("account" = String, Path, description = "Id or slug"),
        ("user" = Uuid, Path, description = "Id"),
        ("confirm" = Option<bool>, Query, description = "`false` refuses to remove the last alert contact, which locks production"),
    ),
    responses(
        (status = 204, description = "The user has no access any more"),
        (status = 409, description = "`last-administrator`, or with `confirm=false` `last-alert-contact`",
            body = super::problem::ProblemBody, content_type = "application/problem+json"),
        MemberProblems, RoleProblems, QueryProblems,
    ),
)]
async fn remove(
    State(context): State<Context>,
    Administrator(member): Administrator,
    UserId(id): UserId,
    Query(Removal { confirm }): Query<Removal>,
) -> Result<StatusCode, Problem> {
    let removal = async |txn: &Txn| {
        let now = context.surroundings.clock.now();
        let removed = memberships::remove(txn, member.account.id, id).await?;
        outbox::lock_waiting(txn, member.account.id).await?;
        stored_invitations::revoke(txn, member.account.id, id, now).await?;
        outbox::cancel_to(txn, member.account.id, &removed.mailbox, AMONG_COLLEAGUES, now).await?;
        take_off_alert_contacts(&context, txn, &member, id, confirm).await
    };
    context.store.write(removal).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn answer(
    db: &impl ConnectionTrait,
    account: Uuid,
    member: memberships::Member,
    now: Timestamp,
) -> Result<Option<User>, StoreError> {
    Ok(answers(db, account, vec![member], now).await?.pop())
}

/// How members are shown: those who haven't made use of their access, with what they were sent.
async fn answers(
    db: &impl ConnectionTrait,
    account: Uuid,
    members: Vec<memberships::Member>,
    now: Timestamp,
) -> Result<Vec<User>, StoreError> {
    let invited: Vec<_> =
        members.iter().filter(|member| member.state == Membership::Invited).map(|member| member.id).collect();
    let open = stored_invitations::open(db, account, &invited).await?;
    let ids: Vec<_> = open.values().map(|invitation| invitation.id).collect();
    let mails = outbox::newest_about(db, &ids).await?;
    let shown = |member: memberships::Member| {
        let memberships::Member { id, name, email, role, state, .. } = member;
        let invitation = open.get(&id).map(|of| invitations::show(of, mails.get(&of.id), now));
        User { id: id.to_string(), name, email, role, state, invitation }
    };
    Ok(members.into_iter().map(shown).collect())
}
