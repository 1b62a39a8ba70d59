//! Many inputs: a list with a filter for each verdict that occurs, by CSS alone.

use crate::render::Summary;
use crate::render::page::Markup;
use crate::render::page::{facts, paragraph};
use crate::render::report::html::checks::findings;
use crate::render::words::trust;
use crate::report::{Finding, InputReport, Status, Verdict};

/// The most inputs of one verdict that are listed; the rest are counted. A page has to open in a browser.
const LISTED: usize = 5_000;

/// The rows of the list, as they come.
#[derive(Default)]
pub struct InputList {
    rows: Markup,
    seen: Vec<(Verdict, usize)>,
}

impl InputList {
    /// Adds a row, unless there are many of its verdict already.
    pub fn add(&mut self, report: &InputReport) {
        if self.count(report.verdict) < LISTED {
            self.rows.add(&row(report));
        }
    }

    /// How many rows of this verdict there were, this one included.
    fn count(&mut self, verdict: Verdict) -> usize {
        if let Some((_, count)) = self.seen.iter_mut().find(|(known, _)| *known == verdict) {
            *count += 1;
            return *count - 1;
        }
        self.seen.push((verdict, 1));
        0
    }
}

/// The filters and the list.
pub fn input_list(list: &InputList, summary: &Summary) -> Markup {
    let mut whole = Markup::new();
    whole.raw("<fieldset class=\"filters\">\n<legend>Show</legend>\n");
    whole.raw("<span><input type=\"radio\" name=\"show\" id=\"show-all\" checked autocomplete=\"off\">");
    whole.raw("<label for=\"show-all\">all (").number(summary.inputs()).raw(")</label></span>\n");
    for verdict in shown_first().filter(|verdict| summary.count(*verdict) > 0) {
        let word = verdict.as_str();
        whole
            .raw("<span><input type=\"radio\" name=\"show\" autocomplete=\"off\" id=\"show-")
            .raw(word)
            .raw("\"><label for=\"show-");
        whole.raw(word).raw("\">").raw(word).raw(" (").number(summary.count(verdict)).raw(")</label></span>\n");
    }
    whole.raw("</fieldset>\n<ol class=\"inputs\">\n").add(&list.rows).raw("</ol>\n");
    for (verdict, count) in list.seen.iter().filter(|(_, count)| *count > LISTED) {
        let more = count - LISTED;
        whole.add(&paragraph(&format!(
            "And {more} more with the verdict {}, which are not listed here.",
            verdict.as_str()
        )));
    }
    whole
}

/// What needs a look comes first.
fn shown_first() -> impl Iterator<Item = Verdict> {
    Verdict::ALL.into_iter().rev()
}

fn row(report: &InputReport) -> Markup {
    let mut row = Markup::new();
    let word = report.verdict.as_str();
    row.raw("<li class=\"input ")
        .raw(word)
        .raw("\"><details>\n<summary><span class=\"badge ")
        .raw(word)
        .raw("\">")
        .raw(word);
    row.raw("</span> <span class=\"name\">").text(&report.input).raw("</span>");
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
