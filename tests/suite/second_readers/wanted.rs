//! The content of the JSON report in the words of the other formats.

use std::fmt::Write as _;

use serde_json::Value;

use crate::readers::report::{people, said, text};
use crate::readers::{Finding, Said};

/// The finding that has to be named as the reason of a verdict.
pub fn cause(said: &Said) -> Option<&Finding> {
    let of = |status: &str| said.findings.iter().find(|finding| finding.status == status);
    match said.verdict.as_str() {
        "untrusted" if is_unsealed(said) => {
            said.findings.iter().find(|finding| finding.code == "event.signature").or_else(|| of("skip"))
        }
        "untrusted" => said.findings.iter().find(|finding| is_distrust(finding)),
        "undetermined" => of("open"),
        _ => of("fail"),
    }
}

/// `3 inputs: 2 pass, 1 fail`: every verdict that occurs, a pass first and the worst last.
pub fn sum(report: &Value) -> String {
    let summary = &report["summary"];
    let inputs = summary["inputs"].as_u64().unwrap();
    let order = ["pass", "undetermined", "untrusted", "unchecked", "malformed", "fail", "internal"];
    let counts = order.iter().filter_map(|verdict| {
        let count = summary[verdict].as_u64().filter(|count| *count > 0)?;
        Some(format!("{count} {verdict}"))
    });
    let noun = if inputs == 1 { "input" } else { "inputs" };
    format!("{inputs} {noun}: {}", counts.collect::<Vec<_>>().join(", "))
}

pub const NEVER_CHECKED: &str =
    "whether the paper is right, whether events were withheld, and whether links lead anywhere";

/// Where the document was changed, in a line.
pub fn changed(input: &Value) -> Option<String> {
    let causes = input["causes"].as_array().unwrap();
    let place = |cause: &Value| match text(cause, "pointer").as_str() {
        "" => "the whole document".to_owned(),
        pointer => people(pointer),
    };
    let places: Vec<String> = causes.iter().take(3).map(place).collect();
    let more = causes.len() as u64 + input["causes_more"].as_u64().unwrap() - places.len() as u64;
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    (!places.is_empty()).then(|| format!("changed since it was signed: {}{more}", places.join(", ")))
}

/// What is wrong with the sentence under a verdict: it says what it has to, and no more than the keys allow.
pub fn wrong_sentence(sentence: &str, input: &Value) -> Option<String> {
    let verdict = input["verdict"].as_str().unwrap();
    let is_distrusted = said(input).findings.iter().any(is_distrust);
    let by_all = signers(input).iter().all(|signer| signer["trust"] != "untrusted") && !is_distrusted;
    let is_explained = !input["causes"].as_array().unwrap().is_empty();
    let findings = said(input).findings;
    let mut failures = findings.iter().filter(|finding| finding.status == "fail");
    let compares_nothing = |reason: &str| ["older-not-passed", "other-number"].contains(&reason);
    let is_another = failures.all(|one| {
        let is_backward = one.code == "policy.since" && !compares_nothing(&one.reason);
        one.code.starts_with("policy.") && !is_backward && !["unverified", "no-bundle"].contains(&one.reason.as_str())
    });
    let is_open = findings.iter().any(|finding| finding.status == "open");
    // Where the registry's key is not trusted, nobody is told that the bundle is genuine.
    let is_unproven = findings.iter().any(|finding| is_distrust(finding) && is_about_the_registry(finding));
    let (says, never): (&str, &[&str]) = match (verdict, input["assurance"].as_str().unwrap()) {
        ("fail" | "malformed", _) if is_explained && input["complete"] == true && only_digests(input) => {
            ("the stated digest was changed: the signature covers the content", &["after it was signed", "trusted"])
        }
        ("fail" | "malformed", _) if is_explained && input["complete"] == true => {
            ("changed after it was signed", &["Something else", "trusted"])
        }
        ("fail" | "malformed", _) if is_explained => ("Something else was changed too", &["put back", "trusted"]),
        ("fail", _) if is_another && is_unproven => ("must be by a trusted key is not", &["genuine", "put back"]),
        ("fail", _) if is_another && is_open => ("an unpublished merge rule", &["genuine", "trusted"]),
        ("fail", "embedded") if is_another => ("does not prove who made it", &["genuine", "trusted"]),
        ("fail", _) if is_another => ("The bundle is genuine, but", &["changed", "verify", "trusted"]),
        ("pass", "embedded") => ("does not prove who made it", &["trusted"]),
        ("pass", _) if by_all => ("All digests and signatures verify with trusted keys, and", &["not"]),
        ("pass", _) => ("some events are signed with keys that are not", &["verify with trusted keys"]),
        ("undetermined", "embedded") => ("an unpublished merge rule", &["are trusted", "exactly this state"]),
        ("undetermined", _) => ("an unpublished merge rule", &["exactly this state"]),
        ("fail", _) => ("do not rely on this document", &["verify", "trusted"]),
        ("untrusted", _) if is_unsealed(&said(input)) => {
            ("n integrity document", &["All digests", "exactly this state", "genuine"])
        }
        ("untrusted", _) if is_open => ("an unpublished merge rule", &["Everything verifies", "exactly this state"]),
        ("untrusted", _) => ("must be by a trusted key is not", &["exactly this state"]),
        ("malformed", _) => ("not a document that can be judged", &["verify", "trusted"]),
        ("unchecked", _) => ("could not be checked", &["verify", "trusted"]),
        (other, _) => panic!("no sentence for {other}"),
    };
    let is_right = sentence.contains(says) && !never.iter().any(|words| sentence.contains(words));
    (!is_right).then(|| format!("{sentence:?} has to say {says:?} and none of {never:?}"))
}

