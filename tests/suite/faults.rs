//! Faults around a run: pipes, disks, signals, changing files, permissions, endless streams.
#![cfg(target_os = "linux")]

use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{BufRead as _, BufReader, Read as _, Write};
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Child, Command, Stdio};

use crate::process::{Folder, Run, broken, good, pairs};

const FORMATS: [&str; 6] = ["human", "json", "ndjson", "junit", "github", "sarif"];

/// Exit codes that a disturbed run must never have: that of a pass, or of a panic.
fn assert_no_pass(code: i32) {
    assert!(![0, 101, -1].contains(&code), "exit code {code}");
}

#[test]
fn a_closed_pipe_ends_the_run_quietly() {
    let folder = Folder::new();
    folder.write("a.json", good());
    folder.write("b.json", broken());
    // The pipe may close before the first input was judged: then the run has not found what is wrong.
    for (input, codes) in [("a.json", &[2][..]), ("b.json", &[1, 2][..])] {
        for format in FORMATS {
            // Nobody reads, and there are enough inputs for most formats to write before the end.
            let args = [&["verify", "--format", format, "--report", "json=r.json"], &vec![input; 300][..]].concat();
            let mut child = folder.pith(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
            drop(child.stdout.take());
            let run = Run::of(child.wait_with_output().unwrap());
            assert!(codes.contains(&run.code) && run.err.is_empty(), "{format} {input}: {} {}", run.code, run.err);
            assert!(folder.names().iter().all(|name| !name.starts_with(".pith")), "{:?}", folder.names());
        }
    }
}

#[test]
fn a_pipe_closed_half_way_ends_the_run_quietly() {
    let folder = Folder::new();
    folder.write("a.json", good());
    let args = [&["verify", "--format", "ndjson", "--jobs", "2"], &vec!["a.json"; 2000][..]].concat();
    let mut child = folder.pith(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap());
    let mut read = String::new();
    // The line about the run, and the first result.
    for _ in 0..2 {
        lines.read_line(&mut read).unwrap();
    }
    assert!(read.contains("\"pass\""));
    drop(lines);
    let run = Run::of(child.wait_with_output().unwrap());
    assert_eq!((run.code, run.err.as_str()), (2, ""));
}

#[test]
fn a_full_disk_is_never_a_pass_in_any_format() {
    let folder = Folder::new();
    folder.write("a.json", good());
    folder.write("b.json", broken());
    for format in FORMATS {
        for (inputs, code) in [(vec!["a.json"], 2), (vec!["a.json"; 200], 2), (vec!["b.json"; 200], 1)] {
            let args = [&["verify", "--format", format], &inputs[..]].concat();
            let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
            let child = folder.pith(args).stdout(full).stderr(Stdio::piped()).spawn().unwrap();
            let run = Run::of(child.wait_with_output().unwrap());
            assert_eq!(run.code, code, "{format}");
            assert!(run.err.contains("standard output: No space left"), "{format}: {}", run.err);
        }
    }
}

/// Reads the first result of a run over standard input, which then waits for more.
fn waiting_run(folder: &Folder, report: bool) -> (Child, std::process::ChildStdin, String) {
    let mut args = vec!["verify", "--ndjson", "-", "--format", "ndjson"];
    if report {
        args.extend(["--report", "junit=r.xml", "--report", "json=r.json"]);
    }
    let mut command = folder.pith(args);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(&[&broken()[..], b"\n"].concat()).unwrap();
    let line = first_result(&mut child);
    (child, stdin, line)
}

/// The second line, after the one about the run.
fn first_result(child: &mut Child) -> String {
    let lines = BufReader::new(child.stdout.as_mut().unwrap()).lines();
    lines.map(Result::unwrap).find(|line| !line.starts_with("{\"type\":\"run\"")).expect("a result")
}

fn interrupt(child: &Child) {
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
}

/// Waits until the process handles SIGINT: before that, the signal just ends it.
fn until_it_listens(child: &Child) {
    loop {
        let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
        let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:")).unwrap();
        if u64::from_str_radix(caught.trim(), 16).unwrap() & 2 != 0 {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
}

#[test]
fn an_interrupted_run_reports_its_progress() {
    let folder = Folder::new();
    let (child, stdin, line) = waiting_run(&folder, true);
    assert!(line.contains("\"fail\""));
    assert_eq!(folder.names().len(), 2, "two reports are begun: {:?}", folder.names());
    interrupt(&child);
    let run = Run::of(child.wait_with_output().unwrap());
    drop(stdin);
    assert_eq!(run.code, 130);
    assert_eq!(run.err, "pith: interrupted; judged so far: 1 input: 1 fail\n");
    assert_eq!(folder.names(), [""; 0], "nothing is left behind");
}

#[test]
fn a_busy_run_can_be_interrupted() {
    let folder = Folder::new();
    folder.write("a.json", good());
    let args = [&["verify", "--format", "ndjson", "--report", "junit=r.xml"], &vec!["a.json"; 20_000][..]].concat();
    let mut child = folder.pith(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    out.read_line(&mut String::new()).unwrap();
    interrupt(&child);
    // Read on, so that it is the signal that ends the run and not the pipe.
    let mut rest = String::new();
    out.read_to_string(&mut rest).unwrap();
    let run = Run::of(child.wait_with_output().unwrap());
    assert_eq!(run.code, 130);
    assert!(run.err.starts_with("pith: interrupted; judged so far: "), "{}", run.err);
    assert!(!rest.contains("\"summary\":"), "a cut stream shows");
    assert_eq!(folder.names(), ["a.json"]);
}

#[test]
fn a_vanished_file_is_unchecked_and_the_others_are_verified() {
    let folder = Folder::new();
    for name in ["a.json", "b.json", "c.json"] {
        folder.write(name, good());
    }
    let args = ["verify", "--files-from", "-", "--format", "ndjson", "--jobs", "1"];
    let mut command = folder.pith(args);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    writeln!(stdin, "a.json").unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut text = String::new();
    // The line about the run, and the first result.
    for _ in 0..2 {
        out.read_line(&mut text).unwrap();
    }
    fs::remove_file(folder.path().join("b.json")).unwrap();
    write!(stdin, "b.json\nc.json\n").unwrap();
    drop(stdin);
    out.read_to_string(&mut text).unwrap();
    let run = Run { code: child.wait().unwrap().code().unwrap(), out: text, err: String::new() };
    assert_eq!(run.verdicts(), pairs(&[("a.json", "pass"), ("b.json", "unchecked"), ("c.json", "pass")]));
    assert_eq!(run.code, 2);
}

#[test]
fn a_file_that_keeps_growing_is_read_up_to_the_limit() {
    let folder = Folder::new();
    let path = folder.write("a.json", good());
    let done = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut file = OpenOptions::new().append(true).open(&path).unwrap();
            let mut size = 0;
            while !done.load(std::sync::atomic::Ordering::Relaxed) && size < (64 << 20) {
                size += file.write(&[b' '; 4096]).unwrap();
            }
        });
        for _ in 0..20 {
            let limit = (fs::metadata(&path).unwrap().len() + 4096).to_string();
            let run = folder.verify(&["--format", "ndjson", "--max-bytes", &limit, "a.json"]);
            // White space behind the bundle is no fault; what is longer than the limit is not judged.
            let verdict = &run.verdicts()[0].1;
            assert!(["pass", "malformed"].contains(&verdict.as_str()), "{verdict}");
            assert_eq!(verdict == "malformed", run.out.contains("input.size"));
        }
        done.store(true, std::sync::atomic::Ordering::Relaxed);
    });
}

