//! The report for people.

use crate::readers::report::{said, text};
use crate::readers::{Finding, Said, human};
use crate::second_readers::runs::{ALONE, Differences, TOGETHER, compare};
use crate::second_readers::wanted::{
    NEVER_CHECKED, agrees, changes_for_people, digests_for_people, is_unsealed, or_none, policy, rules_for_people,
    signed_by, skipped, source, stated_for_people, strings, sum, wrong_sentence,
};

#[test]
fn the_text_agrees_with_the_json_report() {
    compare(&ALONE, |run| {
        let mut differences = Differences::default();
        let input = &run.inputs()[0];
        let whole = human::read_one(&run.texts["human"]);
        differences.equal("report", &whole.said, &for_people(said(input)));
        differences.equal("changes", &whole.changes, &changes_for_people(input));
        differences.equal("remains", &whole.remains, &input["remains"].as_str().map(str::to_owned));
        differences.equal("sentence", &wrong_sentence(&whole.meaning, input), &None);
        let rows = |label: &str| -> Vec<String> {
            whole.rows.iter().filter(|(known, _)| known == label).map(|(_, value)| value.clone()).collect()
        };
        if matches!(input["verdict"].as_str(), Some("malformed" | "unchecked" | "internal")) {
            differences.equal("rows", &whole.rows.len(), &1);
            return differences.0;
        }
        let (events, is_bundle) = (&input["events"], !is_unsealed(&said(input)));
        let of_bundle = |rows: Vec<String>| if is_bundle { rows } else { Vec::new() };
        differences.equal("number", &rows("number"), &of_bundle(vec![or_none(text(input, "pith_number"))]));
        differences.equal("source", &rows("source"), &of_bundle(vec![or_none(source(input))]));
        differences.equal("signers", &rows("signed by"), &signed_by(input));
        differences.equal("stated digests", &rows("stated"), &of_bundle(stated_for_people(input)));
        differences.equal("digests", &rows("digests"), &digests_for_people(input));
        let (valid, total) = (&events["valid"], &events["total"]);
        let count = if is_bundle { format!("{valid}/{total} valid") } else { total.to_string() };
        differences.equal("events", &rows("events"), &vec![count]);
        let signatures = rows("signatures").join("");
        let verified = signatures.split_once('/').and_then(|(verified, _)| verified.parse().ok());
        differences.equal(&format!("signatures {signatures}"), &agrees(verified, input), &true);
        differences.equal("rules", &rows("merge rules"), &of_bundle(rules_for_people(input)));
        let expected: Vec<String> = policy(&run.report)
            .into_iter()
            .map(|[option, value, held]| {
                format!("{}: --{option} {value}", if held == "held" { "held" } else { "NOT held" })
            })
            .collect();
        differences.equal("expectations", &rows("expected"), &expected);
        let mut not_checked = rows("not checked");
        let last = not_checked.pop();
        differences.equal("what no check says", &last.as_deref(), &Some(NEVER_CHECKED));
        differences.equal("skips", &not_checked, &skipped(&said(input)));
        differences.equal("unsigned", &rows("unsigned"), &strings(&input["unsigned"]));
        differences.0
    });
}

/// The findings as people are shown them: failures, what is open, warnings; an error only where nothing was found.
fn for_people(said: Said) -> Said {
    let error = said.error.filter(|_| said.findings.is_empty());
    let omitted = said.omitted.into_iter().filter(|(status, ..)| status != "skip");
    let rank = |status: &str| ["fail", "open", "warn"].iter().position(|known| *known == status);
    let mut omitted: Vec<_> = omitted.collect();
    omitted.sort_by_key(|(status, ..)| rank(status));
    Said { findings: by_weight(&said.findings), passes: Vec::new(), omitted, error, ..said }
}

/// What failed first, then what is open, then warnings.
fn by_weight(findings: &[Finding]) -> Vec<Finding> {
    let of = |status: &'static str| findings.iter().filter(move |finding| finding.status == status).cloned();
    of("fail").chain(of("open")).chain(of("warn")).collect()
}

#[test]
fn the_text_of_many_inputs_agrees_with_the_json_report() {
    compare(&TOGETHER, |run| {
        let mut differences = Differences::default();
        let (listed, more, last) = human::read_many(&run.texts["human"]);
        let (mut wanted, mut passes) = (Vec::new(), 0_u64);
        for said in run.inputs().iter().map(said) {
            let number = run.inputs().iter().find(|input| text(input, "input") == said.input).unwrap();
            if said.verdict != "pass" {
                wanted.push(for_people(said));
                continue;
            }
            passes += 1;
            if passes <= 20 {
                let input = format!("{}  {}", said.input, text(number, "pith_number"));
                wanted.push(Said { input, verdict: said.verdict, ..Said::default() });
            }
        }
        differences.equal("inputs", &listed, &wanted);
        differences.equal("passes that are counted", &more, &passes.saturating_sub(20));
        let verdict = text(&run.report, "verdict").to_uppercase();
        differences.equal("last line", &last, &format!("{verdict} {}", sum(&run.report)));
        differences.0
    });
}
