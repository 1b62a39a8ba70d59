//! The page of `--report html=FILE`: its structure, and foreign text in it that must stay text.
//!
//! The pages are left in the temporary folder of the build, where `tests/browser/run` opens them.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::process::pith;
use crate::support::event::NewEvent;
use crate::support::forge::Bundle;
use crate::support::keys::TestKey;
use crate::support::paper::Paper;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use pith::CheckCode;
use sha2::{Digest as _, Sha256};

/// Strings that would run, load or break out where they are not escaped.
const HOSTILE: [&str; 12] = [
    "<script>document.title='owned'</script>",
    "<img src=x onerror=document.title='owned'>",
    "\"><svg onload=document.title='owned'>",
    "'><body onload=document.title='owned'>",
    "</title><script>document.title='owned'</script>",
    "</style><script>document.title='owned'</script>",
    "</text></svg><iframe srcdoc=\"<script>parent.document.title='owned'</script>\">",
    "javascript:document.title='owned'",
    "--><script>document.title='owned'</script>",
    "&lt;script&gt;document.title='owned'&lt;/script&gt;",
    "<meta http-equiv=refresh content=0;url=data:text/html,owned>",
    "\u{202e}<a href=//owned.example autofocus tabindex=1 onfocus=document.title='owned'>\0",
];

/// Where pages stay for the browser test.
fn pages() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("html");
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// The page that a run leaves under this name, and its exit code. What an earlier run left there is gone.
fn page(name: &str, args: &[&str]) -> (String, i32) {
    let path = pages().join(name);
    if path.exists() {
        fs::remove_file(&path).unwrap();
    }
    let report = format!("html={}", path.display());
    let run = pith(&[args, &["--report", &report]].concat());
    let page = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name} was not written: {error}, {}", run.err));
    (page, run.code)
}

/// A bundle that verifies, all of whose free texts are hostile.
fn hostile_bundle(place: usize) -> Bundle {
    let text = HOSTILE[place];
    let key = TestKey::new(90, text, HOSTILE[(place + 1) % HOSTILE.len()], HOSTILE[(place + 2) % HOSTILE.len()]);
    Bundle::of_text(text, &key)
}

/// The hostile bundles as files, some under hostile names.
fn hostile_files() -> Vec<PathBuf> {
    let folder = pages().join("inputs");
    fs::create_dir_all(&folder).unwrap();
    let written = (0..HOSTILE.len()).map(|place| {
        let name = HOSTILE[place].replace(['/', '\0'], "\u{2044}");
        let path = folder.join(format!("{place} {name}.json"));
        fs::write(&path, hostile_bundle(place).json.compact()).unwrap();
        path
    });
    written.collect()
}

/// Every tag of a page, with its name and attributes. What is foreign holds no `<`, so this is all of them.
fn tags(page: &str) -> Vec<(String, Vec<(String, String)>)> {
    let style = page.find("<style>").unwrap()..page.find("</style>").unwrap();
    let bare = [&page[..style.start], "<style>", &page[style.end..]].concat();
    let tags = bare.split('<').skip(1).map(|piece| {
        let inside = piece.split_once('>').expect("a tag ends").0;
        let (name, mut rest) = inside.split_once(' ').unwrap_or((inside, ""));
        let mut attributes = Vec::new();
        while !rest.trim().is_empty() && rest.trim() != "/" {
            let (attribute, after) = rest.trim_start().split_once(['=', ' ']).unwrap_or((rest.trim(), ""));
            let quoted = after.strip_prefix('"').map(|quoted| quoted.split_once('"').expect("an attribute ends"));
            let (value, after) = quoted.unwrap_or(("", after));
            attributes.push((attribute.to_owned(), value.to_owned()));
            rest = after;
        }
        (name.trim_end_matches('/').to_owned(), attributes)
    });
    tags.collect()
}

const TAGS: [&str; 43] = [
    "article", "h3", "mark", "!DOCTYPE", "pre", "html", "head", "meta", "title", "style", "body", "main", "footer",
    "header", "section", "h1", "h2", "p", "div", "dl", "dt", "dd", "ul", "ol", "li", "code", "span", "details",
    "summary", "table", "thead", "tbody", "tr", "th", "td", "svg", "g", "path", "circle", "text", "fieldset", "legend",
    "input",
];

