//! `bundle.digest`, `bundle.signature`, and what nothing signs (docs/format.md, section 3.7: proven).

use super::events::signature_finding;
use crate::bundle::{Bundle, SIGNATURE_MEMBERS};
use crate::digest::ComputedDigest;
use crate::json::{Place, Pointer};
use crate::keys::Candidates;
use crate::keys::signature::{self, Expectation, Verified};
use crate::report::{CheckCode, Checks, DigestPair, Finding, InputReport, Reason};

const LABEL: &str = "bundle_sha256_bytes";

/// Judges the signature over the whole bundle.
pub(super) fn judge<'k, 'a>(
    bundle: &Bundle<'a>,
    computed: &ComputedDigest,
    candidates: &'k Candidates<'a>,
    report: &mut InputReport,
) -> Option<Verified<'k, 'a, ()>> {
    let place = || Pointer::root().member("bundle_signature");
    report.bundle = DigestPair { stated: bundle.bundle_sha256.map(crate::text::cut), computed: Some(*computed) };
    if let Some(stated) = bundle.bundle_sha256 {
        let finding = (!computed.is_stated_as(stated)).then(|| {
            let message = "`bundle_sha256` is not the digest of the bundle";
            let finding = Finding::fail(CheckCode::BundleDigest, Reason::Differs, message);
            finding.compare(computed.to_string(), stated).at(place().member("bundle_sha256"))
        });
        report.checks.judge(CheckCode::BundleDigest, finding);
    }
    let expectation =
        Expectation { digest: computed, stated_digest: bundle.bundle_sha256, label: LABEL, kind: None, signer: None };
    report.unsigned = unsigned_members(bundle);
    match signature::verify((), &bundle.signature, &expectation, candidates) {
        Ok(verified) => {
            report.checks.pass(CheckCode::BundleSignature);
            Some(verified)
        }
        Err(fault) => {
            report.checks.extend(signature_finding(CheckCode::BundleSignature, &fault, place()));
            report.unsigned.splice(0..0, sealed_members(bundle));
            None
        }
    }
}

/// The members that only the signature of the bundle covers: where it does not verify, nothing signs them.
fn sealed_members(bundle: &Bundle<'_>) -> Vec<Pointer> {
    let names = bundle.object.members().iter().map(|member| member.name);
    let sealed = names.filter(|name| ONLY_SEALED.contains(name));
    sealed.map(|name| Place::ROOT.member(name).pointer()).collect()
}

/// What neither a receipt nor an event's signature covers, nor follows from what they cover.
const ONLY_SEALED: [&str; 6] =
    ["built_at", "links", "mirror_hints", "public_keys", "source_aliases", "timestamp_proofs"];
/// The most bytes of names that no signature has which are shown.
const NAMES: usize = 1_000;

/// The members of `bundle_signature` other than the signature and the digest: claims that nothing signs. Those that
/// every signature has come first; where others are too many or too long, `/bundle_signature` itself stands for them.
fn unsigned_members(bundle: &Bundle<'_>) -> Vec<Pointer> {
    let place = Place::ROOT.member("bundle_signature");
    let object = bundle.object.get("bundle_signature").and_then(|value| value.as_object()).unwrap_or_default();
    let names = object.members().iter().map(|member| member.name);
    let unsigned = names.filter(|name| !["bundle_sha256", "signature_b64"].contains(name));
    let (known, other): (Vec<&str>, Vec<&str>) = unsigned.partition(|name| SIGNATURE_MEMBERS.contains(name));
    let mut room = NAMES;
    let fits = |name: &&&str| {
        let fits = name.len() <= room;
        room = room.saturating_sub(name.len());
        fits
    };
    let shown: Vec<&str> = other.iter().take(Checks::KEPT).take_while(fits).copied().collect();
    let more = (other.len() > shown.len()).then(|| place.pointer());
    known.into_iter().chain(shown).map(|name| place.member(name).shown()).chain(more).collect()
}
