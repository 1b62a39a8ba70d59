//! A SARIF log: results with their places, rules, and the outcome of the run. Placeholders and links in messages are
//! undone as SARIF describes them (section 3.11).

use serde_json::Value;

use super::Finding;
use crate::support::hostile::shown;

/// The one run of a log.
#[derive(Debug)]
pub struct Run {
    /// The results in their order.
    pub results: Vec<Found>,
    /// The rules.
    pub rules: Vec<Value>,
    /// The one invocation.
    pub invocation: Value,
    /// The properties of the run.
    pub properties: Value,
}

/// A result.
#[derive(Debug)]
pub struct Found {
    /// Code, place and sentence; status and the rest from the properties.
    pub finding: Finding,
    /// `error`, `warning` or `note`.
    pub level: String,
    /// The path, percent signs undone; absolute ones without the scheme.
    pub path: String,
    /// The sentence after the finding's own, if there is a cause, and what remains.
    pub related: Vec<Related>,
    /// The numbers of the related locations that the message links to.
    pub links: Vec<u64>,
    /// What tells it from other results.
    pub fingerprint: String,
    /// The property bag.
    pub properties: Value,
}

/// A related location: where, and what its message says.
#[derive(Debug, PartialEq, Eq)]
pub struct Related {
    /// Its number.
    pub id: u64,
    /// The JSON pointer.
    pub pointer: String,
    /// Line and column.
    pub position: (u64, u64),
    /// Its message.
    pub message: String,
}

/// Reads a log with one run.
pub fn read(log: &str) -> Run {
    let log: Value = serde_json::from_str(log).unwrap_or_else(|error| panic!("{error}: {log}"));
    assert_eq!(log["version"], "2.1.0");
    assert!(log["$schema"].as_str().unwrap().ends_with("/sarif-schema-2.1.0.json"));
    let [run] = log["runs"].as_array().unwrap().as_slice() else { panic!("one run") };
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    assert_eq!(run["tool"]["driver"]["name"], "pith");
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap().clone();
    let results = run["results"].as_array().unwrap().iter();
    let results = results.map(|result| {
        let rule = &rules[usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()];
        assert_eq!(result["ruleId"], rule["id"]);
        found(result)
    });
    let [invocation] = run["invocations"].as_array().unwrap().as_slice() else { panic!("one invocation") };
    Run {
        results: results.collect(),
        rules: rules.clone(),
        invocation: invocation.clone(),
        properties: run["properties"].clone(),
    }
}

fn found(result: &Value) -> Found {
    let [location] = result["locations"].as_array().unwrap().as_slice() else { panic!("one location") };
    let (message, links) = message(&result["message"]);
    let properties = &result["properties"];
    let optional = |member: &str| properties[member].as_str().map(shown);
    Found {
        finding: Finding {
            code: text(&result["ruleId"]),
            status: text(&properties["status"]),
            reason: text(&properties["reason"]),
            rule: properties["mergeRule"].as_str().map(str::to_owned),
            pointer: shown(&pointer(location)),
            position: Some(position(location)),
            expected: optional("expected"),
            actual: optional("actual"),
            message,
        },
        level: text(&result["level"]),
        path: path(location),
        related: result["relatedLocations"].as_array().into_iter().flatten().map(related).collect(),
        links,
        fingerprint: text(&result["partialFingerprints"]["primaryLocationLineHash"]),
        properties: properties.clone(),
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("a text, not {value}")).to_owned()
}

fn related(location: &Value) -> Related {
    let (message, links) = message(&location["message"]);
    assert!(links.is_empty());
    Related { id: location["id"].as_u64().unwrap(), pointer: pointer(location), position: position(location), message }
}

fn pointer(location: &Value) -> String {
    let names = location["logicalLocations"].as_array();
    names.map(|names| text(&names[0]["fullyQualifiedName"])).unwrap_or_default()
}

fn position(location: &Value) -> (u64, u64) {
    let region = &location["physicalLocation"]["region"];
    (region["startLine"].as_u64().unwrap(), region["startColumn"].as_u64().unwrap())
}

/// The path that the URI of a location is that of.
pub fn path(location: &Value) -> String {
    let uri = text(&location["physicalLocation"]["artifactLocation"]["uri"]);
    assert!(uri.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/-._~%:".contains(&byte)), "{uri}");
    let path = uri.strip_prefix("file://").unwrap_or(&uri);
    assert!(!path.contains(':') && (path.starts_with('/') == uri.starts_with("file:")), "{uri}");
    let mut parts = path.split('%');
    let mut bytes = parts.next().unwrap().as_bytes().to_vec();
    for part in parts {
        let (byte, rest) = part.split_at(2);
        bytes.push(u8::from_str_radix(byte, 16).unwrap());
        bytes.extend(rest.bytes());
    }
    String::from_utf8(bytes).unwrap()
}

/// A message as a viewer shows it, with the text of each link in its place, and the numbers of the links.
pub fn message(message: &Value) -> (String, Vec<u64>) {
    let text = text(&message["text"]);
    let (mut seen, mut links, mut rest) = (String::new(), Vec::new(), text.as_str());
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            '{' | '}' => {
                rest = rest.strip_prefix(c).unwrap_or_else(|| panic!("a placeholder: {text}"));
                seen.push(c);
            }
            '[' => match link(rest) {
                Some((text, target, after)) => {
                    links.push(target.parse().unwrap_or_else(|_| panic!("a link of somebody else: {target}")));
                    seen.push_str(&text.replace("{{", "{").replace("}}", "}"));
                    rest = after;
                }
                None => seen.push(c),
            },
            _ => seen.push(c),
        }
    }
    (seen, links)
}

/// Text, target and what follows of a link, after its first bracket.
fn link(rest: &str) -> Option<(String, &str, &str)> {
    let (mut text, mut characters) = (String::new(), rest.char_indices());
    loop {
        match characters.next()? {
            (_, '\\') => text.push(characters.next()?.1),
            (_, '[') => return None,
            (at, ']') => {
                let (target, after) = rest[at + 1..].strip_prefix('(')?.split_once(')')?;
                return Some((text, target, after));
            }
            (_, c) => text.push(c),
        }
    }
}
