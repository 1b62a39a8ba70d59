//! Runs over very many inputs, and whether all that a report can say was seen at all.

use std::collections::BTreeSet;

use crate::readers::report::said;
use crate::readers::{html, page};
use crate::second_readers::runs::{ALONE, Run, run_all};

/// What is never wrong in any run cannot show that a renderer tells it.
#[test]
fn the_runs_cover_every_part_of_a_report() {
    let (mut verdicts, mut statuses) = (BTreeSet::new(), BTreeSet::new());
    let (mut omitted, mut held, mut rules) = (BTreeSet::new(), BTreeSet::new(), 0);
    let mut digests = BTreeSet::new();
    for input in ALONE.iter().flat_map(Run::inputs) {
        let said = said(input);
        statuses.extend(said.findings.iter().map(|finding| finding.status.clone()));
        rules += said.findings.iter().filter(|finding| finding.rule.is_some()).count();
        omitted.extend(said.omitted.into_iter().map(|(status, ..)| status));
        verdicts.insert(said.verdict);
        for of in ["canonical", "state", "bundle"] {
            let pair = &input["digests"][of];
            digests.extend(pair["computed"].as_str().map(|computed| (of, pair["stated"] == computed)));
        }
    }
    held.extend(ALONE.iter().flat_map(|run| run.report["policy"].as_array().unwrap()).map(|one| one["held"].as_bool()));
    let all = |words: &[&str]| words.iter().map(ToString::to_string).collect::<BTreeSet<_>>();
    assert_eq!(verdicts, all(&["pass", "fail", "malformed", "unchecked", "untrusted", "undetermined"]));
    assert_eq!(statuses, all(&["fail", "open", "warn", "skip"]));
    assert!(omitted.is_superset(&all(&["fail", "warn"])), "{omitted:?}");
    assert_eq!(held, BTreeSet::from([Some(false), Some(true)]));
    assert_eq!(digests.len(), 6, "{digests:?}");
    assert!(rules > 0);
}

/// The list page has 5,000 inputs of a verdict and counts the rest; a failure among very many is still there.
#[test]
fn a_failure_is_on_the_page_of_many_inputs() {
    let folder = tempfile::tempdir().unwrap();
    let absent: Vec<String> = (0..5_003).map(|number| format!("{}/{number}.json", folder.path().display())).collect();
    let bad = "fixtures/fail/bundle.signature/unsigned.json";
    let list = folder.path().join("list");
    std::fs::write(&list, format!("{}\n{bad}\n", absent.join("\n"))).unwrap();
    let args = vec!["--files-from".to_owned(), list.to_str().unwrap().to_owned()];
    let runs = run_all(&[(args, Vec::new())]);
    assert_eq!(runs[0].report["summary"]["inputs"], 5_004);
    let page = html::read(&runs[0].texts["html"]);
    let (filters, rows) = page::read_many(&page);
    let filter = |word: &str, count| (word.to_owned(), count);
    assert_eq!(filters, [filter("all", 5_004), filter("fail", 1), filter("unchecked", 5_003)]);
    assert_eq!(rows.len(), 5_001);
    let first = &rows[0].said;
    assert_eq!(
        (first.input.as_str(), first.verdict.as_str()),
        (bad, "fail"),
        "it comes first, though it is the last input"
    );
    assert!(first.findings.iter().any(|finding| finding.code == "bundle.signature" && finding.status == "fail"));
    let text = page.section("Inputs").unwrap().text();
    assert!(text.contains("And 3 more with the verdict unchecked, not listed here."));
    assert!(!text.contains("more with the verdict fail"));
}
