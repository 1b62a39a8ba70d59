//! Texts that people write: key files, keyrings, lists of names.
//!
//! This file uses no other part of the program, so that `fuzz/` can include it.

/// The text of a file that people write, such as a key file.
pub fn text(bytes: Vec<u8>) -> Result<String, &'static str> {
    String::from_utf8(without_mark(bytes)).map_err(|_| "not UTF-8 text")
}

/// A text without the byte order mark that some editors put before it.
pub fn without_mark(mut bytes: Vec<u8>) -> Vec<u8> {
    if bytes.starts_with(b"\xef\xbb\xbf") {
        bytes.drain(..3);
    }
    bytes
}
