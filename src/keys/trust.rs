//! Which keys are trusted, and what that rests on (docs/format.md, section 7).

use std::sync::Arc;

use super::public_key::PublicKey;
use super::role::{Grant, Role, Warrant};
use super::tables::Table;
use crate::report::Trust;

/// The production key of pith.science.
///
/// Known from the real bundle, from the published mirror manifest and from 14 receipts that verify (docs/format.md,
/// section 3.11; `tests/suite/vectors.rs` verifies 12 of these).
const PRODUCTION_KEY: [u8; 32] = [
    0xb2, 0xd5, 0x52, 0xb6, 0x88, 0x90, 0x85, 0x71, 0x71, 0xa7, 0x8b, 0x36, 0xa5, 0xdc, 0xcf, 0x36, 0x8a, 0x95, 0x34,
    0x13, 0x28, 0x8c, 0x35, 0x3f, 0x7c, 0x9d, 0x9d, 0x6f, 0x94, 0xb7, 0x09, 0xb3,
];

/// Its id.
const PRODUCTION_ID: &str = "pith-v1-2026-05";

/// A key that somebody vouches for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustedKey {
    /// Its id, where one is known: another embedded key with this id is an impersonation.
    pub key_id: Option<String>,
    /// The key.
    pub key: PublicKey,
    /// Whose it is, what it may sign, and until when.
    pub grant: Grant,
}

impl TrustedKey {
    /// Its id. That of the built-in key is known also where a user gives that key by its bytes alone.
    fn known_id(&self) -> Option<&str> {
        let is_builtin = self.key.as_bytes() == &PRODUCTION_KEY;
        self.key_id.as_deref().or(is_builtin.then_some(PRODUCTION_ID))
    }
}

/// The keys that are trusted in a run.
#[derive(Clone, Debug)]
pub struct TrustStore {
    keys: Vec<TrustedKey>,
    basis: Trust,
    embedded_too: bool,
}

impl TrustStore {
    /// The keys built into this program.
    pub fn builtin() -> Self {
        let keys = PublicKey::from_tested_bytes(&PRODUCTION_KEY).map(|key| TrustedKey {
            key_id: Some(PRODUCTION_ID.to_owned()),
            key,
            grant: Grant { owner: Some("pith.science".to_owned()), role: Role::Registry, rotates_at: None },
        });
        Self::of(keys, Trust::Builtin)
    }

    /// The user's keys instead of the built-in ones.
    pub fn pinned(keys: impl IntoIterator<Item = TrustedKey>) -> Self {
        Self::of(keys, Trust::Pinned)
    }

    /// Every key has a place for a table, because most signatures of a run are by a few of these keys.
    fn of(keys: impl IntoIterator<Item = TrustedKey>, basis: Trust) -> Self {
        let made = Arc::default();
        let with_table =
            |trusted: TrustedKey| TrustedKey { key: trusted.key.with_table(Table::counted_in(&made)), ..trusted };
        Self { keys: keys.into_iter().map(with_table).collect(), basis, embedded_too: false }
    }

    /// The same, and every embedded key at face value: for test and private registries.
    #[must_use]
    pub fn and_embedded(mut self) -> Self {
        self.embedded_too = true;
        self
    }

    /// Every trusted key, for signatures that bring no keys along.
    pub fn trusted_keys(&self) -> &[TrustedKey] {
        &self.keys
    }

    /// What trust in each of them rests on.
    pub const fn basis(&self) -> Trust {
        self.basis
    }

    /// What trust rests on in this run, as in the report.
    pub const fn assurance(&self) -> Trust {
        if self.embedded_too { Trust::Embedded } else { self.basis }
    }

    /// What trust in an embedded key rests on, and how far it goes.
    pub fn warrant(&self, key: &PublicKey) -> Warrant {
        let known = self.keys.iter().filter(|trusted| trusted.key == *key);
        let mut grants: Vec<Grant> = known.map(|trusted| trusted.grant.clone()).collect();
        let basis = match (grants.is_empty(), self.embedded_too) {
            (false, _) => self.basis,
            (true, true) => Trust::Embedded,
            (true, false) => Trust::Untrusted,
        };
        if self.embedded_too {
            grants.push(Grant::whole());
        }
        let is_pinned_by_fingerprint = self.known(key.sha256().as_bytes()).is_some();
        Warrant { basis, grants, is_pinned_by_fingerprint }
    }

    /// The trusted key with these bytes: its soundness need not be checked again.
    pub fn known(&self, bytes: &[u8]) -> Option<&PublicKey> {
        self.keys.iter().map(|trusted| &trusted.key).find(|key| key.as_bytes() == bytes)
    }

    /// Whether `key_id` is the id of a trusted key, but of none with these bytes.
    pub fn is_impersonated(&self, key_id: &str, bytes: &[u8]) -> bool {
        let mut namesakes = self.keys.iter().filter(|trusted| trusted.known_id() == Some(key_id)).peekable();
        namesakes.peek().is_some() && !namesakes.any(|trusted| trusted.key.as_bytes() == bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_built_in_is_sound() {
        let key = PublicKey::from_bytes(&PRODUCTION_KEY).unwrap();
        assert_eq!(TrustStore::builtin().known(&PRODUCTION_KEY), Some(&key));
        assert_eq!(key.sha256().to_string(), "8d4b5ee74e4693bcd1df2446408b0d5482a309de1c419767f60368d28c5dfb06");
    }

    #[test]
    fn a_key_of_other_bytes_is_another_key() {
        let [one, other] = [1_u8, 2].map(|number| {
            let point = curve25519_dalek::EdwardsPoint::mul_base(&number.into());
            PublicKey::from_bytes(point.compress().as_bytes()).unwrap()
        });
        assert!(one == one.clone() && one != other);
        let store = TrustStore::pinned([TrustedKey { key_id: None, key: one.clone(), grant: Grant::whole() }]);
        assert_eq!([&one, &other].map(|key| store.warrant(key).basis), [Trust::Pinned, Trust::Untrusted]);
    }
}
