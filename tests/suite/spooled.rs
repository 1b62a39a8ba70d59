//! `json`, `junit` and `html` begin with what is known at the end only: their text waits in a temporary file.
#![cfg(target_os = "linux")]

use std::fs;
use std::io::{Read as _, Write as _};
use std::process::{Child, Stdio};

use crate::process::{Folder, Run, broken, good, shell};

const SPOOLED: [&str; 3] = ["json", "junit", "html"];

/// A hundred inputs make more text than stays in memory.
fn many() -> (Folder, Vec<&'static str>) {
    let folder = Folder::new();
    folder.write("good.json", good());
    folder.write("broken.json", broken());
    (folder, ["good.json", "good.json", "broken.json"].into_iter().cycle().take(300).collect())
}

#[test]
fn a_report_that_waited_in_a_file_is_whole() {
    let (folder, inputs) = many();
    let verify = |args: &[&str]| folder.verify(&[args, &inputs].concat());
    let json =
        verify(&["--format", "json", "--report", "junit=r.xml", "--report", "html=r.html", "--report", "json=r.json"]);
    let lines = verify(&["--format", "ndjson"]).out;
    let elements: Vec<String> = lines
        .lines()
        .filter(|line| line.starts_with("{\"type\":\"input\""))
        .map(|line| line.replacen("\"type\":\"input\",", "", 1))
        .collect();
    assert!(json.out.len() > 3 << 18, "{}", json.out.len());
    assert!(json.out.ends_with(&format!(",\"inputs\":[{}]}}\n", elements.join(","))));
    let read = |name| fs::read_to_string(folder.path().join(name)).unwrap();
    assert!(read("r.json") == json.out);
    let page = read("r.html");
    assert!(page.len() > 3 << 18, "{}", page.len());
    assert_eq!(page.matches("<li class=\"input ").count(), 300);
    // The worst verdict first.
    assert!(page.rfind("<li class=\"input fail\"").unwrap() < page.find("<li class=\"input pass\"").unwrap());
    assert!(page.ends_with("</html>\n") && page.matches("</ol>").count() == 1);
    let xml = read("r.xml");
    assert!(xml.len() > 1 << 18, "{}", xml.len());
    let suites = roxmltree::Document::parse(&xml).unwrap();
    assert_eq!(suites.descendants().filter(|node| node.has_tag_name("testcase")).count(), 300);
}

/// Nothing is written to a temporary file that would fit in memory.
#[test]
fn a_short_report_needs_no_temporary_file() {
    let (folder, inputs) = many();
    for format in SPOOLED {
        let args = ["verify", "--format", format, "good.json", "good.json"];
        let run = Run::of(folder.pith(args).env("TMPDIR", "/absent").output().unwrap());
        assert_eq!((run.code, run.err.contains("temporary")), (0, false), "{format}: {}", run.err);
        let all: Vec<&str> = inputs.iter().copied().filter(|name| *name == "good.json").collect();
        assert_eq!(all.len(), 200);
    }
}

/// A report that is not whole is no report, and never a pass.
#[test]
fn a_temporary_file_that_cannot_be_written_is_never_a_pass() {
    let (folder, inputs) = many();
    let passes = vec!["good.json"; 600];
    for format in SPOOLED {
        for (names, code) in [(&passes, 2), (&inputs, 1)] {
            let args = [&["verify", "--format", format], &names[..]].concat();
            let run = Run::of(folder.pith(&args).env("TMPDIR", "/absent").output().unwrap());
            assert_eq!(run.code, code, "{format}: {}", run.err);
            assert!(run.out.is_empty(), "{format}");
            assert!(run.err.contains("is kept in a temporary file until its end, and that failed: "), "{}", run.err);
            // A report file alone is given up; the others and standard output are not.
            let report = format!("--report={format}=r");
            let args = [&["verify", "--format", "ndjson", &report, "--report", "github=r.txt"], &names[..]].concat();
            let run = Run::of(folder.pith(&args).env("TMPDIR", "/absent").output().unwrap());
            assert_eq!(run.verdicts().len(), names.len());
            assert_eq!(run.code, code, "{format}: {}", run.err);
            assert!(run.err.contains("cannot write r: the report is kept in a temporary file"), "{}", run.err);
            assert_eq!(folder.names(), ["broken.json", "good.json", "r.txt"]);
        }
        // A disk that is full: no file may be longer than this.
        let script = format!(
            "trap '' XFSZ; ulimit -f 300; pith verify --format {format} {} | cat; exit $PIPESTATUS",
            passes.join(" ")
        );
        let run = Run::of(shell(folder.path(), &script).output().unwrap());
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{format}: {}", run.err);
        assert!(run.err.contains("File too large"), "{format}: {}", run.err);
    }
}

fn peak_kilobytes(child: &Child) -> usize {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

/// A run over lines from a pipe. They are known, so that there can be many of them.
fn reading(folder: &Folder, format: &str, stdout: Stdio) -> Child {
    let args = ["verify", "--ndjson", "-", "--format", format, "--jobs", "1", "--known", "last.ndjson"];
    folder.pith(args).stdin(Stdio::piped()).stdout(stdout).stderr(Stdio::null()).spawn().unwrap()
}

/// Peak memory after 600 lines, and after 6,000.
fn fed(child: &mut Child) -> (usize, usize) {
    let mut stdin = child.stdin.take().unwrap();
    let line = [&good()[..], b"\n"].concat();
    let mut feed = |count: usize| {
        for _ in 0..count {
            stdin.write_all(&line).unwrap();
        }
        peak_kilobytes(child)
    };
    (feed(600), feed(5_400))
}

#[test]
fn memory_is_flat_in_every_format() {
    let (folder, _) = many();
    folder.write("last.ndjson", folder.verify(&["--format", "ndjson", "good.json"]).out);
    for format in ["human", "ndjson", "github", "sarif"] {
        let mut child = reading(&folder, format, Stdio::null());
        let (early, late) = fed(&mut child);
        assert_eq!(child.wait().unwrap().code(), Some(0));
        assert!(late < early + 2_000, "{format}: {early} kB, {late} kB");
    }
    for format in SPOOLED {
        let mut child = reading(&folder, format, Stdio::piped());
        let (early, late) = fed(&mut child);
        // In the middle of writing.
        let mut stdout = child.stdout.take().unwrap();
        stdout.read_exact(&mut [0; 200_000]).unwrap();
        let end = peak_kilobytes(&child);
        let rest = std::io::copy(&mut stdout, &mut std::io::sink()).unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(0));
        assert!(late < early + 2_000 && end < early + 2_000, "{format}: {early} kB, {late} kB, {end} kB");
        assert!(rest > 4_000_000, "{format}: {rest}");
    }
}
