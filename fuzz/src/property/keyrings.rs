//! Keyrings and key files: what is trusted is what the text says, for whom and for what.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use curve25519_dalek::edwards::CompressedEdwardsY;
use data_encoding::{BASE64, HEXLOWER};
use pith::inspect::keys::list;
use pith::json::{Arena, Document};
use pith::keys::{KeyTextError, PublicKey, Role, TrustStore, TrustedKey};
use pith::render::keys::keyring;
use pith::report::Verdict;
use pith::verify::Policy;

use super::published::of_file;
use super::verify::verdict;
use crate::support::forge::{Bundle, storage_attestation};
use crate::support::hostile::raw;
use crate::support::json::Json;
use crate::support::keys::{TestKey, embedded_key, fingerprint};

/// What stands for the bytes that no text has, from the first of them on.
static WORDS: LazyLock<[String; 11]> = LazyLock::new(|| {
    let (registry, author) = (TestKey::registry(), TestKey::author());
    let object = format!("{{\"public_key_hex\":\"{}\"", HEXLOWER.encode(&registry.public()));
    [
        registry.keyring_line(),
        author.keyring_line(),
        BASE64.encode(&registry.public()),
        BASE64.encode(&TestKey::stranger().public()),
        registry.key_id.to_owned(),
        " signer".to_owned(),
        " registry".to_owned(),
        " ed25519 ".to_owned(),
        TestKey::author().pem(),
        object,
        ",\"rotates_at\":\"2026-01-01T00:00:00Z\",\"status\":\"".to_owned(),
    ]
});
const FIRST_WORD: u8 = 0xf5;

/// A bundle of the registry, with an event of an author.
static BUNDLE: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let mut bundle = Bundle::example();
    bundle.embed(&TestKey::author());
    bundle.add(storage_attestation("copy 1").at("2026-05-21T00:00:00Z"), &TestKey::author());
    bundle.seal();
    bundle.json.compact().into_bytes()
});

/// The bytes are a text, in which each byte from [`FIRST_WORD`] on stands for one of [`WORDS`].
///
/// - As a keyring, it is accepted where a second reader accepts it, with the same keys, owners and roles; otherwise the
///   same line is at fault. Line ends, comments and a byte order mark change nothing.
/// - Each key is trusted for what one of its lines says, and another line makes no other key more or less trusted.
/// - A bundle passes if its registry's key is trusted as a registry's and nobody took an id in it.
/// - As a key file, each of its keys is one that the file says is in force, with the owner and the time that it says.
/// - The lines that `pith keys` writes about the same keys read back as these keys, in the roles of their use.
pub fn holds(data: &[u8]) {
    let mut bytes = Vec::new();
    for byte in data.iter().take(2_000) {
        match byte.checked_sub(FIRST_WORD) {
            Some(word) => bytes.extend_from_slice(WORDS[usize::from(word)].as_bytes()),
            None => bytes.push(*byte),
        }
    }
    let Ok(text) = std::str::from_utf8(&bytes) else { return };
    let marked = [b"\xef\xbb\xbf", &bytes[..]].concat();
    assert_eq!(crate::typed::text(marked).as_deref(), Ok(text), "a byte order mark does no harm");
    of_file(text);
    let found = TrustedKey::parse_keyring(text);
    let expected = second_reader(text);
    let found: Vec<Said> = match (&found, &expected) {
        (Ok(found), Ok(_)) => found.iter().map(Said::of).collect(),
        (Err(KeyTextError::Line { line, .. }), Err(expected)) => return assert_eq!(line, expected),
        (Err(KeyTextError::Empty), Err(0)) => return,
        _ => panic!("{found:?}, but the second reader: {expected:?}"),
    };
    let expected = expected.expect("accepted");
    assert_eq!(found, expected);
    let again = text.lines().fold(String::new(), |text, line| text + "\t" + line + " # a comment\r\n");
    assert_eq!(second_reader(&again), Ok(expected.clone()), "the second reader is the same for other line ends");
    let again = TrustedKey::parse_keyring(&again).expect("another spelling");
    assert_eq!(again.iter().map(Said::of).collect::<Vec<_>>(), expected);
    trusted(&again, &expected);
    written(&expected);
}

