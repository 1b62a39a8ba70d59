//! `event.time`: the form of times, and their order (docs/format.md, section 6).

use super::each::of_each;
use crate::bundle::time::{Stamp, Time};
use crate::bundle::{Bundle, Event};
use crate::json::Pointer;
use crate::report::{CheckCode, Checks, Finding, Reason};

/// How far ahead of this machine's clock a time may be: clocks differ.
pub(crate) const TOLERANCE_SECONDS: i64 = 300;

/// The form of a time, for people.
const FORM: &str = "YYYY-MM-DDTHH:MM:SS[.ffffff]Z";

/// The checks of the times that signatures cover: of events, their signatures, receipts, and `built_at`; and of those
/// on which nothing depends: of the record, of aliases and of receipts' history.
///
/// No signature covers `bundle_signature.signed_at`, so it decides nothing.
pub(super) fn checks(bundle: &Bundle<'_>, now: Option<Time>) -> Checks {
    let clock = Clock { latest: now.and_then(|now| now.plus_seconds(TOLERANCE_SECONDS)) };
    let mut checks = Checks::default();
    if let Some(built_at) = bundle.built_at {
        let finding = clock.finding(built_at, || Pointer::root().member("built_at"));
        checks.add_or_pass(CheckCode::EventTime, finding);
    }
    checks.merge(of_each(&bundle.events, |event, checks| of_event(event, bundle.built_at, &clock, checks)));
    checks.extend(asides(bundle, &clock));
    checks
}

fn of_event(event: &Event<'_>, built_at: Option<Stamp<'_>>, clock: &Clock, checks: &mut Checks) {
    let mut check = |stamp: Stamp<'_>, place: &dyn Fn() -> Pointer| {
        checks.add_or_pass(CheckCode::EventTime, clock.finding(stamp, place));
    };
    check(event.created_at, &|| event.pointer().member("created_at"));
    let signed_at = event.signature.members().map(|signature| signature.signed_at);
    if let Some(signed_at) = signed_at {
        check(signed_at, &|| event.pointer().member("signature").member("signed_at"));
    }
    if let Some(receipt) = event.receipt.present().and_then(|receipt| receipt.signature.members()) {
        check(receipt.signed_at, &|| event.pointer().member("payload").member("receipt").member("signed_at"));
    }
    let second = |stamp: Stamp<'_>| stamp.time.map(Time::to_second);
    let Some(created_at) = second(event.created_at) else { return };
    for (other, what) in [(signed_at, "its signature was made"), (built_at, "the bundle was built")] {
        if other.and_then(second).is_some_and(|other| created_at > other) {
            let message = format!("the event was created after {what}");
            let finding = Finding::warn(CheckCode::EventTime, Reason::Order, message);
            checks.add(finding.at(event.pointer().member("created_at")));
        }
    }
}

/// The clock of this machine, as far as it is known.
struct Clock {
    latest: Option<Time>,
}

impl Clock {
    /// No time is ahead of it.
    const UNKNOWN: Self = Self { latest: None };

    /// The fault of a time that a signature covers.
    fn finding(&self, stamp: Stamp<'_>, place: impl FnOnce() -> Pointer) -> Option<Finding> {
        let Some(time) = stamp.time else {
            let message = "not a time of the form `YYYY-MM-DDTHH:MM:SSZ`, or a time that does not exist";
            let finding = Finding::fail(CheckCode::EventTime, Reason::Form, message);
            return Some(finding.compare(FORM, stamp.text).at(place()));
        };
        self.oddity(stamp, time).map(|finding| finding.at(place()))
    }

    /// The fault of a time on which nothing depends.
    fn aside(&self, text: &str, place: impl FnOnce() -> Pointer) -> Option<Finding> {
        let stamp = Stamp::from(text);
        let Some(time) = stamp.time else {
            let message = "not a time that exists; nothing depends on it";
            return Some(
                Finding::warn(CheckCode::EventTime, Reason::Impossible, message).compare(FORM, text).at(place()),
            );
        };
        self.oddity(stamp, time).map(|finding| finding.at(place()))
    }

    /// What is odd about a time that exists.
    fn oddity(&self, stamp: Stamp<'_>, time: Time) -> Option<Finding> {
        let (reason, message) = if self.latest.is_some_and(|latest| time > latest) {
            (Reason::Ahead, "the time is ahead of this machine's clock")
        } else if stamp.has_offset() {
            (Reason::Offset, "the time is written with `+00:00`; bundles write `Z`")
        } else {
            return None;
        };
        Some(Finding::warn(CheckCode::EventTime, reason, message).found(stamp.text))
    }
}

/// Warnings about times on which nothing depends.
fn asides<'b>(bundle: &'b Bundle<'_>, clock: &'b Clock) -> impl Iterator<Item = Finding> + 'b {
    let submitted_at = bundle.record.submitted_at.and_then(|text| {
        clock.aside(text, || Pointer::root().member("canonical_record").member("metadata").member("submitted_at"))
    });
    let aliases = bundle.aliases.iter().filter_map(|(index, alias)| {
        clock.aside(alias.created_at?, || Pointer::root().member("source_aliases").index(*index).member("created_at"))
    });
    submitted_at.into_iter().chain(aliases).chain(bundle.events.iter().flatten().flat_map(of_receipt))
}

/// The times of a receipt other than `signed_at`, which is checked with the signature. One of them may be to come,
/// such as the end of the receipt's term.
fn of_receipt(event: &Event<'_>) -> Vec<Finding> {
    let Some(receipt) = event.receipt.present() else { return Vec::new() };
    let times = receipt.object.members().iter().filter(|member| member.name.ends_with("_at"));
    let others = times.filter(|member| member.name != "signed_at");
    let place = |name| event.pointer().member("payload").member("receipt").member(name);
    others.filter_map(|member| Clock::UNKNOWN.aside(member.value.as_str()?, || place(member.name))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_ahead_only_after_the_latest_one() {
        let clock = Clock { latest: Time::parse("2026-05-17T12:00:00Z") };
        let is_ahead = |text: &str| clock.finding(text.into(), Pointer::root).map(|finding| finding.reason);
        assert_eq!(is_ahead("2026-05-17T11:59:59Z"), None);
        assert_eq!(is_ahead("2026-05-17T12:00:00Z"), None);
        assert_eq!(is_ahead("2026-05-17T12:00:01Z"), Some(Reason::Ahead));
    }
}
