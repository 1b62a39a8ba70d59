//! The report for people: findings first, then rows with a label each.

use std::fmt::Write as _;

use super::{Finding, Said, number, reason_and_rule};

/// The report on one input.
#[derive(Debug, Default)]
pub struct Whole {
    /// What it says of the findings.
    pub said: Said,
    /// What it shows as changed: how, where, what was signed and found, and what follows.
    pub changes: Vec<String>,
    /// What it shows as unexplained.
    pub remains: Option<String>,
    /// The sentence under the verdict.
    pub meaning: String,
    /// Labels and values; a row without a label belongs to the one above.
    pub rows: Vec<(String, String)>,
}

const STATUSES: [&str; 4] = ["fail", "open", "warn", "skip"];
const INDENT: &str = "       ";

/// Reads the report on the only input of a run.
pub fn read_one(text: &str) -> Whole {
    let mut lines = text.lines().peekable();
    let mut whole = Whole { said: headline(lines.next().unwrap()), ..Whole::default() };
    lines.next().unwrap().clone_into(&mut whole.meaning);
    assert_eq!(lines.next(), Some(""));
    whole.changes = changes(&mut lines);
    causes(&mut lines, &mut whole.said);
    // A sentence begins with a capital or with the name of a member, a row with its label in small letters.
    let is_sentence = |line: &&str| line.starts_with("  ") && line[2..].starts_with(char::is_uppercase);
    whole.remains = lines.next_if(is_sentence).map(|line| line[2..].to_owned());
    let mut label = String::new();
    for line in
        lines.filter(|line| !line.is_empty() && !["Claims of the document:", "Computed and verified:"].contains(line))
    {
        let rest = line.strip_prefix("  ").unwrap_or_else(|| panic!("a row, not {line:?}"));
        let (name, value) = (rest[..12].trim_end(), &rest[12..]);
        if !name.is_empty() {
            name.clone_into(&mut label);
        }
        whole.rows.push((label.clone(), value.strip_prefix(' ').unwrap().to_owned()));
    }
    whole
}

/// The report on several inputs.
#[derive(Debug, Default)]
pub struct Many {
    /// The inputs that are listed.
    pub listed: Vec<Said>,
    /// How many passes are only counted.
    pub passes: u64,
    /// The reasons that several inputs share.
    pub shared: Vec<Shared>,
    /// How many more such reasons there are.
    pub more: u64,
    /// Whether it says what to do about keys that are not trusted.
    pub is_about_keys: bool,
    /// The last line.
    pub last: String,
}

/// A reason that several inputs share.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Shared {
    /// The verdict on them.
    pub verdict: String,
    /// How many there are.
    pub count: u64,
    /// The reason.
    pub words: String,
    /// The first of them.
    pub names: Vec<String>,
}

/// Reads the report on several inputs.
pub fn read_many(text: &str) -> Many {
    let mut lines = text.lines().peekable();
    let mut many = Many::default();
    while let Some(line) = lines.next().filter(|line| !line.is_empty()) {
        if let Some(count) = line.strip_prefix("PASS ").and_then(|rest| rest.strip_suffix(" more")) {
            many.passes = count.parse().unwrap();
            continue;
        }
        let mut said = headline(line);
        changes(&mut lines);
        causes(&mut lines, &mut said);
        let is_remark =
            |line: &&str| line.starts_with("  ") && !STATUSES.iter().any(|word| line[2..].starts_with(word));
        lines.next_if(is_remark);
        many.listed.push(said);
    }
    if lines.next_if_eq(&"Reasons that several inputs share; above is the first input of each:").is_some() {
        assert_eq!(lines.next(), Some(""));
        while let Some(line) = lines.next().filter(|line| !line.is_empty()) {
            if let Some(rest) = line.strip_prefix("and ") {
                many.more = number(rest).0;
                continue;
            }
            many.shared.push(shared(line, lines.next().expect("the names")));
        }
    }
    if lines.next_if(|line| line.starts_with("`pith keys`")).is_some() {
        many.is_about_keys = true;
        assert_eq!(lines.next(), Some(""));
    }
    lines.next().expect("a last line").clone_into(&mut many.last);
    assert_eq!(lines.next(), None);
    many
}

/// `FAIL 7 inputs: the reason`, and `a.json, b.json and 5 more` below.
fn shared(line: &str, names: &str) -> Shared {
    let (verdict, rest) = line.split_once(' ').unwrap();
    let (count, rest) = number(rest);
    let words = rest.strip_prefix(" inputs: ").unwrap().to_owned();
    let names = names.strip_prefix(INDENT).unwrap();
    let (names, more) = match names.rsplit_once(" and ") {
        Some((names, rest)) if rest.ends_with(" more") => (names, number(rest).0),
        _ => (names, 0),
    };
    let names: Vec<String> = names.split(", ").map(str::to_owned).collect();
    assert_eq!(names.len() as u64 + more, count, "{line}");
    Shared { verdict: verdict.to_lowercase(), count, words, names }
}

