//! Whether a report names what differs between a document and the one that was signed, judged by the two documents alone.

// Every user needs another part of it.
#![allow(dead_code, clippy::expect_used)]

use std::collections::BTreeMap;

use pith::json::{Arena, Document};
use pith::report::{Cause, CauseKind, InputReport, Verdict};
use serde_json::Value;

/// What a report says of a document that differs from the one that was signed.
#[derive(Debug, PartialEq, Eq)]
pub enum Naming {
    /// It is not a document: nothing can be named.
    Refused,
    /// It passes: nothing that is signed differs.
    Passed,
    /// The causes are the whole difference, and the report says so.
    Exact,
    /// Each cause is a place of the difference, and the report says that something remains.
    Partial,
    /// Nothing is named. The places of the difference, without indexes, at most three.
    Silent(String),
    /// A cause is no place of the difference, or the causes are not all although the report says so.
    Wrong(String),
}

/// How often each was the case.
#[derive(Default, Debug)]
pub struct Tally {
    /// Number of documents.
    pub tried: usize,
    /// Of [`Naming::Refused`].
    pub refused: usize,
    /// Of [`Naming::Passed`].
    pub passed: usize,
    /// Of [`Naming::Exact`].
    pub exact: usize,
    /// Of [`Naming::Partial`].
    pub partial: usize,
    /// Of [`Naming::Silent`], by place.
    pub silent: BTreeMap<String, usize>,
    /// Each [`Naming::Wrong`].
    pub wrong: Vec<String>,
}

impl Tally {
    /// Counts one more.
    pub fn add(&mut self, naming: Naming) {
        self.tried += 1;
        match naming {
            Naming::Refused => self.refused += 1,
            Naming::Passed => self.passed += 1,
            Naming::Exact => self.exact += 1,
            Naming::Partial => self.partial += 1,
            Naming::Silent(place) => *self.silent.entry(place).or_default() += 1,
            Naming::Wrong(what) => self.wrong.push(what),
        }
    }

    /// How many documents nothing is named in.
    pub fn silent(&self) -> usize {
        self.silent.values().sum()
    }
}

/// What the report on `source` says of its difference from `signed`.
pub fn of(report: &InputReport, source: &[u8], signed: &Value) -> Naming {
    if Document::parse(source, &Arena::new()).is_err() {
        return Naming::Refused;
    }
    if report.verdict == Verdict::Pass {
        return Naming::Passed;
    }
    let found: Value = serde_json::from_slice(source).expect("both readers accept it");
    let mut places = Vec::new();
    differences(&found, signed, &mut String::new(), &mut places);
    let diagnosis = &report.diagnosis;
    let causes = &diagnosis.causes;
    let described = || {
        let causes = causes.iter().map(|cause| format!("{} {}", cause.kind.as_str(), cause.pointer));
        format!("{:?} of {places:?}, complete: {:?}", causes.collect::<Vec<_>>(), diagnosis.complete)
    };
    if causes.is_empty() && diagnosis.complete != Some(true) {
        let mut places: Vec<String> = places.iter().map(|place| without_indexes(place)).collect();
        places.dedup();
        places.truncate(3);
        return Naming::Silent(places.join(" and "));
    }
    // Of those that are counted and not listed nothing is known.
    if diagnosis.complete == Some(true) && diagnosis.more == 0 {
        let is_whole = causes.iter().all(|cause| tells_the_signed_value(cause, signed))
            && put_back(found, causes, signed).is_some_and(|restored| covered(restored) == covered(signed.clone()));
        return if is_whole { Naming::Exact } else { Naming::Wrong(described()) };
    }
    let is_right = |cause: &Cause| is_place(cause, &places) || is_place_of_moved_event(cause, &found, signed);
    let are_places = causes.iter().all(|cause| is_right(cause) && tells_the_signed_value(cause, signed));
    if are_places { Naming::Partial } else { Naming::Wrong(described()) }
}

/// The innermost places at which two documents differ. Lists of different lengths differ at each of their entries.
fn differences(found: &Value, signed: &Value, here: &mut String, places: &mut Vec<String>) {
    let length = here.len();
    match (found, signed) {
        (Value::Object(a), Value::Object(b)) => {
            for name in a.keys().chain(b.keys().filter(|name| !a.contains_key(*name))) {
                here.push('/');
                here.push_str(&name.replace('~', "~0").replace('/', "~1"));
                match (a.get(name), b.get(name)) {
                    (Some(a), Some(b)) => differences(a, b, here, places),
                    _ => places.push(here.clone()),
                }
                here.truncate(length);
            }
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            for (index, (a, b)) in a.iter().zip(b).enumerate() {
                here.push('/');
                here.push_str(&index.to_string());
                differences(a, b, here, places);
                here.truncate(length);
            }
        }
        _ if found != signed => places.push(here.clone()),
        _ => {}
    }
}

