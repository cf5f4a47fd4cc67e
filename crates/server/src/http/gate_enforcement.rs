//! The one place where the gate is enforced.
//!
//! [`enforce`] stands before everything that is [`behind_the_gate`](super::behind_the_gate): reachable as soon as the
//! gate of either environment is open. What belongs to one environment asks for that one's gate besides, with
//! [`require_open`].

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use model::{Environment, GateState};
use uuid::Uuid;

use super::Context;
use super::problem::Problem;
use super::signed_in::Member;
use crate::store::{Txn, accounts, gate};
use crate::verdict;

/// Answers 403 while both gates are locked; after 401 and 404, so that strangers don't learn of it.
pub(super) async fn enforce(
    State(context): State<Context>,
    member: Member,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    require_any_open(&context, member.account.id).await?;
    Ok(next.run(request).await)
}

/// Makes sure that the gate of either environment is open. What isn't open to members alone asks for this itself.
///
/// # Errors
/// 403 if both are locked.
pub(super) async fn require_any_open(context: &Context, account: Uuid) -> Result<(), Problem> {
    let gates = context.gates.of(account).await?;
    if gates.any_is_open() {
        return Ok(());
    }
    // What is missing for the gate that opens with less.
    let missing = Environment::ALL.map(|environment| &gates.of(environment).answer.missing);
    let least = missing.into_iter().min_by_key(|missing| missing.len());
    Err(Problem::gate_locked(least.map_or(&[], Vec::as_slice)))
}

/// Makes sure that the gate of this environment is open, and stays so until the transaction ends: what locks it waits.
///
/// # Errors
/// 403 if it is locked.
pub(super) async fn require_open(
    context: &Context,
    txn: &Txn,
    account: Uuid,
    environment: Environment,
) -> Result<(), Problem> {
    accounts::lock(txn, account).await?;
    let basis = gate::basis(txn, account).await?;
    let gate = verdict::gate(&basis, environment, context.gates.standing());
    if gate.state == GateState::Open { Ok(()) } else { Err(Problem::gate_locked(&gate.missing)) }
}