const ATTRIBUTES: [&str; 31] = [
    "data-head",
    "lang",
    "charset",
    "http-equiv",
    "content",
    "name",
    "class",
    "role",
    "aria-label",
    "tabindex",
    "scope",
    "width",
    "height",
    "viewBox",
    "d",
    "cx",
    "cy",
    "r",
    "x",
    "y",
    "open",
    "type",
    "id",
    "for",
    "checked",
    "autocomplete",
    "html",
    "/",
    "label",
    "value",
    "title",
];

/// Only our own tags and attributes, closed in the order in which they were opened; nothing that loads or runs.
fn assert_sound(page: &str) {
    let mut open: Vec<String> = Vec::new();
    for (name, attributes) in tags(page) {
        let bare = name.trim_start_matches('/');
        assert!(TAGS.contains(&bare) || bare == "label", "<{name}>");
        for (attribute, value) in &attributes {
            assert!(ATTRIBUTES.contains(&attribute.as_str()), "{attribute} of <{name}>");
            assert!(!value.contains("owned") || attribute == "aria-label", "{attribute}={value} of <{name}>");
        }
        if let Some(name) = name.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(name));
        } else if !["!DOCTYPE", "meta", "input", "path", "circle"].contains(&bare) {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{open:?} stay open");
    let (_, style) = page.split_once("<style>").unwrap();
    let (style, _) = style.split_once("</style>").unwrap();
    let hash = STANDARD.encode(Sha256::digest(style.as_bytes()));
    let policy = format!("default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'");
    assert!(page.contains(&format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">")));
    assert!(!style.contains("url(") && !style.contains("@import"));
    let hidden = page.chars().find(|c| (c.is_control() && *c != '\n') || *c == '\u{202e}');
    assert_eq!(hidden, None);
}

#[test]
fn the_page_of_a_pass_is_complete() {
    let (page, code) = page("pass.html", &["verify", "fixtures/valid/arxiv-1804.07612.json"]);
    assert_eq!(code, 0);
    assert_sound(&page);
    for wanted in [
        "<p class=\"word\">pass</p>",
        "<h1>Revisiting Small Batch Training for Deep Neural Networks</h1>",
        "Carlo Luschi, Dominic Masters",
        "pith:2018:6CB5P4A4IXK6Y2AGFDY5KCUYHD",
        "8d4b5ee74e4693bcd1df2446408b0d5482a309de1c419767f60368d28c5dfb06",
        "f083d7f01c45d5ec680628f1d50a9838cd996ab8cc6cb78f70a7d6fb23dfe411",
        "/bundle_signature/signed_at",
    ] {
        assert!(page.contains(wanted), "{wanted}");
    }
    assert!(!page.contains("UNVERIFIED"));
    assert_eq!(page.matches("<circle class=\"valid\"").count(), 2);
    assert_eq!(page.matches("<details class=\"check passed\">").count(), 1);
    let explained = CheckCode::ALL.iter().filter(|code| page.contains(&format!("<code>{code}</code>")));
    assert!(explained.count() >= 20);
}

#[test]
fn a_failed_check_is_unfolded_and_explained() {
    let (page, code) =
        page("fail.html", &["verify", "--trust-embedded", "fixtures/fail/event.signature/invalid-bit.json"]);
    assert_eq!(code, 1);
    assert_sound(&page);
    assert!(page.contains("<p class=\"word\">fail</p>"));
    let (_, check) = page.split_once("<details class=\"check\" open>").expect("a failed check is open");
    let (check, _) = check.split_once("</details>").unwrap();
    let explanation = CheckCode::EventSignature.explanation();
    for wanted in ["<code>event.signature</code>", "(invalid)", "/events/", "Why it matters", "What to do"] {
        assert!(check.contains(wanted), "{wanted}");
    }
    assert!(check.contains(&pith::render::page::escape(explanation.why)));
    assert_eq!(page.matches("<path class=\"cross faulty\"").count(), 1);
    assert!(page.contains("NOT VALID"));
}

/// The published bundle with a word of the title exchanged.
fn forged_title() -> PathBuf {
    let real = fs::read_to_string("fixtures/valid/arxiv-1804.07612.json").unwrap();
    let path = pages().join("title.json");
    fs::write(&path, real.replacen("Revisiting Small Batch", "Revisiting Large Batch", 1)).unwrap();
    path
}

