//! The encoding of an input: UTF-8, or what it is instead.

use super::refusal::{ReadErrorKind, Refusal};

/// The bytes as text, before any of it is read as JSON.
pub(super) fn text_of(source: &[u8]) -> Result<&str, Refusal> {
    if source.iter().all(u8::is_ascii_whitespace) {
        return Err(Refusal::new(ReadErrorKind::Empty, 0));
    }
    match source {
        [0x1f, 0x8b, ..] => return Err(Refusal::new(ReadErrorKind::Gzip, 0)),
        [b'%', b'P', b'D', b'F', ..] => return Err(Refusal::new(ReadErrorKind::Pdf, 0)),
        [0xef, 0xbb, 0xbf, ..] => return Err(Refusal::new(ReadErrorKind::ByteOrderMark, 0)),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [0, _, ..] | [_, 0, ..] => {
            return Err(Refusal::new(ReadErrorKind::WideEncoding, 0));
        }
        _ => {}
    }
    let text = std::str::from_utf8(source).map_err(|error| {
        let at = error.valid_up_to();
        let not_utf8 = || ReadErrorKind::NotUtf8(source.get(at).copied().unwrap_or_default());
        Refusal::new(compression(source).map_or_else(not_utf8, ReadErrorKind::Compressed), at)
    })?;
    if text.trim_ascii_start().starts_with('<') {
        return Err(Refusal::new(ReadErrorKind::Html, 0));
    }
    Ok(text)
}

/// The program that compressed these bytes, by how they begin. Mirrors keep bundles so.
fn compression(source: &[u8]) -> Option<&'static str> {
    match source {
        [0x28, 0xb5, 0x2f, 0xfd, ..] => Some("zstd"),
        [0xfd, b'7', b'z', b'X', b'Z', ..] => Some("xz"),
        [b'B', b'Z', b'h', ..] => Some("bzip2"),
        [b'P', b'K', 3, 4, ..] => Some("zip"),
        _ => None,
    }
}
