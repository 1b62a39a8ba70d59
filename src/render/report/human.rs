//! The report for people at a terminal.
//!
//! Styles are written always; the stream that it is printed to takes them away where they are not
//! wanted. Nothing from an input or a file name is written unescaped.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use crate::render::{Renderer, Summary};
use crate::report::{DigestPair, Finding, InputReport, PolicyOutcome, Signer, Status, Subject, Trust, Verdict};
use crate::text::escape;

/// The most passes that are listed in a run over many inputs; the rest are counted.
const LISTED: usize = 20;

/// `--format human`.
#[derive(Default)]
pub struct Human {
    /// The first report, kept back until it is known whether it is the only one.
    first: Option<InputReport>,
    seen: usize,
    passes: usize,
}

impl Renderer for Human {
    fn input(&mut self, report: &InputReport, out: &mut dyn Write) -> io::Result<()> {
        self.seen += 1;
        if self.seen == 1 {
            self.first = Some(report.clone());
            return Ok(());
        }
        if let Some(first) = self.first.take() {
            self.one_of_many(&first, out)?;
        }
        self.one_of_many(report, out)
    }

    fn finish(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        if let Some(only) = self.first.take() {
            whole(&only, out)?;
            if summary.skipped() > 0 {
                writeln!(out)?;
            }
            return skipped(summary, out);
        }
        if self.passes > LISTED {
            writeln!(out, "{} {} more", verdict_word(Verdict::Pass), self.passes - LISTED)?;
        }
        skipped(summary, out)?;
        writeln!(out, "\n{} {summary}", verdict_word(summary.verdict()))
    }
}

impl Human {
    /// A line for a pass; for anything else, why.
    fn one_of_many(&mut self, report: &InputReport, out: &mut dyn Write) -> io::Result<()> {
        if report.verdict == Verdict::Pass {
            self.passes += 1;
            if self.passes > LISTED {
                return Ok(());
            }
        }
        headline(report, out)?;
        if report.verdict != Verdict::Pass {
            causes(report, out)?;
        }
        Ok(())
    }
}

/// What bears the name of an input and was not read.
fn skipped(summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
    let word = status_word(Status::Skip);
    for one in summary.named() {
        writeln!(out, "{word} {}: {}", escape(&one.name), one.why)?;
    }
    match summary.unnamed() {
        0 => Ok(()),
        more => writeln!(out, "{word} {more} more"),
    }
}

fn headline(report: &InputReport, out: &mut dyn Write) -> io::Result<()> {
    let number = report.pith_number.as_deref().filter(|_| report.verdict == Verdict::Pass).unwrap_or_default();
    let gap = if number.is_empty() { "" } else { "  " };
    writeln!(out, "{} {}{gap}{}", verdict_word(report.verdict), escape(&report.input), escape(number))
}

/// The verdict on one input and what it rests on, for verbs whose output is something else.
pub fn brief(report: &InputReport, out: &mut dyn Write) -> io::Result<()> {
    headline(report, out)?;
    if report.verdict == Verdict::Pass { Ok(()) } else { causes(report, out) }
}

/// Everything about one input.
fn whole(report: &InputReport, out: &mut dyn Write) -> io::Result<()> {
    let dim = Style::new().dimmed();
    writeln!(out, "{} {}", verdict_word(report.verdict), escape(&report.input))?;
    writeln!(out, "{dim}{}{dim:#}\n", meaning(report))?;
    causes(report, out)?;
    let has_warnings = report.checks.findings().iter().any(|finding| finding.status == Status::Warn);
    if report.verdict == Verdict::Pass && has_warnings {
        writeln!(out)?;
    }
    if matches!(report.verdict, Verdict::Malformed | Verdict::Unchecked | Verdict::Internal) {
        return Ok(());
    }
    if report.subject == Subject::Integrity {
        return integrity(report, out);
    }
    if report.verdict != Verdict::Pass {
        writeln!(out, "\nWhat the document says of itself:\n")?;
    }
    let none = "none".to_owned();
    row("number", report.pith_number.as_deref().unwrap_or("none"), out)?;
    if let Some(paper) = &report.paper {
        row("paper", &paper.title, out)?;
        row("", &paper.authors, out)?;
    }
    let source = report.source.as_ref().map(|s| format!("{} {} version {}", s.kind, s.id, s.version));
    row("source", &source.unwrap_or(none), out)?;
    signers(report, out)?;
    digests(report, out)?;
    row("events", &format!("{}/{} valid", report.events_valid, report.events_total), out)?;
    let signatures = format!("{}/{} verified", report.signatures_verified, report.signatures_total);
    row("signatures", &signatures, out)?;
    rules(report, out)?;
    expectations(report, out)?;
    not_checked(report, out)?;
    let unsigned: Vec<&str> = report.unsigned.iter().map(crate::json::Pointer::as_str).collect();
    rows("unsigned", unsigned, out)
}

