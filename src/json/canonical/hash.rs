//! SHA-256 over canonical bytes: the only place where a [`ComputedDigest`] is made.

use sha2::{Digest as _, Sha256};

use super::{Sink, write, write_object, write_text};
use crate::digest::{ComputedDigest, Sha256Digest};
use crate::json::{Object, Value};

/// SHA-256 over the canonical bytes of `value`.
pub fn digest(value: &Value<'_>) -> ComputedDigest {
    let mut tee = Tee::default();
    write(value, &mut tee);
    tee.finish()
}

/// SHA-256 over the canonical bytes of `object` without the members named in `left_out`.
///
/// This is how an event, a state and a bundle are hashed: without the members that hold their own
/// digest and signature.
pub fn digest_without(object: Object<'_>, left_out: &[&str]) -> ComputedDigest {
    let mut tee = Tee::default();
    write_object(object, left_out, &mut tee);
    tee.finish()
}

/// SHA-256 over the canonical bytes of `value`, and how many they are.
pub fn measured_digest(value: &Value<'_>) -> (ComputedDigest, usize) {
    let mut measured = Measured { tee: Tee::default(), length: 0 };
    write(value, &mut measured);
    (measured.tee.finish(), measured.length)
}

/// A digest that counts what it is over.
struct Measured {
    tee: Tee,
    length: usize,
}

impl Sink for Measured {
    fn put(&mut self, bytes: &[u8]) {
        self.length += bytes.len();
        self.tee.put(bytes);
    }
}

/// The digest of a whole and the digests of its parts, from one walk.
///
/// The bytes of a bundle contain those of its events and its state, so they are written once: to the
/// digest of the whole, and for as long as a part lasts, to the digest of that part as well.
pub struct Tee {
    whole: Sha256,
    part: Option<Sha256>,
    /// Small writes are gathered, so that SHA-256 sees many blocks at once.
    pending: [u8; GATHER],
    /// How many of the pending bytes are meant.
    used: usize,
}

impl Default for Tee {
    fn default() -> Self {
        Self { whole: Sha256::new(), part: None, pending: [0; GATHER], used: 0 }
    }
}

/// Enough blocks, and small beside the first-level cache.
const GATHER: usize = 4 << 10;

impl Tee {
    /// Writes the name of a member and the colon after it.
    pub fn name(&mut self, name: &str) {
        self.put(b"\"");
        write_text(name, self);
        self.put(b"\":");
    }

    /// Writes an object as a part of the whole, and gives its own digest, which is over the same
    /// bytes without the members named in `left_out`.
    pub fn part(&mut self, object: Object<'_>, left_out: &[&str]) -> ComputedDigest {
        let mut part = Some(Sha256::new());
        self.both(&mut part);
        self.put(b"{");
        let (mut any, mut any_kept) = (false, false);
        for member in object.members() {
            let is_kept = !left_out.contains(&member.name);
            // The comma before a member belongs to the part if both have a member before it.
            if is_kept && any_kept == any {
                self.both(&mut part);
            } else {
                self.only_whole(&mut part);
            }
            if any {
                self.put(b",");
            }
            if is_kept {
                self.both(&mut part);
            }
            any_kept |= is_kept;
            any = true;
            self.name(member.name);
            write(&member.value, self);
        }
        self.both(&mut part);
        self.put(b"}");
        self.only_whole(&mut part);
        finish(part.unwrap_or_default())
    }

    /// From here on, what is written goes to the part too.
    fn both(&mut self, part: &mut Option<Sha256>) {
        if self.part.is_none() {
            self.pass_on();
            self.part = part.take();
        }
    }

    /// From here on, what is written goes to the whole alone.
    fn only_whole(&mut self, part: &mut Option<Sha256>) {
        if self.part.is_some() {
            self.pass_on();
            *part = self.part.take();
        }
    }

    #[cold]
    fn pass_on(&mut self) {
        let pending = self.pending.get(..self.used).unwrap_or_default();
        hash(&mut self.whole, &mut self.part, pending);
        self.used = 0;
    }

    /// Takes what has no room beside the pending bytes.
    #[cold]
    fn put_large(&mut self, bytes: &[u8]) {
        self.pass_on();
        match self.pending.get_mut(..bytes.len()) {
            Some(room) => {
                room.copy_from_slice(bytes);
                self.used = bytes.len();
            }
            None => hash(&mut self.whole, &mut self.part, bytes),
        }
    }

    /// The digest of the whole.
    pub fn finish(mut self) -> ComputedDigest {
        self.pass_on();
        finish(self.whole)
    }
}

fn hash(whole: &mut Sha256, part: &mut Option<Sha256>, bytes: &[u8]) {
    whole.update(bytes);
    if let Some(part) = part {
        part.update(bytes);
    }
}

fn finish(sha: Sha256) -> ComputedDigest {
    let bytes: [u8; 32] = sha.finalize().into();
    ComputedDigest::from_canonical(Sha256Digest::from(bytes))
}

impl Sink for Tee {
    #[inline]
    fn put(&mut self, bytes: &[u8]) {
        let end = self.used + bytes.len();
        if let Some(room) = self.pending.get_mut(self.used..end) {
            room.copy_from_slice(bytes);
            self.used = end;
        } else {
            self.put_large(bytes);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{Arena, Document};

    /// Every choice of members left out gives the part the digest that it has by itself.
    #[test]
    fn a_part_has_the_digest_that_it_has_alone() {
        let arena = Arena::new();
        let source = br#"{"a":1,"b":{"c":[]},"d":"x","e":null}"#;
        let object = Document::parse(source, &arena).unwrap().root().as_object().unwrap();
        let names = ["a", "b", "d", "e"];
        for choice in 0..16_usize {
            let left_out: Vec<&str> =
                names.into_iter().enumerate().filter(|(i, _)| choice & (1 << i) != 0).map(|(_, n)| n).collect();
            let mut tee = Tee::default();
            tee.put(b"[");
            assert_eq!(tee.part(object, &left_out), digest_without(object, &left_out), "{left_out:?}");
            tee.put(b"]");
            let whole = [b"[".as_slice(), source, b"]"].concat();
            assert_eq!(tee.finish().as_bytes(), Sha256Digest::of(&whole).as_bytes(), "{left_out:?}");
        }
    }
}
