//! What a language file must fulfil beyond being readable.

use super::read::{Body, COUNT, Catalogue, Key};

/// English is the measure of the others, and has to be right by itself.
pub(crate) fn english(english: &Catalogue, problems: &mut Vec<String>) {
    for (key, body) in &english.texts {
        plural_categories(english, key, body, problems);
        let placeholders = body.placeholders();
        match body {
            Body::Plain(_) if placeholders.contains(&COUNT) => {
                problems.push(english.problem(key, "`{count}` is for plural messages, and this has no plural forms"));
            }
            Body::Plain(_) => {}
            Body::Plural(_) => same_in_each_form(english, key, body, &placeholders, problems),
        }
    }
}

/// Holds a translation against English. What it lacks is returned, what is wrong is added to the problems.
pub(crate) fn translation(english: &Catalogue, translation: &Catalogue, problems: &mut Vec<String>) -> Vec<String> {
    for (key, body) in &translation.texts {
        let Some(original) = english.texts.get(key) else {
            if !english.refused.contains(key) {
                problems.push(translation.problem(key, "English has no such key"));
            }
            continue;
        };
        match (original, body) {
            (Body::Plain(_), Body::Plural(_)) => {
                problems.push(translation.problem(key, "has plural forms, and English has none"));
            }
            (Body::Plural(_), Body::Plain(_)) => {
                problems.push(translation.problem(key, "lacks plural forms, and English has them"));
            }
            _ => {
                plural_categories(translation, key, body, problems);
                same_in_each_form(translation, key, body, &original.placeholders(), problems);
            }
        }
    }
    english
        .texts
        .keys()
        .filter(|key| !translation.texts.contains_key(*key) && !translation.refused.contains(key))
        .map(|key| translation.problem(key, "the key is missing"))
        .collect()
}

fn plural_categories(catalogue: &Catalogue, key: &Key, body: &Body, problems: &mut Vec<String>) {
    let Body::Plural(forms) = body else { return };
    let language = catalogue.language;
    for category in language.plurals {
        if !forms.contains_key(*category) {
            problems.push(catalogue.problem(key, &format!("the plural form `{category}` is missing")));
        }
    }
    for category in forms.keys() {
        if !language.plurals.contains(&category.as_str()) && !language.optional_plurals.contains(&category.as_str()) {
            problems.push(catalogue.problem(key, &format!("the language has no plural form `{category}`")));
        }
    }
}

/// Each form has all of English's placeholders and no others. Only the number may be left out, and only where it's
/// certain to be 1.
fn same_in_each_form(catalogue: &Catalogue, key: &Key, body: &Body, placeholders: &[&str], problems: &mut Vec<String>) {
    for (category, template) in body.forms() {
        let form = category.map(|category| format!(" in the form `{category}`")).unwrap_or_default();
        let told_by_the_form = category == Some("one") && catalogue.language.one_is_exactly_one;
        for name in placeholders {
            let may_be_left_out = *name == COUNT && told_by_the_form;
            if !may_be_left_out && !template.placeholders().any(|own| own == *name) {
                problems.push(catalogue.problem(key, &format!("the placeholder `{{{name}}}` is missing{form}")));
            }
        }
        for own in template.placeholders() {
            if !placeholders.contains(&own) {
                problems.push(catalogue.problem(key, &format!("English has no placeholder `{{{own}}}`{form}")));
            }
        }
    }
}
