//! A sample of the single-bit flips and truncations of the real bundle; `tests/manual/flips.rs` tries all of them.

use crate::flipping::{REAL, flips, places, truncations};

#[test]
fn no_flipped_bit_of_signed_content_passes() {
    assert_eq!(REAL.len() * 8, 107_704, "the sweep is over this bundle");
    let outcome = flips((0..REAL.len() * 8).step_by(61));
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
