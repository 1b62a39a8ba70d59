//! Reading: what is accepted is JSON by a second reader too, and what is refused has a reason.

use pith::json::{Arena, Document, ReadErrorKind};

/// A document that is accepted is one for `serde_json` too, and one that is refused by the grammar is
/// refused by both. The two differ, as they have to, on names that stand twice, on size and on depth.
pub fn holds(data: &[u8]) {
    let arena = Arena::new();
    let read = Document::parse(data, &arena);
    let second = serde_json::from_slice::<serde_json::Value>(data);
    match (read, second) {
        (Ok(document), Ok(second)) => {
            assert_eq!(document.source(), data);
            let root = document.root();
            assert_eq!(
                root.as_object().map(|object| object.members().len()),
                second.as_object().map(serde_json::Map::len)
            );
            assert_eq!(root.as_array().map(<[_]>::len), second.as_array().map(Vec::len));
            assert_eq!(root.as_str(), second.as_str());
            assert_eq!(root.is_null(), second.is_null());
        }
        (Ok(_), Err(error)) => {
            let error = error.to_string();
            assert!(error.starts_with("recursion limit") || error.starts_with("number out of range"), "{error}");
        }
        (Err(error), second) => {
            assert!(error.position.line >= 1 && error.position.column >= 1);
            assert!(error.position.line <= data.split(|byte| *byte == b'\n').count());
            let ours_alone = matches!(
                error.kind,
                ReadErrorKind::DuplicateMember { .. } | ReadErrorKind::TooManyDigits | ReadErrorKind::TooDeep
            );
            assert!(ours_alone || second.is_err(), "refused: {error}");
        }
    }
}
