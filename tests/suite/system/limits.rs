//! Outputs that cannot be written completely, for every command: standard output, reports, bundles.

use std::fs;
use std::fs::OpenOptions;
use std::process::{Command, Stdio};

use crate::process::{Folder, Run, broken, good, plain, untrusted};

const FORMATS: [&str; 7] = ["human", "json", "ndjson", "junit", "github", "sarif", "html"];

/// A bundle, a broken one, one by a key that is not trusted, and a document of 300 KB that is none.
fn folder() -> Folder {
    let folder = Folder::new();
    folder.write("a.json", good());
    folder.write("b.json", broken());
    folder.write("stranger.json", untrusted());
    let numbers: Vec<String> = (0..50_000).map(|number| number.to_string()).collect();
    folder.write("large.json", format!("[{}]", numbers.join(",")));
    folder
}

/// Everything that prints, and its exit code where printing fails: what was found stays found.
const PRINTING: [(&str, i32); 38] = [
    ("--help", 2),
    ("--version", 2),
    ("help", 2),
    ("help verify", 2),
    ("verify --help", 2),
    ("merge -h", 2),
    ("explain", 2),
    ("explain event.digest", 2),
    ("completions bash", 2),
    ("man", 2),
    ("man verify", 2),
    ("state a.json", 2),
    ("state --raw a.json", 2),
    ("state --format json a.json", 2),
    ("state --unverified b.json", 1),
    ("state --unverified stranger.json", 2),
    ("state --unverified --format json stranger.json", 2),
    ("keys a.json", 2),
    ("keys --format json a.json", 2),
    ("canon a.json", 2),
    ("canon --sha256 a.json", 2),
    ("canon a.json /canonical_record", 2),
    ("canon large.json", 2),
    ("diff a.json a.json", 2),
    ("diff --format json a.json a.json", 2),
    ("diff a.json b.json", 1),
    ("diff --format json a.json b.json", 1),
    ("merge a.json", 2),
    ("merge --format json a.json a.json", 2),
    ("merge stranger.json", 2),
    ("merge --format json stranger.json", 2),
    ("merge a.json b.json", 1),
    ("merge --format json b.json", 1),
    ("inspect a.json", 2),
    ("inspect --format json a.json", 2),
    ("inspect --format html a.json", 2),
    ("inspect --format dot a.json", 2),
    ("inspect large.json", 2),
];

#[test]
fn a_full_disk_is_an_error_for_every_command() {
    let folder = folder();
    for (line, code) in PRINTING {
        let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
        let child = folder.pith(line.split(' ')).stdout(full).stderr(Stdio::piped()).spawn().unwrap();
        let run = Run::of(child.wait_with_output().unwrap());
        assert_eq!(run.code, code, "{line}: {}", run.err);
        assert!(run.err.contains("standard output: No space left"), "{line}: {}", run.err);
    }
}

#[test]
fn a_closed_pipe_is_an_error_for_every_command() {
    let folder = folder();
    for (line, code) in PRINTING {
        // The reader has gone before the program starts.
        let mut reader = Command::new("true").stdin(Stdio::piped()).spawn().unwrap();
        let pipe = reader.stdin.take().unwrap();
        reader.wait().unwrap();
        let child = folder.pith(line.split(' ')).stdout(pipe).stderr(Stdio::piped()).spawn().unwrap();
        let run = Run::of(child.wait_with_output().unwrap());
        assert_eq!(run.code, code, "{line}: {}", run.err);
        assert!(!run.err.contains("standard output"), "{line}: a closed pipe is a quiet end: {}", run.err);
    }
}

/// Runs `pith` where no file may have more than so many KiB.
fn within(folder: &Folder, kibibytes: u64, args: &[&str]) -> Run {
    let mut command = Command::new("bash");
    plain(&mut command).args(["-c", "ulimit -f \"$0\"; exec \"$@\""]).arg(kibibytes.to_string());
    command.arg(env!("CARGO_BIN_EXE_pith")).args(args).current_dir(folder.path()).stdin(Stdio::null());
    Run::of(command.output().unwrap())
}

/// With every limit below the length of `file` there is no file, the one before is intact, and nothing is left; with
/// the next limit it is there, whole.
fn assert_whole_or_not_at_all(args: &[&str], file: &str, code: i32, failed: i32) {
    let folder = folder();
    let run = within(&folder, 1 << 20, args);
    assert_eq!(run.code, code, "{args:?}: {}", run.err);
    let whole = fs::read(folder.path().join(file)).unwrap();
    let enough = u64::try_from(whole.len()).unwrap().div_ceil(1024);
    assert!(enough > 2, "{args:?}: there is something to cut");
    let names = folder.names();
    for limit in [0, 1, enough / 2, enough - 1] {
        fs::write(folder.path().join(file), "before").unwrap();
        let run = within(&folder, limit, args);
        assert_eq!(run.code, failed, "{args:?}, {limit} KiB: {}", run.err);
        assert!(run.err.contains(&format!("cannot write {file}: File too large")), "{args:?}: {}", run.err);
        assert_eq!(fs::read(folder.path().join(file)).unwrap(), b"before", "{args:?}, {limit} KiB");
        assert_eq!(folder.names(), names);
    }
    assert_eq!(within(&folder, enough, args).code, code);
    assert!(fs::read(folder.path().join(file)).unwrap() == whole, "{args:?}");
}

