//! The union as an unsigned bundle.
//!
//! Members that no event covers are united too: by what names an entry, the least by canonical bytes
//! where two inputs differ. Nothing vouches for them; `signature_status` is `unsigned`.

use std::collections::{BTreeMap, HashSet};

use crate::bundle::{BUNDLE_TYPE, BUNDLE_VERSION};
use crate::json::canonical;
use crate::json::{Arena, Kind, Value};
use crate::keys::{Candidate, Candidates, Lookup};
use crate::merge::Copies;
use crate::merge::input::Judged;
use crate::replay::{MERGE_VERSION, ValidEvent};
use crate::report::CheckCode;

/// `source_aliases`: by kind, of the inputs whose aliases follow from the record.
pub(super) fn aliases<'a>(number: &str, judged: &[Judged<'a>], arena: &'a Arena) -> Value<'a> {
    let mut aliases: BTreeMap<&str, Least<'a>> = BTreeMap::new();
    let sound = |input: &&Judged<'a>| input.is_of(number) && input.is_sound() && input.holds(CheckCode::RecordAliases);
    for bundle in judged.iter().filter(sound).filter_map(|input| input.bundle.as_ref()) {
        let listed = bundle.source_aliases.and_then(|aliases| aliases.as_array()).unwrap_or_default();
        for (index, alias) in &bundle.aliases {
            if let Some(value) = listed.get(*index) {
                aliases.entry(alias.kind).or_default().offer(*value);
            }
        }
    }
    array(aliases.into_values(), arena)
}

/// The whole bundle; `None` where a member that no event gives it is in none of the inputs.
pub(super) fn build<'a>(
    number: &'a str,
    judged: &[Judged<'a>],
    copies: &Copies<'_, 'a>,
    events: &[&ValidEvent<'_, 'a>],
    state: Value<'a>,
    arena: &'a Arena,
) -> Option<Value<'a>> {
    let inputs = || judged.iter().filter(|input| input.is_of(number));
    let bundles = || inputs().filter_map(|input| input.bundle.as_ref());
    let (record, short, digest) = foundation(inputs())?;
    let listed: Vec<Value<'a>> = events.iter().map(|event| Value::made(Kind::Object(event.event().object))).collect();
    let mut links = Least::default();
    bundles().filter_map(|bundle| bundle.object.get("links")).for_each(|value| links.offer(value));
    let built_at = bundles().filter_map(|bundle| bundle.built_at).max_by_key(|built_at| (built_at.time, built_at.text));
    let members = [
        ("bundle_type", Value::made_text(BUNDLE_TYPE)),
        ("bundle_version", Value::made_text(BUNDLE_VERSION)),
        ("pith_number", Value::made_text(number)),
        ("short_pith_number", Value::made_text(short)),
        ("canonical_record", record),
        ("canonical_sha256", Value::made_text(digest)),
        ("source", record.as_object()?.get("source")?),
        ("source_aliases", aliases(number, judged, arena)),
        ("events", Value::made_array(arena, &listed)),
        ("timestamp_proofs", united(inputs(), "timestamp_proofs", arena)),
        ("mirror_hints", united(inputs(), "mirror_hints", arena)),
        ("public_keys", keys(judged, copies, arena)),
        ("merge_version", Value::made_text(MERGE_VERSION)),
        ("built_at", Value::made_text(built_at?.text)),
        ("links", links.value?),
        ("state", state),
    ];
    Some(unsigned(&members, arena))
}

/// The record, the short number and the digest: of an input whose number follows from its record, if
/// there is one.
fn foundation<'i, 'a: 'i>(inputs: impl Iterator<Item = &'i Judged<'a>>) -> Option<(Value<'a>, &'a str, &'a str)> {
    let found = inputs.filter_map(|input| {
        let bundle = input.bundle.as_ref()?;
        let record = bundle.canonical_record?;
        let digest = canonical::digest(&record).to_string();
        Some((!input.is_sound(), digest, (record, bundle.short_pith_number?, bundle.canonical_sha256?)))
    });
    let least = found.min_by(|a, b| (a.0, &a.1, a.2.1, a.2.2).cmp(&(b.0, &b.1, b.2.1, b.2.2)))?;
    Some(least.2)
}

