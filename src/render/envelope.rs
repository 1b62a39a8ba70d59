//! The frame of every JSON report: `schema` and `tool`, then the report's own members (docs/report.md).

use std::io::{self, Write};

use serde::Serialize;

use crate::render::escape::write_json;

/// A report with `schema` and `tool` before its members.
#[derive(Serialize)]
pub(super) struct Envelope<T> {
    schema: &'static str,
    tool: Tool,
    #[serde(flatten)]
    report: T,
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

impl<T> Envelope<T> {
    pub(super) const fn new(schema: &'static str, report: T) -> Self {
        Self { schema, tool: Tool { name: "pith", version: env!("CARGO_PKG_VERSION") }, report }
    }
}

/// Writes the whole report on one line.
pub(super) fn write_report(schema: &'static str, report: impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    write_json(&Envelope::new(schema, report), out)?;
    out.write_all(b"\n")
}

/// Writes an object, with `last` writing its last members, each after a comma.
///
/// Values of a document are written this way, because `serde_json` cannot write every number that a document may
/// contain.
pub(super) fn write_open(
    head: &impl Serialize,
    out: &mut dyn Write,
    last: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let mut open = Vec::new();
    write_json(head, &mut open)?;
    // The closing brace comes after the last members.
    open.pop();
    out.write_all(&open)?;
    last(out)?;
    out.write_all(b"}")
}
