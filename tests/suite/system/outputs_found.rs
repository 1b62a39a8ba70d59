//! No output overwrites a file that the run comes across: in folders, in lists of names, in the place of a report.

use std::fs::{self, File, OpenOptions};
use std::path::Path;
use std::process::Stdio;

use crate::process::{Folder, Run, broken, good};

const FORMATS: [&str; 7] = ["human", "json", "ndjson", "junit", "github", "sarif", "html"];

fn folder() -> Folder {
    let folder = Folder::new();
    folder.write("d/bundle.json", good());
    folder.write("d/other.json", good());
    folder.write("d/e/f/deep.json", good());
    folder
}

fn append(path: &Path) -> File {
    OpenOptions::new().append(true).open(path).unwrap()
}

/// `pith verify` with these arguments, this list on standard input, and standard output and standard error to be set.
fn listed(folder: &Folder, args: &[&str], list: &str) -> std::process::Command {
    folder.write("list", list);
    let mut command = folder.pith([&["verify", "--files-from", "list"], args].concat());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

#[test]
fn a_report_over_a_document_in_a_listed_folder_is_given_up() {
    for (output, list) in [
        ("d/bundle.json", "d\n"),
        ("d/e/f/deep.json", "d\n"),
        ("d/e/f/deep.json", "d/e\n"),
        ("d/bundle.json", "d/other.json\n./d/\n"),
    ] {
        for format in FORMATS {
            let folder = folder();
            let report = format!("{format}={output}");
            let run = Run::of(listed(&folder, &["--report", &report, "--format", "ndjson"], list).output().unwrap());
            assert_eq!(run.code, 2, "{report}: {}", run.err);
            assert_eq!(fs::read(folder.path().join(output)).unwrap(), good(), "{report}");
            let found = run.verdicts().into_iter().filter(|(_, verdict)| verdict == "unchecked").count();
            assert_eq!(found, 1, "{report}: {}", run.out);
            let (under_this_name, under_another) = (" is read by this run", " (it is the same file as ");
            let is_same = list == "d\n" || list == "d/e\n";
            assert!(
                run.out.contains(&format!("{output}{}", if is_same { under_this_name } else { under_another })),
                "{}",
                run.out
            );
            assert!(run.out.contains("\"skipped\":0"), "{}", run.out);
        }
    }
}

#[test]
fn standard_output_is_not_appended_to_a_listed_input() {
    for list in ["d\n", "d/bundle.json\n", "d/other.json\nd/../d/bundle.json\n"] {
        for format in FORMATS {
            let folder = folder();
            let bundle = folder.path().join("d/bundle.json");
            let run = listed(&folder, &["--format", format], list).stdout(append(&bundle)).output().unwrap();
            let run = Run::of(run);
            assert_eq!(run.code, 2, "{format} {list}: {}", run.err);
            assert!(run.err.contains("nothing was written to standard output"), "{}", run.err);
            assert_eq!(fs::read(&bundle).unwrap(), good(), "{format} {list}");
        }
    }
    // To any other file the report is appended, whole.
    let folder = folder();
    let log = folder.write("log", "before\n");
    let run = listed(&folder, &["--format", "ndjson"], "d\n").stdout(append(&log)).output().unwrap();
    assert_eq!(run.status.code(), Some(0));
    let log = fs::read_to_string(log).unwrap();
    assert_eq!((log.lines().next(), log.lines().count()), (Some("before"), 6), "{log}");
}

/// Only an empty file and an earlier report are replaced.
#[test]
fn whatever_is_in_the_place_of_a_report_is_kept() {
    let altered = String::from_utf8(broken()).unwrap().replacen('{', "{\"schema\":\"pith-x\",", 1);
    let places: [Vec<u8>; 8] = [
        [&[b' '; 300][..], &good()].concat(),
        [b"\xef\xbb\xbf", &good()[..]].concat(),
        b"garbage".to_vec(),
        b" ".to_vec(),
        altered.into_bytes(),
        b"{\"type\":\"input\",\"input\":\"\",\"bundle_type\":1}".to_vec(),
        b"{\"schema\":\"pith-inspect/1\",\"tool\":{\"name\":\"pith\"}}".to_vec(),
        b"{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\",\"version\":\"2.1.0\",\"runs\":[]}".to_vec(),
    ];
    for place in places {
        let folder = folder();
        folder.write("d/bundle.json", &place);
        let report = ["--report", "json=d/bundle.json"];
        let run = folder.verify(&[&["d"], &report[..]].concat());
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{}", run.err);
        assert_eq!(fs::read(folder.path().join("d/bundle.json")).unwrap(), place);
        let run = Run::of(listed(&folder, &report, "d\n").output().unwrap());
        assert_eq!(run.code, 2, "{}", run.err);
        assert_eq!(fs::read(folder.path().join("d/bundle.json")).unwrap(), place);
    }
    for format in ["json", "ndjson", "sarif"] {
        let folder = folder();
        folder.write("d/bundle.json", "");
        for list in ["d\n", "d\n", "d/e\nd\n"] {
            let report = format!("{format}=d/bundle.json");
            assert_eq!(folder.verify(&["d", "--report", &report]).code, 0, "{report}");
            assert_eq!(listed(&folder, &["--report", &report], list).output().unwrap().status.code(), Some(0));
        }
    }
}

/// By the time that the run comes across the file, a part of the report is in it.
#[test]
fn what_standard_output_has_filled_is_no_input() {
    let folder = Folder::new();
    for number in 0..6_000 {
        folder.write(format!("d/{number}.json"), "[]");
    }
    let report = folder.write("d/z.json", "");
    let mut command = folder.pith(["verify", "--format", "github", "d"]);
    let run = command.stdout(File::create(&report).unwrap()).stderr(Stdio::piped()).output().unwrap();
    let said = String::from_utf8(run.stderr).unwrap();
    assert!(said.contains("6000 inputs: 6000 malformed; 1 skipped"), "{said}");
    assert!(fs::read_to_string(report).unwrap().contains("not read: d/z.json (an output of this run)\n"));
}

/// Not even the reason is written into an input.
#[test]
fn standard_error_does_not_go_into_an_input() {
    for line in [
        "verify d/bundle.json d/other.json",
        "verify d/other.json --since d/bundle.json",
        "verify --quiet d/bundle.json absent.json",
        "verify d",
        "inspect d/bundle.json",
        "canon d/bundle.json",
        "state d/bundle.json",
        "keys d/bundle.json",
        "diff d/other.json d/bundle.json",
        "merge d/other.json d/bundle.json",
        "merge d/other.json d/bundle.json --bundle new.json",
    ] {
        let folder = folder();
        let bundle = folder.path().join("d/bundle.json");
        let run = Run::of(folder.pith(line.split(' ')).stderr(append(&bundle)).output().unwrap());
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{line}");
        assert_eq!(fs::read(&bundle).unwrap(), good(), "{line}");
    }
    for list in ["d\n", "d/other.json\nd/bundle.json\n"] {
        let folder = folder();
        let bundle = folder.path().join("d/bundle.json");
        let run = Run::of(listed(&folder, &[], list).stderr(append(&bundle)).output().unwrap());
        assert_eq!(run.code, 2, "{list}");
        assert!(run.out.contains("standard error goes to it"), "{}", run.out);
        assert_eq!(fs::read(&bundle).unwrap(), good(), "{list}");
    }
    // A log beside the inputs is none.
    let folder = folder();
    let log = File::create(folder.path().join("d/log.json")).unwrap();
    assert_eq!(folder.pith(["verify", "d"]).stderr(log).output().unwrap().status.code(), Some(0));
    assert!(fs::read_to_string(folder.path().join("d/log.json")).unwrap().contains("3 pass"));
}
