//! What `pith inspect` shows to people and on its page, held against its JSON of the same run, over the fixtures.

use std::fs;
use std::path::Path;

use crate::process::{Folder, pith};
use crate::readers::html::{self, Node};
use crate::support::hostile::shown;
use serde_json::Value;

/// Every fixture that is a document, thinned out where there are very many.
fn fixtures() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (mut found, mut open) = (Vec::new(), vec![root.join("fixtures")]);
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|ending| ending == "json") {
                found.push(path.strip_prefix(root).unwrap().to_str().unwrap().to_owned());
            }
        }
    }
    found.sort();
    let is_kept = |(place, path): &(usize, String)| !path.starts_with("fixtures/fail") || place.is_multiple_of(4);
    found.into_iter().enumerate().filter(is_kept).map(|(_, path)| path).collect()
}

/// A text, as a format for people shows it.
fn text(value: &Value) -> String {
    shown(value.as_str().unwrap_or_default())
}

fn texts(object: &Value, members: &[&str]) -> Vec<String> {
    members.iter().map(|member| text(&object[member])).collect()
}

/// Those that are there, with a gap between them.
fn joined(gap: &str, parts: &[String]) -> String {
    parts.iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(gap)
}

fn list<'v>(value: &'v Value, member: &str) -> &'v [Value] {
    value[member].as_array().unwrap()
}

/// Facts without those that have no value.
fn facts<const N: usize>(facts: [(&str, String); N]) -> Vec<(String, String)> {
    let said = facts.into_iter().filter(|(_, value)| !value.is_empty());
    said.map(|(name, value)| (name.to_owned(), value)).collect()
}

fn categories(paper: &Value) -> String {
    let cross = paper["cross_cats"].as_array().into_iter().flatten().map(text);
    joined(" ", &std::iter::once(text(&paper["primary_cat"])).chain(cross).collect::<Vec<_>>())
}

fn paper_facts(said: &Value) -> Vec<(String, String)> {
    let paper = &said["paper"];
    facts([
        ("Title", text(&paper["title"])),
        ("Authors", text(&paper["authors"])),
        ("Categories", categories(paper)),
        ("Submitted", text(&paper["submitted_at"])),
        ("License", text(&paper["license"])),
        ("Headline", text(&paper["headline"])),
        ("Abstract", text(&paper["abstract_excerpt"])),
    ])
}

fn document_facts(said: &Value) -> Vec<(String, String)> {
    facts([
        ("Input", text(&said["input"])),
        ("Kind", text(&said["document"])),
        ("Number", text(&said["pith_number"])),
        ("Short number", text(&said["short_pith_number"])),
        ("Source", joined(" ", &texts(&said["source"], &["kind", "id", "version"]))),
        ("Built at", text(&said["built_at"])),
        ("Signature", joined(" ", &texts(&said["signature"], &["key_id", "signature_status", "signed_at"]))),
        ("Size", format!("{} bytes", said["bytes"])),
        ("SHA-256", text(&said["sha256"])),
    ])
}

/// Names and values, without values that are empty.
fn named(said: &Value, member: &str) -> Vec<(String, String)> {
    let rows = list(said, member).iter().map(|row| (text(&row["name"]), text(&row["value"])));
    rows.filter(|(_, value)| !value.is_empty()).collect()
}

fn section_facts(page: &Node, heading: &str) -> Vec<(String, String)> {
    page.section(heading).map(Node::facts).unwrap_or_default()
}

fn cells(said: &Value, member: &str, names: &[&str]) -> Vec<Vec<String>> {
    list(said, member).iter().map(|entry| texts(entry, names)).collect()
}

fn sizes(said: &Value) -> Vec<Vec<String>> {
    let sizes = list(said, "sizes").iter().take(20);
    sizes.map(|size| vec![text(&size["name"]), size["bytes"].to_string()]).collect()
}

