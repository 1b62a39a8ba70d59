//! The catalogue as data for other implementations: `fixtures/index.json`, which `fixtures/README.md` describes.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use data_encoding::{BASE64, HEXLOWER, HEXLOWER_PERMISSIVE};
use serde::Serialize;
use serde_json::Value;

use super::{Case, KEYRING};

/// The section of docs/format.md on which a code rests. Expectations are no part of the format and have none.
pub const SECTIONS: [(&str, &str); 38] = [
    ("input.size", "1.9"),
    ("json.encoding", "1.9"),
    ("json.syntax", "1.9"),
    ("json.number", "1.9"),
    ("json.duplicate_member", "1.9"),
    ("json.depth", "1.9"),
    ("document.type", "5.1"),
    ("document.version", "5.1"),
    ("bundle.shape", "5.2"),
    ("key.impersonation", "7.4"),
    ("key.encoding", "3.1"),
    ("key.fingerprint", "3.2"),
    ("key.unique", "3.1"),
    ("record.digest", "1.10"),
    ("record.number", "2.2"),
    ("record.aliases", "2.3"),
    ("record.agreement", "2.5"),
    ("record.title", "2.4"),
    ("receipt.digest", "3.5"),
    ("receipt.signature", "3.5"),
    ("event.subject", "4.2"),
    ("event.type", "4.4"),
    ("event.digest", "1.10"),
    ("event.id", "1.10"),
    ("event.signature", "3.6"),
    ("event.unique", "4.10"),
    ("event.links", "4.14"),
    ("event.time", "6"),
    ("snapshot.digest", "1.11"),
    ("state.digest", "1.10"),
    ("state.counts", "4.15"),
    ("state.replay", "4.15"),
    ("state.order", "4.7"),
    ("state.equivocation", "4.9"),
    ("bundle.digest", "1.10"),
    ("bundle.signature", "3.7"),
    ("timestamp.proof", "5.16"),
    ("trust.keys", "7"),
];

/// The key that a verifier trusts if nobody says otherwise (docs/format.md, section 3.11).
const BUILT_IN: &str = "pith.science pith-v1-2026-05 ed25519 stVStoiQhXFxp4s2pdzPNoqVNBMojDU/fJ2db5S3CbM= registry";

/// The options without a value.
const FLAGS: [&str; 3] = ["--trust-embedded", "--strict", "--no-progress"];

#[derive(Serialize)]
struct Entry<'c> {
    id: String,
    file: &'c str,
    document: &'static str,
    about: &'static str,
    options: Options,
    verdict: &'static str,
    exit_code: i32,
    findings: Vec<Found<'c>>,
    inferred: &'c Value,
    causes: Vec<Caused<'c>>,
    complete: &'c Value,
    arguments: &'c [String],
}

#[derive(Default, Serialize)]
struct Options {
    trust: String,
    trust_embedded: bool,
    strict: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_bytes: Option<u64>,
    expect: BTreeMap<String, String>,
    #[serde(skip)]
    keys: Vec<Trusted>,
}

/// A trusted key; `null` is what nothing is known of.
#[derive(Clone, Serialize)]
struct Trusted {
    public_key_hex: String,
    key_id: Option<String>,
    signer_id: Option<String>,
    role: String,
    rotates_at: Option<String>,
}

#[derive(Serialize)]
struct Found<'c> {
    code: &'c str,
    status: &'c str,
    reason: &'c Value,
    rule: &'c Value,
    pointer: &'c Value,
    section: Option<String>,
}

/// What was changed since the document was signed.
#[derive(Serialize)]
struct Caused<'c> {
    pointer: &'c Value,
    kind: &'c Value,
    signed: &'c Value,
    found: &'c Value,
}

