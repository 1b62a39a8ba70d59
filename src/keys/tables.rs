//! When a key is worth a table of its multiples.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};

use ed25519_dalek::VerifyingKey;

use super::multiples::Multiples;

/// So many signatures of a key are verified before its table is made. A table, with that of the base point, costs about
/// as much as 50 signatures save; a run over a few bundles does without.
const WORTHWHILE: u32 = 64;

/// The most keys of a trust store that get a table; the memory of a run is bounded by it.
const MOST: u32 = 8;

/// The table of one trusted key, made once, by the thread that verifies the signature after which it pays, and used by
/// all threads from then on.
#[derive(Default)]
pub struct Table {
    verified: AtomicU32,
    multiples: OnceLock<Multiples>,
    made: Arc<AtomicU32>,
}

impl Table {
    /// A place for a table; `made` counts those of the trust store.
    pub fn counted_in(made: &Arc<AtomicU32>) -> Self {
        Self { made: Arc::clone(made), ..Self::default() }
    }

    /// The multiples of the negative of `key`, if there are any yet. Called once per signature.
    pub fn minus(&self, key: &VerifyingKey) -> Option<&Multiples> {
        if let Some(multiples) = self.multiples.get() {
            return Some(multiples);
        }
        let is_due = self.verified.fetch_add(1, Ordering::Relaxed) == WORTHWHILE;
        if !is_due || self.made.fetch_add(1, Ordering::Relaxed) >= MOST {
            return None;
        }
        Some(self.multiples.get_or_init(|| Multiples::of(-key.to_edwards())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::PublicKey;

    /// The public keys of the first multiples of the base point: sound, like all of its multiples.
    fn keys() -> impl Iterator<Item = VerifyingKey> {
        (1_u8..).map(|number| VerifyingKey::from(curve25519_dalek::EdwardsPoint::mul_base(&number.into())))
    }

    #[test]
    fn the_table_is_made_after_many_signatures_and_kept() {
        let (key, table) = (keys().next().unwrap(), Table::default());
        for _ in 0..WORTHWHILE {
            assert!(table.minus(&key).is_none());
        }
        let made: *const Multiples = table.minus(&key).unwrap();
        assert!(std::ptr::eq(made, table.minus(&key).unwrap()));
    }

    #[test]
    fn a_trust_store_makes_a_few_tables_at_most() {
        let counted = Arc::default();
        let is_made = |key| {
            let table = Table::counted_in(&counted);
            (0..2 * WORTHWHILE).filter(|_| table.minus(&key).is_some()).count() > 0
        };
        let made: Vec<bool> = keys().take(10).map(is_made).collect();
        assert_eq!(made, [true, true, true, true, true, true, true, true, false, false]);
    }

    #[test]
    fn many_threads_make_one_table() {
        let (key, counted) = (keys().next().unwrap(), Arc::default());
        let table = Table::counted_in(&counted);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| (0..WORTHWHILE).for_each(|_| _ = table.minus(&key)));
            }
        });
        assert!(table.minus(&key).is_some());
        assert_eq!(counted.load(Ordering::Relaxed), 1);
    }

    #[test]
    fn only_keys_of_a_trust_store_have_a_place_for_a_table_and_their_copies_share_it() {
        let bytes = keys().next().unwrap().to_bytes();
        let key = PublicKey::from_bytes(&bytes).unwrap();
        assert!(key.table().is_none());
        let pinned = crate::keys::TrustedKey { key_id: None, key, grant: crate::keys::Grant::whole() };
        let store = crate::keys::TrustStore::pinned([pinned]);
        let [one, other] = [store.known(&bytes).unwrap().clone(), store.clone().known(&bytes).unwrap().clone()];
        assert!(Arc::ptr_eq(one.table().unwrap(), other.table().unwrap()));
    }
}
