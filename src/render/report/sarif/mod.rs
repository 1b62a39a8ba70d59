//! `--format sarif`: SARIF 2.1.0, which code scanning reads (docs/report.md).
//!
//! Each result is written as it comes. What the run is known by only at its end follows the results: the rules, of which
//! only those with a result are described, and the outcome.

mod location;
mod message;
mod result;
mod rule;

use std::io::{self, Write};

use serde::Serialize;

use self::location::{Artifact, Location};
use self::message::Message;
use self::result::results;
use self::rule::Tool;
use crate::render::escape::write_json;
use crate::render::words::{cause, count, why};
use crate::render::{Renderer, Summary};
use crate::report::{CheckCode, InputReport, Verdict};

/// What comes before the results.
const HEAD: &str = concat!(
    "{\"$schema\":\"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json\",",
    "\"version\":\"2.1.0\",\"runs\":[{\"columnKind\":\"unicodeCodePoints\",\"results\":["
);

/// The most inputs without a result that are named; the rest are counted.
const NAMED: usize = 1_000;

/// `--format sarif`.
pub struct Sarif {
    place: fn(&str) -> String,
    /// The number of results.
    results: usize,
    /// The codes of the results, in the order of `rules`.
    rules: Vec<CheckCode>,
    notifications: Vec<Notification>,
    /// How many more notifications there are than are kept.
    more: usize,
}

impl Default for Sarif {
    /// Files have the names of the inputs.
    fn default() -> Self {
        Self::placed(str::to_owned)
    }
}

impl Sarif {
    /// `place` returns the path of an input from the root of the checkout, by which code scanning knows the file.
    pub const fn placed(place: fn(&str) -> String) -> Self {
        Self { place, results: 0, rules: Vec::new(), notifications: Vec::new(), more: 0 }
    }

    /// The place of a code in `rules`.
    fn rule(&mut self, code: CheckCode) -> usize {
        self.rules.iter().position(|known| *known == code).unwrap_or_else(|| {
            self.rules.push(code);
            self.rules.len() - 1
        })
    }

    /// Begins the list of results, or its next entry.
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        self.results += 1;
        out.write_all(if self.results == 1 { HEAD } else { "," }.as_bytes())?;
        out.write_all(b"\n")
    }

    /// Notes an input about which no finding says why it did not pass.
    fn notify(&mut self, report: &InputReport, artifact: Artifact) {
        if self.notifications.len() < NAMED {
            let (_, why) = why(report);
            self.notifications.push(Notification {
                level: "error",
                message: Message::new(why),
                locations: vec![Location::file(artifact)],
            });
        } else {
            self.more += 1;
        }
    }
}

impl Renderer for Sarif {
    fn input(&mut self, report: &InputReport, out: &mut dyn Write) -> io::Result<()> {
        let artifact = Artifact::of(report, self.place);
        for result in results(report, &artifact) {
            let rule_index = self.rule(result.code);
            self.begin(out)?;
            write_json(&Indexed { rule_index, result }, out)?;
        }
        if report.verdict != Verdict::Pass && cause(report).is_none() {
            self.notify(report, artifact);
        }
        Ok(())
    }

    fn finish(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        if self.results == 0 {
            out.write_all(HEAD.as_bytes())?;
        }
        out.write_all(b"\n],\"tool\":")?;
        write_json(&Tool::of(&self.rules), out)?;
        out.write_all(b",\"invocations\":[")?;
        write_json(&self.invocation(summary), out)?;
        out.write_all(b"],\"properties\":")?;
        write_json(&Outcome { verdict: summary.verdict().as_str(), summary }, out)?;
        out.write_all(b"}]}\n")
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Indexed<'r> {
    rule_index: usize,
    #[serde(flatten)]
    result: result::Found<'r>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation {
    /// Whether every input could be judged.
    execution_successful: bool,
    exit_code: u8,
    exit_code_description: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tool_execution_notifications: Vec<Notification>,
}

#[derive(Serialize)]
struct Notification {
    level: &'static str,
    message: Message,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    locations: Vec<Location>,
}

#[derive(Serialize)]
struct Outcome<'s> {
    verdict: &'static str,
    summary: &'s Summary,
}

impl Sarif {
    fn invocation(&mut self, summary: &Summary) -> Invocation {
        let verdict = summary.verdict();
        let mut notifications = std::mem::take(&mut self.notifications);
        let is_obstacle = matches!(verdict, Verdict::Unchecked | Verdict::Internal) || !notifications.is_empty();
        let of_run = |level, text: String| Notification { level, message: Message::new(&text), locations: Vec::new() };
        if self.more > 0 {
            notifications.push(of_run("error", format!("{} could not be verified", count(self.more, "more input"))));
        }
        for skipped in summary.named() {
            notifications.push(of_run("note", format!("not read: {} ({})", (self.place)(&skipped.name), skipped.why)));
        }
        if summary.unnamed() > 0 {
            notifications.push(of_run("note", format!("not read: {} more", summary.unnamed())));
        }
        Invocation {
            execution_successful: !is_obstacle,
            exit_code: verdict.exit_code(),
            exit_code_description: verdict.as_str(),
            tool_execution_notifications: notifications,
        }
    }
}
