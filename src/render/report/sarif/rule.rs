//! The program and its rules: the checks, with the texts of `pith explain`.

use serde::Serialize;

use super::message::Message;
use crate::report::CheckCode;

/// The program.
#[derive(Serialize)]
pub(super) struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    version: &'static str,
    semantic_version: &'static str,
    rules: Vec<Rule>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    id: &'static str,
    short_description: Message,
    full_description: Message,
    help: Message,
}

impl Tool {
    /// The program with these of its checks.
    pub(super) fn of(codes: &[CheckCode]) -> Self {
        let version = env!("CARGO_PKG_VERSION");
        let rules = codes.iter().map(|code| Rule::of(*code)).collect();
        Self { driver: Driver { name: "pith", version, semantic_version: version, rules } }
    }
}

impl Rule {
    fn of(code: CheckCode) -> Self {
        let explanation = code.explanation();
        Self {
            id: explanation.name,
            short_description: Message::new(explanation.summary),
            full_description: Message::new(explanation.why),
            help: Message::new(explanation.todo),
        }
    }
}
