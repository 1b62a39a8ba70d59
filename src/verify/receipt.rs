//! `receipt.digest` and `receipt.signature` (docs/format.md, section 3.5: proven).

use super::digests::misstated;
use super::events::signature_finding;
use crate::bundle::{Bundle, Event, Receipt, ReceiptClaim};
use crate::digest::ComputedDigest;
use crate::json::Pointer;
use crate::keys::signature::{self, Expectation, SignatureFault, Verified};
use crate::keys::{Candidates, Role};
use crate::report::{CheckCode, Checks, Finding, Reason};

const LABEL: &str = "canonical_sha256_bytes";
const KIND: &str = "pith_receipt";

/// The receipts of a bundle: of every `record_created`. Without one there is no receipt, which fails.
pub(super) struct Receipts<'k, 'a> {
    /// How many there have to be.
    pub(super) expected: usize,
    /// Those whose signature verifies, with the index of their event.
    pub(super) verified: Vec<Verified<'k, 'a, usize>>,
    /// The checks of all of them.
    pub(super) checks: Checks,
}

impl<'k, 'a> Receipts<'k, 'a> {
    pub(super) fn of(bundle: &Bundle<'a>, canonical: Option<&ComputedDigest>, candidates: &'k Candidates<'a>) -> Self {
        let mut receipts = Self { expected: 0, verified: Vec::new(), checks: Checks::default() };
        let checks = &mut receipts.checks;
        for event in bundle.events.iter().flatten().filter(|event| event.is_record_created()) {
            receipts.expected += 1;
            // Without a record there is nothing that a receipt could be for; `bundle.shape` reports it.
            receipts.verified.extend(canonical.and_then(|canonical| verified(event, canonical, candidates, checks)));
        }
        if receipts.expected == 0 {
            receipts.expected = 1;
            let message = "there is no `record_created` event, and so no receipt";
            let finding = Finding::fail(CheckCode::ReceiptSignature, Reason::Missing, message);
            checks.add(finding.at(Pointer::root().member("events")));
        }
        receipts
    }
}

/// The receipt of one event, if it verifies.
fn verified<'k, 'a>(
    event: &Event<'a>,
    canonical: &ComputedDigest,
    candidates: &'k Candidates<'a>,
    checks: &mut Checks,
) -> Option<Verified<'k, 'a, usize>> {
    let place = || event.pointer().member("payload").member("receipt");
    let receipt = match &event.receipt {
        ReceiptClaim::Present(receipt) => receipt,
        ReceiptClaim::Unreadable => return None,
        ReceiptClaim::Missing => {
            let message = "the `record_created` event has no receipt";
            checks.add(Finding::fail(CheckCode::ReceiptSignature, Reason::Missing, message).at(place()));
            return None;
        }
    };
    if let Some(stated) = receipt.canonical_sha256 {
        let finding = misstated(canonical, stated, || {
            let finding = Finding::fail(CheckCode::ReceiptDigest, Reason::Differs, "the receipt is for another record");
            finding.at(place().member("canonical_sha256"))
        });
        checks.add_or_pass(CheckCode::ReceiptDigest, finding);
    }
    match verify_over(canonical, event.index, receipt, candidates) {
        Ok(verified) => {
            checks.pass(CheckCode::ReceiptSignature);
            Some(verified)
        }
        Err(fault) => {
            let finding = signature_finding(CheckCode::ReceiptSignature, &fault, place());
            checks.extend(finding.map(|finding| match fault {
                // The receipt may be a genuine one of another record.
                SignatureFault::Changed => finding.reword("the receipt was signed for another record than this one"),
                _ => finding,
            }));
            None
        }
    }
}

fn verify_over<'k, 'a>(
    digest: &ComputedDigest,
    event: usize,
    receipt: &Receipt<'a>,
    candidates: &'k Candidates<'a>,
) -> Result<Verified<'k, 'a, usize>, SignatureFault> {
    let expectation = Expectation {
        digest,
        stated_digest: receipt.canonical_sha256,
        label: LABEL,
        kind: receipt.kind.map(|actual| (KIND, actual)),
        signer: None,
    };
    signature::verify(event, &receipt.signature, &expectation, candidates)
}

/// Whether a trusted registry signed this receipt for the record with this digest.
pub(super) fn proves(event: &Event<'_>, digest: &ComputedDigest, candidates: &Candidates<'_>) -> bool {
    let verified = event.receipt.present().map(|receipt| verify_over(digest, event.index, receipt, candidates));
    verified.is_some_and(|verified| {
        verified.is_ok_and(|verified| verified.key().warrant.covers(None, Role::Registry).is_ok())
    })
}
