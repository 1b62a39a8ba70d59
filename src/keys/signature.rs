//! Signatures: the only way to a [`Verified`] (docs/format.md, section 3.3: proven).
//!
//! Events, receipts, bundles and the events of integrity documents all sign a bare digest with the same key and without
//! domain separation, so the label and the members of the signature object are a security boundary: they are checked
//! before the cryptography, each fault under a reason of its own. Integrity events have neither; see [`verify_bare`].

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::bundle::{EventSigner, SignatureClaim, SignatureMembers};
use crate::digest::{ComputedDigest, StatedDigest};
use crate::keys::{BareSignature, Candidate, Candidates, Lookup, PublicKey};
use crate::report::Reason;

/// The one algorithm of keys and signatures.
pub const ALGORITHM: &str = "ed25519";

/// The one `signature_status` that was ever seen.
pub const STATUS: &str = "signed_v1";

/// Something whose signature verifies over the digest that was computed for it.
///
/// Made only by [`verify`]; merging takes nothing else.
#[derive(Debug, Clone, Copy)]
pub struct Verified<'k, 'a, T> {
    subject: T,
    key: &'k Candidate<'a>,
}

impl<'k, 'a, T> Verified<'k, 'a, T> {
    /// What was signed.
    pub const fn subject(&self) -> &T {
        &self.subject
    }

    /// The key that signed it.
    pub const fn key(&self) -> &'k Candidate<'a> {
        self.key
    }
}

/// What a signature has to be over, and what has to be written on it.
pub struct Expectation<'e, 'a> {
    /// The digest that was computed.
    pub digest: &'e ComputedDigest,
    /// The digest that the document states, to tell a changed text from a foreign signature.
    pub stated_digest: Option<&'a str>,
    /// What `signed_message` has to be.
    pub label: &'static str,
    /// What `kind` has to be and what it is, where the object has one: in a receipt.
    pub kind: Option<(&'static str, &'a str)>,
    /// The `signer` of the event, who has to be the one the signature names.
    pub signer: Option<&'e EventSigner<'a>>,
}

/// Why a signature does not count. One for each reason, in the order of docs/format.md, section 3.9.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignatureFault {
    /// There is none.
    #[error("there is no signature")]
    Missing,
    /// `signature_status` is not that of a signature.
    #[error("the signature status is not `signed_v1`")]
    Unsigned(String),
    /// No sound embedded key has the id.
    #[error("no usable embedded key has the id that the signature names")]
    UnknownKey(String),
    /// Two embedded keys have the id.
    #[error("more than one embedded key has the id that the signature names")]
    AmbiguousKey(String),
    /// Another algorithm.
    #[error("the signature algorithm is not `ed25519`")]
    Algorithm(String),
    /// A signature of another kind.
    #[error("the label of the signature is that of another kind of content")]
    Label {
        /// The member with the label.
        member: &'static str,
        /// The label that it has to have.
        expected: &'static str,
        /// The label that it has.
        actual: String,
    },
    /// The event's signer is not the one that the signature names.
    #[error("the event's `signer` and its signature name different keys")]
    Signer {
        /// The member in which they differ.
        member: &'static str,
        /// The value in `signer`.
        expected: String,
        /// The value in the signature.
        actual: String,
    },
    /// The stated fingerprint is not the key's.
    #[error("the stated fingerprint is not that of the key")]
    Fingerprint {
        /// The key's.
        expected: String,
        /// The stated one.
        actual: String,
    },
    /// Not base64 of 64 bytes.
    #[error("the signature is not base64 of 64 bytes")]
    Encoding(String),
    /// The signature verifies over the stated digest, so what was signed is not what is there now: it was changed, or digest
    /// and signature are those of something else.
    #[error(
        "the signature covers the stated digest, which is not that of the content: what is here is not what was signed"
    )]
    Changed,
    /// Neither the computed digest nor the stated one, which differ, was signed by the key.
    #[error("the signature does not verify, and the stated digest is not that of the content")]
    Digest,
    /// The key did not sign this.
    #[error("the signature does not verify: this key did not sign this digest")]
    Invalid,
    /// The object does not have the shape of a signature; `bundle.shape` reports why.
    #[error("the signature object does not have the shape of one")]
    Unreadable,
}

impl SignatureFault {
    /// The reason in reports; `None` where `bundle.shape` has already reported it.
    pub const fn reason(&self) -> Option<Reason> {
        Some(match self {
            Self::Missing => Reason::Missing,
            Self::Unsigned(_) => Reason::Unsigned,
            Self::UnknownKey(_) => Reason::UnknownKey,
            Self::AmbiguousKey(_) => Reason::AmbiguousKey,
            Self::Algorithm(_) => Reason::Algorithm,
            Self::Label { .. } => Reason::Label,
            Self::Signer { .. } => Reason::Signer,
            Self::Fingerprint { .. } => Reason::Fingerprint,
            Self::Encoding(_) => Reason::Encoding,
            Self::Changed | Self::Digest => Reason::Digest,
            Self::Invalid => Reason::Invalid,
            Self::Unreadable => return None,
        })
    }

