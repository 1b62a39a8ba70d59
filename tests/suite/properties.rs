//! What holds for every document: the canonical form, and that reading never panics.

use pith::json::canonical;
use pith::json::{Arena, Document};
use pith::verify::{Policy, verify_bytes};
use proptest::prelude::*;

fn canonical_bytes(source: &[u8]) -> Option<Vec<u8>> {
    let arena = Arena::new();
    let document = Document::parse(source, &arena).ok()?;
    Some(canonical::to_bytes(&document.root()))
}

/// A JSON value as somebody might write it: with the order of members and the white space left open.
#[derive(Debug, Clone)]
enum Json {
    Scalar(String),
    Array(Vec<Json>),
    Object(Vec<(String, Json)>),
}

fn json() -> impl Strategy<Value = Json> {
    let scalar = prop_oneof![
        Just("null".to_owned()),
        any::<bool>().prop_map(|b| b.to_string()),
        any::<i128>().prop_map(|i| i.to_string()),
        any::<f64>().prop_filter("finite", |f| f.is_finite()).prop_map(|f| format!("{f:e}")),
        any::<String>().prop_map(|s| serde_json::to_string(&s).unwrap()),
    ];
    scalar.prop_map(Json::Scalar).prop_recursive(5, 64, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..8).prop_map(Json::Array),
            prop::collection::btree_map(any::<String>(), inner, 0..8)
                .prop_map(|map| Json::Object(map.into_iter().collect())),
        ]
    })
}

/// Writes the value with `space` at every place where white space may stand, members in order.
fn write(json: &Json, space: &str, backwards: bool) -> String {
    let inner = match json {
        Json::Scalar(text) => text.clone(),
        Json::Array(items) => {
            let items: Vec<String> = items.iter().map(|item| write(item, space, backwards)).collect();
            format!("[{space}{}{space}]", items.join(&format!("{space},{space}")))
        }
        Json::Object(members) => {
            let mut members: Vec<String> = members
                .iter()
                .map(|(name, value)| {
                    format!("{}{space}:{space}{}", serde_json::to_string(name).unwrap(), write(value, space, backwards))
                })
                .collect();
            if backwards {
                members.reverse();
            }
            format!("{{{space}{}{space}}}", members.join(&format!("{space},{space}")))
        }
    };
    format!("{space}{inner}{space}")
}

proptest! {
    #[test]
    fn canonical_form_is_a_fixed_point(value in json()) {
        let once = canonical_bytes(write(&value, "", false).as_bytes()).unwrap();
        prop_assert_eq!(canonical_bytes(&once).unwrap(), once);
    }

    #[test]
    fn canonical_form_ignores_member_order_and_white_space(value in json(), space in "[ \t\r\n]{0,3}") {
        let one = canonical_bytes(write(&value, "", false).as_bytes()).unwrap();
        let other = canonical_bytes(write(&value, &space, true).as_bytes()).unwrap();
        prop_assert_eq!(one, other);
    }

    #[test]
    fn reading_any_bytes_never_panics_and_never_passes(bytes in prop::collection::vec(any::<u8>(), 0..512)) {
        let arena = Arena::new();
        let outcome = verify_bytes("bytes", &bytes, &arena, &Policy::new(None));
        prop_assert_ne!(outcome.report.verdict.exit_code(), 0);
    }

    #[test]
    fn damaged_bundles_never_panic_and_never_pass_unless_equal(at in 0_usize..13463, byte in any::<u8>()) {
        let mut bytes = include_bytes!("../../fixtures/valid/arxiv-1804.07612.json").to_vec();
        let original = canonical_bytes(&bytes).unwrap();
        bytes[at] = byte;
        let arena = Arena::new();
        let outcome = verify_bytes("bundle", &bytes, &arena, &Policy::new(None));
        if outcome.report.verdict.exit_code() == 0 {
            prop_assert!(without_unsigned(&bytes) == without_unsigned(&original));
        }
    }

    #[test]
    fn text_that_looks_like_json_never_panics(text in "[\\[\\]{}:,\"\\\\0-9eE.+\\-truefalsn \u{e9}u]{0,64}") {
        if let Some(bytes) = canonical_bytes(text.as_bytes()) {
            prop_assert_eq!(canonical_bytes(&bytes).unwrap(), bytes);
        }
    }
}

/// The canonical bytes without what nothing signs.
fn without_unsigned(source: &[u8]) -> Vec<u8> {
    let arena = Arena::new();
    let document = Document::parse(source, &arena).unwrap();
    let mut bytes = Vec::new();
    canonical::write_object(document.root().as_object().unwrap(), &["bundle_signature"], &mut bytes);
    bytes
}
