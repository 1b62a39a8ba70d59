//! The JSON report, against which the others are held.

use serde_json::Value;

use super::{Finding, Said};
use crate::support::hostile::shown;

/// The most characters of a text that a report for people shows before it cuts it.
const SHOWN: usize = 200;

/// A text of the JSON report as reports for people show it: cut, and nothing raw.
pub fn people(text: &str) -> String {
    let end = text.char_indices().nth(SHOWN).map(|(end, _)| end);
    // What the JSON report cut has its ellipsis already.
    let end = end.filter(|end| text[*end..] != *"\u{2026}");
    shown(&end.map_or_else(|| text.to_owned(), |end| text[..end].to_owned() + "\u{2026}"))
}

/// A member that is a string, as [`people`] see it.
pub fn text(value: &Value, member: &str) -> String {
    people(value[member].as_str().unwrap_or_default())
}

/// What the report says of an element of `inputs`, as [`people`] see it.
pub fn said(input: &Value) -> Said {
    let checks = input["checks"].as_array().expect("checks are a list");
    let mut said = Said {
        input: text(input, "input"),
        verdict: text(input, "verdict"),
        error: input["error"].as_str().map(shown),
        ..Said::default()
    };
    for check in checks {
        let (code, status) = (text(check, "code"), text(check, "status"));
        match (check["count"].as_u64(), status.as_str()) {
            (Some(count), "pass") => said.passes.push((code, count)),
            (Some(count), _) => said.omitted.push((status, code, count)),
            (None, _) => said.findings.push(finding(check)),
        }
    }
    said
}

fn finding(check: &Value) -> Finding {
    let optional = |member: &str| check[member].as_str().map(shown);
    Finding {
        code: text(check, "code"),
        status: text(check, "status"),
        reason: text(check, "reason"),
        rule: check["rule"].as_str().map(str::to_owned),
        pointer: text(check, "pointer"),
        position: check["line"].as_u64().zip(check["column"].as_u64()),
        expected: optional("expected"),
        actual: optional("actual"),
        message: shown(check["message"].as_str().expect("a finding has a message")),
    }
}
