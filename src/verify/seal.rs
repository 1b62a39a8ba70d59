//! `bundle.digest`, `bundle.signature`, and what nothing signs (docs/format.md, section 3.7: proven).

use super::digests::misstated;
use super::events::signature_finding;
use crate::bundle::{Bundle, SIGNATURE_MEMBERS};
use crate::digest::ComputedDigest;
use crate::json::{Place, Pointer};
use crate::keys::Candidates;
use crate::keys::signature::{self, Expectation, Verified};
use crate::report::{CheckCode, Checks, Finding, Reason};

pub(super) const LABEL: &str = "bundle_sha256_bytes";

/// The signature over the whole bundle.
pub(super) struct Seal<'k, 'a> {
    /// The signature, if it verifies.
    pub(super) verified: Option<Verified<'k, 'a, ()>>,
    /// Members that nothing signs.
    pub(super) unsigned: Vec<Pointer>,
    /// The checks of digest and signature.
    pub(super) checks: Checks,
}

impl<'k, 'a> Seal<'k, 'a> {
    pub(super) fn of(bundle: &Bundle<'a>, digest: &ComputedDigest, candidates: &'k Candidates<'a>) -> Self {
        let place = || Pointer::root().member("bundle_signature");
        let mut checks = Checks::default();
        let stated_digest = bundle.bundle_sha256;
        if let Some(stated) = stated_digest {
            let finding = misstated(digest, stated, || {
                let message = "`bundle_sha256` is not the digest of the bundle";
                let finding = Finding::fail(CheckCode::BundleDigest, Reason::Differs, message);
                finding.at(place().member("bundle_sha256"))
            });
            checks.add_or_pass(CheckCode::BundleDigest, finding);
        }
        let expectation = Expectation { digest, stated_digest, label: LABEL, kind: None, signer: None };
        let mut unsigned = unsigned_members(bundle);
        let verified = match signature::verify((), &bundle.signature, &expectation, candidates) {
            Ok(verified) => {
                checks.pass(CheckCode::BundleSignature);
                Some(verified)
            }
            Err(fault) => {
                checks.extend(signature_finding(CheckCode::BundleSignature, &fault, place()));
                unsigned.splice(0..0, sealed_members(bundle));
                None
            }
        };
        Self { verified, unsigned, checks }
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
/// every signature has come first; where others are too many or too long, `/bundle_signature` itself represents them.
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
