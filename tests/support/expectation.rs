//! `pith verify` with one expectation, and its outcome.

use serde_json::Value;

use crate::process::{KEYRING, Run, pith};

/// `pith verify` of an input, as JSON, with that option.
pub fn verify(input: &str, option: &str, value: &str) -> Run {
    pith(&["verify", "--format", "json", "--keyring", KEYRING, option, value, input])
}

/// Exit code, `held`, and reason of the finding of the policy.
pub fn outcome(said: &Run) -> (i32, bool, String) {
    let report = said.json();
    let policy = &report["policy"];
    assert_eq!(policy.as_array().map(Vec::len), Some(1), "{report}");
    assert_eq!(policy[0]["source"], "flag");
    let code = format!("policy.{}", policy[0]["option"].as_str().unwrap());
    let checks = report["inputs"][0]["checks"].as_array().unwrap();
    let reason = checks.iter().find(|check| check["code"] == code.as_str()).map_or(String::new(), reason_of);
    (said.code, policy[0]["held"].as_bool().unwrap(), reason)
}

fn reason_of(check: &Value) -> String {
    check["reason"].as_str().unwrap_or_default().to_owned()
}

/// The outcome of an expectation that holds.
pub fn held() -> (i32, bool, String) {
    (0, true, String::new())
}

/// The outcome of one that does not, for that reason.
pub fn broken(reason: &str) -> (i32, bool, String) {
    (1, false, reason.to_owned())
}
