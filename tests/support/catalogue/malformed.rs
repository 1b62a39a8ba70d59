//! What cannot be judged: not strict JSON, over a limit, another document, another version.

use super::{Case, edited, registry};
use crate::support::event::NewEvent;
use crate::support::forge::Bundle;
use crate::support::json::Json;
use crate::support::keys::TestKey;
use crate::support::paper::Paper;

/// The cases.
pub fn cases() -> Vec<Case> {
    let mut cases = syntax();
    cases.extend(encoding());
    cases.extend(duplicates());
    cases.extend(numbers());
    cases.extend(depth_and_size());
    cases.extend(document_types());
    cases.extend(versions());
    cases
}

fn example() -> String {
    Bundle::example().json.pretty()
}

fn case(code: &str, name: &str, about: &'static str, bytes: impl Into<Vec<u8>>) -> Case {
    Case::new(format!("malformed/{code}/{name}"), about, bytes).malformed(code)
}

/// The example with `from`, which is in it once, written another way.
fn respelled(code: &str, name: &str, about: &'static str, from: &str, to: &str) -> Case {
    let text = example();
    assert_eq!(text.matches(from).count(), 1, "{from} is in the example once");
    case(code, name, about, text.replace(from, to))
}

fn syntax() -> Vec<Case> {
    let syntax = |name: &str, about, text: String| case("json.syntax", name, about, text);
    let built = |name: &str, about, to: &str| respelled("json.syntax", name, about, "\"built_at\":", to);
    let text = example();
    let cut = text.len() / 2;
    vec![
        syntax("empty.json", "an empty file", String::new()),
        syntax("white-space.json", "only white space", " \r\n\t".into()),
        syntax("cut.json", "the second half is missing", text[..cut].into()),
        syntax("page.html", "an HTML page", "<!DOCTYPE html>\n<html><title>404</title></html>\n".into()),
        syntax("two-documents.json", "two documents", format!("{text}{text}")),
        syntax("trailing-text.json", "a word after the document", format!("{text}end\n")),
        syntax("trailing-nul.json", "a NUL after the document", format!("{text}\0")),
        syntax("trailing-comma.json", "a comma after the last member", text.replace("\n}\n", ",\n}\n")),
        built("comment.json", "a comment", "/* when */ \"built_at\":"),
        built("single-quotes.json", "a name in single quotes", "'built_at':"),
        built("bare-name.json", "a name without quotes", "built_at:"),
        built("equals-sign.json", "an equals sign for the colon", "\"built_at\" ="),
        built("bad-escape.json", "an escape that JSON does not have", "\"note\": \"\\x41\", \"built_at\":"),
        built("short-escape.json", "an escape of three digits", "\"note\": \"\\u041\", \"built_at\":"),
        built("control-character.json", "a raw tab in a string", "\"note\": \"a\tb\", \"built_at\":"),
        built("leading-zero.json", "a number with a leading zero", "\"note\": 01, \"built_at\":"),
        built("minus-nan.json", "-NaN, which no writer produces", "\"note\": -NaN, \"built_at\":"),
        built("plus-sign.json", "a number with a plus sign", "\"note\": +1, \"built_at\":"),
        built("hexadecimal.json", "a hexadecimal number", "\"note\": 0x10, \"built_at\":"),
        built("capital-true.json", "True", "\"note\": True, \"built_at\":"),
        built("no-break-space.json", "white space that JSON does not allow", "\u{a0}\"built_at\":"),
    ]
}

fn encoding() -> Vec<Case> {
    let encoding = |name: &str, about, bytes: Vec<u8>| case("json.encoding", name, about, bytes);
    let built = |name: &str, about, to: &str| respelled("json.encoding", name, about, "\"built_at\":", to);
    let text = example();
    let utf_16 = |unit: fn(u16) -> [u8; 2], mark: &[u8]| {
        let units = text.encode_utf16().flat_map(unit);
        mark.iter().copied().chain(units).collect::<Vec<u8>>()
    };
    let raw = |bytes: &[u8]| {
        let (before, after) = text.split_once("On the Keeping").unwrap();
        [before.as_bytes(), bytes, after.as_bytes()].concat()
    };
    let utf_32 = text.chars().flat_map(|character| u32::from(character).to_le_bytes()).collect();
    vec![
        encoding("byte-order-mark.json", "a byte order mark", format!("\u{feff}{text}").into_bytes()),
        encoding(
            "utf-16-le.json",
            "UTF-16 with a byte order mark, little-endian",
            utf_16(u16::to_le_bytes, b"\xff\xfe"),
        ),
        encoding("utf-16-be.json", "UTF-16 with a byte order mark, big-endian", utf_16(u16::to_be_bytes, b"\xfe\xff")),
        encoding("utf-16-le-no-mark.json", "UTF-16 without a byte order mark", utf_16(u16::to_le_bytes, b"")),
        encoding("utf-32-le.json", "UTF-32", utf_32),
        encoding("latin-1.json", "Latin-1 in a title", raw(b"\xdcber das Halten")),
        encoding("overlong.json", "an overlong form of /", raw(b"\xc0\xaf")),
        encoding("raw-surrogate.json", "a surrogate as three bytes", raw(b"\xed\xa0\x80")),
        encoding("above-10ffff.json", "a code point above U+10FFFF", raw(b"\xf4\x90\x80\x80")),
        encoding("cut-character.json", "half of a multi-byte character", raw(b"\xe4\xb8")),
        built("lone-high-surrogate.json", "a high surrogate alone", "\"note\": \"\\ud800\", \"built_at\":"),
        built("lone-low-surrogate.json", "a low surrogate alone", "\"note\": \"\\udc00\", \"built_at\":"),
        built(
            "high-surrogate-text.json",
            "a high surrogate before other text",
            "\"note\": \"\\ud800n\", \"built_at\":",
        ),
        built("lone-surrogate-name.json", "a lone surrogate in a name", "\"\\ud800\": 1, \"built_at\":"),
        encoding(
            "compressed.json.gz",
            "the header of a gzip file",
            b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03".to_vec(),
        ),
    ]
}

