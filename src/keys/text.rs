//! Keys as people give them: hex, base64, PEM, keyring lines; published JSON is in `published.rs`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use data_encoding::HEXLOWER;

use super::public_key::{KeyFault, PublicKey};
use super::published;
use super::role::{Grant, Role};
use super::signature::ALGORITHM;
use super::trust::{TrustStore, TrustedKey};
use crate::bundle::time::Time;
use crate::json::{Arena, Document, ReadError};

/// Why a text is not a trusted key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyTextError {
    /// Neither hex nor base64 nor PEM.
    #[error("a key is 64 hex digits, base64 of 32 bytes, or PEM")]
    Form,
    /// Hex digits, more or fewer than a key has.
    #[error("a key has 64 hex digits, and this text has {0}; give the whole key, as `pith keys` prints it")]
    HexLength(usize),
    /// PEM of something else.
    #[error(
        "this PEM text contains no Ed25519 public key: expected `-----BEGIN PUBLIC KEY-----` and 44 bytes for Ed25519"
    )]
    Pem,
    /// The SHA-256 of a key instead of the key.
    #[error("this is the fingerprint of {0}, not a key; give the key itself, as `pith keys` prints it")]
    FingerprintOf(String),
    /// 64 hex digits that are no sound key.
    #[error("{0}; if these digits are a fingerprint (a SHA-256), give the key itself, as `pith keys` prints it")]
    UnsoundHex(KeyFault),
    /// What is named was revoked, according to the file.
    #[error("{0} is revoked, according to the file that contains it: it cannot be trusted")]
    Revoked(String),
    /// The file gives the key another standing than that of a key in use.
    #[error(
        "the key {key} has the status {status} in the file that contains it, and only one that is \"active\" or \"primary\" \
         can be trusted: ask its owner which key is in use"
    )]
    Status {
        /// The key.
        key: String,
        /// What the file says, as JSON.
        status: String,
    },
    /// The file says that the key, or the list that it is in, is of use for a time.
    #[error("{what}: `{member}` is {value}, which is not a time in the future; ask its owner which key is in use")]
    Expired {
        /// What expires.
        what: String,
        /// The member that says so.
        member: String,
        /// What it says, as JSON.
        value: String,
    },
    /// No mirror of the manifest is active.
    #[error("no mirror in this manifest is active, so its keys cannot be trusted (the first has the status {0})")]
    Inactive(String),
    /// A fingerprint instead of a key.
    #[error("this is a short fingerprint, not a key: it does not pin 256 bits; give the whole key")]
    Fingerprint,
    /// Not a sound key.
    #[error("{0}")]
    Unsound(#[from] KeyFault),
    /// A line of a keyring.
    #[error("line {line}: {problem}")]
    Line {
        /// The line, from 1.
        line: usize,
        /// What is wrong with it.
        problem: String,
    },
    /// A keyring without a key.
    #[error("it contains no key")]
    Empty,
    /// A JSON file that cannot be read.
    #[error("{}:{}: {source}", source.position.line, source.position.column)]
    Json {
        /// What is wrong with it.
        #[from]
        source: ReadError,
    },
    /// A member that would say less than the file does if it were passed over.
    #[error("`{0}` of the key is not a string")]
    NotText(&'static str),
    /// JSON without keys.
    #[error("{0}")]
    Document(&'static str),
}

impl TrustedKey {
    /// Reads 64 hex digits, base64 or PEM. The text names no owner, so the key may sign for any.
    pub fn parse(text: &str) -> Result<Self, KeyTextError> {
        let key = parse_key(text.trim())?;
        Ok(Self { key_id: None, key, grant: Grant::whole() })
    }

    /// Reads a key file: hex, base64 or PEM, or JSON with a key object, a signing key or a mirror manifest. What expires
    /// does so by the clock; without one it counts as expired.
    pub fn parse_file(contents: &str, now: Option<Time>) -> Result<Vec<Self>, KeyTextError> {
        if contents.trim_start().starts_with('{') {
            let arena = Arena::new();
            let document = Document::parse(contents.as_bytes(), &arena)?;
            return published::keys(&document, now);
        }
        Ok(vec![Self::parse(contents)?])
    }

    /// Reads a JSON document that is a key object, a signing key or a mirror manifest.
    pub fn parse_document(document: &Document<'_>, now: Option<Time>) -> Result<Vec<Self>, KeyTextError> {
        if document.root().as_object().is_some() { published::keys(document, now) } else { Err(KeyTextError::Form) }
    }

    /// Reads a keyring: one key per line, `signer_id key_id ed25519 BASE64 [registry|signer]`; `#` begins a comment.
    pub fn parse_keyring(contents: &str) -> Result<Vec<Self>, KeyTextError> {
        let mut keys = Vec::new();
        for (number, line) in contents.lines().enumerate() {
            let line = line.split('#').next().unwrap_or_default();
            if line.trim().is_empty() {
                continue;
            }
            let key = parse_line(line).map_err(|problem| KeyTextError::Line { line: number + 1, problem })?;
            keys.push(key);
        }
        if keys.is_empty() { Err(KeyTextError::Empty) } else { Ok(keys) }
    }
}

fn parse_line(line: &str) -> Result<TrustedKey, String> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let (signer_id, key_id, algorithm, base64, role) = match *words.as_slice() {
        [signer_id, key_id, algorithm, base64] => (signer_id, key_id, algorithm, base64, Role::Registry.as_str()),
        [signer_id, key_id, algorithm, base64, role] => (signer_id, key_id, algorithm, base64, role),
        _ => {
            let (count, noun) = (words.len(), if words.len() == 1 { "word" } else { "words" });
            return Err(format!("expected `signer_id key_id ed25519 BASE64 [registry|signer]`, found {count} {noun}"));
        }
    };
    let role = Role::parse(role).ok_or_else(|| {
        format!("expected `registry` or `signer` after the key, found `{}`", crate::text::escape(role))
    })?;
    if algorithm != ALGORITHM {
        return Err(format!("the algorithm is `{}`, not `ed25519`", crate::text::escape(algorithm)));
    }
    let key = from_base64(base64).map_err(|error| error.to_string())?;
    // `pith keys` writes `-` where no event names the owner of the key.
    let owner = Some(signer_id.to_owned()).filter(|owner| owner != "-");
    Ok(TrustedKey { key_id: Some(key_id.to_owned()), key, grant: Grant { owner, role, rotates_at: None } })
}

pub(super) fn parse_key(text: &str) -> Result<PublicKey, KeyTextError> {
    if text.starts_with("-----BEGIN ") {
        return from_pem(text);
    }
    if text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit()) {
        let bytes = hex::decode(text).map_err(|_| KeyTextError::Form)?;
        if let Some(name) = known_fingerprint(&bytes) {
            return Err(KeyTextError::FingerprintOf(name));
        }
        return PublicKey::from_bytes(&bytes).map_err(KeyTextError::UnsoundHex);
    }
    let is_hex = text.bytes().all(|b| b.is_ascii_hexdigit());
    let is_hex_fingerprint = text.len() == 32 && is_hex;
    let is_base32_fingerprint = text.len() == 26 && text.bytes().all(|b| b.is_ascii_alphanumeric());
    if is_hex_fingerprint || is_base32_fingerprint {
        return Err(KeyTextError::Fingerprint);
    }
    // The base64 of 32 bytes ends in `=`, so hex digits alone are never a key in base64.
    match text.len() {
        0 => Err(KeyTextError::Form),
        digits if is_hex => Err(KeyTextError::HexLength(digits)),
        _ => from_base64(text),
    }
}