/// A line of a keyring.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Said {
    owner: Option<String>,
    key_id: String,
    bytes: [u8; 32],
    role: Role,
}

impl Said {
    fn of(key: &TrustedKey) -> Self {
        assert!(is_sound(key.key.as_bytes()), "an unsound key is trusted");
        assert_eq!(key.grant.rotates_at, None);
        let key_id = key.key_id.clone().expect("an id");
        Self { owner: key.grant.owner.clone(), key_id, bytes: *key.key.as_bytes(), role: key.grant.role }
    }

    /// Whether it allows a signature in a role, by a signer where one is named.
    fn allows(&self, bytes: &[u8; 32], signer_id: Option<&str>, role: Role) -> bool {
        let owner = self.owner.as_deref();
        let is_owner = owner.is_none() || signer_id.is_none() || owner == signer_id;
        self.bytes == *bytes && is_owner && (role == Role::Signer || self.role == Role::Registry)
    }
}

/// A point of the group of prime order, in its one encoding.
pub(super) fn is_sound(bytes: &[u8; 32]) -> bool {
    let point = CompressedEdwardsY(*bytes).decompress();
    point.is_some_and(|point| point.compress().0 == *bytes && point.is_torsion_free() && !point.is_small_order())
}

/// The keys of a keyring, or the number of the first line that is none; 0 if there is no line.
fn second_reader(text: &str) -> Result<Vec<Said>, usize> {
    let mut all = Vec::new();
    for (number, line) in (1_usize..).zip(text.split('\n')) {
        let line = line.find('#').map_or(line, |comment| &line[..comment]);
        let mut words = line.split(char::is_whitespace).filter(|word| !word.is_empty());
        let Some(owner) = words.next() else { continue };
        let (key_id, algorithm, base64) = (words.next(), words.next(), words.next());
        let role = match words.next() {
            None | Some("registry") => Some(Role::Registry),
            Some("signer") => Some(Role::Signer),
            Some(_) => None,
        };
        let bytes = base64.and_then(|base64| BASE64.decode(base64.as_bytes()).ok()?.try_into().ok());
        let said = key_id.zip(bytes).zip(role).filter(|((_, bytes), _)| is_sound(bytes));
        let ((key_id, bytes), role) =
            said.filter(|_| algorithm == Some("ed25519") && words.next().is_none()).ok_or(number)?;
        let owner = (owner != "-").then(|| owner.to_owned());
        all.push(Said { owner, key_id: key_id.to_owned(), bytes, role });
    }
    if all.is_empty() { Err(0) } else { Ok(all) }
}

/// The most keys and owners that are asked about.
const ASKED: usize = 4;

/// Trust goes as far as the lines say, with the last line and without it, and a bundle passes only by it.
fn trusted(keys: &[TrustedKey], said: &[Said]) {
    let (registry, author) = (TestKey::registry(), TestKey::author());
    let mut known: Vec<[u8; 32]> = said.iter().map(|said| said.bytes).take(ASKED).collect();
    known.extend([registry.public(), author.public()]);
    let owners = said.iter().take(ASKED).filter_map(|said| said.owner.as_deref());
    let owners: BTreeSet<Option<&str>> = owners.map(Some).chain([None, Some(registry.signer_id)]).collect();
    let whole = TrustStore::pinned(keys.to_vec());
    let less = TrustStore::pinned(keys[..keys.len() - 1].to_vec());
    let last = &said[said.len() - 1];
    for bytes in known {
        let key = PublicKey::from_bytes(&bytes).expect("a sound key");
        let (warrant, before) = (whole.warrant(&key), less.warrant(&key));
        for owner in &owners {
            for role in [Role::Signer, Role::Registry] {
                let is_allowed = said.iter().any(|said| said.allows(&bytes, *owner, role));
                let is_trusted = warrant.covers(*owner, role).is_ok();
                assert_eq!(is_trusted, is_allowed, "{owner:?} {role:?}");
                let was_trusted = before.covers(*owner, role).is_ok();
                assert!(was_trusted == is_trusted || last.bytes == bytes, "a line changes trust in another key");
                assert!(is_trusted || !was_trusted, "a line takes trust away");
            }
        }
    }
    let is_taken = |key: &TestKey| {
        let mut namesakes = said.iter().filter(|said| said.key_id == key.key_id).peekable();
        namesakes.peek().is_some() && namesakes.all(|said| said.bytes != key.public())
    };
    let is_registry = said.iter().any(|said| said.allows(&registry.public(), Some(registry.signer_id), Role::Registry));
    let passes = is_registry && !is_taken(&registry) && !is_taken(&author);
    let report = verdict(&BUNDLE, &Policy { trust: whole, ..Policy::new(None) });
    assert_eq!(report.verdict == Verdict::Pass, passes, "{:?}", report.verdict);
}