/// What is known of an integrity document: who signed, and how little follows.
fn integrity(report: &InputReport, out: &mut dyn Write) -> io::Result<()> {
    if report.checks.findings().iter().any(|finding| finding.status != Status::Skip) {
        writeln!(out)?;
    }
    row("document", "integrity", out)?;
    signers(report, out)?;
    row("events", &report.events_total.to_string(), out)?;
    let signatures = format!("{}/{} verified", report.signatures_verified, report.signatures_total);
    row("signatures", &signatures, out)?;
    expectations(report, out)?;
    not_checked(report, out)?;
    rows("unsigned", report.unsigned.iter().map(crate::json::Pointer::as_str), out)
}

/// What `untrusted` means for an integrity document, which cannot be more.
fn meaning_of_integrity(report: &InputReport) -> &'static str {
    let (verified, total) = (report.signatures_verified, report.signatures_total);
    if total == 0 {
        "An integrity document without events: nothing in it is signed."
    } else if verified < total {
        "An integrity document in which not every event is signed by a key that you or pith trust; content not checked."
    } else if report.events_valid == total {
        "An integrity document: trusted keys signed the events, and the digests of their payloads recompute. Nothing signs \
         the list of events or the section, so this is never a pass."
    } else {
        "An integrity document: trusted keys signed the digests that its events state. Content not checked, since how \
         these digests are made is not published; this is never a pass."
    }
}

/// What the verdict says, in a sentence that is no stronger than the keys behind it.
pub(in crate::render) fn meaning(report: &InputReport) -> &'static str {
    let is_trusted = |signer: &Signer| signer.trust != Trust::Untrusted;
    match (report.verdict, report.assurance) {
        (Verdict::Untrusted, _) if report.subject == Subject::Integrity => meaning_of_integrity(report),
        (Verdict::Pass, Trust::Embedded) => {
            "Consistent in itself. The embedded keys were taken at face value: this does not say who made it."
        }
        (Verdict::Pass, _) if !report.signers.iter().all(is_trusted) || report.checks.has_distrust() => {
            "All digests and signatures verify, and replaying the events produces exactly this state. The registry's \
             keys are trusted; some events are signed with keys that are not (see the warnings)."
        }
        (Verdict::Pass, _) => {
            "All digests and signatures verify with trusted keys, and replaying the events produces exactly this state."
        }
        (Verdict::Undetermined, Trust::Embedded) => {
            "Consistent in itself but for our reading of a merge rule that nobody has published. The embedded keys were \
             taken at face value: this does not say who made it."
        }
        (Verdict::Undetermined, _) => {
            "All digests and signatures verify, and the registry's keys are trusted, but the document differs from our \
             reading of a merge rule that nobody has published: the document may be wrong, or the reading."
        }
        (Verdict::Fail, _) => "At least one check failed: do not rely on this document.",
        (Verdict::Untrusted, _) => {
            "Everything verifies against the embedded keys, but a signature that has to be by a trusted key is not."
        }
        (Verdict::Malformed, _) => "This is not a document that can be judged.",
        (Verdict::Unchecked, _) => "This could not be checked; it says nothing about the bundle.",
        (Verdict::Internal, _) => "A bug in pith kept this from being judged.",
    }
}

/// The findings: what failed first, then warnings.
fn causes(report: &InputReport, out: &mut dyn Write) -> io::Result<()> {
    if let Some(error) = report.error.as_ref().filter(|_| report.checks.findings().is_empty()) {
        writeln!(out, "  {}", escape(error))?;
    }
    for status in [Status::Fail, Status::Open, Status::Warn] {
        for found in report.checks.findings().iter().filter(|finding| finding.status == status) {
            finding(found, out)?;
        }
        for (code, _, count) in report.checks.omitted().iter().filter(|(_, s, _)| *s == status) {
            writeln!(out, "  {} {} and {count} more like this", status_word(status), code.as_str())?;
        }
    }
    Ok(())
}

fn finding(finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    let bold = Style::new().bold();
    let code = finding.code.as_str();
    let reason = finding.reason;
    let rule = finding.rule.map(|rule| format!(", rule {}", rule.as_str())).unwrap_or_default();
    write!(out, "  {} {bold}{code}{bold:#} ({reason}{rule})", status_word(finding.status))?;
    if let Some(pointer) = finding.pointer.as_ref().filter(|pointer| !pointer.as_str().is_empty()) {
        write!(out, " {}", escape(&crate::text::cut(pointer.as_str())))?;
    }
    if let Some(position) = finding.position {
        write!(out, " line {} column {}", position.line, position.column)?;
    }
    writeln!(out, "\n       {}", escape(&finding.message))?;
    for (name, value) in [("expected", &finding.expected), ("actual", &finding.actual)] {
        let Some(value) = value else { continue };
        let value = if value.is_empty() { "(empty)".into() } else { escape(value) };
        writeln!(out, "       {name:<8} {value}")?;
    }
    Ok(())
}

