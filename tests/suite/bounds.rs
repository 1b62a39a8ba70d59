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
