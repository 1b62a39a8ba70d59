//! Keys as people give them: hex, base64, keyring lines, published JSON.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::public_key::{KeyFault, PublicKey};
use super::trust::TrustedKey;
use crate::json::{Arena, Document, Object, ReadError};

/// Why a text gives no trusted key.
#[derive(Debug, thiserror::Error)]
pub enum KeyTextError {
    /// Neither hex nor base64.
    #[error("a key is 64 hex digits, base64 of 32 bytes, or @FILE")]
    Form,
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
    #[error("there is no key in it")]
    Empty,
    /// A JSON file that cannot be read.
    #[error("{}:{}: {source}", source.position.line, source.position.column)]
    Json {
        /// What is wrong with it.
        #[from]
        source: ReadError,
    },
    /// JSON without keys.
    #[error("{0}")]
    Document(&'static str),
}

impl TrustedKey {
    /// Reads 64 hex digits or base64.
    pub fn parse(text: &str) -> Result<Self, KeyTextError> {
        let key = parse_key(text.trim())?;
        Ok(Self { signer_id: None, key_id: None, key })
    }

    /// Reads a key file: hex or base64, or JSON with a key object, a signing key or a mirror manifest.
    pub fn parse_file(contents: &str) -> Result<Vec<Self>, KeyTextError> {
        if contents.trim_start().starts_with('{') {
            let arena = Arena::new();
            let document = Document::parse(contents.as_bytes(), &arena)?;
            return from_document(&document);
        }
        Ok(vec![Self::parse(contents)?])
    }

    /// Reads a JSON document that is a key object, a signing key or a mirror manifest.
    pub fn parse_document(document: &Document<'_>) -> Result<Vec<Self>, KeyTextError> {
        if document.root().as_object().is_some() { from_document(document) } else { Err(KeyTextError::Form) }
    }

    /// Reads a keyring: a key a line, `signer_id key_id ed25519 BASE64`; `#` begins a comment.
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
    let [signer_id, key_id, algorithm, base64] = words.as_slice() else {
        return Err(format!("expected `signer_id key_id ed25519 BASE64`, found {} words", words.len()));
    };
    if *algorithm != "ed25519" {
        return Err(format!("the algorithm is `{}`, not `ed25519`", crate::text::escape(algorithm)));
    }
    let key = from_base64(base64).map_err(|error| error.to_string())?;
    Ok(TrustedKey { signer_id: Some((*signer_id).to_owned()), key_id: Some((*key_id).to_owned()), key })
}

fn parse_key(text: &str) -> Result<PublicKey, KeyTextError> {
    if text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit()) {
        let bytes = hex::decode(text).map_err(|_| KeyTextError::Form)?;
        return Ok(PublicKey::from_bytes(&bytes)?);
    }
    let is_hex_fingerprint = text.len() == 32 && text.bytes().all(|b| b.is_ascii_hexdigit());
    let is_base32_fingerprint = text.len() == 26 && text.bytes().all(|b| b.is_ascii_alphanumeric());
    if is_hex_fingerprint || is_base32_fingerprint {
        return Err(KeyTextError::Fingerprint);
    }
    from_base64(text)
}

fn from_base64(text: &str) -> Result<PublicKey, KeyTextError> {
    let bytes = STANDARD.decode(text).map_err(|_| KeyTextError::Form)?;
    Ok(PublicKey::from_bytes(&bytes)?)
}

/// The key of a signing-key document or key object, or the keys of a mirror manifest's mirrors.
fn from_document(document: &Document<'_>) -> Result<Vec<TrustedKey>, KeyTextError> {
    let root = document.root().as_object().unwrap_or_default();
    if let Some(mirrors) = root.get("mirrors").and_then(|mirrors| mirrors.as_array()) {
        let mut keys: Vec<TrustedKey> = Vec::new();
        for mirror in mirrors {
            let object = mirror.as_object().and_then(|mirror| mirror.get("public_key"));
            if let Some(object) = object.and_then(|key| key.as_object()) {
                let key = from_key_object(object)?;
                if !keys.contains(&key) {
                    keys.push(key);
                }
            }
        }
        return if keys.is_empty() { Err(KeyTextError::Empty) } else { Ok(keys) };
    }
    Ok(vec![from_key_object(root)?])
}

fn from_key_object(object: Object<'_>) -> Result<TrustedKey, KeyTextError> {
    if object.get("algorithm").is_some_and(|algorithm| algorithm.as_str() != Some("ed25519")) {
        return Err(KeyTextError::Document("the key's `algorithm` is not `ed25519`"));
    }
    let key = match (object.text("public_key_b64"), object.text("public_key_hex")) {
        (None, None) => return Err(KeyTextError::Document("no `public_key_b64` or `public_key_hex` in it")),
        (Some(base64), None) => from_base64(base64)?,
        (None, Some(hex)) => parse_key(hex)?,
        (Some(base64), Some(hex)) => {
            let key = from_base64(base64)?;
            if key != parse_key(hex)? {
                return Err(KeyTextError::Document("`public_key_b64` and `public_key_hex` differ"));
            }
            key
        }
    };
    let owned = |name| object.text(name).map(str::to_owned);
    Ok(TrustedKey { signer_id: owned("signer_id"), key_id: owned("key_id"), key })
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
        assert_eq!(fault("8d4b5ee74e4693bcd1df2446408b0d5"), form, "31 hex digits");
        assert_eq!(fault("8d4b5ee74e4693bcd1df2446408b0d5-"), form, "32 characters that are not hex");
        assert_eq!(fault("RVFV5Z2OI2J3ZUO7ERDEBCYNKSR"), form, "27 characters");
        assert_eq!(fault("RVFV5Z2OI2J3ZUO7ERDEBCYNK-"), form, "26 characters that are not base32");
        assert_eq!(fault(&"g".repeat(63)), form, "63 characters");
    }

    #[test]
    fn a_key_that_two_mirrors_have_is_one() {
        let key = r#"{"public_key_hex":"b2d552b68890857171a78b36a5dccf368a953413288c353f7c9d9d6f94b709b3"}"#;
        let manifest = format!(r#"{{"mirrors":[{{"public_key":{key}}},{{"public_key":{key}}}]}}"#);
        assert_eq!(TrustedKey::parse_file(&manifest).unwrap().len(), 1);
    }
}
