//! `pith inspect`: it shows any document without verifying it, and marks every format as UNVERIFIED.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::process::pith;

const FORMATS: [&str; 5] = ["human", "json", "dot", "mermaid", "html"];

fn inspect(format: &str, path: &str) -> String {
    let run = pith(&["inspect", "--format", format, path]);
    assert_eq!(run.code, 0, "{path}: {}", run.err);
    run.out
}

fn inspect_json(path: &str) -> Value {
    serde_json::from_str(&inspect("json", path)).expect("JSON")
}

/// A document in a folder of its own.
fn written(document: &Value) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("document.json");
    fs::write(&path, document.to_string()).unwrap();
    let path = path.to_str().unwrap().to_owned();
    (folder, path)
}

/// The fixtures below a folder.
fn fixtures(folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(folder)];
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
        } else {
            found.push(path);
        }
    }
    found.sort();
    assert!(!found.is_empty(), "no fixtures in {folder}");
    found
}

#[test]
fn inspect_shows_broken_bundles_marked_unverified() {
    for path in fixtures("fail").iter().chain(&fixtures("warn")) {
        let shown = inspect("human", path.to_str().unwrap());
        assert!(shown.starts_with("UNVERIFIED "), "{}", path.display());
        assert!(shown.contains("document     bundle, "), "{}", path.display());
    }
}

#[test]
fn every_format_is_marked_unverified() {
    for path in ["fixtures/valid/arxiv-1804.07612.json", "fixtures/fail/bundle.shape/state-absent.json"] {
        for format in FORMATS {
            assert!(inspect(format, path).contains("UNVERIFIED"), "{format} of {path}");
        }
    }
}

#[test]
fn input_that_is_not_strict_json_is_refused_in_one_line() {
    let kinds = ["json.syntax", "json.encoding", "json.duplicate_member", "json.number", "json.depth"];
    for path in kinds.iter().flat_map(|kind| fixtures(&format!("malformed/{kind}"))) {
        let run = pith(&["inspect", path.to_str().unwrap()]);
        let said = run.err;
        assert_eq!(run.code, 3, "{}", path.display());
        assert_eq!(run.out, "", "{}", path.display());
        assert!(said.starts_with("pith: ") && said.lines().count() == 1, "{}: {said}", path.display());
    }
}

#[test]
fn documents_of_other_types_and_versions_are_shown() {
    for path in fixtures("malformed/document.type").iter().chain(&fixtures("malformed/document.version")) {
        assert!(inspect("human", path.to_str().unwrap()).starts_with("UNVERIFIED "), "{}", path.display());
    }
}

#[test]
fn inspect_shows_the_real_bundle() {
    let said = inspect_json("fixtures/valid/arxiv-1804.07612.json");
    assert_eq!(said["schema"], "pith-inspect/1");
    assert_eq!(said["verified"], false);
    assert_eq!(said["document"], "bundle");
    assert_eq!(said["bytes"], 13463);
    assert_eq!(said["pith_number"], "pith:2018:6CB5P4A4IXK6Y2AGFDY5KCUYHD");
    assert_eq!(said["paper"]["title"], "Revisiting Small Batch Training for Deep Neural Networks");
    assert_eq!(said["paper"]["authors"], "Carlo Luschi, Dominic Masters");
    assert_eq!(said["source"], json!({"kind": "arxiv", "id": "1804.07612", "version": "1"}));
    assert_eq!(said["aliases"].as_array().unwrap().len(), 6);
    assert_eq!(said["events"][0]["event_type"], "record_created");
    assert_eq!(said["events"][1]["signer"]["signer_id"], "pith.science");
    assert_eq!(said["keys"][0]["fingerprint_sha256_hex"], "8d4b5ee74e4693bcd1df2446408b0d54");
    assert_eq!(said["mirrors"][0]["status"], "primary");
    assert_eq!(said["oddities"], json!([]));
}

#[test]
fn the_timeline_is_a_tree() {
    let shown = inspect("human", "fixtures/valid/superseded-twice.json");
    let tree: Vec<&str> = shown
        .lines()
        .skip_while(|line| !line.contains("4 events"))
        .skip(1)
        .take_while(|line| !line.is_empty())
        .collect();
    let signer = "registry.example (pith-test-2026-01)";
    let wanted = [
        format!("  2026-05-18T00:17:58Z  ├─ record_created        c158bd0f  {signer}"),
        format!("  2026-05-18T00:17:58Z  └─ graph_snapshot        a9ae50b6  {signer}  superseded by 353f57a0"),
        format!(
            "  2026-05-19T10:00:00Z     └─ graph_snapshot     353f57a0  {signer}  superseded by 5a36d02b, supersedes a9ae50b6"
        ),
        format!("  2026-05-20T10:00:00Z        └─ graph_snapshot  5a36d02b  {signer}  supersedes 353f57a0"),
    ];
    assert_eq!(tree, wanted);
}

