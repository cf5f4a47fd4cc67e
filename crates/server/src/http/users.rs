//! Who has access to an account: see, grant, change a role, take away. Never behind the gate, because the people who
//! could open it may not have access yet.

use axum::Json;
use axum::extract::{FromRequestParts, State};
use axum::response::{IntoResponse as _, Response};
use http::StatusCode;
use http::request::Parts;
use model::wire::{User, UsersPage};
use model::{Code, EmailAddress, Name, Role};
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
use super::{Context, path};
use crate::store::memberships::{self, ChangeError, NewMember};
use crate::store::users::{self, NewUser};
use crate::store::{StoreError, Txn};
use crate::verdict::domain_to_ascii;

/// Its routes.
pub(super) fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new().routes(routes!(list, grant)).routes(routes!(change, remove))
}

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
struct UserId(Uuid);

impl FromRequestParts<Context> for UserId {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, context: &Context) -> Result<Self, Problem> {
        path::id(parts, context, "user").await.map(Self)
    }
}

/// Somebody who may give others access to the account, with a role up to `most`.
struct Granter {
    member: Member,
    most: Role,
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

fn not_theirs_to_give() -> Problem {
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
}

impl Shape for Grant {
    fn read(fields: &mut Fields) -> Option<Self> {
        let name = fields.parsed("name", |name| Ok(Name::parse(name)?));
        let email = fields.parsed("email", |email| Ok(EmailAddress::parse(email, &domain_to_ascii)?));
        let role = read_role(fields);
        Some(Self { name: name?, email: email?, role: role? })
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
    Ok(Json(UsersPage { items: members.into_iter().map(answer).collect(), next }))
}

/// Give somebody access to the account. Administrators give any role at any time; editors up to their own, while a
/// gate of the account is locked.
#[utoipa::path(
    post, path = "/accounts/{account}/users", tag = "users",
    params(("account" = String, Path, description = "Id or slug")),
    request_body = Grant,
    responses(
        (status = 201, description = "Access is granted", body = User),
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

    let now = context.surroundings.clock.now();
    let account = member.account.id;
    let id = context.surroundings.clock.new_id(&context.surroundings.randomness);
    let granted = context
        .store
        .write(async |txn| {
            let user = find_or_invite(txn, id, &grant, &member, now).await?;
            let new = NewMember { user, role: grant.role, name: grant.name.as_str(), is_accepted: false };
            if !memberships::grant(txn, account, new, now).await? {
                return Err(Problem::invalid_body([FieldError::of("email", "duplicate")]));
            }
            memberships::find(txn, account, user).await?.ok_or_else(Problem::not_found)
        })
        .await?;
    Ok((StatusCode::CREATED, Json(answer(granted))).into_response())
}

/// The user with this address, who is invited if nobody has it yet.
async fn find_or_invite(
    txn: &Txn,
    id: Uuid,
    grant: &Grant,
    by: &Member,
    now: jiff::Timestamp,
) -> Result<Uuid, StoreError> {
    let invited = NewUser {
        id,
        email: &grant.email,
        name: grant.name.as_str(),
        // The best guess at what somebody reads whom a colleague invites.
        language: by.identity.user.language,
        staff: false,
        password_hash: None,
    };
    if users::create(txn, &invited, now).await? {
        return Ok(id);
    }
    // Nobody deletes users, so whoever was in the way is still there.
    let user = users::find_by_email(txn, &grant.email).await?;
    let user = user.ok_or(StoreError::Unreadable { column: "users.mailbox" })?;
    // Somebody may have mistyped the name before.
    users::rename_invited(txn, user.id, grant.name.as_str()).await?;
    Ok(user.id)
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
    Ok(Json(answer(changed)))
}

/// Take a user's access away. Whoever is an alert contact is no longer one then.
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
        memberships::remove(txn, member.account.id, id).await?;
        take_off_alert_contacts(&context, txn, &member, id, confirm).await
    };
    context.store.write(removal).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn answer(member: memberships::Member) -> User {
    let memberships::Member { id, name, email, role, state } = member;
    User { id: id.to_string(), name, email, role, state, invitation: None }
}
