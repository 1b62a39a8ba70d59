//! Links that the walk of a directory skips are counted, and the first of them named, in every format.

use std::fs;
use std::os::unix::fs::symlink;

use serde_json::Value;

use crate::process::{Folder, good};

/// A directory with one bundle and so many links to it.
fn folder(links: usize) -> Folder {
    let folder = Folder::new();
    folder.write("m/a.json", good());
    for number in 0..links {
        symlink("a.json", folder.path().join(format!("m/l{number}.JSON"))).unwrap();
    }
    folder
}

const WHY: &str = "a symbolic link, which is not followed";

#[test]
fn json_counts_the_skipped_links() {
    for links in [0, 1, 7] {
        let folder = folder(links);
        for inputs in [&["m"][..], &["m", "m/a.json"]] {
            let run = folder.verify(&[&["--format", "json"], inputs].concat());
            let report: Value = serde_json::from_str(&run.out).unwrap();
            assert_eq!((run.code, &report["summary"]["skipped"]), (0, &links.into()));
            assert_eq!(report["summary"]["inputs"], inputs.len());
            let run = folder.verify(&[&["--format", "ndjson"], inputs].concat());
            let last: Value = serde_json::from_str(run.out.lines().last().unwrap()).unwrap();
            assert_eq!(last["summary"]["skipped"], links);
            assert_eq!(run.verdicts().len(), inputs.len());
        }
    }
}

#[test]
fn the_text_names_the_first_skipped_links() {
    for inputs in [&["m"][..], &["m", "m/a.json"]] {
        assert!(!folder(0).verify(inputs).out.contains("skip"));
        let out = folder(1).verify(inputs).out;
        assert!(out.contains(&format!("\nskip m/l0.JSON: {WHY}\n")), "{out}");
        assert!(!out.contains("more\n"), "{out}");
        let out = folder(7).verify(inputs).out;
        for number in 0..7 {
            assert_eq!(out.contains(&format!("\nskip m/l{number}.JSON: {WHY}\n")), number < 5, "{out}");
        }
        assert!(out.contains("\nskip 2 more\n"), "{out}");
    }
    let out = folder(7).verify(&["m", "m/a.json"]).out;
    assert!(out.ends_with("\nPASS 2 inputs: 2 pass; 7 skipped\n"), "{out}");
}

#[test]
fn junit_has_a_test_case_that_was_skipped() {
    for (links, cases) in [(0, 0), (1, 1), (5, 5), (7, 6)] {
        let out = folder(links).verify(&["--format", "junit", "m"]).out;
        let document = roxmltree::Document::parse(&out).unwrap();
        let suite = document.descendants().find(|node| node.has_tag_name("testsuite")).unwrap();
        assert_eq!(suite.attribute("skipped"), Some(cases.to_string().as_str()));
        for node in [suite, suite.parent().unwrap()] {
            let counts = ["tests", "failures", "errors"].map(|name| node.attribute(name).unwrap());
            assert_eq!(counts, [(cases + 1).to_string().as_str(), "0", "0"]);
        }
        let skipped: Vec<_> = document.descendants().filter(|node| node.has_tag_name("skipped")).collect();
        assert_eq!(skipped.len(), cases);
        for (number, node) in skipped.iter().enumerate() {
            let name = node.parent().unwrap().attribute("name").unwrap().to_owned();
            let (expected, why) =
                if number < 5 { (format!("m/l{number}.JSON"), WHY) } else { ("2 more".to_owned(), "not read") };
            assert_eq!((name, node.attribute("message")), (expected, Some(why)));
        }
    }
}

#[test]
fn github_has_a_notice_and_the_page_a_table() {
    let notice = |links| {
        let out = folder(links).verify(&["--format", "github", "./m"]).out;
        out.lines().find(|line| line.starts_with("::notice ")).map(str::to_owned)
    };
    assert_eq!(notice(0), None);
    assert_eq!(notice(1), Some(format!("::notice title=pith::not read: m/l0.JSON ({WHY})")));
    assert!(notice(7).unwrap().ends_with(&format!("m/l4.JSON ({WHY}) and 2 more")), "{:?}", notice(7));
    let folder = folder(7);
    for inputs in [&["m"][..], &["m", "m/a.json"]] {
        folder.verify(&[&["--quiet", "--report", "html=r.html"], inputs].concat());
        let page = fs::read_to_string(folder.path().join("r.html")).unwrap();
        assert!(page.contains(&format!("<td>m/l4.JSON</td><td>{WHY}</td>")) && !page.contains("m/l5.JSON"), "{page}");
        assert!(page.contains("And 2 more."), "{page}");
        fs::remove_file(folder.path().join("r.html")).unwrap();
    }
}

/// A name that acts on a terminal does not in this place either.
#[test]
fn a_hostile_name_stays_text() {
    let folder = folder(0);
    let name = "m/\u{1b}[31m\r\n::error::<b>\"&\u{202e}.json";
    symlink("a.json", folder.path().join(name)).unwrap();
    for format in ["human", "json", "ndjson", "junit", "github", "sarif", "html"] {
        let out = folder.verify(&["--format", format, "m"]).out;
        let raw = out.chars().find(|c| *c != '\n' && (c.is_control() || *c == '\u{202e}'));
        assert_eq!(raw, None, "{format}: {out}");
        assert!(!out.contains("\n::error::"), "{format}: {out}");
        assert!(!["junit", "html"].contains(&format) || !out.contains("<b>"), "{format}: {out}");
    }
    let out = folder.verify(&["--format", "junit", "m"]).out;
    let document = roxmltree::Document::parse(&out).unwrap();
    let case = document.descendants().find(|node| node.has_tag_name("skipped")).unwrap().parent().unwrap();
    assert_eq!(case.attribute("name"), Some("m/\\u{1b}[31m\\u{d}\\u{a}::error::<b>\"&\\u{202e}.json"));
}

/// Nothing but links is nothing to verify.
#[test]
fn a_directory_of_links_alone_is_unchecked() {
    let folder = Folder::new();
    fs::create_dir(folder.path().join("m")).unwrap();
    symlink("absent", folder.path().join("m/a.json")).unwrap();
    let run = folder.verify(&["m"]);
    assert_eq!(run.code, 2);
    assert!(run.out.contains("no *.json files") && run.out.contains("skip m/a.json"), "{}", run.out);
}