#[test]
fn an_event_of_another_signer_is_not_superseded() {
    let said = inspect_json("fixtures/open/event.links/supersedes-other-signer.json");
    let named = said["events"].as_array().unwrap().iter().any(|event| event["supersedes"] != json!([]));
    assert!(named);
    assert!(said["events"].as_array().unwrap().iter().all(|event| event["superseded_by"] == json!([])));
}

#[test]
fn a_link_to_an_absent_event_and_a_circle_are_shown() {
    let absent = inspect("human", "fixtures/open/event.links/prev-event-absent.json");
    assert!(absent.contains("(not in this document)"), "{absent}");
    for path in ["prev-event-circle", "supersedes-circle", "prev-event-itself", "supersedes-itself"] {
        let path = format!("fixtures/fail/event.id/{path}.json");
        let events = inspect_json(&path)["events"].as_array().unwrap().len();
        let shown = inspect("human", &path);
        let drawn = shown.lines().filter(|line| line.contains("├─ ") || line.contains("└─ ")).count();
        assert_eq!(drawn, events, "{path}");
    }
}

#[test]
fn a_state_shows_its_entries_and_its_omissions() {
    let bundle: Value = serde_json::from_slice(&fs::read("fixtures/valid/superseded-snapshot.json").unwrap()).unwrap();
    let (_folder, path) = written(&bundle["state"]);
    let said = inspect_json(&path);
    assert_eq!(said["document"], "state");
    assert_eq!(said["pith_number"], bundle["pith_number"]);
    let in_current =
        |wanted: bool| said["events"].as_array().unwrap().iter().filter(|event| event["in_current"] == wanted).count();
    assert_eq!((in_current(true), in_current(false)), (2, 1));
    assert_eq!(said["paper"]["title"], "On the Keeping of Records");
    let shown = inspect("human", &path);
    assert!(shown.contains("applied, but not in `current`"), "{shown}");
}

#[test]
fn a_record_document_a_manifest_and_a_key_are_shown() {
    let bundle: Value = serde_json::from_slice(&fs::read("fixtures/valid/example.json").unwrap()).unwrap();
    let record = json!({
        "record_type": "pith_number_record",
        "pith_number": bundle["pith_number"],
        "canonical_sha256": bundle["canonical_sha256"],
        "canonical_record": bundle["canonical_record"],
        "attestation_state": "computed",
        "paper": {"title": "A title", "authors_text": "Ada Example", "primary_cat": "cs.DL"},
        "verification_status": {"receipt": "signed"},
    });
    let (_folder, path) = written(&record);
    let said = inspect_json(&path);
    assert_eq!(said["document"], "record");
    assert_eq!(said["paper"]["title"], "A title");
    let status = json!([{"name": "attestation_state", "value": "computed"}, {"name": "receipt", "value": "signed"}]);
    assert_eq!(said["status"], status);

    let manifest = json!({
        "manifest_type": "pith_mirror_manifest",
        "generated_at": "2026-06-01T00:00:00Z",
        "mirrors": [{"name": "A", "base_url": "https://a.example", "bundle_pattern": "https://a.example/{number}",
            "public_key": bundle["public_keys"][0], "status": "primary"}, 7],
    });
    let (_folder, path) = written(&manifest);
    let said = inspect_json(&path);
    assert_eq!(said["document"], "mirror-manifest");
    assert_eq!(said["mirrors"][0]["bundle"], "https://a.example/{number}");
    assert_eq!(said["keys"][0]["key_id"], bundle["public_keys"][0]["key_id"]);
    assert_eq!(said["oddities"], json!([{"pointer": "/mirrors/1", "message": "is of type integer, not an object"}]));

    let key = &bundle["public_keys"][0];
    let (_folder, path) = written(key);
    let said = inspect_json(&path);
    assert_eq!(said["document"], "signing-key");
    assert_eq!(said["keys"].as_array().unwrap().len(), 1);
    for member in ["key_id", "algorithm", "public_key_hex"] {
        assert!(key[member].is_string(), "{member}");
        assert_eq!(said["keys"][0][member], key[member], "{member}");
    }
}

