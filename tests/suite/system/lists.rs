//! Lists of names: what belongs to a name, and what to the list.

use crate::process::{Folder, broken, good, pairs};

#[test]
fn line_ends_of_windows_and_a_byte_order_mark_are_of_the_list() {
    let folder = Folder::new();
    folder.write("a.json", good());
    folder.write("b.json", broken());
    let run =
        folder.verify_piped(&["--format", "ndjson", "--files-from", "-"], b"\xef\xbb\xbfa.json\r\n\r\nb.json\r\n");
    assert_eq!((run.code, run.verdicts()), (1, pairs(&[("a.json", "pass"), ("b.json", "fail")])));
}

/// Otherwise one file would be judged twice, and the other never.
#[test]
fn a_name_that_may_be_one_of_two_files_is_refused() {
    for (file, list) in [
        ("a.json\r", "a.json\na.json\r\n"),
        ("\u{feff}a.json", "\u{feff}a.json\na.json\n"),
        ("\u{feff}a.json\r", "\u{feff}a.json\r\na.json"),
    ] {
        let folder = Folder::new();
        folder.write("a.json", good());
        folder.write(file, broken());
        let run = folder.verify_piped(&["--format", "ndjson", "--files-from", "-"], list.as_bytes());
        assert_eq!(run.code, 2, "{file:?}: {}", run.out);
        assert!(run.out.contains("end names with NUL (-0)"), "{file:?}: {}", run.out);
        // As the message says.
        let names = format!("./a.json\0./{file}\0");
        let run = folder.verify_piped(&["--format", "ndjson", "--files-from", "-", "-0"], names.as_bytes());
        assert_eq!(run.code, 1, "{file:?}: {}", run.out);
    }
}
