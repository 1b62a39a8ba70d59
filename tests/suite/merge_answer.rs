//! `pith merge` prints its answer; the state is for `--state` and JSON.

use serde_json::Value;

use crate::process::{AFTER, BEFORE, Folder, KEYRING, OTHER, Run, good, pith};
use crate::support::forge::{Bundle, storage_attestation};
use crate::support::keys::TestKey;
use crate::union::merge;

fn human(args: &[&str]) -> Run {
    pith(&[&["merge", "--keyring", KEYRING], args].concat())
}

/// The value of a row of the answer.
fn row<'r>(run: &'r Run, label: &str) -> Option<&'r str> {
    run.out.lines().find_map(|line| line.strip_prefix(&format!("  {label:<12} ")))
}

#[test]
fn the_answer_is_what_was_united_and_what_differs() {
    let number = "pith:2026:SWPSZPRX6HP6WKS2ZE35Q5XXQ5";
    let foreign = Folder::new();
    let unsigned = "fixtures/fail/bundle.signature/unsigned.json";
    for (inputs, code, united, events, disputes) in [
        (vec![AFTER], 0, "1: 1 pass", "3, all of them in every input", "none: no contradictions, one story"),
        (
            vec![BEFORE, AFTER],
            0,
            "2: 2 pass",
            "3: 2 in every input, 1 missing from some",
            "none: no contradictions, one story",
        ),
        (vec![AFTER, OTHER], 5, "2: 2 pass", "4: 2 in every input, 2 missing from some", "2 different stories"),
        (
            vec![AFTER, unsigned],
            1,
            "2: 1 pass, 1 fail",
            "3, all of them in every input",
            "none: no contradictions, one story",
        ),
    ] {
        let run = human(&inputs);
        assert_eq!(run.code, code, "{inputs:?}: {}", run.out);
        assert_eq!(row(&run, "number"), Some(number), "{}", run.out);
        assert_eq!(row(&run, "inputs"), Some(united), "{inputs:?}");
        assert_eq!(row(&run, "events"), Some(events), "{inputs:?}");
        let report = merge(&inputs).json();
        let stories = report["stories"].as_array().unwrap().len();
        assert_eq!(disputes.starts_with("none"), stories == 0, "{report}");
        let shown = row(&run, "disputes").unwrap();
        assert!(shown == disputes || shown.starts_with(&format!("{stories} different stor")), "{inputs:?}: {shown}");
        assert_eq!(row(&run, "state"), report["state_sha256"].as_str());
        assert!(!run.out.contains("event_count") && !run.out.contains('{'), "no state: {}", run.out);
        assert!(run.out.lines().count() < 40, "{}", run.out);
    }
    // Nothing was united: the obstacle is all there is.
    let other = foreign.file("other.json", good());
    let run = human(&[AFTER, &other]);
    assert_eq!(run.code, 2);
    assert!(run.out.contains("several numbers") && row(&run, "events").is_none(), "{}", run.out);
}

#[test]
fn contradictions_are_counted() {
    let pair = ["tests/answers/eq1.json", "tests/answers/eq2.json"];
    let report = pith(&["merge", "--trust-embedded", "--format", "json", pair[0], pair[1]]).json();
    let count = |name: &str| report[name].as_array().unwrap().len();
    let run = pith(&["merge", "--trust-embedded", pair[0], pair[1]]);
    let shown = row(&run, "disputes").expect(&run.out);
    assert!(count("stories") + count("equivocations") > 0, "{report}");
    for (name, words) in
        [("contradictions", "contradiction"), ("stories", "different stor"), ("equivocations", "equivocation")]
    {
        assert_eq!(shown.contains(&format!("{} {words}", count(name))), count(name) > 0, "{name}: {shown}");
    }
}

#[test]
fn the_state_alone_is_printed_on_request() {
    for inputs in [[BEFORE, AFTER], [AFTER, OTHER]] {
        let (run, report) = (human(&["--state", inputs[0], inputs[1]]), merge(&inputs));
        assert_eq!(run.code, report.code);
        let state: Value = run.json();
        assert_eq!(state, report.json()["state"], "{inputs:?}");
        // Whatever is no pass says so beside it.
        assert_eq!(run.err.is_empty(), run.code == 0, "{}", run.err);
        assert_eq!(run.err, if run.code == 0 { String::new() } else { human(&inputs).out });
    }
    let same = human(&["--state", AFTER]).out;
    assert_eq!(same, pith(&["state", "--keyring", KEYRING, AFTER]).out);
    let nothing = human(&["--state", "absent.json"]);
    assert_eq!((nothing.code, nothing.out.as_str()), (2, ""));
    assert!(nothing.err.contains("No such file"), "{}", nothing.err);
    assert_eq!(human(&["--state", "--format", "json", AFTER]).code, 2, "one or the other");
}

/// The example with so many more events, which all follow its second one.
fn forks(count: usize) -> Bundle {
    let mut forks = Bundle::example();
    let first = forks.event_id(1);
    for copy in 0..count {
        forks.add(storage_attestation(&format!("copy {copy}")).after(&first), &TestKey::registry());
    }
    forks.seal();
    forks
}

/// Beyond twenty, lists say how many others there are, and of what.
#[test]
fn lists_of_a_merge_say_how_much_they_leave_out() {
    let folder = Folder::new();
    let forks = forks(22).json.compact();
    let inputs: Vec<String> = (0..21).map(|n| folder.file(&format!("{n:02}.json"), forks.clone())).collect();
    let inputs: Vec<&str> = inputs.iter().map(String::as_str).collect();
    let said = pith(&[&["merge", "--keyring", KEYRING], &inputs[..]].concat()).text();
    assert!(said.contains("it signed 22 events that all follow"), "{said}");
    assert!(said.contains("         and 2 more events; --format json lists them all\n"), "{said}");
    assert!(said.contains("19.json, 1 more\n"), "{said}");
    let mut groups = Bundle::example();
    for group in 0..21 {
        let before = groups.add(storage_attestation(&format!("copy {group}")), &TestKey::registry());
        for fork in ["one", "other"] {
            let event = storage_attestation(&format!("{fork} after {group}")).after(&before);
            groups.add(event, &TestKey::registry());
        }
    }
    groups.seal();
    let said = pith(&["merge", "--keyring", KEYRING, &folder.file("groups.json", groups.json.compact())]).text();
    assert!(said.contains("         and 1 more equivocation; --format json lists them all\n"), "{said}");
}

#[test]
fn tables_of_a_page_say_how_many_rows_they_leave_out() {
    let folder = Folder::new();
    let forks = forks(2_003).json.compact();
    let page = folder.path().join("page.html");
    let report = format!("html={}", page.display());
    pith(&["merge", "--keyring", KEYRING, "--report", &report, &folder.file("forks.json", forks)]);
    let page = std::fs::read_to_string(&page).unwrap();
    assert!(page.contains("<p>And 3 more, not listed here.</p>"));
}