#[test]
fn a_report_that_fails_half_way_or_at_the_end_is_removed() {
    for (input, code, failed) in [("a.json", 0, 2), ("b.json", 1, 1)] {
        for format in FORMATS {
            let report = format!("{format}=r");
            let args = [&["verify", "--quiet", "--report", &report], &vec![input; 40][..]].concat();
            if format == "human" || format == "sarif" && code == 0 || format == "github" {
                // These are short whatever comes: passes and equal failures are counted.
                continue;
            }
            assert_whole_or_not_at_all(&args, "r", code, failed);
        }
    }
    assert_whole_or_not_at_all(&["verify", "--quiet", "--all", "--report", "human=r", "stranger.json"], "r", 4, 2);
}

#[test]
fn output_files_of_merge_and_inspect_are_complete_or_absent() {
    assert_whole_or_not_at_all(&["merge", "a.json", "--bundle", "u.json"], "u.json", 0, 2);
    assert_whole_or_not_at_all(&["merge", "a.json", "--report", "html=u.html"], "u.html", 0, 2);
    assert_whole_or_not_at_all(&["merge", "a.json", "b.json", "--bundle", "u.json"], "u.json", 1, 1);
    assert_whole_or_not_at_all(&["inspect", "a.json", "--report", "html=u.html"], "u.html", 0, 2);
    assert_whole_or_not_at_all(&["inspect", "a.json", "--report", "json=u.json"], "u.json", 0, 2);
}

/// The reports that come after one that cannot be written are whole, and the summary says that the run is no pass.
#[test]
fn an_abandoned_report_does_not_affect_the_others() {
    let folder = folder();
    let args = [&["verify", "--report", "ndjson=long", "--report", "human=short"], &vec!["a.json"; 40][..]].concat();
    let run = within(&folder, 3, &args);
    assert_eq!(run.code, 2, "{}", run.err);
    assert!(run.out.ends_with("UNCHECKED 40 inputs: 40 pass\n"), "{}", run.out);
    assert_eq!(folder.names(), ["a.json", "b.json", "large.json", "short", "stranger.json"]);
}

#[test]
fn cut_standard_output_is_never_a_pass() {
    let folder = folder();
    for format in FORMATS {
        for (input, code) in [("a.json", 2), ("b.json", 1)] {
            let script = format!("ulimit -f 1; exec \"$0\" verify --format {format} \"$@\" > out");
            let mut command = Command::new("bash");
            plain(&mut command).args(["-c", &script, env!("CARGO_BIN_EXE_pith")]).args(vec![input; 100]);
            let run = Run::of(command.current_dir(folder.path()).output().unwrap());
            if fs::metadata(folder.path().join("out")).unwrap().len() < 1024 {
                continue;
            }
            assert_eq!(run.code, code, "{format} {input}: {}", run.err);
            assert!(run.err.contains("standard output: File too large"), "{format}: {}", run.err);
        }
    }
}

/// A report that was complete before another failed would claim a pass, where the exit code is 2. One that is completed
/// after that says so.
#[test]
fn a_report_that_claims_more_than_the_run_gets_no_name() {
    let folder = folder();
    let names = folder.names();
    for (args, remains) in [(["json=r", "html=long"], false), (["html=long", "json=r"], true)] {
        let run = within(&folder, 8, &["verify", "--quiet", "--report", args[0], "--report", args[1], "a.json"]);
        assert_eq!(run.code, 2, "{args:?}: {}", run.err);
        assert!(run.err.contains("cannot write long: File too large"), "{args:?}: {}", run.err);
        assert_eq!(folder.names().contains(&"r".to_owned()), remains, "{args:?}");
        if remains {
            let report = fs::read_to_string(folder.path().join("r")).unwrap();
            assert!(report.contains("\"verdict\":\"unchecked\",\"exit_code\":2"), "{report}");
            fs::remove_file(folder.path().join("r")).unwrap();
        }
        assert_eq!(folder.names(), names, "{args:?}");
    }
    let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
    let run = folder.pith(["verify", "--report", "json=r", "--report", "html=long", "a.json"]).stdout(full).status();
    assert_eq!((run.unwrap().code(), folder.names()), (Some(2), names));
    let args = ["inspect", "a.json", "--report", "human=r", "--report", "html=long"];
    assert_eq!(within(&folder, 8, &args).code, 2);
    assert!(!folder.names().contains(&"r".to_owned()));
}

/// The limit of what can be noticed: a standard output that is closed when the program starts is `/dev/null` by the time
/// that it could look, as one that the user sends there.
#[test]
fn a_standard_output_closed_before_the_start_is_a_null_device() {
    let folder = folder();
    for (input, code) in [("a.json", 0), ("b.json", 1)] {
        let mut command = Command::new("bash");
        plain(&mut command).args(["-c", "exec \"$@\" >&-", "-", env!("CARGO_BIN_EXE_pith"), "verify", input]);
        let run = Run::of(command.current_dir(folder.path()).output().unwrap());
        assert_eq!(run.code, code, "{input}: {}", run.err);
    }
}
