//! Canonical bytes: what `CPython` writes for
//! `json.dumps(json.loads(text), sort_keys=True, separators=(',',':'), ensure_ascii=False).encode()`.
//!
//! format.md section 1, proven. It is not RFC 8785: members are in code point order, doubles are laid
//! out as Python's `repr` does, integers are exact. The tree already holds members in order and
//! integers as digits, so writing is one walk.

mod hash;
mod repr;

use crate::json::{Kind, Object, Value};

pub use hash::{Tee, digest, digest_without};
pub use repr::python_repr;

/// What canonical bytes are written to.
pub trait Sink {
    /// Takes the next bytes.
    fn put(&mut self, bytes: &[u8]);
}

impl Sink for Vec<u8> {
    #[inline]
    fn put(&mut self, bytes: &[u8]) {
        self.extend_from_slice(bytes);
    }
}

/// Writes the canonical bytes of `value` to `sink`.
pub fn write(value: &Value<'_>, sink: &mut impl Sink) {
    match value.kind() {
        Kind::Null => sink.put(b"null"),
        Kind::Bool(true) => sink.put(b"true"),
        Kind::Bool(false) => sink.put(b"false"),
        Kind::Integer(digits) => sink.put(digits.as_bytes()),
        Kind::Double(double) => sink.put(python_repr(double).as_bytes()),
        Kind::String { text, plain: true } => {
            sink.put(b"\"");
            sink.put(text.as_bytes());
            sink.put(b"\"");
        }
        Kind::String { text, plain: false } => write_string(text, sink),
        Kind::Array(elements) => {
            sink.put(b"[");
            for (i, element) in elements.iter().enumerate() {
                if i > 0 {
                    sink.put(b",");
                }
                write(element, sink);
            }
            sink.put(b"]");
        }
        Kind::Object(object) => write_object(object, &[], sink),
    }
}

/// The canonical bytes of `value`.
pub fn to_bytes(value: &Value<'_>) -> Vec<u8> {
    let mut bytes = Vec::new();
    write(value, &mut bytes);
    bytes
}

/// Writes `object` without the members named in `left_out`.
pub fn write_object(object: Object<'_>, left_out: &[&str], sink: &mut impl Sink) {
    sink.put(b"{");
    let mut first = true;
    for member in object.members().iter().filter(|member| !left_out.contains(&member.name)) {
        if !first {
            sink.put(b",");
        }
        first = false;
        write_name(member.name, sink);
        write(&member.value, sink);
    }
    sink.put(b"}");
}

/// The name of a member and the colon after it.
fn write_name(name: &str, sink: &mut impl Sink) {
    write_string(name, sink);
    sink.put(b":");
}

/// Only `"`, `\` and U+0000 to U+001F are escaped; nothing is normalised.
fn write_string(text: &str, sink: &mut impl Sink) {
    sink.put(b"\"");
    let mut rest = text.as_bytes();
    // Most strings have nothing to escape.
    if any_needs_escape(rest) {
        while let Some(found) = rest.iter().position(|byte| needs_escape(*byte)) {
            let (raw, after) = rest.split_at(found);
            sink.put(raw);
            if let Some((&special, after)) = after.split_first() {
                write_escape(special, sink);
                rest = after;
            }
        }
    }
    sink.put(rest);
    sink.put(b"\"");
}

const fn needs_escape(byte: u8) -> bool {
    byte < 0x20 || byte == b'"' || byte == b'\\'
}

/// Whether [`needs_escape`] holds for any byte; eight at a time where there are as many.
fn any_needs_escape(text: &[u8]) -> bool {
    match text.last_chunk() {
        Some(last) => text.as_chunks().0.iter().chain([last]).any(|eight| one_of_eight_needs_escape(*eight)),
        None => text.iter().any(|byte| needs_escape(*byte)),
    }
}

/// [`needs_escape`] for eight bytes in one word: a byte below `n` is the only one that borrows from its high
/// bit when `n` is taken from it without having had that bit; a byte equal to `c` is below 1 after `^ c`.
const fn one_of_eight_needs_escape(bytes: [u8; 8]) -> bool {
    const EACH: u64 = 0x0101_0101_0101_0101;
    const fn any_below(word: u64, n: u64) -> u64 {
        word.wrapping_sub(EACH * n) & !word & (EACH * 0x80)
    }
    let word = u64::from_ne_bytes(bytes);
    any_below(word, 0x20) | any_below(word ^ (EACH * 0x22), 1) | any_below(word ^ (EACH * 0x5c), 1) != 0
}

fn write_escape(byte: u8, sink: &mut impl Sink) {
    match byte {
        b'"' => sink.put(b"\\\""),
        b'\\' => sink.put(b"\\\\"),
        0x08 => sink.put(b"\\b"),
        0x0c => sink.put(b"\\f"),
        b'\n' => sink.put(b"\\n"),
        b'\r' => sink.put(b"\\r"),
        b'\t' => sink.put(b"\\t"),
        other => {
            sink.put(b"\\u00");
            sink.put(data_encoding::HEXLOWER.encode(&[other]).as_bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every byte in every place of a short and of a long text, beside bytes that differ from it in one bit.
    #[test]
    fn eight_bytes_at_a_time_find_what_one_at_a_time_finds() {
        for byte in 0..=u8::MAX {
            for length in [1, 7, 8, 9, 16, 19] {
                for place in 0..length {
                    for around in [b'a', b' ', b'#', b'!', b']', b'[', 0x7f, 0xff] {
                        let mut text = vec![around; length];
                        text[place] = byte;
                        assert_eq!(any_needs_escape(&text), needs_escape(byte), "{byte:#x} at {place} of {length}");
                    }
                }
            }
        }
        assert!(!any_needs_escape(b""));
    }

    #[test]
    fn what_needs_no_escape_is_never_taken_for_an_escape() {
        let counted = |text: &str| {
            let mut writes = Writes(0);
            write_string(text, &mut writes);
            writes.0
        };
        assert_eq!(counted("nothing to escape in this"), 3, "the quotes and the text, each in one write");
        assert_eq!(counted("a \"quote\""), 6, "the quotes, and what stands between and behind the escapes");
    }

    struct Writes(usize);

    impl Sink for Writes {
        fn put(&mut self, bytes: &[u8]) {
            self.0 += usize::from(!bytes.is_empty());
        }
    }
}