fn duplicates() -> Vec<Case> {
    let twice = |name: &str, about, from: &str, to: &str| respelled("json.duplicate_member", name, about, from, to);
    let built = "\"built_at\": \"2026-06-03T19:49:47Z\",";
    vec![
        twice("same-value.json", "a member occurs twice with one value", built, &format!("{built}{built}")),
        twice(
            "other-value.json",
            "a member occurs twice with two values",
            built,
            &format!("\"built_at\": \"2026-06-04T00:00:00Z\",{built}"),
        ),
        twice(
            "escaped-name.json",
            "a member occurs twice, with its name escaped once",
            built,
            &format!("\"\\u0062uilt_at\": \"\",{built}"),
        ),
        twice("state.json", "the state occurs twice", "\"state\": {\n", "\"state\": {}, \"state\": {\n"),
        twice(
            "in-hint.json",
            "a nested member occurs twice",
            "\"mirror_type\": \"https\",",
            "\"mirror_type\": \"https\",\"mirror_type\": \"ipfs\",",
        ),
        twice(
            "in-bundle-signature.json",
            "an unsigned member occurs twice",
            "\"signed_message\": \"bundle_sha256_bytes\",",
            "\"signed_message\": \"\",\"signed_message\": \"bundle_sha256_bytes\",",
        ),
        twice("empty-name.json", "the empty name occurs twice", built, &format!("\"\": 1, \"\": 2, {built}")),
    ]
}

fn numbers() -> Vec<Case> {
    let number = |name: &str, about, text: &str| {
        respelled("json.number", name, about, "\"built_at\":", &format!("\"note\": {text}, \"built_at\":"))
    };
    vec![
        number("nan.json", "NaN", "NaN"),
        number("infinity.json", "Infinity", "Infinity"),
        number("minus-infinity.json", "-Infinity", "-Infinity"),
        number("overflow.json", "a double that is too large", "1e309"),
        number("overflow-by-rounding.json", "a double that rounds up to infinity", "1.7976931348623159e308"),
        number("minus-overflow.json", "a negative double that is too large", "-1E400"),
        number("integer-4301-digits.json", "an integer of 4,301 digits, one more than allowed", &"7".repeat(4301)),
    ]
}

fn depth_and_size() -> Vec<Case> {
    let mut deep = Bundle::example();
    deep.add(NewEvent::new("correction", "record", object! { "nested": super::valid::nested(123) }), &registry());
    deep.seal();
    let brackets = "[".repeat(100_000);
    vec![
        case("json.depth", "129.json", "129 nested containers, one more than allowed", deep.json.compact()),
        case("json.depth", "arrays-100000.json", "only opening brackets", brackets),
        // Nothing is wrong with the file but the limit that the user set.
        Case::new("valid/example.json", "larger than --max-bytes", example())
            .also(&["--max-bytes", "1000"])
            .malformed("input.size"),
    ]
}