#[test]
fn the_page_agrees_with_the_json() {
    let folder = Folder::new();
    let (mut pages, mut sections) = (0, 0);
    for path in fixtures() {
        let file = folder.path().join("page.html");
        let _ = fs::remove_file(&file);
        let run = pith(&["inspect", "--format", "json", "--report", &format!("html={}", file.display()), &path]);
        if run.code != 0 {
            assert!(!file.exists(), "{path}");
            continue;
        }
        let said = run.json();
        let page = html::read(&fs::read_to_string(&file).unwrap());
        let title = Some(text(&said["paper"]["title"])).filter(|title| !title.is_empty());
        let heading = title.unwrap_or_else(|| text(&said["input"]));
        assert_eq!(page.first("h1").text(), heading, "{path}");
        assert_eq!(page.first("title").text(), format!("UNVERIFIED \u{b7} {heading}"), "{path}");
        assert_eq!(crate::readers::page::banner(&page).0, "UNVERIFIED", "{path}");
        assert_eq!(section_facts(&page, "Document"), document_facts(&said), "{path}");
        assert_eq!(section_facts(&page, "Paper"), paper_facts(&said), "{path}");
        for (heading, member) in [
            ("Snapshot", "counts"),
            ("State", "state"),
            ("Status", "status"),
            ("Record", "record"),
            ("Stated digests", "digests"),
            ("Links", "links"),
            ("Versions", "versions"),
        ] {
            let wanted = named(&said, member);
            sections += usize::from(!wanted.is_empty());
            assert_eq!(section_facts(&page, heading), wanted, "{path}");
        }
        let keys = ["key_id", "algorithm", "fingerprint_sha256_hex", "rotates_at", "public_key_hex"];
        let mirrors = ["name", "mirror_type", "status", "base_url", "bundle"];
        assert_eq!(page.table("Claims"), cells(&said, "claims", &["claim_id", "kind", "status", "text"]), "{path}");
        assert_eq!(page.table("Aliases"), cells(&said, "aliases", &["kind", "value", "created_at"]), "{path}");
        assert_eq!(page.table("Keys"), cells(&said, "keys", &keys), "{path}");
        assert_eq!(page.table("Mirrors"), cells(&said, "mirrors", &mirrors), "{path}");
        assert_eq!(page.table("Oddities"), cells(&said, "oddities", &["pointer", "message"]), "{path}");
        assert_eq!(page.table("Sizes"), sizes(&said), "{path}");
        events(&page, &said, &path);
        pages += 1;
    }
    assert!(pages > 150 && sections > 600, "{pages} pages with {sections} sections");
}

/// Every event is in the table and in the drawing, in force or not as the JSON says, and never as one that was checked.
fn events(page: &Node, said: &Value, path: &str) {
    let events = list(said, "events");
    let mut rows = page.table("Events");
    let mut wanted: Vec<Vec<String>> = events
        .iter()
        .map(|event| {
            let signer = texts(&event["signer"], &["signer_id", "key_id"]);
            let mut row = texts(event, &["created_at", "event_type"]);
            row.extend(signer);
            row.extend(["unverified".to_owned(), text(&event["event_id"])]);
            row
        })
        .collect();
    let remarks: Vec<String> = rows.iter_mut().map(|row| row.remove(5)).collect();
    rows.sort();
    wanted.sort();
    assert_eq!(rows, wanted, "{path}");
    let links: usize = events
        .iter()
        .map(|event| {
            let supersedes = list(event, "supersedes").len();
            // A remark for each of the first five, and one for the rest.
            usize::from(!event["prev_event"].is_null()) + supersedes.min(5) + usize::from(supersedes > 5)
        })
        .sum();
    let said =
        |word: &str| remarks.iter().flat_map(|line| line.split("; ")).filter(|one| one.starts_with(word)).count();
    assert_eq!(said("follows ") + said("supersedes "), links, "{path}");
    let in_force = events.iter().filter(|event| event["in_current"] == true).count();
    let dots = page.all("circle");
    assert!(dots.iter().all(|dot| dot.is_of("unknown") && !dot.is_of("valid")), "{path}");
    let hollow = dots.iter().filter(|dot| dot.is_of("old")).count();
    assert_eq!((dots.len() - hollow, hollow), (in_force, events.len() - in_force), "{path}");
}

