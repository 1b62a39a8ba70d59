//! Many inputs: reasons that several share, `--failures`, and what stderr says of counts, time and progress.

use std::fs;
use std::process::Command;

use crate::process::{Folder, broken, good, untrusted};

/// What stderr says at the end: counts, time taken, rate.
fn is_summary(line: &str, counts: &str) -> bool {
    let Some(rest) = line.strip_prefix(&format!("pith: {counts} (")) else { return false };
    let Some((time, rate)) = rest.strip_suffix(" per second)").and_then(|rest| rest.split_once(", ")) else {
        return false;
    };
    (time.ends_with(" s") || time.ends_with(" min")) && rate.parse::<f64>().is_ok()
}

fn cut_off(share: usize) -> Vec<u8> {
    let good = good();
    good[..good.len() * share / 10].to_vec()
}

/// Files that were cut off, two that one unknown key signed, two with the same change, one of its own, and passes.
fn mirror() -> Folder {
    let folder = Folder::new();
    for share in 1..=8 {
        folder.write(format!("m/cut{share}.json"), cut_off(share));
    }
    for name in ["m/key1.json", "m/key2.json"] {
        folder.write(name, untrusted());
    }
    let text = String::from_utf8(good()).unwrap();
    for (name, word) in [("m/title1.json", "Large Batch"), ("m/title2.json", "Tiny Batch")] {
        folder.write(name, text.replacen("Small Batch", word, 1));
    }
    folder.write("m/link.json", broken());
    for number in 0..25 {
        folder.write(format!("m/pass{number}.json"), good());
    }
    folder
}

#[test]
fn a_reason_that_several_inputs_share_is_shown_once() {
    let run = mirror().verify(&["m"]);
    assert_eq!(run.code, 1);
    let (before, shared) = run.out.split_once("\nReasons that several inputs share").expect(&run.out);
    for (name, is_shown) in [("cut1", true), ("cut2", false), ("key1", true), ("key2", false), ("title1", true)] {
        assert_eq!(before.contains(&format!("m/{name}.json")), is_shown, "{name}: {before}");
    }
    assert!(!before.contains("title2") && before.contains("FAIL m/link.json"), "{before}");
    let expected = [
        "MALFORMED 8 inputs: the text is cut off at the end",
        "       m/cut1.json, m/cut2.json, m/cut3.json, m/cut4.json, m/cut5.json and 3 more",
        "UNTRUSTED 2 inputs: the key pith-test-2026-01 (SHA-256 \
         97f2d055f948a0533e76f249d77ccf51b1ddd306f4ae713e4435c1c39c2d56f5) is not trusted",
        "       m/key1.json, m/key2.json",
        "FAIL 2 inputs: changed /events/1/payload/graph_snapshot/paper/title",
        "       m/title1.json, m/title2.json",
        "",
        "`pith keys` prints the embedded keys; if the owner of one confirms it to you, pin it: `--key`",
        "",
        "FAIL 38 inputs: 25 pass, 2 untrusted, 8 malformed, 3 fail",
    ];
    let lines: Vec<&str> = shared.lines().skip(2).collect();
    assert_eq!(lines, expected);
}

/// One reason each: nothing is grouped, and each is shown in full.
#[test]
fn different_reasons_stay_apart() {
    let folder = Folder::new();
    let text = String::from_utf8(good()).unwrap();
    folder.write("m/a.json", broken());
    folder.write("m/b.json", text.replacen("Small Batch", "Large Batch", 1));
    folder.write("m/c.json", text.replacen("Dominic", "Dominik", 1));
    folder.write("m/d.json", untrusted());
    folder.write("m/e.json", "{\"a\":1,\"a\":2}");
    folder.write("m/f.json", "{\"b\":1,\"b\":2}");
    let run = folder.verify(&["m", "absent"]);
    for name in ["m/a.json", "m/b.json", "m/c.json", "m/d.json", "m/e.json", "m/f.json", "absent"] {
        let heading = run.out.lines().filter(|line| line.ends_with(&format!(" {name}"))).count();
        assert_eq!(heading, 1, "{name}: {}", run.out);
    }
    assert!(!run.out.contains("share"), "{}", run.out);
}

