//! NDJSON: the lines that are read are the lines that are there, however the stream is cut.

use std::io::BufReader;

use crate::lines::{Contents, read_entry, read_line};

/// Byte 0 is the limit, byte 1 how much the stream gives at once, the rest the stream.
pub fn holds(data: &[u8]) {
    let [limit, buffer, stream @ ..] = data else { return };
    let (limit, buffer) = (usize::from(*limit), 1 + usize::from(*buffer));
    let mut expected: Vec<&[u8]> = stream.split(|byte| *byte == b'\n').collect();
    expected.pop_if(|last| last.is_empty());
    let mut reader = BufReader::with_capacity(buffer, stream);
    let mut line = Vec::new();
    for found in &expected {
        line.clear();
        let contents = read_line(&mut reader, u64::try_from(limit).expect("small"), &mut line).expect("no obstacle");
        let whole = found.strip_suffix(b"\r").unwrap_or(found);
        assert!(line.len() <= limit + 2, "no more is kept than the limit and a line end");
        if whole.len() <= limit {
            assert_eq!((contents, line.as_slice()), (Some(Contents::Whole), whole));
        } else {
            assert_eq!(contents, Some(Contents::TooLarge));
        }
    }
    line.clear();
    assert_eq!(read_line(&mut reader, 1, &mut line).expect("no obstacle"), None, "nothing is left");
    names(stream, limit, buffer);
}

/// The same for the names of `--files-from -0`.
fn names(stream: &[u8], limit: usize, buffer: usize) {
    let mut expected: Vec<&[u8]> = stream.split(|byte| *byte == 0).collect();
    expected.pop_if(|last| last.is_empty());
    let mut reader = BufReader::with_capacity(buffer, stream);
    for found in expected {
        let mut entry = Vec::new();
        let contents = read_entry(&mut reader, 0, u64::try_from(limit).expect("small"), &mut entry);
        let whole = if found.len() <= limit { Contents::Whole } else { Contents::TooLarge };
        assert_eq!(contents.expect("no obstacle"), Some(whole));
        assert_eq!(entry, &found[..found.len().min(limit + 1)]);
    }
}
