//! Many inputs on many threads: the same bytes for every number of threads, and no input hides another.
#![cfg(unix)]

use crate::process::{Folder, broken, good, untrusted};

const FORMATS: [&str; 6] = ["human", "json", "ndjson", "junit", "github", "sarif"];

/// A mirror with everything in it that can happen to an input, among many that pass.
fn mirror() -> Folder {
    let folder = Folder::new();
    for number in 0..300 {
        let name = format!("m/{:02}/{number:03}.json", number / 30);
        let bytes = match number % 30 {
            5 => broken(),
            11 => untrusted(),
            17 => b"{\"bundle_type\":".to_vec(),
            23 => Vec::new(),
            29 => {
                // A directory where a file is expected, with a file in it.
                folder.write(format!("{name}/inner.json"), good());
                continue;
            }
            _ => good(),
        };
        folder.write(name, bytes);
    }
    folder
}

#[test]
fn the_bytes_are_the_same_for_every_number_of_threads() {
    let folder = mirror();
    for format in FORMATS {
        let run = |jobs| folder.verify(&["--format", format, "--jobs", jobs, "m", "absent.json", "m/00/005.json"]);
        let one = run("1");
        assert_eq!(one.code, 1);
        assert!(!one.out.is_empty());
        for jobs in ["2", "7"] {
            let other = run(jobs);
            // The time taken, on stderr, differs.
            assert!((one.code, &one.out) == (other.code, &other.out), "{format} differs with --jobs {jobs}");
        }
    }
}

#[test]
fn report_files_are_the_same_for_every_number_of_threads() {
    let folder = mirror();
    let reports = |jobs: &str| -> Vec<Vec<u8>> {
        let args: Vec<String> = FORMATS.iter().map(|format| format!("--report={format}={format}-{jobs}")).collect();
        let args: Vec<&str> = args.iter().map(String::as_str).chain(["--quiet", "--jobs", jobs, "m"]).collect();
        let run = folder.verify(&args);
        assert_eq!((run.code, run.out.as_str()), (1, ""));
        FORMATS.iter().map(|format| std::fs::read(folder.path().join(format!("{format}-{jobs}"))).unwrap()).collect()
    };
    let one = reports("1");
    assert!(one.iter().all(|report| !report.is_empty()));
    assert!(one == reports("2"));
    assert!(one == reports("7"));
}

#[test]
fn lines_are_the_same_for_every_number_of_threads() {
    let folder = Folder::new();
    let (good, broken, untrusted) = (good(), broken(), untrusted());
    let mut lines = Vec::new();
    for number in 0..500 {
        let line: &[u8] = match number % 10 {
            3 => &broken,
            5 => &untrusted,
            7 => b"not json",
            9 => b"",
            _ => &good,
        };
        lines.extend_from_slice(line);
        lines.push(b'\n');
    }
    let run = |jobs| folder.verify_piped(&["--ndjson", "--format", "ndjson", "--jobs", jobs, "-"], &lines);
    let one = run("1");
    assert_eq!(one.verdicts().len(), 450);
    // The time taken, on stderr, differs.
    for other in [run("2"), run("7")] {
        assert_eq!((other.code, other.out), (one.code, one.out.clone()));
    }
}

#[test]
fn a_bad_input_neither_stops_nor_hides_the_others() {
    let folder = mirror();
    for jobs in ["1", "7"] {
        let verdicts = folder.verify(&["--format", "ndjson", "--jobs", jobs, "m", "absent.json"]).verdicts();
        let count = |verdict: &str| verdicts.iter().filter(|(_, found)| found == verdict).count();
        assert_eq!(count("pass"), 26 * 10);
        assert_eq!(count("fail"), 10);
        assert_eq!(count("untrusted"), 10);
        assert_eq!(count("malformed"), 20);
        assert_eq!(count("unchecked"), 1);
        let names: Vec<_> = verdicts.iter().take(300).map(|(name, _)| name.clone()).collect();
        assert!(names.is_sorted(), "{names:?}");
    }
}

/// Over several inputs the exit code is the first that occurs in 70, 1, 3, 2, 4, 0 (docs/report.md, verdicts and exit
/// codes; 70 needs a bug, and has a unit test).
#[test]
fn the_exit_code_is_the_first_that_occurs() {
    let folder = Folder::new();
    folder.write("pass", good());
    folder.write("untrusted", untrusted());
    folder.write("malformed", "{");
    folder.write("fail", broken());
    // In the order of precedence; `unchecked` does not exist.
    let inputs = [("fail", 1), ("malformed", 3), ("unchecked", 2), ("untrusted", 4), ("pass", 0)];
    for set in 1_u32..32 {
        let mut chosen: Vec<_> =
            inputs.iter().enumerate().filter(|(place, _)| set & (1 << place) != 0).map(|(_, input)| *input).collect();
        let code = chosen[0].1;
        for _ in 0..2 {
            let names: Vec<&str> = chosen.iter().map(|(name, _)| *name).collect();
            assert_eq!(folder.verify(&names).code, code, "{names:?}");
            let run = folder.verify(&[&["--quiet"], &names[..]].concat());
            assert_eq!((run.code, run.out.as_str()), (code, ""), "{names:?}");
            chosen.reverse();
        }
    }
}
