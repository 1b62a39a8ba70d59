//! How much is hashed in search of the events that were signed.

use std::cell::Cell;

use crate::digest::ComputedDigest;
use crate::json::Value;
use crate::json::canonical::measured_digest;

/// What may be hashed, whatever the length of the document.
const LEAST: usize = 8 << 20;

/// How many times the length of the document more. Each event costs two versions of it, whose parts the document may have
/// for many events together.
const TIMES: usize = 4;

/// The digests of events, as long as there is room for what they are over.
pub(super) struct Hashing {
    left: Cell<usize>,
}

impl Hashing {
    /// For the events of a document of this length.
    pub(super) const fn of_events(length: usize) -> Self {
        Self { left: Cell::new(LEAST.saturating_add(length.saturating_mul(TIMES))) }
    }

    /// The digest of `value`; none from where too much was hashed.
    pub(super) fn digest(&self, value: &Value<'_>) -> Option<ComputedDigest> {
        if self.left.get() == 0 {
            return None;
        }
        let (digest, length) = measured_digest(value);
        self.left.set(self.left.get().saturating_sub(length));
        Some(digest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashing_ends_with_the_room_for_it() {
        let text = "x".repeat(1 << 20);
        let value = Value::made_text(&text);
        let hashing = Hashing::of_events(1 << 20);
        let digests = std::iter::from_fn(|| hashing.digest(&value)).take(100).count();
        // Two quotation marks more than the text each time.
        assert_eq!(digests, 12);
    }
}
