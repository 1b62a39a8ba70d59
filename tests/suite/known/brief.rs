//! `--brief`: a pass without a finding is one short line, and such a line makes the input known.

use serde_json::{Value, json};

use super::{again, fixtures, inputs, keyring, known, last, pair};
use crate::process::{Folder, good};

/// A folder with a brief report.
fn brief() -> Folder {
    let folder = pair();
    folder.write("last.ndjson", folder.verify(&["--brief", "--format", "ndjson", "good.json", "broken.json"]).out);
    folder
}

#[test]
fn a_pass_without_a_finding_is_one_short_line_and_any_other_input_a_whole_one() {
    let (folder, keyring) = (fixtures(), keyring());
    let keys = ["--keyring", &keyring, "m"];
    let whole = folder.verify(&[&["--format", "ndjson"], &keys[..]].concat());
    let brief = folder.verify(&[&["--brief", "--format", "ndjson"], &keys[..]].concat());
    assert_eq!(brief.code, whole.code);
    assert_eq!(brief.out.lines().next(), whole.out.lines().next());
    assert_eq!(brief.out.lines().last(), whole.out.lines().last());
    let (mut short, mut long) = (0, 0);
    for (whole, brief) in inputs(&whole.out).into_iter().zip(inputs(&brief.out)) {
        let (line, value): (Value, Value) =
            (serde_json::from_str(whole).unwrap(), serde_json::from_str(brief).unwrap());
        let is_plain = line["checks"].as_array().unwrap().iter().all(|check| check["status"] == "pass");
        if line["verdict"] == "pass" && is_plain {
            let member = |name: &str| line[name].clone();
            let expected = json!({
                "type": "input", "input": member("input"), "bytes": member("bytes"), "sha256": member("sha256"),
                "verdict": "pass", "pith_number": member("pith_number"),
            });
            assert_eq!(value, expected);
            short += 1;
        } else {
            assert_eq!(brief, whole);
            long += 1;
        }
    }
    assert!(short > 40 && long > 5, "{short} {long}");
}

#[test]
fn json_has_the_same_elements() {
    let folder = pair();
    let run = folder.verify(&["--brief", "--format", "json", "good.json", "broken.json"]);
    let lines = folder.verify(&["--brief", "--format", "ndjson", "good.json", "broken.json"]);
    let elements: Vec<String> =
        inputs(&lines.out).iter().map(|line| line.replacen("\"type\":\"input\",", "", 1)).collect();
    assert!(run.out.ends_with(&format!(",\"inputs\":[{}]}}\n", elements.join(","))), "{}", run.out);
}

#[test]
fn people_see_one_line() {
    let folder = pair();
    let number = "pith:2018:6CB5P4A4IXK6Y2AGFDY5KCUYHD";
    let run = folder.verify(&["--brief", "good.json"]);
    assert_eq!((run.code, run.out), (0, format!("PASS good.json  {number}\n")));
    let run = folder.verify(&["--brief", "broken.json"]);
    assert_eq!(run.out, folder.verify(&["broken.json"]).out);
    let many = folder.verify(&["--brief", "good.json", "broken.json"]);
    assert_eq!(many.out, folder.verify(&["good.json", "broken.json"]).out);
}

#[test]
fn other_formats_are_the_same() {
    let folder = pair();
    for format in ["junit", "github", "sarif", "html"] {
        let run =
            |more: &[&str]| folder.verify(&[&["--format", format, "good.json", "broken.json"], more].concat()).out;
        assert_eq!(run(&[]), run(&["--brief"]), "{format}");
    }
}

/// What an earlier report has is enough where the new one is brief, or is for people; otherwise the input is verified.
#[test]
fn a_brief_line_is_known_where_it_is_enough() {
    let folder = brief();
    let enough: [(&[&str], u64); 8] = [
        (&["--brief", "--format", "ndjson"], 1),
        (&["--brief", "--format", "json"], 1),
        (&["--format", "ndjson"], 0),
        (&["--format", "json"], 0),
        (&["--format", "junit", "--report", "ndjson=new.ndjson", "--brief"], 0),
        (&["--report", "ndjson=new.ndjson", "--brief"], 1),
        (&["--quiet", "--report", "sarif=new.sarif", "--report", "github=new.txt"], 1),
        (&["--report", "html=new.html"], 0),
    ];
    for (args, count) in enough {
        let run = |more: &[&str]| folder.verify(&[args, more, &["good.json", "broken.json"]].concat());
        let (before, after) = (run(&[]), run(&["--known", "last.ndjson"]));
        assert_eq!(after.code, 1);
        let note = format!("; {count} known");
        assert!(args.contains(&"--quiet") || after.err.contains(&note), "{args:?}: {}", after.err);
        let counted = format!(",\"known\":{count}");
        assert_eq!(after.out.replace(&counted, "").replace(&note, ""), before.out, "{args:?}");
    }
    let run = folder.verify(&["--known", "last.ndjson", "good.json"]);
    assert!(run.out.contains("number       pith:2018:6CB5P4A4IXK6Y2AGFDY5KCUYHD\n  not checked"), "{}", run.out);
}

#[test]
fn a_whole_line_makes_a_brief_one_known() {
    let folder = pair();
    let run = again(&folder, &["--brief", "good.json"]);
    assert_eq!(known(&run), 1);
    let fresh = folder.verify(&["--brief", "--format", "ndjson", "good.json"]).out;
    assert_eq!(inputs(&run.out), inputs(&fresh));
    // And back again: of two lines on the same bytes, the whole one serves.
    folder.write("brief.ndjson", fresh);
    for order in [["brief.ndjson", "last.ndjson"], ["last.ndjson", "brief.ndjson"]] {
        let args = ["--format", "ndjson", "--known", order[0], "--known", order[1], "good.json"];
        let run = folder.verify(&args);
        assert_eq!(known(&run), 1, "{order:?}");
        assert_eq!(inputs(&run.out)[0], inputs(&last(&folder))[0]);
    }
}

#[test]
fn an_edited_brief_line_is_not_known() {
    let folder = brief();
    let report = last(&folder);
    let number = "\"pith_number\":\"pith:2018:6CB5P4A4IXK6Y2AGFDY5KCUYHD\"}";
    assert!(report.contains(number));
    for other in [
        "\"pith_number\":null}",
        "\"pith_number\":\"pith:2018:6CB5P4A4IXK6Y2AGFDY5KCUYHD\",\"checks\":[]}",
        "\"pith_number\":\"\\u0041\"}",
        "\"pith_number\":\"a\"",
        "\"pith_number\":\"a\"}}",
    ] {
        folder.write("last.ndjson", report.replacen(number, other, 1));
        let run = again(&folder, &["--brief", "good.json"]);
        assert_eq!((run.code, known(&run)), (0, 0), "{other}");
        assert!(run.out.contains(number));
    }
    assert_eq!(good().len(), 13_463);
}
