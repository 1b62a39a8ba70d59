//! What several bundles come to, for people.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use super::human::{brief, verdict_word};
use super::value::write_pretty;
use crate::json::Object;
use crate::report::{Trust, Verdict};
use crate::text::{cut, escape};
use crate::union::{Contradiction, EventOfUnion, InputOfUnion, Union};

/// The most entries of one list that people are shown.
const SHOWN: usize = 20;

/// The union, what is wrong with it, and the merged state.
pub fn human(union: &Union<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{} {}", verdict_word(union.verdict), escape(&headline(union)))?;
    let dim = Style::new().dimmed();
    writeln!(out, "{dim}{}{dim:#}\n", meaning(union))?;
    for input in &union.inputs {
        one_input(input, union, out)?;
    }
    for contradiction in union.contradictions.iter().take(SHOWN) {
        one_contradiction(contradiction, union, out)?;
    }
    more(union.contradictions.len(), "contradictions", out)?;
    equivocations(union, out)?;
    unvouched(union, out)?;
    let Some(state) = &union.state else { return Ok(()) };
    writeln!(out, "\nThe merged state:\n")?;
    write_pretty(state, out)
}

pub(super) fn headline(union: &Union<'_>) -> String {
    let count = |count: usize, noun: &str| format!("{count} {noun}{}", if count == 1 { "" } else { "s" });
    let inputs = count(union.inputs.len(), "input");
    match (&union.obstacle, union.pith_number) {
        (Some(obstacle), _) => format!("{inputs}: {obstacle}"),
        (None, number) => {
            format!("{}, {inputs}, {}", cut(number.unwrap_or("no number")), count(union.events.len(), "event"))
        }
    }
}

pub(super) fn meaning(union: &Union<'_>) -> &'static str {
    match (union.verdict, union.assurance) {
        (Verdict::Pass, Trust::Embedded) => {
            "Every input is consistent in itself. The embedded keys were taken at face value: this does not say who made them."
        }
        (Verdict::Pass, _) => "Every input verifies, and none contradicts another.",
        (Verdict::Untrusted, _) => "UNVERIFIED: an input is by a key that nobody you trust vouches for.",
        _ if union.state.is_none() => "UNVERIFIED: nothing was merged.",
        _ if union.contradictions.is_empty() => {
            "UNVERIFIED as a whole: an input does not pass. Only events that verify by themselves were merged."
        }
        _ => "UNVERIFIED as a whole: the inputs contradict each other.",
    }
}

fn one_input(input: &InputOfUnion<'_>, union: &Union<'_>, out: &mut dyn Write) -> io::Result<()> {
    brief(&input.report, out)?;
    let (has, all) = (union.events.len() - input.lacks.len(), union.events.len());
    if all > 0 {
        let built = input.built_at.map(|time| format!(", built {}", cut(time))).unwrap_or_default();
        let lacks = if input.lacks.is_empty() { "" } else { "; it lacks" };
        writeln!(out, "       {has} of {all} events{}{lacks}", escape(&built))?;
    }
    for place in input.lacks.iter().take(SHOWN) {
        if let Some(event) = union.events.get(*place) {
            writeln!(out, "         {}", escape(&in_words(event)))?;
        }
    }
    more(input.lacks.len(), "events", out)
}

pub(super) fn in_words(event: &EventOfUnion<'_>) -> String {
    let text = |object: Object<'_>, name| cut(object.text(name).unwrap_or_default());
    let signer = event.object.get("signer").and_then(|signer| signer.as_object()).unwrap_or_default();
    let (event_type, signer) = (text(event.object, "event_type"), text(signer, "signer_id"));
    format!("{} {event_type} by {signer}, {}", text(event.object, "created_at"), event.event_id())
}

fn one_contradiction(contradiction: &Contradiction, union: &Union<'_>, out: &mut dyn Write) -> io::Result<()> {
    let red = AnsiColor::Red.on_default();
    let (kind, message) = (contradiction.kind.as_str(), contradiction.kind.message());
    writeln!(out, "{red}contradiction{red:#} ({kind}) {}", escape(&contradiction.about))?;
    writeln!(out, "       {message}")?;
    for (said, inputs) in contradiction.versions.iter().take(SHOWN) {
        writeln!(out, "         {}: {}", escape(said), escape(&names(union, inputs)))?;
    }
    Ok(())
}

/// One signer, two histories: the sign of somebody who shows different people different things.
fn equivocations(union: &Union<'_>, out: &mut dyn Write) -> io::Result<()> {
    let yellow = AnsiColor::Yellow.on_default();
    for group in union.equivocations.iter().take(SHOWN) {
        writeln!(out, "{yellow}equivocation{yellow:#} by the key {}", group.key_sha256)?;
        let count = group.event_ids.len();
        writeln!(out, "       it signed {count} events that all follow {}", escape(&cut(group.prev_event)))?;
        for id in group.event_ids.iter().take(SHOWN) {
            let event = union.events.iter().find(|event| event.event_id() == *id);
            let held_by = event.map(|event| names(union, &event.held_by)).unwrap_or_default();
            writeln!(out, "         {}: {}", escape(&cut(id)), escape(&held_by))?;
        }
    }
    more(union.equivocations.len(), "equivocations", out)
}

/// Events whose key nobody trusts, and which no input that passes holds.
fn unvouched(union: &Union<'_>, out: &mut dyn Write) -> io::Result<()> {
    let yellow = AnsiColor::Yellow.on_default();
    let unvouched: Vec<_> = union.events.iter().filter(|event| !union.is_vouched(event)).collect();
    for event in unvouched.iter().take(SHOWN) {
        writeln!(out, "{yellow}nobody vouches{yellow:#} for {}", escape(&in_words(event)))?;
        writeln!(out, "       its key {} is not trusted, and no input that passes holds it", event.key_sha256)?;
    }
    more(unvouched.len(), "events", out)
}

pub(super) fn names(union: &Union<'_>, places: &[usize]) -> String {
    let inputs = places.iter().filter_map(|place| union.inputs.get(*place));
    let names: Vec<String> = inputs.take(SHOWN).map(|input| cut(&input.report.input)).collect();
    names.join(", ")
}

fn more(count: usize, noun: &str, out: &mut dyn Write) -> io::Result<()> {
    match count.checked_sub(SHOWN) {
        None | Some(0) => Ok(()),
        Some(more) => writeln!(out, "         and {more} more {noun}; --format json lists them all"),
    }
}
