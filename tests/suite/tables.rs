//! Tables of trusted keys: always the answer of `verify_strict`, only faster.

use ed25519_dalek::SigningKey;
use pith::json::Arena;
use pith::keys::{PublicKey, Tabled, TrustStore, TrustedKey};
use pith::render::Renderer as _;
use pith::render::report::ndjson::Ndjson;
use pith::report::Verdict;
use pith::verify::{Policy, verify_bytes};
use proptest::prelude::*;
use walkdir::WalkDir;

use crate::process::KEYRING;
use crate::support::forge::Bundle;
use crate::support::signatures::attempts;

fn tabled(seed: u8) -> (SigningKey, Tabled) {
    let signing = SigningKey::from_bytes(&[seed; 32]);
    let tabled = Tabled::new(&PublicKey::from_bytes(signing.verifying_key().as_bytes()).unwrap());
    (signing, tabled)
}

#[test]
fn only_a_signature_verifies_and_nothing_that_comes_close_to_one() {
    let (signing, tabled) = tabled(1);
    for number in 0..200_u32 {
        for attempt in attempts(&signing, &number.to_le_bytes()) {
            let verifies = tabled.verifies(&attempt.message, &attempt.signature);
            assert_eq!(verifies, attempt.kind == "a signature", "{} {number}", attempt.kind);
            assert_eq!(
                tabled.verifies_strictly(&attempt.message, &attempt.signature),
                verifies,
                "{} {number}",
                attempt.kind
            );
        }
    }
}

proptest! {
    #[test]
    fn both_ways_agree_over_any_key_message_and_signature(
        seed: u8, message: Vec<u8>, signature: [u8; 32], s: [u8; 32], edit: [u8; 4]
    ) {
        let (signing, tabled) = tabled(seed);
        let agree = |message: &[u8], signature: &[u8; 64]| {
            prop_assert_eq!(tabled.verifies(message, signature), tabled.verifies_strictly(message, signature));
            Ok(())
        };
        let random: [u8; 64] = [signature, s].concat().try_into().unwrap();
        agree(&message, &random)?;
        for attempt in attempts(&signing, &edit) {
            agree(&attempt.message, &attempt.signature)?;
        }
    }
}

/// The key's table is made after 64 signatures; here it has verified 160 before each fixture.
#[test]
fn the_report_on_every_fixture_is_the_same_with_a_table() {
    let policy = |pinned: &[TrustedKey]| Policy { trust: TrustStore::pinned(pinned.to_vec()), ..Policy::new(None) };
    let keyring = keyring();
    let warm = policy(&keyring);
    let example = Bundle::example().json.compact();
    for _ in 0..40 {
        assert_eq!(verify_bytes("", example.as_bytes(), &Arena::new(), &warm).report.verdict, Verdict::Pass);
    }
    let mut compared = 0;
    for entry in WalkDir::new("fixtures").into_iter().map(Result::unwrap).filter(|entry| entry.file_type().is_file()) {
        let bytes = std::fs::read(entry.path()).unwrap();
        assert_eq!(line(&bytes, &warm), line(&bytes, &policy(&keyring)), "{}", entry.path().display());
        compared += 1;
    }
    assert!(compared > 500, "only {compared} fixtures");
}

fn line(bytes: &[u8], policy: &Policy) -> String {
    let mut line = Vec::new();
    Ndjson::default().input(&verify_bytes("", bytes, &Arena::new(), policy).report, &mut line).unwrap();
    String::from_utf8(line).unwrap()
}

fn keyring() -> Vec<TrustedKey> {
    TrustedKey::parse_keyring(&std::fs::read_to_string(KEYRING).unwrap()).unwrap()
}
