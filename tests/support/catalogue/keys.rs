//! `key.*`: a second key in `public_keys`, with which nothing is signed, has one thing wrong with it.

use data_encoding::{BASE64, BASE64URL, HEXLOWER};

use super::{Case, edited, edited_outside};
use crate::support::json::Json;
use crate::support::keys::{TestKey, embedded_key};

/// The cases.
pub fn cases() -> Vec<Case> {
    let mut cases = points();
    cases.extend(texts());
    cases.extend(fingerprints());
    cases.extend(unique());
    cases
}

/// The bundle with a second embedded key.
fn second(path: String, about: &'static str, key: Json) -> Case {
    edited_outside(path, about, |json| json.push("/public_keys", key))
}

/// The bundle with a second embedded key that cannot be used.
fn unusable(name: &str, about: &'static str, reason: &'static str, key: Json) -> Case {
    second(format!("fail/key.encoding/{name}.json"), about, key).fail("key.encoding", reason, "/public_keys/1")
}

/// The neutral element: under it one signature fits every message.
const NEUTRAL: &str = "0100000000000000000000000000000000000000000000000000000000000000";
/// A point of order 8.
const ORDER_8: &str = "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a";
/// The key of seed `pith test key 6` plus [`ORDER_8`].
const WITH_TORSION: &str = "bbdb182c0859d435aacdc8c1360cce1897980a8aec7db231b3139b6cb8106f52";
/// y = p + 3: the same point as y = 3.
const NOT_REDUCED: &str = "f0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f";
/// x = 0 with its sign bit set.
const SIGN_OF_ZERO: &str = "0100000000000000000000000000000000000000000000000000000000000080";
/// No point of the curve has y = 2.
const NO_POINT: &str = "0200000000000000000000000000000000000000000000000000000000000000";

/// Bytes that are no key, well written.
fn points() -> Vec<Case> {
    [
        ("non-canonical", "a point written as y = p + 3", "not-canonical", NOT_REDUCED),
        ("non-canonical-sign", "x is 0 and its sign bit is set", "not-canonical", SIGN_OF_ZERO),
        ("not-a-point", "a key that is not a point of the curve", "not-a-point", NO_POINT),
        ("neutral", "a key that is the neutral element", "small-order", NEUTRAL),
        ("small-order", "a point of order 8", "small-order", ORDER_8),
        ("torsion", "a good key plus a point of order 8", "torsion", WITH_TORSION),
        ("length-31", "31 bytes", "length", &NO_POINT[..62]),
        ("length-33", "33 bytes", "length", &format!("{NO_POINT}00")),
        ("length-0", "no bytes", "length", ""),
    ]
    .into_iter()
    .map(|(name, about, reason, hex)| unusable(name, about, reason, embedded_key("pith-test-2026-02", &decode(hex))))
    .chain([signs_everything()])
    .collect()
}

/// An event under the neutral element: R neutral and S = 0 satisfy the equation whatever was signed.
fn signs_everything() -> Case {
    let key = embedded_key("author-test-2026-01", &decode(NEUTRAL));
    let signature = BASE64.encode(&[decode(NEUTRAL), vec![0; 32]].concat());
    edited("fail/key.encoding/signs-everything.json", "an event under the neutral element", |bundle| {
        let fingerprint = key.at("/fingerprint_sha256_hex").clone();
        for object in ["signer", "signature"] {
            bundle.json.set(&format!("/events/2/{object}/key_id"), "author-test-2026-01");
            bundle.json.set(&format!("/events/2/{object}/public_key_fingerprint"), &fingerprint);
        }
        bundle.json.push("/public_keys", &key);
        bundle.seal_event(2);
        bundle.json.set("/events/2/signature/signature_b64", &signature);
        bundle.invalidate(2);
        bundle.seal();
    })
    .fail("key.encoding", "small-order", "/public_keys/1")
    .fail("event.signature", "unknown-key", "/events/2/signature")
}

fn decode(hex: &str) -> Vec<u8> {
    HEXLOWER.decode(hex.as_bytes()).unwrap()
}

/// A good key, badly written.
fn texts() -> Vec<Case> {
    let good = TestKey::successor();
    let base64 = BASE64.encode(&good.public());
    // The last character before the padding holds four bits of the key and two that must be 0.
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let last = alphabet.find(&base64[42..43]).unwrap();
    let trailing = format!("{}{}=", &base64[..42], &alphabet[last + 1..last + 2]);
    let hex = HEXLOWER.encode(&good.public());
    let other_hex = HEXLOWER.encode(&TestKey::author().public());
    let written = |name: &str, about, reason, member: &str, value: String| {
        let mut key = good.embedded();
        key.set(&format!("/{member}"), value);
        unusable(name, about, reason, key)
    };
    let in_base64 = |name: &str, about, value: String| written(name, about, "base64", "public_key_b64", value);
    let in_hex = |name: &str, about, value: String| written(name, about, "hex-differs", "public_key_hex", value);
    vec![
        in_base64("base64-unpadded", "base64 without padding", base64.trim_end_matches('=').to_owned()),
        in_base64("base64-over-padded", "base64 with two padding characters", format!("{base64}=")),
        in_base64("base64-trailing-bits", "base64 with unused bits set", trailing),
        in_base64("base64-line-feed", "base64 with a line feed", format!("{base64}\n")),
        in_base64("base64-space", "base64 with a space in it", format!("{} {}", &base64[..4], &base64[4..])),
        in_hex("hex-differs", "base64 and hex contain different keys", other_hex),
        in_hex("hex-upper-case", "hex in upper case", hex.to_uppercase()),
        in_hex("hex-short", "hex lacks its last digit", hex[..63].to_owned()),
        in_hex("hex-prefix", "hex with 0x before it", format!("0x{hex}")),
        written("algorithm", "another algorithm", "algorithm", "algorithm", "rsa".into()),
        written("algorithm-case", "Ed25519 instead of ed25519", "algorithm", "algorithm", "Ed25519".into()),
        written("format", "another format", "format", "format", "pem".into()),
        url_alphabet(),
    ]
}

