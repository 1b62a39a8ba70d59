//! Genuine parts of one bundle in another one: whatever the report says was changed was, and it says so only of the bundle
//! whose seal is there.

use pith::keys::{TrustStore, TrustedKey};
use pith::verify::{Policy, verify_bytes};
use pith::{Verdict, json::Arena};
use rayon::prelude::*;

use crate::named::{self, Naming, Tally};
use crate::splicing::{Splice, splices};
use crate::support::event::NewEvent;
use crate::support::forge::{Bundle, storage_attestation};
use crate::support::json::Json;
use crate::support::keys::TestKey;
use crate::support::paper::Paper;

/// The registry's key as a registry's, the author's as a signer's.
const KEYRING: &str = include_str!("../../fixtures/keys/author-beside.keyring");

fn policy() -> Policy {
    Policy { trust: TrustStore::pinned(TrustedKey::parse_keyring(KEYRING).unwrap()), ..Policy::new(None) }
}

/// A bundle with one event.
fn founded(seed: u64) -> Json {
    Bundle::found(&Paper::seeded(seed).record(), &TestKey::registry()).json
}

/// A bundle with a snapshot, an event by an author and one more of the registry.
fn published(seed: u64) -> Json {
    let mut bundle = Bundle::published(&Paper::seeded(seed), &TestKey::registry());
    bundle.embed(&TestKey::author());
    let statement = object! { "statement": "I wrote this." };
    bundle.add(NewEvent::new("author_attestation", "author", statement), &TestKey::author());
    bundle.add(storage_attestation("copy 1"), &TestKey::registry());
    bundle.seal();
    bundle.json
}

/// The same paper, published with other events.
fn republished(seed: u64) -> Json {
    let mut bundle = Bundle::found(&Paper::seeded(seed).record(), &TestKey::registry());
    bundle.add(storage_attestation("copy 2"), &TestKey::registry());
    bundle.seal();
    bundle.json
}

/// What the report says, held against the document whose seal is there: of `host`, or of `donor`, if it was put in whole.
fn judged(splice: &Splice, host: &Json, donor: &Json) -> Naming {
    let text = splice.json.compact();
    let mut report = verify_bytes("spliced", text.as_bytes(), &Arena::new(), &policy()).report;
    let seal = |json: &Json| {
        let seal = json.at("/bundle_signature");
        (seal.at("/signature_b64").clone(), seal.at("/bundle_sha256").clone())
    };
    let is_donors = seal(&splice.json) == seal(donor);
    let signed = if is_donors && report.diagnosis.complete == Some(true) { donor } else { host };
    // Not all causes are in the report, so that they cannot give the whole document.
    if report.diagnosis.more > 0 {
        report.diagnosis.complete = Some(false);
    }
    match named::of(&report, text.as_bytes(), &serde_json::from_str(&signed.compact()).unwrap()) {
        Naming::Wrong(what) => Naming::Wrong(format!("{}: {what}", splice.parts)),
        naming => naming,
    }
}

fn tally(host: &Json, donor: &Json, step: usize) -> Tally {
    let splices = splices(host, donor, step);
    let namings: Vec<Naming> = splices.par_iter().map(|splice| judged(splice, host, donor)).collect();
    let mut tally = Tally::default();
    for naming in namings {
        tally.add(naming);
    }
    tally
}

#[test]
fn parts_of_another_bundle_make_no_culprit_of_what_is_as_it_was() {
    let (mut tried, mut exact, mut wrong) = (0, 0, Vec::new());
    for (host, donor) in [
        (founded(1), founded(2)),
        (founded(1), published(2)),
        (published(1), published(2)),
        (published(1), republished(1)),
        (republished(1), published(1)),
    ] {
        let tally = tally(&host, &donor, 7);
        (tried, exact) = (tried + tally.tried, exact + tally.exact);
        wrong.extend(tally.wrong);
    }
    assert!(wrong.is_empty(), "{} documents\n{}", wrong.len(), wrong.join("\n"));
    assert!(exact * 4 > tried, "{exact} of {tried}");
}

/// Each place of a signature takes the signature of another kind over another part of the same bundle.
#[test]
fn parts_of_a_bundle_in_other_places_make_no_culprit_either() {
    let bundle = published(1);
    let tally = tally(&bundle, &bundle, 7);
    assert_eq!((tally.wrong.clone(), tally.passed), (vec![], 0), "{}", tally.wrong.join("\n"));
}

/// The registry signed an event and a record, and neither is a bundle, whatever is written beside the signature.
#[test]
fn what_is_no_bundle_was_never_signed_as_one() {
    let bundle = published(1);
    let event = {
        let mut event = bundle.at("/events/1").clone();
        let (digest, mut seal) = (event.remove("/content_sha256"), event.remove("/signature"));
        event.remove("/event_id");
        seal.set("/bundle_sha256", digest);
        event.set("/bundle_signature", seal);
        event
    };
    let record = {
        let mut record = bundle.at("/canonical_record").clone();
        let mut seal = bundle.at("/events/0/payload/receipt").clone();
        seal.set("/bundle_sha256", bundle.at("/canonical_sha256").clone());
        record.set("/bundle_signature", seal);
        record
    };
    for document in [event, record] {
        let text = document.compact();
        let report = verify_bytes("odd", text.as_bytes(), &Arena::new(), &policy()).report;
        assert_eq!((report.verdict, report.diagnosis.complete), (Verdict::Malformed, Some(false)));
        assert!(report.diagnosis.causes.is_empty());
        let remains = report.diagnosis.remains.unwrap();
        assert!(remains.contains("perhaps as that of something else"), "{remains}");
    }
}
