//! Lines of an earlier report that this program did not write for a pass: broken, edited, manipulated.

use pith::digest::Sha256Digest;
use pith::json::{Arena, Document};
use pith::keys::TrustStore;
use pith::render::Run;
use pith::render::report::known::{Passes, Unjudged, passed};
use pith::report::{Known, Verdict};

use super::{again, inputs, known, last, pair};
use crate::process::{Folder, good};

/// The line about the good bundle.
fn line() -> String {
    inputs(&last(&pair()))[0].to_owned()
}

/// Runs over the good bundle with an earlier report that has this line instead of its own; the report is that of
/// verifying. Returns whether the line was taken over.
fn is_taken(folder: &Folder, edited: &[u8]) -> bool {
    let report = last(&pair());
    let (before, after) = report.split_once(&line()).unwrap();
    folder.write("last.ndjson", [before.as_bytes(), edited, after.as_bytes()].concat());
    let run = again(folder, &["good.json"]);
    assert_eq!(run.code, 0);
    assert_eq!(inputs(&run.out), [line()]);
    known(&run) == 1
}

#[test]
fn a_line_in_another_form_is_not_known() {
    let (folder, line) = (pair(), line());
    assert!(is_taken(&folder, line.as_bytes()));
    assert!(is_taken(&folder, line.replacen("\"good.json\"", "\"another\\\",\\\"bytes\\\":1\"", 1).as_bytes()));
    let number = "\"pith_number\":\"pith:2018:6CB5P4A4IXK6Y2AGFDY5KCUYHD\"";
    let edits: Vec<(&str, String)> = [
        ("\"verdict\":\"pass\"", "\"verdict\":\"pass\",\"verdict\":\"fail\""),
        ("\"verdict\":\"pass\"", "\"verdict\":\"fail\""),
        ("\"verdict\":\"pass\"", "\"verdict\": \"pass\""),
        ("\"verdict\":\"pass\"", "\"verdict\":\"pass\\u0000\""),
        ("\"bytes\":13463", "\"bytes\":13464"),
        ("\"bytes\":13463", "\"bytes\":013463"),
        ("\"bytes\":13463", "\"bytes\":13463.0"),
        ("\"sha256\":\"55e2", "\"sha256\":\"55E2"),
        ("\"assurance\":\"builtin\"", "\"assurance\":\"pinned\""),
        ("\"trust\":\"builtin\"", "\"trust\":\"pinned\""),
        ("\"trust\":\"builtin\"", "\"trust\":\"untrusted\""),
        ("\"signers_more\":0", "\"signers_more\":1"),
        ("\"stated\":\"f083", "\"stated\":\"f183"),
        ("\"computed\":\"f083", "\"computed\":null,\"was\":\"f083"),
        (",{\"code\":\"bundle.signature\",\"status\":\"pass\",\"count\":1}", ""),
        (
            ",{\"code\":\"bundle.signature\",\"status\":\"pass\",\"count\":1}",
            ",{\"code\":\"bundle.signature\",\"status\":\"pass\",\"count\":0}",
        ),
        ("{\"code\":\"bundle.signature\",\"status\":\"pass\"", "{\"code\":\"bundle.signature\",\"status\":\"warn\""),
        ("{\"code\":\"trust.keys\"", "{\"code\":\"trust.keyz\""),
        ("{\"code\":\"trust.keys\"", "{\"code\":\"bundle.digest\""),
        ("\"M1\",\"M2\"", "\"M2\",\"M1\""),
        ("\"M7\",\"M10\"", "\"M7\",\"M1\""),
        ("\"M9\":null", "\"M9\":\"c\""),
        ("\"/bundle_signature/algorithm\"", "\"bundle_signature/algorithm\""),
        ("\"/bundle_signature/algorithm\"", "\"/\\u0062undle_signature/algorithm\""),
        ("\"/bundle_signature/algorithm\"", "\"/\u{202e}bundle_signature/algorithm\""),
        ("\"causes\":[]", "\"causes\":[{}]"),
        ("\"complete\":null", "\"complete\":true"),
        ("\"error\":null}", "\"error\":null,\"error\":null}"),
        ("\"error\":null}", "\"error\":null}}"),
        ("\"error\":null}", "\"error\":null} "),
        ("\"error\":null}", "\"error\":nul"),
        ("\"error\":null}", "\"error\":\"none\"}"),
        (number, "\"pith_number\":null"),
        (number, "\"pith_number\":\"pith:2018:6CB5P4A4IXK6Y2AGFDY5KCUYHD\\u001b\",\"x\":1"),
        ("\"version\":1}", "\"version\":\"1\"}"),
        ("\"version\":1}", "\"version\":01}"),
        ("\"version\":1}", "\"version\":1e0}"),
        ("{\"type\":\"input\"", "{\"input\":\"good.json\",\"type\":\"input\""),
        ("{\"type\":\"input\"", " {\"type\":\"input\""),
        ("\"input\":\"good.json\"", "\"input\":\"good.json"),
        ("\"input\":\"good.json\"", "\"input\":\"g\\u006fod.json\""),
        ("\"input\":\"good.json\"", "\"input\":\"\u{202e}\""),
    ]
    .into_iter()
    .map(|(from, to)| (from, line.replacen(from, to, 1)))
    .collect();
    for (from, edited) in edits {
        assert_ne!(edited, line, "{from}");
        assert!(!is_taken(&folder, edited.as_bytes()), "{from}: {edited}");
    }
    let long = line.replacen("\"unsigned\":[", &format!("\"unsigned\":[{}", "\"/a\",".repeat(5_000)), 1);
    assert!(!is_taken(&folder, long.as_bytes()), "no pass is so long");
    for bytes in [&b"\xff"[..], b"\0", b"", &vec![b'{'; 100_000]] {
        assert!(!is_taken(&folder, bytes));
    }
    let bytes = line.replacen("good.json", "\u{1}", 1).into_bytes();
    let bytes: Vec<u8> = bytes.into_iter().map(|byte| if byte == 1 { 0xff } else { byte }).collect();
    assert!(!is_taken(&folder, &bytes), "not UTF-8");
}

