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
