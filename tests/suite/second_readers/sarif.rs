//! SARIF.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::process::pith;
use crate::readers::report::{people, said, text};
use crate::readers::sarif::{Found, Related, message, path, read};
use crate::readers::{Finding, Said};
use crate::second_readers::runs::{ALONE, Differences, Run, TOGETHER, compare};
use crate::second_readers::wanted::cause;
use crate::support::hostile::shown;

#[test]
fn sarif_agrees_with_the_json_report() {
    for runs in [&*ALONE, &*TOGETHER] {
        compare(runs, |run| {
            let mut differences = Differences::default();
            let log = read(&run.texts["sarif"]);
            differences.equal("exit code", &log.invocation["exitCode"], &run.report["exit_code"]);
            differences.equal("exit code", &log.invocation["exitCodeDescription"], &run.report["verdict"]);
            differences.equal("verdict", &log.properties["verdict"], &run.report["verdict"]);
            differences.equal("summary", &log.properties["summary"], &run.report["summary"]);
            let used: BTreeSet<&str> = log.results.iter().map(|result| result.finding.code.as_str()).collect();
            let rules: Vec<&str> = log.rules.iter().map(|rule| rule["id"].as_str().unwrap()).collect();
            differences.equal("rules", &rules.iter().copied().collect(), &used);
            differences.equal("each rule once", &rules.len(), &used.len());
            notifications(run, &log.invocation, &mut differences);
            let mut results = log.results.into_iter();
            for input in run.inputs() {
                let said = said(input);
                let count = said.findings.len() + said.omitted.len();
                let of_input: Vec<Found> = results.by_ref().take(count).collect();
                input_agrees(input, &said, &of_input, &mut differences);
            }
            differences.equal("other results", &results.count(), &0);
            differences.0
        });
    }
}

/// Inputs about which no finding says why they did not pass.
fn notifications(run: &Run, invocation: &Value, differences: &mut Differences) {
    let silent: Vec<&Value> =
        run.inputs().iter().filter(|input| input["verdict"] != "pass" && cause(&said(input)).is_none()).collect();
    let wanted: Vec<_> = silent.iter().map(|input| (raw(input), shown(input["error"].as_str().unwrap()))).collect();
    let found = invocation["toolExecutionNotifications"].as_array().into_iter().flatten();
    let found: Vec<_> = found.map(|one| (path(&one["locations"][0]), message(&one["message"]).0)).collect();
    differences.equal("notifications", &found, &wanted);
    differences.equal("successful", &invocation["executionSuccessful"], &Value::from(wanted.is_empty()));
}

/// The name of an input as it is.
fn raw(input: &Value) -> String {
    input["input"].as_str().unwrap().to_owned()
}

fn input_agrees(input: &Value, said: &Said, results: &[Found], differences: &mut Differences) {
    let deciding = cause(said);
    let mut wanted: Vec<(&str, &str)> = said.findings.iter().map(|one| (&*one.code, &*one.status)).collect();
    wanted.extend(said.omitted.iter().map(|(status, code, _)| (&**code, &**status)));
    let mut found: Vec<_> = results.iter().map(|one| (&*one.finding.code, &*one.finding.status)).collect();
    wanted.sort_unstable();
    found.sort_unstable();
    differences.equal("codes", &found, &wanted);
    let prints: BTreeSet<&str> = results.iter().map(|one| &*one.fingerprint).collect();
    differences.equal("fingerprints", &prints.len(), &results.len());
    for result in results {
        differences.equal("file", &result.path, &raw(input));
        differences.equal("verdict", &result.properties["verdict"], &input["verdict"]);
    }
    let (counted, listed): (Vec<_>, Vec<_>) = results.iter().partition(|one| !one.properties["count"].is_null());
    differences.equal("findings", &listed.len(), &said.findings.len());
    for (result, finding) in listed.iter().zip(&said.findings) {
        let is_deciding = deciding.is_some_and(|deciding| std::ptr::eq(deciding, finding));
        let wanted = in_words(input, finding, is_deciding);
        differences.equal("finding", &result.finding, &wanted);
        let is_obstacle = said.verdict == "untrusted" && is_deciding;
        let level = if is_obstacle { "error" } else { level(&finding.status) };
        differences.equal("level", &result.level.as_str(), &level);
        let causes = causes_of(input, finding, is_deciding);
        let related: Vec<Related> = (1..).zip(&causes).map(|(id, cause)| related(id, cause)).collect();
        differences.equal("causes", &result.related, &related);
        differences.equal("links", &result.links, &(1..=causes.len() as u64).collect());
        let complete = if is_deciding { &input["complete"] } else { &Value::Null };
        differences.equal("complete", &result.properties["complete"], complete);
    }
    for (result, (status, code, count)) in counted.iter().zip(&said.omitted) {
        differences.equal("count", &result.properties["count"].as_u64(), &Some(*count));
        differences.equal("counted", &(&result.finding.status, &result.finding.code), &(status, code));
        differences.equal("level", &result.level.as_str(), &level(status));
        let message = format!("{count} more findings of this code, counted and not shown");
        differences.equal("message", &result.finding.message, &message);
    }
}

