//! The inputs of `pith verify`: files, directories, standard input, lists, lines.
#![cfg(unix)]

use std::ffi::{OsStr, OsString};
use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::symlink;
use std::process::{Command, Stdio};

use crate::process::{Folder, Run, broken, good, pairs};

const NDJSON: [&str; 2] = ["--format", "ndjson"];

fn with<'a>(args: &[&'a str]) -> Vec<&'a str> {
    [&NDJSON, args].concat()
}

#[test]
fn inputs_are_reported_in_the_order_given() {
    let folder = Folder::new();
    folder.write("b.json", good());
    folder.write("a.json", broken());
    folder.write("no-ending", good());
    let run = folder.verify(&with(&["b.json", "no-ending", "a.json", "absent.json", "b.json"]));
    let expected = [
        ("b.json", "pass"),
        ("no-ending", "pass"),
        ("a.json", "fail"),
        ("absent.json", "unchecked"),
        ("b.json", "pass"),
    ];
    assert_eq!(run.verdicts(), pairs(&expected));
    assert_eq!(run.code, 1);
}

#[test]
fn a_directory_yields_its_json_files_sorted_and_skips_links() {
    let (folder, elsewhere) = (Folder::new(), Folder::new());
    elsewhere.write("linked.json", broken());
    for name in ["m/z.json", "m/b/c.json", "m/b.json", "m/a.json", "m/B.json", "m/10.json", "m/9.JSON"] {
        folder.write(name, good());
    }
    // A name that is nothing but its ending is what `*.json` matches, too.
    folder.write("m/.json", good());
    for name in ["m/notes.txt", "m/a.json.bak", "m/json", "m/json."] {
        folder.write(name, "not looked at");
    }
    symlink(elsewhere.path(), folder.path().join("m/link")).unwrap();
    symlink(elsewhere.path().join("linked.json"), folder.path().join("m/link.json")).unwrap();
    symlink(folder.path().join("m"), folder.path().join("m/b/circle")).unwrap();
    symlink("self.json", folder.path().join("m/self.json")).unwrap();
    symlink("notes.txt", folder.path().join("m/notes")).unwrap();
    let run = folder.verify(&with(&["m"]));
    let names = ["m/.json", "m/10.json", "m/9.JSON", "m/B.json", "m/a.json", "m/b/c.json", "m/b.json", "m/z.json"];
    assert_eq!(run.verdicts(), pairs(&names.map(|name| (name, "pass"))));
    assert_eq!(run.code, 0);
    assert!(run.out.contains("\"skipped\":4"), "{}", run.out);
    let human = folder.verify(&["m"]).out;
    for name in ["m/b/circle", "m/link", "m/link.json", "m/self.json"] {
        assert!(human.contains(&format!("\nskip {name}: a symbolic link, which is not followed\n")), "{human}");
    }
}

#[test]
fn a_link_named_as_an_input_is_followed() {
    let folder = Folder::new();
    folder.write("m/a.json", good());
    symlink("m", folder.path().join("link")).unwrap();
    symlink("m/a.json", folder.path().join("file")).unwrap();
    symlink("circle", folder.path().join("circle")).unwrap();
    let run = folder.verify(&with(&["link", "file", "circle"]));
    assert_eq!(run.verdicts(), pairs(&[("link/a.json", "pass"), ("file", "pass"), ("circle", "unchecked")]));
    assert_eq!(run.code, 2);
}

#[test]
fn a_fifo_in_a_directory_is_skipped_without_waiting() {
    let folder = Folder::new();
    folder.write("m/a.json", good());
    folder.write("m/c.json", good());
    make_fifo(&folder, "m/b.json");
    let run = folder.verify(&with(&["m"]));
    assert_eq!(run.verdicts(), pairs(&[("m/a.json", "pass"), ("m/b.json", "unchecked"), ("m/c.json", "pass")]));
    assert_eq!(run.code, 2);
}

#[test]
fn standard_input_is_one_bundle() {
    let folder = Folder::new();
    let run = folder.verify_piped(&with(&["-"]), &good());
    assert_eq!(run.verdicts(), pairs(&[("-", "pass")]));
    let run = folder.verify_piped(&with(&["-"]), b"");
    assert_eq!((run.verdicts(), run.code), (pairs(&[("-", "malformed")]), 3));
}

