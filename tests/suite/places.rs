//! The places that a new event type, check or reason needs besides the code: one that was forgotten is named here.
//! CONTRIBUTING.md has the list in the order of the work.

use std::fs;

use pith::bundle::EventType;
use pith::{CheckCode, Reason};

use crate::catalogue::Case;
use crate::catalogue::index::SECTIONS;
use crate::fixtures::CASES;
use crate::support::json::Json;

fn text(path: &str) -> String {
    fs::read_to_string(path).unwrap()
}

/// The sources of the oracle.
fn oracle() -> String {
    let files = fs::read_dir("tests/oracle").unwrap().map(|entry| entry.unwrap().path());
    let sources = files.filter(|path| path.extension().is_some_and(|extension| extension == "py"));
    sources.map(|path| fs::read_to_string(path).unwrap()).collect()
}

/// Whether the first cell of a row of a table in this page names the word.
fn has_row(page: &str, word: &str) -> bool {
    let mut cells = page.lines().filter_map(|line| line.strip_prefix("| ")?.split(" | ").next());
    cells.any(|cell| cell.contains(&format!("`{word}`")))
}

/// Whether the case fails because of the target of an event of this type, and of nothing else.
fn fails_by_target(case: &Case, event_type: &str) -> bool {
    let [finding] = case.findings.as_slice() else { return false };
    let event = finding.pointer.strip_suffix("/target").filter(|_| finding.code == "event.type");
    let document = || Json::parse(&String::from_utf8_lossy(&case.bytes));
    event.is_some_and(|event| document().at(event).at("/event_type").text() == event_type)
}

#[test]
fn every_event_type_has_its_places() {
    let [format, replay, merge] = ["docs/format.md", "tests/support/replay.rs", "tests/oracle/merge.py"].map(text);
    let [oracle, rules] = ["tests/oracle/oracle.py", "tests/oracle/rules.py"].map(text);
    let by_registry = oracle.lines().find(|line| line.starts_with("REGISTRY_ONLY = ")).unwrap();
    let mut missing = Vec::new();
    for known in &EventType::ALL {
        let name = known.name;
        let mut needs = |is_there: bool, place: String| missing.extend((!is_there).then(|| format!("{name}: {place}")));
        needs(format.contains(&format!("`{name}`")), "docs/format.md, section 4.4 or 4.5".to_owned());
        let is_made =
            |case: &Case| String::from_utf8_lossy(&case.bytes).contains(&format!("\"event_type\": \"{name}\""));
        needs(CASES.iter().any(|case| case.verdict == "pass" && is_made(case)), "a fixture that passes".to_owned());
        if let Some(list) = known.list {
            needs(format.contains(&format!("`{list}`")), format!("docs/format.md: the list `{list}`"));
            needs(replay.contains(&format!("(\"{list}\", \"{name}\")")), "tests/support/replay.rs: LISTS".to_owned());
            needs(merge.contains(&format!("\"{name}\": \"{list}\"")), "tests/oracle/merge.py: LISTS".to_owned());
        }
        if let Some(target) = known.target {
            let pair = format!("\"{name}\": \"{target}\"");
            needs(known.rule.is_proven(), "src/verify/events.rs, odd_type: open by an inferred rule".to_owned());
            needs(oracle.contains(&pair), "tests/oracle/oracle.py: check_type".to_owned());
            needs(rules.contains(&pair), "tests/oracle/rules.py: the target of E".to_owned());
            let of_target = |case: &Case| fails_by_target(case, name);
            needs(CASES.iter().any(of_target), "a fixture in fail/event.type with another target".to_owned());
        }
        let is_right = by_registry.contains(&format!("\"{name}\"")) == known.is_by_registry;
        needs(is_right, "tests/oracle/oracle.py: REGISTRY_ONLY".to_owned());
    }
    assert!(missing.is_empty(), "what is missing, or differs from src/bundle/event_type.rs:\n{}", missing.join("\n"));
}

#[test]
fn every_check_has_its_places() {
    let [readme, report] = ["README.md", "docs/report.md"].map(text);
    let (schema, oracle) = (text("schemas/pith-report-1.schema.json"), oracle());
    let mut missing = Vec::new();
    for code in CheckCode::ALL {
        let mut needs = |is_there: bool, place: &str| missing.extend((!is_there).then(|| format!("{code}: {place}")));
        needs(has_row(&readme, code.as_str()), "README.md: the table of checks");
        needs(has_row(&report, code.as_str()), "docs/report.md: a table of checks");
        needs(schema.contains(&format!("\"{code}\"")), "schemas/pith-report-1.schema.json: $defs.code, in order");
        let is_found = |case: &Case| case.findings.iter().any(|finding| finding.code == code.as_str());
        needs(CASES.iter().any(is_found), "tests/support/catalogue: a case that breaks only this rule");
        // Expectations are no part of the format, and the oracle knows no limit of size.
        if !code.as_str().starts_with("policy.") {
            let has_section = SECTIONS.iter().any(|(known, _)| *known == code.as_str());
            needs(has_section, "tests/support/catalogue/index.rs: SECTIONS");
            needs(*code == CheckCode::InputSize || oracle.contains(code.as_str()), "tests/oracle");
        }
    }
    for reason in Reason::ALL {
        let mut needs = |is_there: bool, place: &str| missing.extend((!is_there).then(|| format!("{reason}: {place}")));
        needs(schema.contains(&format!("\"{reason}\"")), "schemas/pith-report-1.schema.json: $defs.reason");
        needs(report.contains(&format!("`{reason}`")), "docs/report.md: the row of its check");
    }
    assert!(missing.is_empty(), "what is missing:\n{}", missing.join("\n"));
}
