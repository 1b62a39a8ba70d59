//! What the JSON report says, in the words of the other formats.

use serde_json::Value;

use crate::readers::report::{people, text};
use crate::readers::{Finding, Said};

/// The finding that has to be named as the reason of a verdict.
pub fn cause(said: &Said) -> Option<&Finding> {
    let of = |status: &str| said.findings.iter().find(|finding| finding.status == status);
    match said.verdict.as_str() {
        "untrusted" => said.findings.iter().find(|finding| {
            finding.code == "trust.keys" && ["untrusted", "role", "owner"].contains(&finding.reason.as_str())
        }),
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

/// What a verdict says, in a sentence.
pub fn meaning(input: &Value) -> &'static str {
    match (input["verdict"].as_str().unwrap(), input["assurance"].as_str().unwrap()) {
        ("pass", "embedded") => {
            "Consistent in itself. The embedded keys were taken at face value: this does not say who made it."
        }
        ("pass", _) => "Every digest and signature is right, by keys that are trusted; the events give this state.",
        ("undetermined", _) => {
            "All digests and signatures verify with trusted keys, but the document differs from our reading of a \
             merge rule that nobody has published: the document may be wrong, or the reading."
        }
        ("fail", _) => "At least one check failed: do not rely on this document.",
        ("untrusted", _) => {
            "Everything verifies against the embedded keys, but nobody you trust vouches for these keys."
        }
        ("malformed", _) => "This is not a document that can be judged.",
        ("unchecked", _) => "This could not be checked; it says nothing about the bundle.",
        (other, _) => panic!("no sentence for {other}"),
    }
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

pub fn signatures_of(input: &Value) -> u64 {
    signers(input).iter().map(|signer| signer["signatures"].as_u64().unwrap()).sum()
}

pub fn signed_by(input: &Value) -> Vec<String> {
    let lines = signers(input).iter().flat_map(|signer| {
        let count = signer["signatures"].as_u64().unwrap();
        let noun = if count == 1 { "signature" } else { "signatures" };
        let key = format!("key SHA-256 {}", text(signer, "key_sha256"));
        [format!("{}, {count} {noun}, {}", text(signer, "key_id"), trust(signer)), key]
    });
    let lines: Vec<_> = lines.collect();
    if lines.is_empty() { vec!["nobody".to_owned()] } else { lines }
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
        let remark = if computed == stated { "" } else { "  (the document states another)" };
        format!("{name:<6} {computed}{remark}")
    });
    rows.collect()
}

pub fn strings(list: &Value) -> Vec<String> {
    list.as_array().unwrap().iter().map(|text| people(text.as_str().unwrap())).collect()
}

pub fn rules_for_people(input: &Value) -> Vec<String> {
    let (proven, inferred) = (strings(&input["rules"]["proven"]), strings(&input["rules"]["inferred"]));
    let mut rows = vec![format!("proven   {}", proven.join(" "))];
    if !inferred.is_empty() {
        rows.push(format!("inferred {} (no published text: our reading)", inferred.join(" ")));
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
    skipped.map(|finding| finding.message.clone()).collect()
}
