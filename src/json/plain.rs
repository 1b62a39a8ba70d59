//! Bytes that stand for themselves between the quotes of a JSON string.
//!
//! Reading stops at the others, and canonical form escapes just these (docs/format.md, section 1.4: proven): `"`, `\`
//! and U+0000 to U+001F. DEL and everything beyond ASCII stand for themselves.

/// How many bytes at the start of `text` stand for themselves.
pub fn plain_length(text: &[u8]) -> usize {
    for (number, word) in text.as_chunks().0.iter().enumerate() {
        if let Some(place) = first_special(*word) {
            return 8 * number + place;
        }
    }
    match text.last_chunk() {
        // Of these eight the words above had all but the rest, and found none.
        Some(last) => first_special(*last).map_or(text.len(), |place| text.len() - 8 + place),
        None => text.iter().position(|byte| is_special(*byte)).unwrap_or(text.len()),
    }
}

/// Whether a byte cannot stand for itself.
const fn is_special(byte: u8) -> bool {
    byte < 0x20 || byte == b'"' || byte == b'\\'
}

/// The place of the first byte of eight for which [`is_special`] holds: all eight are looked at in one word.
///
/// A byte below `n` is the only one that borrows from its own high bit when `n` is taken from it and it had no
/// high bit; a byte equal to `c` is below 1 after `^ c`. A borrow can make a later byte look special that is
/// not, but never an earlier one, so the first that is found is right.
fn first_special(bytes: [u8; 8]) -> Option<usize> {
    const EACH: u64 = 0x0101_0101_0101_0101;
    let word = u64::from_le_bytes(bytes);
    let controls = word.wrapping_sub(EACH * 0x20);
    let quotes = (word ^ (EACH * 0x22)).wrapping_sub(EACH);
    let backslashes = (word ^ (EACH * 0x5c)).wrapping_sub(EACH);
    let special = (controls | quotes | backslashes) & !word & (EACH * 0x80);
    (special != 0).then(|| usize::try_from(special.trailing_zeros() / 8).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every byte in every place of a short and of a long text, beside bytes that differ from it in one bit, and
    /// with a special byte behind it.
    #[test]
    fn eight_bytes_at_a_time_find_what_one_at_a_time_finds() {
        for byte in 0..=u8::MAX {
            for length in [1, 7, 8, 9, 16, 19] {
                for place in 0..length {
                    for around in [b'a', b' ', b'#', b'!', b']', b'[', 0x7f, 0xff, b'"', 0] {
                        let mut text = vec![around; length];
                        text[..=place].fill(b'a');
                        text[place] = byte;
                        let expected = text.iter().position(|byte| is_special(*byte)).unwrap_or(length);
                        assert_eq!(
                            plain_length(&text),
                            expected,
                            "{byte:#x} at {place} of {length} before {around:#x}"
                        );
                        text[..place].fill(around);
                        let expected = text.iter().position(|byte| is_special(*byte)).unwrap_or(length);
                        assert_eq!(plain_length(&text), expected, "{byte:#x} at {place} of {length} in {around:#x}");
                    }
                }
            }
        }
        assert_eq!(plain_length(b""), 0);
    }
}
