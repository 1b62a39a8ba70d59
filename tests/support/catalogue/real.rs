//! The one whole real bundle at hand, and what can be done to it without the publisher's key.

use super::{Case, NO_DIGEST};
use crate::support::forge::Bundle;
use crate::support::json::Json;
use crate::support::keys::{BUNDLE_LABEL, TestKey};

/// The real bundle: never written, only read.
pub const REAL: &str = "valid/arxiv-1804.07612.json";

/// The real bundle as a value.
pub fn real() -> Json {
    Json::parse(&real_text())
}

/// The real bundle as it was published.
pub fn real_text() -> String {
    std::fs::read_to_string(format!("{}/fixtures/{REAL}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// The cases.
pub fn cases() -> Vec<Case> {
    let untouched = Case::new(REAL, "a real bundle", real_text()).args(&[]);
    let respelled =
        Case::new("valid/real-pretty.json", "the same, indented over many lines", real().pretty()).args(&[]);
    let mut cases = vec![untouched, respelled];
    cases.extend(changed());
    cases.extend(sealed_by_another());
    cases
}

/// Changed, and not signed anew.
fn changed() -> Vec<Case> {
    let changed = |path: &str, about, edit: &dyn Fn(&mut Json)| {
        let mut json = real();
        edit(&mut json);
        Case::new(path, about, json.compact())
            .args(&[])
            .fail("bundle.digest", "differs", "/bundle_signature/bundle_sha256")
            .fail("bundle.signature", "digest", "/bundle_signature")
    };
    vec![
        changed("fail/bundle.signature/real-link-changed.json", "the real bundle with a changed link", &|json| {
            json.set("/links/resolver", "https://elsewhere.example");
        }),
        changed("fail/event.digest/real-title-changed.json", "the real bundle with a changed title", &|json| {
            json.set(
                "/events/1/payload/graph_snapshot/paper/title",
                "Revisiting Large Batch Training for Deep Neural Networks",
            );
        })
        .fail("event.digest", "differs", "/events/1/content_sha256")
        .fail("event.id", "differs", "/events/1/event_id")
        .fail("event.signature", "digest", "/events/1")
        .fail("state.replay", "differs", "/state")
        .open("state.replay", "M12", "differs", "/state/invalid_events")
        .fail("state.counts", "differs", "/state")
        .skip("record.title", "no-snapshot", ""),
        changed("fail/record.digest/real-license-changed.json", "the real bundle with a changed licence", &|json| {
            json.set("/canonical_record/metadata/license", "");
        })
        .fail("record.digest", "differs", "/canonical_sha256")
        .fail("record.number", "differs", "")
        .fail("record.aliases", "differs", "/source_aliases")
        .fail("record.agreement", "differs", "")
        .fail("receipt.digest", "differs", "/events/0/payload/receipt/canonical_sha256")
        .fail("receipt.signature", "digest", "/events/0/payload/receipt"),
        changed(
            "fail/record.number/real-license-and-digest.json",
            "the real bundle with a changed licence, and the digest of that record",
            &|json| {
                json.set("/canonical_record/metadata/license", "");
                let digest = json.at("/canonical_record").digest();
                json.set("/canonical_sha256", data_encoding::HEXLOWER.encode(&digest));
            },
        )
        .fail("record.number", "differs", "")
        .fail("record.aliases", "differs", "/source_aliases")
        .fail("record.agreement", "differs", "")
        .fail("receipt.digest", "differs", "/events/0/payload/receipt/canonical_sha256")
        .fail("receipt.signature", "digest", "/events/0/payload/receipt")
        .changed_from(real())
        .explained_by(&[("changed", "/canonical_record/metadata/license"), ("changed", "/canonical_sha256")]),
        changed("fail/state.replay/real-event-dropped.json", "the real bundle without its snapshot", &|json| {
            json.remove("/events/1");
        })
        .fail("state.replay", "differs", "/state")
        .fail("state.counts", "differs", "/state")
        .skip("record.title", "no-snapshot", ""),
    ]
}

/// The publisher's events in a bundle that somebody else put together.
fn sealed_by_another() -> Vec<Case> {
    let other = TestKey::registry();
    let seal = |json: &mut Json| {
        let digest = json.digest_without(&["bundle_signature"]);
        let mut signature = other.signature(BUNDLE_LABEL, &digest, "2026-07-03T19:49:47.230333Z");
        signature.set("/bundle_sha256", data_encoding::HEXLOWER.encode(&digest));
        json.set("/bundle_signature", signature);
    };
    let mut resealed = real();
    resealed.push("/public_keys", other.embedded());
    seal(&mut resealed);
    let mut number = real();
    number.push("/public_keys", other.embedded());
    number.set("/canonical_sha256", NO_DIGEST);
    seal(&mut number);
    let mut decorated = Bundle::example();
    decorated.json.push("/public_keys", real().at("/public_keys/0"));
    decorated.seal();
    let path = "untrusted/real-events-other-seal.json";
    vec![
        Case::new(path, "real events in a bundle sealed by another key", resealed.compact())
            .args(&[])
            .warn("trust.keys", "untrusted", "/bundle_signature")
            .verdict("untrusted"),
        Case::new(path, "the same, with only that other key trusted", resealed.compact())
            .warn("trust.keys", "untrusted", "/events/0/payload/receipt")
            .warn("trust.keys", "untrusted", "/events/0")
            .warn("trust.keys", "untrusted", "/events/1")
            .verdict("untrusted"),
        Case::new(
            "fail/record.digest/real-resealed.json",
            "real events with a changed stated digest, sealed by another key",
            number.compact(),
        )
        .args(&[])
        .fail("record.digest", "differs", "/canonical_sha256")
        .warn("trust.keys", "untrusted", "/bundle_signature"),
        Case::new(
            "untrusted/real-key-embedded.json",
            "a forged bundle that embeds the real key, which signs nothing in it",
            decorated.json.pretty(),
        )
        .args(&[])
        .warn("trust.keys", "untrusted", "/bundle_signature")
        .warn("trust.keys", "unused", "/public_keys/1")
        .verdict("untrusted"),
    ]
}
