//! Times: `YYYY-MM-DDTHH:MM:SS[.f{1,6}]`, then `Z` or `+00:00`, and nothing else (docs/format.md, section 6).

use jiff::civil::DateTime;

/// The other way to write UTC: the publisher does so in `integrity.json`, but not in bundles.
const OFFSET: &str = "+00:00";

/// A time that exists, in UTC, to the microsecond.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Time(DateTime);

impl Time {
    /// Reads a time; `None` if the form is another one or the day or hour does not exist.
    pub fn parse(text: &str) -> Option<Self> {
        let local = text.strip_suffix('Z').or_else(|| text.strip_suffix(OFFSET))?;
        #[rustfmt::skip]
        let [y0, y1, y2, y3, b'-', m0, m1, b'-', d0, d1, b'T', h0, h1, b':', n0, n1, b':', s0, s1, fraction @ ..] =
            local.as_bytes()
        else {
            return None;
        };
        // There is no year 0: after 1 BC comes AD 1.
        let year = i16::try_from(number(&[*y0, *y1, *y2, *y3])?).ok().filter(|year| *year > 0)?;
        let two = |tens: &u8, ones: &u8| i8::try_from(number(&[*tens, *ones])?).ok();
        let nanos = nanoseconds(fraction)?;
        DateTime::new(year, two(m0, m1)?, two(d0, d1)?, two(h0, h1)?, two(n0, n1)?, two(s0, s1)?, nanos).ok().map(Self)
    }

    /// The same time cut to the second: `created_at` and `built_at` are cut, `signed_at` is not
    /// (docs/format.md, section 6), so they are compared like this.
    #[must_use]
    pub fn to_second(self) -> Self {
        let t = self.0;
        DateTime::new(t.year(), t.month(), t.day(), t.hour(), t.minute(), t.second(), 0).map_or(self, Self)
    }

    /// The time `seconds` later.
    pub fn plus_seconds(self, seconds: i64) -> Option<Self> {
        self.0.checked_add(jiff::SignedDuration::from_secs(seconds)).ok().map(Self)
    }

    /// The time `seconds` after 1970.
    pub fn from_unix(seconds: i64) -> Option<Self> {
        let timestamp = jiff::Timestamp::from_second(seconds).ok()?;
        Some(Self(jiff::tz::TimeZone::UTC.to_datetime(timestamp)))
    }
}

/// A time as a document writes it, read once.
#[derive(Clone, Copy, Debug)]
pub struct Stamp<'a> {
    /// As it is written.
    pub text: &'a str,
    /// The time; `None` if the text is not one.
    pub time: Option<Time>,
}

impl Stamp<'_> {
    /// Whether it is written `+00:00` instead of `Z`.
    pub fn has_offset(&self) -> bool {
        self.text.ends_with(OFFSET)
    }
}

impl<'a> From<&'a str> for Stamp<'a> {
    fn from(text: &'a str) -> Self {
        Self { text, time: Time::parse(text) }
    }
}

/// The nanoseconds of `.f` to `.ffffff`; 0 of nothing.
fn nanoseconds(fraction: &[u8]) -> Option<i32> {
    match fraction {
        [] => Some(0),
        [b'.', digits @ ..] if (1..=6).contains(&digits.len()) => {
            let places = u32::try_from(9 - digits.len()).ok()?;
            Some(number(digits)? * 10_i32.pow(places))
        }
        _ => None,
    }
}

/// A number of so few digits that it fits; `None` if one of them is none.
fn number(digits: &[u8]) -> Option<i32> {
    digits.iter().try_fold(0, |number, digit| digit.is_ascii_digit().then(|| 10 * number + i32::from(digit - b'0')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_one_form_is_a_time() {
        for good in [
            "2026-05-18T00:17:58Z",
            "2026-05-18T00:17:58.3Z",
            "2026-05-18T00:17:58+00:00",
            "2024-02-29T23:59:59.123456Z",
        ] {
            assert!(Time::parse(good).is_some(), "{good}");
        }
        let bad = "2026-05-18T00:17:58 2026-05-18 00:17:58Z 2026-02-30T00:00:00Z 2026-05-18T24:00:00Z \
                   2026-05-18T00:17:60Z 2026-05-18T00:17:58.Z 2026-05-18T00:17:58.1234567Z 2026-05-18T00:17:58z \
                   2026-05-18T00:17:58+01:00 2026-05-18T00:17:58-00:00 2026-05-18T00:17:58+00:00Z +026-05-18T00:17:58Z 2026-05-18T00:17:5\u{e9}Z";
        for bad in bad.split("  ").flat_map(|line| line.split(' ')).chain(["", "2026-05-18 00:17:58Z"]) {
            assert!(Time::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn fractions_order_as_numbers() {
        let at = |text| Time::parse(text).unwrap();
        assert!(at("2026-05-18T00:17:58.5Z") > at("2026-05-18T00:17:58Z"));
        assert!(at("2026-05-18T00:17:58.05Z") < at("2026-05-18T00:17:58.5Z"));
        assert_eq!(at("2026-05-18T00:17:58.5Z").to_second(), at("2026-05-18T00:17:58Z"));
    }
}