/// Whatever byte of a line is changed or left out: the line that is still read is strict JSON with the members of one
/// that passed, in their order, and would be written as it is.
#[test]
fn a_line_that_is_read_is_one_that_is_written() {
    let (line, bytes) = (line(), good());
    let input = Unjudged {
        name: "good.json",
        line: None,
        bytes: u64::try_from(bytes.len()).unwrap(),
        sha256: Sha256Digest::of(&bytes),
    };
    let trust = TrustStore::builtin();
    let passes = Passes::of(&Run { trust: &trust, strict: false, max_bytes: 0, expected: Vec::new() });
    let (mut read, mut refused) = (0, 0);
    for place in 0..line.len() {
        let replacements = ["", "0", "1", "a", "\"", "\\", ",", "}", "\u{e9}", "\u{202e}", "\n", "-"];
        for edited in replacements.map(|other| [&line[..place], other, &line[place + 1..]].concat()) {
            if edited == line {
                continue;
            }
            let Some(report) = passes.read(edited.as_bytes(), &input) else {
                refused += 1;
                continue;
            };
            read += 1;
            assert_eq!(report.verdict, Verdict::Pass);
            let Some(Known::Whole(rest)) = &report.known else { panic!("{edited}") };
            assert!(edited.ends_with(&**rest), "{edited}");
            assert_eq!(members(&edited), members(&line), "{edited}");
            assert!(!edited.contains(['\u{202e}', '\n']), "{edited}");
        }
    }
    // Counts, numbers, ids, digests and names have other values.
    assert!(read > 2_000 && refused > 20_000, "{read} {refused}");
}

/// The names of the members of an object, which is strict JSON.
fn members(line: &str) -> Vec<String> {
    let arena = Arena::new();
    Document::parse(line.as_bytes(), &arena).unwrap_or_else(|error| panic!("{error}: {line}"));
    let names = line.match_indices("\":").map(|(end, _)| line[..end].rsplit('"').next().unwrap().to_owned());
    names.collect()
}

