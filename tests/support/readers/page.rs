//! The HTML pages of `pith verify`: of one input, and of many.

use super::html::Node;
use super::{Finding, Said, number, reason_and_rule};

/// The verdict in the banner, and the sentence beside it.
pub fn banner(page: &Node) -> (String, String) {
    let banner = page.all("div").into_iter().find(|part| part.is_of("banner")).expect("a banner");
    let paragraphs = banner.all("p");
    let word = paragraphs[0].text();
    assert!(paragraphs[0].is_of("word") && banner.is_of(&word), "the colour is that of the word {word}");
    (word, paragraphs[1].text())
}

/// What the page of one input says.
pub fn read_one(page: &Node) -> Said {
    let (verdict, _) = banner(page);
    let title = page.first("title").text();
    let input = title.strip_prefix(&format!("{verdict} \u{b7} ")).expect("the title begins with the verdict");
    let mut said = Said { input: input.to_owned(), verdict, ..Said::default() };
    said.error = page.all("p").into_iter().find(|part| part.is_of("error")).map(Node::text);
    let checks = page.section("Checks").into_iter().flat_map(Node::elements).skip(1);
    let mut worst_before = 0;
    for check in checks {
        assert!(check.name == "details" && check.is_of("check"));
        let status = check_of(check, &mut said);
        let rank = ["fail", "open", "warn", "skip", "pass"].iter().position(|known| *known == status).unwrap();
        assert!(rank >= worst_before, "failures stand first");
        worst_before = rank;
    }
    said
}

/// A check that unfolds: its worst status, how much was found, and each finding.
fn check_of(check: &Node, said: &mut Said) -> String {
    let summary = check.first("summary");
    let status = badge(summary);
    let code = summary.first("code").text();
    let count = summary.all("span").into_iter().find(|part| part.is_of("count")).unwrap().text();
    let unfolds = check.attribute("open").is_some();
    assert_eq!(unfolds, ["fail", "open"].contains(&status.as_str()), "{code} is unfolded where it does not hold");
    let (count, unit) = number(&count);
    let inside = check.elements().find(|part| part.is_of("inside")).unwrap();
    let found = findings(inside);
    if status == "pass" {
        assert_eq!((unit, found.len()), ("\u{d7}", 0));
        said.passes.push((code, count));
        return status;
    }
    assert_eq!(unit, " found");
    let worst = ["fail", "open", "warn", "skip"].into_iter().find(|known| found.iter().any(|f| f.status == *known));
    assert_eq!(Some(status.as_str()), worst, "{code}");
    assert!(found.iter().all(|finding| finding.code == code));
    let more = inside.elements().find(|part| part.name == "p").map(Node::text);
    let more = more.map(|more| {
        let (count, rest) = number(more.strip_prefix("And ").expect("how many more"));
        assert_eq!(rest, " more like this.");
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
    lists.flat_map(Node::elements).map(finding).collect()
}

fn finding(item: &Node) -> Finding {
    let text = item.own_text();
    let text = text.trim_start().strip_prefix('(').expect("a reason");
    let (reason, message) = text.split_once(") ").expect("a reason ends");
    let (reason, rule) = reason_and_rule(reason);
    let facts = item.facts();
    let fact = |name: &str| facts.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
    Finding {
        code: item.first("code").text(),
        status: badge(item),
        reason,
        rule,
        pointer: fact("At").unwrap_or_default(),
        position: fact("Position").map(|place| {
            let (line, rest) = number(place.strip_prefix("line ").unwrap());
            (line, rest.strip_prefix(" column ").unwrap().parse().unwrap())
        }),
        // A page leaves out what is empty.
        expected: Some(fact("Expected").unwrap_or_default()),
        actual: Some(fact("Actual").unwrap_or_default()),
        message: message.trim_end_matches('\n').to_owned(),
    }
}

/// A row of the list page.
#[derive(Debug)]
pub struct Row {
    /// What it says; nothing passes are counted.
    pub said: Said,
    /// The number beside the name.
    pub number: Option<String>,
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
    let part = |class: &str| summary.all("span").into_iter().find(|part| part.is_of(class)).map(Node::text);
    let inside = item.first("details").elements().find(|part| part.is_of("inside")).unwrap();
    let said = Said {
        input: part("name").unwrap(),
        verdict,
        error: inside.elements().find(|part| part.name == "p").map(Node::text),
        findings: findings(inside),
        ..Said::default()
    };
    Row { said, number: part("number"), facts: inside.facts() }
}
