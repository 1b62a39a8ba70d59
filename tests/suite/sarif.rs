//! SARIF for code scanning: levels, places as code scanning knows them, and what tells one result from another.
#![cfg(unix)]

use std::collections::BTreeSet;

use pith::json::Arena;
use pith::render::report::sarif::Sarif;
use pith::render::{Renderer as _, Summary};
use pith::verify::{Policy, verify_bytes};
use serde_json::Value;

use crate::process::{Folder, broken, fixture, good};
use crate::readers::sarif::{Found, Run, message, read};
use crate::support::json::Json;

fn log(folder: &Folder, args: &[&str]) -> Run {
    read(&folder.verify(&[&["--format", "sarif"], args].concat()).out)
}

fn prints(results: &[Found]) -> Vec<(&str, &str)> {
    results.iter().map(|one| (&*one.finding.code, &*one.fingerprint)).collect()
}

#[test]
fn a_pass_has_no_result_and_no_rule() {
    let folder = Folder::new();
    folder.write("a.json", good());
    let log = log(&folder, &["a.json", "a.json"]);
    assert_eq!((log.results.len(), log.rules.len()), (0, 0));
    assert_eq!(log.invocation["executionSuccessful"], true);
    assert_eq!((&log.invocation["exitCode"], &log.properties["verdict"]), (&0.into(), &"pass".into()));
}

/// A gate that looks at errors alone must not let through what does not exit with 0, but for what is merely undetermined.
#[test]
fn whatever_is_not_a_pass_has_an_error_unless_it_is_undetermined() {
    for case in crate::catalogue::all().iter().step_by(9) {
        let mut args = vec!["verify", "--format", "sarif"];
        let path = format!("fixtures/{}", case.path);
        args.extend(case.args.iter().map(String::as_str).chain([path.as_str()]));
        let log = read(&crate::process::pith(&args).out);
        let has = |level: &str| log.results.iter().any(|one| one.level == level);
        match case.verdict {
            "pass" => assert!(!has("error"), "{path}"),
            "undetermined" => assert!(has("warning") && !has("error"), "{path}"),
            _ => assert!(has("error"), "{path}"),
        }
    }
}

#[test]
fn a_finding_has_the_same_fingerprint_under_another_name_on_another_line_and_in_the_next_run() {
    let folder = Folder::new();
    folder.write("a.json", broken());
    folder.write("m/b c.json", [b"\n\n  ", &broken()[..]].concat());
    folder.write("pretty.json", Json::parse(&String::from_utf8(broken()).unwrap()).pretty());
    let first = log(&folder, &["a.json"]);
    assert!(first.results.len() > 1);
    for name in ["a.json", "m/b c.json", "pretty.json"] {
        let again = log(&folder, &[name]);
        assert_eq!(prints(&again.results), prints(&first.results), "{name}");
        assert!(again.results.iter().all(|one| one.path == name));
    }
    assert_ne!(log(&folder, &["pretty.json"]).results[0].finding.position, first.results[0].finding.position);
}

#[test]
fn results_of_other_documents_and_other_places_have_other_fingerprints() {
    let folder = Folder::new();
    folder.write("a.json", broken());
    folder.write("b.json", fixture("fail/event.signature/invalid-bit.json"));
    let one = |name: &str| log(&folder, &["--trust-embedded", name]).results;
    let all: Vec<String> = [one("a.json"), one("b.json")].into_iter().flatten().map(|one| one.fingerprint).collect();
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
}

/// One file of lines has several documents, perhaps of one paper.
#[test]
fn a_line_is_told_from_others_by_its_content() {
    let folder = Folder::new();
    let (first, second) = (broken(), b"{\"a\":1,\"a\":2}".to_vec());
    let lines = |parts: &[&[u8]]| parts.join(&b'\n');
    folder.write("m.ndjson", lines(&[&good(), &first, b"{\"b\":1,\"b\":2}", &second]));
    folder.write("n.ndjson", lines(&[b"", b"", b"", &second, &first]));
    let before = log(&folder, &["--ndjson", "m.ndjson"]).results;
    let after = log(&folder, &["--ndjson", "n.ndjson"]).results;
    let line = |results: &[Found], number: u64| -> Vec<String> {
        let of = results.iter().filter(|one| one.finding.position.unwrap().0 == number);
        of.map(|one| one.fingerprint.clone()).collect()
    };
    assert_eq!((line(&before, 2), line(&before, 4)), (line(&after, 5), line(&after, 4)));
    assert_eq!(before.iter().map(|one| &one.fingerprint).collect::<BTreeSet<_>>().len(), before.len());
    assert!(before.iter().all(|one| one.path == "m.ndjson"));
}

/// Two forgeries of one bundle differ in nothing but their content.
#[test]
fn forgeries_of_one_bundle_in_a_file_of_lines_have_fingerprints_of_their_own() {
    let folder = Folder::new();
    let real = String::from_utf8(good()).unwrap();
    let forged = ["Large", "Tiny"].map(|word| real.replacen("Small Batch", &format!("{word} Batch"), 1));
    folder.write("m.ndjson", forged.join("\n"));
    let results = log(&folder, &["--ndjson", "m.ndjson"]).results;
    let places: BTreeSet<_> = results.iter().map(|one| &one.fingerprint).collect();
    assert!(results.len() > 10 && places.len() == results.len(), "{} of {}", places.len(), results.len());
}