#[test]
fn a_proven_change_is_shown_beside_the_signed_value() {
    let forged = forged_title();
    let (page, code) = page("title.html", &["verify", forged.to_str().unwrap()]);
    assert_eq!(code, 1);
    assert_sound(&page);
    let causes = page.find("<h2>Causes</h2>").unwrap();
    assert!(causes < page.find("<h2>Checks</h2>").unwrap());
    for wanted in [
        "changed <code>/events/1/payload/graph_snapshot/paper/title</code>",
        "line 1 column 3662",
        "&quot;Revisiting <mark>Small</mark> Batch Training for Deep Neural Networks&quot;",
        "&quot;Revisiting <mark>Large</mark> Batch Training for Deep Neural Networks&quot;",
        "the signature of the event covers it (<code>event.signature</code>)",
        "7 checks fail because of this: <code>event.digest</code> <code>event.id</code>",
        "Revisiting <mark>Large</mark> Batch Training",
        "With this undone, it is the bundle that was signed.",
    ] {
        assert!(page[causes..].contains(wanted), "{wanted}");
    }
    assert!(!page.contains("<details class=\"check\" open>"), "what the cause explains is folded");
    assert_eq!(page.matches("<circle class=\"valid\"").count(), 1);
    assert_eq!(page.matches("<path class=\"cross faulty\"").count(), 1);
}

#[test]
fn what_is_not_proven_is_no_cause() {
    // The time in the signature of the first event: no other copy of it is left, and only the seal covers it.
    let mut real = fs::read_to_string("fixtures/valid/arxiv-1804.07612.json").unwrap();
    let (time, _) = real.match_indices("\"signed_at\":\"2026").nth(1).unwrap();
    real.replace_range(time.."\"signed_at\":\"2026".len() + time, "\"signed_at\":\"2027");
    let path = pages().join("unproven.json");
    fs::write(&path, real).unwrap();
    let (page, code) = page("unproven.html", &["verify", path.to_str().unwrap()]);
    assert_eq!(code, 1);
    assert_sound(&page);
    assert!(!page.contains("<article class=\"cause\">"));
    assert!(page.contains(
        "<p class=\"remains\">Something that only the bundle signature covers was changed: <code>built_at</code>"
    ));
    assert!(page.contains("<details class=\"check\" open>"), "what no cause explains is unfolded");
}

/// The value that was found and the one that was signed may both be hostile.
#[test]
fn hostile_strings_stay_text_in_causes() {
    for place in 0..HOSTILE.len() {
        let path = pages().join("inputs").join(format!("cause-{place}.json"));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let mut bundle = hostile_bundle(place).json;
        let other = HOSTILE[(place + 5) % HOSTILE.len()];
        *bundle.at_mut("/events/1/payload/graph_snapshot/paper/title") = other.into();
        fs::write(&path, bundle.compact()).unwrap();
        let path = path.to_str().unwrap();
        let (page, code) = page(&format!("hostile-cause-{place}.html"), &["verify", "--trust-embedded", path]);
        assert_eq!(code, 1, "{path}");
        assert_sound(&page);
        assert_eq!(page.matches("<article class=\"cause\">").count(), 1, "{path}");
    }
}

/// Each event is coloured by what was found of the entry at its index, even where entries share an id.
#[test]
fn events_have_the_colour_of_what_was_found() {
    let doubled = "fixtures/fail/event.unique/event-twice.json";
    let (doubled, code) = page("doubled.html", &["verify", "--trust-embedded", doubled]);
    assert_eq!(code, 1);
    assert!(doubled.contains(">valid, a check fails<") && !doubled.contains(">unverified<"));
    let same_id = "fixtures/fail/event.unique/same-id.json";
    let (same_id, code) = page("same-id.html", &["verify", "--trust-embedded", same_id]);
    assert_eq!(code, 1);
    let marks = ["<circle class=\"valid\"", "<path class=\"cross faulty\""].map(|mark| same_id.matches(mark).count());
    assert_eq!(marks, [3, 1], "the one with the wrong id alone is invalid");
    let open = "fixtures/open/event.unique/record-created-twice.json";
    let (open, code) = page("open.html", &["verify", "--trust-embedded", open]);
    assert_eq!(code, 5);
    assert_eq!(open.matches("<circle class=\"doubtful\"").count(), 1);
    let (untrusted, code) = page("untrusted.html", &["verify", "fixtures/valid/superseded-twice.json"]);
    assert_eq!(code, 4);
    assert_eq!(untrusted.matches("<circle class=\"doubtful\"").count(), 2);
    assert_eq!(untrusted.matches("<circle class=\"doubtful old\"").count(), 2);
    assert!(untrusted.contains("<details class=\"check\" open>"), "the reason is unfolded");
    let (inspected, code) = page("inspect.html", &["inspect", "fixtures/valid/superseded-twice.json"]);
    assert_eq!(code, 0);
    assert_sound(&inspected);
    assert_eq!(inspected.matches("<circle class=\"unknown").count(), 4);
}