/// A document that embeds these keys, each used as the lines say, is listed as lines that read back as these.
fn written(said: &[Said]) {
    let said = &said[..said.len().min(ASKED)];
    let mut keys: Vec<(&str, [u8; 32])> = said.iter().map(|said| (&*said.key_id, said.bytes)).collect();
    keys.sort_unstable();
    keys.dedup();
    let events = said.iter().filter_map(|said| Some((said, said.owner.as_deref()?)));
    let document = object! {
        "public_keys": keys.iter().map(|(key_id, bytes)| embedded_key(key_id, bytes)).collect::<Vec<Json>>(),
        "events": events.map(|(said, owner)| event(said, owner)).collect::<Vec<Json>>(),
    };
    let text = document.compact();
    let arena = Arena::new();
    let document = Document::parse(text.as_bytes(), &arena).expect("a document");
    let listing = list(&document, &TrustStore::builtin(), None).expect("it has keys");
    let mut lines = Vec::new();
    let name = format!("{}\n{}", said[0].key_id, TestKey::stranger().keyring_line());
    keyring::write(&name, &listing, &mut lines).expect("memory takes everything");
    let lines = String::from_utf8(lines).expect("text");
    assert_eq!(raw(&lines), None);
    let builtin = TrustStore::builtin();
    let is_plain = |text: &str| raw(text).is_none() && !text.contains('\n') && text.chars().count() <= 200;
    // Of keys with one id, all are at fault; of a key with two ids, the later entries.
    let is_listed = |place: usize, (key_id, bytes): &(&str, [u8; 32])| {
        let is_other = |at: usize, (other, of): &(&str, [u8; 32])| other != key_id && (at > place || of != bytes);
        keys.iter().enumerate().all(|(at, key)| at == place || is_other(at, key))
            && is_plain(key_id)
            && !builtin.is_impersonated(key_id, bytes)
    };
    let mut expected: Vec<Said> = Vec::new();
    for (_, key) in keys.iter().enumerate().filter(|(place, key)| is_listed(*place, key)) {
        let of_key: Vec<&Said> = said.iter().filter(|said| (&*said.key_id, said.bytes) == *key).collect();
        let owners: BTreeSet<Option<&str>> = of_key.iter().filter_map(|said| said.owner.as_deref().map(Some)).collect();
        let owners = if owners.is_empty() { BTreeSet::from([None]) } else { owners };
        for owner in owners {
            let lines = of_key.iter().filter(|said| owner.is_some() && said.owner.as_deref() == owner);
            let role = lines.map(|said| said.role).max().unwrap_or(Role::Signer);
            let owner = owner.map(str::to_owned);
            let is_read_back = owner.as_deref().is_none_or(is_plain);
            expected.extend(is_read_back.then(|| Said { owner, key_id: key.0.to_owned(), bytes: key.1, role }));
        }
    }
    expected.sort();
    let mut found = match TrustedKey::parse_keyring(&lines) {
        Ok(found) => found.iter().map(Said::of).collect(),
        Err(KeyTextError::Empty) => Vec::new(),
        Err(error) => panic!("{error}: {lines}"),
    };
    found.sort();
    assert_eq!(found, expected, "{lines}");
}

/// An event that uses a key in its role, for its owner; nothing in it verifies.
fn event(said: &Said, owner: &str) -> Json {
    let event_type = if said.role == Role::Registry { "graph_snapshot" } else { "correction" };
    let of = TestKey::registry();
    let mut event = crate::support::event::NewEvent::new(event_type, "graph", object! {}).signed("pith:2026:A", &of);
    event.set("/signer/signer_id", owner);
    event.set("/signer/key_id", said.key_id.as_str());
    event.set("/signer/public_key_fingerprint", fingerprint(&said.bytes));
    event
}
