//! Lines of a stream and names in a list, read one at a time and up to a limit.
//!
//! This file uses no other part of the program, so that `fuzz/` can include it.

use std::io::{self, BufRead, Read as _};

/// Whether an entry fits into the limit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Contents {
    /// The entry is complete.
    Whole,
    /// The entry is larger than the limit.
    TooLarge,
}

/// Reads up to the next line end, `\n` or `\r\n`, which is not part of the line. `None` at the end of the stream.
pub fn read_line(reader: &mut impl BufRead, limit: u64, line: &mut Vec<u8>) -> io::Result<Option<Contents>> {
    // One byte more, because a `\r` before the line end does not count.
    let read = read_entry(reader, b'\n', limit.saturating_add(1), line)?;
    line.pop_if(|last| *last == b'\r');
    let fits = u64::try_from(line.len()).unwrap_or(u64::MAX) <= limit;
    Ok(read.map(|contents| if fits { contents } else { Contents::TooLarge }))
}

/// Reads up to the next `end`, which is not part of the entry. Bytes beyond the limit are skipped. `None` at the end of
/// the stream.
pub fn read_entry(reader: &mut impl BufRead, end: u8, limit: u64, entry: &mut Vec<u8>) -> io::Result<Option<Contents>> {
    if reader.by_ref().take(limit.saturating_add(1)).read_until(end, entry)? == 0 {
        return Ok(None);
    }
    let is_complete = entry.pop_if(|last| *last == end).is_some();
    if u64::try_from(entry.len()).unwrap_or(u64::MAX) <= limit {
        return Ok(Some(Contents::Whole));
    }
    if !is_complete {
        reader.skip_until(end)?;
    }
    Ok(Some(Contents::TooLarge))
}
