//! A sample of the single-bit flips and truncations of the real bundle; `tests/manual/flips.rs` tries all of them.

use std::sync::LazyLock;

use pith::json::Arena;
use pith::verify::{Policy, verify_bytes};

use crate::flipping::{Outcome, REAL, flips, places, truncations};
use crate::named::{self, Naming, Tally};
use crate::sweeping;

static FLIPS: LazyLock<Outcome> = LazyLock::new(|| flips((0..REAL.len() * 8).step_by(61)));

/// Where a change can be told and not be named: a signature cannot be made again, and these are there only once.
const SILENT: [&str; 8] = [
    "/bundle_signature",
    "/bundle_signature/signature_b64",
    "/bundle_signature/signed_at",
    "/events",
    "/events/*",
    "/events/*/signature",
    "/events/*/signature/signature_b64",
    "/events/*/signature/signed_at",
];

#[test]
fn no_flipped_bit_of_signed_content_passes() {
    assert_eq!(REAL.len() * 8, 107_704, "the sweep is over this bundle");
    let outcome = &*FLIPS;
    assert_eq!(outcome.tried, 1766);
    assert_eq!(outcome.wrong, [0; 0], "bits whose flip passes");
    assert!(outcome.verdicts["fail"] > 1000 && outcome.verdicts["malformed"] > 50, "{:?}", outcome.verdicts);
}

#[test]
fn the_only_flips_that_pass_are_in_members_that_nothing_signs() {
    let signed_at = String::from_utf8_lossy(REAL).rfind("\"signed_at\":").unwrap();
    let outcome = flips(signed_at * 8..(signed_at + 48) * 8);
    assert_eq!(outcome.wrong, [0; 0]);
    assert!(!outcome.same.is_empty(), "another digit in signed_at passes: nothing signs it");
    let places: Vec<_> = places(&outcome.same).into_iter().collect();
    assert_eq!(places, ["/bundle_signature/signed_at"]);
}

#[test]
fn no_truncation_passes() {
    let outcome = truncations((0..REAL.len()).step_by(41));
    assert_eq!(outcome.tried, 329);
    assert_eq!(outcome.verdicts.into_iter().collect::<Vec<_>>(), [("malformed", 329)]);
}

/// Nothing is misnamed, and what is silent is among [`SILENT`].
fn assert_named(tally: &Tally, least: usize) {
    assert_eq!(tally.wrong, [""; 0]);
    let other: Vec<_> = tally.silent.iter().filter(|(place, _)| !SILENT.contains(&place.as_str())).collect();
    assert!(other.is_empty(), "{other:?}");
    assert!(tally.exact >= least, "{} exact of {}", tally.exact, tally.tried - tally.refused);
    let rest = tally.refused + tally.passed + tally.exact + tally.partial + tally.silent();
    assert_eq!(rest, tally.tried);
}

#[test]
fn what_a_flipped_bit_changed_is_named_exactly_or_not_at_all() {
    assert_named(&FLIPS.named, 1_000);
}

#[test]
fn what_one_change_did_is_named_exactly_or_not_at_all() {
    assert_named(&sweeping::changes(std::str::from_utf8(REAL).unwrap(), 11), 200);
}

#[test]
fn what_two_changes_did_is_named_and_nothing_else() {
    let tally = sweeping::pairs(std::str::from_utf8(REAL).unwrap(), 587, 31);
    assert_eq!(tally.wrong, [""; 0]);
    assert!(tally.exact * 10 > tally.tried * 8, "{} of {}", tally.exact, tally.tried);
}

/// The judge of the reports is not deceived: by a report on another document, whatever it says of being complete.
#[test]
fn a_report_on_another_change_is_found_out() {
    let real = std::str::from_utf8(REAL).unwrap();
    let signed = serde_json::from_str(real).unwrap();
    let title = real.replacen("Small Batch", "Large Batch", 1);
    let number = real.replacen("pith:2018:6CB5", "pith:2018:6CB4", 1);
    let verified = |source: &str| verify_bytes("a", source.as_bytes(), &Arena::new(), &Policy::new(None)).report;
    let mut report = verified(&title);
    assert_eq!(named::of(&report, title.as_bytes(), &signed), Naming::Exact);
    assert!(matches!(named::of(&report, number.as_bytes(), &signed), Naming::Wrong(_)));
    report.diagnosis.complete = Some(false);
    assert_eq!(named::of(&report, title.as_bytes(), &signed), Naming::Partial);
    assert!(matches!(named::of(&report, number.as_bytes(), &signed), Naming::Wrong(_)));
    report.diagnosis.causes.clear();
    assert_eq!(named::of(&report, number.as_bytes(), &signed), Naming::Silent("/pith_number".to_owned()));
    report.diagnosis.complete = Some(true);
    assert!(matches!(named::of(&report, title.as_bytes(), &signed), Naming::Wrong(_)));
    assert_eq!(named::of(&report, b"{", &signed), Naming::Refused);
}
