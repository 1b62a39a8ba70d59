//! Which document of the family this is: the one place that tells.

use crate::json::{Object, Value};

/// The documents that a registry publishes (docs/format.md, section 5.1, seen).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Family {
    /// A bundle: the one document that can pass.
    Bundle,
    /// `state.json`: the state by itself.
    State,
    /// The record of a number.
    Record,
    /// A manifest of mirrors.
    MirrorManifest,
    /// A published signing key.
    SigningKey,
    /// `integrity.json` of a paper.
    Integrity,
    /// `graph.json`: the snapshot by itself.
    Graph,
}

/// The `bundle_type` of a bundle.
pub const BUNDLE_TYPE: &str = "pith_open_graph_bundle";

/// The member that names the type, and the type, of each document that names one.
const TYPES: [(&str, &str, Family); 4] = [
    ("bundle_type", BUNDLE_TYPE, Family::Bundle),
    ("state_type", "pith_open_graph_state", Family::State),
    ("record_type", "pith_number_record", Family::Record),
    ("manifest_type", "pith_mirror_manifest", Family::MirrorManifest),
];

/// Members that hint at a document which does not name its type, or names another; the first one counts.
const HINTS: [(&str, Family); 12] = [
    ("bundle_type", Family::Bundle),
    ("state_type", Family::State),
    ("record_type", Family::Record),
    ("manifest_type", Family::MirrorManifest),
    ("claims", Family::Graph),
    ("integrity", Family::Integrity),
    ("events", Family::Bundle),
    ("current", Family::State),
    ("canonical_record", Family::Record),
    ("mirrors", Family::MirrorManifest),
    ("public_key_b64", Family::SigningKey),
    ("public_key_hex", Family::SigningKey),
];

/// What the `schema` of an integrity document holds, whatever its host and version.
const INTEGRITY_SCHEMA: &str = "/schemas/pith-integrity/";

impl Family {
    /// Which document this is, reliably: by the exact type that it names. Only where it
    /// names none, by the members that no other document of the family has.
    pub fn of(root: Value<'_>) -> Option<Self> {
        let object = root.as_object()?;
        let named = TYPES.iter().find(|(member, name, _)| object.text(member) == Some(name));
        if let Some((_, _, family)) = named {
            return Some(*family);
        }
        let names_a_type = TYPES.iter().any(|(member, ..)| object.get(member).is_some());
        if names_a_type { None } else { Self::by_members(object) }
    }

    /// Which document this resembles, for showing a broken one: more than [`Family::of`] tells, and nothing to rely on.
    pub fn resembled(root: Value<'_>) -> Option<Self> {
        let hint = || {
            let object = root.as_object()?;
            HINTS.iter().find(|(name, _)| object.get(name).is_some()).map(|(_, family)| *family)
        };
        Self::of(root).or_else(hint)
    }

    /// Integrity documents, snapshots and keys name no type.
    fn by_members(object: Object<'_>) -> Option<Self> {
        let is_object = |name| object.get(name).is_some_and(|value| value.as_object().is_some());
        let has_events = object.get("events").is_some_and(|events| events.as_array().is_some());
        if object.text("schema").is_some_and(|schema| schema.contains(INTEGRITY_SCHEMA))
            || (has_events && is_object("integrity"))
        {
            Some(Self::Integrity)
        } else if object.get("public_key_b64").is_some() {
            Some(Self::SigningKey)
        } else if is_object("paper") && is_object("claims") {
            Some(Self::Graph)
        } else {
            None
        }
    }

    /// The word in reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Bundle => "bundle",
            Self::State => "state",
            Self::Record => "record",
            Self::MirrorManifest => "mirror-manifest",
            Self::SigningKey => "signing-key",
            Self::Integrity => "integrity",
            Self::Graph => "graph",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{Arena, Document};

    fn told(text: &str) -> (Option<Family>, Option<Family>) {
        let arena = Arena::new();
        let root = Document::parse(text.as_bytes(), &arena).unwrap().root();
        (Family::of(root), Family::resembled(root))
    }

    #[test]
    fn a_document_is_what_its_type_says_to_the_letter() {
        for (member, name, family) in TYPES {
            assert_eq!(told(&format!(r#"{{"{member}":"{name}"}}"#)), (Some(family), Some(family)), "{name}");
            let (padded, upper) = (format!("{name} "), name.to_uppercase());
            for other in [padded.as_str(), upper.as_str(), ""] {
                assert_eq!(told(&format!(r#"{{"{member}":"{other}"}}"#)), (None, Some(family)), "{other}");
            }
            for other in ["null", "1", "[]", &format!("[\"{name}\"]")] {
                assert_eq!(told(&format!(r#"{{"{member}":{other}}}"#)), (None, Some(family)), "{other}");
            }
        }
    }

    #[test]
    fn a_document_of_another_type_is_none_of_those_that_name_no_type() {
        let untyped = [
            (r#""schema":"https://pith.science/schemas/pith-integrity/v1.json""#, Family::Integrity),
            (r#""events":[],"integrity":{}"#, Family::Integrity),
            (r#""public_key_b64":"""#, Family::SigningKey),
            (r#""paper":{},"claims":{}"#, Family::Graph),
        ];
        for (members, family) in untyped {
            assert_eq!(told(&format!("{{{members}}}")), (Some(family), Some(family)), "{members}");
            for (member, ..) in TYPES {
                let typed = format!(r#"{{"{member}":null,{members}}}"#);
                assert_eq!(told(&typed).0, None, "{typed}");
            }
        }
        for none in
            [r#"{"events":[]}"#, r#"{"events":[],"integrity":[]}"#, r#"{"events":{},"integrity":{}}"#, "[]", "1"]
        {
            assert_eq!(told(none).0, None, "{none}");
        }
    }
}
