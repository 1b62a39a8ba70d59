//! Characters that act on a terminal or are invisible appear raw in no output. The tests have their own table of them
//! (`tests/support/hostile.rs`).
#![cfg(unix)]

use std::fs;

use crate::process::{Folder, Run, good, pith};
use crate::support::forge::Bundle;
use crate::support::hostile::{HARMLESS, all, raw, shown};
use crate::support::json::Json;
use crate::support::keys::TestKey;

#[test]
fn exactly_the_listed_characters_are_escaped() {
    let mut wrong = Vec::new();
    for c in all() {
        let text = format!("a{c}b");
        let escaped = pith::text::escape(&text);
        if escaped != format!("a\\u{{{:x}}}b", u32::from(c)) {
            wrong.push(format!("U+{:04X}: {escaped:?}", u32::from(c)));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(pith::text::escape(HARMLESS), HARMLESS);
}

/// A tenth of the tags, and all else: in pieces that are not cut.
fn pieces() -> Vec<String> {
    let tags = |c: &char| u32::from(*c) < 0xe0000 || u32::from(*c).is_multiple_of(10) || u32::from(*c) == 0xe0fff;
    let characters: Vec<char> = all().filter(tags).collect();
    characters.chunks(90).map(|piece| piece.iter().collect()).collect()
}

/// A bundle that verifies, with such a text in every place that is free.
fn bundle(text: &'static str) -> Bundle {
    let key = TestKey::new(90, text, text, text);
    let mut bundle = Bundle::of_text(text, &key);
    bundle.json.members_mut().push((text.into(), text.into()));
    bundle.seal();
    bundle
}

/// The same, but nothing in it is right.
fn broken(text: &str) -> String {
    let mut bundle = Bundle::with_third_event();
    for pointer in ["/built_at", "/pith_number", "/short_pith_number", "/canonical_sha256", "/source/id"] {
        bundle.json.set(pointer, text);
    }
    for pointer in ["/events/1/created_at", "/events/2/event_id", "/events/2/prev_event", "/events/1/signer/key_id"] {
        bundle.json.set(pointer, text);
    }
    bundle.json.set("/state/current/storage_attestations/0/payload/locator", text);
    bundle.json.push("/state/applied_event_ids", text);
    bundle.json.push("/events/0/supersedes", text);
    bundle.json.set("/public_keys/0/rotates_at", text);
    bundle.json.set("/source_aliases/0/alias_value", text);
    bundle.json.compact()
}

fn assert_safe(said: &Run, line: &[&str]) {
    for output in [said.text(), said.err.clone()] {
        assert_eq!(raw(&output), None, "{line:?}\n{}", shown(&output));
    }
}

#[test]
fn hostile_text_is_escaped_by_every_command_and_format() {
    let folder = Folder::new();
    let mut runs = 0;
    for (place, piece) in pieces().into_iter().enumerate() {
        let text: &'static str = piece.leak();
        // A name has no NUL and no slash, and at most 255 bytes.
        let short: String = text.replace('\0', "").chars().take(50).collect();
        let name = format!("{place}{short}.json");
        let (good, bad) = (folder.file(&name, bundle(text).json.compact()), folder.file("bad.json", broken(text)));
        let twice = format!("{{{0}:1,{0}:2}}", Json::from(text).compact());
        let twice = folder.file(&format!("twice{name}"), twice);
        let state = folder.file(&format!("state{name}"), bundle(text).json.at("/state").compact());
        let html = folder.path().join("report.html");
        let page = format!("html={}", html.display());
        let mut lines: Vec<Vec<&str>> = Vec::new();
        for format in ["human", "json", "ndjson", "junit", "github", "sarif"] {
            for input in [&good, &bad, &twice, &state] {
                lines.push(vec!["verify", "--format", format, "--trust-embedded", "--report", &page, input]);
            }
            let many = ["verify", "--format", format, "--trust-embedded", "--report", &page, &good, &bad, &twice];
            lines.push(many.to_vec());
            let title = text.trim_matches('\0');
            lines.push(vec!["verify", "--format", format, "--title", if title.is_empty() { "a" } else { title }, &bad]);
        }
        for format in ["human", "json", "dot", "mermaid"] {
            for input in [&good, &bad, &state] {
                lines.push(vec!["inspect", "--format", format, "--report", &page, input]);
            }
        }
        lines.push(vec!["keys", &good]);
        lines.push(vec!["state", "--trust-embedded", &good]);
        lines.push(vec!["state", "--trust-embedded", &bad]);
        for format in ["human", "json"] {
            lines.push(vec!["diff", "--format", format, &good, &bad]);
            lines.push(vec!["merge", "--format", format, "--trust-embedded", "--report", &page, &good, &bad, &twice]);
        }
        lines.push(vec!["verify", "--trust-embedded", "--since", &bad, "--state", &state, &good]);
        lines.push(vec!["verify", "--keyring", &good, &good]);
        lines.push(vec!["explain", &short]);
        for line in lines.iter().filter(|line| !line.iter().any(|word| word.contains('\0'))) {
            let _ = fs::remove_file(&html);
            let said = pith(line);
            assert!([0, 1, 2, 3, 4, 5].contains(&said.code), "{line:?}: {}", said.code);
            assert_safe(&said, line);
            if line.contains(&page.as_str()) {
                let page = fs::read_to_string(&html).unwrap_or_else(|error| panic!("{line:?}: {error} {}", said.err));
                assert_eq!(raw(&page), None, "{line:?}");
            }
            runs += 1;
        }
    }
    assert!(runs > 300, "{runs} runs");
}

/// In a pipe the bytes are exact; at a terminal they must not act on it.
#[test]
fn exact_bytes_are_escaped_at_a_terminal() {
    let folder = Folder::new();
    folder.write("a.json", "[\"\u{7f}\u{202e}\u{e9}\"]");
    let shown = folder.at_a_terminal("$PITH canon a.json");
    assert!(shown.ends_with("[\"\\u{7f}\\u{202e}\u{e9}\"]\r\n"), "{shown:?}");
    assert!(shown.contains("pith: control characters are escaped at a terminal; pipe the output"), "{shown:?}");
    assert_eq!(raw(&shown.replace("\r\n", "\n")), None, "{shown:?}");
    folder.write("b.json", "[1]");
    assert_eq!(folder.at_a_terminal("$PITH canon b.json"), "[1]\r\n");
    assert_eq!(Run::of(folder.pith(["canon", "b.json"]).output().unwrap()).out, "[1]");
}

#[test]
fn a_report_fits_the_terminal_that_it_goes_to() {
    let folder = Folder::new();
    folder.write("a.json", good());
    let widest = |text: &str| text.lines().map(|line| line.trim_end().chars().count()).max().unwrap();
    let [narrow, wide] = [80, 100].map(|columns| {
        widest(&folder.at_a_terminal(&format!("stty columns {columns}; NO_COLOR=1 $PITH verify a.json")))
    });
    assert!(narrow <= 80 && 80 < wide && wide <= 100, "{narrow} {wide}");
    assert!(widest(&folder.verify(&["a.json"]).out) > 100);
}

/// What is written for people fits the terminal, whichever verb writes it; a digest has a line of its own.
#[test]
fn lines_for_people_fit_the_terminal() {
    let folder = Folder::new();
    folder.file("a.json", good());
    folder.file("b.json", Bundle::example().json.compact());
    for line in ["explain event.digest", "inspect a.json", "diff a.json b.json", "merge a.json b.json"] {
        let shown = folder.at_a_terminal(&format!("{} {line}", env!("CARGO_BIN_EXE_pith")));
        let plain = anstream::adapter::strip_str(&shown).to_string();
        let lines: Vec<&str> = plain.lines().map(str::trim_end).collect();
        let longest = lines.iter().map(|line| line.chars().count()).max().unwrap();
        assert!(lines.len() > 3 && longest <= 80, "{line}: {longest} columns: {plain}");
    }
}
