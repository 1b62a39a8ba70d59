//! Signals that end a run: leftovers and messages.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::{Duration, Instant};

use crate::process::{Folder, Run, good, plain};

/// Each signal and the exit code of a run that it ends.
const SIGNALS: [(&str, i32); 3] = [("INT", 130), ("TERM", 143), ("HUP", 129)];

fn send(child: &Child, signal: &str) {
    let sent = Command::new("kill").args([&format!("-{signal}"), &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
}

/// `pith`, with signals as they are by default: what runs the tests may ignore some (`nohup`), and its children would
/// too.
fn pith(folder: &Folder, args: &[&str]) -> Command {
    let mut command = Command::new("env");
    command.args(["--default-signal=INT,TERM,HUP", env!("CARGO_BIN_EXE_pith")]).args(args);
    plain(&mut command).current_dir(folder.path()).stdin(Stdio::null());
    command
}

/// Starts a run that waits for standard input, and waits until it has begun so many files.
fn waiting(folder: &Folder, args: &[&str], files: usize) -> (Child, ChildStdin) {
    let mut command = pith(folder, args);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let stdin = child.stdin.take().unwrap();
    until(|| begun(folder).len() == files);
    (child, stdin)
}

fn begun(folder: &Folder) -> Vec<String> {
    folder.names().into_iter().filter(|name| name.starts_with(".pith-report-")).collect()
}

fn until(holds: impl Fn() -> bool) {
    let start = Instant::now();
    while !holds() {
        assert!(start.elapsed() < Duration::from_mins(1), "it never comes");
        std::thread::sleep(Duration::from_millis(2));
    }
}

#[test]
fn a_signal_leaves_no_files_behind_in_any_command() {
    let verbs: [(&[&str], usize); 4] = [
        (&["verify", "--ndjson", "-", "--report", "json=r.json", "--report", "html=r.html"], 2),
        (&["verify", "-", "--quiet", "--report", "ndjson=r.ndjson"], 1),
        (&["inspect", "-", "--report", "html=r.html", "--report", "json=r.json"], 2),
        (&["merge", "-", "--bundle", "u.json", "--report", "html=r.html"], 2),
    ];
    for (args, files) in verbs {
        for (signal, code) in SIGNALS {
            let folder = Folder::new();
            let (child, stdin) = waiting(&folder, args, files);
            send(&child, signal);
            let run = Run::of(child.wait_with_output().unwrap());
            drop(stdin);
            assert_eq!((run.code, run.out.as_str()), (code, ""), "{args:?} {signal}: {}", run.err);
            assert_eq!(folder.names(), [""; 0], "{args:?} {signal}");
            let said = if args[0] == "verify" { "pith: interrupted; judged so far: 0 inputs\n" } else { "" };
            assert_eq!(run.err, said, "{args:?} {signal}");
        }
    }
}

/// Verifies until the report that is being written has grown.
fn growing(folder: &Folder) -> (Child, ChildStdin) {
    let args = ["verify", "--ndjson", "-", "--quiet", "--report", "ndjson=r.ndjson"];
    let (child, mut stdin) = waiting(folder, &args, 1);
    let name = folder.path().join(&begun(folder)[0]);
    let line = [&good()[..], b"\n"].concat();
    let start = Instant::now();
    while fs::metadata(&name).unwrap().len() == 0 {
        stdin.write_all(&line).unwrap();
        assert!(start.elapsed() < Duration::from_mins(1), "it never grows");
    }
    (child, stdin)
}

#[test]
fn an_interrupted_report_leaves_the_previous_one_intact() {
    for (signal, code) in SIGNALS {
        let folder = Folder::new();
        folder.write("r.ndjson", "before");
        let (child, stdin) = growing(&folder);
        send(&child, signal);
        let run = Run::of(child.wait_with_output().unwrap());
        drop(stdin);
        assert_eq!(run.code, code);
        assert!(run.err.starts_with("pith: interrupted; judged so far: "), "{}", run.err);
        assert_eq!(folder.names(), ["r.ndjson"], "{signal}");
        assert_eq!(fs::read(folder.path().join("r.ndjson")).unwrap(), b"before");
    }
    // No program can handle this one: the half is left, under its temporary name.
    let folder = Folder::new();
    folder.write("r.ndjson", "before");
    let (child, stdin) = growing(&folder);
    send(&child, "KILL");
    assert_eq!(child.wait_with_output().unwrap().status.signal(), Some(9));
    drop(stdin);
    assert_eq!(begun(&folder).len(), 1);
    assert!(fs::metadata(folder.path().join(&begun(&folder)[0])).unwrap().len() > 0);
    assert_eq!(fs::read(folder.path().join("r.ndjson")).unwrap(), b"before");
}

/// Nobody reads the output, so that the run cannot end by itself: one signal is enough.
#[test]
fn a_run_that_waits_to_write_ends_at_the_first_signal_without_leftovers() {
    for (signal, code) in SIGNALS {
        let folder = Folder::new();
        folder.write("a.json", good());
        let args = [&["verify", "--format", "ndjson", "--report", "ndjson=r"], &vec!["a.json"; 2000][..]].concat();
        let mut child = pith(&folder, &args).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        // The rest fills the pipe, and nobody takes it.
        child.stdout.as_mut().unwrap().read_exact(&mut [0; 100]).unwrap();
        std::thread::sleep(Duration::from_millis(300));
        send(&child, signal);
        let start = Instant::now();
        let status = child.wait().unwrap();
        assert!(start.elapsed() < Duration::from_secs(20), "{signal}");
        assert_eq!((status.code(), status.signal()), (Some(code), None));
        assert_eq!(folder.names(), ["a.json"], "{signal}");
    }
}

/// What `nohup` has ignored stays ignored.
#[test]
fn an_ignored_hangup_does_not_end_the_run() {
    let folder = Folder::new();
    let mut command = Command::new("sh");
    let script = "trap '' HUP; exec \"$0\" verify --ndjson - --format ndjson --report junit=r.xml";
    plain(&mut command).args(["-c", script, env!("CARGO_BIN_EXE_pith")]).current_dir(folder.path());
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    until(|| begun(&folder).len() == 1);
    out.read_line(&mut String::new()).unwrap();
    for _ in 0..2 {
        send(&child, "HUP");
        stdin.write_all(&[&good()[..], b"\n"].concat()).unwrap();
        let mut line = String::new();
        out.read_line(&mut line).unwrap();
        assert!(line.contains("\"pass\""), "{line}");
        // Longer than a run that a signal ends may take.
        std::thread::sleep(Duration::from_millis(700));
    }
    drop(stdin);
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert_eq!(folder.names(), ["r.xml"]);
}
