//! Hints after mistakes, and files with the marks of editors.

use crate::process::{Folder, Run, broken, fixture, good, pairs};

const HEX: &str = "b2d552b68890857171a78b36a5dccf368a953413288c353f7c9d9d6f94b709b3";
const KEYRING: &str = "pith.science pith-v1-2026-05 ed25519 stVStoiQhXFxp4s2pdzPNoqVNBMojDU/fJ2db5S3CbM=";
const BASE64: &str = "stVStoiQhXFxp4s2pdzPNoqVNBMojDU/fJ2db5S3CbM=";
const FORMATS: [&str; 7] = ["human", "json", "ndjson", "junit", "github", "sarif", "html"];

fn run(folder: &Folder, args: &[&str]) -> Run {
    Run::of(folder.pith(args).output().unwrap())
}

#[test]
fn a_file_of_lines_is_distinguished_from_one_bundle() {
    let folder = Folder::new();
    let (good, broken) = (good(), broken());
    for (name, lines) in [
        ("two", [&good[..], b"\n", &broken].concat()),
        ("crlf", [&good[..], b" \r\n\r\n", &good, b"\r\n"].concat()),
        ("blank", [&good[..], b"\n\n \t", &good].concat()),
        ("arrays", b"[1]\n[2]\n".to_vec()),
    ] {
        folder.write(name, lines);
        for format in FORMATS {
            let run = folder.verify(&["--format", format, name]);
            assert_eq!(run.code, 3, "{name} {format}");
            assert!(run.out.contains("--ndjson"), "{name} {format}: {}", run.out);
        }
        for verb in ["inspect", "canon", "keys", "state"] {
            let run = run(&folder, &[verb, name]);
            assert_eq!(run.code, 3, "{verb} {name}");
            assert!(run.err.contains("--ndjson"), "{verb} {name}: {}", run.err);
        }
    }
    // What is no second value on a line of its own is only an error.
    for (name, text) in
        [("same", "{} {}"), ("end", "{}\n}"), ("word", "{}\nx"), ("within", "[{}\n{}]"), ("pretty", "{\n}\n{\n}\n")]
    {
        folder.write(name, text);
        let run = folder.verify(&[name]);
        assert_eq!(run.code, 3);
        assert!(!run.out.contains("--ndjson"), "{text:?}: {}", run.out);
    }
}

#[test]
fn an_address_as_an_input_is_refused_without_a_fetch() {
    let folder = Folder::new();
    let address = "https://pith.science/api/pith-number/6CB5P4A4IXK6Y2AGFDY5KCUYHD/bundle.json";
    folder.write("a.json", good());
    for format in FORMATS {
        for args in [&[address][..], &["--ndjson", address], &["ftp://host/a.json"]] {
            let run = folder.verify(&[&["--format", format], args].concat());
            assert_eq!(run.code, 2, "{args:?}");
            assert!(run.out.contains("| pith verify -"), "{format} {args:?}: {}", run.out);
        }
    }
    for args in [
        &["inspect", address][..],
        &["state", address],
        &["verify", "--quiet", address],
        &["verify", "a.json", "--since", address],
        &["verify", "a.json", "--keyring", address],
        &["verify", "--files-from", address],
    ] {
        let run = run(&folder, args);
        assert_eq!(run.code, 2, "{args:?}");
        assert!(run.err.contains("| pith verify -"), "{args:?}: {}", run.err);
    }
    for name in ["a b://host/a.json", "://host/a.json", "-://host/a.json"] {
        let run = folder.verify(&["--", name]);
        assert!(run.code == 2 && !run.out.contains("| pith verify -"), "{name}: {}", run.out);
    }
    // A file of that name is a file.
    folder.write("https:/host/a.json", good());
    assert_eq!(folder.verify(&["https://host/a.json"]).code, 0);
}

#[test]
fn a_pdf_is_recognised() {
    let folder = Folder::new();
    folder.write("paper.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n");
    for format in FORMATS {
        let run = folder.verify(&["--format", format, "paper.pdf"]);
        assert_eq!(run.code, 3);
        assert!(run.out.contains("this is a PDF"), "{}", run.out);
    }
    let run = run(&folder, &["inspect", "paper.pdf"]);
    assert_eq!(run.code, 3);
    assert!(run.err.contains("this is a PDF"), "{}", run.err);
}

