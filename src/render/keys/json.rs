//! Embedded keys as `pith-keys/1` (docs/report.md).

use std::io::{self, Write};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;

use super::{NOTICE, keyring};
use crate::digest::Sha256Digest;
use crate::inspect::keys::{ListedKey, Listing};
use crate::keys::PublicKey;
use crate::keys::signature::ALGORITHM;
use crate::render::envelope::write_report;
use crate::text::cut;

#[derive(Serialize)]
struct Listed<'k> {
    verified: bool,
    notice: &'static str,
    input: &'k str,
    sha256: Sha256Digest,
    keys: Vec<Entry<'k>>,
    omitted: usize,
}

#[derive(Serialize)]
struct Entry<'k> {
    key_id: String,
    signer_ids: Vec<String>,
    role: &'static str,
    algorithm: &'static str,
    public_key_b64: Option<String>,
    key_sha256: Option<&'k Sha256Digest>,
    rotates_at: Option<String>,
    trust: &'static str,
    faults: &'k [String],
    keyring_line: Option<String>,
    keyring_lines: Vec<String>,
}

/// Writes the keys as one object.
pub fn write(name: &str, listing: &Listing, out: &mut dyn Write) -> io::Result<()> {
    let listed = Listed {
        verified: false,
        notice: NOTICE,
        input: name,
        sha256: listing.sha256,
        keys: listing.keys.iter().map(Entry::of).collect(),
        omitted: listing.omitted,
    };
    write_report("pith-keys/1", listed, out)
}

impl<'k> Entry<'k> {
    fn of(listed: &'k ListedKey) -> Self {
        let lines = keyring::lines(listed);
        Self {
            key_id: cut(&listed.key_id),
            signer_ids: listed.signers.iter().map(|(signer_id, _)| cut(signer_id)).collect(),
            role: listed.role.as_str(),
            algorithm: ALGORITHM,
            public_key_b64: listed.key.as_ref().map(|key| STANDARD.encode(key.as_bytes())),
            key_sha256: listed.key.as_ref().map(PublicKey::sha256),
            rotates_at: listed.rotates_at.as_deref().map(cut),
            trust: listed.trust.as_str(),
            faults: &listed.faults,
            keyring_line: lines.first().cloned(),
            keyring_lines: lines,
        }
    }
}
