//! Canonical bytes: what `CPython` writes for
//! `json.dumps(json.loads(text), sort_keys=True, separators=(',',':'), ensure_ascii=False).encode()`.
//!
//! format.md section 1, proven. It is not RFC 8785: members are in code point order, doubles are laid
//! out as Python's `repr` does, integers are exact. The tree already holds members in order and
//! integers as digits, so writing is one walk.

use sha2::{Digest as _, Sha256};

use crate::digest::{ComputedDigest, Sha256Digest};
use crate::json::{Kind, Object, Value};

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
    match value.kind {
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

/// SHA-256 over the canonical bytes of `value`.
pub fn digest(value: &Value<'_>) -> ComputedDigest {
    let mut hasher = Hasher::default();
    write(value, &mut hasher);
    hasher.finish()
}

/// SHA-256 over the canonical bytes of `object` without the members named in `left_out`.
///
/// This is how an event, a state and a bundle are hashed: without the members that hold their own
/// digest and signature.
pub fn digest_without(object: Object<'_>, left_out: &[&str]) -> ComputedDigest {
    let mut hasher = Hasher::default();
    write_object(object, left_out, &mut hasher);
    hasher.finish()
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
        write_string(member.name, sink);
        sink.put(b":");
        write(&member.value, sink);
    }
    sink.put(b"}");
}

/// Only `"`, `\` and U+0000 to U+001F are escaped; nothing is normalised.
fn write_string(text: &str, sink: &mut impl Sink) {
    sink.put(b"\"");
    let mut rest = text.as_bytes();
    while let Some(found) = rest.iter().position(|&b| b < 0x20 || b == b'"' || b == b'\\') {
        let (raw, after) = rest.split_at(found);
        sink.put(raw);
        if let Some((&special, after)) = after.split_first() {
            write_escape(special, sink);
            rest = after;
        }
    }
    sink.put(rest);
    sink.put(b"\"");
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

/// Gathers small writes, so that SHA-256 sees whole blocks.
struct Hasher {
    sha: Sha256,
    pending: Vec<u8>,
}

impl Default for Hasher {
    fn default() -> Self {
        Self { sha: Sha256::new(), pending: Vec::with_capacity(2 * Self::GATHER) }
    }
}

impl Hasher {
    /// Fits the first-level cache, and most events whole.
    const GATHER: usize = 8 << 10;

    #[cold]
    fn pass_on(&mut self) {
        self.sha.update(&self.pending);
        self.pending.clear();
    }

    fn finish(mut self) -> ComputedDigest {
        self.pass_on();
        let bytes: [u8; 32] = self.sha.finalize().into();
        ComputedDigest::from_canonical(Sha256Digest::from(bytes))
    }
}

impl Sink for Hasher {
    #[inline]
    fn put(&mut self, bytes: &[u8]) {
        self.pending.extend_from_slice(bytes);
        if self.pending.len() >= Self::GATHER {
            self.pass_on();
        }
    }
}