#[test]
fn standard_input_cannot_be_read_twice() {
    let folder = Folder::new();
    let twice: [&[&str]; 11] = [
        &["-", "-"],
        &["-", "/dev/stdin"],
        &["--files-from", "-", "-"],
        &["-", "--key", "@-"],
        &["-", "--key", "@/dev/stdin"],
        &["-", "--keyring", "-"],
        &["-", "--since", "-"],
        &["-", "--state", "-"],
        &["-", "--abstract", "-"],
        &["a.json", "--since", "-", "--state", "-"],
        &["a.json", "--key", "@-", "--key", "@-"],
    ];
    for args in twice {
        let run = folder.verify_piped(&with(args), &good());
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{args:?}");
        assert!(run.err.contains("only once"), "{}", run.err);
    }
}

#[test]
fn a_list_names_files_and_directories() {
    let folder = Folder::new();
    folder.write("a.json", good());
    folder.write("with space.json", good());
    folder.write("m/b.json", broken());
    folder.write("-", good());
    folder.write("list", "a.json\n\nm\nwith space.json\n-\nabsent.json");
    let expected = pairs(&[
        ("a.json", "pass"),
        ("m/b.json", "fail"),
        ("with space.json", "pass"),
        ("./-", "pass"),
        ("absent.json", "unchecked"),
    ]);
    assert_eq!(folder.verify(&with(&["--files-from", "list"])).verdicts(), expected);
    let list = b"a.json\nm\nwith space.json\n-\nabsent.json\n";
    assert_eq!(folder.verify_piped(&with(&["--files-from", "-"]), list).verdicts(), expected);
    // After the inputs of the command line.
    let run = folder.verify(&with(&["--files-from", "list", "m"]));
    assert_eq!(run.verdicts()[0], ("m/b.json".to_owned(), "fail".to_owned()));
    assert_eq!(run.verdicts()[1..], expected);
}

#[test]
fn a_list_may_end_names_with_nul() {
    let folder = Folder::new();
    folder.write("a\nb.json", good());
    folder.write("c.json", broken());
    let expected = pairs(&[("a\nb.json", "pass"), ("c.json", "fail")]);
    for list in [&b"a\nb.json\0c.json\0"[..], b"a\nb.json\0\0c.json"] {
        assert_eq!(folder.verify_piped(&with(&["--files-from", "-", "-0"]), list).verdicts(), expected);
    }
    assert_eq!(folder.verify(&with(&["-0", "a.json"])).code, 2, "-0 is for lists");
}

#[test]
fn an_overlong_name_is_reported_and_the_others_are_verified() {
    let folder = Folder::new();
    folder.write("a.json", good());
    let list = [b"x".repeat(1 << 20), b"\na.json\n".to_vec()].concat();
    let run = folder.verify_piped(&with(&["--files-from", "-"]), &list);
    assert_eq!(run.verdicts(), pairs(&[("-", "unchecked"), ("a.json", "pass")]));
    assert_eq!(run.code, 2);
}

/// Linux allows such names; other systems may not.
#[test]
#[cfg(target_os = "linux")]
fn names_need_not_be_utf_8() {
    let folder = Folder::new();
    let name = OsStr::from_bytes(b"m/caf\xe9.json");
    std::fs::create_dir(folder.path().join("m")).unwrap();
    std::fs::write(folder.path().join(name), good()).unwrap();
    let expected = pairs(&[("m/caf\\xe9.json", "pass")]);
    let verify = |args: &[&OsStr]| {
        let fixed = ["verify", "--format", "ndjson"].map(OsString::from);
        let args = fixed.into_iter().chain(args.iter().map(OsString::from));
        Run::of(folder.pith(args).output().unwrap())
    };
    assert_eq!(verify(&[name]).verdicts(), expected);
    assert_eq!(verify(&[OsStr::new("m")]).verdicts(), expected);
    std::fs::write(folder.path().join("list"), name.as_bytes()).unwrap();
    assert_eq!(verify(&[OsStr::new("--files-from"), OsStr::new("list")]).verdicts(), expected);
    let run = verify(&[OsStr::new("--ndjson"), name]);
    assert_eq!(run.verdicts(), pairs(&[("m/caf\\xe9.json:1", "pass")]));
}

#[test]
fn a_run_without_inputs_is_never_a_pass() {
    let folder = Folder::new();
    folder.write("empty/notes.txt", "");
    folder.write("list", "\n\n");
    folder.write("blank", "\n \n\t\r\n");
    folder.write("nothing", "");
    folder.write("a.json", good());
    let cases: [&[&str]; 9] = [
        &[],
        &["empty"],
        &["empty", "a.json"],
        &["--files-from", "list"],
        &["--files-from", "nothing", "a.json"],
        &["--files-from", "absent", "a.json"],
        &["--ndjson", "blank"],
        &["--ndjson", "nothing", "a.json"],
        &["--ndjson", "empty"],
    ];
    for args in cases {
        for format in ["human", "json", "ndjson", "junit", "github", "sarif"] {
            let run = folder.verify(&[&["--format", format], args].concat());
            assert_eq!(run.code, 2, "{args:?} {format}: {}{}", run.out, run.err);
        }
    }
    assert_eq!(folder.verify(&with(&["empty", "a.json"])).verdicts()[1].1, "pass", "the others are verified");
}

