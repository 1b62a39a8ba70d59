//! Who signed an event: registries rotate their keys, so a signer is more than a key (M8 and M9, inferred).

use std::collections::HashMap;

use crate::bundle::Event;
use crate::keys::signature::Verified;
use crate::keys::{Candidate, Role};

/// Who signed an event.
#[derive(Clone, Copy)]
pub struct Signer<'k, 'a> {
    key: &'k Candidate<'a>,
    /// The name that the event states, where the key is trusted to sign under it.
    name: Option<&'a str>,
}

impl<'k, 'a> Signer<'k, 'a> {
    /// The signer of an event whose signature verifies.
    pub fn of(event: &Verified<'k, 'a, &'k Event<'a>>) -> Self {
        let (key, stated) = (event.key(), event.subject().signer.signer_id);
        // Any role will do: `trust.keys` checks what a key may sign.
        let is_trusted = key.warrant.covers(Some(stated), Role::Signer).is_ok();
        Self { key, name: is_trusted.then_some(stated) }
    }

    /// The same 32 key bytes, or the same name with keys that are both trusted for it.
    pub fn is(&self, other: &Self) -> bool {
        self.key.key == other.key.key || (self.name.is_some() && self.name == other.name)
    }
}

/// Numbers for signers: equal where [`Signer::is`] holds, or where a chain of others joins two.
///
/// A key that signs under two names, both of which it is trusted for, makes these one signer.
#[derive(Default)]
pub(super) struct Signers<'k, 'a> {
    by_key: HashMap<&'k [u8; 32], usize>,
    by_name: HashMap<&'a str, usize>,
    /// For each number the one that it was joined to, or itself.
    joined: Vec<usize>,
}

impl<'k, 'a> Signers<'k, 'a> {
    /// Numbers the signers of events.
    pub(super) fn of(signers: impl Iterator<Item = Signer<'k, 'a>>) -> Self
    where
        'a: 'k,
    {
        let mut numbered = Self::default();
        signers.for_each(|signer| numbered.add(&signer));
        // Every number was joined to a smaller one: in rising order, one step leads to the last.
        for number in 0..numbered.joined.len() {
            let last = numbered.step(numbered.step(number));
            if let Some(joined) = numbered.joined.get_mut(number) {
                *joined = last;
            }
        }
        numbered
    }

    fn add(&mut self, signer: &Signer<'k, 'a>) {
        let joined = &mut self.joined;
        let key = *self.by_key.entry(signer.key.key.as_bytes()).or_insert_with(|| {
            joined.push(joined.len());
            joined.len() - 1
        });
        let Some(name) = signer.name else { return };
        let name = *self.by_name.entry(name).or_insert(key);
        let (a, b) = (self.last(key), self.last(name));
        if let Some(joined) = self.joined.get_mut(a.max(b)) {
            *joined = a.min(b);
        }
    }

    /// The number of a signer that was added.
    pub(super) fn number(&self, signer: &Signer<'_, '_>) -> usize {
        self.by_key.get(signer.key.key.as_bytes()).map_or(usize::MAX, |key| self.step(*key))
    }

    fn step(&self, number: usize) -> usize {
        self.joined.get(number).copied().unwrap_or(number)
    }

    /// The number that this one was joined to in the end; the way there is halved for the next time.
    fn last(&mut self, number: usize) -> usize {
        let mut number = number;
        while self.step(number) != number {
            let next = self.step(self.step(number));
            if let Some(joined) = self.joined.get_mut(number) {
                *joined = next;
            }
            number = next;
        }
        number
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chains_of_joined_numbers_end_at_the_smallest() {
        let mut signers = Signers { joined: (0..100).collect(), ..Signers::default() };
        for number in (1..100).rev() {
            let (a, b) = (signers.last(number), signers.last(number - 1));
            signers.joined[a.max(b)] = a.min(b);
        }
        assert_eq!(signers.last(99), 0);
    }
}
