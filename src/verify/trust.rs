//! `trust.keys`: whether the keys that signed deserve trust (docs/format.md, section 7).

use super::events::Signed;
use crate::bundle::Bundle;
use crate::bundle::time::{Stamp, Time};
use crate::json::Pointer;
use crate::keys::signature::Verified;
use crate::keys::{Candidate, Candidates, Distrust, Role};
use crate::report::{CheckCode, Checks, Finding, Reason, Signer};

/// The trust in the keys that signed.
pub(super) struct Trusted {
    /// Whether every key that has to be trusted is: of the bundle signature, of every receipt, of `record_created` and
    /// of `graph_snapshot`.
    pub(super) required: bool,
    /// The keys that signed.
    pub(super) signers: Vec<Signer>,
    /// How many signatures verify.
    pub(super) signatures: usize,
    /// The checks of all keys.
    pub(super) checks: Checks,
}

impl Trusted {
    pub(super) fn of<'a>(
        bundle: &Bundle<'a>,
        candidates: &Candidates<'a>,
        events: &[Signed<'_, 'a>],
        receipts: &[Verified<'_, 'a, usize>],
        seal: Option<&Verified<'_, 'a, ()>>,
    ) -> Self {
        let places = candidates.all().last().map_or(0, |last| last.index + 1);
        let mut tally = Tally { signatures: vec![0; places], trusted: true, candidates, parts: Parts::default() };
        for receipt in receipts {
            let event = bundle.events.get(*receipt.subject());
            let members = event.and_then(|event| event.receipt.present()?.signature.members());
            let place =
                || Pointer::root().member("events").index(*receipt.subject()).member("payload").member("receipt");
            let signed_at = members.map(|members| members.signed_at);
            let made = Made { key: receipt.key(), signer_id: None, role: Role::Registry, place: &place, signed_at };
            tally.add(&made);
        }
        for event in events {
            let place = || event.subject().pointer().member("signature");
            let signed_at = event.subject().signature.members().map(|members| members.signed_at);
            let signer_id = Some(event.subject().signer.signer_id);
            let role = Role::needed_for(event.subject().event_type);
            tally.add(&Made { key: event.key(), signer_id, role, place: &place, signed_at });
        }
        if let Some(seal) = seal {
            // No signature covers `signed_at` of the bundle signature: `built_at` is what is known.
            let place = || Pointer::root().member("bundle_signature");
            let (key, signed_at) = (seal.key(), bundle.built_at);
            tally.add(&Made { key, signer_id: None, role: Role::Registry, place: &place, signed_at });
        }
        tally.add_unused();
        Self {
            required: tally.trusted,
            signers: tally.signers(),
            signatures: tally.signatures.iter().sum(),
            checks: tally.parts.into_iter().collect(),
        }
    }
}

/// A signature that verifies, and what its key has to be trusted with.
struct Made<'k, 'a> {
    key: &'k Candidate<'a>,
    /// The name under which it signs, if the signature has one.
    signer_id: Option<&'a str>,
    /// The role that the key needs; for a pass, those that sign as a registry have to be trusted.
    role: Role,
    signed_at: Option<Stamp<'a>>,
    /// Where it is, for a finding.
    place: &'k dyn Fn() -> Pointer,
}

/// Results about keys, the weightiest first, since not all of them may be kept: untrusted keys that have to be trusted,
/// other untrusted keys, and the rest.
type Parts = [Checks; 3];

struct Tally<'k, 'a> {
    /// How many signatures each embedded key made, by its place in `public_keys`.
    signatures: Vec<usize>,
    trusted: bool,
    candidates: &'k Candidates<'a>,
    parts: Parts,
}

impl Tally<'_, '_> {
    fn add(&mut self, made: &Made<'_, '_>) {
        if let Some(count) = self.signatures.get_mut(made.key.index) {
            *count += 1;
        }
        let [required, other, rest] = &mut self.parts;
        match (made.key.warrant.covers(made.signer_id, made.role), made.role) {
            (Ok(()), _) => rest.add_or_pass(CheckCode::TrustKeys, rotated(made)),
            (Err(distrust), Role::Registry) => {
                self.trusted = false;
                required.add(made.distrusted(distrust));
            }
            (Err(distrust), Role::Signer) => other.add(made.distrusted(distrust)),
        }
    }

    /// Embedded keys that sign nothing have no purpose.
    fn add_unused(&mut self) {
        let [_, _, rest] = &mut self.parts;
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
    fn distrusted(&self, distrust: Distrust) -> Finding {
        let key = self.key.key.sha256();
        let message = match distrust {
            Distrust::Untrusted => format!("signed by the key {key}, which is not trusted"),
            Distrust::Fingerprint => format!(
                "signed by the key {key}, which is not trusted: you gave this SHA-256 as a key; give the key itself, \
                 as `pith keys` prints it"
            ),
            Distrust::Owner => format!("signed by the key {key}, which is trusted for another signer"),
            Distrust::Role => format!(
                "signed by the key {key}, which is trusted as a signer's; this signature requires the key of a registry"
            ),
        };
        let finding = Finding::warn(CheckCode::TrustKeys, distrust.reason(), message).at((self.place)());
        match (distrust, self.signer_id) {
            (Distrust::Owner, Some(signer_id)) => finding.compare(self.owners(), signer_id),
            (Distrust::Role, _) => finding.compare(Role::Registry.as_str(), Role::Signer.as_str()),
            _ => finding,
        }
    }

    /// Whose key it is: the first owners, since a finding shows no more.
    fn owners(&self) -> String {
        let owners = self.key.warrant.grants.iter().filter_map(|grant| grant.owner.as_deref());
        owners.take(Checks::KEPT).map(crate::text::cut).collect::<Vec<_>>().join(" or ")
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
