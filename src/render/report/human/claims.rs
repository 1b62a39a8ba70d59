//! Facts about one input, below the findings: its own claims, and what they rest on.

use std::io::{self, Write};

use crate::json::Pointer;
use crate::render::terminal::{row, rows};
use crate::render::words;
use crate::report::{DigestPair, InputReport, Known, Status, Subject, Verdict};
use crate::text::cut;

/// A row for each fact; none for an input that could not be judged.
pub(super) fn claims(report: &InputReport, out: &mut dyn Write) -> io::Result<()> {
    match (report.verdict, report.subject) {
        (Verdict::Malformed | Verdict::Unchecked | Verdict::Internal, _) => return Ok(()),
        (_, Subject::Integrity) => of_integrity(report, out)?,
        (_, Subject::Bundle) if report.known.is_some() => of_known(report, out)?,
        (_, Subject::Bundle) => of_bundle(report, out)?,
    }
    rows("expected", expectations(report), out)?;
    rows("not checked", words::not_checked(report), out)?;
    rows("unsigned", report.unsigned.iter().map(Pointer::as_str), out)
}

fn of_bundle(report: &InputReport, out: &mut dyn Write) -> io::Result<()> {
    let is_pass = report.verdict == Verdict::Pass;
    if !is_pass {
        writeln!(out, "\nClaims of the document:\n")?;
    }
    row("number", report.pith_number.as_deref().unwrap_or("none"), out)?;
    row("source", &report.source.as_ref().map_or_else(|| "none".to_owned(), ToString::to_string), out)?;
    rows("stated", stated(report), out)?;
    if !is_pass {
        writeln!(out, "\nComputed and verified:\n")?;
    }
    if let Some(paper) = &report.paper {
        rows("paper", [&paper.title, &paper.authors], out)?;
    }
    rows("signed by", signers(report), out)?;
    rows("digests", digests(report), out)?;
    row("events", &format!("{}/{} valid", report.events_valid, report.events_total), out)?;
    signatures(report, out)?;
    rows("merge rules", merge_rules(report), out)
}

/// A bundle that was not verified again: as much as the earlier report tells.
fn of_known(report: &InputReport, out: &mut dyn Write) -> io::Result<()> {
    row("number", report.pith_number.as_deref().unwrap_or("none"), out)?;
    rows("source", report.source.as_ref().map(ToString::to_string), out)?;
    if report.known != Some(Known::Brief) {
        rows("signed by", signers(report), out)?;
        row("events", &format!("{}/{} valid", report.events_valid, report.events_total), out)?;
        rows("merge rules", merge_rules(report), out)?;
    }
    Ok(())
}

/// An integrity document: its signers, and how little they prove.
fn of_integrity(report: &InputReport, out: &mut dyn Write) -> io::Result<()> {
    if report.checks.findings().iter().any(|finding| finding.status != Status::Skip) {
        writeln!(out)?;
    }
    row("document", "integrity", out)?;
    rows("signed by", signers(report), out)?;
    row("events", &report.events_total.to_string(), out)?;
    signatures(report, out)
}

fn signatures(report: &InputReport, out: &mut dyn Write) -> io::Result<()> {
    row("signatures", &format!("{}/{} verified", report.signatures_verified, report.signatures_total), out)
}

fn signers(report: &InputReport) -> Vec<String> {
    if report.signers.is_empty() {
        return vec!["none".to_owned()];
    }
    let mut lines = Vec::new();
    for signer in &report.signers {
        let signatures = words::count(signer.signatures, "signature");
        lines.push(format!("{}, {signatures}, {}", signer.key_id, words::trust(signer.trust)));
        lines.push(format!("key SHA-256 {}", signer.key_sha256));
    }
    lines.extend((report.signers_more > 0).then(|| format!("and {}", words::count(report.signers_more, "more key"))));
    lines
}

fn digests(report: &InputReport) -> impl Iterator<Item = String> {
    pairs(report).into_iter().filter_map(|(name, pair)| Some(format!("{name:<6} {}", pair.computed?)))
}

/// The digests that the document states and that are not those of its content.
fn stated(report: &InputReport) -> impl Iterator<Item = String> {
    pairs(report).into_iter().filter_map(|(name, pair)| {
        let stated = pair.stated.as_deref().filter(|stated| pair.computed.is_none_or(|d| !d.is_stated_as(stated)))?;
        Some(format!("{name:<6} {}", if stated.is_empty() { "(empty)" } else { stated }))
    })
}

fn pairs(report: &InputReport) -> [(&'static str, &DigestPair); 3] {
    [("record", &report.canonical), ("state", &report.state), ("bundle", &report.bundle)]
}

fn merge_rules(report: &InputReport) -> Vec<String> {
    let mut lines = vec![format!("proven   {}", report.rules_proven.join(" "))];
    if !report.rules_inferred.is_empty() {
        let reading = report.m9_reading.map(|letter| format!("; M9 in reading {letter}")).unwrap_or_default();
        let rules = report.rules_inferred.join(" ");
        lines.push(format!("inferred {rules} (no published text: our reading{reading})"));
    }
    lines
}

/// The user's expectations, and whether each held.
fn expectations(report: &InputReport) -> impl Iterator<Item = String> {
    report.policy.iter().map(|expected| {
        let outcome = if expected.held { "held" } else { "NOT held" };
        format!("{outcome}: --{} {}", expected.option, cut(&expected.value))
    })
}