#[test]
fn an_integrity_document_is_a_separate_kind() {
    let said = inspect_json("fixtures/integrity/real-2604.19423.json");
    assert_eq!((&said["document"], &said["verified"]), (&json!("integrity"), &json!(false)));
    assert_eq!(said["pith_number"], "2604.19423");
    let event = &said["events"][0];
    assert_eq!((&event["event_id"], &event["event_type"]), (&json!("4442"), &json!("pith.integrity.v1")));
    assert_eq!(event["created_at"], "2026-05-20T03:02:40.232856+00:00");
    assert_eq!(event["signer"]["key_id"], "pith-v1-2026-05");
    let digest = "a797770f0dfa69a2ed698ab7a72f8854bcd47f04d32bbe1414685679fef13135";
    assert_eq!(event["details"], json!([{"name": "payload_sha256", "value": digest}]));
    assert_eq!(said["oddities"], json!([]));

    let said = inspect_json("fixtures/integrity/two-events.json");
    let details = said["events"][1]["details"].as_array().unwrap();
    assert!(details.contains(&json!({"name": "verdict_class", "value": "cross_source"})), "{details:?}");
    assert!(details.contains(&json!({"name": "severity", "value": "critical"})), "{details:?}");
    let section = said["integrity"]["section"].as_array().unwrap();
    assert!(section.contains(&json!({"name": "summary.critical", "value": "2"})), "{section:?}");
    assert_eq!(said["integrity"]["detectors"][0]["findings_count"], "2");
    let verdicts: Vec<&Value> =
        said["integrity"]["findings"].as_array().unwrap().iter().map(|found| &found["verdict_class"]).collect();
    assert_eq!(verdicts, ["cross_source", "cross_source"]);
    for format in ["human", "html"] {
        let shown = inspect(format, "fixtures/integrity/two-events.json");
        for wanted in ["integrity", "4442", "pith.integrity.v1", "pith-test-2026-01", "payload_sha256", "cross_source"]
        {
            assert!(shown.contains(wanted), "{format}: {wanted}");
        }
        assert!(shown.contains("Identifier 2 could not be found."), "{format}");
    }
    let odd = inspect_json("fixtures/integrity/shape-findings-object.json");
    assert_eq!(
        odd["oddities"],
        json!([{"pointer": "/integrity/findings", "message": "is of type object, not an array"}])
    );
    for path in fixtures("integrity") {
        assert!(inspect("human", path.to_str().unwrap()).contains("document     integrity, "), "{}", path.display());
    }
}

#[test]
fn a_snapshot_by_itself_and_an_integrity_section_are_shown() {
    let said = inspect_json("fixtures/malformed/document.type/graph.json");
    assert_eq!(said["document"], "graph");
    assert_eq!(said["paper"]["title"], "On the Keeping of Records");
    assert!(said["counts"].as_array().unwrap().contains(&json!({"name": "claims.count", "value": "0"})));
    assert_eq!((&said["integrity"], &said["oddities"]), (&Value::Null, &json!([])));
    let said = inspect_json("fixtures/valid/integrity.json");
    assert_eq!(said["document"], "bundle");
    assert_eq!(said["integrity"]["detectors"][1]["name"], "ai_meta_artifact");
    assert_eq!(said["integrity"]["findings"][0]["severity"], "critical");
    assert_eq!(said["events"][0]["details"], json!([]));
}

#[test]
fn inspect_shows_any_other_document() {
    for document in [json!([1, 2]), json!("text"), json!(null), json!({}), json!({"events": {"a": 1}})] {
        let (_folder, path) = written(&document);
        for format in FORMATS {
            assert!(inspect(format, &path).contains("UNVERIFIED"), "{format} of {document}");
        }
    }
    let (_folder, path) = written(&json!({"events": [1, {"event_id": 5, "supersedes": "x"}], "public_keys": 3}));
    let said = inspect_json(&path);
    assert_eq!(said["events"][0]["event_id"], "5");
    let odd: Vec<&str> =
        said["oddities"].as_array().unwrap().iter().map(|odd| odd["pointer"].as_str().unwrap()).collect();
    for pointer in ["/state", "/events/0", "/events/1/supersedes", "/public_keys"] {
        assert!(odd.contains(&pointer), "{pointer} in {odd:?}");
    }
}

