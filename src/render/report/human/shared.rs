//! Inputs that do not pass for the same reason: the first is shown in full, all are counted.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::io::{self, Write};

use crate::digest::Sha256Digest;
use crate::render::report::next::PIN;
use crate::render::terminal::verdict_word;
use crate::render::words::{beyond, cause, count, reason, why};
use crate::report::{Finding, InputReport, Status, Trust, Verdict};
use crate::text::{cut, escape};

/// The most reasons that are remembered. Inputs with further ones are shown one by one.
const REMEMBERED: usize = 1_000;
/// The most shared reasons that are shown; the rest are counted.
const SHOWN: usize = 20;
/// The most inputs that are named for one reason; the rest are counted.
const NAMED: usize = 5;
/// The most parts of a reason that are named.
const PARTS: usize = 3;

/// The reasons that were seen.
#[derive(Default)]
pub(super) struct Shared {
    groups: HashMap<Sha256Digest, Group>,
}

struct Group {
    /// How many reasons came before this one.
    place: usize,
    verdict: Verdict,
    words: String,
    count: usize,
    names: Vec<String>,
    /// Whether these inputs would pass with other keys.
    is_of_keys: bool,
}

impl Shared {
    /// Counts an input that does not pass. Returns whether no earlier one had its reason.
    pub(super) fn is_first(&mut self, report: &InputReport) -> bool {
        let parts = parts(report);
        // One line per part, and no part contains a line end. The digest is small, whatever the input.
        let key = Sha256Digest::of([&[report.verdict.as_str().to_owned()], &parts[..]].concat().join("\n").as_bytes());
        let place = self.groups.len();
        if place == REMEMBERED && !self.groups.contains_key(&key) {
            return true;
        }
        let group = self.groups.entry(key).or_insert_with(|| Group {
            place,
            verdict: report.verdict,
            words: in_words(&parts, counted(report)),
            count: 0,
            names: Vec::new(),
            is_of_keys: report.verdict == Verdict::Untrusted && !untrusted(report).is_empty(),
        });
        group.count += 1;
        if group.names.len() < NAMED {
            group.names.push(cut(&report.input));
        }
        group.count == 1
    }

    /// Writes the reasons that several inputs share, the most frequent first.
    pub(super) fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut shared: Vec<&Group> = self.groups.values().filter(|group| group.count > 1).collect();
        if shared.is_empty() {
            return Ok(());
        }
        shared.sort_by_key(|group| (Reverse(group.count), group.place));
        writeln!(out, "\nReasons that several inputs share; above is the first input of each:\n")?;
        for group in shared.iter().take(SHOWN) {
            group.write(out)?;
        }
        if let Some(more) = beyond(shared.len(), SHOWN) {
            writeln!(out, "and {}", count(more, "more reason"))?;
        }
        if shared.iter().any(|group| group.is_of_keys) { writeln!(out, "\n{PIN}") } else { Ok(()) }
    }
}

impl Group {
    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let more = beyond(self.count, self.names.len()).map(|more| format!(" and {more} more")).unwrap_or_default();
        writeln!(out, "{} {} inputs: {}", verdict_word(self.verdict), self.count, escape(&self.words))?;
        writeln!(out, "       {}{more}", escape(&self.names.join(", ")))
    }
}

/// The first parts of a reason, and how many others there are, with those that the report only counts.
fn in_words(parts: &[String], counted: usize) -> String {
    let shown = parts.iter().take(PARTS).map(|part| cut(part)).collect::<Vec<_>>().join("; ");
    let more = beyond(parts.len() + counted, PARTS).map(|more| format!(" and {more} more")).unwrap_or_default();
    shown + &more
}

/// Why an input does not pass, without its name, positions and values: equal parts are one reason.
fn parts(report: &InputReport) -> Vec<String> {
    if report.is_cut_off {
        return vec!["the text is cut off at the end".to_owned()];
    }
    let causes = &report.diagnosis.causes;
    if !causes.is_empty() {
        return causes
            .iter()
            .map(|cause| format!("{} {}", cause.kind.as_str(), escape(cause.pointer.as_str())))
            .collect();
    }
    let deciding = |finding: &&Finding| finding.status == deciding(report.verdict);
    let keys = untrusted(report);
    if report.verdict == Verdict::Untrusted && !keys.is_empty() {
        return keys;
    }
    let found: Vec<String> = report.checks.findings().iter().filter(deciding).map(place).collect();
    if found.is_empty() { vec![cause(report).map_or_else(|| escape(why(report).1), place)] } else { found }
}

/// The status of the findings for which an input has its verdict.
const fn deciding(verdict: Verdict) -> Status {
    match verdict {
        Verdict::Undetermined => Status::Open,
        Verdict::Untrusted => Status::Warn,
        _ => Status::Fail,
    }
}

/// How many parts the report has beyond those that it lists.
fn counted(report: &InputReport) -> usize {
    if !report.diagnosis.causes.is_empty() {
        return report.diagnosis.more;
    }
    if report.verdict == Verdict::Untrusted && !untrusted(report).is_empty() {
        return report.signers_more;
    }
    let omitted = report.checks.omitted().iter().filter(|(_, status, _)| *status == deciding(report.verdict));
    omitted.map(|(.., count)| count).sum()
}

/// `record.digest (differs) /canonical_sha256`, or the message of a finding that is about no place.
fn place(finding: &Finding) -> String {
    let (code, reason) = (finding.code, reason(finding));
    match &finding.pointer {
        Some(pointer) => format!("{code} ({reason}) {}", escape(pointer.as_str())),
        None => format!("{code} ({reason}): {}", escape(&finding.message)),
    }
}

/// The keys that are not trusted.
fn untrusted(report: &InputReport) -> Vec<String> {
    let keys = report.signers.iter().filter(|signer| signer.trust == Trust::Untrusted);
    keys.map(|signer| format!("the key {} (SHA-256 {}) is not trusted", escape(&signer.key_id), signer.key_sha256))
        .collect()
}
