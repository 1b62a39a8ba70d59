//! The documentation is true: its citations exist, its examples are the program's output, and it names every part of
//! the reports.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use pith::json::canonical;
use pith::json::{Arena, Document};
use pith::report::Verdict;
use pith::{CheckCode, Reason};
use serde_json::Value;

use crate::process::{Run, blocks, pith, shell};

const FORMAT: &str = include_str!("../../docs/format.md");
const REPORT: &str = include_str!("../../docs/report.md");
const ARCHITECTURE: &str = include_str!("../../docs/architecture.md");

/// Where people write about the format and about reports.
const WRITTEN: [&str; 13] = [
    "src",
    "schemas",
    "tests",
    "docs",
    "examples",
    "benches",
    "fuzz/fuzz_targets",
    "fuzz/src",
    "fixtures/README.md",
    "README.md",
    "SECURITY.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
];

/// Every text below the folders and files of [`WRITTEN`], by its name.
fn texts() -> BTreeMap<String, String> {
    let mut texts = BTreeMap::new();
    let mut waiting: Vec<PathBuf> = WRITTEN.iter().map(PathBuf::from).filter(|path| path.exists()).collect();
    while let Some(path) = waiting.pop() {
        // Texts of others.
        if path.ends_with("tests/vectors") {
            continue;
        }
        if path.is_dir() {
            waiting.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if let Ok(text) = fs::read_to_string(&path) {
            texts.insert(path.to_str().unwrap().to_owned(), text);
        }
    }
    // This file is about citations and makes none.
    assert!(texts.remove("tests/suite/docs.rs").is_some());
    assert!(texts.len() > 200, "{}", texts.len());
    texts
}

/// The text without the marks of comments, so that a citation may go on in the next line.
fn flat(text: &str) -> String {
    let marks = |line: &str| line.trim_start().trim_start_matches(['/', '!', '#']).trim().to_owned();
    text.lines().map(marks).collect::<Vec<_>>().join(" ")
}

/// The name of a page, if one is cited here: `docs/format.md`.
fn page(text: &str) -> Option<&str> {
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || "/_-.".contains(c))).unwrap_or(text.len());
    let name = text[..end].trim_end_matches('.');
    Path::new(name).extension().is_some_and(|extension| extension == "md").then_some(name)
}

/// The section numbers in what follows the name of a page: `, section 4.8 (M8)`, `, sections 3.1 and 3.2`.
fn sections(after: &str) -> Vec<String> {
    let mut words = after.trim_start_matches(['`', ',', ' ']).split(' ');
    if !matches!(words.next(), Some("section" | "sections")) {
        return Vec::new();
    }
    let number = |word: &str| {
        let word = word.trim_start_matches('[');
        let end = word.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(word.len());
        Some(word[..end].trim_end_matches('.').to_owned()).filter(|number| !number.is_empty())
    };
    let is_joint = |word: &str| ["and", "to", "or"].contains(&word);
    words.take_while(|word| is_joint(word) || number(word).is_some()).filter_map(number).collect()
}

/// The headings of a page, as they are written, outside of fenced blocks.
fn headings(text: &str) -> Vec<&str> {
    let mut fenced = false;
    let outside = text.lines().filter(|line| {
        fenced ^= line.starts_with("```");
        !fenced
    });
    outside.filter(|line| line.starts_with('#')).collect()
}

/// The numbers of the sections of docs/format.md.
fn numbers() -> BTreeSet<String> {
    let number = |heading: &&str| {
        let number = heading.trim_start_matches('#').split_whitespace().next()?.trim_end_matches('.');
        number.starts_with(|c: char| c.is_ascii_digit()).then(|| number.to_owned())
    };
    headings(FORMAT).iter().filter_map(number).collect()
}

/// What a link to a heading ends in, as code hosts make it.
fn anchor(heading: &str) -> String {
    let text = heading.trim_start_matches('#').trim().to_lowercase();
    let kept = text.chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}

#[test]
fn every_page_that_is_cited_exists_and_has_the_section() {
    let numbers = numbers();
    let (mut pages, mut cited) = (0, 0);
    for (file, text) in texts() {
        let text = flat(&text);
        for (at, _) in text.match_indices("docs/") {
            let Some(name) = page(&text[at..]) else { continue };
            assert!(Path::new(name).exists(), "{file}: {name} does not exist");
            pages += 1;
            for section in sections(&text[at + name.len()..]) {
                assert!(name == "docs/format.md", "{file}: sections of {name} have no numbers");
                assert!(numbers.contains(&section), "{file}: docs/format.md has no section {section}");
                cited += 1;
            }
        }
        for (at, name) in text.match_indices("format.md") {
            let is_whole = text[..at].ends_with("docs/");
            let is_link = file.starts_with("docs/")
                && text[..at].ends_with('(')
                && text[at + name.len()..].starts_with(['#', ')']);
            assert!(is_whole || is_link, "{file}: cite docs/format.md by its whole name: {:.40}", &text[at..]);
        }
    }
    assert!(pages > 50 && cited > 30, "{pages} {cited}");
}

