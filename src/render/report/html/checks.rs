//! The checks: one entry per code that unfolds. What no cause explains is unfolded; those that passed are one line.

use crate::render::page::{Cell, Markup, and_more, facts_of, sentences};
use crate::render::words;
use crate::report::{CheckCode, Checks, Diagnosis, Explanation, Finding, InputReport, Status, Verdict};
use crate::text::cut;

/// Every check that ran, with its explanation: failures first, then open differences, warnings, skips and passes, each
/// in the order of the codes. Failures that the causes explain are one line, and so are passes.
pub fn checks(report: &InputReport) -> Markup {
    let (mut explained, mut others, mut count) = (Markup::new(), Markup::new(), 0);
    for status in [Status::Fail, Status::Open, Status::Warn, Status::Skip] {
        for (code, found) in found_by_code(&report.checks).filter(|(_, found)| worst(found) == Some(status)) {
            let follows = status.stops() && is_explained(code, report);
            count += usize::from(follows);
            let list = if follows { &mut explained } else { &mut others };
            list.add(&check(code, status, &found, report));
        }
    }
    let mut whole = Markup::new();
    if count > 0 {
        whole.raw("<details class=\"explained\">\n<summary>").add(&badge(Status::Fail.as_str())).raw(" ");
        whole.text(&words::count(count, "check")).raw(if count == 1 { " fails" } else { " fail" });
        whole.raw(" because of the causes above</summary>\n<div class=\"inside\">\n").add(&explained);
        whole.raw("</div>\n</details>\n");
    }
    whole.add(&others).add(&passed(&report.checks));
    whole
}

/// Whether all that a check found follows from the causes. What is only counted may not.
fn is_explained(code: CheckCode, report: &InputReport) -> bool {
    let findings = report.checks.findings().iter().enumerate();
    let mut found = findings.filter(|(_, finding)| finding.code == code && finding.status.stops());
    let mut omitted = report.checks.omitted().iter().filter(|(known, status, _)| *known == code && status.stops());
    omitted.next().is_none() && found.all(|(index, _)| report.diagnosis.explained.contains(&index))
}

/// The findings that keep an input from passing or are warnings, without the explanations. Those that the causes explain
/// are folded.
pub fn grouped_findings(checks: &Checks, diagnosis: &Diagnosis) -> Markup {
    let shown = checks.findings().iter().enumerate().filter(|(_, finding)| finding.status != Status::Skip);
    let (explained, others): (Vec<_>, Vec<_>) = shown.partition(|(index, _)| diagnosis.explained.contains(index));
    let of =
        |found: Vec<(usize, &Finding)>| findings(&found.into_iter().map(|(_, finding)| finding).collect::<Vec<_>>());
    let mut whole = of(others);
    if !explained.is_empty() {
        whole.raw("<details class=\"explained\">\n<summary>").text(&words::count(explained.len(), "finding"));
        whole.raw(if explained.len() == 1 { " that follows from this" } else { " that follow from this" });
        whole.raw("</summary>\n").add(&of(explained)).raw("</details>\n");
    }
    whole
}

/// A status or verdict on a coloured ground.
pub fn badge(word: &'static str) -> Markup {
    let mut badge = Markup::new();
    badge.raw("<span class=\"badge ").raw(word).raw("\">").raw(word).raw("</span>");
    badge
}

/// The codes with findings, and these.
fn found_by_code(checks: &Checks) -> impl Iterator<Item = (CheckCode, Vec<&Finding>)> {
    let of = |code: CheckCode| checks.findings().iter().filter(move |finding| finding.code == code).collect();
    CheckCode::ALL.iter().map(move |code| (*code, of(*code)))
}

/// The worst status: a failure, else an open difference, else a warning, else a skip.
fn worst(found: &[&Finding]) -> Option<Status> {
    [Status::Fail, Status::Open, Status::Warn, Status::Skip]
        .into_iter()
        .find(|status| found.iter().any(|finding| finding.status == *status))
}