/// Whoever can write the earlier report can make a pass (SECURITY.md): nothing in a line proves it.
#[test]
fn a_forged_line_is_believed() {
    let folder = pair();
    let broken = crate::process::broken();
    let forged = line()
        .replace(&Sha256Digest::of(&good()).to_string(), &Sha256Digest::of(&broken).to_string())
        .replace("\"bytes\":13463", &format!("\"bytes\":{}", broken.len()));
    assert!(passed(forged.as_bytes()).is_some());
    let first = last(&folder).lines().next().unwrap().to_owned();
    folder.write("last.ndjson", format!("{first}\n{forged}\n"));
    assert_eq!(again(&folder, &["broken.json"]).code, 0);
}

/// A failure whose verdict alone is edited still has its failures.
#[test]
fn an_edited_verdict_is_not_enough() {
    let folder = pair();
    folder.write("last.ndjson", last(&folder).replace("\"verdict\":\"fail\"", "\"verdict\":\"pass\""));
    let run = again(&folder, &["broken.json"]);
    assert_eq!((run.code, known(&run)), (1, 0));
}

#[test]
fn line_ends_and_a_byte_order_mark_of_editors_do_no_harm() {
    let folder = pair();
    let report = last(&folder);
    for edited in [
        report.replace('\n', "\r\n"),
        format!("\u{feff}{report}"),
        report.replace('\n', "\n\n"),
        report.clone() + &report,
    ] {
        folder.write("last.ndjson", &edited);
        let run = again(&folder, &["good.json", "broken.json"]);
        assert_eq!(known(&run), 1, "{}", run.err);
        assert_eq!(inputs(&run.out), inputs(&report));
    }
}

/// Reports put together, as of the parts of a mirror: each holds under its own conditions.
#[test]
fn reports_in_one_file_are_taken_one_by_one() {
    let folder = pair();
    let ours = last(&folder);
    let others = folder.verify(&["--format", "ndjson", "--strict", "good.json"]).out;
    for (report, count) in [
        (others.clone() + &ours, 1),
        (ours.clone() + &others, 1),
        (others.clone() + ours.lines().next().unwrap() + "\n" + &others, 0),
        (ours.lines().next().unwrap().to_owned() + "\n" + &others, 0),
        // With a byte order mark before the second one, and after a line that was cut.
        (ours.lines().next().unwrap().to_owned() + "\n\u{feff}" + &others, 0),
        (ours[..2_000].to_owned() + &others, 0),
        (others[..2_000].to_owned() + &ours, 1),
        (ours.lines().next().unwrap().to_owned() + "\n" + &others[..300] + &ours, 1),
        // A line that is no JSON may be the first one of another report.
        (ours.replacen('\n', "\n{\"type\":\"input\n", 1), 0),
    ] {
        folder.write("last.ndjson", &report);
        let run = again(&folder, &["good.json"]);
        assert_eq!(known(&run), count);
        let holds_nowhere = !report.contains(ours.lines().next().unwrap());
        assert_eq!(run.err.contains("nothing in it can be used"), holds_nowhere, "{}", run.err);
    }
}

/// A bundle with an object that looks like the beginning of a run: the report shows that value as it is.
#[test]
fn a_hostile_bundle_makes_nothing_unknown() {
    let folder = pair();
    let mut hostile: serde_json::Value = serde_json::from_slice(&good()).unwrap();
    hostile["state"]["state_type"] = serde_json::json!({"type": "run", "version": 1});
    folder.write("0.json", hostile.to_string());
    let report = folder.verify(&["--format", "ndjson", "0.json", "good.json"]).out;
    assert!(report.matches("{\"type\":\"run\",").count() > 1, "the report does not show the value: {report}");
    folder.write("last.ndjson", report);
    assert_eq!(known(&again(&folder, &["good.json"])), 1);
}

/// A later line about the same bytes is taken if an earlier one was edited.
#[test]
fn an_edited_line_hides_no_other() {
    let folder = pair();
    let ours = last(&folder);
    let edited = ours.replacen("\"signers_more\":0", "\"signers_more\": 0", 1);
    for report in [edited.clone() + &ours, ours + &edited] {
        folder.write("last.ndjson", report);
        assert_eq!(known(&again(&folder, &["good.json"])), 1);
    }
}
