//! The lines of an earlier report, with their places in the file.

use std::io::{self, BufRead as _, BufReader, Read};

/// The lines of a report, which is read from its beginning.
pub struct Lines<R> {
    reader: BufReader<R>,
    /// The most bytes of a line that are kept.
    limit: u64,
    offset: u64,
    bytes: Vec<u8>,
}

/// A line without its line end, `\n` or `\r\n`.
pub struct Line<'l> {
    pub offset: u64,
    pub bytes: &'l [u8],
    /// Whether it has a line end, and is not longer than the limit. Otherwise it was cut, here or by another.
    pub is_whole: bool,
}

/// As much is read at once.
const BUFFER: usize = 1 << 17;

impl<R: Read> Lines<R> {
    pub fn of(report: R, limit: u64) -> Self {
        Self { reader: BufReader::with_capacity(BUFFER, report), limit, offset: 0, bytes: Vec::new() }
    }

    /// The next line; `None` at the end of the file.
    pub fn next(&mut self) -> io::Result<Option<Line<'_>>> {
        self.bytes.clear();
        let mut length = self.reader.by_ref().take(self.limit).read_until(b'\n', &mut self.bytes)?;
        if length == 0 {
            return Ok(None);
        }
        let is_whole = self.bytes.pop_if(|last| *last == b'\n').is_some();
        if is_whole {
            self.bytes.pop_if(|last| *last == b'\r');
        } else {
            length += self.reader.skip_until(b'\n')?;
        }
        let offset = self.offset;
        self.offset += u64::try_from(length).unwrap_or(u64::MAX);
        Ok(Some(Line { offset, bytes: &self.bytes, is_whole }))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn lines_come_with_their_places() {
        let mut lines = Lines::of(&b"one\r\n\n123456789\n12345678\n\rlast"[..], 9);
        let mut found = Vec::new();
        while let Some(line) = lines.next().unwrap() {
            found.push((line.offset, String::from_utf8(line.bytes.to_vec()).unwrap(), line.is_whole));
        }
        let expected = [(0, "one", true), (5, "", true), (6, "123456789", false), (16, "12345678", true)];
        let expected = expected.into_iter().chain([(25, "\rlast", false)]);
        assert_eq!(found, expected.map(|(at, text, whole)| (at, text.to_owned(), whole)).collect::<Vec<_>>());
    }
}