#[test]
fn compressed_data_is_recognised() {
    let folder = Folder::new();
    let cases: [(&[u8], &str); 4] = [
        (b"\x28\xb5\x2f\xfd\x64\xc3", "zstd data"),
        (b"\xfd7zXZ\x00\x00\x04", "xz data"),
        (b"BZh91AY&SY\xba\xb1", "bzip2 data"),
        (b"PK\x03\x04\x14\x00\xef\xff", "zip data"),
    ];
    for (bytes, expected) in cases {
        folder.write("bundle.json", bytes);
        let run = folder.verify(&["--format", "json", "bundle.json"]);
        assert_eq!(run.code, 3);
        assert!(run.out.contains(&format!("{expected}, not text; unpack it first")), "{expected}: {}", run.out);
        assert!(run.out.contains("\"reason\":\"not-utf-8\""), "{}", run.out);
    }
}

#[test]
fn each_mistake_has_its_own_next_step() {
    let folder = Folder::new();
    let good = good();
    let cases: [(&str, Vec<u8>, i32, &str); 9] = [
        ("cut.json", good[..good.len() / 2].to_vec(), 3, "its end is missing"),
        ("page.json", b"<html>502 Bad Gateway</html>".to_vec(), 3, "get the bundle (`bundle.json`) of the paper"),
        ("answer.json", b"{\"error\":\"not found\"}".to_vec(), 3, "get the bundle (`bundle.json`) of the paper"),
        ("packed.json", b"\x1f\x8b\x08\x00".to_vec(), 3, "`zcat FILE | pith verify -`"),
        ("lines.json", [&good[..], b"\n", &good].concat(), 3, "`--ndjson`"),
        ("large.json", vec![b' '; 70_000], 3, "`--max-bytes`"),
        ("key.json", fixture("keys/registry.json"), 3, "`--key @FILE`"),
        ("other.json", b"\"text".to_vec(), 3, "its end is missing"),
        ("none/notes.txt", Vec::new(), 2, "check the name"),
    ];
    for (name, bytes, code, expected) in cases {
        folder.write(name, bytes);
        let name = name.strip_suffix("/notes.txt").unwrap_or(name);
        let run = folder.verify(&["--max-bytes", "65536", name]);
        assert_eq!(run.code, code, "{name}");
        let next = run.out.lines().find_map(|line| line.trim_start().strip_prefix("next ")).unwrap();
        assert!(next.contains(expected), "{name}: {next}");
    }
}

