//! Every format of a report, and what holds for all of them.

use pith::render::report::github::Github;
use pith::render::report::html::Html;
use pith::render::report::human::Human;
use pith::render::report::json::Json;
use pith::render::report::junit::Junit;
use pith::render::report::ndjson::Ndjson;
use pith::render::report::sarif::Sarif;
use pith::render::{Renderer, Summary};
use pith::report::InputReport;
use serde_json::Value;

use crate::support::hostile::raw;

/// Renders a report in every format: each is text without a character that acts on a terminal, the JSON can
/// be read and says the verdict, and the page has no element that it did not make.
pub fn every_report(report: &InputReport) {
    let json = rendered(Box::<Json>::default(), report);
    let json: Value = serde_json::from_str(&json).expect("the JSON report is JSON");
    assert_eq!(json["inputs"][0]["verdict"], report.verdict.as_str());
    assert_eq!(json["inputs"][0]["input"], report.input.as_str());
    assert_eq!(json["exit_code"], report.verdict.exit_code());
    for line in rendered(Box::<Ndjson>::default(), report).lines() {
        serde_json::from_str::<Value>(line).expect("each line is JSON");
    }
    let sarif: Value = serde_json::from_str(&rendered(Box::<Sarif>::default(), report)).expect("SARIF is JSON");
    assert_eq!(sarif["runs"][0]["properties"]["verdict"], report.verdict.as_str());
    for renderer in [Box::<Human>::default() as Box<dyn Renderer>, Box::<Junit>::default(), Box::<Github>::default()] {
        rendered(renderer, report);
    }
    let page = rendered(Box::<Html>::default(), report);
    for element in ["<script", "<img", "<iframe", "<a ", "<object", "<form", "<link"] {
        assert!(!page.contains(element), "{element}");
    }
}

fn rendered(mut renderer: Box<dyn Renderer>, report: &InputReport) -> String {
    let mut bytes = Vec::new();
    let mut summary = Summary::default();
    summary.add(report);
    renderer.input(report, &mut bytes).expect("memory takes everything");
    renderer.finish(&summary, &mut bytes).expect("memory takes everything");
    let text = without_colours(&String::from_utf8(bytes).expect("reports are text"));
    is_safe(&text);
    text
}

/// Nothing in it acts on a terminal.
pub fn is_safe(text: &str) {
    assert_eq!(raw(text), None, "{text}");
}

/// Takes out `ESC [ digits m`, which is all that the report for people may do to a terminal.
fn without_colours(text: &str) -> String {
    let mut parts = text.split("\x1b[");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let rest = part.trim_start_matches(|c: char| c.is_ascii_digit() || c == ';');
        plain.push_str(rest.strip_prefix('m').unwrap_or("\x1b"));
    }
    plain
}
