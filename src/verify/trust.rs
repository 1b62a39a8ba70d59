//! `trust.keys`: whether the keys that signed deserve trust (docs/format.md, section 7).

use super::events::Signed;
use crate::bundle::Bundle;
use crate::bundle::time::{Stamp, Time};
use crate::json::Pointer;
use crate::keys::signature::Verified;
use crate::keys::{Candidate, Candidates, Distrust, Role};
use crate::report::{CheckCode, Checks, Finding, InputReport, Reason, Signer};

/// A signature that verifies, for judging the key that made it.
struct Made<'k, 'a> {
    key: &'k Candidate<'a>,
    /// Who it says signed, where it says so.
    signer_id: Option<&'a str>,
    /// What the key has to be trusted with.
    role: Role,
    signed_at: Option<Stamp<'a>>,
    /// Where it stands, for a finding.
    place: &'k dyn Fn() -> Pointer,
}

/// Judges every key that signed, and returns whether those that have to be trusted are: of the bundle
/// signature, of every receipt, of `record_created` and of `graph_snapshot`.
pub(super) fn judge<'a>(
    bundle: &Bundle<'a>,
    candidates: &Candidates<'a>,
    events: &[Signed<'_, 'a>],
    receipts: &[Verified<'_, 'a, usize>],
    seal: Option<&Verified<'_, 'a, ()>>,
    report: &mut InputReport,
) -> bool {
    let places = candidates.all().last().map_or(0, |last| last.index + 1);
    let mut tally = Tally { signatures: vec![0; places], trusted: true, candidates, said: Said::default() };
    for receipt in receipts {
        let event = bundle.events.get(*receipt.subject());
        let members = event.and_then(|event| event.receipt.present()?.signature.members());
        let place = || Pointer::root().member("events").index(*receipt.subject()).member("payload").member("receipt");
        let signed_at = members.map(|members| members.signed_at);
        let made = Made { key: receipt.key(), signer_id: None, role: Role::Registry, place: &place, signed_at };
        tally.judge_required(&made);
    }
    for event in events {
        let members = event.subject().signature.members();
        let place = || event.subject().pointer().member("signature");
        let signed_at = members.map(|members| members.signed_at);
        let signer_id = Some(event.subject().signer.signer_id);
        let role = Role::needed_for(event.subject().event_type);
        let made = Made { key: event.key(), signer_id, role, place: &place, signed_at };
        match role {
            Role::Registry => tally.judge_required(&made),
            Role::Signer => tally.judge(&made),
        }
    }
    if let Some(seal) = seal {
        // `signed_at` of the bundle signature is signed by nothing: `built_at` is what is known.
        let place = || Pointer::root().member("bundle_signature");
        let (key, signed_at) = (seal.key(), bundle.built_at);
        let made = Made { key, signer_id: None, role: Role::Registry, place: &place, signed_at };
        tally.judge_required(&made);
    }
    tally.judge_unused();
    for checks in std::mem::take(&mut tally.said) {
        report.checks.merge(checks);
    }
    report.signatures_verified = tally.signatures.iter().sum();
    report.signers = tally.signers();
    tally.trusted
}

/// What is said of keys, the weightiest first, since not all of it may be kept: which keys that have to be trusted are
/// not, which others are not, and the rest.
type Said = [Checks; 3];

struct Tally<'k, 'a> {
    /// How many signatures each embedded key made, by its place in `public_keys`.
    signatures: Vec<usize>,
    trusted: bool,
    candidates: &'k Candidates<'a>,
    said: Said,
}

impl Tally<'_, '_> {
    /// A signature whose key has to be trusted for a pass.
    fn judge_required(&mut self, made: &Made<'_, '_>) {
        self.count(made);
        let [required, _, rest] = &mut self.said;
        match made.trust() {
            Ok(()) => rest.judge(CheckCode::TrustKeys, rotated(made)),
            Err(distrust) => {
                self.trusted = false;
                required.add(made.distrusted(distrust));
            }
        }
    }

