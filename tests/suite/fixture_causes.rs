//! What each report says was changed is what the catalogue changed: the places, the values, and whether that is all.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::catalogue::Case;
use crate::catalogue::cause::Changed;
use crate::fixtures::{CASES, OUTCOMES};
use crate::support::json::Json;

const ELLIPSIS: &str = "\u{2026}";

/// Every case with what its report says of the input.
fn reports() -> impl Iterator<Item = (&'static Case, &'static Value)> {
    let input = |(case, outcome): (&'static Case, &'static crate::cli::Outcome)| {
        (case, &outcome.report.as_ref().unwrap_or_else(|| panic!("{}: {}", case.path, outcome.stderr))["inputs"][0])
    };
    CASES.iter().zip(OUTCOMES.iter()).map(input)
}

fn causes(input: &Value) -> &[Value] {
    input["causes"].as_array().unwrap()
}

fn text<'v>(cause: &'v Value, member: &str) -> &'v str {
    cause[member].as_str().unwrap()
}

#[test]
fn reports_name_what_the_catalogue_changed_and_nothing_else() {
    let mut wrong = Vec::new();
    for (case, input) in reports() {
        let mut named: Vec<_> =
            causes(input).iter().map(|cause| (text(cause, "kind"), text(cause, "pointer"))).collect();
        let (mut stated, is_complete) = case
            .changed
            .as_ref()
            .map_or((Vec::new(), None), |changed| (changed.causes.clone(), Some(changed.is_complete)));
        named.sort_unstable();
        stated.sort_unstable();
        let is_right = named == stated && is_complete.is_none_or(|is_complete| input["complete"] == is_complete);
        if !is_right || input["causes_more"] != 0 {
            wrong.push(format!("{}: {named:?}, complete {}", case.path, input["complete"]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_values_of_a_cause_are_those_of_the_two_documents() {
    let (mut wrong, mut kinds) = (Vec::new(), BTreeSet::new());
    for (case, input) in reports() {
        let Some(changed) = &case.changed else { continue };
        let document = Json::parse(std::str::from_utf8(&case.bytes).unwrap());
        for cause in causes(input) {
            let (kind, pointer) = (text(cause, "kind"), text(cause, "pointer"));
            kinds.insert((kind, case.path.starts_with("changed/")));
            let signed = if cause["signed"].is_string() && kind == "moved" { text(cause, "signed") } else { pointer };
            let [signed, found] = [(&changed.signed, signed, "added"), (&document, pointer, "removed")]
                .map(|(json, pointer, absent)| if kind == absent { Value::Null } else { value(json.at(pointer)) });
            let is_right = if kind == "moved" && cause["signed"].is_string() {
                signed == found && cause["found"] == pointer
            } else {
                is_shown_as(&signed, &cause["signed"], 0) && is_shown_as(&found, &cause["found"], 0)
            };
            if !is_right || (signed == found && kind != "moved") {
                wrong.push(format!("{} {cause}", case.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    for kind in ["added", "changed", "moved", "removed"] {
        assert!(kinds.contains(&(kind, true)), "no fixture for {kind}");
    }
}

/// Where the causes are all that was changed, putting back what they say gives the document that was signed.
#[test]
fn putting_back_what_was_signed_gives_the_document_that_was_signed() {
    let mut restored = 0;
    for (case, input) in reports().filter(|(_, input)| input["complete"] == true) {
        let Changed { signed, .. } = case.changed.as_ref().unwrap_or_else(|| panic!("{}", case.path));
        let mut document = Json::parse(std::str::from_utf8(&case.bytes).unwrap());
        assert_ne!(document.canonical(), signed.canonical(), "{}", case.path);
        for cause in causes(input) {
            put_back(&mut document, cause, signed);
        }
        assert_eq!(document.canonical(), signed.canonical(), "{}", case.path);
        restored += 1;
    }
    assert!(restored > 40, "{restored}");
}

/// Undoes one change. What a report cut, or the order of a list, comes from the document that was signed.
fn put_back(document: &mut Json, cause: &Value, signed: &Json) {
    let pointer = text(cause, "pointer");
    let value = &cause["signed"];
    let in_full = |pointer: &str| match value.to_string() {
        cut if cut.contains(ELLIPSIS) => signed.at(pointer).clone(),
        whole => Json::parse(&whole),
    };
    match text(cause, "kind") {
        "added" => drop(document.remove(pointer)),
        "moved" if value.is_string() => {
            let member = document.remove(pointer);
            document.set(text(cause, "signed"), member);
        }
        _ => document.set(pointer, in_full(pointer)),
    }
}

/// What could not be proven is not named, and the report says so in a sentence.
#[test]
fn what_nothing_gives_back_is_told_in_words() {
    let (mut told, mut sentences) = (0, BTreeSet::new());
    for (case, input) in reports().filter(|(case, _)| case.path.starts_with("changed/")) {
        let changed = case.changed.as_ref().unwrap();
        let sentence = input["remains"].as_str();
        assert_eq!(sentence.is_none(), changed.is_complete, "{}: {sentence:?}", case.path);
        assert_eq!(changed.causes.is_empty(), !changed.is_complete, "{}", case.path);
        told += usize::from(!changed.is_complete);
        sentences.extend(sentence);
    }
    assert_eq!((told, sentences.len()), (6, 6), "{sentences:?}");
}

fn value(json: &Json) -> Value {
    serde_json::from_str(&json.compact()).unwrap()
}

/// Whether a report may show a value like this: texts cut after 200 characters, lists and objects after eight entries, and
/// everything below the fourth level.
fn is_shown_as(value: &Value, shown: &Value, depth: usize) -> bool {
    match (value, shown) {
        (Value::String(whole), Value::String(cut)) => {
            cut == whole
                || cut.strip_suffix(ELLIPSIS).is_some_and(|cut| whole.starts_with(cut) && cut.chars().count() == 200)
        }
        (Value::Array(_) | Value::Object(_), Value::String(cut)) => depth == 4 && cut == ELLIPSIS,
        (Value::Array(whole), Value::Array(some)) => {
            let is_right = whole.len() == some.len() || (whole.len() > 8 && some.len() == 9 && some[8] == ELLIPSIS);
            is_right && whole.iter().zip(some.iter().take(8)).all(|(whole, some)| is_shown_as(whole, some, depth + 1))
        }
        (Value::Object(whole), Value::Object(some)) => {
            let is_right = whole.len() == some.len() || (whole.len() > 8 && some[ELLIPSIS] == whole.len() - 8);
            let mut members = some.iter().filter(|(name, _)| *name != ELLIPSIS);
            is_right
                && members.all(|(name, some)| whole.get(name).is_some_and(|whole| is_shown_as(whole, some, depth + 1)))
        }
        _ => value == shown,
    }
}
