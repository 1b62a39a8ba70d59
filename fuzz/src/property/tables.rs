//! Tables of keys: the answer of `verify_strict`, over signatures and whatever comes close to one.

use std::sync::LazyLock;

use ed25519_dalek::SigningKey;
use pith::keys::{PublicKey, Tabled};

use crate::support::signatures::{Attempt, attempts};

/// Few, because a table takes as long as twenty signatures.
static KEYS: LazyLock<Vec<(SigningKey, Tabled)>> = LazyLock::new(|| (0..4).map(keys).collect());

fn keys(seed: u8) -> (SigningKey, Tabled) {
    let signing = SigningKey::from_bytes(&[seed; 32]);
    let key = PublicKey::from_bytes(signing.verifying_key().as_bytes()).expect("a sound key");
    (signing, Tabled::new(&key))
}

/// The first two bytes choose a key and the kind of an attempt, the next eight decide it, and the rest is added to its
/// 96 bytes.
pub fn holds(data: &[u8]) {
    let Some(([key, kind], rest)) = data.split_first_chunk() else { return };
    let (seed, edits) = rest.split_at(rest.len().min(8));
    let (signing, tabled) = &KEYS[usize::from(*key) % KEYS.len()];
    let mut attempts = attempts(signing, seed);
    let kind = usize::from(*kind) % attempts.len();
    let Attempt { mut message, mut signature, .. } = attempts.swap_remove(kind);
    for (byte, edit) in signature.iter_mut().chain(&mut message).zip(edits) {
        *byte ^= edit;
    }
    assert_eq!(tabled.verifies(&message, &signature), tabled.verifies_strictly(&message, &signature));
}
