//! No output overwrites a file that the run reads, under any name.

use std::fs::{self, File, OpenOptions};
use std::os::unix::fs::symlink;
use std::process::Stdio;

use crate::process::{Folder, Run, broken, fixture, good, pairs};

/// A folder with everything that a run can read, and other names for some of it.
fn folder() -> Folder {
    let folder = Folder::new();
    folder.write("a.json", good());
    folder.write("b.json", good());
    folder.write("d/c.json", good());
    folder.write("state.json", fixture("policy/state.json"));
    folder.write("abstract.txt", "an abstract");
    folder.write("key.hex", "b2d552b68890857171a78b36a5dccf368a953413288c353f7c9d9d6f94b709b3\n");
    folder.write("keyring", "pith.science pith-v1-2026-05 ed25519 stVStoiQhXFxp4s2pdzPNoqVNBMojDU/fJ2db5S3CbM=\n");
    folder.write("list", "b.json\n");
    fs::hard_link(folder.path().join("a.json"), folder.path().join("hard.json")).unwrap();
    symlink("a.json", folder.path().join("soft.json")).unwrap();
    symlink("soft.json", folder.path().join("softer.json")).unwrap();
    symlink("d", folder.path().join("link")).unwrap();
    symlink("later.json", folder.path().join("dangling.json")).unwrap();
    symlink("d/later.json", folder.path().join("dangling-below.json")).unwrap();
    folder
}

/// Every file with its contents.
fn contents(folder: &Folder) -> Vec<(String, Vec<u8>)> {
    let files = folder.names().into_iter().filter_map(|name| Some((name.clone(), read(folder, &name)?)));
    files.chain(Folder::names_in(&folder.path().join("d")).into_iter().map(|name| (name, Vec::new()))).collect()
}

fn read(folder: &Folder, name: &str) -> Option<Vec<u8>> {
    fs::read(folder.path().join(name)).ok()
}

/// Runs a command line that must be refused before anything is read or written.
fn refused(folder: &Folder, line: &str, input: Option<&str>) -> String {
    let before = contents(folder);
    let mut command = folder.pith(line.split(' '));
    if let Some(name) = input {
        command.stdin(File::open(folder.path().join(name)).unwrap());
    }
    let run = Run::of(command.output().unwrap());
    assert_eq!((run.code, run.out.as_str()), (2, ""), "{line}: {}", run.err);
    assert_eq!(run.err.lines().count(), 1, "{line}: {}", run.err);
    assert!(contents(folder) == before, "{line}: a file was touched");
    run.err
}

#[test]
fn an_output_over_an_input_is_refused_under_every_name() {
    let folder = folder();
    let (first, second) = (folder.path().join("a.json"), folder.path().join("d/../hard.json"));
    let names = ["a.json", "./a.json", "d/../a.json", "hard.json", "soft.json", "softer.json", "link/../a.json"];
    for input in names.into_iter().chain([first.to_str().unwrap(), second.to_str().unwrap()]) {
        for output in names.into_iter().chain([first.to_str().unwrap()]) {
            let said = refused(&folder, &format!("verify b.json {input} --report junit={output}"), None);
            assert!(said.contains("is read by this run") && said.contains(input), "{said}");
        }
    }
    // In a folder that has two names.
    for line in ["verify d/c.json --report json=link/c.json", "verify link/c.json --report json=d/c.json"] {
        refused(&folder, line, None);
    }
}

#[test]
fn every_file_that_a_run_reads_is_kept() {
    let folder = folder();
    for line in [
        "verify --files-from list --report json=list",
        "verify a.json --key @key.hex --report json=key.hex",
        "verify a.json --keyring keyring --report json=keyring",
        "verify a.json --since b.json --report json=b.json",
        "verify a.json --state state.json --report json=state.json",
        "verify a.json --abstract abstract.txt --report json=abstract.txt",
        "verify a.json --report json=new.json --report html=hard.json",
        "inspect a.json --report html=soft.json",
        "inspect a.json --report json=new.json --report html=a.json",
        "merge a.json b.json --bundle b.json",
        "merge a.json b.json --bundle hard.json",
        "merge a.json b.json --report html=soft.json",
        "merge a.json --bundle new.json --report html=a.json",
        "merge a.json --keyring keyring --bundle keyring",
        "merge a.json --key @key.hex --report html=key.hex",
    ] {
        refused(&folder, line, None);
    }
}

