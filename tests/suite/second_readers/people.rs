//! The report for people.

use serde_json::Value;

use crate::readers::report::{said, text};
use crate::readers::{Finding, Said, human};
use crate::second_readers::runs::{ALONE, Differences, TOGETHER, compare};
use crate::second_readers::wanted::{
    NEVER_CHECKED, agrees, cause, changes_for_people, digests_for_people, is_unsealed, or_none, policy,
    rules_for_people, signed_by, skipped, source, stated_for_people, strings, sum, wrong_sentence,
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
        differences.equal("next steps", &rows("next").len(), &1);
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
        let many = human::read_many(&run.texts["human"]);
        let (mut wanted, mut passes) = (Vec::new(), 0_u64);
        let mut groups: Vec<(String, Vec<String>)> = Vec::new();
        for (said, input) in run.inputs().iter().map(|input| (said(input), input)) {
            if said.verdict != "pass" {
                let (reason, name) = (reason(input), said.input.clone());
                if let Some((_, names)) = groups.iter_mut().find(|(known, _)| *known == reason) {
                    names.push(name);
                } else {
                    groups.push((reason, vec![name]));
                    wanted.push(for_people(said));
                }
                continue;
            }
            passes += 1;
            if passes <= 20 {
                let input = format!("{}  {}", said.input, text(input, "pith_number"));
                wanted.push(Said { input, verdict: said.verdict, ..Said::default() });
            }
        }
        let names = |listed: &[Said]| listed.iter().map(|said| said.input.clone()).collect::<Vec<_>>();
        let (shown, expected) = (names(&many.listed), names(&wanted));
        differences.0.extend(shown.iter().filter(|name| !expected.contains(name)).map(|name| format!("lists {name}")));
        differences.0.extend(expected.iter().filter(|name| !shown.contains(name)).map(|name| format!("omits {name}")));
        if differences.0.is_empty() {
            differences.equal("inputs", &many.listed, &wanted);
        }
        differences.equal("passes that are counted", &many.passes, &passes.saturating_sub(20));
        groups.retain(|(_, names)| names.len() > 1);
        groups.sort_by_key(|(_, names)| std::cmp::Reverse(names.len()));
        differences.equal("reasons that are counted", &many.more, &(groups.len().saturating_sub(20) as u64));
        // Where a key is trusted for less than it did, another key does not help. The reason may be one of those that are
        // counted.
        let is_of_keys = groups.iter().any(|(reason, _)| is_about_keys(reason));
        differences.equal("a word on keys", &many.is_about_keys, &is_of_keys);
        let shown = many.shared.into_iter().map(|shared| {
            let is_about_keys = shared.words.contains(" is not trusted");
            (shared.verdict, shared.count, shared.names, is_about_keys)
        });
        let wanted = groups.into_iter().take(20).map(|(reason, mut names)| {
            let (verdict, count) = (reason.split('\n').next().unwrap().to_owned(), names.len() as u64);
            names.truncate(5);
            (verdict, count, names, is_about_keys(&reason))
        });
        differences.equal("reasons", &shown.collect::<Vec<_>>(), &wanted.collect::<Vec<_>>());
        let verdict = text(&run.report, "verdict").to_uppercase();
        differences.equal("last line", &many.last, &format!("{verdict} {}", sum(&run.report)));
        differences.0
    });
}

/// Whether a [`reason`] is that of keys which are not trusted.
fn is_about_keys(reason: &str) -> bool {
    reason.contains("\nkeys ")
}

/// Why an input does not pass, as far as another may not pass for the same reason: its verdict on a line of its own,
/// then what was changed, or the keys that are not trusted, or the places and reasons of the findings that decide.
fn reason(input: &Value) -> String {
    let list = |name: &str| input[name].as_array().unwrap().iter();
    let verdict = text(input, "verdict");
    let changed: Vec<String> = list("causes").map(|cause| format!("{} {}", cause["kind"], cause["pointer"])).collect();
    if !changed.is_empty() {
        return format!("{verdict}\n{changed:?}");
    }
    let keys: Vec<String> =
        list("signers").filter(|key| key["trust"] == "untrusted").map(|key| key["key_sha256"].to_string()).collect();
    if verdict == "untrusted" && !keys.is_empty() {
        return format!("{verdict}\nkeys {keys:?}");
    }
    let status = match verdict.as_str() {
        "undetermined" => "open",
        "untrusted" => "warn",
        _ => "fail",
    };
    let mut findings = list("checks").filter(|check| check["status"] == status && check["pointer"] != Value::Null);
    let place = |check: &Value| format!("{} {} {} {}", check["code"], check["reason"], check["rule"], check["pointer"]);
    let message = input["error"].as_str().unwrap_or_default();
    match message {
        _ if message.ends_with("found the end of the input") || message == "the string has no end" => {
            format!("{verdict}\nthe end")
        }
        _ if findings.clone().next().is_none() => {
            let said = said(input);
            let cause = cause(&said).map(|cause| format!("{} {} {}", cause.code, cause.reason, cause.pointer));
            format!("{verdict}\n{message}{cause:?}")
        }
        _ => format!("{verdict}\n{:?}", findings.by_ref().map(place).collect::<Vec<_>>()),
    }
}
