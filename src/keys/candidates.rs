//! The embedded keys of a bundle that are sound, looked up by the id that a signature names.

use std::collections::HashMap;

use super::public_key::PublicKey;
use super::role::Warrant;

/// An embedded key that is sound.
#[derive(Clone, Debug)]
pub struct Candidate<'a> {
    /// Its place in `public_keys`.
    pub index: usize,
    /// `key_id`
    pub key_id: &'a str,
    /// The key.
    pub key: PublicKey,
    /// Its `public_key_fingerprint` in signatures.
    pub fingerprint: String,
    /// `rotates_at`
    pub rotates_at: Option<&'a str>,
    /// What trust in it rests on, and how far it goes.
    pub warrant: Warrant,
}

/// What an id names.
#[derive(Clone, Copy, Debug)]
pub enum Lookup<'k, 'a> {
    /// No sound key.
    Unknown,
    /// A sound key, and another embedded key, sound or not.
    Ambiguous,
    /// This one.
    Key(&'k Candidate<'a>),
}

/// The sound keys of a bundle.
#[derive(Clone, Debug, Default)]
pub struct Candidates<'a> {
    keys: Vec<Candidate<'a>>,
    /// For each id, how many embedded keys have it, and the last sound one of them.
    by_id: HashMap<&'a str, (usize, Option<usize>)>,
}

impl<'a> Candidates<'a> {
    /// Notes that an embedded key has this id, whether it is sound or not.
    pub fn claim_id(&mut self, key_id: &'a str) {
        self.by_id.entry(key_id).or_default().0 += 1;
    }

    /// Adds a sound key, whose id has been claimed.
    pub fn add(&mut self, candidate: Candidate<'a>) {
        self.by_id.entry(candidate.key_id).or_default().1 = Some(self.keys.len());
        self.keys.push(candidate);
    }

    /// The key with this id: three different answers, since an id that two keys have names neither.
    pub fn lookup(&self, key_id: &str) -> Lookup<'_, 'a> {
        match self.by_id.get(key_id) {
            Some((2.., Some(_))) => Lookup::Ambiguous,
            Some((_, Some(place))) => self.keys.get(*place).map_or(Lookup::Unknown, Lookup::Key),
            _ => Lookup::Unknown,
        }
    }

    /// All of them, in the order of the document.
    pub fn all(&self) -> &[Candidate<'a>] {
        &self.keys
    }
}