#[test]
fn each_line_is_a_bundle_with_its_number() {
    let folder = Folder::new();
    let (good, broken) = (good(), broken());
    // Blank lines count as lines; a line may end with CR LF, and the last one with nothing.
    let lines = [&good[..], b"\n\n  \t\n", &broken, b"\r\n{\n", &good, b"\r\n\r\n", &good].concat();
    folder.write("m.ndjson", &lines);
    let expected = [
        ("m.ndjson:1", "pass"),
        ("m.ndjson:4", "fail"),
        ("m.ndjson:5", "malformed"),
        ("m.ndjson:6", "pass"),
        ("m.ndjson:8", "pass"),
    ];
    assert_eq!(folder.verify(&with(&["--ndjson", "m.ndjson"])).verdicts(), pairs(&expected));
    let run = folder.verify_piped(&with(&["--ndjson", "-"]), &lines);
    assert_eq!(
        run.verdicts(),
        pairs(&expected.map(|(name, verdict)| (name, verdict)))
            .into_iter()
            .map(|(name, verdict)| (name.replace("m.ndjson", "-"), verdict))
            .collect::<Vec<_>>()
    );
    assert_eq!(run.code, 1);
    // The digest covers the line without its end.
    let digests = |text: &str| -> Vec<String> {
        let lines = text.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
        lines
            .filter(|line| line["verdict"] == "pass" && line["type"] == "input")
            .map(|line| line["sha256"].to_string())
            .collect()
    };
    let digests = digests(&run.out);
    assert_eq!(digests.len(), 3);
    assert!(digests.iter().all(|digest| *digest == digests[0]), "{digests:?}");
}

#[test]
fn a_directory_may_contain_ndjson_files() {
    let folder = Folder::new();
    let two = [&good()[..], b"\n", &broken(), b"\n"].concat();
    folder.write("m/b.NDJSON", &two);
    folder.write("m/a.JsonL", &two);
    folder.write("m/c.json", good());
    folder.write("m/d.txt", "not looked at");
    let expected = [
        ("m/a.JsonL:1", "pass"),
        ("m/a.JsonL:2", "fail"),
        ("m/b.NDJSON:1", "pass"),
        ("m/b.NDJSON:2", "fail"),
        ("m/c.json:1", "pass"),
    ];
    assert_eq!(folder.verify(&with(&["--ndjson", "m"])).verdicts(), pairs(&expected));
    let run = folder.verify(&with(&["m"]));
    assert_eq!(run.verdicts(), pairs(&[("m/c.json", "pass")]), "without --ndjson");
    assert!(run.out.contains("\"skipped\":0"), "{}", run.out);
}

#[test]
fn the_limit_holds_for_a_file_and_for_a_line() {
    let folder = Folder::new();
    let good = good();
    let (fits, below) = (good.len().to_string(), (good.len() - 1).to_string());
    for (limit, verdict) in [(&fits, "pass"), (&below, "malformed")] {
        let args = with(&["--max-bytes", limit]);
        let file = folder.write("a.json", &good);
        let run = folder.verify(&[&args[..], &[file.to_str().unwrap()]].concat());
        assert_eq!(run.verdicts()[0].1, verdict);
        let run = folder.verify_piped(&[&args[..], &["-"]].concat(), &good);
        assert_eq!(run.verdicts()[0].1, verdict);
        for end in ["", "\n", "\r\n", "\nx", "\r\nx"] {
            folder.write("m.ndjson", [&good, end.as_bytes()].concat());
            let run = folder.verify(&[&args[..], &["--ndjson", "m.ndjson"]].concat());
            assert_eq!(run.verdicts()[0], ("m.ndjson:1".to_owned(), verdict.to_owned()), "{end:?}");
            assert_eq!(run.verdicts().len(), 1 + usize::from(end.ends_with('x')), "{end:?}");
        }
    }
    assert!(folder.verify(&with(&["--max-bytes", &below, "a.json"])).out.contains("\"input.size\""));
}

