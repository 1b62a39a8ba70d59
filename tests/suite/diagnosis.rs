//! What was changed in a bundle is named exactly, with a proof, or not at all.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use pith::json::Arena;
use pith::report::{Cause, CauseKind, CheckCode, Finding, InputReport, Status};
use pith::verify::{Policy, verify_bytes};

use crate::process::{Folder, KEYRING, pith};
use crate::support::forge::{Bundle, storage_attestation};
use crate::support::json::Json;
use crate::support::keys::TestKey;
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
    for first in first.iter().skip(7).step_by(167) {
        for second in mutate::mutations(&first.json, &[]).iter().skip(total % 97).step_by(97) {
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

/// What the report says of a bundle that was changed like this.
fn told(change: impl FnOnce(&mut Json)) -> (Vec<String>, Option<bool>, String) {
    let mut json = real();
    change(&mut json);
    let diagnosis = verified(&json).diagnosis;
    let causes = diagnosis.causes.iter().map(|cause| format!("{} {}", cause.kind.as_str(), cause.pointer)).collect();
    (causes, diagnosis.complete, diagnosis.remains.unwrap_or_default())
}

#[test]
fn damage_that_cannot_be_given_back_is_told_apart_in_words() {
    let damaged = |json: &mut Json, pointer: &str| {
        let signature = json.at(pointer).text().replacen(['A', 'w'], "B", 1);
        json.set(pointer, signature);
    };
    let seal = told(|json| damaged(json, "/bundle_signature/signature_b64"));
    assert_eq!((seal.0, seal.1), (vec![], Some(false)));
    assert!(seal.2.contains("The bundle signature itself was changed"), "{}", seal.2);

    let signature = told(|json| damaged(json, "/events/0/signature/signature_b64"));
    assert_eq!((signature.0, signature.1), (vec![], Some(false)));
    assert!(signature.2.starts_with("The signature of the event at /events/0 itself was changed"), "{}", signature.2);

    let dropped = told(|json| drop(json.remove("/events/1")));
    assert_eq!((dropped.0, dropped.1), (vec![], Some(false)));
    assert!(dropped.2.contains("0b3b7213") && dropped.2.contains("No event has the id"), "{}", dropped.2);

    let twice = told(|json| json.set("/mirror_hints/0/region", "EU".to_owned()));
    assert_eq!((twice.0, twice.1), (vec!["added /mirror_hints/0/region".to_owned()], Some(true)));

    let time = told(|json| json.set("/events/0/signature/signed_at", "2026-07-03T19:49:47.227922Z".to_owned()));
    assert_eq!((time.0, time.1), (vec![], Some(false)));
    assert!(time.2.starts_with("Something that only the bundle signature covers was changed"), "{}", time.2);

    let both = told(|json| {
        json.set("/events/1/payload/graph_snapshot/paper/title", "Other".to_owned());
        json.set("/state/current/graph_snapshots/0/payload/graph_snapshot/paper/title", "Other".to_owned());
    });
    assert_eq!((both.0, both.1), (vec![], Some(false)));
    assert!(both.2.starts_with("No intact copy of the event at /events/1 is left"), "{}", both.2);

    let unsigned = told(|json| drop(json.remove("/bundle_signature/signature_b64")));
    assert!(unsigned.2.starts_with("The bundle itself is not signed"), "{}", unsigned.2);
}

#[test]
fn an_unknown_member_of_the_seal_is_no_cause() {
    let (causes, complete, _) = told(|json| {
        json.set("/bundle_signature/note", "for our partners".to_owned());
        json.set("/short_pith_number", "pith:AAAAAAAA".to_owned());
    });
    assert_eq!((causes, complete), (vec!["changed /short_pith_number".to_owned()], Some(true)));
    // Nor was it the digest under another name, which it is not.
    let (causes, complete, _) = told(|json| {
        json.set("/bundle_signature/note", "for our partners".to_owned());
        json.remove("/bundle_signature/bundle_sha256");
    });
    assert_eq!((causes, complete), (vec!["removed /bundle_signature/bundle_sha256".to_owned()], Some(true)));
    // Nor was it the time of the seal under another name: nothing tells what that was.
    let (causes, complete, _) = told(|json| {
        json.remove("/bundle_signature/signed_at");
        json.set("/bundle_signature/note", "for our partners".to_owned());
        json.set("/short_pith_number", "pith:AAAAAAAA".to_owned());
    });
    assert_eq!((causes, complete), (vec!["changed /short_pith_number".to_owned()], Some(true)));
}

/// The registry sealed a bundle with an event that was changed after its author signed it: what was changed later, only
/// the seal proves.
#[test]
fn an_event_that_was_sealed_otherwise_than_it_was_signed_proves_nothing() {
    let mut bundle = Bundle::example();
    bundle.json.set("/events/0/supersedes", array!["SHA256:ABC"]);
    bundle.seal_bundle();
    let mut json = bundle.json;
    json.remove("/events/0/payload/canonical_record/source/kind");
    let report = pinned(&json);
    assert_explained(&report, ("/events/0/payload/canonical_record/source/kind", CheckCode::BundleSignature));
}

/// The registry sealed a bundle with a signature that names something else: putting back the content gives what it sealed.
#[test]
fn a_signature_that_was_sealed_with_a_wrong_label_stays_as_it_was() {
    let mut bundle = Bundle::example();
    bundle.json.set("/events/0/signature/signed_message", "something else");
    bundle.seal_bundle();
    let mut json = bundle.json;
    json.set("/events/0/payload/attestation_state", "changed");
    let report = pinned(&json);
    assert_explained(&report, ("/events/0/payload/attestation_state", CheckCode::EventSignature));
}

/// Where events were exchanged, a place is compared with one of another event, whose signature the event there is not
/// under.
#[test]
fn the_signature_of_an_event_proves_nothing_of_the_event_that_stood_in_its_place() {
    let mut json = Bundle::example().json;
    json.at_mut("/events").elements_mut().swap(0, 1);
    json.remove("/events/1/event_id");
    let report = pinned(&json);
    let proofs: Vec<_> = report.diagnosis.causes.iter().map(|cause| cause.proof).collect();
    assert!(
        !proofs.is_empty() && proofs.iter().all(|proof| *proof == CheckCode::BundleSignature),
        "{:#?}",
        report.diagnosis
    );
    assert_eq!(report.diagnosis.complete, Some(true));
}

/// Only the id is another's: the events are not said to be exchanged.
#[test]
fn an_event_with_the_id_of_another_is_named_by_its_id_alone() {
    let (causes, complete, _) = told(|json| json.set("/events/0/event_id", json.at("/events/1/event_id").clone()));
    assert_eq!((causes, complete), (vec!["changed /events/0/event_id".to_owned()], Some(true)));
}

/// In a list of an event, a value that stands after an added one was compared with the one before it.
#[test]
fn an_element_added_to_a_list_of_an_event_is_proven_by_the_signature_of_the_event() {
    let mut bundle = Bundle::example();
    bundle.json.set("/events/1/payload/tags", array!["a", "c"]);
    bundle.seal_event(1);
    bundle.seal();
    let mut json = bundle.json;
    json.set("/events/1/payload/tags", array!["a", "b", "c"]);
    assert_explained(&pinned(&json), ("/events/1/payload/tags/1", CheckCode::EventSignature));
}

/// A bundle whose third event is by an author whose key is embedded and not trusted; not sealed yet.
fn with_an_event_of_an_author() -> Bundle {
    let mut bundle = Bundle::example();
    bundle.embed(&TestKey::author());
    bundle.add(storage_attestation("copy 1"), &TestKey::author());
    bundle
}

/// The registry sealed a bundle with an author's event of another digest: that one is not what was changed later.
#[test]
fn an_event_of_an_author_that_was_sealed_with_a_fault_stays_as_it_was() {
    let mut bundle = with_an_event_of_an_author();
    bundle.json.set("/events/2/content_sha256", "00".repeat(32));
    bundle.invalidate(2);
    bundle.seal();
    let mut json = bundle.json;
    json.set("/events/1/payload/graph_snapshot/paper/title", "Another");
    assert_explained(&pinned(&json), ("/events/1/payload/graph_snapshot/paper/title", CheckCode::EventSignature));
}

/// Both names of a renamed member are places of the document, although the event had another index when it was signed.
#[test]
fn a_renamed_member_of_an_event_that_another_was_put_before_is_named_where_it_is() {
    let mut json = Bundle::example().json;
    let mut strange = Bundle::example();
    strange.add(storage_attestation("copy 1"), &TestKey::stranger());
    let signer = json.at_mut("/events/1/signer").members_mut();
    signer.iter_mut().find(|(name, _)| name == "key_id").unwrap().0 = "key_id_".into();
    json.at_mut("/events").elements_mut().insert(0, strange.json.at("/events/2").clone());
    let report = pinned(&json);
    let renamed = report.diagnosis.causes.iter().find(|cause| cause.kind == CauseKind::Moved).unwrap();
    let places = [&renamed.signed, &renamed.found].map(|place| place.as_str().unwrap());
    assert_eq!(places, ["/events/2/signer/key_id", "/events/2/signer/key_id_"]);
    assert_eq!((renamed.proof, report.diagnosis.complete), (CheckCode::EventSignature, Some(true)));
}

/// A registry that the user trusts signed the content, but is not among its keys: the bundle would still not verify.
#[test]
fn a_seal_by_a_key_that_is_not_embedded_restores_no_bundle() {
    let (mut bundle, other) = (Bundle::example(), TestKey::successor());
    bundle.seal_bundle_as(&other);
    let mut json = bundle.json;
    json.set("/bundle_signature/algorithm", true);
    let keyring = format!("{}\n{}\n", TestKey::registry().keyring_line(), other.keyring_line());
    let report = pith::Verifier::new().trust_keyring(&keyring).unwrap().verify(json.compact().as_bytes());
    assert_eq!((report.causes().len(), report.is_explained()), (0, Some(false)));
}

/// The production key, in base64 and in hexadecimal.
const PRODUCTION: [&str; 2] = [
    "stVStoiQhXFxp4s2pdzPNoqVNBMojDU/fJ2db5S3CbM=",
    "b2d552b68890857171a78b36a5dccf368a953413288c353f7c9d9d6f94b709b3",
];

/// Keys of others, in hexadecimal.
const OTHERS: [&str; 5] = [
    "b7068ec3146d1edd71ea2c5ea16accb2da58fd606104e09ee787c864cbc8dc3e",
    "622ce497c4d75120f55f73410a34bc28bdf41b6c74318d4c8b06c4659f6cc505",
    "46aa771a9f83cae2e7ff79a36bfab6a8edafc003b306afb55b5255ee203ed5db",
    "aa9c91386487156b472431169f2c50ff2629f51ecdc64b2449284ad7119ddc61",
    "8490ea5fc2016355b1bb10bc5117976f3d5157c1ef26aecb6b9207e529817728",
];

#[test]
fn how_the_user_calls_a_key_and_how_many_others_are_trusted_makes_no_difference() {
    let [base64, hex] = PRODUCTION;
    let called = format!("pith.science the-registry ed25519 {base64}\n");
    let among_others = OTHERS.into_iter().chain([hex]);
    let among_others = among_others.fold(pith::Verifier::new(), |verifier, key| verifier.trust_key(key).unwrap());
    // Another key has the id that the bundle has for this one.
    let other = "twaOwxRtHt1x6ixeoWrMstpY/WBhBOCe54fIZMvI3D4=";
    let exchanged = format!("{called}example.org pith-v1-2026-05 ed25519 {other}\n");
    let verifier = |keyring: &str| pith::Verifier::new().trust_keyring(keyring).unwrap();
    let title = "/events/1/payload/graph_snapshot/paper/title";
    let mut json = real();
    json.set(title, "Another".to_owned());
    for verifier in [verifier(&called), verifier(&exchanged), among_others] {
        let report = verifier.verify(json.compact().as_bytes());
        let causes: Vec<&str> = report.causes().iter().map(|cause| cause.pointer.as_str()).collect();
        assert_eq!((causes.as_slice(), report.is_explained()), ([title].as_slice(), Some(true)));
    }
}

/// Of many keys, the one that a signature names by its fingerprint is tried, although its id was changed.
#[test]
fn a_key_whose_id_was_changed_in_the_seal_is_found_by_its_fingerprint() {
    let [_, hex] = PRODUCTION;
    let keys = OTHERS.into_iter().chain([hex]);
    let verifier = keys.fold(pith::Verifier::new(), |verifier, key| verifier.trust_key(key).unwrap());
    let mut json = real();
    json.set("/bundle_signature/key_id", "another".to_owned());
    let report = verifier.verify(json.compact().as_bytes());
    let causes: Vec<&str> = report.causes().iter().map(|cause| cause.pointer.as_str()).collect();
    assert_eq!((causes.as_slice(), report.is_explained()), (["/bundle_signature/key_id"].as_slice(), Some(true)));
}

/// Where embedded keys are taken at face value, the sealing one need not be among the first.
#[test]
fn a_seal_by_the_sixth_embedded_key_proves_what_was_changed() {
    let (mut bundle, sealer) = (Bundle::example(), TestKey::stranger());
    for (number, id) in (50..).zip(["a", "b", "c", "d"]) {
        bundle.embed(&TestKey::new(number, "somebody.example", "author", id));
    }
    bundle.embed(&sealer);
    bundle.seal_state();
    bundle.seal_bundle_as(&sealer);
    let mut json = bundle.json;
    json.set("/short_pith_number", "pith:AAAAAAAA");
    let trust = pith::keys::TrustStore::pinned([]).and_embedded();
    let policy = Policy { trust, ..Policy::new(None) };
    let report = verify_bytes("bundle", json.compact().as_bytes(), &Arena::new(), &policy).report;
    assert_explained(&report, ("/short_pith_number", CheckCode::ReceiptSignature));
}

#[test]
fn an_event_of_another_bundle_is_told_from_a_lost_one() {
    let other = fs::read_to_string("fixtures/fail/event.subject/other-paper.json").unwrap();
    let (_, complete, remains) = told(|json| json.set("/events/1", Json::parse(&other).at("/events/1").clone()));
    assert_eq!(complete, Some(false));
    assert!(remains.contains("perhaps one was exchanged for the other"), "{remains}");
}

/// The causes of a document, each with its kind.
fn named(json: &Json) -> (Vec<String>, Option<bool>) {
    let diagnosis = pinned(json).diagnosis;
    let causes = diagnosis.causes.iter().map(|cause| format!("{} {}", cause.kind.as_str(), cause.pointer)).collect();
    (causes, diagnosis.complete)
}

/// A bundle whose events are not in the order in which the state applies them, and that the publisher wrote with a link
/// less than others have.
fn in_its_own_order() -> Json {
    let mut bundle = Bundle::example();
    bundle.json.remove("/links/resolver");
    bundle.add(storage_attestation("copy 1").at("2026-05-01T00:00:00Z"), &TestKey::registry());
    bundle.seal();
    let json = bundle.json;
    let last = json.at("/state/applied_event_ids").elements().last().unwrap();
    assert_ne!(last.text(), json.at("/events/2/event_id").text());
    json
}

#[test]
fn an_event_of_another_bundle_is_named_beside_a_change_of_the_state() {
    let other = fs::read_to_string("fixtures/valid/other-source.json").unwrap();
    let event = Json::parse(&other).at("/events/0").clone();
    let mut added = in_its_own_order();
    added.push("/events", event.clone());
    let mut of_event = vec!["added /events/3".to_owned()];
    assert_eq!(named(&added), (of_event.clone(), Some(true)));

    let mut counted = added.clone();
    counted.set("/state/event_count", Json::number("4"));
    of_event.push("changed /state/event_count".to_owned());
    assert_eq!(named(&counted), (of_event.clone(), Some(true)));

    let mut taken = added.clone();
    taken.remove("/state/applied_event_ids/2");
    of_event[1] = "removed /state/applied_event_ids/2".to_owned();
    assert_eq!(named(&taken), (of_event.clone(), Some(true)));

    let mut listed = added;
    listed.push("/state/applied_event_ids", event.at("/event_id").clone());
    of_event[1] = "added /state/applied_event_ids/3".to_owned();
    assert_eq!(named(&listed), (of_event, Some(true)));
}

/// What states the id of an event takes nothing away from the event itself, also where the state does not apply it.
#[test]
fn an_entry_with_the_id_of_an_event_is_named_and_not_the_event() {
    let mut json = Bundle::with_third_event().json;
    let id = json.at("/events/2/event_id").clone();
    let place = json.at("/state/applied_event_ids").elements().iter().position(|applied| *applied == id).unwrap();
    json.remove(&format!("/state/applied_event_ids/{place}"));
    json.at_mut("/events").elements_mut().insert(0, object! { "event_id": id });
    let expected = ["added /events/0".to_owned(), format!("removed /state/applied_event_ids/{place}")];
    assert_eq!(named(&json), (expected.to_vec(), Some(true)));
}

/// The registry signed the event, and the state is the replay of all: it was put in, or the seal is that of an earlier
/// bundle.
#[test]
fn an_event_that_was_merged_into_a_sealed_bundle_is_named_with_what_it_made_of_the_state() {
    let key = TestKey::registry();
    let merged = |events: u32| {
        let mut bundle = Bundle::example();
        for copy in 0..events {
            bundle.add(storage_attestation(&format!("copy {copy}")), &key);
        }
        bundle.seal();
        bundle
    };
    // One event of the most that are each left out, and one of more.
    for (events, is_named) in [(6, true), (7, false)] {
        let mut bundle = merged(events);
        let seal = merged(events - 1).json.at("/bundle_signature").clone();
        bundle.json.set("/bundle_signature", seal);
        let (causes, complete) = named(&bundle.json);
        assert_eq!(complete, Some(is_named), "{causes:?}");
        let names = |cause: &str| causes.iter().any(|named| named.starts_with(cause));
        let counts = ["event_count", "valid_event_count"].map(|name| format!("changed /state/{name}"));
        let lists = [format!("added /events/{}", events + 1), "added /state/current/storage_attestations/".to_owned()];
        assert!(counts.iter().chain(&lists).all(|cause| names(cause) == is_named), "{causes:?}");
        let remains = pinned(&bundle.json).diagnosis.remains.unwrap_or_default();
        assert_eq!(remains.contains("which events there are"), !is_named, "{remains}");
    }
}

#[test]
fn a_forgery_that_a_stranger_sealed_is_called_one() {
    let forged = fs::read("fixtures/untrusted/real-events-other-seal.json").unwrap();
    let report = verify_bytes("forged", &forged, &Arena::new(), &Policy::new(None)).report;
    assert_eq!((report.diagnosis.causes.len(), report.diagnosis.complete), (0, None));
    assert!(report.diagnosis.remains.unwrap().contains("is not trusted"));
}

#[test]
fn a_bundle_whose_own_signature_verifies_has_nothing_to_explain() {
    for name in ["valid/arxiv-1804.07612.json", "valid/real-pretty.json"] {
        let report = pith::Verifier::new().expect_source("arxiv:1.1").unwrap();
        let report = report.verify(&fs::read(format!("fixtures/{name}")).unwrap());
        assert_eq!(report.verdict(), pith::Verdict::Fail);
        assert_eq!((report.causes().len(), report.is_explained()), (0, None));
    }
}

#[test]
fn causes_explain_the_findings_that_follow_from_them() {
    let mut json = real();
    json.set("/events/1/payload/graph_snapshot/paper/title", "Revisiting Large Batch Training".to_owned());
    let diagnosis = verified(&json).diagnosis;
    let explains: Vec<_> = diagnosis.causes[0].explains.iter().map(|code| code.as_str()).collect();
    let expected = [
        "event.digest",
        "event.id",
        "event.signature",
        "state.counts",
        "state.replay",
        "bundle.digest",
        "bundle.signature",
    ];
    assert_eq!(explains, expected);
    assert_eq!(diagnosis.causes[0].proof.as_str(), "event.signature");
    assert_eq!(diagnosis.causes[0].signed, "Revisiting Small Batch Training for Deep Neural Networks");
    assert_eq!(diagnosis.causes[0].excerpt.marked, "Large Batch Training");
}

/// Everything that one change makes fail is explained by it.
#[test]
fn a_change_explains_each_check_that_fails_because_of_it() {
    let renamed = [
        ("/built_at", "buildt_at"),
        ("/events", "event"),
        ("/source_aliases", "aliases"),
        ("/public_keys/0/fingerprint_sha256_hex", "fingerprint"),
        ("/canonical_sha256", "sha256"),
        ("/events/0/payload", "content"),
        ("/events/1/event_type", "type"),
        ("/state/event_count", "count"),
        ("/bundle_signature/bundle_sha256", "sha256"),
        ("/bundle_signature/signature_b64", "signature"),
    ];
    let changed = [
        ("/events/0/event_type", "graph_snapshot"),
        ("/built_at", "2026-07-03T19:49:60Z"),
        ("/public_keys/0/fingerprint_sha256_hex", "00"),
        ("/public_keys/0/key_id", "another"),
        ("/public_keys/0/public_key_hex", "00"),
        ("/bundle_signature/key_id", "another"),
        ("/bundle_signature/signed_message", "another"),
        ("/bundle_signature/bundle_sha256", "00"),
        ("/canonical_sha256", "00"),
        ("/pith_number", "pith:2018:AAAAAAAAAAAAAAAAAAAAAAAAAA"),
        ("/short_pith_number", "pith:AAAAAAAA"),
        ("/source/id", "1804.07613"),
        ("/source_aliases/1/alias_value", "1804.07613v1"),
        ("/canonical_record/source/id", "1804.07613"),
        ("/events/0/payload/canonical_sha256", "00"),
        ("/events/0/payload/receipt/canonical_sha256", "00"),
        ("/events/1/event_id", "00"),
        ("/events/1/subject_pith_number", "pith:2018:AAAAAAAAAAAAAAAAAAAAAAAAAA"),
        ("/events/1/signer/key_id", "another"),
        ("/events/1/signature/key_id", "another"),
        ("/events/1/prev_event", "00"),
        ("/state/merge_version", "another"),
        ("/state/pith_number", "another"),
        ("/state/event_count", "another"),
        ("/state/state_sha256", "00"),
        ("/state/current/record_created/payload/canonical_sha256", "00"),
        ("/state/current/source_aliases/0/alias_value", "another"),
        ("/built_at", "yesterday"),
    ];
    let with_name = |(pointer, other): (&'static str, &'static str)| {
        let mut json = real();
        let (object, name) = pointer.rsplit_once('/').unwrap();
        let members = json.at_mut(object).members_mut();
        members.iter_mut().find(|(known, _)| known == name).unwrap().0 = other.to_owned().into();
        (pointer, json)
    };
    let with_value = |(pointer, value): (&'static str, &str)| {
        let mut json = real();
        json.set(pointer, value);
        (pointer, json)
    };
    for (number, json) in renamed.into_iter().map(with_name).chain(changed.into_iter().map(with_value)) {
        let report = verified(&json);
        assert_eq!((report.diagnosis.causes.len(), report.diagnosis.complete), (1, Some(true)), "{number}");
        let stops = |finding: &&Finding| matches!(finding.status, Status::Fail | Status::Open);
        let failing = report.checks.findings().iter().filter(stops);
        let failing: BTreeSet<CheckCode> = failing.map(|finding| finding.code).collect();
        let explained: BTreeSet<CheckCode> = report.diagnosis.causes[0].explains.iter().copied().collect();
        assert_eq!(explained, failing, "{number}");
    }
}

/// What compares a key with the others is explained by a change of the key, and so is what `--strict` makes of a rotation.
#[test]
fn a_change_of_the_keys_explains_what_is_said_of_keys() {
    let mut bundle = with_an_event_of_an_author();
    bundle.seal();
    let registry = bundle.json.at("/public_keys/0").clone();
    let mut renamed = bundle.json.clone();
    renamed.set("/public_keys/1/key_id", registry.at("/key_id").clone());
    let mut doubled = bundle.json;
    doubled.at_mut("/public_keys").elements_mut().push(registry);
    let mut rotated = real();
    rotated.set("/public_keys/0/rotates_at", "2020-01-01T00:00:00Z");
    let keys = fs::read_to_string(KEYRING).unwrap() + &TestKey::author().keyring_line_as("signer");
    let pinned = pith::Verifier::new().trust_keyring(&keys).unwrap();
    for (json, verifier, code) in [
        (renamed, &pinned, CheckCode::KeyUnique),
        (doubled, &pinned, CheckCode::KeyUnique),
        (rotated, &pith::Verifier::new().strict(), CheckCode::TrustKeys),
    ] {
        let report = verifier.verify(json.compact().as_bytes());
        let failing = report.findings().iter().filter(|finding| finding.status == Status::Fail);
        let failing: BTreeSet<CheckCode> = failing.map(|finding| finding.code).collect();
        assert_eq!((report.causes().len(), report.is_explained()), (1, Some(true)), "{code}");
        let explained: BTreeSet<CheckCode> = report.causes()[0].explains.iter().copied().collect();
        assert_eq!(explained, failing);
        assert!(explained.contains(&code), "{code}: {explained:?}");
    }
}

/// The pairs of changes on both of which a signature or a comparison rests, so that each may explain what fails because of
/// the other.
const MEETING: [(&str, &str); 16] = [
    ("/canonical_record/metadata/license", "/events/0/payload/canonical_sha256"),
    ("/events/0/payload/canonical_sha256", "/events/0/payload/receipt/signed_at"),
    ("/events/0/payload/canonical_sha256", "/public_keys/0/algorithm"),
    ("/events/0/payload/canonical_sha256", "/public_keys/0/public_key_b64"),
    ("/events/0/payload/receipt/signed_at", "/public_keys/0/algorithm"),
    ("/events/0/payload/receipt/signed_at", "/public_keys/0/public_key_b64"),
    ("/events/2/event_id", "/events/2/signature/key_id"),
    ("/events/2/event_id", "/public_keys/1/format"),
    ("/events/2/event_id", "/public_keys/1/key_id"),
    ("/events/2/signature/key_id", "/public_keys/1/format"),
    ("/merge_version", "/state/merge_version"),
    ("/public_keys/0/algorithm", "/public_keys/1/key_id"),
    ("/public_keys/0/fingerprint_sha256_hex", "/public_keys/0/public_key_b64"),
    ("/public_keys/0/public_key_b64", "/public_keys/1/format"),
    ("/public_keys/0/public_key_b64", "/public_keys/1/key_id"),
    ("/public_keys/1/format", "/public_keys/1/key_id"),
];

/// And nothing that fails because of another: of two changes each explains what it explains alone, as far as that still
/// fails.
#[test]
fn a_change_explains_no_check_that_fails_because_of_another() {
    let mut bundle = with_an_event_of_an_author();
    bundle.seal();
    let keys = fs::read_to_string(KEYRING).unwrap() + &TestKey::author().keyring_line_as("signer");
    let verifier = pith::Verifier::new().trust_keyring(&keys).unwrap();
    // The codes that fail, and those that each cause explains; nothing if the changes are not all that is named.
    let explains = |changes: &[(&str, Json)]| {
        let mut json = bundle.json.clone();
        for (pointer, value) in changes {
            json.set(pointer, value.clone());
        }
        let report = verifier.verify(json.compact().as_bytes());
        let failing = report.findings().iter().filter(|finding| finding.status == Status::Fail);
        let failing: BTreeSet<CheckCode> = failing.map(|finding| finding.code).collect();
        let causes = report.causes().iter();
        let causes = causes.map(|cause| (cause.pointer.to_string(), cause.explains.iter().copied().collect()));
        let causes: BTreeMap<String, BTreeSet<CheckCode>> = causes.collect();
        let is_whole = report.is_explained() == Some(true) && causes.len() == changes.len();
        is_whole.then_some((failing, causes))
    };
    let text = |pointer, value: &'static str| (pointer, Json::from(value));
    let changes = [
        text("/events/1/payload/graph_snapshot/paper/title", "Another"),
        text("/events/0/payload/receipt/signed_at", "2026-01-01T00:00:00Z"),
        text("/events/0/payload/canonical_sha256", "00"),
        text("/events/2/signature/key_id", "another"),
        text("/events/2/event_id", "another"),
        text("/public_keys/0/fingerprint_sha256_hex", "00"),
        text("/public_keys/1/format", "another"),
        text("/public_keys/1/key_id", "another"),
        text("/public_keys/0/public_key_b64", "another"),
        text("/state/merge_version", "another"),
        text("/state/pith_number", "another"),
        text("/state/state_sha256", "00"),
        text("/state/current/source_aliases/0/alias_value", "another"),
        text("/canonical_record/metadata/license", "another"),
        text("/canonical_sha256", "00"),
        text("/short_pith_number", "pith:AAAAAAAA"),
        text("/source_aliases/0/alias_value", "another"),
        text("/source_aliases/1/created_at", "2026-01-01T00:00:00Z"),
        text("/pith_number", "pith:2018:AAAAAAAAAAAAAAAAAAAAAAAAAA"),
        text("/bundle_signature/signed_message", "another"),
        text("/bundle_signature/bundle_sha256", "00"),
        text("/links/state", "another"),
        ("/merge_version", Json::from(1_usize)),
        ("/timestamp_proofs", Json::from(1_usize)),
        ("/public_keys/0/algorithm", Json::from(1_usize)),
    ];
    let alone = changes.iter().map(|change| {
        let (failing, causes) = explains(std::slice::from_ref(change)).unwrap();
        assert_eq!(causes.values().collect::<Vec<_>>(), [&failing], "{} explains all that fails", change.0);
        causes
    });
    let alone: Vec<_> = alone.collect();
    let (mut wrong, mut compared) = (Vec::new(), 0);
    for (first, one) in changes.iter().zip(&alone) {
        let others = changes.iter().zip(&alone).filter(|(second, _)| second.0 > first.0);
        for (second, other) in others.filter(|(second, _)| !MEETING.contains(&(first.0, second.0))) {
            let Some((failing, found)) = explains(&[first.clone(), second.clone()]) else { continue };
            compared += 1;
            for (pointer, alone) in one.iter().chain(other) {
                let expected: BTreeSet<_> = alone.intersection(&failing).copied().collect();
                if found.get(pointer) != Some(&expected) {
                    wrong.push(format!(
                        "{pointer} of {} {}: {:?} not {expected:?}",
                        first.0,
                        second.0,
                        found.get(pointer)
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{compared} pairs, {} wrong: {wrong:#?}", wrong.len());
    assert!(compared > 190, "{compared} pairs");
}

/// Another order of the events makes another digest of the bundle, and decides nothing about what is in them.
#[test]
fn another_order_explains_the_seal_alone() {
    let keys = fs::read_to_string(KEYRING).unwrap() + &TestKey::author().keyring_line_as("signer");
    let verifier = pith::Verifier::new().trust_keyring(&keys).unwrap();
    let mut bundle = with_an_event_of_an_author();
    bundle.seal();
    bundle.json.set("/events/0/payload/canonical_sha256", "00");
    bundle.json.at_mut("/events").elements_mut().swap(0, 1);
    let report = verifier.verify(bundle.json.compact().as_bytes());
    let explained: Vec<_> = report.causes().iter().map(|cause| (cause.pointer.as_str(), &cause.explains)).collect();
    let [("/events", of_order), ("/events/1/payload/canonical_sha256", of_digest)] = explained[..] else {
        panic!("{explained:?}")
    };
    assert_eq!(*of_order, [CheckCode::BundleDigest, CheckCode::BundleSignature]);
    assert!(of_digest.contains(&CheckCode::EventDigest), "{of_digest:?}");
}

/// The key of a signer is trusted as well, so what is wrong beside its bytes was changed.
#[test]
fn a_changed_member_of_a_trusted_signers_key_is_named() {
    let mut bundle = with_an_event_of_an_author();
    bundle.seal();
    let keys = fs::read_to_string(KEYRING).unwrap() + &TestKey::author().keyring_line_as("signer");
    let verifier = pith::Verifier::new().trust_keyring(&keys).unwrap();
    for name in ["format", "algorithm", "key_id", "public_key_b64", "public_key_hex", "fingerprint_sha256_hex"] {
        let pointer = format!("/public_keys/1/{name}");
        let mut json = bundle.json.clone();
        json.set(&pointer, "another");
        let report = verifier.verify(json.compact().as_bytes());
        let causes: Vec<&str> = report.causes().iter().map(|cause| cause.pointer.as_str()).collect();
        assert_eq!((causes, report.is_explained()), (vec![pointer.as_str()], Some(true)));
    }
}

#[test]
fn a_genuine_record_of_another_paper_makes_nothing_else_a_culprit() {
    use crate::support::paper::Paper;
    let key = TestKey::registry();
    let (mut mixed, mut other) = (Bundle::example(), Paper::example());
    other.source_id = "2602.00043".to_owned();
    let other = Bundle::published(&other, &key).json;
    mixed.json.set("/canonical_record", other.at("/canonical_record").clone());
    let receipt = "/events/0/payload/receipt";
    mixed.json.set(receipt, other.at(receipt).clone());
    let report = pinned(&mixed.json);
    let named: Vec<_> = report.diagnosis.causes.iter().map(|cause| cause.pointer.as_str().to_owned()).collect();
    let is_exchanged = |pointer: &String| pointer.starts_with("/canonical_record/") || pointer.starts_with(receipt);
    assert!(!named.is_empty() && named.iter().all(is_exchanged), "{named:?}");
    assert_eq!(report.diagnosis.complete, Some(true));
}

/// One cause, with its proof, explains everything.
fn assert_explained(report: &InputReport, cause: (&str, CheckCode)) {
    let causes = report.diagnosis.causes.iter();
    let causes: Vec<_> = causes.map(|cause| (cause.pointer.as_str(), cause.proof)).collect();
    assert_eq!((causes, report.diagnosis.complete), (vec![cause], Some(true)));
}

/// The report on a document with the test registry's keys.
fn pinned(json: &Json) -> InputReport {
    let policy = Policy { trust: pith::keys::TrustStore::pinned(keyring()), ..Policy::new(None) };
    verify_bytes("bundle", json.compact().as_bytes(), &Arena::new(), &policy).report
}

fn keyring() -> Vec<pith::keys::TrustedKey> {
    pith::keys::TrustedKey::parse_keyring(&fs::read_to_string("fixtures/keys/registry.keyring").unwrap()).unwrap()
}

#[test]
fn the_record_of_another_bundle_makes_no_number_a_culprit() {
    use crate::support::paper::Paper;
    let (mut mixed, mut paper) = (Bundle::example().json, Paper::example());
    paper.source_id = "2602.00043".to_owned();
    let other = Bundle::published(&paper, &TestKey::registry()).json;
    for place in [
        "/canonical_record",
        "/canonical_sha256",
        "/events/0",
        "/state/current/record_created",
        "/state/current/canonical_record",
        "/state/applied_event_ids/0",
    ] {
        mixed.set(place, other.at(place).clone());
    }
    let report = pinned(&mixed);
    let named: Vec<_> = report.diagnosis.causes.iter().map(|cause| cause.pointer.to_string()).collect();
    assert_eq!((report.verdict, report.diagnosis.complete), (pith::Verdict::Fail, Some(false)));
    assert!(named.is_empty(), "{named:?}");
}

#[test]
fn events_are_diagnosed_without_the_signature_over_the_bundle() {
    let title = "/events/1/payload/graph_snapshot/paper/title";
    let (causes, complete, remains) = told(|json| {
        json.set(title, "Other".to_owned());
        json.remove("/bundle_signature");
    });
    assert_eq!((causes, complete), (vec![format!("changed {title}")], Some(false)));
    assert!(remains.starts_with("The bundle itself is not signed"), "{remains}");
}

#[test]
fn a_document_that_is_no_bundle_is_not_said_to_lack_anything() {
    for text in ["{}", "[]", r#"{"events":[]}"#, r#"{"state_type":"pith_open_graph_state"}"#] {
        let diagnosis = verify_bytes("x", text.as_bytes(), &Arena::new(), &Policy::new(None)).report.diagnosis;
        assert_eq!((diagnosis.causes.len(), diagnosis.remains), (0, None), "{text}");
    }
}

/// As of long texts, of long numbers what differs is shown.
#[test]
fn long_numbers_that_begin_alike_are_shown_where_they_differ() {
    let folder = Folder::new();
    let mut bundle = Bundle::example();
    let digits = "7".repeat(300);
    bundle.json.set("/events/1/payload/x", Json::parse(&format!("{digits}1")));
    bundle.seal_event(1);
    bundle.seal();
    bundle.json.set("/events/1/payload/x", Json::parse(&format!("{digits}2")));
    let input = folder.file("bundle.json", bundle.json.pretty());
    let cause = &pith(&["verify", "--keyring", KEYRING, "--format", "json", &input]).json()["inputs"][0]["causes"][0];
    let [signed, found] = [&cause["signed"], &cause["found"]].map(|value| value.as_str().unwrap());
    assert!(signed.ends_with("71") && found.ends_with("72"), "{signed} {found}");
}

#[test]
fn long_texts_that_begin_alike_are_shown_where_they_differ() {
    let excerpt = "/events/1/payload/graph_snapshot/paper/abstract_excerpt";
    let mut json = real();
    let changed = format!("{}!", json.at(excerpt).text());
    assert!(changed.len() > 250);
    json.set(excerpt, changed);
    let cause = &verified(&json).diagnosis.causes[0];
    let (signed, found) = (cause.signed.as_str().unwrap(), cause.found.as_str().unwrap());
    assert!(signed.starts_with('\u{2026}') && found.ends_with('!') && signed != found, "{signed} {found}");
}

/// A value and the text of it are two things, and look like two.
#[test]
fn a_changed_type_is_seen() {
    let folder = Folder::new();
    for (signed, found) in [
        ("15", r#""15""#),
        (r#""true""#, "true"),
        ("null", r#""null""#),
        ("18446744073709551616", r#""18446744073709551616""#),
        (r#""-9223372036854775809""#, "-9223372036854775809"),
    ] {
        let mut bundle = Bundle::example();
        bundle.json.set("/events/1/payload/x", Json::parse(signed));
        bundle.seal_event(1);
        bundle.seal();
        bundle.json.set("/events/1/payload/x", Json::parse(found));
        let input = folder.file("bundle.json", bundle.json.pretty());
        let cause =
            &pith(&["verify", "--keyring", KEYRING, "--format", "json", &input]).json()["inputs"][0]["causes"][0];
        assert_eq!(cause["pointer"], "/events/1/payload/x");
        assert_ne!(cause["signed"], cause["found"], "{signed} {found}");
        // An integer that JSON readers would round is a text, as its digits would be.
        let is_marked =
            [&cause["signed"], &cause["found"]].map(|value| value.as_str().is_some_and(|v| v.ends_with(" (a number)")));
        assert_eq!(
            is_marked,
            [signed, found].map(|json| json.trim_start_matches('-').len() > 18 && !json.contains('"')),
            "{signed}"
        );
        let text = pith(&["verify", "--keyring", KEYRING, &input]).out;
        let after = |label: &str| {
            let line = text.lines().find(|line| line.trim_start().starts_with(label));
            line.unwrap_or_else(|| panic!("no {label}: {text}")).replace(label, "")
        };
        assert_ne!(after("signed  ").trim(), after("found  ").trim(), "{text}");
    }
}

/// The registry sealed a bundle with signatures none of whose labels is right: they stay as they were sealed, however many
/// they are.
#[test]
fn signatures_that_were_sealed_with_wrong_labels_stay_as_they_were() {
    let mut bundle = Bundle::example();
    for event in 0..2 {
        for label in ["algorithm", "key_id", "public_key_fingerprint", "signature_status", "signed_message"] {
            bundle.json.set(&format!("/events/{event}/signature/{label}"), "something else");
        }
    }
    bundle.seal_bundle();
    let mut json = bundle.json;
    json.set("/events/0/payload/attestation_state", "changed");
    assert_explained(&pinned(&json), ("/events/0/payload/attestation_state", CheckCode::EventSignature));
}

/// An event that only the state knows is kept, since it was applied.
#[test]
fn an_event_of_an_author_keeps_its_place_where_events_were_exchanged() {
    let mut bundle = with_an_event_of_an_author();
    bundle.seal();
    let mut json = bundle.json;
    json.at_mut("/events").elements_mut().swap(1, 2);
    let report = pinned(&json);
    let causes: Vec<_> = report.diagnosis.causes.iter().map(|cause| (cause.kind, cause.pointer.as_str())).collect();
    assert_eq!((causes, report.diagnosis.complete), (vec![(CauseKind::Moved, "/events")], Some(true)));
}

/// A cause explains that an expectation could not be compared, and not that it does not hold.
#[test]
fn a_cause_explains_an_expectation_that_rests_on_what_was_changed() {
    let folder = Folder::new();
    let mut json = Bundle::example().json;
    json.set("/canonical_record/metadata/license", "changed");
    let input = folder.file("bundle.json", json.pretty());
    let explained = |option: &str, value: &str| {
        let report = pith(&["verify", "--keyring", KEYRING, "--format", "json", option, value, &input]).json();
        let input = &report["inputs"][0];
        let code = format!("policy.{}", option.trim_start_matches("--"));
        let finding = input["checks"].as_array().unwrap().iter().find(|check| check["code"] == code.as_str()).unwrap();
        let explains = input["causes"][0]["explains"].as_array().unwrap().contains(&code.as_str().into());
        (finding["reason"].as_str().map(str::to_owned), explains)
    };
    let other = "pith:2018:6CB5P4A4IXK6Y2AGFDY5KCUYHD";
    assert_eq!(explained("--title", "On the Keeping of Records"), (Some("unverified".to_owned()), true));
    assert_eq!(explained("--expect-number", other), (Some("differs".to_owned()), false));
}
