//! JSON pointers: every value is found by its own pointer, and a second implementation finds the same.

use pith::json::{Arena, Document, Kind, Pointer, Value};

/// The first line is a pointer, the rest a document.
pub fn holds(data: &[u8]) {
    let end = data.iter().position(|byte| *byte == b'\n').unwrap_or(data.len());
    let (line, source) = data.split_at(end);
    let arena = Arena::new();
    let Ok(document) = Document::parse(source, &arena) else { return };
    every_value_is_found(&document, document.root(), &Pointer::root());
    let Ok(text) = std::str::from_utf8(line) else { return };
    let pointer = Pointer::parse(text);
    assert_eq!(pointer.is_some(), text.is_empty() || text.starts_with('/'));
    let found = pointer.as_ref().and_then(|pointer| document.find(pointer));
    if let Ok(second) = serde_json::from_slice::<serde_json::Value>(source) {
        assert_eq!(found.is_some(), second.pointer(text).is_some(), "{text}");
    }
    if let Some(pointer) = &pointer {
        // Where nothing is found, findings are placed at the innermost value around it.
        assert!(document.offset(pointer) < source.len());
    }
}

fn every_value_is_found(document: &Document<'_>, value: Value<'_>, pointer: &Pointer) {
    let found = document.find(pointer).expect("a value is found by its own pointer");
    assert_eq!(found.at(), value.at());
    assert_eq!(Pointer::parse(pointer.as_str()).as_ref(), Some(pointer));
    match value.kind() {
        Kind::Object(object) => {
            for member in object.members() {
                every_value_is_found(document, member.value, &pointer.clone().member(member.name));
            }
        }
        Kind::Array(elements) => {
            for (index, element) in elements.iter().enumerate() {
                every_value_is_found(document, *element, &pointer.clone().index(index));
            }
        }
        _ => {}
    }
}
