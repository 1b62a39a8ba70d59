//! The lines of an NDJSON input, as the command line splits it.

#[path = "../../src/cli/lines.rs"]
mod split;

use std::io::{self, BufReader, Read as _};
use std::ops::Range;

use js_sys::Function;

use crate::reader::Reader;

pub use split::Contents;

/// The bytes that are read at once.
const PART: usize = 1 << 18;

/// The lines of one input that are not blank.
pub struct Lines {
    name: String,
    reader: BufReader<Reader>,
    limit: u64,
    number: usize,
    is_over: bool,
    is_empty: bool,
}

/// What comes next in an input.
pub enum Next {
    /// A line; without its contents if it is over the limit.
    Line { number: usize, place: Range<u64>, contents: Option<Vec<u8>> },
    /// The input cannot be read further, or has no line.
    Obstacle(String),
}

impl Lines {
    pub fn new(name: String, read: Function, limit: u64) -> Self {
        let reader = BufReader::with_capacity(PART, Reader::new(read));
        Self { name, reader, limit, number: 0, is_over: false, is_empty: true }
    }

    /// The offset of what is read next.
    fn position(&self) -> u64 {
        let ahead = u64::try_from(self.reader.buffer().len()).unwrap_or_default();
        self.reader.get_ref().offset() - ahead
    }

    /// The place of a line, without its end.
    fn place(start: u64, line: &[u8]) -> Range<u64> {
        start..start + u64::try_from(line.len()).unwrap_or_default()
    }

    /// The name of the input.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The next line. A failed read ends the lines; a line beyond the limit does not.
    pub fn next(&mut self) -> Option<Next> {
        while !self.is_over {
            let mut line = Vec::new();
            let start = self.position();
            let read = split::read_line(&mut self.reader, self.limit, &mut line);
            self.number += 1;
            self.is_over = !matches!(read, Ok(Some(_)));
            let next = match read {
                Ok(Some(Contents::Whole)) if line.trim_ascii().is_empty() => continue,
                Ok(Some(Contents::Whole)) => {
                    Next::Line { number: self.number, place: Self::place(start, &line), contents: Some(line) }
                }
                Ok(Some(Contents::TooLarge)) => {
                    Next::Line { number: self.number, place: start..self.position(), contents: None }
                }
                Ok(None) => break,
                Err(error) => Next::Obstacle(error.to_string()),
            };
            self.is_empty = false;
            return Some(next);
        }
        std::mem::take(&mut self.is_empty).then(|| Next::Obstacle("it contains no lines to verify".to_owned()))
    }
}

/// The bytes of a whole input; `None` if it is over the limit.
pub fn whole(read: Function, limit: u64) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    // Few large parts: each may be a message to another process.
    BufReader::with_capacity(PART, Reader::new(read)).take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(Some(bytes).filter(|bytes| u64::try_from(bytes.len()).is_ok_and(|count| count <= limit)))
}