#[test]
fn citations_are_found() {
    assert_eq!(page("docs/format.md, section 4.8"), Some("docs/format.md"));
    assert_eq!(page("docs/report.md."), Some("docs/report.md"));
    assert_eq!(page("docs/ and more.md"), None);
    for (after, found) in [
        (", section 4.8 (M8)", vec!["4.8"]),
        (" section 5", vec!["5"]),
        (", sections 3.1, 3.2 and 7.4).", vec!["3.1", "3.2", "7.4"]),
        ("`, section 1.10.", vec!["1.10"]),
        (", section [8.2](#82-the-verdict)", vec!["8.2"]),
        (" has 11 sections", vec![]),
        ("", vec![]),
    ] {
        assert_eq!(sections(after), found, "{after}");
    }
    assert_eq!(flat("/// a (docs/format.md,\n    /// section 5.10)"), "a (docs/format.md, section 5.10)");
}

#[test]
fn every_link_of_a_page_leads_to_a_page_and_a_heading() {
    let pages: Vec<(String, String)> =
        texts().into_iter().filter(|(file, _)| Path::new(file).extension().is_some_and(|end| end == "md")).collect();
    let mut followed = 0;
    for (file, text) in &pages {
        let folder = Path::new(file).parent().unwrap();
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            if link.contains("://") || link.contains(' ') {
                continue;
            }
            let (path, fragment) = link.split_once('#').unwrap_or((link, ""));
            let path = if path.is_empty() { PathBuf::from(file) } else { folder.join(path) };
            assert!(path.exists(), "{file}: {link}");
            if !fragment.is_empty() && path.is_file() {
                let target = fs::read_to_string(&path).unwrap();
                let anchors: Vec<String> = headings(&target).into_iter().map(anchor).collect();
                assert!(anchors.iter().any(|anchor| anchor == fragment), "{file}: {link}");
            }
            followed += 1;
        }
    }
    assert!(followed > 150, "{followed}");
}

#[test]
fn the_contents_list_every_section() {
    let listed = FORMAT.split("## Contents\n").nth(1).unwrap().split("\n## ").next().unwrap();
    let listed: Vec<String> =
        listed.lines().filter(|line| line.contains("](#")).map(|line| line.trim().to_owned()).collect();
    let numbered = headings(FORMAT)
        .into_iter()
        .filter(|heading| heading.trim_start_matches('#').trim_start().starts_with(|c: char| c.is_ascii_digit()));
    let wanted: Vec<String> = numbered
        .map(|heading| format!("- [{}](#{})", heading.trim_start_matches('#').trim(), anchor(heading)))
        .collect();
    assert_eq!(listed, wanted);
    for rule in 1..=12 {
        assert!(FORMAT.contains(&format!("### 4.{rule} M{rule}: ")), "M{rule} has no heading of its number");
    }
}

/// The rows of the table that begins at this mark, cell by cell.
fn rows(mark: &str) -> Vec<Vec<&'static str>> {
    let table = FORMAT.split(mark).nth(1).unwrap().split("<!-- end").next().unwrap();
    let lines = table.lines().filter(|line| line.starts_with("| ")).skip(1);
    lines.map(|line| line.trim_matches('|').split(" | ").map(str::trim).collect()).collect()
}

/// What a cell contains: a text in backquotes, or bytes in hexadecimal.
fn bytes(cell: &str) -> Option<Vec<u8>> {
    if let Some(text) = cell.strip_prefix('`').and_then(|text| text.strip_suffix('`')) {
        return Some(text.as_bytes().to_vec());
    }
    if cell == "(no bytes)" {
        return Some(Vec::new());
    }
    cell.split(' ').map(|byte| u8::from_str_radix(byte, 16).ok().filter(|_| byte.len() == 2)).collect()
}

#[test]
fn the_examples_of_canonical_bytes_hold() {
    let rows = rows("<!-- examples:");
    assert_eq!(rows.len(), 36);
    for row in rows {
        let [_, input, expected] = row[..] else { panic!("{row:?}") };
        let (source, arena) = (bytes(input).unwrap(), Arena::new());
        let document = Document::parse(&source, &arena).unwrap();
        assert_eq!(canonical::to_bytes(&document.root()), bytes(expected).unwrap(), "{input}");
    }
}

