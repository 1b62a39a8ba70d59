//! Places in inputs: the file as a URI, line and column, and the JSON pointer.

use std::fmt::Write as _;

use serde::Serialize;

use super::message::Message;
use crate::json::{Pointer, Position};
use crate::render::words::{file, line_and_column};
use crate::report::InputReport;

/// The file that an input is in.
#[derive(Clone, Serialize)]
pub(super) struct Artifact {
    uri: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<StandardInput>,
}

/// What no file is called by.
#[derive(Clone, Serialize)]
struct StandardInput {
    text: &'static str,
}

impl Artifact {
    pub(super) fn of(report: &InputReport, place: fn(&str) -> String) -> Self {
        match file(report) {
            "-" => Self { uri: "stdin".to_owned(), description: Some(StandardInput { text: "standard input" }) },
            name => Self { uri: uri(&place(name)), description: None },
        }
    }
}

/// The path as a URI: relative to the root of the checkout, or absolute where it leads elsewhere. Of the bytes that need
/// not be escaped anywhere in a path, all others are.
fn uri(path: &str) -> String {
    let (mut uri, rest) = match path.as_bytes() {
        [b'/', ..] => ("file://".to_owned(), path),
        [drive, b':', b'/', ..] if cfg!(windows) && drive.is_ascii_alphabetic() => {
            (format!("file:///{}:", char::from(*drive)), path.get(2..).unwrap_or_default())
        }
        _ => (String::new(), path),
    };
    for byte in rest.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}

/// A place in an input.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[allow(clippy::struct_field_names, reason = "the names of SARIF")]
pub(super) struct Location {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    physical_location: Physical,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    logical_locations: Vec<Logical>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical {
    artifact_location: Artifact,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
    start_column: usize,
}

/// A place in the structure of the document: its pointer.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Logical {
    fully_qualified_name: String,
}

impl Location {
    /// An input as a whole.
    pub(super) fn file(artifact: Artifact) -> Self {
        let physical_location = Physical { artifact_location: artifact, region: None };
        Self { id: None, physical_location, logical_locations: Vec::new(), message: None }
    }

    /// A place in an input; its first character if the place is not known.
    pub(super) fn of(
        report: &InputReport,
        artifact: &Artifact,
        pointer: Option<&Pointer>,
        position: Option<Position>,
    ) -> Self {
        let Position { line, column } = line_and_column(report, position);
        let region = Some(Region { start_line: line, start_column: column });
        let name = pointer.map(Pointer::as_str).filter(|pointer| !pointer.is_empty());
        let logical = name.map(|name| Logical { fully_qualified_name: name.to_owned() });
        Self {
            physical_location: Physical { artifact_location: artifact.clone(), region },
            logical_locations: logical.into_iter().collect(),
            ..Self::file(artifact.clone())
        }
    }

    /// The place as one that a message links to, with a message of its own.
    pub(super) fn related(mut self, id: usize, message: Message) -> Self {
        self.id = Some(id);
        self.message = Some(message);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_uris() {
        for (path, expected) in [
            ("bundles/2018/a.json", "bundles/2018/a.json"),
            ("../a b.json", "../a%20b.json"),
            ("a:b#c?d%.json", "a%3Ab%23c%3Fd%25.json"),
            ("/tmp/\u{e9}", "file:///tmp/%C3%A9"),
            ("C:/a b.json", if cfg!(windows) { "file:///C:/a%20b.json" } else { "C%3A/a%20b.json" }),
        ] {
            assert_eq!(uri(path), expected);
        }
    }
}