/// Size zero by the file system, and content without end.
#[test]
fn an_endless_device_is_read_up_to_the_limit() {
    let folder = Folder::new();
    for args in [&["/dev/zero"][..], &["--ndjson", "/dev/zero"]] {
        let args = [&["--format", "ndjson", "--max-bytes", "1000000"], args].concat();
        if args.contains(&"--ndjson") {
            // One line that never ends: only a signal stops it.
            let mut command = folder.pith([&["verify"], &args[..]].concat());
            let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
            until_it_listens(&child);
            std::thread::sleep(std::time::Duration::from_millis(300));
            assert!(peak_kilobytes(&child).unwrap() < 40_000);
            interrupt(&child);
            assert_eq!(child.wait().unwrap().code(), Some(130));
        } else {
            let run = folder.verify(&args);
            assert_eq!(run.verdicts(), pairs(&[("/dev/zero", "malformed")]));
            assert_eq!(run.code, 3);
        }
    }
}

/// The most memory that a process had so far.
fn peak_kilobytes(child: &Child) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches(" kB").parse().ok()
}

#[test]
fn standard_input_without_end_stops_at_the_limit() {
    let folder = Folder::new();
    let args = ["verify", "--format", "ndjson", "--max-bytes", "1000000", "-"];
    let mut child = folder.pith(args).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let (mut written, mut peak) = (0, 0);
    while let Ok(more) = stdin.write(&[b'['; 4096]) {
        written += more;
        peak = peak.max(peak_kilobytes(&child).unwrap_or(0));
        assert!(written < 10_000_000, "it goes on reading");
    }
    // The limit, and what a pipe holds.
    assert!((1_000_000..1_200_000).contains(&written), "{written} bytes were taken");
    assert!((1..40_000).contains(&peak), "{peak} kB");
    let run = Run::of(child.wait_with_output().unwrap());
    assert_eq!(run.verdicts(), pairs(&[("-", "malformed")]));
    assert_eq!(run.code, 3);
}

