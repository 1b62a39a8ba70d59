//! Whatever the input, its report is bounded, in every format (docs/report.md).
#![cfg(unix)]

use crate::process::{Folder, good};

const FORMATS: [&str; 6] = ["human", "json", "ndjson", "junit", "github", "sarif"];

/// The real bundle with a piece of it replaced, once.
fn edited(from: &str, to: &str) -> Vec<u8> {
    let text = String::from_utf8(good()).unwrap();
    assert!(text.contains(from), "{from}");
    text.replacen(from, to, 1).into_bytes()
}

/// Anybody can add members to `bundle_signature`, and the bundle still passes.
#[test]
fn a_pass_with_long_unsigned_names_fits_in_20_kb() {
    let folder = Folder::new();
    let hostile: Vec<String> = (0..60).map(|number| format!("\"{number}{}\":1,", "\u{202e}".repeat(9_000))).collect();
    let members = format!("\"bundle_signature\":{{\"{}\":1,{}", "x".repeat(500_000), hostile.concat());
    folder.write("long.json", edited("\"bundle_signature\":{", &members));
    for format in FORMATS {
        let run = folder.verify(&["--format", format, "long.json"]);
        assert_eq!(run.code, 0, "{format}");
        assert!(run.out.len() <= 20_000, "{format}: {} bytes", run.out.len());
    }
    let json = folder.verify(&["--format", "json", "long.json"]).out;
    assert!(json.contains("\"/bundle_signature\""), "what is left out is named as a whole");
}

#[test]
fn a_long_title_and_long_names_are_cut_in_every_format() {
    let folder = Folder::new();
    folder.write("title.json", edited("Revisiting Small Batch", &"T".repeat(1_000_000)));
    folder.write("name.json", edited("{\"bundle_", &format!("{{\"{}\":{{}},\"bundle_", "k".repeat(1_000_000))));
    for name in ["title.json", "name.json"] {
        for format in FORMATS {
            let run = folder.verify(&["--format", format, name]);
            assert_eq!(run.code, 1, "{name} {format}");
            assert!(run.out.len() <= 30_000, "{name} {format}: {} bytes", run.out.len());
        }
    }
}

/// A path may have 4,095 bytes, and each may need six in a report.
#[test]
fn a_pass_by_a_long_name_fits_in_20_kb_in_every_format() {
    for letter in ["\u{1}", "&", "%", "\u{e0001}", "n"] {
        let folder = Folder::new();
        let name = vec![letter.repeat(240 / letter.len()); 16].join("/");
        folder.write(&name, good());
        let list = format!("{name}\0");
        for format in FORMATS.into_iter().chain(["html"]) {
            let run = folder.verify_piped(&["--format", format, "--files-from", "-", "-0"], list.as_bytes());
            assert_eq!(run.code, 0, "{format} {letter:?}: {}", run.err);
            assert!(run.out.len() <= 20_000, "{format} {letter:?}: {} bytes", run.out.len());
            let is_whole = run.out.contains(&name);
            assert_eq!(
                is_whole,
                ["n", "%"].contains(&letter) && !["github", "sarif", "html"].contains(&format),
                "{format} {letter:?}"
            );
            if format == "ndjson" {
                // A name that is cut in a report does not keep it from being known.
                folder.write("known.ndjson", &run.out);
                let args = ["--format", "json", "--known", "known.ndjson", "--files-from", "-", "-0"];
                let again = folder.verify_piped(&args, list.as_bytes());
                assert!(again.out.contains("\"known\":1"), "{letter:?}: {}", again.out);
            }
        }
    }
}

/// The names of links that are not followed are in the report too.
#[test]
fn a_pass_beside_links_with_long_names_fits_in_20_kb() {
    let folder = Folder::new();
    let below = format!("m/{}", vec!["\u{1}".repeat(240); 15].join("/"));
    let bundle = folder.write(format!("{below}/a.json"), good());
    for link in 0..5 {
        std::os::unix::fs::symlink("a.json", bundle.with_file_name(format!("{link}.json"))).unwrap();
    }
    for format in FORMATS {
        let run = folder.verify(&["--format", format, "m"]);
        assert_eq!(run.code, 0, "{format}: {}", run.err);
        assert!(run.out.len() <= 20_000, "{format}: {} bytes", run.out.len());
    }
}