#[test]
fn the_json_has_the_same_members_for_every_document() {
    let names = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    let wanted = names(&inspect_json("fixtures/valid/arxiv-1804.07612.json"));
    for document in [json!([1]), json!({}), json!({"current": {}}), json!({"mirrors": [{}]}), json!({"events": [{}]})] {
        let (_folder, path) = written(&document);
        assert_eq!(names(&inspect_json(&path)), wanted, "{document}");
    }
}

#[test]
fn unreadable_inputs_exit_with_2_and_oversized_ones_with_3() {
    let code = |args: &[&str]| pith(args).code;
    let real = "fixtures/valid/arxiv-1804.07612.json";
    assert_eq!(code(&["inspect", "no-such-file.json"]), 2);
    assert_eq!(code(&["inspect"]), 2);
    assert_eq!(code(&["inspect", "--max-bytes", "100", real]), 3);
    assert_eq!(code(&["inspect", "--report", "html=no/such/folder/page.html", real]), 2);
    assert_eq!(code(&["inspect", "--report", "junit=page.xml", real]), 2);
}

#[test]
fn report_files_equal_the_output_of_their_format() {
    let folder = tempfile::tempdir().unwrap();
    let real = "fixtures/valid/arxiv-1804.07612.json";
    let path = |format: &str| folder.path().join(format).to_str().unwrap().to_owned();
    let reports: Vec<String> = FORMATS.iter().map(|format| format!("{format}={}", path(format))).collect();
    let mut args = vec!["inspect", "--color", "always", real];
    for report in &reports {
        args.extend(["--report", report.as_str()]);
    }
    assert_eq!(pith(&args).code, 0);
    for format in FORMATS {
        assert_eq!(fs::read_to_string(path(format)).unwrap(), inspect(format, real), "{format}");
    }
    let twice = format!("html={}", path("html"));
    assert_eq!(pith(&["inspect", real, "--report", &twice, "--report", &twice]).code, 2);
}

/// Strings that would be syntax, markup or terminal commands where they are not escaped.
const HOSTILE: [&str; 8] = [
    "\x1b]0;owned\x07\x1b[2J",
    "\u{202e}\u{200b}\u{2028}\u{9b}31m",
    "\"]; evil [label=\"x\"]; \\",
    "\"] --> b\n click a call alert(1)\n%%{init: {}}%%",
    "</title></svg><script>alert(1)</script>",
    "`**bold** <img src=x onerror=alert(1)>` #lt;b#gt;",
    "1. list\n---\ntitle: x",
    "end subgraph :::class ]) }} |",
];

/// A bundle all of whose strings are this one.
fn hostile_bundle(text: &str) -> Value {
    let mut bundle: Value = serde_json::from_slice(&fs::read("fixtures/valid/superseded-twice.json").unwrap()).unwrap();
    replace_strings(&mut bundle, text);
    let ids: Vec<String> = (0..4).map(|place| format!("{text}{place}")).collect();
    for (place, id) in ids.iter().enumerate() {
        bundle["events"][place]["event_id"] = json!(id);
    }
    bundle["events"][1]["supersedes"] = json!([ids[0], "absent"]);
    bundle["events"][2]["prev_event"] = json!(ids[1]);
    bundle[format!("{text} member")] = json!(text);
    bundle
}

fn replace_strings(value: &mut Value, text: &str) {
    match value {
        Value::String(old) => text.clone_into(old),
        Value::Array(elements) => elements.iter_mut().for_each(|element| replace_strings(element, text)),
        Value::Object(members) => members.values_mut().for_each(|member| replace_strings(member, text)),
        _ => {}
    }
}

#[test]
fn hostile_strings_are_escaped_for_the_terminal() {
    for hostile in HOSTILE {
        let (_folder, path) = written(&hostile_bundle(hostile));
        for format in FORMATS {
            let shown = inspect(format, &path);
            let raw = shown.chars().find(|c| (*c != '\n' && c.is_control()) || ('\u{200b}'..'\u{2030}').contains(c));
            // The ellipsis of a cut text is U+2026, which is in the range.
            assert!(raw.is_none_or(|c| c == '\u{2026}'), "{format}: {raw:?} of {hostile:?}");
        }
    }
}

