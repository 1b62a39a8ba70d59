//! Annotations name files as GitHub knows them: from the root of the checkout, where a step runs.

use std::os::unix::fs::symlink;

use crate::process::{Folder, broken, good};

/// The properties of each annotation, without the title.
fn places(folder: &Folder, args: &[&str]) -> Vec<String> {
    let out = folder.verify(&[&["--format", "github"], args].concat()).out;
    let lines = out.lines().filter_map(|line| line.strip_prefix("::error "));
    lines.map(|line| line.split(",title=").next().unwrap().to_owned()).collect()
}

fn files(folder: &Folder, args: &[&str]) -> Vec<String> {
    places(folder, args).iter().map(|place| place.split(",line=").next().unwrap().to_owned()).collect()
}

#[test]
fn annotations_name_files_relative_to_the_working_directory() {
    let folder = Folder::new();
    folder.write("bad.json", broken());
    folder.write("m/n/bad.json", broken());
    for args in [&["bad.json"][..], &["./bad.json"], &["././bad.json"], &["m/../bad.json"], &["./m/n/../../bad.json"]] {
        assert_eq!(files(&folder, args), ["file=bad.json"], "{args:?}");
    }
    assert_eq!(files(&folder, &["."]), ["file=bad.json", "file=m/n/bad.json"]);
    assert_eq!(files(&folder, &["./m//n/./bad.json"]), ["file=m/n/bad.json"]);
    let here = folder.path().canonicalize().unwrap();
    let here = here.to_str().unwrap();
    assert_eq!(files(&folder, &[here]), ["file=bad.json", "file=m/n/bad.json"]);
    assert_eq!(files(&folder, &[&format!("{here}/m/../bad.json")]), ["file=bad.json"]);
    // By another name of the working directory, as on a system whose temporary folder is a link.
    let elsewhere = Folder::new();
    symlink(here, elsewhere.path().join("link")).unwrap();
    let link = elsewhere.path().join("link/m");
    assert_eq!(files(&folder, &[link.to_str().unwrap()]), ["file=m/n/bad.json"]);
    // Files that are not there, and what is no file.
    assert_eq!(
        files(&folder, &["./absent.json", "./nowhere/absent.json"]),
        ["file=absent.json", "file=nowhere/absent.json"]
    );
    assert_eq!(files(&folder, &[&format!("{here}/absent.json")]), ["file=absent.json"]);
    folder.write("empty/notes.txt", "");
    assert_eq!(files(&folder, &["./empty"]), ["file=empty"]);
    assert_eq!(files(&folder, &["-"]), ["file=-"]);
}

#[test]
fn annotations_keep_the_name_of_a_file_elsewhere() {
    let (folder, elsewhere) = (Folder::new(), Folder::new());
    let path = elsewhere.write("bad.json", broken());
    let name = path.to_str().unwrap();
    assert_eq!(files(&folder, &[name]), [format!("file={name}")]);
    // A folder whose name only begins like that of the working directory.
    let sibling = format!("{}-more", folder.path().display());
    std::fs::create_dir(&sibling).unwrap();
    let name = format!("{sibling}/bad.json");
    std::fs::write(&name, broken()).unwrap();
    assert_eq!(files(&folder, &[&name]), [format!("file={name}")]);
    std::fs::remove_dir_all(sibling).unwrap();
}

#[test]
fn a_line_number_counts_all_lines_of_the_file() {
    let folder = Folder::new();
    let lines = [&good()[..], b"\n\n", &broken(), b"\n{\"a\":1,\"a\":2}\n"].concat();
    folder.write("m/x.ndjson", &lines);
    let expected = ["file=m/x.ndjson,line=3,col=", "file=m/x.ndjson,line=4,col=8"];
    for name in ["m/x.ndjson", "./m/x.ndjson", "m"] {
        let places = places(&folder, &["--ndjson", name]);
        assert_eq!(places.len(), 2);
        assert!(places[0].starts_with(expected[0]) && places[1] == expected[1], "{places:?}");
    }
    // A colon and digits in a name are part of it.
    folder.write("x:3", broken());
    assert!(places(&folder, &["x:3"])[0].starts_with("file=x%3A3,line=1,"));
    assert!(places(&folder, &["--ndjson", "x:3"])[0].starts_with("file=x%3A3,line=1,"));
    assert_eq!(files(&folder, &["--ndjson", "absent:7"]), ["file=absent%3A7"]);
    // Elsewhere the name holds the line, as before.
    assert!(folder.verify(&["--ndjson", "m/x.ndjson"]).out.contains("FAIL m/x.ndjson:3"));
}