#[test]
fn places_are_uris_from_the_root_of_the_checkout() {
    let folder = Folder::new();
    let name = "m/a b%20\u{e9}#?:[x].json";
    folder.write(name, broken());
    let here = folder.path().canonicalize().unwrap().join(name);
    for given in [name, &format!("./{name}"), here.to_str().unwrap()] {
        let run = folder.verify(&["--format", "sarif", given]);
        assert!(run.out.contains("\"uri\":\"m/a%20b%2520%C3%A9%23%3F%3A%5Bx%5D.json\""), "{}", run.out);
        assert_eq!(read(&run.out).results[0].path, name);
    }
    let elsewhere = Folder::new();
    let path = elsewhere.file("a.json", broken());
    let run = folder.verify(&["--format", "sarif", &path]);
    assert!(run.out.contains(&format!("\"uri\":\"file://{path}\"")), "{}", run.out);
}

#[test]
fn standard_input_has_a_name_that_is_a_uri() {
    let folder = Folder::new();
    folder.write("-", broken());
    let of = |args: &[&str], input: &[u8]| -> Value {
        let run = folder.verify_piped(&[&["--format", "sarif"], args].concat(), input);
        serde_json::from_str::<Value>(&run.out).unwrap()["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
            .clone()
    };
    let stdin = serde_json::json!({"uri": "stdin", "description": {"text": "standard input"}});
    assert_eq!(of(&["-"], &broken())["artifactLocation"], stdin);
    let second = of(&["--ndjson", "-"], &[&good()[..], b"\n", &broken()].concat());
    assert_eq!((&second["artifactLocation"], &second["region"]["startLine"]), (&stdin, &2.into()));
    // A file of that name is a file.
    assert_eq!(of(&["./-"], b"")["artifactLocation"], serde_json::json!({"uri": "-"}));
}

/// A run over a mirror needs no more memory than a run over one bundle.
#[test]
fn results_are_written_as_they_come_and_rules_once() {
    let arena = Arena::new();
    let report = verify_bytes("a.json", &broken(), &arena, &Policy::new(None)).report;
    let (mut sarif, mut text) = (Sarif::default(), Vec::new());
    for _ in 0..1_000 {
        sarif.input(&report, &mut text).unwrap();
    }
    let results = text.len();
    sarif.finish(&Summary::default(), &mut text).unwrap();
    assert!(text.len() - results < 10_000, "what is kept until the end is as for one input");
    let log = read(std::str::from_utf8(&text).unwrap());
    assert_eq!(log.results.len(), 1_000 * report.checks.findings().len());
}

#[test]
fn what_could_not_be_read_is_a_notification() {
    let folder = Folder::new();
    folder.write("a.json", good());
    let names: Vec<String> = (0..1_200).map(|number| format!("{number}.json")).collect();
    folder.write("list", names.join("\n"));
    let log = log(&folder, &["--files-from", "list", "a.json"]);
    assert_eq!(log.results.len(), 0);
    assert_eq!((&log.invocation["exitCode"], &log.invocation["executionSuccessful"]), (&2.into(), &false.into()));
    let notifications = log.invocation["toolExecutionNotifications"].as_array().unwrap();
    assert_eq!(notifications.len(), 1_001, "a bounded number of inputs is named");
    assert!(notifications.iter().all(|one| one["level"] == "error"));
    assert_eq!(message(&notifications[1_000]["message"]).0, "200 more inputs could not be verified");
}

/// A report is read where links are followed and placeholders filled in.
#[test]
fn nothing_from_an_input_is_a_link_or_a_placeholder() {
    let folder = Folder::new();
    let name = "[here](https://example.org) {0} [x](1)";
    folder.write("a.json", format!("{{{0}:1,{0}:2}}", Json::from(name).compact()));
    let mut json = Json::parse(&String::from_utf8(good()).unwrap());
    json.set(&format!("/canonical_record/{}", name.replace('/', "~1")), name);
    folder.write("b.json", json.compact());
    for (input, links) in [("a.json", 0), ("b.json", 1)] {
        let results = log(&folder, &[input]).results;
        // The reader refuses links to anything but numbers, and placeholders.
        assert!(results.iter().any(|one| one.links.len() == links), "{input}");
        assert!(results.iter().all(|one| one.links.len() == one.related.len()));
        let shown = "[here] (https:/";
        assert!(results.iter().any(|one| one.finding.message.contains(shown)
            || one.related.iter().any(|related| related.message.contains(shown))));
    }
}

#[test]
fn a_report_names_the_change_and_what_remains() {
    let folder = Folder::new();
    folder.write("a.json", fixture("fail/event.digest/real-title-changed.json"));
    folder.write("b.json", fixture("fail/state.replay/real-event-dropped.json"));
    let results = log(&folder, &["a.json"]).results;
    let title = "/events/1/payload/graph_snapshot/paper/title";
    for result in results.iter().filter(|one| one.level == "error") {
        assert!(result.finding.message.ends_with(&format!("Changed since it was signed: {title}.")), "{result:?}");
        assert_eq!(result.related[0].pointer, title);
    }
    assert_eq!(results[0].properties["complete"], true);
    let results = log(&folder, &["b.json"]).results;
    let deciding: Vec<&Found> =
        results.iter().filter(|one| one.finding.message.contains("No event has the id ")).collect();
    assert_eq!((deciding.len(), &deciding[0].properties["complete"]), (1, &false.into()));
}
