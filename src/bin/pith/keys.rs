//! `--key`, `--keyring` and `--trust-embedded`: the keys that a run trusts.

use std::path::{Path, PathBuf};

use pith::keyring::{TrustStore, TrustedKey};
use pith::text::{cut, escape};

use crate::args::TrustOptions;
use crate::inputs::{self, Contents};

/// More than any key file needs.
const LIMIT: u64 = 16 << 20;

/// The files that the keys are read from.
pub fn files(options: &TrustOptions) -> impl Iterator<Item = &Path> {
    let keys = options.key.iter().filter_map(|text| text.strip_prefix('@')).map(Path::new);
    keys.chain(options.keyring.iter().map(PathBuf::as_path))
}

/// The trusted keys, or why a key cannot be used.
pub fn trust_store(options: &TrustOptions) -> Result<TrustStore, String> {
    let mut keys: Vec<TrustedKey> = Vec::new();
    for text in &options.key {
        let found = match text.strip_prefix('@') {
            Some(path) => TrustedKey::parse_file(&read(Path::new(path)).map_err(|error| format!("--key @{error}"))?),
            None => TrustedKey::parse(text).map(|key| vec![key]),
        };
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

fn read(path: &Path) -> Result<String, String> {
    let name = inputs::display_name(path);
    let mut bytes = Vec::new();
    match inputs::read(path, LIMIT, &mut bytes) {
        Ok(Contents::Whole) => inputs::text(bytes).map_err(|obstacle| format!("{name}: {obstacle}")),
        Ok(Contents::TooLarge) => Err(format!("{name}: too large for a key file")),
        Err(error) => Err(format!("{name}: {error}")),
    }
}
