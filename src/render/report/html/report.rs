//! One verified input as sections of a page.

use crate::json::Pointer;
use crate::render::page::Markup;
use crate::render::page::timeline;
use crate::render::page::{and_more, facts, paragraph, section, table};
use crate::render::report::html::causes::causes;
use crate::render::report::html::checks::checks;
use crate::render::report::html::name;
use crate::render::report::meaning::meaning;
use crate::render::words;
use crate::report::{DigestPair, InputReport, Subject, Verdict};

/// The verdict in large letters, and a sentence about it.
pub fn banner(verdict: Verdict, sentence: &str) -> Markup {
    let mut banner = Markup::new();
    banner.raw("<div class=\"banner ").raw(verdict.as_str()).raw("\" role=\"status\">\n<p class=\"word\">");
    banner.raw(verdict.as_str()).raw("</p>\n").add(&paragraph(sentence)).raw("</div>\n");
    banner
}

/// Everything about one input.
pub fn report_sections(report: &InputReport) -> Markup {
    let mut whole = Markup::new();
    whole.raw("<header>\n<h1>");
    let title = report.paper.as_ref().map(|paper| paper.title.as_str()).filter(|title| !title.is_empty());
    whole.text(title.unwrap_or(&name(report))).raw("</h1>\n");
    if let Some(paper) = &report.paper {
        whole.raw("<p>").text(&paper.authors).raw("</p>\n");
    }
    whole.raw("</header>\n").add(&banner(report.verdict, &meaning(report)));
    if let Some(error) = &report.error {
        whole.raw("<p class=\"error\">").prose(error).raw("</p>\n");
    }
    whole.add(&section("Causes", &causes(&report.diagnosis)));
    whole.add(&section("Expectations", &policy(&report.policy)));
    whole.add(&section("Checks", &checks(report)));
    whole.add(&section(document_heading(report), &document(report)));
    whole.add(&section("Events", &timeline(&report.timeline)));
    whole.add(&section("Signers", &signers(report)));
    whole.add(&section("Digests", &digests(report)));
    whole.add(&section("Limits of this verdict", &limits(report)));
    whole
}

/// The user's expectations, and whether each held.
pub fn policy(outcomes: &[crate::report::PolicyOutcome]) -> Markup {
    let rows = outcomes
        .iter()
        .map(|outcome| [outcome.option, outcome.value.as_str(), if outcome.held { "held" } else { "did not hold" }]);
    table("Expectations", ["Option", "Value", "Outcome"], rows)
}

const fn document_heading(report: &InputReport) -> &'static str {
    match report.verdict {
        Verdict::Pass => "Document",
        Verdict::Malformed | Verdict::Unchecked | Verdict::Internal => "Input",
        _ => "Claims of the document",
    }
}

fn document(report: &InputReport) -> Markup {
    let source = report.source.as_ref().map(ToString::to_string);
    let bytes = report.bytes.map(|bytes| format!("{bytes} bytes"));
    let sha256 = report.sha256.map(|digest| digest.to_string());
    let events = format!("{} of {} valid", report.events_valid, report.events_total);
    let signatures = format!("{} of {} verified", report.signatures_verified, report.signatures_total);
    let judged = (report.signatures_total > 0).then_some(());
    let is_bundle = report.subject == Subject::Bundle;
    facts([
        ("Input", Some(name(report).as_str())),
        ("Number", report.pith_number.as_deref()),
        ("Source", source.as_deref()),
        ("Events", judged.filter(|()| is_bundle).map(|()| events.as_str())),
        ("Signatures", judged.map(|()| signatures.as_str())),
        ("Size", bytes.as_deref()),
        ("SHA-256", sha256.as_deref()),
    ])
}

fn signers(report: &InputReport) -> Markup {
    let rows = report.signers.iter().map(|signer| {
        let (count, sha256) = (signer.signatures.to_string(), signer.key_sha256.to_string());
        [signer.key_id.clone(), words::trust(signer.trust).to_owned(), count, sha256]
    });
    if report.signatures_total == 0 {
        return Markup::new();
    }
    let mut listed = table("Signers", ["Key", "Trust", "Signatures", "SHA-256 of the key"], rows);
    listed.add(&and_more(report.signers_more, ""));
    if listed.is_empty() { paragraph("None: no signature verifies.") } else { listed }
}

fn digests(report: &InputReport) -> Markup {
    let pairs = [("record", &report.canonical), ("state", &report.state), ("bundle", &report.bundle)];
    table("Digests", ["Of", "Which", "SHA-256"], pairs.into_iter().flat_map(|(name, pair)| digest_rows(name, pair)))
}

/// One row where the stated digest is the computed one, and otherwise two.
fn digest_rows(name: &'static str, pair: &DigestPair) -> Vec<[String; 3]> {
    let Some(computed) = pair.computed.map(|digest| digest.to_string()) else { return Vec::new() };
    let row = |which: &str, digest: String| [name.to_owned(), which.to_owned(), digest];
    let stated = pair.stated.clone().unwrap_or_else(|| "nothing".to_owned());
    if stated == computed {
        vec![row("computed and stated", computed)]
    } else {
        vec![row("computed", computed), row("stated", stated)]
    }
}

fn limits(report: &InputReport) -> Markup {
    let mut list = Markup::new();
    for message in words::not_checked(report) {
        list.raw("<li>Not checked: ").prose(message).raw("</li>\n");
    }
    if !report.rules_inferred.is_empty() {
        list.raw("<li>The verdict rests on unpublished merge rules, as we read them: ");
        list.text(&report.rules_inferred.join(" "));
        if let Some(letter) = report.m9_reading {
            list.raw(" (M9 in reading ").raw(letter).raw(")");
        }
        list.raw(". Proven on real data: ");
        list.text(&report.rules_proven.join(" ")).raw(".</li>\n");
    }
    if !report.unsigned.is_empty() {
        list.raw("<li>Not signed:");
        for pointer in report.unsigned.iter().map(Pointer::as_str) {
            list.raw(" <code>").text(pointer).raw("</code>");
        }
        list.raw("</li>\n");
    }
    let mut whole = Markup::new();
    whole.raw("<ul>\n").add(&list).raw("</ul>\n");
    whole
}
