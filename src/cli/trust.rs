//! `--key`, `--keyring` and `--trust-embedded`: the keys that a run trusts.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use data_encoding::{BASE64, HEXLOWER_PERMISSIVE};
use pith::bundle::time::Time;
use pith::inspect::keys::{self, ListedKey};
use pith::json::{Arena, Document};
use pith::keys::{KeyTextError, TrustStore, TrustedKey};
use pith::text::cut;
use pith::verify::Policy;

use crate::cli::input::{self, Unread};
use crate::cli::typed;

/// The options that decide which keys are trusted.
#[derive(clap::Args)]
#[command(next_help_heading = "Trust")]
pub struct TrustArgs {
    /// Trust KEY instead of the built-in key: 64 hex digits, base64, PEM, or @FILE with one of these or with key JSON
    // PEM begins with hyphens.
    #[arg(long, allow_hyphen_values = true)]
    key: Vec<String>,
    /// Trust the keys in FILE instead of the built-in key, one `signer_id key_id ed25519 BASE64` per line
    #[arg(long, value_name = "FILE")]
    keyring: Vec<PathBuf>,
    /// Take embedded keys at face value: for test and private registries
    #[arg(long)]
    trust_embedded: bool,
}

/// More than any key file needs.
const LIMIT: u64 = 16 << 20;

impl TrustArgs {
    /// The files that the keys are read from.
    pub fn files(&self) -> impl Iterator<Item = &Path> {
        let keys = self.key.iter().filter_map(|text| text.strip_prefix('@')).map(Path::new);
        keys.chain(self.keyring.iter().map(PathBuf::as_path))
    }

    /// The policy of a run that trusts these keys, and that knows the time. Fails if a key cannot be used. `inputs` are
    /// searched only for the key whose fingerprint was given instead of the key.
    pub fn policy(&self, inputs: impl IntoIterator<Item: AsRef<Path>>) -> Result<Policy, String> {
        Ok(Policy { trust: store(self, inputs)?, ..Policy::new(now()) })
    }
}

fn now() -> Option<Time> {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).ok()?;
    Time::from_unix(i64::try_from(since.as_secs()).ok()?)
}

fn store(args: &TrustArgs, inputs: impl IntoIterator<Item: AsRef<Path>>) -> Result<TrustStore, String> {
    let mut inputs = inputs.into_iter();
    let mut keys: Vec<TrustedKey> = Vec::new();
    for text in &args.key {
        let contents = text.strip_prefix('@').map(|path| read(Path::new(path)));
        let contents = contents.transpose().map_err(|error| format!("--key @{error}"))?;
        let found = match &contents {
            Some(contents) => TrustedKey::parse_file(contents, now()),
            None => TrustedKey::parse(text).map(|key| vec![key]),
        };
        let found = found.map_err(|error| match error {
            KeyTextError::UnsoundHex(_) | KeyTextError::Unsound(_) => {
                fingerprint_in(&mut inputs, contents.as_deref().unwrap_or(text).trim()).unwrap_or(error)
            }
            _ => error,
        });
        let file = |error: &KeyTextError| {
            let may_be_a_name = contents.is_none() && *error == KeyTextError::Form;
            if may_be_a_name { "; a file with one is given as @FILE" } else { "" }
        };
        keys.extend(found.map_err(|error| format!("--key {}: {error}{}", cut(text), file(&error)))?);
    }
    for path in &args.keyring {
        let contents = read(path).map_err(|error| format!("--keyring {error}"))?;
        let found = TrustedKey::parse_keyring(&contents).map_err(|error| match error {
            KeyTextError::Line { line, problem } => {
                let key = contents.lines().nth(line - 1).and_then(|line| line.split_whitespace().nth(3));
                let meant = key.and_then(|key| fingerprint_in(&mut inputs, key));
                KeyTextError::Line { line, problem: meant.map_or(problem, |meant| meant.to_string()) }
            }
            error => error,
        });
        keys.extend(found.map_err(|error| format!("--keyring {}: {error}", input::display_name(path)))?);
    }
    let is_pinned = !args.key.is_empty() || !args.keyring.is_empty();
    let store = if is_pinned { TrustStore::pinned(keys) } else { TrustStore::builtin() };
    Ok(if args.trust_embedded { store.and_embedded() } else { store })
}

/// The most inputs that are searched for a key.
const SEARCHED: usize = 8;

/// The error about this text, hex or base64, if it is the SHA-256 of a key that one of the inputs embeds.
fn fingerprint_in(inputs: &mut impl Iterator<Item: AsRef<Path>>, text: &str) -> Option<KeyTextError> {
    let sha256 = HEXLOWER_PERMISSIVE.decode(text.as_bytes()).or_else(|_| BASE64.decode(text.as_bytes())).ok()?;
    inputs.filter(|path| path.as_ref().is_file()).take(SEARCHED).find_map(|path| {
        let path = path.as_ref();
        let bytes = input::read(path, LIMIT).ok()?;
        let arena = Arena::new();
        let document = Document::parse(&bytes, &arena).ok()?;
        let listing = keys::list(&document, &TrustStore::builtin(), now()).ok()?;
        let is_meant =
            |key: &&ListedKey| key.key.as_ref().is_some_and(|key| key.sha256().as_bytes().as_slice() == sha256);
        let key = listing.keys.iter().find(is_meant)?;
        let name = input::display_name(path);
        Some(KeyTextError::FingerprintOf(format!("the key {}, which {name} embeds", cut(&key.key_id))))
    })
}

fn read(path: &Path) -> Result<String, String> {
    let text = match input::read(path, LIMIT) {
        Ok(bytes) => typed::text(bytes).map_err(str::to_owned),
        Err(Unread::TooLarge(_)) => Err("too large for a key file".to_owned()),
        Err(Unread::Failed(error)) => Err(error.to_string()),
    };
    text.map_err(|error| format!("{}: {error}", input::display_name(path)))
}