#[test]
fn a_file_to_be_created_is_recognised_under_every_name() {
    let folder = folder();
    for line in [
        "verify new.json --report json=new.json",
        "verify new.json --report json=d/../new.json",
        "verify d/new.json --report json=link/new.json",
        "verify dangling.json --report json=later.json",
        "verify later.json --report json=dangling.json",
        "verify link/later.json --report json=dangling-below.json",
        "verify a.json --since new.json --report json=new.json",
        "merge a.json new.json --bundle new.json",
        "inspect new.json --report html=new.json",
        "verify a.json --report json=later.json --report html=dangling.json",
    ] {
        let before = contents(&folder);
        let run = Run::of(folder.pith(line.split(' ')).output().unwrap());
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{line}: {}", run.err);
        assert!(contents(&folder) == before, "{line}");
    }
    // A link to a file that is not there stays a link, as one to a file that is.
    assert_eq!(folder.verify(&["a.json", "--report", "json=dangling.json"]).code, 0);
    assert!(folder.path().join("dangling.json").is_symlink() && folder.path().join("later.json").is_file());
}

#[test]
fn standard_streams_are_protected_like_files() {
    let folder = folder();
    refused(&folder, "verify - --report json=a.json", Some("a.json"));
    refused(&folder, "verify - --report json=hard.json", Some("soft.json"));
    refused(&folder, "merge b.json - --bundle a.json", Some("a.json"));
    refused(&folder, "inspect - --report html=a.json", Some("a.json"));
    for line in [
        "verify a.json",
        "verify b.json hard.json",
        "verify b.json --since a.json",
        "verify b.json --report json=a.json",
        "inspect a.json",
        "canon a.json",
        "state soft.json",
        "keys a.json",
        "diff b.json a.json",
        "merge b.json a.json",
        "keys b.json --key @a.json",
    ] {
        let before = contents(&folder);
        let out = OpenOptions::new().append(true).open(folder.path().join("a.json")).unwrap();
        let run = Run::of(folder.pith(line.split(' ')).stdout(out).stderr(Stdio::piped()).output().unwrap());
        assert_eq!(run.code, 2, "{line}");
        assert!(run.err.contains("standard output goes to"), "{line}: {}", run.err);
        assert!(contents(&folder) == before, "{line}");
    }
    for verb in ["verify", "canon", "inspect"] {
        let before = contents(&folder);
        let out = OpenOptions::new().append(true).open(folder.path().join("hard.json")).unwrap();
        let input = File::open(folder.path().join("a.json")).unwrap();
        assert_eq!(folder.pith([verb, "-"]).stdin(input).stdout(out).status().unwrap().code(), Some(2), "{verb}");
        assert!(contents(&folder) == before, "{verb}");
    }
    // Nothing goes to standard output, and so nothing is in the way.
    let out = OpenOptions::new().append(true).open(folder.path().join("a.json")).unwrap();
    assert_eq!(folder.pith(["verify", "--quiet", "a.json"]).stdout(out).status().unwrap().code(), Some(0));
    // A device may be both.
    let null = OpenOptions::new().write(true).open("/dev/null").unwrap();
    assert_eq!(folder.pith(["verify", "/dev/null"]).stdout(null).status().unwrap().code(), Some(3));
}

/// The names of a list come during the run: the others are judged, and the output is given up.
#[test]
fn an_output_named_in_a_list_of_inputs_is_not_overwritten() {
    let folder = folder();
    let before = contents(&folder);
    for (list, code) in [("b.json\nhard.json\nb.json\n", 2), ("b.json\nhard.json\nbroken.json\n", 1)] {
        folder.write("broken.json", broken());
        let args = ["--files-from", "-", "--format", "ndjson", "--report", "json=a.json", "--report", "html=r.html"];
        let run = folder.verify_piped(&args, list.as_bytes());
        assert_eq!(run.code, code, "{}", run.err);
        assert_eq!(run.verdicts()[1], ("hard.json".to_owned(), "unchecked".to_owned()));
        assert!(run.out.contains("is read by this run"), "{}", run.out);
        assert!(
            fs::read_to_string(folder.path().join("r.html")).unwrap().contains("unchecked"),
            "the other is written"
        );
        fs::remove_file(folder.path().join("r.html")).unwrap();
        fs::remove_file(folder.path().join("broken.json")).unwrap();
        assert!(contents(&folder) == before);
    }
}

#[test]
fn a_report_is_not_an_input_of_the_run_that_writes_it() {
    for (report, name) in [("d/report.json", "d/report.json"), ("link/report.json", "d/report.json")] {
        let folder = folder();
        let run = || folder.verify(&["d", "--format", "ndjson", "--report", &format!("json={report}")]);
        let (first, written) = (run(), read(&folder, "d/report.json").unwrap());
        assert_eq!((first.verdicts(), first.code), (pairs(&[("d/c.json", "pass")]), 0));
        assert!(first.out.contains("\"skipped\":1"), "{}", first.out);
        for _ in 0..2 {
            assert_eq!(run(), first);
            assert_eq!(read(&folder, "d/report.json").unwrap(), written);
        }
        let human = folder.verify(&["d", "--report", &format!("json={report}")]).out;
        assert!(human.contains(&format!("\nskip {name}: a report of this run\n")), "{human}");
        // Given by its name, it is meant.
        let explicit = folder.verify(&["d", "d/report.json", "--report", &format!("json={report}")]);
        assert_eq!((explicit.code, read(&folder, "d/report.json").unwrap()), (2, written));
    }
}