/// The bundle with a `bundle_signature` that is marked as unsigned.
fn unsigned<'a>(members: &[(&'a str, Value<'a>)], arena: &'a Arena) -> Value<'a> {
    let content = Value::made_object(arena, members.iter().copied());
    let digest = arena.alloc_str(&canonical::digest(&content).to_string());
    let none = Value::made_text("");
    let signature = Value::made_object(
        arena,
        [
            ("signature_status", Value::made_text("unsigned")),
            ("algorithm", none),
            ("key_id", none),
            ("public_key_fingerprint", none),
            ("signature_b64", none),
            ("signed_message", none),
            ("signed_at", none),
            ("bundle_sha256", Value::made_text(digest)),
        ],
    );
    Value::made_object(arena, members.iter().copied().chain([("bundle_signature", signature)]))
}

/// The entries of the array `name` of every input, each once, sorted by canonical bytes.
fn united<'i, 'a: 'i>(inputs: impl Iterator<Item = &'i Judged<'a>>, name: &str, arena: &'a Arena) -> Value<'a> {
    let bundles = inputs.filter_map(|input| input.bundle.as_ref());
    let entries = bundles.filter_map(|bundle| bundle.object.get(name)?.as_array()).flatten();
    // One buffer for all: that of a short entry would be many times its size.
    let (mut bytes, mut found) = (Vec::new(), Vec::new());
    for entry in entries {
        let start = bytes.len();
        canonical::write(entry, &mut bytes);
        found.push((start..bytes.len(), *entry));
    }
    found.sort_by(|(a, _), (b, _)| bytes.get(a.clone()).cmp(&bytes.get(b.clone())));
    found.dedup_by(|(a, _), (b, _)| bytes.get(a.clone()) == bytes.get(b.clone()));
    Value::made_array(arena, &found.into_iter().map(|(_, entry)| entry).collect::<Vec<_>>())
}

/// The embedded keys that made the events and receipts of the union, by id and bytes. Others stay out:
/// a key that signs nothing could still take the id of one that does.
fn keys<'a>(judged: &[Judged<'a>], copies: &Copies<'_, 'a>, arena: &'a Arena) -> Value<'a> {
    let mut keys: BTreeMap<(&str, [u8; 32]), Least<'a>> = BTreeMap::new();
    // A key of many events is looked at once.
    let mut seen: HashSet<(usize, usize)> = HashSet::new();
    for (place, event) in copies.values().flatten() {
        let Some(input) = judged.get(*place) else { continue };
        let embedded = input.bundle.as_ref().and_then(|bundle| bundle.object.get("public_keys")?.as_array());
        let signers = [Some(event.verified.key()), receipt_key(event, &input.candidates)];
        for key in signers.into_iter().flatten().filter(|key| seen.insert((*place, key.index))) {
            if let Some(value) = embedded.and_then(|keys| keys.get(key.index)) {
                keys.entry((key.key_id, *key.key.as_bytes())).or_default().offer(*value);
            }
        }
    }
    array(keys.into_values(), arena)
}

/// The key that the receipt in a `record_created` event names, by id and fingerprint.
fn receipt_key<'k, 'a>(event: &ValidEvent<'_, 'a>, candidates: &'k Candidates<'a>) -> Option<&'k Candidate<'a>> {
    let members = event.event().receipt.present()?.signature.members()?;
    match candidates.lookup(members.key_id) {
        Lookup::Key(key) => Some(key).filter(|key| key.fingerprint == members.public_key_fingerprint),
        Lookup::Unknown | Lookup::Ambiguous => None,
    }
}

/// Of the values that were offered, the one whose canonical bytes come first.
#[derive(Default)]
struct Least<'a> {
    value: Option<Value<'a>>,
}

impl<'a> Least<'a> {
    fn offer(&mut self, value: Value<'a>) {
        let is_less = |known: &Value<'a>| *known != value && canonical::to_bytes(&value) < canonical::to_bytes(known);
        if self.value.as_ref().is_none_or(is_less) {
            self.value = Some(value);
        }
    }
}

fn array<'a>(entries: impl Iterator<Item = Least<'a>>, arena: &'a Arena) -> Value<'a> {
    let entries: Vec<Value<'a>> = entries.filter_map(|entry| entry.value).collect();
    Value::made_array(arena, &entries)
}
