//! Two people changed the same contact information: field by field, one chooses which to keep.

use messages::key::conflict;
use model::wire::ContactInformationAnswer;
use model::{Draft, Field};

use super::rows::lasting;
use super::{FieldValues, Form, author_name, field_name};
use crate::components::Choice;
use crate::markup::{IntoNode, Node, view};
use crate::portal::{Portal, use_portal};
use crate::reactive::prelude::*;
use crate::{browser, texts};

/// The id of the comparison's heading, which takes the focus when there is something to compare.
pub const CONFLICT_TITLE_ID: &str = "conflict-title";

/// What somebody else saved, and what is to become of each field that differs.
#[derive(Clone)]
pub struct Conflict {
    theirs: ContactInformationAnswer,
    mine: Draft,
    rows: Vec<Row>,
}

#[derive(Clone, Copy)]
struct Row {
    field: Field,
    keep_mine: RwSignal<bool>,
}

impl Conflict {
    /// Compares what is typed with what is stored. Where only one side has changed a field, that
    /// side is proposed; where both have, what is typed here.
    pub(super) fn between(form: Form, theirs: ContactInformationAnswer) -> Self {
        let mine = form.draft();
        let changed_by_me = form.changed_fields();
        let row = |field: Field| Row { field, keep_mine: lasting(changed_by_me.contains(&field)) };
        let rows = mine.differences(&theirs.values).into_iter().filter(|field| form.is_available(*field)).map(row);
        Self { rows: rows.collect(), mine, theirs }
    }

    /// Fills the form with what was chosen. It can be edited further, and must be submitted again.
    fn apply(&self, portal: Portal) {
        let mut merged = self.theirs.values.clone();
        let now = portal.form.draft();
        let chosen = self.rows.iter().filter(|row| row.keep_mine.get_untracked()).map(|row| row.field);
        // The form stays open meanwhile: what was typed into it since is meant, too.
        for field in chosen.chain(now.differences(&self.mine)) {
            merged.copy_field(field, &now);
        }
        portal.form.fill_stored(&self.theirs.values, self.theirs.version);
        portal.form.fill(&merged);
        portal.stored.set(Some(self.theirs.clone()));
        portal.conflict.set(None);
        portal.announce(texts::text(conflict::APPLIED));
        if let Some(row) = self.rows.first() {
            browser::focus(row.field.id());
        }
    }
}

/// The conflict, while there is one.
#[component]
pub fn ConflictView() -> impl IntoView {
    let portal = use_portal();
    (move || portal.conflict.get().map(|conflict| comparison(portal, conflict))).into_node()
}

fn comparison(portal: Portal, found: Conflict) -> Node {
    let by = found.theirs.updated_by.as_ref().map(author_name).unwrap_or_default();
    let at = found.theirs.updated_at.as_deref().map(texts::moment).unwrap_or_default();
    let count = u32::try_from(found.rows.len()).unwrap_or(u32::MAX);
    let rows = found.rows.clone();
    let keep_all = move |mine: bool| rows.iter().for_each(|row| row.keep_mine.set(mine));
    let keep_all_theirs = keep_all.clone();
    let fields = found.rows.iter().map(|row| choice(portal, *row, &found, &by)).collect_view();
    let intro = [
        texts::message(&conflict::intro(&by, &at)),
        texts::message(&conflict::differences(count)),
        texts::text(conflict::CHOOSE),
        texts::text(conflict::EDIT_AFTER),
    ];
    view! {
        <section class="conflict" aria-labelledby="conflict-title">
            <h2 id=CONFLICT_TITLE_ID tabindex="-1">{conflict::TITLE}</h2>
            <p>{intro.join(" ")}</p>
            {fields}
            <div class="actions">
                <button type="button" class="primary" on:click=move |_| found.apply(portal)>
                    {conflict::APPLY}
                </button>
                <button type="button" on:click=move |_| keep_all(true)>{conflict::KEEP_ALL_YOURS}</button>
                <button type="button" on:click=move |_| keep_all_theirs(false)>
                    {conflict::KEEP_ALL_THEIRS}
                </button>
            </div>
        </section>
    }
}

fn choice(portal: Portal, row: Row, found: &Conflict, by: &str) -> Node {
    let id = ["merge-", row.field.id()].concat();
    let side = |mine: bool, title: String, values: Draft| {
        let id = [id.as_str(), if mine { "-mine" } else { "-theirs" }].concat();
        view! {
            <div class="version">
                <Choice
                    id=id.clone()
                    kind="radio"
                    name=["merge-", row.field.id()].concat()
                    label=title
                    chosen=Signal::derive(move || row.keep_mine.get() == mine)
                    on_change=Callback::new(move |_| row.keep_mine.set(mine))
                />
                <p><FieldValues field=row.field values=values /></p>
            </div>
        }
    };
    let theirs = side(false, texts::message(&conflict::theirs(by)), found.theirs.values.clone());
    let mine = side(true, texts::text(conflict::YOURS), found.mine.clone());
    view! {
        <fieldset class="merge">
            <legend>{field_name(row.field, &portal.operator())}</legend>
            {theirs}
            {mine}
        </fieldset>
    }
}
