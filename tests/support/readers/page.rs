//! The HTML pages of `pith verify`: of one input, and of many.

use super::html::Node;
use super::{Finding, Said, number, reason_and_rule};

/// The verdict in the banner, and the sentence beside it.
pub fn banner(page: &Node) -> (String, String) {
    let banner = page.all("div").into_iter().find(|part| part.is_of("banner")).expect("a banner");
    let paragraphs = banner.all("p");
    let word = paragraphs[0].text();
    assert!(paragraphs[0].is_of("word") && banner.is_of(&word.to_lowercase()), "the colour is that of the word {word}");
    (word, paragraphs[1].text())
}

/// What the page of one input says.
pub fn read_one(page: &Node) -> Said {
    let (verdict, _) = banner(page);
    let title = page.first("title").text();
    let input = title.strip_prefix(&format!("{verdict} \u{b7} ")).expect("the title begins with the verdict");
    let mut said = Said { input: input.to_owned(), verdict, ..Said::default() };
    said.error = page.all("p").into_iter().find(|part| part.is_of("error")).map(Node::prose);
    let mut worst_before = 0;
    for entry in page.section("Checks").into_iter().flat_map(Node::elements).skip(1) {
        assert_eq!(entry.name, "details");
        if entry.is_of("explained") {
            assert_eq!(worst_before, 0, "what the causes explain comes first");
            explained(entry, &mut said);
            continue;
        }
        let status = if entry.is_of("passed") { passes(entry, &mut said) } else { check_of(entry, &mut said) };
        let rank = ["fail", "open", "warn", "skip", "pass"].iter().position(|known| *known == status).unwrap();
        assert!(rank >= worst_before, "failures stand first");
        worst_before = rank;
        let is_unfolded = entry.attribute("open").is_some();
        let decides = match said.verdict.as_str() {
            "untrusted" => {
                said.findings.iter().any(|f| f.code == "trust.keys" && f.reason != "unused") && status == "warn"
            }
            _ => ["fail", "open"].contains(&status.as_str()),
        };
        assert!(is_unfolded == decides || said.verdict == "untrusted" && !is_unfolded, "{} {status}", entry.text());
    }
    said
}

/// The checks that the causes explain: a line that unfolds.
fn explained(entry: &Node, said: &mut Said) {
    assert_eq!(entry.attribute("open"), None);
    let checks: Vec<&Node> = entry.part("inside").unwrap().elements().collect();
    let line = entry.first("summary").text();
    let noun = if checks.len() == 1 { "check fails" } else { "checks fail" };
    assert_eq!(line, format!("fail {} {noun} because of the causes above", checks.len()));
    for check in checks {
        assert_eq!(check.attribute("open"), None);
        let status = check_of(check, said);
        assert!(["fail", "open"].contains(&status.as_str()), "{status}");
    }
}

/// The checks that passed: a line that unfolds, with each code and how often.
fn passes(entry: &Node, said: &mut Said) -> String {
    assert_eq!(entry.attribute("open"), None);
    let rows = entry.part("facts").unwrap().all("dt");
    for row in &rows {
        let text = row.own_text();
        let (count, unit) = number(text.trim_start());
        assert_eq!(unit, "\u{d7}");
        said.passes.push((row.first("code").text(), count));
    }
    let noun = if rows.len() == 1 { "check" } else { "checks" };
    assert_eq!(entry.first("summary").text(), format!("pass {} {noun} passed", rows.len()));
    badge(entry.first("summary"))
}

/// A check that unfolds: its worst status, how much was found, and each finding.
fn check_of(check: &Node, said: &mut Said) -> String {
    assert!(check.is_of("check"));
    let summary = check.first("summary");
    let status = badge(summary);
    let code = summary.first("code").text();
    let count = summary.part("count").unwrap().text();
    let (count, unit) = number(&count);
    let inside = check.elements().find(|part| part.is_of("inside")).unwrap();
    let found = findings(inside);
    assert_eq!(unit, " found");
    let worst = ["fail", "open", "warn", "skip"].into_iter().find(|known| found.iter().any(|f| f.status == *known));
    assert_eq!(Some(status.as_str()), worst, "{code}");
    assert!(found.iter().all(|finding| finding.code == code));
    let more = inside.elements().find(|part| part.name == "p").map(Node::text);
    let more = more.map(|more| {
        let (count, rest) = number(more.strip_prefix("And ").expect("how many more"));
        assert_eq!(rest, " more, not listed here.");
        count
    });
    assert_eq!(count, found.len() as u64 + more.unwrap_or_default(), "{code}");
    // The page counts what it does not show for all statuses of a code together.
    said.omitted.extend(more.map(|more| (String::new(), code, more)));
    said.findings.extend(found);
    status
}

fn badge(node: &Node) -> String {
    let badge = node.all("span").into_iter().find(|part| part.is_of("badge")).expect("a badge");
    let word = badge.text();
    assert!(badge.is_of(&word), "the colour of a badge is that of its word");
    word
}

/// The findings in the list that is directly in this element.
fn findings(node: &Node) -> Vec<Finding> {
    let lists = node.elements().filter(|list| list.is_of("findings"));
    lists.flat_map(Node::elements).flat_map(finding).collect()
}

