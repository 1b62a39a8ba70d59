//! What can be wrong with any of the three signatures.

use data_encoding::{BASE64, HEXLOWER};

use super::registry;
use crate::support::json::Json;
use crate::support::keys::{BUNDLE_LABEL, EVENT_LABEL, RECEIPT_LABEL, TestKey};

/// What a signature was made over.
pub struct Signed {
    /// The canonical bytes.
    pub bytes: String,
    /// Their digest.
    pub digest: [u8; 32],
    /// The label that belongs to it.
    pub label: &'static str,
}

/// Changes a signature object.
type Edit = Box<dyn Fn(&mut Json, &Signed)>;

/// Something that can be wrong with any of the three.
pub struct Defect {
    /// The name of the fixture.
    pub name: &'static str,
    /// What is wrong, in a few words.
    pub about: &'static str,
    /// The reason that the report must give.
    pub reason: &'static str,
    /// Puts it in.
    pub edit: Edit,
}

fn defect(
    name: &'static str,
    about: &'static str,
    reason: &'static str,
    edit: impl Fn(&mut Json, &Signed) + 'static,
) -> Defect {
    Defect { name, about, reason, edit: Box::new(edit) }
}

/// A member has another value.
fn valued(
    name: &'static str,
    about: &'static str,
    reason: &'static str,
    pointer: &'static str,
    value: impl Into<Json>,
) -> Defect {
    let value = value.into();
    defect(name, about, reason, move |signature, _| signature.set(pointer, &value))
}

/// The signature text is written another way.
fn spelled(name: &'static str, about: &'static str, reason: &'static str, spell: fn(&str) -> String) -> Defect {
    defect(name, about, reason, move |signature, _| {
        let text = spell(signature.at("/signature_b64").text());
        signature.set("/signature_b64", text);
    })
}

/// All of them.
pub fn all() -> Vec<Defect> {
    let mut defects = statements();
    defects.extend(encodings());
    defects.extend(forgeries());
    defects
}

fn statements() -> Vec<Defect> {
    vec![
        defect("signature-absent", "signature_b64 is absent", "missing", |signature, _| {
            signature.remove("/signature_b64");
        }),
        valued("signature-null", "signature_b64 is null", "missing", "/signature_b64", Json::Null),
        valued("unsigned", "signature_status is unsigned", "unsigned", "/signature_status", "unsigned"),
        valued("unsigned-status-case", "signature_status in upper case", "unsigned", "/signature_status", "SIGNED_V1"),
        valued("unsigned-status-empty", "signature_status is empty", "unsigned", "/signature_status", ""),
        valued("unknown-key", "no embedded key has this id", "unknown-key", "/key_id", "stranger-test-2026-01"),
        valued("unknown-key-empty", "the key id is empty", "unknown-key", "/key_id", ""),
        valued(
            "unknown-key-space",
            "the key id has a space at its end",
            "unknown-key",
            "/key_id",
            "pith-test-2026-01 ",
        ),
        valued("algorithm", "another algorithm", "algorithm", "/algorithm", "ed25519ph"),
        valued("algorithm-case", "Ed25519 instead of ed25519", "algorithm", "/algorithm", "Ed25519"),
        valued("algorithm-none", "the algorithm is none", "algorithm", "/algorithm", "none"),
        valued("label-empty", "the label is empty", "label", "/signed_message", ""),
        defect("label-of-another", "the label of another kind of signature", "label", |signature, signed| {
            let labels = [RECEIPT_LABEL, EVENT_LABEL, BUNDLE_LABEL];
            let other = labels.into_iter().find(|label| *label != signed.label);
            signature.set("/signed_message", other);
        }),
    ]
}

fn encodings() -> Vec<Defect> {
    vec![
        valued("encoding-empty", "signature_b64 is empty", "encoding", "/signature_b64", ""),
        valued("encoding-not-base64", "signature_b64 is no base64", "encoding", "/signature_b64", "unsigned!"),
        spelled("encoding-unpadded", "base64 without padding", "encoding", |text| {
            text.trim_end_matches('=').to_owned()
        }),
        spelled("encoding-line-feed", "base64 with a line feed", "encoding", |text| format!("{text}\n")),
        spelled("encoding-hex", "hex instead of base64", "encoding", |text| HEXLOWER.encode(&decode(text))),
        spelled("encoding-63-bytes", "63 bytes", "encoding", |text| BASE64.encode(&decode(text)[..63])),
        spelled("encoding-65-bytes", "65 bytes", "encoding", |text| BASE64.encode(&[decode(text), vec![0]].concat())),
        spelled("encoding-trailing-bits", "base64 with unused bits set", "encoding", |text| {
            // 64 bytes end in one of A, Q, g, w; the next character differs in unused bits alone.
            let last = char::from(text.as_bytes()[85] + 1);
            format!("{}{last}==", &text[..85])
        }),
    ]
}

fn forgeries() -> Vec<Defect> {
    vec![
        spelled("invalid-bit", "one bit of the signature is flipped", "invalid", |text| {
            let mut bytes = decode(text);
            bytes[0] ^= 1;
            BASE64.encode(&bytes)
        }),
        spelled("invalid-zero", "64 zero bytes", "invalid", |_| BASE64.encode(&[0; 64])),
        spelled("invalid-malleable", "S plus the order of the group: valid to a lax verifier", "invalid", |text| {
            BASE64.encode(&plus_order(decode(text)))
        }),
        defect("invalid-other-key", "signed with another key than the one it names", "invalid", |signature, signed| {
            signature.set("/signature_b64", TestKey::author().sign(&signed.digest));
        }),
        defect(
            "invalid-hex-signed",
            "the 64 hex digits are signed, not the 32 bytes",
            "invalid",
            |signature, signed| {
                signature.set("/signature_b64", registry().sign(HEXLOWER.encode(&signed.digest).as_bytes()));
            },
        ),
        defect(
            "invalid-bytes-signed",
            "the canonical bytes are signed, not their digest",
            "invalid",
            |signature, signed| {
                signature.set("/signature_b64", registry().sign(signed.bytes.as_bytes()));
            },
        ),
        defect("invalid-other-digest", "a sound signature over other content", "invalid", |signature, _| {
            signature.set("/signature_b64", registry().sign(&[7; 32]));
        }),
    ]
}

fn decode(base64: &str) -> Vec<u8> {
    BASE64.decode(base64.as_bytes()).unwrap()
}

/// Adds the order of the group to the second half of a signature: 2^252 + 27742317777372353535851937790883648493.
fn plus_order(mut signature: Vec<u8>) -> Vec<u8> {
    let order = HEXLOWER.decode(b"edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010").unwrap();
    let mut carry = 0;
    for (byte, added) in signature[32..].iter_mut().zip(order) {
        let sum = u16::from(*byte) + u16::from(added) + carry;
        *byte = sum.to_le_bytes()[0];
        carry = sum >> 8;
    }
    signature
}