#[test]
fn the_refused_inputs_are_refused_under_the_code() {
    let rows = rows("<!-- refused:");
    assert_eq!(rows.len(), 32);
    for row in rows {
        let [why, input, code] = row[..] else { panic!("{row:?}") };
        let source = if input == "(digits)" { vec![b'1'; 4_301] } else { bytes(input).unwrap() };
        let (_folder, path) = written(&source);
        let report = pith(&["verify", "--format", "json", &path]).json();
        assert_eq!(report["verdict"], "malformed", "{why}");
        assert_eq!(report["inputs"][0]["checks"][0]["code"], code.trim_matches('`'), "{why}");
    }
}

fn written(bytes: &[u8]) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("input.json");
    fs::write(&path, bytes).unwrap();
    (folder, path.to_str().unwrap().to_owned())
}

#[test]
fn each_step_of_the_worked_example_prints_what_is_shown() {
    let blocks = blocks(FORMAT, "console");
    assert_eq!(blocks.len(), 22);
    for block in blocks {
        let (line, expected) = block.strip_prefix("$ ").unwrap().split_once('\n').unwrap();
        let script = format!("set -o pipefail; {line}");
        let run = Run::of(shell(Path::new(env!("CARGO_MANIFEST_DIR")), &script).output().unwrap());
        assert!(run.code == 0 && run.err.is_empty(), "{line}: {run:?}");
        assert_eq!(run.out.trim_end(), expected.trim_end(), "{line}");
    }
}

/// A section of docs/report.md, from its heading to the next one of its level.
fn section(heading: &str) -> &'static str {
    let rest = REPORT.split(&format!("\n## {heading}")).nth(1).unwrap_or_else(|| panic!("no section {heading}"));
    rest.split("\n## ").next().unwrap()
}

/// Members whose content is described elsewhere: by the documents, or by another section.
const ELSEWHERE: [&str; 3] = ["state", "report", "tool"];

/// The names of all members in a value, at any depth, but not below [`ELSEWHERE`].
fn names(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                found.insert(name.clone());
                // The sides of a comparison have a verdict; the values that differ are from the documents.
                let is_value = ["a", "b"].contains(&name.as_str()) && value.get("verdict").is_none();
                if !is_value && !ELSEWHERE.contains(&name.as_str()) {
                    names(value, found);
                }
            }
        }
        Value::Array(values) => values.iter().for_each(|value| names(value, found)),
        _ => {}
    }
}

#[test]
fn every_member_of_every_json_is_described() {
    let keyring = "fixtures/keys/registry.keyring";
    let (older, newer) = ("fixtures/policy/before.json", "fixtures/valid/three-events.json");
    let real = "fixtures/valid/arxiv-1804.07612.json";
    let runs: [(&str, &[&str]); 6] = [
        ("`pith-report/1`", &["verify", "--keyring", keyring, "--title", "x", real, newer]),
        ("`pith-inspect/1`", &["inspect", real]),
        ("`pith-keys/1`", &["keys", real]),
        ("`pith-state/1`", &["state", real]),
        ("`pith-diff/1`", &["diff", "--keyring", keyring, older, newer]),
        ("`pith-merge/1`", &["merge", "--keyring", keyring, older, newer]),
    ];
    let first = pith(&["verify", "--format", "ndjson", "--title", "x", real]).out.lines().next().map(str::to_owned);
    let first: Value = serde_json::from_str(&first.unwrap()).unwrap();
    let objects = runs.map(|(heading, arguments)| {
        let printed = pith(&[arguments, &["--format", "json"]].concat()).json();
        assert_eq!(printed["schema"], heading.trim_matches('`'));
        (heading, printed)
    });
    for (heading, printed) in objects.into_iter().chain([("NDJSON", first)]) {
        let (mut found, section) = (BTreeSet::new(), section(heading));
        names(&printed, &mut found);
        assert!(found.len() >= 10, "{heading}");
        for name in found {
            let is_described = section.contains(&format!("`{name}`")) || section.contains(&format!("`{name}[]`"));
            let is_described = is_described || name == "M9" && section.contains("`readings.M9`") || name == "readings";
            assert!(is_described, "docs/report.md, {heading}, does not describe `{name}`");
        }
    }
}