#[test]
fn superseded_events_are_hollow_and_joined() {
    let (page, code) = page("superseded.html", &["verify", "--trust-embedded", "fixtures/valid/superseded-twice.json"]);
    assert_eq!(code, 0);
    assert_eq!(page.matches("<circle class=\"valid old\"").count(), 2);
    assert_eq!(page.matches("<path class=\"link supersedes\"").count(), 2);
    assert!(page.contains(">superseded by 353f57a0<"));
}

/// The texts of an event stand beside its dot, line under line, and above the next event.
#[test]
fn texts_of_the_timeline_do_not_overlap() {
    let (page, _) = page("lines.html", &["verify", "--trust-embedded", "fixtures/valid/superseded-twice.json"]);
    let number = |attributes: &[(String, String)], name: &str| -> Option<i64> {
        attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.parse().expect("a number"))
    };
    let drawing = &page[page.find("<svg class=\"timeline\"").unwrap()..page.find("</svg>").unwrap()];
    let height = drawing.split(" height=\"").nth(1).unwrap().split('"').next().unwrap().parse::<i64>().unwrap();
    let groups: Vec<Vec<i64>> = drawing
        .split("<g>")
        .skip(1)
        .map(|group| {
            let inside = tags(&format!("<style></style>{group}"));
            inside.iter().filter_map(|(_, found)| number(found, "cy").or_else(|| number(found, "y"))).collect()
        })
        .collect();
    assert!(groups.len() >= 4 && groups.iter().any(|group| group.len() > 3), "{groups:?}");
    let mut above = 0;
    for group in &groups {
        let (dot, lines) = group.split_first().unwrap();
        assert!(*dot > above + 10, "{groups:?}");
        assert!((dot - 8..=dot + 8).contains(&lines[0]), "{groups:?}");
        assert!(lines.windows(2).all(|pair| (12..=20).contains(&(pair[1] - pair[0]))), "{groups:?}");
        above = *lines.last().unwrap();
    }
    assert!(above < height, "{groups:?}, {height}");
}

#[test]
fn malformed_and_missing_inputs_have_a_page() {
    for (name, input, word, code) in [
        ("malformed.html", "fixtures/malformed/json.duplicate_member", "malformed", 3),
        ("missing.html", "no-such-file.json", "unchecked", 2),
    ] {
        let (page, exit) = page(name, &["verify", input]);
        assert_eq!(exit, code);
        assert_sound(&page);
        assert!(page.contains(&format!("<p class=\"word\">{word}</p>")), "{name}");
    }
}

#[test]
fn hostile_strings_stay_text_in_html() {
    for (place, path) in hostile_files().iter().enumerate() {
        let path = path.to_str().unwrap();
        let (verified, code) = page(&format!("hostile-verify-{place}.html"), &["verify", "--trust-embedded", path]);
        assert_eq!(code, 0, "{path}");
        let (inspected, code) = page(&format!("hostile-inspect-{place}.html"), &["inspect", path]);
        assert_eq!(code, 0, "{path}");
        let escaped = pith::render::page::escape(HOSTILE[place]);
        for page in [verified, inspected] {
            assert_sound(&page);
            assert!(page.contains(&format!("<h1>{escaped}</h1>")), "{escaped}");
        }
    }
}

