//! JSON pointers as RFC 6901 defines them, and as `pith canon` takes them.

use crate::process::{Folder, pith};
use pith::json::{Arena, Document, Pointer};

/// The document of RFC 6901, section 5, and names that look escaped.
const DOCUMENT: &str = r#"{"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\j":5,"k\"l":6," ":7,"m~n":8,
    "~1":"tilde one","/":"slash","~":"tilde","~0":"tilde zero","~01":"tilde zero one","/1":"slash one","~~//":"both",
    "0":"name 0","list":[10,11,12,13,14,15,16,17,18,19,20,21]}"#;

/// Pointers and the value there, as section 5 lists them, and those of the names above (section 4: first `~1`, then
/// `~0`).
const FOUND: [(&str, &str); 27] = [
    ("/foo", r#"["bar","baz"]"#),
    ("/foo/0", r#""bar""#),
    ("/foo/1", r#""baz""#),
    ("/", "0"),
    ("/a~1b", "1"),
    ("/c%d", "2"),
    ("/e^f", "3"),
    ("/g|h", "4"),
    ("/i\\j", "5"),
    ("/k\"l", "6"),
    ("/ ", "7"),
    ("/m~0n", "8"),
    ("/~01", r#""tilde one""#),
    ("/~1", r#""slash""#),
    ("/~0", r#""tilde""#),
    ("/~00", r#""tilde zero""#),
    ("/~001", r#""tilde zero one""#),
    ("/~11", r#""slash one""#),
    ("/~0~0~1~1", r#""both""#),
    ("/0", r#""name 0""#),
    ("/list/0", "10"),
    ("/list/9", "19"),
    ("/list/10", "20"),
    ("/list/11", "21"),
    ("/foo/0", r#""bar""#),
    ("/list/1", "11"),
    ("/list/2", "12"),
];

/// Pointers to nothing: an index has no sign, no leading zero, and `-` is after the end.
const ABSENT: [&str; 17] = [
    "/foo/2",
    "/foo/00",
    "/foo/01",
    "/foo/-",
    "/foo/-1",
    "/foo/+1",
    "/foo/1.0",
    "/foo/ 1",
    "/foo/",
    "/foo/0/",
    "/foo/0/0",
    "//",
    "/list/12",
    "/list/18446744073709551616",
    "/a/b",
    "/~0~1",
    "/~02",
];

#[test]
fn pointers_resolve_as_rfc_6901_requires() {
    let arena = Arena::new();
    let root = Document::parse(DOCUMENT.as_bytes(), &arena).unwrap().root();
    let find = |pointer: &str| Pointer::parse(pointer).unwrap().find(root).map(|value| format!("{value:?}"));
    for (pointer, value) in FOUND {
        assert_eq!(find(pointer).as_deref(), Some(value), "{pointer}");
    }
    for pointer in ABSENT {
        assert_eq!(find(pointer), None, "{pointer}");
    }
    assert!(find("").unwrap().starts_with('{'), "the empty pointer is the whole");
    for text in ["foo", " ", "#/foo", "0", "~1"] {
        assert_eq!(Pointer::parse(text), None, "{text}");
    }
}

/// A name, the token that stands for it, and back.
#[test]
fn names_are_escaped_so_that_they_are_found_again() {
    let arena = Arena::new();
    for (name, token) in
        [("~1", "/~01"), ("/", "/~1"), ("~", "/~0"), ("~0", "/~00"), ("/~", "/~1~0"), ("", "/"), ("a b", "/a b")]
    {
        let pointer = Pointer::root().member(name);
        assert_eq!(pointer.as_str(), token);
        let document = format!("{{\"{name}\":1,\"other\":2}}");
        let found = pointer.find(Document::parse(document.as_bytes(), &arena).unwrap().root());
        assert_eq!(found.map(|value| format!("{value:?}")).as_deref(), Some("1"), "{name}");
    }
    assert_eq!(Pointer::root().member("a/b").index(0).index(12).member("~").as_str(), "/a~1b/0/12/~0");
}

/// What leads nowhere ends at the last value on the way.
#[test]
fn the_nearest_value_is_the_last_one_on_the_path() {
    let arena = Arena::new();
    let root = Document::parse(DOCUMENT.as_bytes(), &arena).unwrap().root();
    let nearest = |pointer: &str| format!("{:?}", Pointer::parse(pointer).unwrap().nearest(root));
    assert_eq!(nearest("/foo/7/x"), r#"["bar","baz"]"#);
    assert_eq!(nearest("/foo/1/x"), r#""baz""#);
    assert_eq!(nearest("/foo/1"), r#""baz""#);
    assert!(nearest("/x/foo").starts_with('{'));
}

#[test]
fn canon_prints_the_value_at_a_pointer() {
    let folder = Folder::new();
    let path = folder.file("document.json", DOCUMENT);
    for (pointer, value) in FOUND {
        let said = pith(&["canon", &path, pointer]);
        assert_eq!((said.code, said.text().as_str()), (0, value), "{pointer}");
    }
    for pointer in ABSENT.iter().chain(&["foo", "~1"]) {
        let said = pith(&["canon", &path, pointer]);
        assert_ne!(said.code, 0, "{pointer}");
        assert_eq!(said.text(), "", "{pointer}");
        assert!(!said.err.is_empty(), "{pointer}");
    }
}