#[test]
fn the_lines_of_the_real_bundle_are_as_long_as_stated() {
    let name = "fixtures/valid/arxiv-1804.07612.json";
    let length = |options: &[&str]| {
        let printed = pith(&[&["verify", "--format", "ndjson", name], options].concat()).out;
        printed.split_inclusive('\n').nth(1).unwrap().len()
    };
    let (whole, short) = (length(&[]), length(&["--brief"]));
    let gigabytes = |length: usize, places: usize| {
        let bytes = u32::try_from(length).map(f64::from).unwrap() * 1.5e6;
        format!("{:.places$} GB", bytes / 1e9)
    };
    let stated = format!(
        "has {},{:03} bytes and its short line {short}, each with the line end and a name of {} bytes: {} and {} for 1.5 million bundles.",
        whole / 1000,
        whole % 1000,
        name.len(),
        gigabytes(whole, 1),
        gigabytes(short, 2),
    );
    assert!(flat(REPORT).contains(&stated), "{stated}");
}

#[test]
fn every_code_and_every_reason_of_the_fixtures_is_described() {
    let signature_reasons = section("Reasons");
    for code in CheckCode::ALL {
        assert!(REPORT.contains(&format!("`{code}`")), "{code}");
    }
    let keyring = "fixtures/keys/all.keyring";
    let run = pith(&["verify", "--format", "ndjson", "--keyring", keyring, "--title", "x", "fixtures"]);
    let mut seen = BTreeSet::new();
    for line in run.out.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        for check in line["checks"].as_array().into_iter().flatten().filter(|check| check["status"] != "pass") {
            let text = |name: &str| check[name].as_str().unwrap().to_owned();
            seen.insert((text("code"), text("status"), text("reason")));
        }
    }
    assert!(seen.len() > 60, "{}", seen.len());
    for (code, status, reason) in seen {
        let rows = REPORT
            .lines()
            .filter(|line| line.starts_with("| `") && line.split(" | ").next().unwrap().contains(&format!("`{code}`")));
        let word = format!("`{reason}`");
        let is_signature = code.ends_with(".signature") && signature_reasons.contains(&word);
        let is_counted = reason == "more" && signature_reasons.contains(&word);
        let is_in_row = rows.into_iter().any(|row| row.contains(&word));
        assert!(is_in_row || is_signature || is_counted, "docs/report.md, `{code}`: {status} {reason}");
    }
}

