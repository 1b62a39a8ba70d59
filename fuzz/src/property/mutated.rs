//! Verifying real and forged bundles after edits, sealed anew up to some layer by somebody.

use std::sync::LazyLock;

use pith::report::{InputReport, Verdict};
use pith::verify::Policy;

use super::content::signed_content;
use super::edit::{Script, edit};
use super::grown;
use super::seal::{self, Layers};
use super::verify::{self, REAL, trusting, verdict};
use crate::support::forge::{Bundle, storage_attestation};
use crate::support::json::Json;
use crate::support::keys::TestKey;

static REAL_JSON: LazyLock<Json> = LazyLock::new(|| Json::parse(std::str::from_utf8(REAL).expect("text")));

/// A bundle with two signers, a chain of events and an event that the registry signed by itself.
static FORGED: LazyLock<Json> = LazyLock::new(|| {
    let (registry, author) = (TestKey::registry(), TestKey::author());
    let mut bundle = Bundle::example();
    bundle.embed(&author);
    let first = bundle.add(storage_attestation("copy 1").at("2026-05-21T00:00:00Z"), &author);
    bundle.add(storage_attestation("copy 2").at("2026-05-22T00:00:00Z").after(&first), &author);
    bundle.add(storage_attestation("copy 3").at("2026-05-23T00:00:00Z"), &registry);
    bundle.seal();
    bundle.json
});

/// Trust in the registry that made it, and in nobody else.
static TRUSTING: LazyLock<Policy> = LazyLock::new(|| {
    let registry = TestKey::registry();
    trusting(&registry.public(), registry.key_id)
});

/// The bits of byte 0 that say that the document grows.
const GROWN: u8 = 0b1_1100;

/// Byte 0 says which bundle and whose key, byte 1 which layers are sealed anew, the rest is edits.
///
/// - With the built-in key, nothing passes but the real bundle: see [`verify::holds`].
/// - With the registry's key, a bundle whose seal is not the registry's passes only if its signed content is
///   that of the forged bundle.
/// - The order of members and the spelling of strings change no verdict.
/// - Where the bits [`GROWN`] are set, a list or an object is grown to a megabyte instead, the one whose number is
///   byte 1: see [`grown::holds`].
pub fn holds(data: &[u8]) {
    let &[which, layers, ref edits @ ..] = data else { return };
    let key = if which & 2 == 0 { TestKey::registry() } else { TestKey::stranger() };
    let mut json = if which & 1 == 0 { REAL_JSON.clone() } else { FORGED.clone() };
    edit(&mut json, &mut Script(edits));
    if which & GROWN == GROWN {
        return grown::holds(json, layers, &TRUSTING);
    }
    let layers = Layers::of(layers);
    seal::anew(&mut json, layers, &key);
    let text = json.compact();
    verify::holds(text.as_bytes());

    let report = verdict(text.as_bytes(), &TRUSTING);
    let sealed_by_registry = layers.bundle && which & 2 == 0;
    if report.verdict == Verdict::Pass && !sealed_by_registry {
        let forged = signed_content(FORGED.compact().as_bytes());
        assert_eq!(signed_content(text.as_bytes()), forged, "something passes that the registry did not seal");
    }
    for respelled in [json.reversed().compact(), json.ascii(), json.pretty()] {
        let other = verdict(respelled.as_bytes(), &TRUSTING);
        assert_eq!(other.verdict, report.verdict);
        if report.verdict != Verdict::Malformed {
            assert_eq!(findings(&other), findings(&report));
        }
    }
}

/// What was found, without the places: code, status, reason.
fn findings(report: &InputReport) -> Vec<String> {
    let findings = report.checks.findings().iter();
    findings.map(|found| format!("{:?} {:?} {}", found.code, found.status, found.reason)).collect()
}
