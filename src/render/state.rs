//! The recomputed state as `pith-state/1` (docs/report.md).

use std::io::{self, Write};

use serde::Serialize;

use crate::digest::Sha256Digest;
use crate::json::Value;
use crate::render::envelope::{Envelope, write_open};
use crate::render::value::write_compact;
use crate::report::{InputReport, Verdict};

#[derive(Serialize)]
struct Head<'r> {
    input: &'r str,
    sha256: Option<Sha256Digest>,
    verdict: &'static str,
    exit_code: u8,
    assurance: &'static str,
    verified: bool,
    pith_number: Option<&'r str>,
    state_sha256: Option<&'r str>,
}

/// The state that replaying an input's events produces, with the verdict on the input.
pub fn json(report: &InputReport, sealed: Value<'_>, out: &mut dyn Write) -> io::Result<()> {
    let head = Head {
        input: &report.input,
        sha256: report.sha256,
        verdict: report.verdict.as_str(),
        exit_code: report.verdict.exit_code(),
        assurance: report.assurance.as_str(),
        verified: report.verdict == Verdict::Pass,
        pith_number: report.pith_number.as_deref(),
        state_sha256: sealed.as_object().and_then(|state| state.text("state_sha256")),
    };
    write_open(&Envelope::new("pith-state/1", head), out, |out| {
        out.write_all(b",\"state\":")?;
        write_compact(&sealed, out)
    })?;
    out.write_all(b"\n")
}
