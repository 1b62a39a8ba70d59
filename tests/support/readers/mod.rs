//! Second readers of the reports of `pith verify`, without any code of the program.
//!
//! Each returns the statements about an input, to be compared with the JSON report of the run.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]

pub mod github;
pub mod html;
pub mod human;
pub mod junit;
pub mod page;
pub mod report;
pub mod sarif;

/// A finding as a report shows it; parts that a format does not show are empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Finding {
    /// The check code.
    pub code: String,
    /// `fail`, `open`, `warn` or `skip`.
    pub status: String,
    /// The stable word.
    pub reason: String,
    /// The inferred rule that an open finding rests on.
    pub rule: Option<String>,
    /// The place.
    pub pointer: String,
    /// Line and column.
    pub position: Option<(u64, u64)>,
    /// What the rules ask for.
    pub expected: Option<String>,
    /// What the document says.
    pub actual: Option<String>,
    /// The sentence.
    pub message: String,
}

/// Findings that are counted: status, code, how many.
pub type Omitted = (String, String, u64);

/// What a report says of one input.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// Its name.
    pub input: String,
    /// The verdict.
    pub verdict: String,
    /// Why it could not be judged.
    pub error: Option<String>,
    /// What did not pass, in the order of the report.
    pub findings: Vec<Finding>,
    /// What was counted and not shown.
    pub omitted: Vec<Omitted>,
    /// Codes that passed, with how often.
    pub passes: Vec<(String, u64)>,
}

/// `differs, rule M9` as its two parts.
pub fn reason_and_rule(text: &str) -> (String, Option<String>) {
    let (reason, rule) = text.split_once(", rule ").map_or((text, None), |(reason, rule)| (reason, Some(rule)));
    (reason.to_owned(), rule.map(str::to_owned))
}

/// `12 and the rest` as 12 and the rest.
pub fn number(text: &str) -> (u64, &str) {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    (digits.parse().unwrap_or_else(|_| panic!("a number, not {text:?}")), rest)
}
