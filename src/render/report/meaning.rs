//! Verdicts in a sentence, for people.

use super::next::{all_fail_for, is_another};
use crate::json::Pointer;
use crate::render::words;
use crate::report::{CauseKind, InputReport, Reason, Signer, Status, Subject, Trust, Verdict};

/// The meaning of the verdict in a sentence, which is no stronger than the keys behind it.
pub(super) fn meaning(report: &InputReport) -> String {
    let changes = report.diagnosis.causes.len() + report.diagnosis.more;
    if changes == 0 || !matches!(report.verdict, Verdict::Fail | Verdict::Malformed) {
        return if is_another(report) { meaning_of_another(report) } else { of_verdict(report).to_owned() };
    }
    if report.diagnosis.more == 0 && report.diagnosis.complete == Some(true) && only_digests(report) {
        return "Do not rely on this document. Its content is as it was signed, but the stated digest was changed: the \
                signature covers the content as it is here."
            .to_owned();
    }
    let extent = match report.diagnosis.complete {
        Some(true) if changes == 1 => "With this undone, it is the bundle that was signed",
        Some(true) => "With these undone, it is the bundle that was signed",
        _ => "Something else was changed too",
    };
    let places = words::count(changes, "place");
    format!("The document was changed after it was signed, in {places}: do not rely on it. {extent}.")
}

/// Whether nothing but digests was changed that the document states of its own parts.
fn only_digests(report: &InputReport) -> bool {
    report.diagnosis.causes.iter().all(|cause| cause.kind == CauseKind::Changed && is_stated_digest(&cause.pointer))
}

/// Whether a digest at this place is one of a part of the document: others are content, such as those in a payload.
fn is_stated_digest(pointer: &Pointer) -> bool {
    match pointer.as_str().split('/').skip(1).collect::<Vec<_>>()[..] {
        ["canonical_sha256"] | ["state", "state_sha256"] | ["bundle_signature", "bundle_sha256"] => true,
        ["events", _, member] => ["content_sha256", "event_id"].contains(&member),
        _ => false,
    }
}

fn of_verdict(report: &InputReport) -> &'static str {
    let is_trusted = |signer: &Signer| signer.trust != Trust::Untrusted;
    match (report.verdict, report.assurance) {
        (Verdict::Pass, _) if report.known.is_some() => {
            "An earlier report states that these bytes passed, under the same version, keys and options. They were not \
             verified again (--known)."
        }
        (Verdict::Untrusted, _) if report.subject == Subject::Integrity => meaning_of_integrity(report),
        (Verdict::Pass, Trust::Embedded) => {
            "Consistent in itself. The embedded keys were taken at face value: this does not prove who made it."
        }
        (Verdict::Pass, _) if !report.signers.iter().all(is_trusted) || report.checks.has_distrust() => {
            "All digests and signatures verify, and replaying the events produces exactly this state. The registry's \
             keys are trusted; some events are signed with keys that are not (see the warnings)."
        }
        (Verdict::Pass, _) => {
            "All digests and signatures verify with trusted keys, and replaying the events produces exactly this state."
        }
        (Verdict::Undetermined, Trust::Embedded) => {
            "Consistent in itself, except with our reading of an unpublished merge rule. The embedded keys were taken \
             at face value: this does not prove who made it."
        }
        (Verdict::Undetermined, _) => {
            "All digests and signatures verify, and the registry's keys are trusted, but the document differs from our \
             reading of an unpublished merge rule: either the document or the reading is wrong."
        }
        (Verdict::Fail, _) => "At least one check failed: do not rely on this document.",
        (Verdict::Untrusted, _) if report.checks.findings().iter().any(|finding| finding.status == Status::Open) => {
            "All digests and signatures verify with the embedded keys, but a signature that must be by a trusted key is \
             not, and the document differs from our reading of an unpublished merge rule."
        }
        (Verdict::Untrusted, _) => {
            "Everything verifies with the embedded keys, but a signature that must be by a trusted key is not."
        }
        (Verdict::Malformed, _) => "This is not a document that can be judged.",
        (Verdict::Unchecked, _) => "This could not be checked, so nothing is known about the bundle.",
        (Verdict::Internal, _) => "A bug in pith prevented a verdict.",
    }
}

/// The meaning of a failure of nothing but the user's expectations.
fn meaning_of_another(report: &InputReport) -> String {
    let unmet = unmet(report);
    match (report.without_expectations, report.assurance) {
        (Verdict::Untrusted, _) => format!("A signature that must be by a trusted key is not, and {unmet}."),
        (Verdict::Undetermined, _) => {
            format!("The document differs from our reading of an unpublished merge rule, and {unmet}.")
        }
        (_, Trust::Embedded) => format!(
            "Consistent in itself, but {unmet}. The embedded keys were taken at face value: this does not prove who made it."
        ),
        _ => format!("The bundle is genuine, but {unmet}."),
    }
}

/// What the user expected in vain.
fn unmet(report: &InputReport) -> &'static str {
    if all_fail_for(Reason::OlderNotPassed, report) {
        "the older one (--since) does not pass itself, so nothing was compared with it"
    } else if all_fail_for(Reason::Undetermined, report) {
        "whether it is what you asked for cannot be determined"
    } else {
        "it is not what you asked for"
    }
}

/// The meaning of `untrusted`, the best verdict on an integrity document.
fn meaning_of_integrity(report: &InputReport) -> &'static str {
    let (verified, total) = (report.signatures_verified, report.signatures_total);
    if total == 0 {
        "An integrity document without events: nothing in it is signed."
    } else if verified < total {
        "An integrity document in which not every event is signed by a key that you or pith trusts; content not checked."
    } else if report.events_valid == total {
        "An integrity document: trusted keys signed the events, and the digests of their payloads recompute. Nothing \
         signs the list of events or the section, so this is never a pass."
    } else {
        "An integrity document: trusted keys signed the digests that its events state. Content not checked, since how \
         these digests are made is not published; this is never a pass."
    }
}