#[test]
fn an_overlong_line_is_reported_and_the_others_are_verified() {
    let folder = Folder::new();
    let good = good();
    let limit = good.len().to_string();
    // Blank as far as the limit goes, with a bundle behind it.
    let lines =
        [&b" ".repeat(good.len() + 1)[..], &good, b"\n", &good, b"\n", &b"x".repeat(3 << 20), b"\r\n", &good].concat();
    let run = folder.verify_piped(&with(&["--ndjson", "--max-bytes", &limit, "-"]), &lines);
    assert_eq!(run.verdicts(), pairs(&[("-:1", "malformed"), ("-:2", "pass"), ("-:3", "malformed"), ("-:4", "pass")]));
    assert_eq!(run.code, 3);
}

#[test]
fn a_result_appears_before_the_next_line_arrives() {
    let good = String::from_utf8(good()).unwrap();
    streams(&["--ndjson", "-"], &good, "-:1", &good, "-:2");
}

#[test]
fn a_result_appears_before_the_next_name_arrives() {
    streams(&["--files-from", "-"], "a.json", "a.json", "b.json", "b.json");
}

/// Sends one line, waits for its result, then sends the next. Without a result the test would never end.
fn streams(args: &[&str], first: &str, first_name: &str, second: &str, second_name: &str) {
    let folder = Folder::new();
    folder.write("a.json", good());
    folder.write("b.json", broken());
    for jobs in ["1", "2", "7"] {
        let args = [&["verify", "--format", "ndjson", "--jobs", jobs], args].concat();
        let mut child = folder.pith(args).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        assert!(lines.next().unwrap().unwrap().starts_with("{\"type\":\"run\","));
        for (line, name) in [(first, first_name), (second, second_name)] {
            writeln!(stdin, "{line}").unwrap();
            let result: serde_json::Value = serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap();
            assert_eq!(result["input"], name);
        }
        drop(stdin);
        assert!(lines.next().unwrap().unwrap().contains("\"summary\""));
        assert!(lines.next().is_none());
        child.wait().unwrap();
    }
}

fn make_fifo(folder: &Folder, name: &str) {
    assert!(Command::new("mkfifo").arg(folder.path().join(name)).status().unwrap().success());
}

/// A list saved by an editor of another system.
#[test]
fn a_list_may_begin_with_a_byte_order_mark_and_end_lines_with_cr_lf() {
    let folder = Folder::new();
    folder.write("a.json", good());
    folder.write("b.json", broken());
    folder.write("\u{feff}b.json", good());
    let expected = pairs(&[("a.json", "pass"), ("b.json", "fail")]);
    for list in ["a.json\r\nb.json\r\n", "\u{feff}a.json\nb.json", "\u{feff}a.json\r\n\r\nb.json\r\n"] {
        folder.write("list", list);
        assert_eq!(folder.verify(&with(&["--files-from", "list"])).verdicts(), expected, "{list:?}");
        assert_eq!(folder.verify_piped(&with(&["--files-from", "-"]), list.as_bytes()).verdicts(), expected);
    }
    // Only where the list begins; and with -0 a CR is part of a name.
    let run = folder.verify_piped(&with(&["--files-from", "-"]), "a.json\n\u{feff}b.json\n".as_bytes());
    assert_eq!(run.verdicts(), pairs(&[("a.json", "pass"), ("\u{feff}b.json", "pass")]));
    folder.write("a.json\r", broken());
    let run = folder.verify_piped(&with(&["--files-from", "-", "-0"]), b"a.json\r\0");
    assert_eq!(run.verdicts(), pairs(&[("a.json\r", "fail")]));
    let run = folder.verify_piped(&with(&["--files-from", "-"]), "\u{feff}\r\n".as_bytes());
    assert_eq!(run.verdicts(), pairs(&[("-", "unchecked")]), "nothing but a mark is an empty list");
}

/// If a read fails half way, the earlier lines have verdicts, and the run is `unchecked`.
#[test]
fn a_failed_read_is_unchecked_and_the_others_are_verified() {
    let folder = Folder::new();
    folder.write("good.ndjson", [&good()[..], b"\n"].concat());
    let run = folder.verify(&with(&["--ndjson", "good.ndjson", "/proc/self/mem", "good.ndjson"]));
    let expected = [("good.ndjson:1", "pass"), ("/proc/self/mem", "unchecked"), ("good.ndjson:1", "pass")];
    assert_eq!((run.verdicts(), run.code), (pairs(&expected), 2));
    assert_eq!(folder.verify(&["/proc/self/mem"]).code, 2);
    let run = folder.verify(&with(&["--files-from", "/proc/self/mem", "good.ndjson"]));
    assert_eq!((run.verdicts(), run.code), (pairs(&[("good.ndjson", "pass"), ("/proc/self/mem", "unchecked")]), 2));
}
