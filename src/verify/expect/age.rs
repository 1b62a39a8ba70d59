//! `--max-age`: the bundle is not an old one that somebody keeps showing.

use crate::bundle::time::Time;
use crate::json::Pointer;
use crate::report::{CheckCode, Finding, Reason};
use crate::verify::TOLERANCE_SECONDS;
use crate::verify::expect::{Evidence, ExpectationError};

/// The most days since a bundle was built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MaxAge {
    days: u32,
}

impl MaxAge {
    /// A hundred years; beyond it there is nothing to expect.
    const MOST: u32 = 36_500;
    const SECONDS_OF_A_DAY: i64 = 86_400;

    /// Reads a number of days, at least 1: no bundle is less than 0 days old.
    pub fn parse(text: &str) -> Result<Self, ExpectationError> {
        let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
        let days = text.parse().ok().filter(|days| is_number && (1..=Self::MOST).contains(days));
        days.map(|days| Self { days }).ok_or(ExpectationError::Days)
    }

    /// How many days.
    pub(super) const fn days(self) -> u32 {
        self.days
    }

    /// The bundle was built so many times 24 hours ago, or less, by the clock of this machine.
    ///
    /// The finding does not contain the time of the clock: reports of two runs compare byte for byte.
    pub(super) fn fault(self, evidence: &Evidence<'_, '_>) -> Option<Finding> {
        let place = || Pointer::root().member("built_at");
        let fail = |reason, message: String| Finding::fail(CheckCode::PolicyMaxAge, reason, message).at(place());
        let Some(stamp) = evidence.bundle.built_at else {
            return Some(fail(Reason::BuiltAt, "the bundle has no `built_at`, so its age is not known".to_owned()));
        };
        let Some(built_at) = stamp.time else {
            let message = "`built_at` is not a time, so the age of the bundle is not known".to_owned();
            return Some(fail(Reason::BuiltAt, message).found(stamp.text));
        };
        let Some(now) = evidence.now else {
            return Some(fail(
                Reason::NoClock,
                "this machine has no clock, so the age of the bundle is not known".to_owned(),
            ));
        };
        let reason = self.reason(built_at, now)?;
        let message = match reason {
            Reason::Ahead => {
                "`built_at` is ahead of this machine's clock, so the age of the bundle is not known".to_owned()
            }
            _ if self.days == 1 => "the bundle was built more than 1 day ago: look for a newer one".to_owned(),
            _ => format!("the bundle was built more than {} days ago: look for a newer one", self.days),
        };
        Some(fail(reason, message).found(stamp.text))
    }

    /// Times are compared as whole seconds. A bundle that is ahead of the clock would stay young until its time comes.
    fn reason(self, built_at: Time, now: Time) -> Option<Reason> {
        let (built_at, now) = (built_at.to_second(), now.to_second());
        if now.plus_seconds(TOLERANCE_SECONDS).is_some_and(|latest| built_at > latest) {
            return Some(Reason::Ahead);
        }
        let earliest = now.plus_seconds(-Self::SECONDS_OF_A_DAY * i64::from(self.days));
        earliest.is_some_and(|earliest| built_at < earliest).then_some(Reason::TooOld)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_a_whole_number() {
        for (text, days) in [("1", 1), ("30", 30), ("036500", 36_500), ("36500", 36_500)] {
            assert_eq!(MaxAge::parse(text).unwrap().days(), days, "{text}");
        }
        for text in ["", "0", "00", "36501", "4294967297", "-1", "+1", " 1", "1 ", "1.0", "1e3", "0x10", "\u{661}"] {
            assert_eq!(MaxAge::parse(text), Err(ExpectationError::Days), "{text}");
        }
    }

    #[test]
    fn a_day_is_24_hours_and_the_clock_may_be_five_minutes_off() {
        let at = |text| Time::parse(text).unwrap();
        let now = at("2026-06-10T12:00:00Z");
        for (built_at, days, fault) in [
            ("2026-06-10T12:00:00Z", 1, None),
            ("2026-06-09T12:00:00Z", 1, None),
            ("2026-06-09T12:00:00.999999Z", 1, None),
            ("2026-06-09T11:59:59.999999Z", 1, Some(Reason::TooOld)),
            ("2026-06-09T11:59:59Z", 2, None),
            ("2026-05-31T11:59:59Z", 10, Some(Reason::TooOld)),
            ("0001-01-01T00:00:00Z", 36_500, Some(Reason::TooOld)),
            ("2026-06-10T12:05:00Z", 1, None),
            ("2026-06-10T12:05:01Z", 1, Some(Reason::Ahead)),
            ("2026-06-10T12:05:01Z", 36_500, Some(Reason::Ahead)),
            ("9999-12-31T23:59:59Z", 36_500, Some(Reason::Ahead)),
        ] {
            assert_eq!(MaxAge { days }.reason(at(built_at), now), fault, "{built_at}, {days} days");
        }
        // A clock of the first century: a hundred years before it are still times.
        assert_eq!(MaxAge { days: 36_500 }.reason(at("0001-01-01T00:00:00Z"), at("0001-01-02T00:00:00Z")), None);
        assert_eq!(MaxAge { days: 1 }.reason(now, at("9999-12-31T23:59:59Z")), Some(Reason::TooOld));
    }
}
