//! `--format ndjson`: the lines of `pith-report/1` (docs/report.md).

use std::io::{self, Write};

use serde::Serialize;

use super::detail::Detail;
use super::json::{Head, write_members};
use crate::digest::Sha256Digest;
use crate::keys::TrustedKey;
use crate::render::envelope::Envelope;
use crate::render::escape::write_json;
use crate::render::{Renderer, Run, Summary};
use crate::report::{InputReport, Trust};
use crate::text::cut;

/// The conditions of the run, one line per input, then a summary, so that a cut stream can be recognised.
#[derive(Default)]
pub struct Ndjson {
    detail: Detail,
}

impl Ndjson {
    /// With as much of each input as `detail` asks for.
    pub const fn with(detail: Detail) -> Self {
        Self { detail }
    }
}

impl Renderer for Ndjson {
    fn begin(&mut self, run: &Run<'_>, out: &mut dyn Write) -> io::Result<()> {
        line("run", Envelope::new("pith-report/1", Conditions::of(run)), out)
    }

    fn input(&mut self, report: &InputReport, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(b"{\"type\":\"input\",")?;
        write_members(report, self.detail, out)?;
        out.write_all(b"\n")
    }

    fn finish(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        line("summary", Head::of(summary), out)
    }
}

fn line(r#type: &'static str, rest: impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    write_json(&Line { r#type, rest }, out)?;
    out.write_all(b"\n")
}

#[derive(Serialize)]
struct Line<T> {
    r#type: &'static str,
    #[serde(flatten)]
    rest: T,
}

#[derive(Serialize)]
struct Conditions<'r> {
    assurance: Trust,
    trusted_keys: Vec<Trusted>,
    options: Options<'r>,
}

/// In the order of its members, which is that of the list.
#[derive(Serialize, PartialEq, Eq, PartialOrd, Ord)]
struct Trusted {
    key_sha256: Sha256Digest,
    key_id: Option<String>,
    signer_id: Option<String>,
    role: &'static str,
    rotates_at: Option<String>,
}

#[derive(Serialize)]
struct Options<'r> {
    trust_embedded: bool,
    strict: bool,
    max_bytes: u64,
    policy: Vec<Expected<'r>>,
}

#[derive(Serialize)]
struct Expected<'r> {
    option: &'static str,
    value: String,
    sha256: &'r Sha256Digest,
}

impl<'r> Conditions<'r> {
    /// The keys are sorted, each once: neither order nor repetition decides a verdict.
    fn of(run: &'r Run<'_>) -> Self {
        let mut trusted_keys: Vec<Trusted> = run.trust.trusted_keys().iter().map(Trusted::of).collect();
        trusted_keys.sort();
        trusted_keys.dedup();
        let assurance = run.trust.assurance();
        let policy = run.expected.iter();
        let policy = policy.map(|one| Expected { option: one.option, value: cut(&one.value), sha256: &one.sha256 });
        let options = Options {
            trust_embedded: assurance == Trust::Embedded,
            strict: run.strict,
            max_bytes: run.max_bytes,
            policy: policy.collect(),
        };
        Self { assurance, trusted_keys, options }
    }
}

impl Trusted {
    fn of(trusted: &TrustedKey) -> Self {
        Self {
            key_sha256: *trusted.key.sha256(),
            key_id: trusted.key_id.as_deref().map(cut),
            signer_id: trusted.grant.owner.as_deref().map(cut),
            role: trusted.grant.role.as_str(),
            rotates_at: trusted.grant.rotates_at.as_deref().map(cut),
        }
    }
}