/// The rows with a label, as people are shown them; those without one belong to the label above.
fn rows(text: &str) -> Vec<(String, String)> {
    let (mut rows, mut label): (Vec<(String, String)>, _) = (Vec::new(), String::new());
    let labelled = text.lines().filter(|line| line.starts_with("  ") && line.get(14..15) == Some(" "));
    for line in labelled {
        let (name, value) = (line[2..14].trim_end(), &line[15..]);
        if !name.is_empty() {
            name.clone_into(&mut label);
        }
        rows.push((label.clone(), value.to_owned()));
    }
    rows
}

#[test]
fn the_text_agrees_with_the_json() {
    let mut shown = 0;
    for path in fixtures() {
        let run = pith(&["inspect", "--format", "json", &path]);
        if run.code != 0 {
            continue;
        }
        let said = run.json();
        let human = pith(&["inspect", &path]).text();
        let rows = rows(&human);
        let of = |label: &str| -> Vec<&str> {
            rows.iter().filter(|(known, _)| known == label).map(|(_, value)| value.as_str()).collect()
        };
        assert!(human.starts_with(&format!("UNVERIFIED {}\n", text(&said["input"]))), "{path}");
        let document =
            format!("{}, {} bytes, SHA-256 {}", text(&said["document"]), said["bytes"], text(&said["sha256"]));
        assert_eq!(of("document"), [document], "{path}");
        let numbers = [&said["pith_number"], &said["short_pith_number"]].into_iter().filter(|number| !number.is_null());
        assert_eq!(of("number"), numbers.map(text).collect::<Vec<_>>(), "{path}");
        if said["paper"].is_object() {
            let title = text(&said["paper"]["title"]);
            assert_eq!(of("paper"), [if title.is_empty() { "without a title".to_owned() } else { title }], "{path}");
            assert_eq!(of("categories").join(""), categories(&said["paper"]), "{path}");
        } else {
            assert!(of("paper").is_empty(), "{path}");
        }
        for (label, value) in [
            ("built at", &said["built_at"]),
            ("authors", &said["paper"]["authors"]),
            ("submitted", &said["paper"]["submitted_at"]),
            ("license", &said["paper"]["license"]),
            ("headline", &said["paper"]["headline"]),
            ("abstract", &said["paper"]["abstract_excerpt"]),
        ] {
            assert_eq!(of(label).join(""), text(value), "{label} of {path}");
        }
        for (label, member) in [
            ("snapshot", "counts"),
            ("state", "state"),
            ("status", "status"),
            ("record", "record"),
            ("digests", "digests"),
            ("links", "links"),
            ("versions", "versions"),
        ] {
            let words = |row: &Value| format!("{} {}", text(&row["name"]), text(&row["value"]));
            let wanted: Vec<String> = list(&said, member).iter().map(words).collect();
            let found: Vec<String> = of(label).iter().map(|row| squeezed(row)).collect();
            assert_eq!(found, wanted.iter().map(|row| squeezed(row)).collect::<Vec<_>>(), "{label} of {path}");
        }
        let odd = |odd: &Value| {
            let pointer = text(&odd["pointer"]);
            format!("{} {}", if pointer.is_empty() { "/" } else { &pointer }, text(&odd["message"]))
        };
        assert_eq!(of("odd"), list(&said, "oddities").iter().map(odd).collect::<Vec<_>>(), "{path}");
        let count = list(&said, "events").len();
        let noun = if count == 1 { "event" } else { "events" };
        let line = format!("  {count} {noun}, each under the one that it follows or replaces\n");
        assert_eq!(human.contains(&line), count > 0, "{path}");
        shown += 1;
    }
    assert!(shown > 150, "{shown}");
}

/// Columns are filled up with spaces.
fn squeezed(row: &str) -> String {
    row.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}