    fn judge(&mut self, made: &Made<'_, '_>) {
        self.count(made);
        let [_, other, rest] = &mut self.said;
        match made.trust() {
            Ok(()) => rest.judge(CheckCode::TrustKeys, rotated(made)),
            Err(distrust) => other.add(made.distrusted(distrust)),
        }
    }

    fn count(&mut self, made: &Made<'_, '_>) {
        if let Some(count) = self.signatures.get_mut(made.key.index) {
            *count += 1;
        }
    }

    /// Embedded keys that sign nothing: why are they there?
    fn judge_unused(&mut self) {
        let [_, _, rest] = &mut self.said;
        for candidate in self.candidates.all() {
            if self.signatures.get(candidate.index) == Some(&0) {
                let place = Pointer::root().member("public_keys").index(candidate.index);
                rest.add(Finding::warn(CheckCode::TrustKeys, Reason::Unused, "this key signs nothing here").at(place));
            }
        }
    }

    fn signers(&self) -> Vec<Signer> {
        let made = |candidate: &Candidate<'_>| self.signatures.get(candidate.index).copied().unwrap_or_default();
        let used = self.candidates.all().iter().filter(|candidate| made(candidate) > 0);
        used.map(|candidate| Signer {
            key_id: crate::text::cut(candidate.key_id),
            key_sha256: *candidate.key.sha256(),
            trust: candidate.warrant.basis,
            signatures: made(candidate),
        })
        .collect()
    }
}

impl Made<'_, '_> {
    fn trust(&self) -> Result<(), Distrust> {
        self.key.warrant.covers(self.signer_id, self.role)
    }

    fn distrusted(&self, distrust: Distrust) -> Finding {
        let key = self.key.key.sha256();
        let message = match distrust {
            Distrust::Untrusted => format!("signed by the key {key}, which is not trusted"),
            Distrust::Fingerprint => format!(
                "signed by the key {key}, which is not trusted: you gave this SHA-256 as a key; give the key itself, as \
                 `pith keys` prints it"
            ),
            Distrust::Owner => format!("signed by the key {key}, which is trusted for another signer"),
            Distrust::Role => format!(
                "signed by the key {key}, which is trusted as a signer's; this signature takes the key of a registry"
            ),
        };
        let finding = Finding::warn(CheckCode::TrustKeys, distrust.reason(), message).at((self.place)());
        match (distrust, self.signer_id) {
            (Distrust::Owner, Some(signer_id)) => finding.compare(self.owners(), signer_id),
            (Distrust::Role, _) => finding.compare(Role::Registry.as_str(), Role::Signer.as_str()),
            _ => finding,
        }
    }

    /// Whose key it is.
    fn owners(&self) -> String {
        let owners = self.key.warrant.grants.iter().filter_map(|grant| grant.owner.as_deref());
        owners.collect::<Vec<_>>().join(" or ")
    }
}

/// The key was to be out of use when the signature was made, as the bundle says or the file that pins the key.
fn rotated(made: &Made<'_, '_>) -> Option<Finding> {
    let pinned = made.key.warrant.grants.iter().filter_map(|grant| grant.rotates_at.as_deref());
    pinned.chain(made.key.rotates_at).find_map(|rotates_at| rotated_at(rotates_at, made))
}

fn rotated_at(stated: &str, made: &Made<'_, '_>) -> Option<Finding> {
    let Some(rotates_at) = Time::parse(stated) else {
        let message = "the key's `rotates_at` is not a time, so whether it was still in use cannot be told";
        let finding = Finding::warn(CheckCode::TrustKeys, Reason::RotatesAt, message).at((made.place)());
        return Some(finding.compare("YYYY-MM-DDTHH:MM:SSZ", stated));
    };
    let signed_at = made.signed_at?;
    (rotates_at < signed_at.time?).then(|| {
        let message = "the key was to be replaced before this signature was made";
        let finding = Finding::warn(CheckCode::TrustKeys, Reason::Rotated, message).at((made.place)());
        finding.compare(format!("at or before {}", crate::text::cut(stated)), signed_at.text)
    })
}
