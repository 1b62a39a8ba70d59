//! Differences as `pith-diff/1` (docs/report.md), with values as they are in the documents.

use std::io::{self, Write};

use serde::Serialize;

use super::{Comparison, Side};
use crate::diff::{Account, Change, Listed, NamedEvent};
use crate::digest::Sha256Digest;
use crate::json::Pointer;
use crate::render::envelope::{Envelope, write_open};
use crate::render::value::write_compact;
use crate::report::Verdict;

#[derive(Serialize)]
struct Head<'c> {
    same: bool,
    exit_code: u8,
    a: SideEntry<'c>,
    b: SideEntry<'c>,
    words: &'c [String],
    events: Events<'c>,
    changes_more: usize,
}

#[derive(Serialize)]
struct SideEntry<'c> {
    input: &'c str,
    sha256: Sha256Digest,
    document: &'static str,
    verdict: Option<&'static str>,
}

#[derive(Serialize)]
struct Events<'c> {
    added: &'c [NamedEvent<'c>],
    removed: &'c [NamedEvent<'c>],
    changed: &'c [NamedEvent<'c>],
    more: usize,
}

#[derive(Serialize)]
#[allow(clippy::struct_field_names, reason = "the member is called `pointer`")]
struct Places<'c> {
    change: &'static str,
    pointer: &'c str,
    a_pointer: Option<&'c str>,
    b_pointer: Option<&'c str>,
}

/// Writes the differences as one object.
pub fn write(comparison: &Comparison<'_, '_>, out: &mut dyn Write) -> io::Result<()> {
    write_open(&Envelope::new("pith-diff/1", Head::of(comparison)), out, |out| {
        out.write_all(b",\"changes\":[")?;
        for (index, change) in comparison.changes.list.iter().enumerate() {
            if index > 0 {
                out.write_all(b",")?;
            }
            write_change(change, out)?;
        }
        out.write_all(b"]")
    })?;
    out.write_all(b"\n")
}

fn write_change(change: &Change<'_>, out: &mut dyn Write) -> io::Result<()> {
    let places = Places {
        change: change.kind.as_str(),
        pointer: change.pointer().as_str(),
        a_pointer: change.old_place.as_ref().map(Pointer::as_str),
        b_pointer: change.new_place.as_ref().map(Pointer::as_str),
    };
    write_open(&places, out, |out| {
        for (name, value) in [("a", &change.old), ("b", &change.new)] {
            if let Some(value) = value {
                write!(out, ",\"{name}\":")?;
                write_compact(value, out)?;
            }
        }
        Ok(())
    })
}

impl<'c> Head<'c> {
    fn of(comparison: &'c Comparison<'_, '_>) -> Self {
        Self {
            same: comparison.is_same(),
            exit_code: u8::from(!comparison.is_same()),
            a: SideEntry::of(&comparison.old),
            b: SideEntry::of(&comparison.new),
            words: &comparison.account.words,
            events: Events::of(comparison.account),
            changes_more: comparison.changes.more,
        }
    }
}

impl<'c> SideEntry<'c> {
    fn of(side: &'c Side<'_>) -> Self {
        Self {
            input: side.input,
            sha256: side.sha256,
            document: side.family.as_str(),
            verdict: side.verdict.map(Verdict::as_str),
        }
    }
}

impl<'c> Events<'c> {
    fn of(account: &'c Account<'_>) -> Self {
        let Account { events_added, events_removed, events_changed, .. } = account;
        let more = |listed: &Listed<'_>| listed.count - listed.events.len();
        Self {
            added: &events_added.events,
            removed: &events_removed.events,
            changed: &events_changed.events,
            more: more(events_added) + more(events_removed) + more(events_changed),
        }
    }
}