/// Whether the place of a cause is one of these, is in one, or, of a list in another order, has one in it.
fn is_place(cause: &Cause, places: &[String]) -> bool {
    let pointer = cause.pointer.as_str();
    let is_below = |pointer: &str, place: &str| {
        pointer.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let is_moved = cause.kind == CauseKind::Moved;
    places.iter().any(|place| is_below(pointer, place) || (is_moved && is_below(place, pointer)))
}

/// Whether the event at the place of a cause differs there from the signed event of its id, wherever that was.
fn is_place_of_moved_event(cause: &Cause, found: &Value, signed: &Value) -> bool {
    let place = cause.pointer.as_str().strip_prefix("/events/").and_then(|place| place.split_once('/'));
    let Some((index, rest)) = place else { return false };
    let Some(event) = found.pointer(&format!("/events/{index}")) else { return false };
    let rest = format!("/{rest}");
    let events = signed["events"].as_array().into_iter().flatten();
    let mut namesakes =
        events.filter(|signed| signed["event_id"].is_string() && signed["event_id"] == event["event_id"]);
    namesakes.any(|signed| signed.pointer(&rest) != event.pointer(&rest))
}

/// Whether the signed value of a cause is that of the signed document, in the same place or in another entry of its list.
fn tells_the_signed_value(cause: &Cause, signed: &Value) -> bool {
    let pointer = match cause.kind {
        CauseKind::Added => return cause.signed.is_null(),
        CauseKind::Moved if cause.found == cause.pointer.as_str() => {
            return cause.signed.as_str().is_some_and(|pointer| !of_place(signed, pointer).is_empty());
        }
        _ => cause.pointer.as_str(),
    };
    let is_long = cause.signed.to_string().len() > 1_000;
    of_place(signed, pointer).into_iter().any(|value| is_shown_as(value, &cause.signed, is_long))
}

/// The values at a place, with those at the same place in other entries of the lists around it.
fn of_place<'v>(document: &'v Value, pointer: &str) -> Vec<&'v Value> {
    let mut values = vec![document];
    for token in pointer.split('/').skip(1) {
        let name = token.replace("~1", "/").replace("~0", "~");
        let inner = |value: &'v Value| match value {
            Value::Array(entries) => entries.iter().collect(),
            other => other.get(&name).into_iter().collect::<Vec<_>>(),
        };
        values = values.into_iter().flat_map(inner).collect();
    }
    values
}

/// Whether a report may show the value like this: long texts, long lists and deep values are cut, with an ellipsis. Of a
/// value that `is_long` as a whole, the rest of a list may be missing without one.
fn is_shown_as(value: &Value, shown: &Value, is_long: bool) -> bool {
    const ELLIPSIS: char = '\u{2026}';
    let is_whole = |count: usize, shown: usize| count == shown || is_long || (count > 8 && shown == 9);
    match (value, shown) {
        (_, Value::String(text)) if *text == ELLIPSIS.to_string() => true,
        (Value::String(text), Value::String(shown)) if shown.starts_with(ELLIPSIS) => {
            text == shown || text.contains(shown.trim_matches(ELLIPSIS))
        }
        (Value::String(text), Value::String(shown)) => {
            text == shown || shown.strip_suffix(ELLIPSIS).is_some_and(|start| text.starts_with(start))
        }
        (Value::Array(entries), Value::Array(shown)) => {
            let pairs = entries.iter().zip(shown.iter().take(8));
            is_whole(entries.len(), shown.len()) && pairs.into_iter().all(|(a, b)| is_shown_as(a, b, is_long))
        }
        (Value::Object(members), Value::Object(shown)) => {
            let inside = |(name, shown): (&String, &Value)| {
                let is_cut = name.ends_with(ELLIPSIS);
                is_cut || members.get(name).is_some_and(|value| is_shown_as(value, shown, is_long))
            };
            is_whole(members.len(), shown.len()) && shown.iter().all(inside)
        }
        // An integer that not every reader knows is shown as text.
        (Value::Number(number), Value::String(shown)) => number.to_string() == *shown,
        (value, shown) => value == shown,
    }
}

