//! What two documents differ in, for people and as `pith-diff/1` (docs/report.md).

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use serde::Serialize;

use super::escape::write_json;
use super::value::write_compact;
use crate::bundle::Family;
use crate::diff::{Account, Change, ChangeKind, Changes, Listed, NamedEvent, brief};
use crate::digest::Sha256Digest;
use crate::report::{Paper, Verdict};
use crate::text::{cut, escape};

const SCHEMA: &str = "pith-diff/1";

/// The most changes that people are shown.
const SHOWN: usize = 40;

/// One of the two documents.
pub struct Side<'s> {
    /// Its name.
    pub input: &'s str,
    /// SHA-256 of its bytes.
    pub sha256: Sha256Digest,
    /// Which document of the family it is.
    pub family: Family,
    /// What verifying it gave; `None` for documents in which nothing is signed.
    pub verdict: Option<Verdict>,
    /// The paper of a bundle, from the snapshot in force that a trusted key signed.
    pub paper: Option<Paper>,
}

/// A comparison of two documents.
pub struct Comparison<'s, 'a> {
    /// The first document.
    pub old: Side<'s>,
    /// The second document.
    pub new: Side<'s>,
    /// Where they differ.
    pub changes: &'s Changes<'a>,
    /// The same in words.
    pub account: &'s Account<'a>,
}

impl Comparison<'_, '_> {
    fn is_same(&self) -> bool {
        self.changes.is_empty()
    }
}

/// For people: words first, then the first pointers.
pub fn human(comparison: &Comparison<'_, '_>, out: &mut dyn Write) -> io::Result<()> {
    let (bold, dim) = (Style::new().bold(), Style::new().dimmed());
    for (sign, side) in [("-", &comparison.old), ("+", &comparison.new)] {
        let standing = match side.verdict {
            Some(verdict) => format!("{}, {}", side.family.as_str(), standing(side.family, verdict)),
            None => format!("{}, UNVERIFIED: nothing in it is signed", side.family.as_str()),
        };
        writeln!(out, "{sign} {}  {dim}{standing}{dim:#}", escape(side.input))?;
    }
    let mut words = comparison.account.words.join("; ");
    if comparison.is_same() && comparison.old.sha256 != comparison.new.sha256 {
        words.push_str(": the same document, written differently");
    }
    writeln!(out, "\n{bold}{}{bold:#}", escape(&words))?;
    if !comparison.is_same() {
        writeln!(out)?;
    }
    let (follows, causes): (Vec<_>, Vec<_>) =
        comparison.changes.list.iter().partition(|change| follows_from_others(change));
    for change in causes.into_iter().chain(follows).take(SHOWN) {
        one(change, out)?;
    }
    let listed = comparison.changes.list.len();
    if listed > SHOWN {
        let more = listed - SHOWN + comparison.changes.more;
        let lists = if comparison.changes.more > 0 { format!("the first {listed}") } else { "them all".to_owned() };
        writeln!(out, "  and {more} more; --format json lists {lists}")?;
    }
    Ok(())
}

/// The state, digests and signatures change whenever anything does: they come last.
fn follows_from_others(change: &Change<'_>) -> bool {
    let place = change.pointer().as_str();
    ["/bundle_signature", "/state/", "/state_sha256"].iter().any(|member| place.starts_with(member))
}

const fn standing(family: Family, verdict: Verdict) -> &'static str {
    match (family, verdict) {
        (_, Verdict::Pass) => "it verifies",
        (_, Verdict::Undetermined) => "it verifies, but differs from a merge rule that is not published",
        (Family::Integrity, Verdict::Untrusted) => "UNVERIFIED: at best its events are signed, content not checked",
        (_, Verdict::Untrusted) => "UNVERIFIED: by a key that is not trusted",
        (_, Verdict::Fail) => "UNVERIFIED: verification fails",
        (_, Verdict::Malformed | Verdict::Unchecked | Verdict::Internal) => "UNVERIFIED: it cannot be judged",
    }
}

fn one(change: &Change<'_>, out: &mut dyn Write) -> io::Result<()> {
    let (red, green) = (AnsiColor::Red.on_default(), AnsiColor::Green.on_default());
    let place = escape(&cut(change.pointer().as_str()));
    writeln!(out, "  {} {place}", change.kind.as_str())?;
    if change.kind == ChangeKind::Reordered {
        return Ok(());
    }
    if change.old.is_some() {
        writeln!(out, "    {red}- {}{red:#}", escape(&brief(change.old.as_ref())))?;
    }
    if change.new.is_some() {
        writeln!(out, "    {green}+ {}{green:#}", escape(&brief(change.new.as_ref())))?;
    }
    Ok(())
}

