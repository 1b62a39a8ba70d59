//! The members of the bundle that follow from its record, from the format, or from one another
//! (docs/format.md, section 8.4).
//!
//! A wrong guess does no harm here: nothing counts unless the signature over the whole bundle covers it.

use super::edit::{self, text, with};
use super::names::{self, repaired};
use super::record::ProvenRecord;
use crate::bundle::identifier::PithNumber;
use crate::bundle::time::Time;
use crate::bundle::{BUNDLE_TYPE, BUNDLE_VERSION, Source};
use crate::json::{Arena, Kind, Object, Value};
use crate::replay::MERGE_VERSION;
use crate::verify::record::alias_values;

/// The numbers that follow from the record, under their members' names.
pub(super) fn numbers(record: ProvenRecord<'_>) -> Option<[(&'static str, String); 2]> {
    let number = PithNumber::of(&record.digest);
    let metadata = record.value.as_object()?.get("metadata")?.as_object()?;
    Some([("pith_number", number.full(metadata.text("submitted_at")?)?), ("short_pith_number", number.short())])
}

/// The bundle with the constants of the format and with what follows from the proven record.
pub(super) fn of_record<'a>(root: Object<'a>, record: Option<ProvenRecord<'a>>, arena: &'a Arena) -> Object<'a> {
    let mut draft = repaired(arena, root, &names::OF_BUNDLE);
    let mut set = |name: &'static str, value: Value<'a>| draft = with(arena, draft, name, value);
    set("bundle_type", Value::made_text(BUNDLE_TYPE));
    set("bundle_version", Value::made_text(BUNDLE_VERSION));
    set("merge_version", Value::made_text(MERGE_VERSION));
    let Some(record) = record else { return draft };
    set("canonical_record", record.value);
    set("canonical_sha256", text(arena, &record.digest.to_string()));
    for (name, number) in numbers(record).into_iter().flatten() {
        set(name, text(arena, &number));
    }
    if let Some(source) = record.value.as_object().and_then(|record| record.get("source")) {
        set("source", source);
    }
    draft
}

/// The bundle with aliases that follow from the record; their other members are those of the bundle or of the state.
pub(super) fn aliases<'a>(root: Object<'a>, record: Option<ProvenRecord<'a>>, arena: &'a Arena) -> Object<'a> {
    let lists = [root.get("source_aliases"), current(root).and_then(|current| current.get("source_aliases"))];
    let [found, copy] = lists.map(|list| list.and_then(|list| list.as_array()));
    // One alias of another kind, too many or too few: the other list has what is right.
    let list = match (found, copy) {
        (Some(found), Some(copy)) if found.len() == copy.len() => {
            let pairs = found.iter().zip(copy);
            pairs.map(|(found, copy)| if is_alias(found) && !is_alias(copy) { *found } else { *copy }).collect()
        }
        (_, Some(list)) | (Some(list), None) => list.to_vec(),
        (None, None) => return root,
    };
    let source = record.and_then(|record| Source::of(record.value.as_object()?.get("source")?.as_object()?));
    let values = match (&source, record) {
        (Some(source), Some(record)) => alias_values(source, &PithNumber::of(&record.digest)),
        _ => Vec::new(),
    };
    let aliases: Vec<Value<'a>> = list
        .into_iter()
        .map(|alias| {
            let Some(object) = alias.as_object() else { return alias };
            let named = |(kind, _): &&(&str, String)| object.text("alias_kind") == Some(*kind);
            match values.iter().find(named) {
                Some((_, value)) => edit::value(with(arena, object, "alias_value", text(arena, value))),
                None => alias,
            }
        })
        .collect();
    with(arena, root, "source_aliases", Value::made_array(arena, &aliases))
}

fn is_alias(value: &Value<'_>) -> bool {
    value.as_object().is_some_and(|alias| {
        let time = alias.text("created_at").and_then(Time::parse);
        time.is_some() && alias.members().len() == 3
    })
}

/// `current` of the state.
pub(super) fn current(root: Object<'_>) -> Option<Object<'_>> {
    root.get("state")?.as_object()?.get("current")?.as_object()
}

/// The bundle with `built_at` at the second at which it was signed, and without proofs where they are no list.
pub(super) fn build<'a>(root: Object<'a>, arena: &'a Arena) -> Object<'a> {
    let mut draft = root;
    let signed_at = root.get("bundle_signature").and_then(|signature| signature.as_object()?.text("signed_at"));
    if let Some(second) = signed_at.and_then(|time| time.get(..19)) {
        draft = with(arena, draft, "built_at", text(arena, &format!("{second}Z")));
    }
    if root.get("timestamp_proofs").is_none_or(|list| list.as_array().is_none()) {
        draft = with(arena, draft, "timestamp_proofs", Value::made(Kind::Array(&[])));
    }
    draft
}
