//! What holds for every input, not just for those that we thought of.

mod faults;
mod generators;
mod routing;

use std::collections::BTreeSet;

use model::{
    ContactInformation, Draft, Field, Gate, GateState, Known, MINUTES_PER_WEEK, Write, covered_spans, parse,
    parse_json, parse_schedule, read_draft, uncovered_minutes, warnings,
};
use proptest::prelude::*;
use serde_json::Value;

use crate::verdicts::example::context;
use crate::verdicts::idna;
use crate::week::{painted, schedule};

/// Equal down to what `==` leaves out, such as the A-labels of an address.
fn same(left: &ContactInformation, right: &ContactInformation) -> bool {
    left == right && format!("{left:?}") == format!("{right:?}")
}

fn is_in_the_order_of_the_form(errors: &[model::Error]) -> bool {
    errors.is_sorted_by_key(|error| {
        let field = error.pointer.field();
        (field.is_none(), field)
    })
}

proptest! {
    /// Any strings in any shape get a verdict, also when the function from outside answers anything.
    #[test]
    fn parsing_never_panics(draft in generators::any_draft(), answer in any::<Option<String>>()) {
        let _ = parse(&draft, &context(&|_| answer.clone()));
        let context = context(&idna);
        match parse(&draft, &context) {
            Ok(information) => {
                let known = Known { alert_contacts: &[], address_state: &|_| None, offset: &|_| Some(i32::MIN) };
                let _ = warnings(&information, &known);
                prop_assert_eq!(Gate::of(&draft, &context).state(), GateState::Open);
            }
            Err(errors) => {
                prop_assert!(!errors.is_empty() && is_in_the_order_of_the_form(&errors));
                let fields: BTreeSet<_> = errors.iter().filter_map(|error| error.pointer.field()).collect();
                let gate = Gate::of(&draft, &context);
                prop_assert_eq!(gate.missing(), fields.into_iter().collect::<Vec<_>>());
            }
        }
        for row in draft.operational_support.iter().flatten() {
            if let Some(schedule) = parse_schedule(row) {
                covered_spans([&schedule], |_| Some(i32::MAX), i32::MIN);
            }
        }
    }

    /// Valid in whatever spelling, a draft comes out normalised: parsed again it gives the same.
    #[test]
    fn parsing_is_idempotent(draft in generators::valid_draft()) {
        let context = context(&idna);
        let information = parse(&draft, &context)
            .map_err(|errors| TestCaseError::fail(format!("{errors:?}")))?;
        let normalised = Draft::from(&information);
        let again = parse(&normalised, &context).expect("what came out is valid");
        prop_assert!(same(&again, &information));
        prop_assert_eq!(Draft::from(&again), normalised);
    }

    /// The same for drafts that are valid by chance.
    #[test]
    fn whatever_parses_is_normalised(draft in generators::plausible_draft()) {
        let context = context(&idna);
        if let Ok(information) = parse(&draft, &context) {
            let again = parse(&Draft::from(&information), &context).expect("what came out is valid");
            prop_assert!(same(&again, &information));
        }
    }

    /// Faults that have nothing to do with each other are all found, and nothing else is.
    #[test]
    fn every_error_is_collected((draft, faults) in faults::draft_with_faults()) {
        let (broken, expected) = faults.insert_into(draft);
        let found: Vec<_> = parse(&broken, &context(&idna))
            .err()
            .unwrap_or_default()
            .into_iter()
            .map(|error| (error.pointer.as_str().to_owned(), error.code))
            .collect();
        prop_assert_eq!(found, expected);
    }

    /// Drafts survive being written and read, by either reader.
    #[test]
    fn json_keeps_drafts(draft in prop_oneof![generators::any_draft(), generators::plausible_draft()]) {
        let json = serde_json::to_value(&draft).expect("a draft is JSON");
        prop_assert_eq!(read_draft(&json), (draft.clone(), vec![]));
        let text = json.to_string();
        prop_assert_eq!(serde_json::from_str::<Draft>(&text).expect("a draft"), draft);
    }

    /// What the browser sends is what `serde` would send.
    #[test]
    fn drafts_are_written_as_serde_writes_them(draft in prop_oneof![generators::any_draft(), generators::plausible_draft()]) {
        let written: Value = serde_json::from_str(&draft.to_json()).expect("JSON");
        prop_assert_eq!(written, serde_json::to_value(&draft).expect("a draft is JSON"));
    }

    /// Any JSON gets a verdict: each error is of shape, and points to something that is there. What has
    /// none is read by serde in the same way, unless it has `null` where only we take it for nothing.
    #[test]
    fn reading_any_json(body in generators::any_body()) {
        let (draft, errors) = read_draft(&body);
        for error in &errors {
            prop_assert!(matches!(error.code.id(), "unknown_field" | "invalid_type"), "{:?}", error);
            prop_assert!(body.pointer(error.pointer.as_str()).is_some(), "{:?}", error);
        }
        if errors.is_empty() {
            match serde_json::from_value::<Draft>(body.clone()) {
                Ok(theirs) => prop_assert_eq!(&theirs, &draft),
                Err(error) => prop_assert!(generators::has_null(&body), "{}", error),
            }
        }
        let context = context(&idna);
        match parse_json(&body, &context) {
            Ok(information) => prop_assert_eq!(parse(&draft, &context), Ok(information)),
            Err(found) => {
                prop_assert!(is_in_the_order_of_the_form(&found));
                prop_assert!(errors.iter().all(|error| found.contains(error)));
                let places: BTreeSet<_> = found.iter().map(|error| (&error.pointer, error.code.id())).collect();
                prop_assert_eq!(places.len(), found.len(), "nothing is said twice");
            }
        }
    }

    /// Two drafts differ exactly in the fields that have to be copied to make them equal.
    #[test]
    fn drafts_are_merged_field_by_field(mut mine in generators::plausible_draft(), theirs in generators::plausible_draft()) {
        let differences = mine.differences(&theirs);
        prop_assert_eq!(&theirs.differences(&mine), &differences);
        for (index, field) in differences.iter().enumerate() {
            mine.copy_field(*field, &theirs);
            prop_assert_eq!(mine.differences(&theirs), &differences[index + 1..]);
        }
        prop_assert_eq!(mine, theirs);
    }

    /// Spans are sorted, apart and within the week; moving them to other clocks loses no minute.
    #[test]
    fn spans(rows in generators::intervals(), offset in generators::offset(), shown_in in generators::offset()) {
        let schedule = schedule("Europe/Warsaw", &rows).expect("valid");
        let covered = covered_spans([&schedule], |_| Some(offset), shown_in);
        for span in &covered {
            prop_assert!(span.start < span.end && span.end <= MINUTES_PER_WEEK);
        }
        prop_assert!(covered.windows(2).all(|pair| pair[0].end < pair[1].start));
        let total: u16 = rows.iter().map(|(_, from, to)| to - from).sum();
        prop_assert_eq!(uncovered_minutes(&covered), MINUTES_PER_WEEK - total);
        prop_assert_eq!(covered, painted(&rows, i64::from(shown_in) - i64::from(offset)));
    }

    /// Several schedules cover what any of them covers, in whatever order they come.
    #[test]
    fn spans_of_several(first in generators::intervals(), second in generators::intervals()) {
        let schedules = [&first, &second].map(|rows| schedule("UTC", rows).expect("valid"));
        let covered = covered_spans(&schedules, |_| Some(0), 0);
        prop_assert_eq!(&covered, &covered_spans(schedules.iter().rev(), |_| Some(0), 0));
        prop_assert_eq!(covered, painted(&[first, second].concat(), 0));
    }
}

/// The generators reach what they are for: a fair share of plausible drafts is valid.
#[test]
fn plausible_drafts_often_parse() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;

    let mut runner = TestRunner::deterministic();
    let strategy = generators::plausible_draft();
    let parses = |_: &usize| {
        let draft = strategy.new_tree(&mut runner).expect("a draft").current();
        parse(&draft, &context(&idna)).is_ok()
    };
    let valid = (0..200).filter(parses).count();
    assert!((20..180).contains(&valid), "{valid} of 200 are valid");
}

/// A body of any depth that JSON readers let through.
#[test]
fn deep_nesting() {
    let deep = (0..120).fold(Value::Null, |inner, _| Value::Array(vec![inner]));
    for field in Field::ALL {
        let mut body = serde_json::Map::new();
        body.insert(field.id().to_owned(), deep.clone());
        let (_, errors) = read_draft(&Value::Object(body));
        assert_eq!(errors.len(), 1, "{field:?}");
    }
}
