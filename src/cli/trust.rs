//! `--key`, `--keyring` and `--trust-embedded`: the keys that a run trusts.

use std::path::{Path, PathBuf};

use pith::inspect::keys::{self, ListedKey};
use pith::json::{Arena, Document};
use pith::keys::{KeyTextError, TrustStore, TrustedKey};
use pith::text::{cut, escape};

use crate::cli::args::TrustOptions;
use crate::cli::inputs::{self, Contents};

/// More than any key file needs.
const LIMIT: u64 = 16 << 20;

/// The files that the keys are read from.
pub fn files(options: &TrustOptions) -> impl Iterator<Item = &Path> {
    let keys = options.key.iter().filter_map(|text| text.strip_prefix('@')).map(Path::new);
    keys.chain(options.keyring.iter().map(PathBuf::as_path))
}

/// The trusted keys, or why a key cannot be used. `inputs` are looked through only for the key whose fingerprint was
/// given as a key.
pub fn store<'p>(options: &TrustOptions, inputs: impl IntoIterator<Item = &'p PathBuf>) -> Result<TrustStore, String> {
    let mut inputs = inputs.into_iter();
    let mut keys: Vec<TrustedKey> = Vec::new();
    for text in &options.key {
        let found = match text.strip_prefix('@') {
            Some(path) => TrustedKey::parse_file(&read(Path::new(path)).map_err(|error| format!("--key @{error}"))?),
            None => TrustedKey::parse(text).map(|key| vec![key]),
        };
        let found = found.map_err(|error| match error {
            KeyTextError::UnsoundHex(_) => fingerprint_in(&mut inputs, text).unwrap_or(error),
            _ => error,
        });
        keys.extend(found.map_err(|error| format!("--key {}: {error}", escape(&cut(text))))?);
    }
    for path in &options.keyring {
        let found = TrustedKey::parse_keyring(&read(path).map_err(|error| format!("--keyring {error}"))?);
        keys.extend(found.map_err(|error| format!("--keyring {}: {error}", inputs::display_name(path)))?);
    }
    let is_pinned = !options.key.is_empty() || !options.keyring.is_empty();
    let store = if is_pinned { TrustStore::pinned(keys) } else { TrustStore::builtin() };
    Ok(if options.trust_embedded { store.and_embedded() } else { store })
}

/// The most inputs that are looked through for a key.
const LOOKED_THROUGH: usize = 8;

/// What these digits are if they are the SHA-256 of a key that one of the inputs embeds.
fn fingerprint_in<'p>(inputs: &mut impl Iterator<Item = &'p PathBuf>, digits: &str) -> Option<KeyTextError> {
    inputs.filter(|path| path.is_file()).take(LOOKED_THROUGH).find_map(|path| {
        let mut bytes = Vec::new();
        inputs::read(path, LIMIT, &mut bytes).ok()?;
        let arena = Arena::new();
        let document = Document::parse(&bytes, &arena).ok()?;
        let listing = keys::list(&document, &TrustStore::builtin()).ok()?;
        let is_meant = |key: &&ListedKey| {
            key.key.as_ref().is_some_and(|key| key.sha256().to_string().eq_ignore_ascii_case(digits))
        };
        let key = listing.keys.iter().find(is_meant)?;
        let name = inputs::display_name(path);
        Some(KeyTextError::FingerprintOf(format!("the key {}, which {name} embeds", cut(&key.key_id))))
    })
}

fn read(path: &Path) -> Result<String, String> {
    let name = inputs::display_name(path);
    let mut bytes = Vec::new();
    match inputs::read(path, LIMIT, &mut bytes) {
        Ok(Contents::Whole) => inputs::text(bytes).map_err(|obstacle| format!("{name}: {obstacle}")),
        Ok(Contents::TooLarge) => Err(format!("{name}: too large for a key file")),
        Err(error) => Err(format!("{name}: {error}")),
    }
}
