//! Differences for people: in words, then the first pointers.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use super::{Comparison, Side};
use crate::bundle::Family;
use crate::diff::{Change, ChangeKind, brief};
use crate::report::Verdict;
use crate::text::{cut, escape};

/// The most changes that are listed.
const SHOWN: usize = 40;

/// Writes the differences.
pub fn write(comparison: &Comparison<'_, '_>, out: &mut dyn Write) -> io::Result<()> {
    let (bold, dim) = (Style::new().bold(), Style::new().dimmed());
    for (sign, side) in [("-", &comparison.old), ("+", &comparison.new)] {
        let (family, standing) = (side.family.as_str(), standing(side));
        writeln!(out, "{sign} {}  {dim}{family}, {standing}{dim:#}", escape(side.input))?;
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

/// The state, digests and signatures change with everything else, so they come last.
fn follows_from_others(change: &Change<'_>) -> bool {
    let place = change.pointer().as_str();
    ["/bundle_signature", "/state/", "/state_sha256"].iter().any(|member| place.starts_with(member))
}

const fn standing(side: &Side<'_>) -> &'static str {
    match (side.family, side.verdict) {
        (_, None) => "UNVERIFIED: nothing in it is signed",
        (_, Some(Verdict::Pass)) => "it verifies",
        (_, Some(Verdict::Undetermined)) => "it verifies, but differs from a merge rule that is not published",
        (Family::Integrity, Some(Verdict::Untrusted)) => {
            "UNVERIFIED: at best its events are signed, content not checked"
        }
        (_, Some(Verdict::Untrusted)) => "UNVERIFIED: signed by a key that is not trusted",
        (_, Some(Verdict::Fail)) => "UNVERIFIED: verification fails",
        (_, Some(Verdict::Malformed | Verdict::Unchecked | Verdict::Internal)) => "UNVERIFIED: it cannot be judged",
    }
}

fn one(change: &Change<'_>, out: &mut dyn Write) -> io::Result<()> {
    let (red, green) = (AnsiColor::Red.on_default(), AnsiColor::Green.on_default());
    writeln!(out, "  {} {}", change.kind.as_str(), escape(&cut(change.pointer().as_str())))?;
    if change.kind == ChangeKind::Reordered {
        return Ok(());
    }
    for (sign, style, value) in [("-", red, &change.old), ("+", green, &change.new)] {
        if value.is_some() {
            writeln!(out, "    {style}{sign} {}{style:#}", escape(&brief(value.as_ref())))?;
        }
    }
    Ok(())
}