#[test]
fn memory_is_flat_over_lines_without_end() {
    let folder = Folder::new();
    let line = [&good()[..], b"\n"].concat();
    let args = ["verify", "--ndjson", "-", "--quiet", "--jobs", "2", "--max-bytes", "100000"];
    let mut child = folder.pith(args).stdin(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut feed = |count: usize, line: &[u8]| {
        for _ in 0..count {
            stdin.write_all(line).unwrap();
        }
        peak_kilobytes(&child).unwrap()
    };
    let early = feed(300, &line);
    let late = feed(2000, &line);
    // A line of 100 MB, of which nothing beyond the limit is kept.
    let long = feed(100_000, &[b'x'; 1000]);
    drop(stdin);
    assert_eq!(child.wait().unwrap().code(), Some(3));
    assert!(late < early + 10_000 && long < early + 10_000, "{early} kB, {late} kB, {long} kB");
}

/// Without the rights of root, which may read everything.
#[test]
fn a_file_without_read_permission_is_unchecked() {
    let folder = Folder::new();
    for name in ["a.json", "m/secret/b.json", "m/c.json", "d.json"] {
        folder.write(name, good());
    }
    let restrict = |name: &str, mode| {
        fs::set_permissions(folder.path().join(name), Permissions::from_mode(mode)).unwrap();
    };
    restrict("", 0o755);
    restrict("a.json", 0o000);
    restrict("m/secret", 0o000);
    let args = ["verify", "--format", "ndjson", "a.json", "m", "d.json"];
    let mut command = if File::open(folder.path().join("a.json")).is_ok() {
        // This is root. The binary may lie where nobody else may look.
        let copy = folder.path().join("pith");
        fs::copy(env!("CARGO_BIN_EXE_pith"), &copy).unwrap();
        let mut command = Command::new("setpriv");
        command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(copy).args(args);
        command.current_dir(folder.path());
        command
    } else {
        folder.pith(args)
    };
    let run = Run::of(command.output().expect("setpriv, of util-linux, is needed to run this as root"));
    restrict("m/secret", 0o755);
    let expected = [("a.json", "unchecked"), ("m/c.json", "pass"), ("m/secret", "unchecked"), ("d.json", "pass")];
    assert_eq!(run.verdicts(), pairs(&expected), "{}", run.err);
    assert_eq!(run.code, 2);
    assert_eq!(run.out.matches("Permission denied").count(), 2);
}

#[test]
fn a_directory_where_a_file_is_expected_is_unchecked() {
    let folder = Folder::new();
    folder.write("m/a.json", good());
    for args in [&["--keyring", "m", "m/a.json"][..], &["--files-from", "m"], &["--key", "@m", "m/a.json"]] {
        assert_eq!(folder.verify(args).code, 2, "{args:?}");
    }
}

#[test]
fn a_named_fifo_is_read_like_a_file() {
    let folder = Folder::new();
    let fifo = folder.path().join("fifo");
    assert!(Command::new("mkfifo").arg(&fifo).status().unwrap().success());
    for (args, name) in [(&["fifo"][..], "fifo"), (&["--ndjson", "fifo"], "fifo:1")] {
        let run = std::thread::scope(|scope| {
            scope.spawn(|| fs::write(&fifo, good()).unwrap());
            folder.verify(&[&["--format", "ndjson"], args].concat())
        });
        assert_eq!(run.verdicts(), pairs(&[(name, "pass")]));
    }
}

#[test]
fn a_run_can_be_interrupted_while_it_waits_for_a_fifo() {
    let folder = Folder::new();
    assert!(Command::new("mkfifo").arg(folder.path().join("fifo")).status().unwrap().success());
    folder.write("a.json", broken());
    for ndjson in [false, true] {
        let mut args = vec!["verify", "--format", "ndjson", "a.json", "fifo"];
        args.extend(ndjson.then_some("--ndjson"));
        let mut child = folder.pith(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let line = first_result(&mut child);
        assert!(line.contains("\"a.json"), "{line}");
        interrupt(&child);
        let run = Run::of(child.wait_with_output().unwrap());
        assert_eq!(run.code, 130);
        assert!(run.err.contains("judged so far: 1 input: 1 "), "{}", run.err);
    }
}

/// The second signal ends a run at once, whatever it waits for.
#[test]
fn a_run_that_waits_to_write_can_be_interrupted() {
    let folder = Folder::new();
    folder.write("a.json", good());
    let args = [&["verify", "--format", "ndjson"], &vec!["a.json"; 2000][..]].concat();
    let mut child = folder.pith(args).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut out = child.stdout.take().unwrap();
    // The rest fills the pipe, and nobody takes it.
    out.read_exact(&mut [0; 100]).unwrap();
    let status = loop {
        interrupt(&child);
        std::thread::sleep(std::time::Duration::from_millis(50));
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
    };
    assert_no_pass(status.code().unwrap_or(-1));
    assert_eq!((status.code(), status.signal()), (Some(130), None));
}

#[test]
fn a_limit_on_threads_does_not_change_the_answer() {
    let folder = Folder::new();
    folder.write("a.json", good());
    let run = folder.verify(&["--jobs", "300", "--format", "ndjson", "a.json", "a.json"]);
    assert_eq!(run.verdicts(), pairs(&[("a.json", "pass"), ("a.json", "pass")]));
    let none = folder.verify(&["--jobs", "0", "a.json"]);
    assert_eq!((none.code, none.out.as_str()), (2, ""));
}
