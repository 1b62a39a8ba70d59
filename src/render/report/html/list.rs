//! Many inputs: a list with one filter per verdict that occurs, which needs no script.

use crate::render::page::Markup;
use crate::render::page::{facts, paragraph};
use crate::render::report::html::checks::{badge, findings};
use crate::render::summary::Counts;
use crate::render::words::{beyond, trust};
use crate::report::{Finding, InputReport, Status, Verdict};

/// The most inputs of one verdict that are listed; the rest are counted. A browser must be able to open the page.
const LISTED: usize = 5_000;

/// The rows of the list, in the order of the inputs.
#[derive(Default)]
pub struct InputList {
    rows: Markup,
    seen: Counts,
}

impl InputList {
    /// Adds a row, unless the list has enough of its verdict.
    pub fn add(&mut self, report: &InputReport) {
        if self.seen.of(report.verdict) < LISTED {
            self.rows.add(&row(report));
        }
        self.seen.add(report.verdict);
    }
}

/// The filters and the list.
pub fn input_list(list: &InputList) -> Markup {
    let mut whole = Markup::new();
    whole.raw("<fieldset class=\"filters\">\n<legend>Show</legend>\n");
    whole.add(&filter("all", " checked", list.seen.total()));
    // The worst come first.
    let seen = Verdict::ALL.into_iter().rev().map(|verdict| (verdict.as_str(), list.seen.of(verdict)));
    let seen: Vec<(&str, usize)> = seen.filter(|(_, count)| *count > 0).collect();
    for (word, count) in &seen {
        whole.add(&filter(word, "", *count));
    }
    whole.raw("</fieldset>\n<ol class=\"inputs\">\n").add(&list.rows).raw("</ol>\n");
    for (word, more) in seen.iter().filter_map(|(word, count)| Some((word, beyond(*count, LISTED)?))) {
        whole.add(&paragraph(&format!("And {more} more with the verdict {word}, which are not listed here.")));
    }
    whole
}

/// A button that shows the inputs of one verdict only.
fn filter(word: &'static str, checked: &'static str, count: usize) -> Markup {
    let mut filter = Markup::new();
    filter.raw("<span><input type=\"radio\" name=\"show\" autocomplete=\"off\" id=\"show-").raw(word).raw("\"");
    filter.raw(checked).raw("><label for=\"show-").raw(word).raw("\">").raw(word).raw(" (").number(count);
    filter.raw(")</label></span>\n");
    filter
}

fn row(report: &InputReport) -> Markup {
    let mut row = Markup::new();
    let word = report.verdict.as_str();
    row.raw("<li class=\"input ").raw(word).raw("\"><details>\n<summary>").add(&badge(word));
    row.raw(" <span class=\"name\">").text(&report.input).raw("</span>");
    if let Some(number) = &report.pith_number {
        row.raw(" <span class=\"number\">").text(number).raw("</span>");
    }
    row.raw("</summary>\n<div class=\"inside\">\n");
    let found: Vec<&Finding> =
        report.checks.findings().iter().filter(|finding| finding.status != Status::Skip).collect();
    if found.is_empty()
        && let Some(error) = &report.error
    {
        row.add(&paragraph(error));
    }
    row.add(&findings(&found)).add(&about(report)).raw("</div>\n</details></li>\n");
    row
}

fn about(report: &InputReport) -> Markup {
    let paper = report.paper.as_ref();
    let source = report.source.as_ref().map(ToString::to_string);
    let events = format!("{} of {} valid", report.events_valid, report.events_total);
    let signers = report.signers.iter();
    let signers: Vec<String> =
        signers.map(|signer| format!("{} ({}), {}", signer.key_id, signer.signatures, trust(signer.trust))).collect();
    let sha256 = report.sha256.map(|digest| digest.to_string());
    facts([
        ("Title", paper.map(|paper| paper.title.as_str())),
        ("Authors", paper.map(|paper| paper.authors.as_str())),
        ("Source", source.as_deref()),
        ("Events", (report.events_total > 0).then_some(events.as_str())),
        ("Signed by", Some(signers.join("; ").as_str())),
        ("SHA-256", sha256.as_deref()),
    ])
}
