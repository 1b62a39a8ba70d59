//! The checks: one entry per code that unfolds, with failures unfolded.

use crate::render::page::Markup;
use crate::render::page::{and_more, facts};
use crate::render::words::reason;
use crate::report::{CheckCode, Checks, Explanation, Finding, Status};

/// Every check that ran, with its explanation: failures first, then open differences, warnings, skips and passes, each
/// in the order of the codes.
pub fn checks(checks: &Checks) -> Markup {
    let mut list = Markup::new();
    for status in [Status::Fail, Status::Open, Status::Warn, Status::Skip, Status::Pass] {
        list.add(&checks_that(status, checks));
    }
    list
}

fn checks_that(wanted: Status, checks: &Checks) -> Markup {
    let mut list = Markup::new();
    for &code in CheckCode::ALL {
        let found: Vec<&Finding> = checks.findings().iter().filter(|finding| finding.code == code).collect();
        let passed = checks.passes().find(|(known, _)| *known == code).map(|(_, count)| count);
        if let Some(status) = worst(&found).or(passed.map(|_| Status::Pass)).filter(|status| *status == wanted) {
            list.add(&check(&code.explanation(), status, passed.unwrap_or_default(), &found, omitted(checks, code)));
        }
    }
    list
}

/// A list of findings, without the explanations.
pub fn findings(found: &[&Finding]) -> Markup {
    let mut list = Markup::new();
    for finding in found {
        list.raw("<li>")
            .add(&badge(finding.status.as_str()))
            .raw(" <code>")
            .text(finding.code.as_str())
            .raw("</code> (");
        list.text(&reason(finding)).raw(") ").text(&finding.message).add(&place(finding)).raw("</li>\n");
    }
    let mut whole = Markup::new();
    if !list.is_empty() {
        whole.raw("<ul class=\"findings\">\n").add(&list).raw("</ul>\n");
    }
    whole
}

/// A status or verdict on a coloured ground.
pub fn badge(word: &'static str) -> Markup {
    let mut badge = Markup::new();
    badge.raw("<span class=\"badge ").raw(word).raw("\">").raw(word).raw("</span>");
    badge
}

/// The worst status: a failure, else an open difference, else a warning, else a skip.
fn worst(found: &[&Finding]) -> Option<Status> {
    [Status::Fail, Status::Open, Status::Warn, Status::Skip]
        .into_iter()
        .find(|status| found.iter().any(|finding| finding.status == *status))
}

fn omitted(checks: &Checks, code: CheckCode) -> usize {
    checks.omitted().iter().filter(|(known, ..)| *known == code).map(|(.., count)| count).sum()
}

fn check(explanation: &Explanation, status: Status, passed: usize, found: &[&Finding], omitted: usize) -> Markup {
    let mut whole = Markup::new();
    whole.raw(if matches!(status, Status::Fail | Status::Open) {
        "<details class=\"check\" open>\n"
    } else {
        "<details class=\"check\">\n"
    });
    whole
        .raw("<summary>")
        .add(&badge(status.as_str()))
        .raw(" <code>")
        .raw(explanation.name)
        .raw("</code> <span class=\"count\">");
    match status {
        Status::Pass => whole.number(passed).raw("\u{d7}"),
        _ => whole.number(found.len() + omitted).raw(" found"),
    };
    whole.raw("</span></summary>\n<div class=\"inside\">\n");
    whole.add(&findings(found));
    whole.add(&and_more(omitted, " like this"));
    whole.add(&facts([
        (if status == Status::Pass { "Would fail if" } else { "Means" }, Some(explanation.summary)),
        ("Why it matters", Some(explanation.why)),
        ("What to do", Some(explanation.todo).filter(|_| status != Status::Pass)),
    ]));
    whole.raw("</div>\n</details>\n");
    whole
}

/// The place of a finding, and the values there.
fn place(finding: &Finding) -> Markup {
    let pointer = finding.pointer.as_ref().map(|pointer| crate::text::cut(pointer.as_str()));
    let position = finding.position.map(|position| format!("line {} column {}", position.line, position.column));
    facts([
        ("At", pointer.as_deref()),
        ("Position", position.as_deref()),
        ("Expected", finding.expected.as_deref()),
        ("Actual", finding.actual.as_deref()),
    ])
}
