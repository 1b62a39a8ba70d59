//! Every small change of a document: each value changed, each member taken out, renamed or added, each element dropped or
//! doubled.

use super::json::Json;

/// The name of a member that no document has.
pub const ADDED: &str = "zz_added";

/// The end of a renamed member's new name.
pub const RENAMED: &str = "zz";

/// One small change.
#[derive(Clone, Debug)]
pub struct Mutation {
    /// What was changed, taken out or added.
    pub pointer: String,
    /// How, in a word or two.
    pub how: &'static str,
    /// The document after it.
    pub json: Json,
}

/// Every change of the values below the root, except those below the pointers in `untouched`.
pub fn mutations(json: &Json, untouched: &[&str]) -> Vec<Mutation> {
    let mut all = Vec::new();
    let inside = |pointer: &str| {
        untouched
            .iter()
            .any(|root| pointer.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
    };
    for pointer in json.pointers().into_iter().filter(|pointer| !inside(pointer)) {
        all.extend(of_value(json, &pointer));
    }
    let added = format!("/{ADDED}");
    all.push(edited(json, &added, "added", |json| json.set(&added, "added")));
    all
}

/// Every change of the value at `pointer`, which is not the root.
pub fn of_value(json: &Json, pointer: &str) -> Vec<Mutation> {
    let values = other_values(json.at(pointer)).into_iter();
    let mut all: Vec<Mutation> =
        values.map(|(how, value)| edited(json, pointer, how, |json| json.set(pointer, value))).collect();
    all.extend(of_place(json, pointer));
    all
}

fn edited(json: &Json, pointer: &str, how: &'static str, edit: impl FnOnce(&mut Json)) -> Mutation {
    let mut json = json.clone();
    edit(&mut json);
    Mutation { pointer: pointer.to_owned(), how, json }
}

/// Taken out, doubled, exchanged with the next, and a member added to it, as far as the place allows.
fn of_place(json: &Json, pointer: &str) -> Vec<Mutation> {
    let (parent, token) = pointer.rsplit_once('/').expect("a pointer below the root");
    let mut all = vec![edited(json, pointer, "removed", |json| drop(json.remove(pointer)))];
    if let Json::Array(elements) = json.at(parent) {
        let place: usize = token.parse().expect("an index");
        let copy = elements[place].clone();
        all.push(edited(json, pointer, "doubled", |json| json.at_mut(parent).elements_mut().insert(place, copy)));
        if elements.get(place + 1).is_some_and(|next| *next != elements[place]) {
            let swap = |json: &mut Json| json.at_mut(parent).elements_mut().swap(place, place + 1);
            all.push(edited(json, pointer, "exchanged", swap));
        }
    }
    if let Json::Object(_) = json.at(parent) {
        let renamed = format!("{pointer}_{RENAMED}");
        all.push(edited(json, &renamed, "renamed", |json| {
            let value = json.remove(pointer);
            json.set(&renamed, value);
        }));
    }
    if let Json::Object(_) = json.at(pointer) {
        let added = format!("{pointer}/{ADDED}");
        all.push(edited(json, &added, "added", |json| json.set(&added, "added")));
    }
    all
}

/// Values that differ from this one by type or by little.
fn other_values(value: &Json) -> Vec<(&'static str, Json)> {
    let mut others = match value {
        Json::Null => vec![("a string", "added".into()), ("a number", 0_usize.into()), ("an object", object! {})],
        Json::Bool(flag) => vec![("the opposite", (!flag).into())],
        Json::Number(text) => vec![
            // A number other than 0 does not begin with 0.
            ("one digit more", Json::number(if text == "0" { "1".to_owned() } else { format!("{text}1") })),
            ("a double", Json::number(format!("{text}.0"))),
            ("a string", Json::String(text.to_string())),
        ],
        Json::Odd { written, .. } => vec![("a string", (*written).into())],
        Json::String(text) => vec![
            ("a letter more", format!("{text}x").into()),
            ("one character less", cut(text).into()),
            ("one character other", other_character(text).into()),
            ("empty", "".into()),
            ("a number", 0_usize.into()),
        ],
        Json::Array(_) => vec![("empty", array![]), ("an object", object! {})],
        Json::Object(_) => vec![("empty", object! {}), ("an array", array![])],
    };
    others.push(("null", Json::Null));
    others.retain(|(_, other)| other != value);
    others
}

fn cut(text: &str) -> String {
    let mut characters = text.chars();
    characters.next_back();
    characters.as_str().to_owned()
}

/// The last digit or letter replaced by another of its kind, so that a time stays a time and a digest a digest.
fn other_character(text: &str) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    let last = characters.iter_mut().rev().find(|character| character.is_ascii_alphanumeric() && **character != 'Z');
    if let Some(character) = last {
        *character = match *character {
            '0'..='8' | 'a'..='e' | 'g'..='y' | 'A'..='X' => char::from(*character as u8 + 1),
            '9' => '0',
            'f' => 'a',
            'z' => 'y',
            _ => 'A',
        };
    }
    characters.into_iter().collect()
}