/// The text of the file, one line per case, from the cases and the reports on them.
pub fn text<'c>(runs: impl Iterator<Item = (&'c Case, &'c Value)>) -> String {
    let (mut trust, mut ids, mut cases) = (BTreeMap::new(), BTreeSet::new(), Vec::new());
    for (case, report) in runs {
        let entry = Entry::of(case, &report["inputs"][0], &mut ids);
        trust.insert(entry.options.trust.clone(), entry.options.keys.clone());
        cases.push(serde_json::to_string(&entry).unwrap());
    }
    let trust = trust.iter().map(|(name, keys)| {
        format!("{}: {}", serde_json::to_string(name).unwrap(), serde_json::to_string(keys).unwrap())
    });
    let (trust, cases) = (trust.collect::<Vec<_>>().join(",\n"), cases.join(",\n"));
    format!("{{\n\"schema\": \"pith-fixtures-index/1\",\n\"trust\": {{\n{trust}\n}},\n\"cases\": [\n{cases}\n]\n}}\n")
}

impl<'c> Entry<'c> {
    fn of(case: &'c Case, report: &'c Value, ids: &mut BTreeSet<String>) -> Self {
        let document = if case.path.starts_with("integrity/") { "integrity" } else { "bundle" };
        // The entry that counts findings beyond those listed is about the report, not about the document.
        let checks = report["checks"].as_array().unwrap().iter();
        let found = checks.filter(|check| check["status"] != "pass" && check["count"].is_null());
        Self {
            id: id(case, ids),
            file: &case.path,
            document,
            about: case.about,
            options: Options::of(&case.args),
            verdict: case.verdict,
            exit_code: case.exit_code(),
            findings: found.map(|check| Found::of(check, document)).collect(),
            inferred: &report["rules"]["inferred"],
            causes: report["causes"].as_array().unwrap().iter().map(Caused::of).collect(),
            complete: &report["complete"],
            arguments: &case.args,
        }
    }
}

impl<'c> Caused<'c> {
    fn of(cause: &'c Value) -> Self {
        let [pointer, kind, signed, found] = ["pointer", "kind", "signed", "found"].map(|member| &cause[member]);
        Self { pointer, kind, signed, found }
    }
}

impl<'c> Found<'c> {
    fn of(check: &'c Value, document: &str) -> Self {
        let text = |member: &str| check[member].as_str().unwrap();
        Self {
            code: text("code"),
            status: text("status"),
            reason: &check["reason"],
            rule: &check["rule"],
            pointer: &check["pointer"],
            section: section(text("code"), check["rule"].as_str(), document),
        }
    }
}

/// Where docs/format.md has the rule, or else what the code is about.
fn section(code: &str, rule: Option<&str>, document: &str) -> Option<String> {
    if let Some(rule) = rule {
        return Some(rule.replace('M', "4."));
    }
    let (_, section) = SECTIONS.iter().find(|(known, _)| *known == code)?;
    let is_signed = ["event.signature", "event.digest", "bundle.signature"].contains(&code);
    let of_integrity = match section.split('.').next() {
        _ if document != "integrity" => section,
        _ if is_signed => "3.8",
        Some("3" | "4" | "5") if code != "document.type" => "5.14",
        _ => section,
    };
    Some(of_integrity.to_owned())
}

/// The path, and the options if they are others than the keyring of the registry. Two cases of one file with the same
/// options are counted.
fn id(case: &Case, ids: &mut BTreeSet<String>) -> String {
    let mut words = Vec::new();
    let mut args = case.args.iter();
    while let Some(option) = args.next() {
        let value = if FLAGS.contains(&option.as_str()) { "" } else { args.next().unwrap() };
        let file = value.trim_start_matches('@').strip_prefix("fixtures/keys/");
        words.push(match (option.as_str(), file) {
            ("--keyring", _) if value == KEYRING => continue,
            ("--no-progress", _) => continue,
            ("--keyring" | "--key", Some(file)) => file,
            (option, _) => option.trim_start_matches('-'),
        });
    }
    if case.args.is_empty() {
        words.push("built-in");
    }
    let words = if words.is_empty() { String::new() } else { format!("#{}", words.join("+")) };
    let id = format!("{}{words}", case.path);
    let counted = (2..).map(|count| format!("{id}#{count}"));
    let id = std::iter::once(id.clone()).chain(counted).find(|id| !ids.contains(id)).unwrap();
    ids.insert(id.clone());
    id
}