/// The findings of an entry: one for each place.
fn finding(item: &Node) -> Vec<Finding> {
    let text = item.own_text();
    let reason = text.trim_start().strip_prefix('(').expect("a reason").split_once(')').expect("a reason ends").0;
    let (reason, rule) = reason_and_rule(reason);
    let finding = Finding {
        code: item.first("code").text(),
        status: badge(item),
        reason,
        rule,
        message: item.part("message").unwrap().prose(),
        // A page leaves out what is empty.
        expected: Some(String::new()),
        actual: Some(String::new()),
        ..Finding::default()
    };
    let places: Vec<&Node> = item.elements().filter(|part| part.name == "dl").collect();
    assert!(places.len() > 1 || item.all("dl").len() == places.len());
    if places.is_empty() { vec![finding] } else { places.into_iter().map(|at| placed(finding.clone(), at)).collect() }
}

/// A finding with the place and the values of a list.
fn placed(mut finding: Finding, list: &Node) -> Finding {
    let is_digest = finding.code.ends_with(".digest") && finding.code != "snapshot.digest";
    let is_computed = is_digest || ["event.id", "key.fingerprint"].contains(&finding.code.as_str());
    for row in list.all("div") {
        let value = row.first("dd");
        match (row.first("dt").text().as_str(), is_computed) {
            ("At", _) => {
                value.own_text().strip_suffix(' ').unwrap_or_default().clone_into(&mut finding.pointer);
                finding.position = value.part("position").map(|place| {
                    let text = place.text();
                    let (line, rest) = number(text.strip_prefix("line ").unwrap());
                    (line, rest.strip_prefix(" column ").unwrap().parse().unwrap())
                });
            }
            ("Expected", false) | ("Computed", true) => finding.expected = Some(value.text()),
            ("Actual", false) | ("Stated", true) => finding.actual = Some(value.text()),
            (other, _) => panic!("{other} of {}", finding.code),
        }
    }
    finding
}

/// A cause as a page shows it.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Cause {
    /// How it was changed.
    pub kind: String,
    /// The place.
    pub pointer: String,
    /// Line and column.
    pub position: String,
    /// The value that was signed, and the one that was found; `nothing` for none.
    pub values: [String; 2],
    /// The check of the signature that proves it.
    pub proof: String,
    /// The checks that fail because of it.
    pub explains: Vec<String>,
}

/// The causes in an element, and what remains.
pub fn causes(node: &Node) -> (Vec<Cause>, Option<String>) {
    let remains = node.part("remains").map(Node::prose);
    (node.all("article").into_iter().map(cause).collect(), remains)
}

fn cause(article: &Node) -> Cause {
    let heading = article.first("h3");
    let sides = article.part("difference").unwrap().all("dd");
    let facts = article.part("facts").unwrap().all("div");
    let codes = |name: &str| -> Vec<String> {
        let row = facts.iter().find(|row| row.first("dt").text() == name);
        row.map(|row| row.all("code").iter().map(|code| code.text()).collect()).unwrap_or_default()
    };
    Cause {
        kind: heading.own_text().trim().to_owned(),
        pointer: heading.first("code").text(),
        position: heading.part("position").map(Node::text).unwrap_or_default(),
        values: [sides[0].text(), sides[1].text()],
        proof: codes("Proof").join(" "),
        explains: codes("Explains"),
    }
}

/// A row of the list page.
#[derive(Debug)]
pub struct Row {
    /// What it says; nothing passes are counted.
    pub said: Said,
    /// The number beside the name.
    pub number: Option<String>,
    /// Why it did not pass, which is shown without unfolding.
    pub why: Option<String>,
    /// What is known about the input.
    pub facts: Vec<(String, String)>,
}

/// The filters, each with its count, and the rows.
pub fn read_many(page: &Node) -> (Vec<(String, u64)>, Vec<Row>) {
    let filters = page.first("fieldset").all("label").into_iter().map(|label| {
        let text = label.text();
        let (word, count) = text.split_once(" (").unwrap();
        assert_eq!(label.attribute("for"), Some(format!("show-{word}").as_str()));
        (word.to_owned(), count.strip_suffix(')').unwrap().parse().unwrap())
    });
    let list = page.all("ol").into_iter().find(|list| list.is_of("inputs")).expect("a list of inputs");
    (filters.collect(), list.elements().map(row).collect())
}

fn row(item: &Node) -> Row {
    let summary = item.first("summary");
    let verdict = badge(summary);
    assert!(item.is_of("input") && item.is_of(&verdict), "the filter finds {verdict}");
    let part = |class: &str| summary.part(class).map(Node::text);
    let inside = item.first("details").elements().find(|part| part.is_of("inside")).unwrap();
    let folded = inside.elements().filter(|part| part.is_of("explained")).flat_map(findings);
    let said = Said {
        input: part("name").unwrap(),
        verdict,
        error: inside.elements().find(|part| part.is_of("error")).map(Node::prose),
        findings: findings(inside).into_iter().chain(folded).collect(),
        ..Said::default()
    };
    Row { said, number: part("number"), why: part("why"), facts: inside.facts() }
}