fn check(code: CheckCode, status: Status, found: &[&Finding], report: &InputReport) -> Markup {
    // What decides the verdict is unfolded.
    let decides = match report.verdict {
        Verdict::Untrusted => found.iter().any(|finding| finding.is_distrust()),
        _ => status.stops() && !is_explained(code, report),
    };
    let omitted = report.checks.omitted().iter().filter(|(known, ..)| *known == code).map(|(.., count)| count).sum();
    let mut whole = Markup::new();
    whole.raw(if decides { "<details class=\"check\" open>\n" } else { "<details class=\"check\">\n" });
    whole.raw("<summary>").add(&badge(status.as_str())).raw(" <code>").text(code.as_str());
    whole.raw("</code> <span class=\"count\">").number(found.len() + omitted).raw(" found</span>");
    whole
        .raw("</summary>\n<div class=\"inside\">\n")
        .add(&findings(found))
        .add(&and_more(omitted, ", not listed here"));
    let Explanation { summary, why, todo, .. } = code.explanation();
    whole.add(&sentences([("Means", summary), ("Why it matters", why), ("What to do", todo)]));
    whole.raw("</div>\n</details>\n");
    whole
}

/// The checks that passed everywhere, as one line that unfolds.
fn passed(checks: &Checks) -> Markup {
    let passed: Vec<(CheckCode, usize)> = checks.passes().collect();
    let mut whole = Markup::new();
    if passed.is_empty() {
        return whole;
    }
    whole
        .raw("<details class=\"check passed\">\n<summary>")
        .add(&badge(Status::Pass.as_str()))
        .raw(" <span class=\"count\">");
    whole.text(&words::count(passed.len(), "check")).raw(" passed</span></summary>\n<dl class=\"facts inside\">\n");
    for (code, count) in passed {
        whole
            .raw("<div><dt><code>")
            .text(code.as_str())
            .raw("</code> ")
            .number(count)
            .raw("\u{d7}</dt><dd class=\"prose\">");
        whole.raw("Would be reported: ").prose(code.explanation().summary).raw("</dd></div>\n");
    }
    whole.raw("</dl>\n</details>\n");
    whole
}

/// A list of findings, without the explanations. Findings that differ in their place alone are one entry.
fn findings(found: &[&Finding]) -> Markup {
    let mut list = Markup::new();
    for same in found.chunk_by(|one, next| are_alike(one, next)) {
        let Some(finding) = same.first() else { continue };
        list.raw("<li>").add(&badge(finding.status.as_str())).raw(" <code>").text(finding.code.as_str());
        list.raw("</code> (").text(&words::reason(finding)).raw(") <span class=\"message\">").prose(&finding.message);
        list.raw("</span>");
        for finding in same {
            list.add(&place(finding));
        }
        list.raw("</li>\n");
    }
    let mut whole = Markup::new();
    if !list.is_empty() {
        whole.raw("<ul class=\"findings\">\n").add(&list).raw("</ul>\n");
    }
    whole
}

/// Whether two findings differ in their place alone, and have one.
fn are_alike(one: &Finding, other: &Finding) -> bool {
    let kind = |finding: &Finding| (finding.code, finding.status, finding.reason, finding.rule);
    let values = |finding: &Finding| (finding.message.clone(), finding.expected.clone(), finding.actual.clone());
    let has_place = |finding: &Finding| finding.pointer.is_some() && finding.position.is_some();
    kind(one) == kind(other) && has_place(one) && has_place(other) && values(one) == values(other)
}

/// The place of a finding, and the values there.
fn place(finding: &Finding) -> Markup {
    let mut at = Markup::new();
    if let Some(pointer) = finding.pointer.as_ref().filter(|pointer| !pointer.as_str().is_empty()) {
        at.text(&cut(pointer.as_str())).raw(" ");
    }
    if let Some(position) = finding.position {
        at.raw("<span class=\"position\">line ").text(&position.line.to_string());
        at.raw(" column ").text(&position.column.to_string()).raw("</span>");
    }
    // What is there need not be the wrong one of two digests.
    let (expected, actual) =
        if words::compares_digests(finding.code) { ("Computed", "Stated") } else { ("Expected", "Actual") };
    let value = |value: &Option<String>| value.as_deref().map(Cell::markup).unwrap_or_default();
    facts_of([("At", at), (expected, value(&finding.expected)), (actual, value(&finding.actual))])
}