/// Whether nothing but digests that the document states was changed.
fn only_digests(input: &Value) -> bool {
    let whole = ["/canonical_sha256", "/state/state_sha256", "/bundle_signature/bundle_sha256"];
    let of_event = |pointer: &str| {
        let parts: Vec<&str> = pointer.split('/').collect();
        parts.len() == 4 && parts[1] == "events" && ["content_sha256", "event_id"].contains(&parts[3])
    };
    let mut causes = input["causes"].as_array().unwrap().iter();
    input["causes_more"] == 0
        && causes.all(|cause| {
            let pointer = text(cause, "pointer");
            cause["kind"] == "changed" && (whole.contains(&pointer.as_str()) || of_event(&pointer))
        })
}

/// Whether it is an integrity document, which no signature covers as a whole.
pub fn is_unsealed(said: &Said) -> bool {
    said.findings.iter().any(|finding| finding.code == "bundle.signature" && finding.reason == "not-sealed")
}

/// Whether a finding is about what only a registry signs: the bundle or a receipt.
fn is_about_the_registry(finding: &Finding) -> bool {
    finding.pointer == "/bundle_signature" || finding.pointer.ends_with("/receipt")
}

/// Whether a finding says that a key is not trusted for what it signed.
fn is_distrust(finding: &Finding) -> bool {
    finding.code == "trust.keys" && ["untrusted", "role", "owner"].contains(&finding.reason.as_str())
}

pub fn or_none(text: String) -> String {
    if text.is_empty() { "none".to_owned() } else { text }
}

pub fn source(input: &Value) -> String {
    let source = &input["source"];
    let version = source["version"].as_str().map_or_else(|| source["version"].to_string(), str::to_owned);
    if source.is_null() {
        return String::new();
    }
    format!("{} {} version {version}", text(source, "kind"), text(source, "id"))
}

/// What trust in a key rests on, in words.
pub fn trust(signer: &Value) -> &'static str {
    match signer["trust"].as_str().unwrap() {
        "builtin" => "trusted: this key is built into pith",
        "pinned" => "trusted: you gave this key",
        "embedded" => "taken at face value (--trust-embedded)",
        "untrusted" => "NOT trusted",
        other => panic!("no words for {other}"),
    }
}

pub fn signers(input: &Value) -> &[Value] {
    input["signers"].as_array().unwrap()
}

/// How many signatures verify, and whether it is more than those of the keys that are listed.
pub fn signatures_of(input: &Value) -> (u64, bool) {
    let listed = signers(input).iter().map(|signer| signer["signatures"].as_u64().unwrap()).sum();
    (listed, input["signers_more"] != 0)
}

/// Whether a count of signatures agrees with the keys.
pub fn agrees(count: Option<u64>, input: &Value) -> bool {
    let (listed, has_more) = signatures_of(input);
    count.is_some_and(|count| if has_more { count > listed } else { count == listed })
}

