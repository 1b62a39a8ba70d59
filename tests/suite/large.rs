//! One bundle with enough events for all threads: no event is lost between their parts.

use crate::support::forge::{Bundle, long_history};
use crate::support::keys::TestKey;
use crate::support::paper::Paper;
use pith::json::Arena;
use pith::keys::{Grant, PublicKey, TrustStore, TrustedKey};
use pith::render::Renderer as _;
use pith::render::report::ndjson::Ndjson;
use pith::report::{InputReport, Verdict};
use pith::verify::{Policy, verify_bytes};
use rayon::ThreadPoolBuilder;

/// Several parts for each thread, the last of them not full.
const EVENTS: u32 = 700;

fn bundle() -> Bundle {
    long_history(&Paper::example(), &TestKey::registry(), EVENTS)
}

/// The report with so many threads.
fn report(bundle: &Bundle, threads: usize) -> InputReport {
    let registry = TestKey::registry();
    let key = PublicKey::from_bytes(&registry.public()).unwrap();
    let key = TrustedKey { key_id: Some(registry.key_id.to_owned()), key, grant: Grant::whole() };
    let policy = Policy { trust: TrustStore::pinned(vec![key]), ..Policy::new(None) };
    let text = bundle.json.compact();
    let pool = ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    pool.install(|| verify_bytes("large.json", text.as_bytes(), &Arena::new(), &policy).report)
}

/// The report with two threads, which has to be that with one, word for word.
fn the_same_report(bundle: &Bundle) -> InputReport {
    let line = |report: &InputReport| {
        let mut line = Vec::new();
        Ndjson::default().input(report, &mut line).unwrap();
        String::from_utf8(line).unwrap()
    };
    let (one, two) = (report(bundle, 1), report(bundle, 2));
    assert_eq!(line(&one), line(&two));
    two
}

#[test]
fn every_event_of_a_long_history_is_checked() {
    let report = the_same_report(&bundle());
    assert_eq!(report.verdict, Verdict::Pass, "{:?}", report.checks.findings());
    let events = EVENTS as usize + 2;
    assert_eq!((report.events_valid, report.events_total), (events, events));
    assert_eq!(report.signatures_verified, events + 2);
}

#[test]
fn one_changed_event_is_found_wherever_it_is() {
    for index in [0, 63, 64, 255, 256, 500, EVENTS as usize + 1] {
        let mut bundle = bundle();
        bundle.json.set(&format!("/events/{index}/signature/signature_b64"), "A".repeat(86) + "==");
        bundle.seal_state();
        bundle.seal_bundle();
        let report = the_same_report(&bundle);
        assert_eq!(report.verdict, Verdict::Fail, "{index}");
        let place = format!("/events/{index}/signature/signature_b64");
        let found = report.checks.findings().iter().any(|finding| {
            finding.code.as_str() == "event.signature" && finding.pointer.as_ref().is_some_and(|p| p.as_str() == place)
        });
        assert!(found, "{place}");
    }
}

#[test]
fn a_broken_shape_is_found_wherever_it_is() {
    for index in [0, 255, 256, 500, EVENTS as usize + 1] {
        let mut bundle = bundle();
        let place = format!("/events/{index}/target");
        bundle.json.set(&place, 1_usize);
        let report = the_same_report(&bundle);
        let found = report.checks.findings().iter().any(|finding| {
            finding.code.as_str() == "bundle.shape" && finding.pointer.as_ref().is_some_and(|p| p.as_str() == place)
        });
        assert!(found, "{place}");
    }
}
