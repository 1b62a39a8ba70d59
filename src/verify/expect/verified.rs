//! Expectations are compared only with content that a signature covers.
//!
//! Of a record that was changed, any title can be made to hold; a bundle whose seal fails does not prove when it was
//! built or of what it leaves out.

use crate::json::Pointer;
use crate::report::{CheckCode, Checks, Finding, Reason, Status};

/// The record is the one that its number, its copies and its receipt are of.
const RECORD: [CheckCode; 5] = [
    CheckCode::RecordDigest,
    CheckCode::RecordNumber,
    CheckCode::RecordAgreement,
    CheckCode::ReceiptDigest,
    CheckCode::ReceiptSignature,
];

/// Each event is the one that was signed.
const EVENTS: [CheckCode; 4] =
    [CheckCode::EventSubject, CheckCode::EventDigest, CheckCode::EventId, CheckCode::EventSignature];

/// Why an expectation about the record cannot be compared with anything.
pub(super) fn record(policy: CheckCode, checks: &Checks) -> Option<Finding> {
    all_hold(policy, &RECORD, "the record", checks)
}

/// Why an expectation about the events cannot be compared with anything.
pub(super) fn events(policy: CheckCode, checks: &Checks) -> Option<Finding> {
    all_hold(policy, &EVENTS, "an event", checks)
}

/// Why an expectation about the whole bundle cannot be compared with anything.
pub(super) fn seal(policy: CheckCode, checks: &Checks) -> Option<Finding> {
    all_hold(policy, &[CheckCode::BundleSignature], "the bundle", checks)
}

/// Each of `codes` was seen to hold and never failed; otherwise the finding is at the first failure.
fn all_hold(policy: CheckCode, codes: &[CheckCode], what: &str, checks: &Checks) -> Option<Finding> {
    let code = codes.iter().find(|code| !checks.holds(**code))?;
    let message = format!("{what} does not verify ({}), so expectations about it do not hold", code.as_str());
    let failure = checks.findings().iter().find(|finding| finding.code == *code && finding.status == Status::Fail);
    let place = failure.and_then(|failure| failure.pointer.clone()).unwrap_or(Pointer::root());
    Some(Finding::fail(policy, Reason::Unverified, message).at(place))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_never_checked_does_not_hold() {
        let mut checks = Checks::default();
        assert!(seal(CheckCode::PolicyMaxAge, &checks).is_some());
        checks.pass(CheckCode::BundleSignature);
        assert!(seal(CheckCode::PolicyMaxAge, &checks).is_none());
        checks.add(Finding::fail(CheckCode::BundleSignature, Reason::Invalid, "").at(Pointer::root().member("x")));
        let finding = seal(CheckCode::PolicyMaxAge, &checks).unwrap();
        assert_eq!((finding.reason, finding.pointer.unwrap().as_str()), (Reason::Unverified, "/x"));
    }

    #[test]
    fn every_check_of_the_record_counts() {
        for failed in RECORD {
            let mut checks = Checks::default();
            for code in RECORD {
                checks.pass(code);
            }
            assert!(record(CheckCode::PolicyTitle, &checks).is_none());
            checks.add(Finding::fail(failed, Reason::Differs, ""));
            assert!(record(CheckCode::PolicyTitle, &checks).is_some(), "{failed:?}");
        }
    }
}
