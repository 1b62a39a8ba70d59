//! Embedded keys as lines that `--keyring` reads.

use std::io::{self, Write};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::NOTICE;
use crate::inspect::keys::{ListedKey, Listing};
use crate::keys::Role;
use crate::render::words;
use crate::text::{cut, escape, is_hostile};

/// The most signers of one key that are listed.
const SHOWN: usize = 20;

/// Writes a line for each sound key, and comments on all of them.
pub fn write(name: &str, listing: &Listing, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "# {NOTICE}")?;
    writeln!(out, "# The keys of {}, SHA-256 {}", comment(name), listing.sha256)?;
    for key in &listing.keys {
        one(key, out)?;
    }
    if listing.omitted > 0 {
        let (entries, do_not) = if listing.omitted == 1 { ("entry", "does not") } else { ("entries", "do not") };
        writeln!(out, "#\n# {} more {entries} {do_not} have the shape of a key", listing.omitted)?;
    }
    Ok(())
}

fn one(listed: &ListedKey, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "#")?;
    match &listed.key {
        Some(sound) => writeln!(out, "# SHA-256 {} {}", sound.sha256(), words::trust(listed.trust))?,
        None => writeln!(out, "# no usable key: {}", comment(&listed.key_id))?,
    }
    if let Some(rotates_at) = &listed.rotates_at {
        let told = "a keyring line cannot hold it, a pinned key file can (--key @FILE)";
        writeln!(out, "# rotates_at {}: {told}", comment(rotates_at))?;
    }
    for fault in &listed.faults {
        writeln!(out, "# {}", comment(fault))?;
    }
    if listed.signers.len() > SHOWN {
        writeln!(out, "# {} signers use it; the first {SHOWN} follow", listed.signers.len())?;
    }
    for (signer_id, role) in signers(listed) {
        match line(listed, signer_id, role) {
            Some(line) => writeln!(out, "{line}")?,
            None if listed.key.is_some() => {
                let (signer, id) = (comment(signer_id), comment(&listed.key_id));
                writeln!(out, "# not a keyring line: signer {signer}, key id {id}")?;
            }
            None => {}
        }
    }
    Ok(())
}

/// The keyring lines of a key, one for each of its signers.
pub(super) fn lines(listed: &ListedKey) -> Vec<String> {
    signers(listed).filter_map(|(signer_id, role)| line(listed, signer_id, role)).collect()
}

/// The word for any owner in keyrings.
const ANY_OWNER: &str = "-";

/// The first signers of a key, and the role that this requires; `-` where the document does not name any.
fn signers(listed: &ListedKey) -> impl Iterator<Item = (&str, Role)> {
    let unnamed = listed.signers.is_empty().then_some((ANY_OWNER, listed.role));
    listed.signers.iter().map(|(signer_id, role)| (signer_id.as_str(), *role)).chain(unnamed).take(SHOWN)
}

/// The keyring line of a key for one of its signers; `None` if the key has a fault, or if its ids would be read back
/// differently.
fn line(listed: &ListedKey, signer_id: &str, role: Role) -> Option<String> {
    let key = listed.key.as_ref().filter(|_| listed.faults.is_empty())?;
    let fits = |id: &str| {
        !id.is_empty() && cut(id) == id && !id.contains(|c: char| c.is_whitespace() || c == '#' || is_hostile(c))
    };
    // In a keyring `-` allows every owner, so a signer of that name gets no line.
    let is_everybody = signer_id == ANY_OWNER && !listed.signers.is_empty();
    let base64 = STANDARD.encode(key.as_bytes());
    (!is_everybody && fits(signer_id) && fits(&listed.key_id))
        .then(|| format!("{signer_id} {} ed25519 {base64} {}", listed.key_id, role.as_str()))
}

/// Text of others in a comment, without the line ends that would end it.
fn comment(text: &str) -> String {
    escape(&cut(text))
}