#[test]
fn a_list_has_a_filter_for_each_verdict() {
    let hostile = hostile_files();
    let mut args = vec!["verify", "--trust-embedded", "fixtures/valid", "fixtures/fail/bundle.signature"];
    args.extend(["fixtures/malformed/json.syntax", "no-such-file.json"]);
    args.extend(hostile.iter().map(|path| path.to_str().unwrap()));
    let (page, code) = page("list.html", &args);
    assert_eq!(code, 1);
    assert_sound(&page);
    let order =
        ["fail", "malformed", "unchecked", "pass"].map(|verdict| page.find(&format!("<li class=\"input {verdict}\">")));
    assert!(order.is_sorted() && order.iter().all(Option::is_some), "the worst come first: {order:?}");
    let rows = |verdict: &str| page.matches(&format!("<li class=\"input {verdict}\">")).count();
    let mut total = 0;
    for verdict in ["pass", "fail", "malformed", "unchecked"] {
        let count = rows(verdict);
        assert!(count > 0, "{verdict}");
        total += count;
        assert!(page.contains(&format!("<label for=\"show-{verdict}\">{verdict} ({count})</label>")), "{verdict}");
        let rule = format!("main:has(#show-{verdict}:checked) .input:not(.{verdict})");
        assert!(page.contains(&rule), "{rule}");
    }
    assert!(page.contains(&format!("<label for=\"show-all\">all ({total})</label>")));
    assert!(!page.contains("show-untrusted\""));
    for text in HOSTILE.iter().filter(|text| !text.contains(['/', '\0'])) {
        assert!(page.contains(&pith::render::page::escape(text)), "{text}");
    }
}

#[test]
fn merged_bundles_have_a_page() {
    let folder = pages().join("mirrors");
    fs::create_dir_all(&folder).unwrap();
    let key = TestKey::registry();
    let mut bundle = Bundle::published(&Paper::example(), &key);
    let older = folder.join("older.json");
    fs::write(&older, bundle.json.compact()).unwrap();
    bundle.add(NewEvent::new("correction", "record", object! { "note": HOSTILE[0] }), &key);
    let bundle = bundle.built("2026-06-04T00:00:00Z");
    let newer = folder.join(format!("{}.json", HOSTILE[1]));
    fs::write(&newer, bundle.json.compact()).unwrap();
    let (older, newer) = (older.to_str().unwrap(), newer.to_str().unwrap());

    let (merged, code) = page("merge.html", &["merge", "--trust-embedded", older, newer]);
    assert_eq!(code, 0);
    assert_sound(&merged);
    assert_eq!(merged.matches("<circle class=\"valid\"").count(), 3);
    let (_, lacks) = merged.split_once("<h2>Missing events</h2>").unwrap();
    let (lacks, _) = lacks.split_once("</section>").unwrap();
    assert_eq!(lacks.matches("<tr>").count() - 1, 1);
    assert!(lacks.contains("older.json</td>") && lacks.contains(&bundle.event_id(2)), "{lacks}");
    assert!(merged.contains(&pith::render::page::escape(HOSTILE[1])));
    assert!(!merged.contains("<h2>Contradictions</h2>"));

    let twice = ["fixtures/open/event.unique/record-created-twice.json", "fixtures/valid/three-events.json"];
    let (stories, code) = page("merge-stories.html", &["merge", "--trust-embedded", twice[0], twice[1]]);
    assert_eq!(code, 5);
    assert_sound(&stories);
    assert!(stories.contains("several <code>record_created</code> events") && !stories.contains("&#96;"));

    let (untrusted, code) = page("merge-untrusted.html", &["merge", older, newer]);
    assert_eq!(code, 4);
    assert!(untrusted.contains("UNVERIFIED"));
    let other = "fixtures/valid/arxiv-1804.07612.json";
    let (failed, code) = page("merge-numbers.html", &["merge", "--trust-embedded", older, other]);
    assert_ne!(code, 0);
    assert_sound(&failed);
}

#[test]
fn two_lists_of_the_same_inputs_are_the_same_bytes() {
    let list = |jobs: &str, name: &str| {
        let (page, code) = page(name, &["verify", "--jobs", jobs, "fixtures/valid", "fixtures/warn"]);
        assert_eq!(code, 4);
        assert!(page.matches("<li class=\"input ").count() > 30);
        page
    };
    assert_eq!(list("1", "one-job.html"), list("4", "four-jobs.html"));
}

#[test]
fn names_of_elements_are_not_used_twice() {
    let (page, code) = page("ids.html", &["verify", "fixtures/valid", "fixtures/malformed"]);
    assert_eq!(code, 3);
    let ids: Vec<String> = tags(&page)
        .into_iter()
        .flat_map(|(_, attributes)| attributes)
        .filter(|(name, _)| name == "id")
        .map(|(_, id)| id)
        .collect();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
    assert!(!ids.is_empty());
}
