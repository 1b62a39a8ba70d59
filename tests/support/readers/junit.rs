//! A `JUnit` report: XML, with a line for each finding in the text of a test case.

use roxmltree::{Document, Node};

use super::{Finding, Said, number, reason_and_rule};

/// A test case.
#[derive(Debug, PartialEq, Eq)]
pub struct Case {
    /// What its text says.
    pub said: Said,
    /// Where the document was changed.
    pub changed: Option<String>,
    /// `failure`, `error` or `system-out`.
    pub element: String,
    /// The attribute `message`.
    pub message: Option<String>,
}

/// The counts of the suites, `tests`, `failures`, `errors`, and the test cases.
pub fn read(xml: &str) -> ([u64; 3], Vec<Case>) {
    let document = Document::parse(xml).unwrap_or_else(|error| panic!("{error}: {xml}"));
    let suites = document.root_element();
    assert!(suites.has_tag_name("testsuites"));
    let suite = only_child(suites);
    assert!(suite.has_tag_name("testsuite"));
    let counts = |node: Node<'_, '_>| {
        ["tests", "failures", "errors"].map(|name| node.attribute(name).unwrap().parse::<u64>().unwrap())
    };
    assert_eq!(counts(suites), counts(suite));
    let cases = suite.children().filter(Node::is_element).map(case).collect();
    (counts(suite), cases)
}

fn only_child<'a, 'i>(node: Node<'a, 'i>) -> Node<'a, 'i> {
    let children: Vec<_> = node.children().filter(Node::is_element).collect();
    assert_eq!(children.len(), 1, "children of {:?}", node.tag_name());
    children[0]
}

fn case(node: Node<'_, '_>) -> Case {
    assert!(node.has_tag_name("testcase"));
    let outcome = only_child(node);
    let element = outcome.tag_name().name().to_owned();
    let verdict = outcome.attribute("type").unwrap_or("pass").to_owned();
    let mut said = Said { input: node.attribute("name").unwrap().to_owned(), verdict, ..Said::default() };
    let mut changed = None;
    for line in outcome.text().unwrap_or_default().split('\n').filter(|line| !line.is_empty()) {
        if line.starts_with("changed since it was signed: ") {
            assert!(changed.is_none() && said.findings.is_empty(), "{line}");
            changed = Some(line.to_owned());
        } else {
            read_line(line, &mut said);
        }
    }
    Case { said, changed, element, message: outcome.attribute("message").map(str::to_owned) }
}

/// `fail event.id (differs) /events/1: …`, `fail event.id and 3 more`, `pass event.id x2`, or the error.
fn read_line(line: &str, said: &mut Said) {
    let known = ["pass ", "fail ", "open ", "warn ", "skip "];
    let Some((status, rest)) = line.split_once(' ').filter(|_| known.iter().any(|word| line.starts_with(word))) else {
        assert!(said.error.is_none() && said.findings.is_empty(), "{line}");
        said.error = Some(line.to_owned());
        return;
    };
    let (code, rest) = rest.split_once(' ').unwrap_or_else(|| panic!("{line}"));
    let (code, status) = (code.to_owned(), status.to_owned());
    if let Some(count) = rest.strip_prefix('x').filter(|_| status == "pass") {
        said.passes.push((code, count.parse().unwrap()));
    } else if let Some(rest) = rest.strip_prefix("and ") {
        let (count, rest) = number(rest);
        assert_eq!(rest, " more");
        said.omitted.push((status, code, count));
    } else {
        let (reason, rest) = rest.strip_prefix('(').and_then(|rest| rest.split_once(')')).expect("a reason");
        let (reason, rule) = reason_and_rule(reason);
        // A pointer may hold `: ` as well as the message may: the two stay together.
        said.findings.push(Finding {
            code,
            status,
            reason,
            rule,
            message: rest.trim_start().to_owned(),
            ..Finding::default()
        });
    }
}

/// The findings of the JSON report, place and sentence joined as [`read`] leaves them.
pub fn joined(findings: &[Finding]) -> Vec<Finding> {
    let join = |finding: &Finding| {
        let Finding { code, status, reason, rule, pointer, message, .. } = finding.clone();
        Finding { code, status, reason, rule, message: format!("{pointer}: {message}"), ..Finding::default() }
    };
    findings.iter().map(join).collect()
}