/// The document after undoing every cause; `None` if a cause says what is not so.
///
/// Places are those in the document, but for an entry that was removed from a list: its place is the one that it had.
fn put_back(found: Value, causes: &[Cause], signed: &Value) -> Option<Value> {
    let mut document = found;
    let (mut added, mut removed, mut in_place) = (Vec::new(), Vec::new(), Vec::new());
    for cause in causes {
        let (parent, _) = split(cause.pointer.as_str())?;
        let is_entry = document.pointer(parent).is_some_and(Value::is_array);
        match cause.kind {
            CauseKind::Added if is_entry => added.push(cause),
            CauseKind::Removed if is_entry => removed.push(cause),
            _ => in_place.push(cause),
        }
    }
    // The last entries first, so that the places of the others stay as they are.
    added.sort_by_key(|cause| {
        std::cmp::Reverse(split(cause.pointer.as_str()).map(|(_, name)| name.parse::<usize>().ok()))
    });
    // A list in another order last, so that what was changed in its entries is found where it is said to be.
    let (moved, others): (Vec<&Cause>, Vec<&Cause>) =
        in_place.into_iter().partition(|cause| cause.kind == CauseKind::Moved && cause.found != cause.pointer.as_str());
    let original = |cause: &Cause| signed.pointer(&signed_place(cause.pointer.as_str(), &added, &removed)).cloned();
    // Entries of inner lists first: where these lists are changes with the entries of the outer ones.
    let mut entries: Vec<&Cause> = added.iter().chain(&removed).copied().collect();
    entries.sort_by_key(|cause| std::cmp::Reverse(cause.pointer.as_str().matches('/').count()));
    let all = others.iter().chain(&entries).chain(&moved);
    all.into_iter().try_for_each(|cause| undo(&mut document, cause, &original))?;
    Some(document)
}

/// The place in the signed document of a place in the other one, before which entries were added or removed.
fn signed_place(pointer: &str, added: &[&Cause], removed: &[&Cause]) -> String {
    let mut place: Vec<String> = pointer.split('/').map(str::to_owned).collect();
    let shift = |causes: &[&Cause], list: &str, index: usize| {
        let of_list = causes.iter().filter_map(|cause| split(cause.pointer.as_str()));
        of_list.filter(|(parent, name)| *parent == list && name.parse().is_ok_and(|other: usize| other < index)).count()
    };
    for depth in 1..place.len() {
        let list = place[..depth].join("/");
        if let Ok(index) = place[depth].parse::<usize>() {
            place[depth] = (index + shift(removed, &list, index) - shift(added, &list, index)).to_string();
        }
    }
    place.join("/")
}

fn undo(document: &mut Value, cause: &Cause, original: &impl Fn(&Cause) -> Option<Value>) -> Option<()> {
    let pointer = cause.pointer.as_str();
    let (parent, name) = split(pointer)?;
    let is_cut = cause.signed.to_string().contains('\u{2026}');
    let value = if is_cut { original(cause)? } else { cause.signed.clone() };
    match (cause.kind, document.pointer_mut(parent)?) {
        (CauseKind::Added, Value::Array(entries)) => {
            let index = name.parse().ok().filter(|index| *index < entries.len())?;
            entries.remove(index);
        }
        (CauseKind::Added, parent) => drop(parent.as_object_mut()?.remove(&name)?),
        (CauseKind::Removed, Value::Array(entries)) => {
            entries.insert(name.parse().ok().filter(|index| *index <= entries.len())?, value);
        }
        (CauseKind::Removed, parent) => drop(parent.as_object_mut()?.insert(name, value)),
        (CauseKind::Moved, Value::Object(members)) if cause.found == pointer => {
            let member = members.remove(&name)?;
            let (_, old) = split(cause.signed.as_str()?)?;
            members.insert(old, member);
        }
        (_, _) => {
            let place = document.pointer_mut(pointer)?;
            // What was changed is another value now, or the cause says what is not so.
            if *place == value {
                return None;
            }
            *place = value;
        }
    }
    Some(())
}

/// The pointer of the parent, and the name of the member or the index.
fn split(pointer: &str) -> Option<(&str, String)> {
    let (parent, token) = pointer.rsplit_once('/')?;
    Some((parent, token.replace("~1", "/").replace("~0", "~")))
}

/// A bundle without what no signature covers: the time of the seal, and unknown members beside it.
pub fn covered(mut bundle: Value) -> Value {
    const SEAL: [&str; 6] =
        ["algorithm", "bundle_sha256", "key_id", "signature_b64", "signature_status", "signed_message"];
    if let Some(seal) = bundle.pointer_mut("/bundle_signature").and_then(Value::as_object_mut) {
        seal.retain(|name, _| SEAL.contains(&name.as_str()) || name == "public_key_fingerprint");
    }
    bundle
}

fn without_indexes(pointer: &str) -> String {
    let is_index = |token: &str| !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_digit());
    pointer.split('/').map(|token| if is_index(token) { "*" } else { token }).collect::<Vec<_>>().join("/")
}