fn document_types() -> Vec<Case> {
    let changed = |json: &Json, member: &str| {
        let mut json = json.clone();
        json.set(member, "");
        json
    };
    let other = |name: &str, about, json: &Json| case("document.type", name, about, json.pretty());
    let bundle = Bundle::example().json;
    let typed = |value: Option<&str>| {
        let mut bundle = bundle.clone();
        bundle.remove("/bundle_type");
        if let Some(value) = value {
            bundle.set("/bundle_type", value);
        }
        bundle
    };
    let mut null = bundle.clone();
    null.set("/bundle_type", Json::Null);
    let paper = Paper::example();
    let record = object! {
        "record_type": "pith_number_record",
        "schema_url": "https://registry.example/schemas/pith-number/v1.json",
        "pith_number": bundle.at("/pith_number"),
        "short_pith_number": bundle.at("/short_pith_number"),
        "schema_version": "1.0",
        "canonical_sha256": bundle.at("/canonical_sha256"),
        "source": bundle.at("/source"),
        "attestation_state": "computed",
        "paper": paper.snapshot().at("/graph_snapshot/paper"),
        "verification_status": object! {},
        "canonical_record": paper.record(),
    };
    let snapshot = paper.snapshot().at("/graph_snapshot").clone();
    let manifest = object! {
        "manifest_type": "pith_mirror_manifest",
        "manifest_version": "1.0",
        "generated_at": "2026-06-03T19:49:47Z",
        "merge_version": "pith-open-graph-merge-v1",
        "mirrors": array![object! {
            "name": "Example Registry",
            "mirror_type": "https",
            "base_url": "https://registry.example",
            "public_key": TestKey::registry().embedded(),
            "status": "primary",
        }],
        "notes": array![],
    };
    let others = vec![
        other("number-record.json", "the record of a number", &record),
        other("number-record-changed.json", "a record with another digest", &changed(&record, "/canonical_sha256"))
            .malformed("record.digest"),
        other("manifest.json", "a mirror manifest", &manifest),
        other("graph.json", "a snapshot by itself", &snapshot),
        other("graph-changed.json", "a snapshot by itself whose count was changed", &{
            let mut changed = snapshot.clone();
            changed.set("/claims/count", 1_usize);
            changed
        })
        .warn("snapshot.digest", "count", "/claims"),
        other("event.json", "an event by itself", bundle.at("/events/0")),
        other("canonical-record.json", "a canonical record by itself", bundle.at("/canonical_record")),
        other("signing-key.json", "a signing key", bundle.at("/public_keys/0")),
        other("type-absent.json", "a bundle without bundle_type", &typed(None)),
        other("type-other.json", "a bundle of another type", &typed(Some("pith_closed_graph_bundle"))),
        other("type-null.json", "a bundle whose type is null", &null),
        other("events-alone.json", "events, and nothing else", &object! { "events": bundle.at("/events") }),
        other("integrity-alone.json", "a member integrity, and no events", &object! { "integrity": object! {} }),
        other("paper-alone.json", "a paper, and no claims", &object! { "paper": snapshot.at("/paper") }),
        other("empty-object.json", "an object without members", &object! {}),
        other("array.json", "a bundle in an array", &array![bundle.clone()]),
        other("string.json", "a string", &"pith_open_graph_bundle".into()),
        other("number.json", "a number", &1_usize.into()),
        other("null.json", "null", &Json::Null),
    ];
    states(bundle.at("/state")).into_iter().chain(others).collect()
}

/// States by themselves.
fn states(state: &Json) -> Vec<Case> {
    let submitted_at = "/current/canonical_record/metadata/submitted_at";
    let (mut of_no_year, mut untimed) = (state.clone(), state.clone());
    of_no_year.set(submitted_at, "soon");
    untimed.remove(submitted_at);
    let mut changed = state.clone();
    changed.set("/pith_number", "");
    let mut unnumbered = untimed.clone();
    unnumbered.remove("/pith_number");
    let alone = |name: &str, about: &'static str, state: &Json| case("document.type", name, about, state.pretty());
    vec![
        alone("state.json", "a state by itself", state),
        alone("state-changed.json", "a state by itself that was changed", &changed)
            .malformed("state.digest")
            .malformed("record.number"),
        alone("state-without-year.json", "a state by itself whose record begins with no year", &of_no_year)
            .malformed("state.digest")
            .malformed("record.number"),
        alone("state-without-submitted-at.json", "a state by itself whose record has no submitted_at", &untimed)
            .malformed("state.digest")
            .malformed("record.number"),
        alone("state-without-numbers.json", "a state by itself that states no number", &unnumbered)
            .malformed("state.digest"),
    ]
}

fn versions() -> Vec<Case> {
    let version = |name: &str, about, pointer: &'static str, value: &'static str| {
        edited(format!("malformed/document.version/{name}.json"), about, |bundle| {
            bundle.json.set(pointer, value);
            bundle.seal_event(2);
            if pointer.starts_with("/state") {
                bundle.seal_state_digest();
            } else {
                bundle.seal_state();
            }
            bundle.seal_bundle();
        })
        .malformed("document.version")
    };
    let mut record = Paper::example().record();
    record.set("/schema_version", "2.0");
    let record = Bundle::found(&record, &registry());
    vec![
        version("bundle-version", "another bundle_version", "/bundle_version", "1.1"),
        version("bundle-version-empty", "an empty bundle_version", "/bundle_version", ""),
        version("bundle-version-space", "a bundle_version with a space", "/bundle_version", "1.0 "),
        version("merge-version", "another merge_version", "/merge_version", "pith-open-graph-merge-v2"),
        version("event-schema-version", "another schema_version of an event", "/events/2/schema_version", "2.0"),
        version("state-version", "another state_version", "/state/state_version", "2.0"),
        super::bundle_case(
            "malformed/document.version/record-schema-version.json",
            "another schema_version of the record",
            &record,
        )
        .malformed("document.version"),
    ]
}