/// The rows of the table of modules in docs/architecture.md: a module, and the modules that it may use.
fn modules() -> Vec<(&'static str, BTreeSet<&'static str>)> {
    let table = ARCHITECTURE.split("<!-- modules:").nth(1).unwrap().split("<!-- end").next().unwrap();
    let rows = table.lines().filter(|line| line.starts_with("| `")).map(|line| line.trim_matches('|').split(" | "));
    let names = |cell: &'static str| cell.split('`').skip(1).step_by(2);
    rows.map(|mut row| (names(row.next().unwrap()).next().unwrap(), names(row.last().unwrap()).collect())).collect()
}

/// The modules of the package that are named in this line of code: `crate::json`, or `pith::json` in the binary.
fn named(line: &str) -> impl Iterator<Item = &str> {
    let roots = line.match_indices("crate::").chain(line.match_indices("pith::"));
    roots.map(move |(at, root)| {
        let rest = &line[at + root.len()..];
        assert!(!(line.contains("use ") && rest.starts_with('{')), "one module per `use`: {line}");
        &rest[..rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len())]
    })
}

#[test]
fn modules_use_only_those_that_the_architecture_allows() {
    let modules = modules();
    assert_eq!(modules.len(), 15);
    let top = |file: &str| file.strip_prefix("src/").map(|path| path.split(['/', '.']).next().unwrap().to_owned());
    let (mut seen, mut imports): (BTreeMap<String, BTreeSet<String>>, usize) = (BTreeMap::new(), 0);
    for (file, text) in texts() {
        let Some(module) = top(&file).filter(|module| !["lib", "main"].contains(&module.as_str())) else { continue };
        let place = modules.iter().position(|(name, _)| *name == module);
        let place = place.unwrap_or_else(|| panic!("{file}: docs/architecture.md has no row for it"));
        for line in text.lines().filter(|line| !line.trim_start().starts_with("//")) {
            for used in named(line).filter(|used| *used != module && modules.iter().any(|(name, _)| name == used)) {
                assert!(modules[place].1.contains(used), "{file} uses `{used}`: {line}");
                seen.entry(module.clone()).or_default().insert(used.to_owned());
                imports += 1;
            }
        }
        seen.entry(module).or_default();
    }
    assert!(imports > 300, "{imports}");
    for (place, (module, uses)) in modules.iter().enumerate() {
        let Some(seen) = seen.get(*module) else { panic!("{module} has a row, and no file") };
        for used in uses {
            assert!(seen.contains(*used), "the row of {module} names {used}, which no file of it uses any more");
            assert!(
                modules[..place].iter().any(|(above, _)| above == used),
                "{module} uses {used}, which is not above"
            );
        }
    }
}

fn json(path: &str) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// Every section that the conformance suite cites exists, and is the one that docs/report.md names for the code.
#[test]
fn the_index_of_fixtures_cites_sections_that_exist() {
    let (index, numbers, mut cited) = (json("fixtures/index.json"), numbers(), 0);
    for case in index["cases"].as_array().unwrap() {
        for finding in case["findings"].as_array().unwrap() {
            let code = finding["code"].as_str().unwrap();
            let Some(section) = finding["section"].as_str() else {
                assert!(code.starts_with("policy."), "{}: {code} has no section", case["id"]);
                continue;
            };
            assert!(numbers.contains(section), "{}: docs/format.md has no section {section}", case["id"]);
            let mut rows =
                REPORT.lines().filter(|line| line.starts_with(&format!("| `{code}` |")) && line.contains("]("));
            let row = rows.next();
            let is_named = row.is_none_or(|row| row.contains(&format!("[{section}](")));
            let rule = finding["rule"].as_str().map(|rule| rule.replace('M', "4."));
            let is_of_rule = rule.is_some_and(|rule| rule == section);
            assert!(
                is_named || is_of_rule || case["document"] == "integrity",
                "{code}: {section}, and docs/report.md {row:?}"
            );
            cited += 1;
        }
    }
    assert!(cited > 800, "{cited}");
    let cases = index["cases"].as_array().unwrap().len();
    let page = fs::read_to_string("fixtures/README.md").unwrap();
    assert!(page.contains(&format!("\n{cases} cases")), "fixtures/README.md says otherwise than {cases} cases");
}

#[test]
fn schemas_have_every_word_of_the_report() {
    let definitions = &json("schemas/pith-report-1.schema.json")["$defs"];
    let words = |name: &str| -> Vec<&str> {
        definitions[name]["enum"].as_array().unwrap().iter().map(|word| word.as_str().unwrap()).collect()
    };
    let codes: Vec<&str> = CheckCode::ALL.iter().map(|code| code.as_str()).collect();
    let reasons: BTreeSet<&str> = Reason::ALL.iter().map(|reason| reason.as_str()).collect();
    assert_eq!(words("code"), codes);
    assert_eq!(words("reason").into_iter().collect::<BTreeSet<_>>(), reasons);
    let verdicts: Vec<&str> = Verdict::ALL.iter().map(|verdict| verdict.as_str()).collect();
    assert_eq!(words("verdict").into_iter().collect::<BTreeSet<_>>(), verdicts.into_iter().collect());
    for word in ["reason", "status", "assurance", "trust", "inferred"].into_iter().flat_map(words) {
        assert!(REPORT.contains(&format!("`{word}`")) || FORMAT.contains(word), "docs/report.md has no `{word}`");
    }
    // And the tables of checks have no reason that the schema lacks.
    let described =
        [section("Checks"), section("Reasons")].into_iter().flat_map(|text| text.split('`').skip(1).step_by(2));
    let is_word = |word: &&str| word.starts_with(|c: char| c.is_ascii_lowercase()) && !word.contains(['.', '_', ' ']);
    let known: BTreeSet<&str> = ["reason", "status", "verdict"].into_iter().flat_map(words).collect();
    let left: BTreeSet<&str> = described.filter(is_word).filter(|word| !known.contains(word)).collect();
    // Members, and the beginning of an id, that those sections speak of.
    assert_eq!(left, BTreeSet::from(["events", "reason", "sha256:"]));
}

/// The page names every schema, and editors find those to which a schema refers.
#[test]
fn every_schema_is_named_and_leads_to_others_that_exist() {
    let mut seen = 0;
    for entry in fs::read_dir("schemas").unwrap() {
        let (path, name) = entry.map(|entry| (entry.path(), entry.file_name().into_string().unwrap())).unwrap();
        let schema = json(path.to_str().unwrap());
        assert_eq!(schema["$id"], name.as_str());
        assert!(REPORT.contains(&format!("](../schemas/{name})")), "docs/report.md does not name {name}");
        let text = schema.to_string();
        for reference in text.split("\"$ref\":\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            let (file, pointer) = reference.split_once('#').unwrap();
            let target = if file.is_empty() { schema.clone() } else { json(&format!("schemas/{file}")) };
            assert!(target.pointer(pointer).is_some(), "{name}: {reference}");
            seen += 1;
        }
    }
    assert!(seen > 50, "{seen}");
}
