//! Line and column of byte offsets.

/// A place in a text, both counted from 1; the column counts characters, not bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// The positions of `offsets` (in rising order) in `source`, in one pass over it.
///
/// Bytes that are no UTF-8 count as characters unless they look like continuation bytes.
pub fn positions(source: &[u8], offsets: &[usize]) -> Vec<Position> {
    let mut here = Position { line: 1, column: 1 };
    let mut from = 0;
    let mut found = Vec::with_capacity(offsets.len());
    for &offset in offsets {
        for &byte in source.get(from..offset).unwrap_or_default() {
            if byte == b'\n' {
                here.line += 1;
                here.column = 1;
            } else if byte & 0xc0 != 0x80 {
                here.column += 1;
            }
        }
        from = from.max(offset);
        found.push(here);
    }
    found
}

/// The offset of the name of the member whose value begins at `value`.
pub(super) fn name_offset(source: &[u8], value: u32) -> usize {
    let value = usize::try_from(value).unwrap_or(usize::MAX);
    let before = source.get(..value).unwrap_or_default().trim_ascii_end();
    let name = before.strip_suffix(b":").unwrap_or(before).trim_ascii_end();
    let mut end = name.len().saturating_sub(1);
    // A quote inside the name is escaped: the opening one follows no odd run of backslashes.
    while let Some(quote) = name.get(..end).and_then(|text| text.iter().rposition(|&b| b == b'"')) {
        let slashes = name.get(..quote).unwrap_or_default().iter().rev().take_while(|&&b| b == b'\\').count();
        if slashes % 2 == 0 {
            return quote;
        }
        end = quote;
    }
    value
}
