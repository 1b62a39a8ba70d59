//! The recomputed state as `pith-state/1` (docs/report.md).

use std::io::{self, Write};

use serde::Serialize;

use super::escape::write_json;
use super::value::write_compact;
use crate::json::Value;
use crate::report::{InputReport, Verdict};

const SCHEMA: &str = "pith-state/1";

#[derive(Serialize)]
struct Head<'r> {
    schema: &'static str,
    tool: Tool,
    input: &'r str,
    sha256: Option<String>,
    verdict: &'static str,
    exit_code: u8,
    assurance: &'static str,
    verified: bool,
    pith_number: Option<&'r str>,
    state_sha256: Option<&'r str>,
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

/// The state that the events of an input give, with what verifying the input gave.
pub fn json(report: &InputReport, sealed: Value<'_>, out: &mut dyn Write) -> io::Result<()> {
    let head = Head {
        schema: SCHEMA,
        tool: Tool { name: "pith", version: env!("CARGO_PKG_VERSION") },
        input: &report.input,
        sha256: report.sha256.map(|digest| digest.to_string()),
        verdict: report.verdict.as_str(),
        exit_code: report.verdict.exit_code(),
        assurance: report.assurance.as_str(),
        verified: report.verdict == Verdict::Pass,
        pith_number: report.pith_number.as_deref(),
        state_sha256: sealed.as_object().and_then(|state| state.text("state_sha256")),
    };
    let mut text = Vec::new();
    write_json(&head, &mut text)?;
    // The object is open still: `state` is its last member.
    text.pop();
    out.write_all(&text)?;
    out.write_all(b",\"state\":")?;
    write_compact(&sealed, out)?;
    out.write_all(b"}\n")
}