/// As one JSON object, values as they are in the documents.
pub fn json(comparison: &Comparison<'_, '_>, out: &mut dyn Write) -> io::Result<()> {
    let mut head = Vec::new();
    write_json(&Head::of(comparison), &mut head)?;
    // The object is open still: `changes` is its last member.
    head.pop();
    out.write_all(&head)?;
    out.write_all(b",\"changes\":[")?;
    for (index, change) in comparison.changes.list.iter().enumerate() {
        if index > 0 {
            out.write_all(b",")?;
        }
        write_change(change, out)?;
    }
    out.write_all(b"]}\n")
}

/// `serde_json` cannot write every number that a document can hold, so values are written by hand.
fn write_change(change: &Change<'_>, out: &mut dyn Write) -> io::Result<()> {
    let places = Places {
        change: change.kind.as_str(),
        pointer: change.pointer().as_str(),
        a_pointer: change.old_place.as_ref().map(crate::json::Pointer::as_str),
        b_pointer: change.new_place.as_ref().map(crate::json::Pointer::as_str),
    };
    let mut head = Vec::new();
    write_json(&places, &mut head)?;
    head.pop();
    out.write_all(&head)?;
    for (name, value) in [("a", &change.old), ("b", &change.new)] {
        if let Some(value) = value {
            write!(out, ",\"{name}\":")?;
            write_compact(value, out)?;
        }
    }
    out.write_all(b"}")
}

#[derive(Serialize)]
#[allow(clippy::struct_field_names, reason = "the member is called `pointer`")]
struct Places<'c> {
    change: &'static str,
    pointer: &'c str,
    a_pointer: Option<&'c str>,
    b_pointer: Option<&'c str>,
}

#[derive(Serialize)]
struct Head<'c> {
    schema: &'static str,
    tool: Tool,
    same: bool,
    exit_code: u8,
    a: SideEntry<'c>,
    b: SideEntry<'c>,
    words: &'c [String],
    events: Events<'c>,
    changes_more: usize,
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct SideEntry<'c> {
    input: &'c str,
    sha256: String,
    document: &'static str,
    verdict: Option<&'static str>,
}

#[derive(Serialize)]
struct Events<'c> {
    added: Vec<Event<'c>>,
    removed: Vec<Event<'c>>,
    changed: Vec<Event<'c>>,
    more: usize,
}

#[derive(Serialize)]
#[allow(clippy::struct_field_names, reason = "named as the documents name them")]
struct Event<'c> {
    event_id: &'c str,
    event_type: &'c str,
    signer_id: &'c str,
    created_at: &'c str,
}

impl<'c> Head<'c> {
    fn of(comparison: &'c Comparison<'_, '_>) -> Self {
        let account = comparison.account;
        Self {
            schema: SCHEMA,
            tool: Tool { name: "pith", version: env!("CARGO_PKG_VERSION") },
            same: comparison.is_same(),
            exit_code: u8::from(!comparison.is_same()),
            a: SideEntry::of(&comparison.old),
            b: SideEntry::of(&comparison.new),
            words: &account.words,
            events: Events::of(account),
            changes_more: comparison.changes.more,
        }
    }
}

impl<'c> Events<'c> {
    fn of(account: &'c Account<'_>) -> Self {
        let Account { events_added, events_removed, events_changed, .. } = account;
        let entries = |listed: &'c Listed<'_>| listed.events.iter().map(Event::of).collect();
        let more = |listed: &Listed<'_>| listed.count - listed.events.len();
        Self {
            added: entries(events_added),
            removed: entries(events_removed),
            changed: entries(events_changed),
            more: more(events_added) + more(events_removed) + more(events_changed),
        }
    }
}

impl<'c> SideEntry<'c> {
    fn of(side: &'c Side<'_>) -> Self {
        Self {
            input: side.input,
            sha256: side.sha256.to_string(),
            document: side.family.as_str(),
            verdict: side.verdict.map(Verdict::as_str),
        }
    }
}

impl<'c> Event<'c> {
    const fn of(event: &NamedEvent<'c>) -> Self {
        let NamedEvent { event_id, event_type, signer_id, created_at } = *event;
        Self { event_id, event_type, signer_id, created_at }
    }
}