#[test]
fn a_file_name_instead_of_a_command_suggests_verify() {
    let folder = Folder::new();
    folder.write("bundle.json", good());
    folder.write("bundle", good());
    let hostile = "a\u{1b}[31m\u{202e}.json";
    for name in ["bundle.json", "bundle", "absent.json", "./x", "-", "https://host/x"] {
        let run = run(&folder, &[name]);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{name}");
        assert!(run.err.contains(&format!("run `pith verify {name}`")), "{name}: {}", run.err);
    }
    let run = run(&folder, &["verfy"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("'verify'") && !run.err.contains("pith verify verfy"), "{}", run.err);
    for args in [&[hostile][..], &["verify", "--format", hostile], &["verify", hostile, hostile, "--no\u{1b}[1m"]] {
        let run = self::run(&folder, args);
        assert_eq!(run.code, 2);
        assert!(!run.err.contains(['\u{1b}', '\u{202e}']), "{:?}", run.err);
    }
}

/// Without a report on standard output, the exit code 2 would be all there is.
#[test]
fn quiet_still_reports_unchecked_inputs() {
    let folder = Folder::new();
    folder.write("a.json", good());
    folder.write("b.json", broken());
    folder.write("empty/notes.txt", "");
    let cases: [(&[&str], i32, &[&str]); 6] = [
        (&["absent.json"], 2, &["absent.json: No such file"]),
        (&["a.json", "absent.json", "b.json", "gone.json"], 1, &["absent.json: No such", "gone.json: No such"]),
        (&["empty", "a.json"], 2, &["empty: no *.json files"]),
        (&["--ndjson", "empty/notes.txt"], 2, &["empty/notes.txt: it contains no lines"]),
        (&["--files-from", "empty/notes.txt"], 2, &["empty/notes.txt: the list of inputs is empty"]),
        (&["a.json", "b.json"], 1, &[]),
    ];
    for (args, code, expected) in cases {
        for quiet in ["-q", "--quiet"] {
            let run = folder.verify(&[&[quiet], args].concat());
            assert_eq!((run.code, run.out.as_str()), (code, ""), "{args:?}");
            let lines: Vec<&str> = run.err.lines().collect();
            assert_eq!(lines.len(), expected.len(), "{args:?}: {}", run.err);
            for (line, expected) in lines.iter().zip(expected) {
                assert!(line.starts_with(&format!("pith: {expected}")), "{line}");
            }
        }
    }
    // A report on standard output says it already.
    assert_eq!(folder.verify(&["absent.json"]).err, "");
}

#[test]
fn a_key_file_may_begin_with_a_byte_order_mark_and_end_lines_with_cr_lf() {
    let folder = Folder::new();
    folder.write("a.json", good());
    let json = format!("{{\"algorithm\":\"ed25519\",\r\n\"public_key_hex\":\"{HEX}\"}}");
    let verify = |option: &str, name: &str| {
        let run = folder.verify(&["--format", "ndjson", option, name, "a.json"]);
        assert_eq!(run.code, 0, "{option}: {}{}", run.out, run.err);
        assert_eq!(run.verdicts(), pairs(&[("a.json", "pass")]));
        assert!(run.out.contains("\"assurance\":\"pinned\""), "{}", run.out);
    };
    for mark in ["", "\u{feff}"] {
        for end in ["", "\n", "\r\n", "\r\n\r\n"] {
            for key in [HEX, BASE64, &json] {
                folder.write("key", format!("{mark}{key}{end}"));
                verify("--key", "@key");
            }
            for before in ["", "# a comment\r\n", "\r\n \r\n"] {
                folder.write("keyring", format!("{mark}{before}{KEYRING}{end}"));
                verify("--keyring", "keyring");
            }
        }
    }
    // A document that is verified is no text of the user's: there it is an error.
    folder.write("marked.json", [b"\xef\xbb\xbf", &good()[..]].concat());
    assert_eq!(folder.verify(&["marked.json"]).code, 3);
}

#[test]
fn an_abstract_may_begin_with_a_byte_order_mark() {
    let folder = Folder::new();
    folder.write("three.json", crate::process::fixture("valid/three-events.json"));
    folder.write("keyring", crate::process::fixture("keys/registry.keyring"));
    let text = crate::process::fixture("policy/abstract.txt");
    for mark in [&b""[..], b"\xef\xbb\xbf"] {
        folder.write("abstract.txt", [mark, &text].concat());
        let run = folder.verify(&["--keyring", "keyring", "--abstract", "abstract.txt", "three.json"]);
        assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    }
}

/// Help is no verdict: with anything else than the command on the line, it is not the exit code of a pass.
#[test]
fn help_beside_inputs_is_not_a_pass() {
    let folder = Folder::new();
    folder.write("a.json", good());
    folder.write("-h", broken());
    for line in
        ["--help", "-h", "--version", "help", "help verify", "verify --help", "verify -h", "merge -h", "canon -h"]
    {
        let run = Run::of(folder.pith(line.split(' ')).output().unwrap());
        assert_eq!((run.code, run.err.as_str()), (0, ""), "{line}");
        assert!(!run.out.is_empty());
    }
    for line in [
        "verify -h a.json",
        "verify a.json -h",
        "verify a.json --help",
        "verify --strict --help a.json",
        "verify --files-from list --help",
        "merge a.json -h",
        "inspect a.json --help",
        "state -h a.json",
        "--help verify a.json",
        "--version verify a.json",
    ] {
        let run = Run::of(folder.pith(line.split(' ')).output().unwrap());
        assert_eq!(run.code, 2, "{line}: {}", run.err);
        assert!(!run.out.is_empty() && run.err.contains("nothing was verified"), "{line}: {}", run.err);
    }
    // As the message says.
    let run = folder.verify(&["--", "-h", "a.json"]);
    assert_eq!(run.code, 1, "{}", run.out);
}

/// Names come from others, and a line of a log may be a command to a CI service.
#[test]
fn a_line_end_in_a_word_does_not_begin_a_line() {
    let folder = Folder::new();
    let word = "--x\n::error::y";
    for args in [
        vec!["verify", word],
        vec![word],
        vec!["a.json\n::error::y"],
        vec!["verify", "--report", "x\n::error::y=z", "a.json"],
        vec!["verify", "--format", "x\n::error::y", "a.json"],
        vec!["verify", "--jobs", "1\r\n::error::y", "a.json"],
        vec!["verify", "--expect-number", "x\n::error::y", "a.json"],
        vec!["keys", "a.json", "b\n::error::y"],
        vec!["completions", "x\n::error::y"],
    ] {
        let run = Run::of(folder.pith(&args).output().unwrap());
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{args:?}");
        assert!(run.err.contains("::error::y"), "{args:?}: {}", run.err);
        assert!(!run.err.lines().any(|line| line.trim_start().starts_with("::")), "{args:?}: {}", run.err);
    }
}
