//! What was changed in a bundle is named exactly, with a proof, or not at all.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use pith::json::Arena;
use pith::report::{Cause, CauseKind, InputReport};
use pith::verify::{Policy, verify_bytes};

use crate::support::json::Json;
use crate::support::mutate::{self, Mutation, RENAMED};

/// Changes of the real bundle that nothing can give back, and why: what is lost is there only once, and follows from
/// nothing.
const LOST: [(&str, &[&str], &str); 11] = [
    ("/bundle_signature", WHOLE, "without the signature over the bundle, nothing proves what was in it"),
    ("/bundle_signature/signature_b64", ANY, "a signature is made with the private key"),
    ("/bundle_signature/signed_at", &["a number", "null", "removed"], "the time of the seal is signed by nothing"),
    ("/events", WHOLE, "the signatures of the events are gone"),
    ("/events/0", WHOLE, "the signature of the event is gone"),
    ("/events/1", WHOLE, "the signature of the event is gone"),
    ("/events/*/signature", WHOLE, "the signature of the event is gone"),
    ("/events/*/signature/signature_b64", ANY, "a signature is made with the private key"),
    ("/events/*/signature/signed_at", ANY, "the microseconds of the signing are there once"),
    ("/bundle_signature/zz_added", ANY, "no signature covers it: a claim, and no fault"),
    ("/bundle_signature/signed_at", ANY, "no signature covers it: a claim, and no fault"),
];

/// The ways of losing a value as a whole.
const WHOLE: &[&str] = &["removed", "null", "empty", "an object", "an array"];

/// Every way of changing a value where it is.
const ANY: &[&str] =
    &["removed", "null", "empty", "a number", "a letter more", "one character less", "one character other", "added"];

fn real() -> Json {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/valid/arxiv-1804.07612.json");
    Json::parse(&fs::read_to_string(path).unwrap())
}

fn verified(json: &Json) -> InputReport {
    verify_bytes("bundle", json.compact().as_bytes(), &Arena::new(), &Policy::new(None)).report
}

/// The place in [`LOST`] of a change.
fn lost(change: &Mutation) -> Option<usize> {
    let pointer: Vec<&str> = change.pointer.split('/').collect();
    LOST.iter().position(|(place, how, _)| {
        let place: Vec<&str> = place.split('/').collect();
        how.contains(&change.how)
            && place.len() == pointer.len()
            && place.iter().zip(&pointer).all(|(a, b)| *a == "*" || a == b)
    })
}

/// Whether a cause says what this change did.
fn names(cause: &Cause, change: &Mutation) -> bool {
    let pointer = cause.pointer.as_str();
    let parent = change.pointer.rsplit_once('/').map_or("", |(parent, _)| parent);
    match change.how {
        "removed" => cause.kind == CauseKind::Removed && pointer == change.pointer,
        "added" => cause.kind == CauseKind::Added && pointer == change.pointer,
        "renamed" => cause.kind == CauseKind::Moved && pointer == change.pointer,
        "doubled" => cause.kind == CauseKind::Added && pointer.starts_with(parent),
        "exchanged" => cause.kind == CauseKind::Moved && pointer == parent,
        _ => pointer == change.pointer || pointer.starts_with(&format!("{}/", change.pointer)),
    }
}

fn described(change: &Mutation, report: &InputReport) -> String {
    let causes = report.diagnosis.causes.iter().map(|cause| format!("{} {}", cause.kind.as_str(), cause.pointer));
    format!("{} {}: {:?} {:?}", change.pointer, change.how, causes.collect::<Vec<_>>(), report.diagnosis.complete)
}

#[test]
fn every_change_of_the_real_bundle_is_named_exactly_or_nothing_is_left_that_could_prove_it() {
    let (mut exact, mut wrong, mut used) = (0, Vec::new(), BTreeSet::new());
    let changes = mutate::mutations(&real(), &[]);
    for change in &changes {
        let report = verified(&change.json);
        let diagnosis = &report.diagnosis;
        let is_exact = !diagnosis.causes.is_empty()
            && diagnosis.complete == Some(true)
            && diagnosis.causes.iter().all(|cause| names(cause, change));
        match lost(change) {
            None if is_exact => exact += 1,
            Some(place) if diagnosis.causes.is_empty() => {
                used.insert(place);
            }
            _ => wrong.push(described(change, &report)),
        }
    }
    assert!(wrong.is_empty(), "{} changes\n{}", wrong.len(), wrong.join("\n"));
    assert_eq!(used.len(), LOST.len(), "{used:?}");
    assert!(exact > 2_500, "{exact} of {}", changes.len());
}

/// Whether a cause is about what one of two changes did: indexes may have moved because of the other one, and a member
/// that was both changed and renamed was removed and added.
fn is_about(cause: &Cause, change: &Mutation) -> bool {
    let without_indexes = |pointer: &str| -> Vec<String> {
        let is_index = |token: &str| token.bytes().all(|byte| byte.is_ascii_digit());
        pointer.split('/').skip(1).map(|token| if is_index(token) { "*" } else { token }.to_owned()).collect()
    };
    let of_cause = without_indexes(cause.pointer.as_str());
    let of_change = without_indexes(change.pointer.trim_end_matches(&format!("_{RENAMED}")));
    let of_change = match change.how {
        "exchanged" => &of_change[..of_change.len() - 1],
        _ => &of_change[..],
    };
    let begins = of_cause.iter().zip(of_change).all(|(a, b)| a.trim_end_matches(&format!("_{RENAMED}")) == b);
    begins && of_cause.len() >= of_change.len()
}

#[test]
fn of_two_changes_each_is_named_or_not_but_nothing_else_is() {
    let (mut complete, mut total, mut wrong) = (0, 0, Vec::new());
    let first = mutate::mutations(&real(), &[]);
    for first in first.iter().skip(7).step_by(83) {
        for second in mutate::mutations(&first.json, &[]).iter().skip(total % 61).step_by(61) {
            let report = verified(&second.json);
            total += 1;
            complete += usize::from(report.diagnosis.complete == Some(true));
            if !report.diagnosis.causes.iter().all(|cause| is_about(cause, first) || is_about(cause, second)) {
                wrong.push(format!("{} {} and {}", first.pointer, first.how, described(second, &report)));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {total} pairs\n{}", wrong.len(), wrong.join("\n"));
    assert!(complete * 10 > total * 9, "{complete} of {total}");
}
