//! Many inputs: a list with one filter per verdict that occurs, which needs no script.

use std::cmp::Reverse;

use crate::render::page::{Markup, and_more, facts, paragraph, prose};
use crate::render::report::html::causes::{causes_up_to, in_a_line};
use crate::render::report::html::checks::{badge, grouped_findings};
use crate::render::report::html::name;
use crate::render::summary::Counts;
use crate::render::words::{beyond, trust, why};
use crate::report::{InputReport, Verdict};

/// The most inputs of one verdict that are listed; the rest are counted. A browser must be able to open the page.
const LISTED: usize = 5_000;

/// The most inputs of one verdict that are unfolded: those that did not pass, as long as there are few.
const UNFOLDED: usize = 10;

/// The most causes of one input.
const CAUSES: usize = 3;

/// The most bytes of causes and findings of one input. More are on the page of that input alone.
const INSIDE: usize = 30_000;

/// Makes the rows of the list, and what is around them. The rows stand by verdict, the worst first, and each in the order
/// of the inputs.
#[derive(Default)]
pub(super) struct InputList {
    seen: Counts,
}

impl InputList {
    /// The row of an input, unless the list has enough of its verdict.
    pub(super) fn row(&mut self, report: &InputReport) -> Option<Markup> {
        let seen = self.seen.of(report.verdict);
        self.seen.add(report.verdict);
        let opening = if report.verdict != Verdict::Pass && seen < UNFOLDED { "<details open>" } else { "<details>" };
        (seen < LISTED).then(|| row(report, opening))
    }

    /// The filters, and the beginning of the list.
    pub(super) fn before(&self) -> Markup {
        let mut before = Markup::new();
        before.raw("<fieldset class=\"filters\">\n<legend>Show</legend>\n");
        before.add(&filter("all", " checked", self.seen.total()));
        for (word, count) in self.counts() {
            before.add(&filter(word, "", count));
        }
        before.raw("</fieldset>\n<ol class=\"inputs\">\n");
        before
    }

    /// The end of the list, and how many are not in it.
    pub(super) fn after(&self) -> Markup {
        let mut after = Markup::new();
        after.raw("</ol>\n");
        for (word, more) in self.counts().filter_map(|(word, count)| Some((word, beyond(count, LISTED)?))) {
            after.add(&paragraph(&format!("And {more} more with the verdict {word}, not listed here.")));
        }
        after
    }

    /// The number of inputs with each verdict that occurs.
    fn counts(&self) -> impl Iterator<Item = (&'static str, usize)> {
        let counts = Verdict::ALL.into_iter().rev().map(|verdict| (verdict.as_str(), self.seen.of(verdict)));
        counts.filter(|(_, count)| *count > 0)
    }
}

/// The most bytes of a list on a page that has other parts.
const ROOM: usize = 200_000;

/// The filters and the list of these inputs.
pub fn input_list<'r>(reports: impl Iterator<Item = &'r InputReport>) -> Markup {
    let mut list = InputList::default();
    let mut rows: Vec<(Verdict, Markup)> =
        reports.filter_map(|report| Some((report.verdict, list.row(report)?))).collect();
    // The worst verdict first; a stable sort keeps the order of the inputs.
    rows.sort_by_key(|(verdict, _)| Reverse(*verdict));
    let mut whole = list.before();
    let shown = rows.iter().take_while(|(_, row)| whole.add_within(ROOM, row)).count();
    whole.add(&list.after()).add(&and_more(rows.len() - shown, ", not listed here"));
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

/// A row; its first line has what a reader of the list wants to know, the rest unfolds.
fn row(report: &InputReport, opening: &'static str) -> Markup {
    let mut row = Markup::new();
    let word = report.verdict.as_str();
    row.raw("<li class=\"input ").raw(word).raw("\">").raw(opening).raw("\n<summary>").add(&badge(word));
    row.raw(" <span class=\"name\">").text(&name(report)).raw("</span>");
    if let Some(number) = &report.pith_number {
        row.raw(" <span class=\"number\">").text(number).raw("</span>");
    }
    if report.verdict != Verdict::Pass {
        let reason = in_a_line(&report.diagnosis).unwrap_or_else(|| prose(why(report).1));
        row.raw(" <span class=\"why\">").add(&reason).raw("</span>");
    }
    row.raw("</summary>\n<div class=\"inside\">\n").add(&inside(report));
    row.add(&about(report)).raw("</div>\n</details></li>\n");
    row
}

/// The first causes and the findings.
fn inside(report: &InputReport) -> Markup {
    let found = grouped_findings(&report.checks, &report.diagnosis);
    let mut inside = causes_up_to(CAUSES, &report.diagnosis);
    if found.is_empty()
        && let Some(error) = &report.error
    {
        inside.raw("<p class=\"error\">").prose(error).raw("</p>\n");
    }
    if inside.add_within(INSIDE, &found) && inside.len() <= INSIDE {
        return inside;
    }
    paragraph("What was found is too long for a list: verify this input alone to see it.")
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
