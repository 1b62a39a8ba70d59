//! The double that a decimal text stands for: rounded correctly, however long its parts are.

/// The parts of a number that is no integer, such as `-12.50e-3`.
pub(super) struct Decimal<'a> {
    /// All of it.
    pub(super) text: &'a str,
    /// The digits before the point: `12`.
    pub(super) whole: &'a str,
    /// The digits after the point, if there is one: `50`.
    pub(super) fraction: &'a str,
    /// The exponent with its sign, if there is one: `-3`.
    pub(super) exponent: &'a str,
}

/// Exponents of so many bytes are read by the standard library as they stand. It drops the last digits of those from
/// 655,360 on (`core::num::dec2flt`), with which `15`, 65,535 zeros and `e-655361` would be 1.5 and not 0.
const SHORT_EXPONENT: usize = 5;

/// Beyond this power of ten every double is 0 or infinite, whatever its digits are.
const OUT_OF_REACH: i64 = 400;

impl Decimal<'_> {
    /// The nearest double; infinite if there is none.
    pub(super) fn to_double(&self) -> f64 {
        if self.exponent.len() <= SHORT_EXPONENT { parse(self.text) } else { self.with_short_exponent() }
    }

    /// The same for any exponent: as `0.ddd` times a power of ten, the first `d` not 0.
    #[cold]
    fn with_short_exponent(&self) -> f64 {
        let mut digits = self.whole.to_owned() + self.fraction;
        let length = |text: &str| i64::try_from(text.len()).unwrap_or(i64::MAX);
        let zeros = digits.len() - digits.trim_start_matches('0').len();
        digits.drain(..zeros);
        let largest = if self.exponent.starts_with('-') { i64::MIN } else { i64::MAX };
        let exponent: i64 = self.exponent.parse().unwrap_or(largest);
        // How many places before the point the first digit that is not 0 stands, and where the exponent moves it.
        let place = length(self.whole) - i64::try_from(zeros).unwrap_or(i64::MAX);
        let power = exponent.saturating_add(place);
        let size = if digits.is_empty() || power < -OUT_OF_REACH {
            0.0
        } else if power > OUT_OF_REACH {
            f64::INFINITY
        } else {
            parse(&format!("0.{digits}e{power}"))
        };
        if self.text.starts_with('-') { -size } else { size }
    }
}

/// The grammar of JSON's numbers is a part of the standard library's, so there is always a double.
fn parse(text: &str) -> f64 {
    text.parse().unwrap_or(f64::INFINITY)
}

#[cfg(test)]
mod tests {
    use crate::json::{Arena, Document, Kind};

    /// What a text reads as; `None` if it is refused.
    fn read(text: &str) -> Option<f64> {
        let arena = Arena::new();
        match Document::parse(text.as_bytes(), &arena).ok()?.root().kind() {
            Kind::Double(double) => Some(double),
            _ => Some(f64::NAN),
        }
    }

    /// Expected are the answers of Python's `float`.
    #[test]
    fn no_exponent_is_cut() {
        let zeros = |count: usize| "0".repeat(count);
        let cases = [
            (format!("15{}e-655361", zeros(65_535)), Some(0.0)),
            (format!("0.{}15e655361", zeros(65_535)), None),
            (format!("0.{}1e700001", zeros(700_000)), Some(1.0)),
            (format!("1{}e-700000", zeros(700_000)), Some(1.0)),
            (format!("-1{}e-700000", zeros(700_000)), Some(-1.0)),
            (format!("123{}.5e-100000", zeros(99_998)), Some(1.23)),
            (format!("0.{}25e+00000000000000000000100002", zeros(100_000)), Some(25.0)),
            (format!("0.{}5e100000", zeros(100_323)), Some(5e-324)),
            (format!("17976931348623157{}e-100000", zeros(100_292)), Some(f64::MAX)),
            (format!("18{}e-100000", zeros(100_307)), None),
            ("1e-99999999999999999999".to_owned(), Some(0.0)),
            ("1e99999999999999999999".to_owned(), None),
            ("0e99999999999999999999".to_owned(), Some(0.0)),
            ("0.000e-65536".to_owned(), Some(0.0)),
            ("1.5e000000".to_owned(), Some(1.5)),
            ("1.5e-000001".to_owned(), Some(0.15)),
            ("12.5e+00001".to_owned(), Some(125.0)),
        ];
        for (text, expected) in cases {
            let shown: String = text.chars().take(20).collect();
            assert_eq!(read(&text), expected, "{shown}… of {} bytes", text.len());
        }
        assert!(read("-0e-99999999999999999999").is_some_and(|double| double == 0.0 && double.is_sign_negative()));
    }

    #[test]
    fn long_exponents_give_what_short_ones_do() {
        for text in ["1.5", "0.1", "123456789012345680.0", "4.35", "2.2250738585072011", "9007199254740993.0"] {
            for exponent in [-330_i32, -308, -300, -5, 0, 5, 290, 300, 308] {
                let (short, long) = (format!("{text}e{exponent}"), format!("{text}e{exponent:+010}"));
                assert_eq!(read(&short), read(&long), "{long}");
            }
        }
    }
}
