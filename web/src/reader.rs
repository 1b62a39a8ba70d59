//! The bytes of a file, which JavaScript reads in parts.

use std::io::{self, Read};

use js_sys::{Function, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue};

/// The most bytes that are asked for at once.
const PART: usize = 1 << 20;

/// Calls a function with an offset and a length for the bytes there; fewer than asked for mean the end of the file.
pub struct Reader {
    read: Function,
    offset: u64,
    is_over: bool,
}

impl Reader {
    pub const fn new(read: Function) -> Self {
        Self { read, offset: 0, is_over: false }
    }

    /// The number of bytes that were read.
    pub const fn offset(&self) -> u64 {
        self.offset
    }
}

impl Read for Reader {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.is_over {
            return Ok(0);
        }
        let length = u32::try_from(into.len().min(PART)).unwrap_or_default();
        let offset = exact(self.offset).into();
        let part = self.read.call2(&JsValue::NULL, &offset, &length.into()).map_err(|error| failure(&error))?;
        let part: Uint8Array = part.dyn_into().map_err(|_| io::Error::other("not bytes"))?;
        let count = usize::try_from(part.length()).unwrap_or(usize::MAX);
        let into = into.get_mut(..count).ok_or_else(|| io::Error::other("more bytes than were asked for"))?;
        part.copy_to(into);
        self.offset += u64::from(part.length());
        self.is_over = part.length() < length;
        Ok(count)
    }
}

/// A count as JavaScript has it: exact, since no file has 2^53 bytes.
pub fn exact(count: u64) -> f64 {
    let half = |bits: u64| f64::from(u32::try_from(bits & u64::from(u32::MAX)).unwrap_or_default());
    half(count >> 32) * 4_294_967_296.0 + half(count)
}

/// The message of what JavaScript threw.
fn failure(thrown: &JsValue) -> io::Error {
    let message = thrown.dyn_ref::<js_sys::Error>().map(|error| String::from(error.message()));
    io::Error::other(message.unwrap_or_else(|| "it cannot be read".to_owned()))
}