/// `FAIL bundle.json`; where it passes the number follows, after two spaces.
fn headline(line: &str) -> Said {
    let (verdict, input) = line.split_once(' ').unwrap();
    assert_eq!(verdict, verdict.to_uppercase());
    Said { verdict: verdict.to_lowercase(), input: input.to_owned(), ..Said::default() }
}

/// Reads what was changed, and skips the source that is shown.
fn changes<'l>(lines: &mut std::iter::Peekable<impl Iterator<Item = &'l str>>) -> Vec<String> {
    const KINDS: [&str; 4] = ["changed", "added", "removed", "moved"];
    let mut changes = Vec::new();
    loop {
        lines.next_if(|line| line.is_empty() && !changes.is_empty());
        let is_change = |line: &&str| {
            line.strip_prefix("  ").and_then(|rest| rest.split(' ').next()).is_some_and(|word| KINDS.contains(&word))
        };
        let Some(line) = lines.next_if(is_change) else { return changes };
        let (kind, rest) = line.trim_start().split_once(' ').unwrap();
        let (pointer, place) = rest.trim_start().rsplit_once(" line ").unwrap();
        let mut change = format!("{kind} {pointer} {}", place.replace(" column ", ":"));
        while let Some(line) = lines.next_if(|line| line.starts_with("          ")) {
            let line = line.trim_start();
            if let Some(value) = ["signed ", "required ", "found "].iter().find_map(|word| line.strip_prefix(word)) {
                let name = line.split(' ').next().unwrap();
                write!(change, " {name} {}", value.trim_start()).unwrap();
            } else if let Some((_, codes)) = line.split_once(" because of this: ") {
                write!(change, " explains {codes}").unwrap();
            }
        }
        changes.push(change);
    }
}

fn causes<'l>(lines: &mut std::iter::Peekable<impl Iterator<Item = &'l str>>, said: &mut Said) {
    while let Some(line) = lines.peek().and_then(|line| line.strip_prefix("  ")) {
        let Some((status, rest)) = line.split_once(' ').filter(|(word, _)| STATUSES.contains(word)) else {
            let is_judged = ["pass", "fail", "untrusted", "undetermined"].contains(&said.verdict.as_str());
            if is_judged || said.error.is_some() || !said.findings.is_empty() {
                return;
            }
            said.error = Some(line.to_owned());
            lines.next();
            continue;
        };
        lines.next();
        let (code, rest) = rest.split_once(' ').unwrap();
        let (code, status) = (code.to_owned(), status.to_owned());
        if let Some(rest) = rest.strip_prefix("and ") {
            let (count, rest) = number(rest);
            assert_eq!(rest, if count == 1 { " more that is not listed" } else { " more that are not listed" });
            said.omitted.push((status, code, count));
            continue;
        }
        let (reason, place) = rest.strip_prefix('(').and_then(|rest| rest.split_once(')')).expect("a reason");
        let (reason, rule) = reason_and_rule(reason);
        let (pointer, position) = place_and_position(place);
        let message = lines.next().and_then(|line| line.strip_prefix(INDENT)).expect("a message").to_owned();
        let mut finding = Finding { code, status, reason, rule, pointer, position, message, ..Finding::default() };
        let mut value = |name: &str| {
            let value = lines.peek()?.strip_prefix(INDENT)?.strip_prefix(name)?;
            lines.next();
            Some(if value == "(empty)" { String::new() } else { value.to_owned() })
        };
        finding.expected = value("expected  ").or_else(|| value("computed  "));
        finding.actual = value("actual    ").or_else(|| value("stated    "));
        said.findings.push(finding);
    }
}

/// ` /events/1 line 3 column 4`, either of them perhaps missing.
fn place_and_position(place: &str) -> (String, Option<(u64, u64)>) {
    let read = |numbers: &str| {
        let (line, column) = numbers.split_once(" column ")?;
        Some((line.parse().ok()?, column.parse().ok()?))
    };
    let found = place.rsplit_once(" line ").and_then(|(before, numbers)| Some((before, read(numbers)?)));
    let (pointer, position) = found.map_or((place, None), |(before, position)| (before, Some(position)));
    (pointer.strip_prefix(' ').unwrap_or_default().to_owned(), position)
}