fn signers(report: &InputReport, out: &mut dyn Write) -> io::Result<()> {
    if report.signers.is_empty() {
        return row("signed by", "nobody", out);
    }
    let mut label = "signed by";
    for signer in &report.signers {
        let times = if signer.signatures == 1 { "signature" } else { "signatures" };
        row(label, &format!("{}, {} {times}, {}", signer.key_id, signer.signatures, trust(signer.trust)), out)?;
        row("", &format!("key SHA-256 {}", signer.key_sha256), out)?;
        label = "";
    }
    match report.signers_more {
        0 => Ok(()),
        more => row("", &format!("and {more} more keys"), out),
    }
}

pub(in crate::render) const fn trust(trust: Trust) -> &'static str {
    match trust {
        Trust::Builtin => "trusted: this key is built into pith",
        Trust::Pinned => "trusted: you gave this key",
        Trust::Embedded => "taken at face value (--trust-embedded)",
        Trust::Untrusted => "NOT trusted",
    }
}

fn digests(report: &InputReport, out: &mut dyn Write) -> io::Result<()> {
    let mut label = "digests";
    for (name, pair) in [("record", &report.canonical), ("state", &report.state), ("bundle", &report.bundle)] {
        let DigestPair { stated, computed } = pair;
        let Some(computed) = computed.map(|digest| digest.to_string()) else { continue };
        let agrees = stated.as_ref() == Some(&computed);
        row(
            label,
            &format!("{name:<6} {computed}{}", if agrees { "" } else { "  (the document states another)" }),
            out,
        )?;
        label = "";
    }
    Ok(())
}

fn rules(report: &InputReport, out: &mut dyn Write) -> io::Result<()> {
    row("merge rules", &format!("proven   {}", report.rules_proven.join(" ")), out)?;
    if !report.rules_inferred.is_empty() {
        let reading = report.m9_reading.map(|letter| format!("; M9 in reading {letter}")).unwrap_or_default();
        let rules = report.rules_inferred.join(" ");
        row("", &format!("inferred {rules} (no published text: our reading{reading})"), out)?;
    }
    Ok(())
}

/// What the user expected, and whether it held.
fn expectations(report: &InputReport, out: &mut dyn Write) -> io::Result<()> {
    let line = |expected: &PolicyOutcome| {
        let standing = if expected.held { "held" } else { "NOT held" };
        format!("{standing}: --{} {}", expected.option, crate::text::cut(&expected.value))
    };
    let lines: Vec<String> = report.policy.iter().map(line).collect();
    rows("expected", lines.iter().map(String::as_str), out)
}

/// What a reader might think was checked, and was not.
fn not_checked(report: &InputReport, out: &mut dyn Write) -> io::Result<()> {
    let skipped = report.checks.findings().iter().filter(|finding| finding.status == Status::Skip);
    let mut lines: Vec<&str> = skipped.map(|finding| finding.message.as_str()).collect();
    lines.dedup();
    lines.push("whether the paper is right, whether events were withheld, and whether links lead anywhere");
    rows("not checked", lines, out)
}

fn rows<'l>(label: &str, lines: impl IntoIterator<Item = &'l str>, out: &mut dyn Write) -> io::Result<()> {
    let mut label = label;
    for line in lines {
        row(label, line, out)?;
        label = "";
    }
    Ok(())
}

fn row(label: &str, value: &str, out: &mut dyn Write) -> io::Result<()> {
    let dim = Style::new().dimmed();
    writeln!(out, "  {dim}{label:<12}{dim:#} {}", escape(value))
}

/// The verdict in capitals and colour.
pub fn verdict_word(verdict: Verdict) -> String {
    let color = match verdict {
        Verdict::Pass => AnsiColor::Green,
        Verdict::Undetermined | Verdict::Untrusted | Verdict::Unchecked => AnsiColor::Yellow,
        Verdict::Malformed | Verdict::Fail | Verdict::Internal => AnsiColor::Red,
    };
    let style = color.on_default().bold();
    format!("{style}{}{style:#}", verdict.as_str().to_uppercase())
}

fn status_word(status: Status) -> String {
    let color = match status {
        Status::Pass => AnsiColor::Green,
        Status::Open | Status::Warn | Status::Skip => AnsiColor::Yellow,
        Status::Fail => AnsiColor::Red,
    };
    let style = color.on_default();
    format!("{style}{}{style:#}", status.as_str())
}
