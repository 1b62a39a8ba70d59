//! `pith inspect --format json`: the frozen shape of `pith-inspect/1` (docs/report.md).

use std::io::{self, Write};

use serde::Serialize;

use crate::inspect::{Inspection, UNVERIFIED};
use crate::render::envelope::write_report;

#[derive(Serialize)]
struct Claimed<'i> {
    verified: bool,
    notice: &'static str,
    input: &'i str,
    #[serde(flatten)]
    claims: &'i Inspection,
}

/// Writes the claims of the document `name`, as one object with the same members for every document.
pub fn write(name: &str, inspection: &Inspection, out: &mut dyn Write) -> io::Result<()> {
    let claimed = Claimed { verified: false, notice: UNVERIFIED, input: name, claims: inspection };
    write_report("pith-inspect/1", claimed, out)
}
