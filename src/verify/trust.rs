//! `trust.keys`: whether the keys that signed deserve trust (contract, Trust).

use super::events::Signed;
use super::is_trusted;
use crate::bundle::Bundle;
use crate::json::Pointer;
use crate::keyring::{Candidate, Candidates};
use crate::report::{CheckCode, Checks, Finding, InputReport, Signer};
use crate::signature::Verified;
use crate::time::{Stamp, Time};

/// A signature that verifies, for judging the key that made it.
struct Made<'k, 'a> {
    key: &'k Candidate<'a>,
    signed_at: Option<Stamp<'a>>,
    /// Where it stands, for a finding.
    place: &'k dyn Fn() -> Pointer,
}

/// Judges every key that signed, and gives whether those that have to be trusted are: of the bundle
/// signature, of every receipt and of `record_created`.
pub(super) fn judge<'a>(
    bundle: &Bundle<'a>,
    candidates: &Candidates<'a>,
    events: &[Signed<'_, 'a>],
    receipts: &[Verified<'_, 'a, usize>],
    seal: Option<&Verified<'_, 'a, ()>>,
    report: &mut InputReport,
) -> bool {
    let places = candidates.all().last().map_or(0, |last| last.index + 1);
    let mut tally = Tally { signatures: vec![0; places], trusted: true, candidates };
    for receipt in receipts {
        let event = bundle.events.get(*receipt.subject());
        let members = event.and_then(|event| event.receipt.present()?.signature.members());
        let place = || Pointer::root().member("events").index(*receipt.subject()).member("payload").member("receipt");
        let made = Made { key: receipt.key(), place: &place, signed_at: members.map(|members| members.signed_at) };
        tally.judge_required(&made, &mut report.checks);
    }
    for event in events {
        let members = event.subject().signature.members();
        let place = || event.subject().pointer().member("signature");
        let made = Made { key: event.key(), place: &place, signed_at: members.map(|members| members.signed_at) };
        if event.subject().is_record_created() {
            tally.judge_required(&made, &mut report.checks);
        } else {
            tally.judge(&made, &mut report.checks);
        }
    }
    if let Some(seal) = seal {
        // `signed_at` of the bundle signature is signed by nothing: `built_at` is what is known.
        let place = || Pointer::root().member("bundle_signature");
        tally.judge_required(&Made { key: seal.key(), place: &place, signed_at: bundle.built_at }, &mut report.checks);
    }
    tally.judge_unused(&mut report.checks);
    report.signers = tally.signers();
    tally.trusted
}

struct Tally<'k, 'a> {
    /// How many signatures each embedded key made, by its place in `public_keys`.
    signatures: Vec<usize>,
    trusted: bool,
    candidates: &'k Candidates<'a>,
}

impl Tally<'_, '_> {
    /// A signature whose key has to be trusted for a pass.
    fn judge_required(&mut self, made: &Made<'_, '_>, checks: &mut Checks) {
        self.trusted &= is_trusted(made.key.trust);
        self.judge(made, checks);
    }

    fn judge(&mut self, made: &Made<'_, '_>, checks: &mut Checks) {
        if let Some(count) = self.signatures.get_mut(made.key.index) {
            *count += 1;
        }
        let untrusted = (!is_trusted(made.key.trust)).then(|| {
            let message = format!("signed by the key {}, which is not trusted", made.key.key.sha256());
            Finding::warn(CheckCode::TrustKeys, "untrusted", message).at((made.place)())
        });
        checks.judge(CheckCode::TrustKeys, untrusted.or_else(|| rotated(made)));
    }

    /// Embedded keys that sign nothing: why are they there?
    fn judge_unused(&self, checks: &mut Checks) {
        for candidate in self.candidates.all() {
            if self.signatures.get(candidate.index) == Some(&0) {
                let place = Pointer::root().member("public_keys").index(candidate.index);
                checks.add(Finding::warn(CheckCode::TrustKeys, "unused", "this key signs nothing here").at(place));
            }
        }
    }

    fn signers(&self) -> Vec<Signer> {
        let made = |candidate: &Candidate<'_>| self.signatures.get(candidate.index).copied().unwrap_or_default();
        let used = self.candidates.all().iter().filter(|candidate| made(candidate) > 0);
        used.map(|candidate| Signer {
            key_id: crate::text::cut(candidate.key_id),
            key_sha256: *candidate.key.sha256(),
            trust: candidate.trust,
            signatures: made(candidate),
        })
        .collect()
    }
}

/// The key was to be out of use when the signature was made.
fn rotated(made: &Made<'_, '_>) -> Option<Finding> {
    let stated = made.key.rotates_at?;
    let Some(rotates_at) = Time::parse(stated) else {
        let message = "the key's `rotates_at` is not a time, so whether it was still in use cannot be told";
        let finding = Finding::warn(CheckCode::TrustKeys, "rotates-at", message).at((made.place)());
        return Some(finding.compare("YYYY-MM-DDTHH:MM:SSZ", stated));
    };
    let signed_at = made.signed_at?;
    (rotates_at < signed_at.time?).then(|| {
        let message = "the key was to be replaced before this signature was made";
        let finding = Finding::warn(CheckCode::TrustKeys, "rotated", message).at((made.place)());
        finding.compare(format!("at or before {}", crate::text::cut(stated)), signed_at.text)
    })
}