    /// The member of the signature object that it is about.
    pub const fn member(&self) -> &'static str {
        match self {
            Self::Unsigned(_) => "signature_status",
            Self::UnknownKey(_) | Self::AmbiguousKey(_) => "key_id",
            Self::Algorithm(_) => "algorithm",
            Self::Label { member, .. } | Self::Signer { member, .. } => member,
            Self::Fingerprint { .. } => "public_key_fingerprint",
            Self::Missing | Self::Encoding(_) | Self::Changed | Self::Digest | Self::Invalid | Self::Unreadable => {
                "signature_b64"
            }
        }
    }

    /// The required and the actual value, where they explain more than the message.
    pub fn comparison(&self) -> Option<(&str, &str)> {
        match self {
            Self::Unsigned(actual) => Some((STATUS, actual)),
            Self::UnknownKey(actual) => Some(("the id of one embedded, sound key", actual)),
            Self::AmbiguousKey(actual) => Some(("the id of one embedded key", actual)),
            Self::Algorithm(actual) => Some((ALGORITHM, actual)),
            Self::Encoding(actual) => Some(("base64 of 64 bytes", actual)),
            Self::Label { expected, actual, .. } => Some((expected, actual)),
            Self::Signer { expected, actual, .. } | Self::Fingerprint { expected, actual } => Some((expected, actual)),
            Self::Missing | Self::Changed | Self::Digest | Self::Invalid | Self::Unreadable => None,
        }
    }
}

/// Verifies the signature of `subject`: the only way to a [`Verified`].
pub fn verify<'k, 'a, T>(
    subject: T,
    claim: &SignatureClaim<'a>,
    expectation: &Expectation<'_, 'a>,
    candidates: &'k Candidates<'a>,
) -> Result<Verified<'k, 'a, T>, SignatureFault> {
    let members = match claim {
        SignatureClaim::Missing => return Err(SignatureFault::Missing),
        SignatureClaim::Unreadable => return Err(SignatureFault::Unreadable),
        SignatureClaim::Present(members) => members,
    };
    if members.signature_status != STATUS {
        return Err(SignatureFault::Unsigned(members.signature_status.to_owned()));
    }
    let key = match candidates.lookup(members.key_id) {
        Lookup::Unknown => return Err(SignatureFault::UnknownKey(members.key_id.to_owned())),
        Lookup::Ambiguous => return Err(SignatureFault::AmbiguousKey(members.key_id.to_owned())),
        Lookup::Key(key) => key,
    };
    check_labels(members, expectation, key)?;
    let signature = decode(members.signature_b64)?;
    if key.key.verifies(expectation.digest, &signature) {
        return Ok(Verified { subject, key });
    }
    match expectation.stated_digest.filter(|stated| !expectation.digest.is_stated_as(stated)) {
        None => Err(SignatureFault::Invalid),
        Some(stated) if covers_stated(&key.key, stated, &signature) => Err(SignatureFault::Changed),
        Some(_) => Err(SignatureFault::Digest),
    }
}

/// Whether the signature is over the digest that the document states: this verifies nothing, and tells a content that
/// was changed after signing from a signature of something else.
fn covers_stated(key: &PublicKey, stated: &str, signature: &[u8; 64]) -> bool {
    StatedDigest::parse(stated).is_some_and(|digest| key.signed_bare_digest(&digest, signature).is_some())
}

/// The key among `keys` that signed a digest which a document merely states: of the events of integrity documents.
///
/// There is no label to check here, and no computed digest: the result is no [`Verified`], and never counts as the
/// signature of an event, a receipt or a bundle ([`PublicKey::signed_bare_digest`]).
pub fn verify_bare<'k>(
    digest: &StatedDigest,
    signature_b64: &str,
    keys: impl IntoIterator<Item = &'k PublicKey>,
) -> Result<BareSignature<'k>, SignatureFault> {
    let signature = decode(signature_b64)?;
    keys.into_iter().find_map(|key| key.signed_bare_digest(digest, &signature)).ok_or(SignatureFault::Invalid)
}

fn check_labels(
    members: &SignatureMembers<'_>,
    expectation: &Expectation<'_, '_>,
    key: &Candidate<'_>,
) -> Result<(), SignatureFault> {
    if members.algorithm != ALGORITHM {
        return Err(SignatureFault::Algorithm(members.algorithm.to_owned()));
    }
    let message = ("signed_message", expectation.label, members.signed_message);
    let kind = expectation.kind.map(|(expected, actual)| ("kind", expected, actual));
    for (member, expected, actual) in [message].into_iter().chain(kind) {
        if expected != actual {
            return Err(SignatureFault::Label { member, expected, actual: actual.to_owned() });
        }
    }
    if let Some(signer) = expectation.signer {
        let pairs = [
            ("key_id", signer.key_id, members.key_id),
            ("public_key_fingerprint", signer.public_key_fingerprint, members.public_key_fingerprint),
        ];
        for (member, expected, actual) in pairs {
            if expected != actual {
                let (expected, actual) = (expected.to_owned(), actual.to_owned());
                return Err(SignatureFault::Signer { member, expected, actual });
            }
        }
    }
    if members.public_key_fingerprint != key.fingerprint {
        let (expected, actual) = (key.fingerprint.clone(), members.public_key_fingerprint.to_owned());
        return Err(SignatureFault::Fingerprint { expected, actual });
    }
    Ok(())
}

/// Strict base64 with padding, of 64 bytes.
pub(crate) fn decode(text: &str) -> Result<[u8; 64], SignatureFault> {
    let mut bytes = [0; 66];
    let encoding = || SignatureFault::Encoding(text.to_owned());
    if text.len() != 88 {
        return Err(encoding());
    }
    let length = STANDARD.decode_slice(text, &mut bytes).map_err(|_| encoding())?;
    bytes.get(..length).and_then(|bytes| bytes.try_into().ok()).ok_or_else(encoding)
}