/// Whatever the number of inputs, what is said of one reason has three lines.
#[test]
fn the_names_of_a_reason_are_bounded() {
    let folder = Folder::new();
    let lines: String = (0..2_000).map(|_| "[\n".trim_end().to_owned() + "\n").collect();
    folder.write("m.ndjson", lines);
    let run = folder.verify(&["--ndjson", "m.ndjson"]);
    assert_eq!(run.code, 3);
    assert!(run.out.contains("MALFORMED 2000 inputs: the text is cut off at the end\n"), "{}", run.out);
    assert!(run.out.contains("m.ndjson:5 and 1995 more\n"), "{}", run.out);
    assert!(run.out.len() < 1_000, "{}", run.out);
    // Every machine format has them all.
    let run = folder.verify(&["--ndjson", "m.ndjson", "--format", "ndjson"]);
    assert_eq!(run.verdicts().len(), 2_000);
}

#[test]
fn failures_show_nothing_of_passes() {
    let folder = mirror();
    let (all, failures) = (folder.verify(&["m"]), folder.verify(&["--failures", "m"]));
    let without: Vec<&str> = all.out.lines().filter(|line| !line.starts_with("PASS ")).collect();
    assert_eq!(failures.out.lines().collect::<Vec<_>>(), without);
    assert_eq!(failures.code, all.code);

    let run = folder.verify(&["--failures", "m/pass1.json", "m/pass2.json"]);
    assert_eq!((run.code, run.out.as_str()), (0, "PASS 2 inputs: 2 pass\n"));
    assert!(is_summary(run.err.trim_end(), "2 inputs: 2 pass"), "{}", run.err);
    let run = folder.verify(&["--failures", "m/pass1.json"]);
    assert_eq!((run.code, run.out.as_str(), run.err.as_str()), (0, "PASS 1 input: 1 pass\n", ""));
    // A single failure is shown in full.
    assert_eq!(folder.verify(&["--failures", "m/link.json"]), folder.verify(&["m/link.json"]));
}

/// Scripts that count inputs, and the report of a CI server, rely on every input.
#[test]
fn failures_leave_out_nothing_of_other_formats() {
    let folder = mirror();
    for format in ["json", "ndjson", "junit", "github", "html"] {
        let out = |args: &[&str]| folder.verify(&[&["--format", format, "m"], args].concat()).out;
        assert_eq!(out(&["--failures"]), out(&[]), "{format}");
    }
    folder.verify(&["--failures", "--quiet", "--report", "human=r.txt", "--report", "ndjson=r.ndjson", "m"]);
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    assert!(!read("r.txt").contains("PASS") && read("r.txt").contains("FAIL m/link.json"), "{}", read("r.txt"));
    assert_eq!(read("r.ndjson").lines().count(), 40);
}

#[test]
fn counts_time_and_rate_go_to_standard_error() {
    let folder = mirror();
    for format in ["human", "json", "ndjson", "junit", "github", "html"] {
        let run = folder.verify(&["--format", format, "--no-progress", "m"]);
        let counts = "38 inputs: 25 pass, 2 untrusted, 8 malformed, 3 fail";
        assert!(is_summary(run.err.trim_end(), counts), "{format}: {:?}", run.err);
        assert!(!run.out.contains("per second"), "{format}");
        let again = folder.verify(&["--format", format, "m"]);
        assert!(run.out == again.out, "{format}: a report does not depend on the time");
    }
    let run = folder.verify(&["--quiet", "m"]);
    assert_eq!((run.out.as_str(), run.err.as_str()), ("", ""), "nothing is said to somebody who asked for quiet");
    let run = folder.verify(&["m/pass1.json"]);
    assert_eq!(run.err, "", "one input needs no count");
}

