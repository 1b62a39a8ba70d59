//! Keys as people give them: what is taken is a sound key, and says the same when it is written again.

use data_encoding::{BASE64, HEXLOWER};
use pith::keys::{PublicKey, TrustedKey};

/// A text gives keys, or a reason why not. Every key is sound, and its hex, its base64 and its keyring line
/// give it again.
pub fn holds(data: &[u8]) {
    // As in the program: a key file is text.
    let Ok(text) = std::str::from_utf8(data) else { return };
    match TrustedKey::parse(text) {
        Ok(key) => sound(&key),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
    for found in [TrustedKey::parse_file(text, None), TrustedKey::parse_keyring(text)] {
        match found {
            Ok(keys) => {
                assert!(!keys.is_empty(), "a file without a key is an error");
                keys.iter().for_each(sound);
            }
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
    if let Ok(key) = PublicKey::from_bytes(data) {
        assert_eq!(key.as_bytes(), data);
    }
}

fn sound(found: &TrustedKey) {
    let bytes = found.key.as_bytes();
    assert_eq!(PublicKey::from_bytes(bytes).as_ref(), Ok(&found.key));
    for text in [HEXLOWER.encode(bytes), BASE64.encode(bytes)] {
        assert_eq!(TrustedKey::parse(&text).expect("the key's own text").key, found.key);
    }
    let line = format!("someone some-id ed25519 {}\n", BASE64.encode(bytes));
    let keys = TrustedKey::parse_keyring(&line).expect("the key's own line");
    assert_eq!(keys.iter().map(|key| &key.key).collect::<Vec<_>>(), [&found.key]);
}