/// URL-safe base64, of the first key whose bytes need one of the two characters that differ.
fn url_alphabet() -> Case {
    let (key, form) = (6..100)
        .map(|number| TestKey::new(number, "registry.example", "pith_registry", "pith-test-2026-02"))
        .map(|key| (key.embedded(), BASE64URL.encode(&key.public())))
        .find(|(_, form)| form.contains(['-', '_']))
        .unwrap();
    let mut key = key;
    key.set("/public_key_b64", form);
    unusable("base64-url", "URL-safe base64", "base64", key)
}

fn fingerprints() -> Vec<Case> {
    let good = TestKey::successor().embedded();
    let hex = good.at("/fingerprint_sha256_hex").text().to_owned();
    let base32 = good.at("/fingerprint_sha256_b32_first128bits").text().to_owned();
    let whole = {
        use sha2::{Digest, Sha256};
        HEXLOWER.encode(&Sha256::digest(TestKey::successor().public()))
    };
    let digest = HEXLOWER.decode(whole.as_bytes()).unwrap();
    let first_16 = data_encoding::BASE32_NOPAD.encode(&digest[..16]);
    assert_ne!(first_16, base32);
    let (author_hex, author_base32) = {
        let author = TestKey::author().embedded();
        (author.at("/fingerprint_sha256_hex").clone(), author.at("/fingerprint_sha256_b32_first128bits").clone())
    };
    let unsound = |path: &str, about, edit: fn(&mut Json)| {
        let mut key = embedded_key("pith-test-2026-02", &decode(ORDER_8));
        key.set("/fingerprint_sha256_hex", "00112233445566778899aabbccddeeff");
        edit(&mut key);
        second(path.to_owned(), about, key)
    };
    let known = unsound(
        "fail/key.fingerprint/unsound.json",
        "a wrong fingerprint of an unsound key whose bytes are known",
        |_| {},
    )
    .fail("key.encoding", "small-order", "/public_keys/1")
    .fail("key.fingerprint", "differs", "/public_keys/1/fingerprint_sha256_hex");
    let unknown = unsound(
        "fail/key.encoding/hex-and-fingerprint.json",
        "a fingerprint without key bytes to compare it with",
        |key| {
            key.set("/public_key_hex", NO_POINT);
        },
    )
    .fail("key.encoding", "hex-differs", "/public_keys/1");
    [
        ("hex-other", "the hex fingerprint is that of another key", "fingerprint_sha256_hex", author_hex),
        ("hex-upper-case", "the hex fingerprint in upper case", "fingerprint_sha256_hex", hex.to_uppercase().into()),
        ("hex-short", "the hex fingerprint lacks a digit", "fingerprint_sha256_hex", hex[..31].into()),
        ("hex-whole", "the hex fingerprint is the whole digest", "fingerprint_sha256_hex", whole.into()),
        ("hex-empty", "the hex fingerprint is empty", "fingerprint_sha256_hex", "".into()),
        (
            "base32-other",
            "the base32 fingerprint is that of another key",
            "fingerprint_sha256_b32_first128bits",
            author_base32,
        ),
        (
            "base32-lower-case",
            "the base32 fingerprint in lower case",
            "fingerprint_sha256_b32_first128bits",
            base32.to_lowercase().into(),
        ),
        (
            "base32-of-16-bytes",
            "the base32 form of 16 bytes, as the member's name suggests",
            "fingerprint_sha256_b32_first128bits",
            first_16.into(),
        ),
    ]
    .into_iter()
    .map(|(name, about, member, value)| {
        let mut key = good.clone();
        key.set(&format!("/{member}"), value);
        let (path, pointer) = (format!("fail/key.fingerprint/{name}.json"), format!("/public_keys/1/{member}"));
        second(path, about, key).fail("key.fingerprint", "differs", &pointer).warn(
            "trust.keys",
            "unused",
            "/public_keys/1",
        )
    })
    .chain([known, unknown])
    .collect()
}

fn unique() -> Vec<Case> {
    let with = |name: &str, about, reason, keys: &[Json]| {
        edited_outside(format!("fail/key.unique/{name}.json"), about, |json| {
            json.at_mut("/public_keys").elements_mut().extend_from_slice(keys);
        })
        .fail("key.unique", reason, "/public_keys")
        .warn("trust.keys", "unused", "/public_keys")
    };
    let (first, other) = (TestKey::successor(), TestKey::author().named("pith-test-2026-02"));
    let renamed = TestKey::successor().named("pith-test-2026-03");
    vec![
        with("id-twice", "two keys with one id", "id-twice", &[first.embedded(), other.embedded()]),
        with("entry-twice", "one entry occurs twice", "id-twice", &[first.embedded(), first.embedded()]),
        with("key-twice", "one key under two ids", "key-twice", &[first.embedded(), renamed.embedded()]),
        with(
            "registry-key-twice",
            "the key that signs, again under another id",
            "key-twice",
            &[TestKey::registry().named("pith-test-2026-03").embedded()],
        ),
    ]
}