fn level(status: &str) -> &'static str {
    match status {
        "fail" => "error",
        "open" | "warn" => "warning",
        _ => "note",
    }
}

fn causes(input: &Value) -> &[Value] {
    input["causes"].as_array().unwrap()
}

/// All causes at the finding that decides; at another that keeps the input from passing, the first that leads to it.
fn causes_of<'v>(input: &'v Value, finding: &Finding, is_deciding: bool) -> Vec<&'v Value> {
    let leads = |cause: &&Value| {
        let stops = ["fail", "open"].contains(&finding.status.as_str());
        stops && cause["explains"].as_array().unwrap().iter().any(|code| *code == *finding.code)
    };
    if is_deciding { causes(input).iter().collect() } else { causes(input).iter().find(leads).into_iter().collect() }
}

/// The finding with what was changed and what remains in its sentence.
fn in_words(input: &Value, finding: &Finding, is_deciding: bool) -> Finding {
    let unlinked = |text: &str| text.replace("](", "] (");
    let mut message = unlinked(&finding.message);
    let shown_causes = causes_of(input, finding, is_deciding);
    if !shown_causes.is_empty() {
        let total = causes(input).len() as u64 + input["causes_more"].as_u64().unwrap();
        let more = match total - shown_causes.len() as u64 {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let names = shown_causes.iter().map(|cause| match text(cause, "pointer") {
            root if root.is_empty() => "the document".to_owned(),
            pointer => pointer,
        });
        let names = names.collect::<Vec<_>>().join(", ");
        add(&mut message, &format!("Changed since it was signed: {names}{more}."));
    }
    if let Some(remains) = input["remains"].as_str().filter(|_| is_deciding) {
        add(&mut message, &unlinked(&shown(remains)));
    }
    // A document that is one line of a file is in that line; what has no place is at the beginning.
    Finding { message, position: Some(finding.position.unwrap_or((1, 1))), ..finding.clone() }
}

fn add(message: &mut String, sentence: &str) {
    message.push_str(if message.ends_with(['.', '!', '?']) { " " } else { ". " });
    message.push_str(sentence);
}

fn related(id: u64, cause: &Value) -> Related {
    let value = |member: &str| people(&cause[member].to_string()).replace("](", "] (");
    let (kind, proof) = (text(cause, "kind"), text(cause, "proof"));
    Related {
        id,
        pointer: cause["pointer"].as_str().unwrap().to_owned(),
        position: cause["line"].as_u64().zip(cause["column"].as_u64()).unwrap_or((1, 1)),
        message: format!("{kind}: signed {}, found {} (proven by {proof})", value("signed"), value("found")),
    }
}

/// The texts of a rule are those of `pith explain`.
#[test]
fn rules_are_explained_as_by_the_verb() {
    let mut rules: BTreeMap<String, Value> = BTreeMap::new();
    for run in &*ALONE {
        for rule in read(&run.texts["sarif"]).rules {
            rules.insert(text(&rule, "id"), rule);
        }
    }
    assert!(rules.len() > 30, "{}", rules.len());
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>().join(" ");
    for (code, rule) in &rules {
        let explained = words(&pith(&["explain", code]).out);
        for member in ["shortDescription", "fullDescription", "help"] {
            let (text, links) = message(&rule[member]);
            assert!(links.is_empty() && text.len() > 8 && explained.contains(&words(&text)), "{code} {member} {text}");
        }
    }
}
