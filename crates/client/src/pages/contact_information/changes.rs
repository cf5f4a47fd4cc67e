//! What a save changed in one field, without what it left as it was.

use model::Draft;
use model::wire::Change;

/// The values that went and the values that came. Entries of a list that stayed are in neither;
/// where nothing but their order changed, all are in both.
pub(super) fn gone_and_come(change: &Change) -> (Draft, Draft) {
    let (mut before, mut after) = (change.before.clone(), change.after.clone());
    drop_common(&mut before.alert_contacts, &mut after.alert_contacts);
    drop_common(&mut before.technical_emergency, &mut after.technical_emergency);
    drop_common(&mut before.technical_non_emergency, &mut after.technical_non_emergency);
    drop_common(&mut before.merchant_issues, &mut after.merchant_issues);
    drop_common(&mut before.operational_internal, &mut after.operational_internal);
    drop_common(&mut before.operational_support, &mut after.operational_support);
    if let (Some(before), Some(after)) = (&mut before.operational_public, &mut after.operational_public) {
        for (before, after) in [
            (&mut before.email, &mut after.email),
            (&mut before.phone, &mut after.phone),
            (&mut before.web_page, &mut after.web_page),
        ] {
            if before == after {
                before.clear();
                after.clear();
            }
        }
    }
    (before, after)
}

fn drop_common<T: PartialEq + Clone>(before: &mut Option<Vec<T>>, after: &mut Option<Vec<T>>) {
    let (Some(before), Some(after)) = (before, after) else { return };
    let gone: Vec<T> = before.iter().filter(|entry| !after.contains(entry)).cloned().collect();
    let come: Vec<T> = after.iter().filter(|entry| !before.contains(entry)).cloned().collect();
    if !gone.is_empty() || !come.is_empty() {
        *before = gone;
        *after = come;
    }
}

/// Whether nothing is left to show of one side.
pub(super) fn is_empty(draft: &Draft) -> bool {
    let no_contacts = |contacts: &Option<Vec<model::ContactDraft>>| contacts.as_ref().is_none_or(Vec::is_empty);
    let public = draft.operational_public.as_ref();
    draft.alert_contacts.as_ref().is_none_or(Vec::is_empty)
        && no_contacts(&draft.technical_emergency)
        && no_contacts(&draft.technical_non_emergency)
        && no_contacts(&draft.merchant_issues)
        && no_contacts(&draft.operational_internal)
        && public.is_none_or(|it| it.email.is_empty() && it.phone.is_empty() && it.web_page.is_empty())
        && draft.operational_support.as_ref().is_none_or(Vec::is_empty)
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Field, PublicContactDraft};

    fn alert_contacts(ids: &[&str]) -> Draft {
        Draft { alert_contacts: Some(ids.iter().map(|&id| id.to_owned()).collect()), ..Draft::default() }
    }

    fn public(email: &str, phone: &str) -> Draft {
        let contact = PublicContactDraft { email: email.to_owned(), phone: phone.to_owned(), ..Default::default() };
        Draft { operational_public: Some(contact), ..Draft::default() }
    }

    #[test]
    fn only_what_changed_is_shown() {
        let rows = [
            (alert_contacts(&["a", "b"]), alert_contacts(&["b", "c"]), alert_contacts(&["a"]), alert_contacts(&["c"])),
            (alert_contacts(&[]), alert_contacts(&["a"]), alert_contacts(&[]), alert_contacts(&["a"])),
            (Draft::default(), alert_contacts(&["a"]), Draft::default(), alert_contacts(&["a"])),
            (
                alert_contacts(&["a", "b"]),
                alert_contacts(&["b", "a"]),
                alert_contacts(&["a", "b"]),
                alert_contacts(&["b", "a"]),
            ),
            (public("x@y.z", "1"), public("x@y.z", "2"), public("", "1"), public("", "2")),
        ];
        for (before, after, gone, come) in rows {
            let change = Change { field: Field::AlertContacts, before, after };
            assert_eq!(gone_and_come(&change), (gone, come), "{change:?}");
        }
    }

    #[test]
    fn sides_without_anything_to_show() {
        for nothing in [Draft::default(), alert_contacts(&[]), public("", "")] {
            assert!(is_empty(&nothing), "{nothing:?}");
        }
        assert!(!is_empty(&alert_contacts(&["a"])));
        assert!(!is_empty(&public("", "1")));
    }
}