#[test]
fn a_report_on_standard_output_is_not_an_input_of_its_run() {
    let folder = folder();
    let run = || {
        let out = File::create(folder.path().join("d/report.json")).unwrap();
        let code = folder.pith(["verify", "d", "--format", "ndjson"]).stdout(out).status().unwrap().code();
        Run {
            code: code.unwrap(),
            out: fs::read_to_string(folder.path().join("d/report.json")).unwrap(),
            err: String::new(),
        }
    };
    let first = run();
    assert_eq!((first.verdicts(), first.code), (pairs(&[("d/c.json", "pass")]), 0));
    assert_eq!(run(), first);
}

/// Another name of the report in the same directory.
#[test]
fn a_hard_link_to_the_report_is_not_an_input() {
    let folder = folder();
    folder.write("d/old.json", folder.verify(&["--format", "json", "d"]).out);
    fs::hard_link(folder.path().join("d/old.json"), folder.path().join("d/other.json")).unwrap();
    let run = folder.verify(&["d", "--format", "ndjson", "--report", "json=d/old.json"]);
    assert_eq!((run.verdicts(), run.code), (pairs(&[("d/c.json", "pass")]), 0));
    assert!(run.out.contains("\"skipped\":2"), "{}", run.out);
}

/// A walk reads every document: a report over one would lose it.
#[test]
fn a_report_does_not_overwrite_a_document_found_in_a_directory() {
    for (report, format) in [("d/c.json", "json"), ("d/c.json", "ndjson"), ("l.json", "html")] {
        let folder = folder();
        let document = read(&folder, "d/c.json").unwrap();
        fs::hard_link(folder.path().join("d/c.json"), folder.path().join("l.json")).unwrap();
        let run = folder.verify(&["d", "--report", &format!("{format}={report}")]);
        assert_eq!(run.code, 2, "{report}: {}", run.err);
        assert_eq!(read(&folder, "d/c.json").unwrap(), document, "{report}");
        assert_eq!(read(&folder, "l.json").unwrap(), document, "{report}");
    }
}

/// Appending to a document changes it as much as writing over it.
#[test]
fn standard_output_is_not_appended_to_an_input() {
    for (name, root) in [("d/c.json", "d"), ("l.json", "d"), ("d/c.json", "link"), ("d/c.json", ".")] {
        let folder = folder();
        fs::hard_link(folder.path().join("d/c.json"), folder.path().join("l.json")).unwrap();
        let before = contents(&folder);
        let out = OpenOptions::new().append(true).open(folder.path().join(name)).unwrap();
        let run = Run::of(folder.pith(["verify", root]).stdout(out).stderr(Stdio::piped()).output().unwrap());
        assert_eq!(run.code, 2, "{name} {root}");
        assert!(run.err.contains("standard output goes to"), "{name} {root}: {}", run.err);
        assert!(contents(&folder) == before, "{name} {root}");
    }
    // Reports of earlier runs may follow one another.
    let folder = folder();
    folder.write("d/log.jsonl", "");
    for length in [3, 6] {
        let out = OpenOptions::new().append(true).open(folder.path().join("d/log.jsonl")).unwrap();
        let mut run = folder.pith(["verify", "d", "--ndjson", "--format", "ndjson"]);
        assert_eq!(run.stdout(out).status().unwrap().code(), Some(0));
        assert_eq!(fs::read_to_string(folder.path().join("d/log.jsonl")).unwrap().lines().count(), length);
    }
}

/// A document is told from a report by more than the name of its first member.
#[test]
fn a_document_that_resembles_a_report_is_not_overwritten() {
    for start in [
        "{\"type\":\"bundle\"}",
        "{\"type\":\"input\"}",
        "{\"type\":\"run\"}",
        "{\"schema\":\"/schemas/pith-integrity/v1.json\"}",
    ] {
        let folder = folder();
        folder.write("d/c.json", start);
        let run = folder.verify(&["d", "--report", "json=d/c.json"]);
        assert_eq!((run.code, read(&folder, "d/c.json").unwrap()), (2, start.as_bytes().to_vec()), "{}", run.err);
    }
}