/// The last input comes late, so that the bar appears.
fn slowly(inputs: &str, options: &str) -> String {
    format!(
        "(sleep 2.5; cat m/pass1.json > fifo) & $PITH verify --jobs 1 --format json {options} {inputs} fifo > report; wait"
    )
}

fn with_fifo() -> Folder {
    let folder = mirror();
    assert!(Command::new("mkfifo").arg(folder.path().join("fifo")).status().unwrap().success());
    folder
}

#[test]
fn progress_at_a_terminal_shows_what_is_left_of_the_files() {
    let folder = with_fifo();
    let shown = folder.at_a_terminal(&slowly("m", ""));
    assert!(shown.contains("38 of 39 verified, 13 not passed, 0."), "{shown:?}");
    assert!(shown.contains(" s left, ") && shown.contains("/s "), "{shown:?}");
    assert!(shown.contains(&("█".repeat(15) + "░")), "15 of 16 parts: {shown:?}");
    let (_, after) = shown.rsplit_once("\u{1b}[2K").unwrap();
    assert!(after.trim_start().starts_with("pith: 39 inputs: 26 pass, "), "the bar is removed: {shown:?}");
    let report = fs::read_to_string(folder.path().join("report")).unwrap();
    assert!(report.starts_with('{') && !report.contains('\u{1b}'));
}

/// The last lines wait behind a pipe that is an input of its own, whose length nobody knows.
#[test]
fn progress_without_a_known_end_shows_what_is_done() {
    let folder = with_fifo();
    folder.write("list", "m/pass1.json\nm/pass2.json\nfifo\n");
    let script =
        "(sleep 2.5; cat m/pass1.json > fifo) & $PITH verify --jobs 1 --format json --files-from list > report; wait";
    let shown = folder.at_a_terminal(script);
    assert!(shown.contains(" 2 verified, 0 not passed, ") && shown.contains("/s "), "{shown:?}");
    assert!(!shown.contains(" left") && !shown.contains("of 3"), "{shown:?}");
}

#[test]
fn progress_over_a_file_of_lines_is_in_bytes() {
    let folder = Folder::new();
    let lines = [&good()[..], b"\n"].concat().repeat(1_500);
    let megabytes = lines.len() / 1_000_000;
    folder.write("m.ndjson", lines);
    // Stopped in the middle, so that it takes long enough on any machine.
    let script = "$PITH verify --jobs 1 --format json --ndjson m.ndjson > report & \
                  sleep 0.1; kill -STOP $!; sleep 1.5; kill -CONT $!; wait $!";
    let shown = folder.at_a_terminal(script);
    assert!(shown.contains(&format!(" MB of {megabytes} MB, ")), "{shown:?}");
    assert!(shown.contains(" verified, 0 not passed, ") && shown.contains(" left, "), "{shown:?}");
}

#[test]
fn no_progress_is_shown_to_those_who_do_not_want_it() {
    let folder = with_fifo();
    let counts = "39 inputs: 26 pass, 2 untrusted, 8 malformed, 3 fail";
    let short = folder.at_a_terminal("$PITH verify --format json m/pass1.json m/pass2.json > report");
    assert!(is_summary(short.trim_end(), "2 inputs: 2 pass"), "a short run shows no bar: {short:?}");
    for (variable, options, summary) in [("", "--no-progress", true), ("", "--quiet", false), ("TERM=dumb", "", true)] {
        let script = slowly("m", options).replace("$PITH", &format!("{variable} $PITH"));
        let shown = folder.at_a_terminal(&script);
        assert!(!shown.contains("verified"), "{options}: {shown:?}");
        assert_eq!(is_summary(shown.trim_end(), counts), summary, "{options}: {shown:?}");
        assert_eq!(shown.is_empty(), !summary, "{options}: {shown:?}");
    }
}
