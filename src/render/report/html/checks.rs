//! The checks: one that unfolds for each code, failures open.

use crate::render::page::Markup;
use crate::render::page::facts;
use crate::report::{CheckCode, Checks, Explanation, Finding, Status};

/// Every check that ran, with what it means: first what failed, then warnings, what was skipped, and
/// what passed; among these in the order of the codes.
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

/// What findings say, without the explanations.
pub fn findings(found: &[&Finding]) -> Markup {
    let mut list = Markup::new();
    for finding in found {
        list.raw("<li>").add(&badge(finding.status)).raw(" <code>").text(finding.code.as_str()).raw("</code> (");
        list.text(finding.reason.as_str());
        if let Some(rule) = finding.rule {
            list.raw(", rule ").raw(rule.as_str());
        }
        list.raw(") ").text(&finding.message).add(&place(finding)).raw("</li>\n");
    }
    let mut whole = Markup::new();
    if !list.is_empty() {
        whole.raw("<ul class=\"findings\">\n").add(&list).raw("</ul>\n");
    }
    whole
}

/// The status as a word on a coloured ground.
pub fn badge(status: Status) -> Markup {
    let mut badge = Markup::new();
    badge.raw("<span class=\"badge ").raw(status.as_str()).raw("\">").raw(status.as_str()).raw("</span>");
    badge
}

/// A failure before what is open before a warning before what was skipped.
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
        .add(&badge(status))
        .raw(" <code>")
        .raw(explanation.name)
        .raw("</code> <span class=\"count\">");
    match status {
        Status::Pass => whole.number(passed).raw("\u{d7}"),
        _ => whole.number(found.len() + omitted).raw(" found"),
    };
    whole.raw("</span></summary>\n<div class=\"inside\">\n");
    whole.add(&findings(found));
    if omitted > 0 {
        whole.raw("<p>And ").number(omitted).raw(" more like this.</p>\n");
    }
    whole.add(&facts([
        (if status == Status::Pass { "Would fail if" } else { "Means" }, Some(explanation.summary)),
        ("Why it matters", Some(explanation.why)),
        ("What to do", Some(explanation.todo).filter(|_| status != Status::Pass)),
    ]));
    whole.raw("</div>\n</details>\n");
    whole
}

/// Where it was found, and what stands there.
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
