//! Embedded keys as a keyring, and as `pith-keys/1` (docs/report.md).

use std::io::{self, Write};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;

use crate::inspect::keys::{ListedKey, Listing};
use crate::keys::Role;
use crate::render::escape::write_json;
use crate::report::Trust;
use crate::text::{cut, escape, is_hostile};

const SCHEMA: &str = "pith-keys/1";

/// What has to be said before anybody trusts what follows.
pub const NOTICE: &str =
    "UNVERIFIED: anybody can embed a key. Compare the SHA-256 with the publisher's before you trust one.";

/// The most signers of one key that are listed.
const SHOWN: usize = 20;

/// Lines that `--keyring` reads: keys that are sound, and comments on all of them.
pub fn keyring(name: &str, listing: &Listing, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "# {NOTICE}")?;
    writeln!(out, "# The keys of {}, SHA-256 {}", comment(name), listing.sha256)?;
    for key in &listing.keys {
        writeln!(out, "#")?;
        match &key.key {
            Some(sound) => writeln!(out, "# SHA-256 {} {}", sound.sha256(), standing(key.trust))?,
            None => writeln!(out, "# no key: {}", comment(&key.key_id))?,
        }
        for fault in &key.faults {
            writeln!(out, "# {}", comment(fault))?;
        }
        if key.signers.len() > SHOWN {
            writeln!(out, "# {} signers use it; here are {SHOWN} of them", key.signers.len())?;
        }
        for (signer_id, role) in signers(key).iter().take(SHOWN) {
            match (line(key, signer_id, *role), &key.key) {
                (Some(line), _) => writeln!(out, "{line}")?,
                (None, Some(_)) => {
                    let (signer, id) = (comment(signer_id), comment(&key.key_id));
                    writeln!(out, "# not a keyring line: signer {signer}, key id {id}")?;
                }
                (None, None) => {}
            }
        }
    }
    if listing.omitted > 0 {
        writeln!(out, "#\n# no keys: {} more entries, which have not the shape of one", listing.omitted)?;
    }
    Ok(())
}

/// What keyrings have in place of an owner that is not known.
const ANY_OWNER: &str = "-";

/// Who signs with a key, and the role that this takes; `-` where the document does not say whose key it is.
fn signers(listed: &ListedKey) -> Vec<(&str, Role)> {
    if listed.signers.is_empty() {
        return vec![(ANY_OWNER, listed.role)];
    }
    listed.signers.iter().map(|(signer_id, role)| (signer_id.as_str(), *role)).collect()
}

/// The keyring line of a key for one of its signers; `None` if something is wrong with the key, or if its ids
/// would not be read back as they are.
fn line(listed: &ListedKey, signer_id: &str, role: Role) -> Option<String> {
    let key = listed.key.as_ref().filter(|_| listed.faults.is_empty())?;
    let fits = |id: &str| {
        !id.is_empty() && cut(id) == id && !id.contains(|c: char| c.is_whitespace() || c == '#' || is_hostile(c))
    };
    // In a keyring `-` is every owner: a document that calls a signer so must not get that.
    let is_everybody = signer_id == ANY_OWNER && !listed.signers.is_empty();
    let base64 = STANDARD.encode(key.as_bytes());
    (!is_everybody && fits(signer_id) && fits(&listed.key_id))
        .then(|| format!("{signer_id} {} ed25519 {base64} {}", listed.key_id, role.as_str()))
}

/// Foreign text within a comment: it ends where the line ends, and nowhere else.
fn comment(text: &str) -> String {
    escape(&cut(text))
}

const fn standing(trust: Trust) -> &'static str {
    match trust {
        Trust::Builtin => "trusted: this key is built into pith",
        Trust::Pinned => "trusted: you gave this key",
        Trust::Embedded => "taken at face value (--trust-embedded)",
        Trust::Untrusted => "NOT trusted",
    }
}

#[derive(Serialize)]
struct Whole<'k> {
    schema: &'static str,
    tool: Tool,
    verified: bool,
    notice: &'static str,
    input: &'k str,
    sha256: String,
    keys: Vec<Entry<'k>>,
    omitted: usize,
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct Entry<'k> {
    key_id: String,
    signer_ids: Vec<String>,
    role: &'static str,
    algorithm: &'static str,
    public_key_b64: Option<String>,
    key_sha256: Option<String>,
    trust: &'static str,
    faults: &'k [String],
    keyring_line: Option<String>,
    keyring_lines: Vec<String>,
}

impl<'k> Entry<'k> {
    fn of(listed: &'k ListedKey) -> Self {
        let lines = signers(listed).into_iter().take(SHOWN);
        let lines: Vec<String> = lines.filter_map(|(signer_id, role)| line(listed, signer_id, role)).collect();
        Self {
            key_id: cut(&listed.key_id),
            signer_ids: listed.signers.iter().map(|(signer_id, _)| cut(signer_id)).collect(),
            role: listed.role.as_str(),
            algorithm: "ed25519",
            public_key_b64: listed.key.as_ref().map(|key| STANDARD.encode(key.as_bytes())),
            key_sha256: listed.key.as_ref().map(|key| key.sha256().to_string()),
            trust: listed.trust.as_str(),
            faults: &listed.faults,
            keyring_line: lines.first().cloned(),
            keyring_lines: lines,
        }
    }
}

/// As one JSON object.
pub fn json(name: &str, listing: &Listing, out: &mut dyn Write) -> io::Result<()> {
    let whole = Whole {
        schema: SCHEMA,
        tool: Tool { name: "pith", version: env!("CARGO_PKG_VERSION") },
        verified: false,
        notice: NOTICE,
        input: name,
        sha256: listing.sha256.to_string(),
        keys: listing.keys.iter().map(Entry::of).collect(),
        omitted: listing.omitted,
    };
    write_json(&whole, out)?;
    out.write_all(b"\n")
}