pub fn signed_by(input: &Value) -> Vec<String> {
    let lines = signers(input).iter().flat_map(|signer| {
        let count = signer["signatures"].as_u64().unwrap();
        let noun = if count == 1 { "signature" } else { "signatures" };
        let key = format!("key SHA-256 {}", text(signer, "key_sha256"));
        [format!("{}, {count} {noun}, {}", text(signer, "key_id"), trust(signer)), key]
    });
    let mut lines: Vec<_> = lines.collect();
    let more = input["signers_more"].as_u64().unwrap();
    lines.extend((more > 0).then(|| format!("and {more} more {}", if more == 1 { "key" } else { "keys" })));
    if lines.is_empty() { vec!["none".to_owned()] } else { lines }
}

/// Name, computed and stated digest of those that were computed.
pub fn digests(input: &Value) -> Vec<[String; 3]> {
    let rows =
        [("record", "canonical"), ("state", "state"), ("bundle", "bundle")].into_iter().filter_map(|(name, of)| {
            let pair = &input["digests"][of];
            let computed = pair["computed"].as_str()?.to_owned();
            let stated = if pair["stated"].is_null() { "nothing".to_owned() } else { text(pair, "stated") };
            Some([name.to_owned(), computed, stated])
        });
    rows.collect()
}

pub fn digests_for_people(input: &Value) -> Vec<String> {
    let rows = digests(input).into_iter().map(|[name, computed, stated]| {
        assert!(computed != "nothing" || stated != computed);
        format!("{name:<6} {computed}")
    });
    rows.collect()
}

/// The digests that the document states and that are others than the computed ones.
pub fn stated_for_people(input: &Value) -> Vec<String> {
    let rows = digests(input).into_iter().filter(|[_, computed, stated]| stated != "nothing" && computed != stated);
    let shown = |stated: String| if stated.is_empty() { "(empty)".to_owned() } else { stated };
    rows.map(|[name, _, stated]| format!("{name:<6} {}", shown(stated))).collect()
}

/// What was changed, as people are shown it: how, where, and what was signed and found.
pub fn changes_for_people(input: &Value) -> Vec<String> {
    let value = |value: &Value| match value.as_str() {
        Some("") => "(empty)".to_owned(),
        Some(text) => people(text),
        None => {
            let json: Vec<char> = value.to_string().chars().collect();
            let end = if json.len() > 400 { "\u{2026}" } else { "" };
            format!("{}{end}", json.iter().take(400).collect::<String>())
        }
    };
    let causes = input["causes"].as_array().unwrap().iter().map(|cause| {
        let (kind, pointer) = (text(cause, "kind"), people(&text(cause, "pointer")));
        let mut change = format!("{kind} {pointer} {}:{}", cause["line"], cause["column"]);
        let is_label = pointer.starts_with("/bundle_signature/") && pointer != "/bundle_signature/bundle_sha256";
        if kind != "added" {
            let word = if is_label { "required" } else { "signed" };
            write!(change, " {word} {}", value(&cause["signed"])).unwrap();
        }
        if kind != "removed" {
            write!(change, " found {}", value(&cause["found"])).unwrap();
        }
        let explains = strings(&cause["explains"]);
        if !explains.is_empty() {
            write!(change, " explains {}", explains.join(", ")).unwrap();
        }
        change
    });
    causes.collect()
}

pub fn strings(list: &Value) -> Vec<String> {
    list.as_array().unwrap().iter().map(|text| people(text.as_str().unwrap())).collect()
}

/// In which of its two readings M9 agrees with the state.
pub fn reading(input: &Value) -> Option<&str> {
    input["rules"]["readings"]["M9"].as_str()
}

pub fn rules_for_people(input: &Value) -> Vec<String> {
    let (proven, inferred) = (strings(&input["rules"]["proven"]), strings(&input["rules"]["inferred"]));
    let mut rows = vec![format!("proven   {}", proven.join(" "))];
    if !inferred.is_empty() {
        let reading = reading(input).map(|letter| format!("; M9 in reading {letter}")).unwrap_or_default();
        rows.push(format!("inferred {} (no published text: our reading{reading})", inferred.join(" ")));
    }
    rows
}

/// Option, value and outcome of each expectation.
pub fn policy(report: &Value) -> Vec<[String; 3]> {
    let outcomes = report["policy"].as_array().unwrap().iter().map(|one| {
        let outcome = if one["held"].as_bool().unwrap() { "held" } else { "did not hold" };
        [text(one, "option"), text(one, "value"), outcome.to_owned()]
    });
    outcomes.collect()
}

pub fn skipped(said: &Said) -> Vec<String> {
    let skipped = said.findings.iter().filter(|finding| finding.status == "skip");
    let mut messages: Vec<String> = skipped.map(|finding| finding.message.clone()).collect();
    messages.dedup();
    messages
}
