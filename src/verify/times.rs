//! `event.time`: the form of times, and their order (docs/format.md, section 6).

use super::each::judge_each;
use crate::bundle::time::{Stamp, Time};
use crate::bundle::{Bundle, Event};
use crate::json::Pointer;
use crate::report::{CheckCode, Checks, Finding, Reason};

/// How far ahead of this machine's clock a time may be: clocks differ.
pub(crate) const TOLERANCE_SECONDS: i64 = 300;

/// Judges the times that signatures cover: of events, their signatures, receipts, and `built_at`; and, on which
/// nothing rests, of the record, of aliases and of receipts' history.
///
/// `bundle_signature.signed_at` is signed by nothing, and so decides nothing.
pub(super) fn judge(bundle: &Bundle<'_>, now: Option<Time>, checks: &mut Checks) {
    let latest = now.and_then(|now| now.plus_seconds(TOLERANCE_SECONDS));
    let clock = Clock { latest };
    let built_at =
        bundle.built_at.and_then(|built_at| clock.judge(built_at, || Pointer::root().member("built_at"), checks));
    checks.merge(judge_each(&bundle.events, |event, checks| judge_event(event, built_at, &clock, checks)));
    judge_asides(bundle, checks);
}

/// Times on which nothing rests: one that does not exist is worth knowing, and no reason to say no.
fn judge_asides(bundle: &Bundle<'_>, checks: &mut Checks) {
    let root = Pointer::root;
    if let Some(submitted_at) = bundle.record.submitted_at {
        let place = || root().member("canonical_record").member("metadata").member("submitted_at");
        checks.extend(aside(submitted_at, place));
    }
    for (index, alias) in &bundle.aliases {
        let Some(created_at) = alias.created_at else { continue };
        checks.extend(aside(created_at, || root().member("source_aliases").index(*index).member("created_at")));
    }
    for event in bundle.events.iter().flatten() {
        let Some(receipt) = event.receipt.present() else { continue };
        for member in receipt.object.members().iter().filter(|member| member.name.ends_with("_at")) {
            // `signed_at` is judged with the signature.
            if let Some(text) = member.value.as_str().filter(|_| member.name != "signed_at") {
                let place = || event.pointer().member("payload").member("receipt").member(member.name);
                checks.extend(aside(text, place));
            }
        }
    }
}

fn aside(text: &str, place: impl FnOnce() -> Pointer) -> Option<Finding> {
    let stamp = Stamp::from(text);
    if stamp.time.is_some() && stamp.has_offset() {
        return Some(offset(text).at(place()));
    }
    stamp.time.is_none().then(|| {
        let message = "not a time that exists; nothing rests on it";
        let finding = Finding::warn(CheckCode::EventTime, Reason::Impossible, message);
        finding.compare("YYYY-MM-DDTHH:MM:SS[.ffffff]Z", text).at(place())
    })
}

fn judge_event(event: &Event<'_>, built_at: Option<Time>, clock: &Clock, checks: &mut Checks) {
    let created_at = clock.judge(event.created_at, || event.pointer().member("created_at"), checks);
    let signed_at = event.signature.members().and_then(|signature| {
        clock.judge(signature.signed_at, || event.pointer().member("signature").member("signed_at"), checks)
    });
    if let Some(receipt) = event.receipt.present().and_then(|receipt| receipt.signature.members()) {
        let place = || event.pointer().member("payload").member("receipt").member("signed_at");
        clock.judge(receipt.signed_at, place, checks);
    }
    let Some(created_at) = created_at.map(Time::to_second) else { return };
    for (other, what) in [(signed_at, "its signature was made"), (built_at, "the bundle was built")] {
        if other.is_some_and(|other| created_at > other.to_second()) {
            let message = format!("the event was created after {what}");
            checks.add(
                Finding::warn(CheckCode::EventTime, Reason::Order, message).at(event.pointer().member("created_at")),
            );
        }
    }
}

fn offset(text: &str) -> Finding {
    let message = "the time is written with `+00:00`; bundles write `Z`";
    Finding::warn(CheckCode::EventTime, Reason::Offset, message).says(text)
}

struct Clock {
    latest: Option<Time>,
}

impl Clock {
    /// Judges one time and gives what it says; what is wrong with it becomes a finding.
    fn judge(&self, stamp: Stamp<'_>, place: impl FnOnce() -> Pointer, checks: &mut Checks) -> Option<Time> {
        let has_offset = stamp.has_offset();
        let Stamp { text, time } = stamp;
        let Some(time) = time else {
            let message = "not a time of the form `YYYY-MM-DDTHH:MM:SSZ`, or a time that does not exist";
            let finding = Finding::fail(CheckCode::EventTime, Reason::Form, message);
            checks.add(finding.compare("YYYY-MM-DDTHH:MM:SS[.ffffff]Z", text).at(place()));
            return None;
        };
        if self.latest.is_some_and(|latest| time > latest) {
            let message = "the time is ahead of this machine's clock";
            checks.add(Finding::warn(CheckCode::EventTime, Reason::Ahead, message).says(text).at(place()));
        } else if has_offset {
            checks.add(offset(text).at(place()));
        } else {
            checks.pass(CheckCode::EventTime);
        }
        Some(time)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_ahead_only_after_the_latest_one() {
        let clock = Clock { latest: Time::parse("2026-05-17T12:00:00Z") };
        let warnings = |text: &str| {
            let mut checks = Checks::default();
            assert!(clock.judge(text.into(), Pointer::root, &mut checks).is_some(), "{text}");
            checks.findings().len()
        };
        assert_eq!(warnings("2026-05-17T11:59:59Z"), 0);
        assert_eq!(warnings("2026-05-17T12:00:00Z"), 0);
        assert_eq!(warnings("2026-05-17T12:00:01Z"), 1);
    }
}
