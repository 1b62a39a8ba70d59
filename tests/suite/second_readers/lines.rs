//! NDJSON, `JUnit`, GitHub.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::readers::report::{said, text};
use crate::readers::{Said, github, junit};
use crate::second_readers::runs::{ALONE, Differences, TOGETHER, compare};
use crate::second_readers::wanted::{cause, changed, sum};

#[test]
fn ndjson_contains_the_inputs_and_the_summary_of_the_json() {
    for runs in [&*ALONE, &*TOGETHER] {
        compare(runs, |run| {
            let mut differences = Differences::default();
            let mut lines: Vec<Value> =
                run.texts["ndjson"].lines().map(|line| serde_json::from_str(line).unwrap()).collect();
            let take_type = |line: &mut Value| line.as_object_mut().unwrap().remove("type").unwrap();
            let mut last = lines.pop().unwrap();
            differences.equal("the last line", &take_type(&mut last), &Value::from("summary"));
            let mut sum = run.report.clone();
            sum.as_object_mut().unwrap().remove("inputs");
            differences.equal("the sum", &last, &sum);
            differences.equal("the first line", &take_type(&mut lines.remove(0)), &Value::from("run"));
            for line in &mut lines {
                differences.equal("an input", &take_type(line), &Value::from("input"));
            }
            differences.equal("the inputs", &lines, &run.inputs().to_vec());
            differences.0
        });
    }
}

#[test]
fn the_summary_of_a_report_counts_its_inputs() {
    for run in ALONE.iter().chain(&*TOGETHER) {
        let summary = run.report["summary"].as_object().unwrap();
        assert_eq!(summary["inputs"].as_u64(), Some(run.inputs().len() as u64), "{}", run.name);
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        for input in run.inputs() {
            *counts.entry(text(input, "verdict")).or_default() += 1;
        }
        for (verdict, count) in &counts {
            assert_eq!(summary[verdict].as_u64(), Some(*count), "{verdict} {}", run.name);
        }
        let total: u64 = counts.keys().map(|verdict| summary[verdict].as_u64().unwrap()).sum();
        assert_eq!(total, run.inputs().len() as u64);
        let worst = ["internal", "fail", "malformed", "unchecked", "untrusted", "undetermined", "pass"];
        let worst = worst.into_iter().find(|verdict| counts.contains_key(*verdict)).unwrap();
        assert_eq!(run.report["verdict"], worst, "{}", run.name);
    }
}

#[test]
fn junit_agrees_with_the_json_report() {
    for runs in [&*ALONE, &*TOGETHER] {
        compare(runs, |run| {
            let mut differences = Differences::default();
            let (counts, cases) = junit::read(&run.texts["junit"]);
            let elements = |name: &str| cases.iter().filter(|case| case.element == name).count() as u64;
            let wanted = [run.inputs().len() as u64, elements("failure"), elements("error")];
            differences.equal("counts", &counts, &wanted);
            differences.equal("test cases", &cases.len(), &run.inputs().len());
            for (case, input) in cases.into_iter().zip(run.inputs()) {
                let said = said(input);
                let element = match said.verdict.as_str() {
                    "pass" => "system-out",
                    "unchecked" | "internal" => "error",
                    _ => "failure",
                };
                differences.equal("element", &case.element.as_str(), &element);
                let message = match (cause(&said), &said.error) {
                    _ if said.verdict == "pass" => None,
                    (Some(cause), _) => Some(format!("{}: {}", cause.code, cause.message)),
                    (None, Some(error)) => Some(error.clone()),
                    (None, None) => Some("not passed".to_owned()),
                };
                differences.equal("message", &case.message, &message);
                differences.equal("changes", &case.changed, &changed(input));
                let findings = junit::joined(&said.findings);
                differences.equal("test case", &case.said, &Said { findings, ..said });
            }
            differences.0
        });
    }
}

#[test]
fn github_agrees_with_the_json_report() {
    for runs in [&*ALONE, &*TOGETHER] {
        compare(runs, |run| {
            let mut differences = Differences::default();
            let (mut commands, lines) = github::read(&run.texts["github"]);
            let each = run.inputs().iter().map(|input| (said(input), changed(input)));
            let mut bad: Vec<(Said, Option<String>)> = each.filter(|(said, _)| said.verdict != "pass").collect();
            let all = bad.len();
            let mut room = [10, 9];
            bad.retain(|(said, _)| {
                let left = &mut room[usize::from(said.verdict == "undetermined")];
                let is_listed = *left > 0;
                *left -= usize::from(is_listed);
                is_listed
            });
            if all > bad.len() {
                let more = commands.pop().unwrap();
                let noun = if all == bad.len() + 1 { "input" } else { "inputs" };
                let message = format!("{} more {noun} did not pass", all - bad.len());
                differences.equal("the rest", &(more.name.as_str(), more.message), &("warning", message));
            }
            differences.equal("annotations", &commands.len(), &bad.len());
            for (command, (said, changed)) in commands.iter().zip(&bad) {
                let level = if said.verdict == "undetermined" { "warning" } else { "error" };
                differences.equal("level", &command.name.as_str(), &level);
                differences.equal("file", &command.property("file"), &Some(said.input.as_str()));
                let cause = cause(said);
                let (line, column) = cause.and_then(|cause| cause.position).unwrap_or((1, 1));
                differences.equal("line", &command.property("line"), &Some(line.to_string().as_str()));
                differences.equal("column", &command.property("col"), &Some(column.to_string().as_str()));
                let code = cause.map(|cause| format!(" {}", cause.code)).unwrap_or_default();
                let title = format!("{}{code}", said.verdict);
                differences.equal("title", &command.property("title"), &Some(title.as_str()));
                let message = cause.map(|cause| &cause.message).or(said.error.as_ref()).unwrap();
                let changed = changed.as_ref().map(|changed| format!("; {changed}")).unwrap_or_default();
                differences.equal("message", &command.message, &format!("{message}{changed}"));
            }
            differences.equal("last line", &lines, &vec![format!("pith: {}", sum(&run.report))]);
            differences.0
        });
    }
}