pub(super) fn from_base64(text: &str) -> Result<PublicKey, KeyTextError> {
    let bytes = STANDARD.decode(text).map_err(|_| KeyTextError::Form)?;
    match known_fingerprint(&bytes) {
        Some(name) => Err(KeyTextError::FingerprintOf(name)),
        None => Ok(PublicKey::from_bytes(&bytes)?),
    }
}

/// The name of the built-in key with this SHA-256.
fn known_fingerprint(sha256: &[u8]) -> Option<String> {
    let builtin = TrustStore::builtin();
    let known = builtin.trusted_keys().iter().find(|trusted| trusted.key.sha256().as_bytes() == sha256)?;
    let owner = known.grant.owner.as_deref().unwrap_or_default();
    Some(format!("the key {} of {owner}, which is built in", known.key_id.as_deref().unwrap_or_default()))
}

/// The bytes before the 32 bytes of an Ed25519 key in a `SubjectPublicKeyInfo` (RFC 8410).
const ED25519_PREFIX: &str = "302a300506032b6570032100";

/// `-----BEGIN PUBLIC KEY-----`, base64 over any number of lines, `-----END PUBLIC KEY-----`, and nothing else.
fn from_pem(text: &str) -> Result<PublicKey, KeyTextError> {
    let inner = text
        .strip_prefix("-----BEGIN PUBLIC KEY-----")
        .and_then(|rest| rest.trim_end().strip_suffix("-----END PUBLIC KEY-----"));
    let base64: String = inner.ok_or(KeyTextError::Pem)?.split_ascii_whitespace().collect();
    let der = STANDARD.decode(base64).map_err(|_| KeyTextError::Pem)?;
    let prefix = HEXLOWER.decode(ED25519_PREFIX.as_bytes()).map_err(|_| KeyTextError::Pem)?;
    match der.strip_prefix(prefix.as_slice()) {
        Some(bytes) if bytes.len() == 32 => Ok(PublicKey::from_bytes(bytes)?),
        _ => Err(KeyTextError::Pem),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_is_told_from_what_is_no_key_at_all() {
        let fault = |text: &str| TrustedKey::parse(text).err().map(|error| error.to_string());
        let fingerprint = Some(KeyTextError::Fingerprint.to_string());
        let form = Some(KeyTextError::Form.to_string());
        assert_eq!(fault("8d4b5ee74e4693bcd1df2446408b0d54"), fingerprint, "32 hex digits");
        assert_eq!(fault("RVFV5Z2OI2J3ZUO7ERDEBCYNKS"), fingerprint, "26 characters of base32");
        let length = Some(KeyTextError::HexLength(31).to_string());
        assert_eq!(fault("8d4b5ee74e4693bcd1df2446408b0d5"), length, "31 hex digits");
        assert_eq!(fault("8d4b5ee74e4693bcd1df2446408b0d5-"), form, "32 characters that are not hex");
        assert_eq!(fault("RVFV5Z2OI2J3ZUO7ERDEBCYNKSR"), form, "27 characters");
        assert_eq!(fault("RVFV5Z2OI2J3ZUO7ERDEBCYNK-"), form, "26 characters that are not base32");
        assert_eq!(fault(&"g".repeat(63)), form, "63 characters");
    }

    #[test]
    fn a_key_that_two_mirrors_have_is_one() {
        let key = r#"{"public_key_hex":"b2d552b68890857171a78b36a5dccf368a953413288c353f7c9d9d6f94b709b3"}"#;
        let manifest = format!(r#"{{"mirrors":[{{"public_key":{key}}},{{"public_key":{key}}}]}}"#);
        assert_eq!(TrustedKey::parse_file(&manifest, None).unwrap().len(), 1);
    }

    #[test]
    fn a_document_that_is_no_object_is_not_said_to_lack_a_member() {
        let arena = Arena::new();
        let document = Document::parse(b"[]", &arena).unwrap();
        let fault = TrustedKey::parse_document(&document, None).unwrap_err();
        assert_eq!(fault.to_string(), KeyTextError::Form.to_string());
    }
}
