//! Members under a wrong name.

use super::edit::make;
use crate::json::{Arena, Member, Object};

/// The members of a bundle.
pub(super) const OF_BUNDLE: [&str; 17] = [
    "built_at",
    "bundle_signature",
    "bundle_type",
    "bundle_version",
    "canonical_record",
    "canonical_sha256",
    "events",
    "links",
    "merge_version",
    "mirror_hints",
    "pith_number",
    "public_keys",
    "short_pith_number",
    "source",
    "source_aliases",
    "state",
    "timestamp_proofs",
];

/// The members of an event.
pub(super) const OF_EVENT: [&str; 12] = [
    "content_sha256",
    "created_at",
    "event_id",
    "event_type",
    "payload",
    "prev_event",
    "schema_version",
    "signature",
    "signer",
    "subject_pith_number",
    "supersedes",
    "target",
];

/// The members of an embedded key.
pub(super) const OF_KEY: [&str; 10] = [
    "algorithm",
    "fingerprint_sha256_b32_first128bits",
    "fingerprint_sha256_hex",
    "format",
    "key_id",
    "notes",
    "public_key_b64",
    "public_key_hex",
    "rotates_at",
    "url",
];

/// The object with the members of `known` alone: unknown ones are left out, or get the name of a missing one that they
/// resemble.
pub(super) fn repaired<'a>(arena: &'a Arena, object: Object<'a>, known: &[&'static str]) -> Object<'a> {
    let is_known = |member: &&Member<'a>| known.contains(&member.name);
    if object.members().iter().all(|member| is_known(&member)) {
        return object;
    }
    let mut missing: Vec<&'static str> = known.iter().copied().filter(|name| object.get(name).is_none()).collect();
    let mut unknown: Vec<Member<'a>> = object.members().iter().filter(|member| !is_known(member)).copied().collect();
    let mut members: Vec<Member<'a>> = object.members().iter().filter(is_known).copied().collect();
    missing.retain(|name| {
        let Some(place) = unknown.iter().position(|member| resemble(name, member.name)) else { return true };
        members.push(Member { name, value: unknown.swap_remove(place).value });
        false
    });
    if let ([name], [member]) = (missing.as_slice(), unknown.as_slice()) {
        members.push(Member { name, value: member.value });
    }
    make(arena, members)
}

/// Whether one name is the other one with something before, after or in the place of a few of its letters.
pub(super) fn resemble(name: &str, other: &str) -> bool {
    let same_start = name.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count();
    let same_end = name.bytes().rev().zip(other.bytes().rev()).take_while(|(a, b)| a == b).count();
    name.eq_ignore_ascii_case(other) || other.contains(name) || same_start + same_end + 2 >= name.len().max(other.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{Document, canonical};

    fn repaired_to(text: &str) -> String {
        let arena = Arena::new();
        let root = Document::parse(text.as_bytes(), &arena).unwrap().root();
        let object = repaired(&arena, root.as_object().unwrap(), &["payload", "target", "signer"]);
        let mut bytes = Vec::new();
        canonical::write_object(object, &[], &mut bytes);
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn a_renamed_member_gets_its_name_back() {
        let expected = r#"{"payload":1,"signer":3,"target":2}"#;
        for name in ["Payload", "payload_", "xpayload", "pay1oad", "anything"] {
            assert_eq!(repaired_to(&format!(r#"{{"{name}":1,"signer":3,"target":2}}"#)), expected, "{name}");
        }
        assert_eq!(repaired_to(r#"{"payload2":1,"signer":3,"targets":2}"#), expected);
    }

    /// The typed views report exactly the members that are in no list, and those of a list that are missing.
    #[test]
    fn the_lists_are_those_of_the_views() {
        let arena = Arena::new();
        let source = include_bytes!("../../../fixtures/valid/arxiv-1804.07612.json");
        let root = Document::parse(source, &arena).unwrap().root().as_object().unwrap();
        let first = |name: &str| root.get(name).unwrap().as_array().unwrap()[0].as_object().unwrap();
        for (object, known) in
            [(root, OF_BUNDLE.as_slice()), (first("events"), &OF_EVENT), (first("public_keys"), &OF_KEY)]
        {
            assert!(object.members().iter().map(|member| member.name).eq(known.iter().copied()));
        }
    }

    #[test]
    fn what_resembles_nothing_is_left_out() {
        assert_eq!(
            repaired_to(r#"{"payload":1,"signer":3,"target":2,"x":4}"#),
            r#"{"payload":1,"signer":3,"target":2}"#
        );
        assert_eq!(repaired_to(r#"{"x":1,"y":2,"signer":3}"#), r#"{"signer":3}"#);
    }
}
