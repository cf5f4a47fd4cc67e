//! Bodies that nobody thought of: valid ones, changed by chance. Whatever they say, they get a documented answer, and
//! the contact information is either saved or as it was.

use reqwest::Method;
use serde_json::{Value, json};
use server::random::Randomness;

use crate::bad_input::{DRAFT, SAVE, prepare, put};
use crate::vocabulary::values::{contact_information, version};
use crate::vocabulary::{Answer, on_both_databases};

const BELLA: &str = "bella-pizza";

/// Bodies on each database; always the same ones.
const ROUNDS: u64 = 250;

on_both_databases! {
    async fn bodies_that_nobody_thought_of(app: TestApp) {
        let (editor, valid) = prepare(&app).await;
        let mut chance = Chance(Randomness::seeded(7));
        let mut expected = 1;
        for round in 0..ROUNDS {
            let mut body = valid.clone();
            for _ in 0..=chance.below(3) {
                mutate(&mut body, &mut chance);
            }
            let mut bytes = body.to_string().into_bytes();
            if chance.below(4) == 0 {
                scramble(&mut bytes, &mut chance);
            }
            let told = String::from_utf8_lossy(&bytes).into_owned();
            let request = editor.request(Method::PUT, SAVE).header("content-type", "application/json");
            let saved = Answer::to(request.header("if-match", format!("\"{expected}\"")).body(bytes.clone())).await;
            let stored = version(&editor, BELLA).await;
            if saved.status == 200 {
                assert!(stored == expected || stored == expected + 1, "{round}: {told}");
                expected = stored;
            } else {
                assert!([400, 413, 422].contains(&saved.status), "{round}: {} for {told}", saved.text());
                assert_eq!(stored, expected, "{round}: {told}");
            }
            let drafted = put(&editor, DRAFT, bytes).await;
            assert!([200, 400, 413, 422].contains(&drafted.status), "{round}: {} for {told}", drafted.text());
            // What is accepted as contact information is accepted as a draft, too.
            assert!(saved.status != 200 || drafted.status == 200, "{round}: {told}");
            editor.get(DRAFT).await.expect(200);
        }
        editor.get(&contact_information(BELLA, "sandbox")).await.expect(200);
        let history = editor.get("/accounts/bella-pizza/contact-information/history?limit=1").await.expect(200).json();
        assert_eq!(history["items"][0]["version"], expected);
    }
}

struct Chance(Randomness);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        let number = u32::from_le_bytes(self.0.bytes());
        usize::try_from(number).unwrap() % limit.max(1)
    }
}

/// Replaces, removes or doubles something in a value.
fn mutate(value: &mut Value, chance: &mut Chance) {
    let go_deeper = chance.below(4) > 0;
    match value {
        Value::Object(members) if go_deeper && !members.is_empty() => {
            let key = members.keys().nth(chance.below(members.len())).unwrap().clone();
            match chance.below(6) {
                0 => {
                    members.remove(&key);
                }
                1 => {
                    let copy = members[&key].clone();
                    members.insert(format!("{key}{}", ["~", "/", " ", "\u{0}", "2"][chance.below(5)]), copy);
                }
                _ => mutate(&mut members[&key], chance),
            }
        }
        Value::Array(entries) if go_deeper && !entries.is_empty() => {
            let index = chance.below(entries.len());
            match chance.below(6) {
                0 => {
                    entries.remove(index);
                }
                1 => {
                    let copies = vec![entries[index].clone(); chance.below(60)];
                    entries.extend(copies);
                }
                _ => mutate(&mut entries[index], chance),
            }
        }
        other => *other = odd_value(other, chance),
    }
}

fn odd_value(old: &Value, chance: &mut Chance) -> Value {
    let old_text = old.as_str().unwrap_or("x").to_owned();
    match chance.below(16) {
        0 => json!(null),
        1 => json!(true),
        2 => json!(-1),
        3 => json!(1e308),
        4 => json!([]),
        5 => json!({}),
        6 => json!([old]),
        7 => json!({"weekly": old}),
        8 => json!(old_text.repeat(chance.below(300))),
        9 => json!(format!("{old_text}\u{0}")),
        10 => json!(format!("\u{202e}{old_text}\u{ad}")),
        11 => json!(old_text.to_uppercase()),
        12 => json!("xn--a.xn--"),
        13 => json!(format!("{old_text}@żółw.𐀀.ß")),
        14 => json!(old_text.chars().rev().collect::<String>()),
        _ => json!(
            ["around_the_clock", "24:00", "00:00", "UTC", "+999999999999999", "https://", "00", "@"][chance.below(8)]
        ),
    }
}

/// Changes bytes without regard for what they mean.
fn scramble(bytes: &mut Vec<u8>, chance: &mut Chance) {
    for _ in 0..=chance.below(4) {
        let index = chance.below(bytes.len());
        match chance.below(3) {
            0 => bytes.truncate(index + 1),
            1 => bytes[index] = u8::try_from(chance.below(256)).unwrap(),
            _ => bytes.insert(index, b"{}[]\",:\\0u\x00\xff"[chance.below(12)]),
        }
    }
}
