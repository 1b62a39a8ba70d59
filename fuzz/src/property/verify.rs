//! Verifying any bytes.

use std::sync::LazyLock;

use pith::json::Arena;
use pith::keys::{Grant, TrustStore, TrustedKey};
use pith::report::{InputReport, Verdict};
use pith::verify::{Policy, verify_bytes};

use super::content::signed_content;
use super::shown::every_report;

/// The real bundle.
pub const REAL: &[u8] = include_bytes!("../../../fixtures/valid/arxiv-1804.07612.json");

/// Its signed content: the only one that passes with the built-in key.
static CONTENT: LazyLock<Vec<u8>> = LazyLock::new(|| signed_content(REAL).expect("a bundle"));

/// Made once: whether a key is sound takes longer to find out than everything else here.
static BUILTIN: LazyLock<Policy> = LazyLock::new(|| Policy::new(None));

/// The built-in keys, and no warnings let through.
static STRICT: LazyLock<Policy> = LazyLock::new(|| Policy { strict: true, ..BUILTIN.clone() });

/// The built-in keys and every embedded one.
static EMBEDDED: LazyLock<Policy> =
    LazyLock::new(|| Policy { trust: TrustStore::builtin().and_embedded(), ..BUILTIN.clone() });

/// No key.
static NOBODY: LazyLock<Policy> = LazyLock::new(|| Policy { trust: TrustStore::pinned(Vec::new()), ..BUILTIN.clone() });

/// With the built-in key nothing passes but the real bundle, whoever else sealed it; no report is wrong in
/// form; whoever is strict, or trusts less, passes no more.
pub fn holds(data: &[u8]) {
    holds_for(data, &BUILTIN);
}

/// The property, for a program with other built-in keys: with any but the right ones it does not hold.
pub fn holds_for(data: &[u8], builtin: &Policy) {
    let report = verdict(data, builtin);
    if report.verdict == Verdict::Pass {
        assert_eq!(signed_content(data).as_ref(), Some(&*CONTENT), "something else than the real bundle passes");
    }
    every_report(&report);
    assert!(verdict(data, &STRICT).verdict != Verdict::Pass || report.verdict == Verdict::Pass);
    assert!(report.verdict != Verdict::Pass || verdict(data, &EMBEDDED).verdict == Verdict::Pass);
    assert_ne!(verdict(data, &NOBODY).verdict, Verdict::Pass, "it passes though nobody is trusted");
}

/// The report on `data`.
pub(super) fn verdict(data: &[u8], policy: &Policy) -> InputReport {
    verify_bytes("fuzzed.json", data, &Arena::new(), policy).report
}

/// The report with the built-in key on `data`, an input of that name.
pub(super) fn report_on(name: &str, data: &[u8]) -> InputReport {
    verify_bytes(name, data, &Arena::new(), &BUILTIN).report
}

/// Trust in the key of those bytes alone.
pub fn trusting(bytes: &[u8; 32], key_id: &str) -> Policy {
    let key = pith::keys::PublicKey::from_bytes(bytes).expect("a sound key");
    let key = TrustedKey { key_id: Some(key_id.to_owned()), key, grant: Grant::whole() };
    Policy { trust: TrustStore::pinned(vec![key]), ..Policy::new(None) }
}