impl Options {
    /// What the flags mean.
    fn of(args: &[String]) -> Self {
        let (mut options, mut names) = (Self::default(), Vec::new());
        let mut args = args.iter();
        while let Some(option) = args.next() {
            let mut value = || args.next().unwrap().as_str();
            match option.as_str() {
                "--trust-embedded" => options.trust_embedded = true,
                "--strict" => options.strict = true,
                "--no-progress" => {}
                "--max-bytes" => options.max_bytes = value().parse().ok(),
                "--keyring" => {
                    let file = value();
                    names.push(file.trim_start_matches("fixtures/").to_owned());
                    options.keys.extend(fs::read_to_string(file).unwrap().lines().map(line));
                }
                "--key" => {
                    let text = value();
                    let keys = key(text);
                    let digits = &keys[0].public_key_hex[..8];
                    let file = text.strip_prefix("@fixtures/").map(ToOwned::to_owned);
                    names.push(file.unwrap_or_else(|| format!("key {digits}")));
                    options.keys.extend(keys);
                }
                other => {
                    let name = other.trim_start_matches("--").trim_start_matches("expect-").replace('-', "_");
                    options.expect.insert(name, value().trim_start_matches("fixtures/").to_owned());
                }
            }
        }
        if options.keys.is_empty() {
            names.push("built-in".to_owned());
            options.keys.push(line(BUILT_IN));
        }
        options.trust = names.join(" + ");
        options
    }
}

/// A line of a keyring (docs/format.md, section 7.1).
fn line(line: &str) -> Trusted {
    let words: Vec<&str> = line.split_whitespace().collect();
    let known = |word: &str| (word != "-").then(|| word.to_owned());
    Trusted {
        public_key_hex: HEXLOWER.encode(&BASE64.decode(words[3].as_bytes()).unwrap()),
        key_id: known(words[1]),
        signer_id: known(words[0]),
        role: (*words.get(4).unwrap_or(&"registry")).to_owned(),
        rotates_at: None,
    }
}

/// The keys of a key text, or of a file with one: hexadecimal, base64, PEM, a published key, a mirror manifest.
fn key(text: &str) -> Vec<Trusted> {
    let text = text.strip_prefix('@').map_or_else(|| text.to_owned(), |file| fs::read_to_string(file).unwrap());
    let text = text.trim();
    let role = "registry".to_owned();
    if let Ok(document) = serde_json::from_str::<Value>(text) {
        let mirrors = document["mirrors"].as_array().cloned();
        let mirrors = mirrors.unwrap_or_else(|| vec![serde_json::json!({"status": "active", "public_key": document})]);
        let active = mirrors.iter().filter(|mirror| mirror["status"] == "active").map(|mirror| &mirror["public_key"]);
        let known = |value: &Value| value.as_str().map(ToOwned::to_owned);
        let keys = active.map(|key| Trusted {
            public_key_hex: known(&key["public_key_hex"]).unwrap(),
            key_id: known(&key["key_id"]),
            signer_id: None,
            role: role.clone(),
            rotates_at: known(&key["rotates_at"]),
        });
        return keys.collect();
    }
    let is_hex = text.len() == 64 && text.chars().all(|c| c.is_ascii_hexdigit());
    let base64: String = text.split("-----").max_by_key(|part| part.trim().len()).unwrap().split_whitespace().collect();
    let bytes = if is_hex { HEXLOWER_PERMISSIVE.decode(text.as_bytes()) } else { BASE64.decode(base64.as_bytes()) };
    let bytes = bytes.unwrap();
    let public_key_hex = HEXLOWER.encode(&bytes[bytes.len() - 32..]);
    vec![Trusted { public_key_hex, key_id: None, signer_id: None, role, rotates_at: None }]
}