/// Events in force are full, superseded ones hollow, in the colour that pages have for what was not verified.
#[test]
fn graphs_have_the_colours_of_the_timeline() {
    let path = "fixtures/valid/superseded-twice.json";
    let dot = inspect("dot", path);
    let full = "style=\"rounded,filled\", color=\"#7d4a00\", fillcolor=\"#fdf1dc\"";
    let hollow = "style=\"rounded,dashed\", color=\"#7d4a00\", fontcolor=\"#7d4a00\"";
    let nodes = |look: &str| -> Vec<String> {
        let lines = dot.lines().filter(|line| line.contains(look));
        lines.map(|line| line.trim().split(' ').next().unwrap().to_owned()).collect()
    };
    assert_eq!((nodes(full), nodes(hollow)), (vec!["e0".into(), "e3".into()], vec!["e1".into(), "e2".into()]));
    let mermaid = inspect("mermaid", path);
    for wanted in [
        "  classDef unverified fill:#fdf1dc,stroke:#7d4a00,color:#1b1d20\n  class e0,e3 unverified\n",
        "  classDef superseded fill:#fff,stroke:#7d4a00,color:#7d4a00,stroke-dasharray:4\n  class e1,e2 superseded\n",
    ] {
        assert!(mermaid.contains(wanted), "{mermaid}");
    }
}

#[test]
fn hostile_strings_stay_text_in_dot() {
    for hostile in HOSTILE {
        let (_folder, path) = written(&hostile_bundle(hostile));
        let shown = inspect("dot", &path);
        let (nodes, edges) = count_dot(&shown);
        // The paper, four events, one signer, two absent events; four signatures, three about the paper, five links.
        assert_eq!((nodes, edges), (8, 12), "{hostile:?}\n{shown}");
    }
}

/// Reads DOT as it is written here, one statement a line, with quoted strings taken as a whole.
fn count_dot(text: &str) -> (usize, usize) {
    let (mut nodes, mut edges) = (0, 0);
    for line in text.lines().skip(2).filter(|line| *line != "}") {
        let bare = without_quoted(line);
        let words: Vec<&str> = bare.trim().trim_end_matches(';').splitn(2, " [").collect();
        assert!(bare.trim().ends_with("];"), "{line}");
        assert!(!words[1].contains(['{', '}', '<', '>']) && words[1].matches('[').count() == 0, "{line}");
        match words[0].split_once(" -> ") {
            Some(_) => edges += 1,
            None if ["graph", "node", "edge"].contains(&words[0]) => {}
            None => nodes += 1,
        }
        assert!(words[0].chars().all(|c| c.is_ascii_alphanumeric() || " ->".contains(c)), "{line}");
    }
    (nodes, edges)
}

/// The line with every quoted string made empty.
fn without_quoted(line: &str) -> String {
    let (mut bare, mut inside, mut escaped) = (String::new(), false, false);
    for c in line.chars() {
        match (inside, c) {
            (true, _) if escaped => escaped = false,
            (true, '\\') => escaped = true,
            (_, '"') => inside = !inside,
            (true, _) => {}
            (false, c) => bare.push(c),
        }
    }
    assert!(!inside, "a quote stays open: {line}");
    bare
}

#[test]
fn hostile_strings_stay_text_in_mermaid() {
    for hostile in HOSTILE {
        let (_folder, path) = written(&hostile_bundle(hostile));
        let shown = inspect("mermaid", &path);
        let mut lines = shown.lines();
        let head: Vec<&str> = lines.by_ref().take(4).collect();
        assert_eq!((head[0], head[2], head[3]), ("---", "---", "flowchart LR"));
        for line in lines {
            let labels: Vec<&str> = line.split('"').collect();
            assert!(labels.len() == 1 || labels.len() == 3, "{line}");
            let label = labels.get(1).unwrap_or(&"").replace("<br/>", "");
            let safe = |c: char| c.is_alphanumeric() || " #;".contains(c);
            assert!(label.chars().all(safe), "{line}");
        }
    }
}

#[test]
fn the_graph_of_a_large_bundle_stays_small_enough_to_draw() {
    let mut bundle = hostile_bundle("\u{e9}<\"");
    let event = bundle["events"][1].clone();
    let many: Vec<Value> = (0..3000)
        .map(|number| {
            let mut event = event.clone();
            event["event_id"] = json!(format!("sha256:{number:064}"));
            event["supersedes"] = json!((0..number % 7).map(|other| format!("sha256:{other:064}")).collect::<Vec<_>>());
            event
        })
        .collect();
    bundle["events"] = json!(many);
    let (_folder, path) = written(&bundle);
    let picture = inspect("mermaid", &path);
    assert!(picture.chars().count() < 50_000, "{}", picture.chars().count());
    assert!(picture.lines().filter(|line| line.contains("> ")).count() <= 500);
    assert!(picture.contains("and 2900 more events"));
    assert!(inspect("human", &path).contains("and 2800 more"));
}
