//! Merges for people.

use std::io::{self, Write};

use anstyle::AnsiColor;

use super::words::{SHOWN, differing_in_words, headline, holders, in_words, meaning, names, side_in_words, story_kind};
use crate::merge::{Contradiction, InputOfUnion, Story, Union};
use crate::render::report::human::brief;
use crate::render::terminal::{heading, row, rows, verdict_word};
use crate::render::words::{beyond, count};
use crate::report::Verdict;
use crate::text::{cut, escape};

/// Writes the verdict, what was united, what each input lacks, contradictions and different stories.
pub fn human(union: &Union<'_>, out: &mut dyn Write) -> io::Result<()> {
    heading(&verdict_word(union.verdict), &headline(union), meaning(union), out)?;
    united(union, out)?;
    for input in &union.inputs {
        one_input(input, union, out)?;
    }
    for contradiction in union.contradictions.iter().take(SHOWN) {
        one_contradiction(contradiction, union, out)?;
    }
    more(union.contradictions.len(), ["contradiction", "contradictions"], out)?;
    for story in union.stories.iter().take(SHOWN) {
        one_story(story, union, out)?;
    }
    more(union.stories.len(), ["different story", "different stories"], out)?;
    equivocations(union, out)?;
    unvouched(union, out)
}

/// A row for each part of the answer; none if nothing was united.
fn united(union: &Union<'_>, out: &mut dyn Write) -> io::Result<()> {
    let Some(state) = union.state.and_then(|state| state.as_object()) else { return Ok(()) };
    row("number", &cut(union.pith_number.unwrap_or_default()), out)?;
    row("inputs", &verdicts(union), out)?;
    row("events", &events(union), out)?;
    row("disputes", &disputes(union), out)?;
    rows("state", [state.text("state_sha256").unwrap_or_default(), "printed by --state"], out)?;
    writeln!(out)
}

/// `3: 2 pass, 1 fail`
fn verdicts(union: &Union<'_>) -> String {
    let with = |verdict| union.inputs.iter().filter(|input| input.report.verdict == verdict).count();
    let counts = Verdict::ALL.into_iter().map(|verdict| (verdict, with(verdict))).filter(|(_, count)| *count > 0);
    let counts: Vec<String> = counts.map(|(verdict, count)| format!("{count} {verdict}")).collect();
    format!("{}: {}", union.inputs.len(), counts.join(", "))
}

/// `3: 2 in every input, 1 missing from some`
fn events(union: &Union<'_>) -> String {
    let (inputs, all) = (union.inputs.len(), union.events.len());
    match union.events.iter().filter(|event| event.held_by.len() < inputs).count() {
        0 => format!("{all}, all of them in every input"),
        some => format!("{all}: {} in every input, {some} missing from some", all - some),
    }
}

/// `1 contradiction, 2 different stories`
fn disputes(union: &Union<'_>) -> String {
    let stories = if union.stories.len() == 1 { "different story" } else { "different stories" };
    let counts = [
        (union.contradictions.len(), count(union.contradictions.len(), "contradiction")),
        (union.stories.len(), format!("{} {stories}", union.stories.len())),
        (union.equivocations.len(), count(union.equivocations.len(), "equivocation")),
    ];
    let words: Vec<String> = counts.into_iter().filter(|(count, _)| *count > 0).map(|(_, words)| words).collect();
    if words.is_empty() { "none: no contradictions, one story".to_owned() } else { words.join(", ") }
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
    more(input.lacks.len(), ["event", "events"], out)
}

fn one_contradiction(contradiction: &Contradiction, union: &Union<'_>, out: &mut dyn Write) -> io::Result<()> {
    let red = AnsiColor::Red.on_default();
    let (kind, message) = (contradiction.kind.as_str(), contradiction.kind.message());
    writeln!(out, "{red}contradiction{red:#} ({kind}) {}", escape(&contradiction.about))?;
    writeln!(out, "       {message}")?;
    for (said, inputs) in contradiction.versions.iter().take(SHOWN) {
        writeln!(out, "         {}: {}", escape(said), escape(&names(union, inputs)))?;
    }
    more(contradiction.versions.len(), ["version", "versions"], out)
}

fn one_story(story: &Story<'_>, union: &Union<'_>, out: &mut dyn Write) -> io::Result<()> {
    let yellow = AnsiColor::Yellow.on_default();
    writeln!(out, "{yellow}different stories{yellow:#} ({}) {}", story_kind(story), escape(&story.about))?;
    writeln!(out, "       {}", story.kind.message())?;
    for side in story.sides.iter().take(SHOWN) {
        writeln!(out, "         {}", escape(&side_in_words(side, union)))?;
    }
    more(story.sides.len(), ["side", "sides"], out)?;
    for place in &story.places {
        writeln!(out, "         {}", escape(&differing_in_words(place, story, union)))?;
    }
    Ok(())
}

/// Signers with two histories, who may show different people different things.
fn equivocations(union: &Union<'_>, out: &mut dyn Write) -> io::Result<()> {
    let yellow = AnsiColor::Yellow.on_default();
    for group in union.equivocations.iter().take(SHOWN) {
        writeln!(out, "{yellow}equivocation{yellow:#} by the key {}", group.key_sha256)?;
        let count = group.event_ids.len();
        writeln!(
            out,
            "       it signed {count} events that all follow {}",
            escape(&cut(group.prev_event.unwrap_or("nothing")))
        )?;
        for id in group.event_ids.iter().take(SHOWN) {
            writeln!(out, "         {}: {}", escape(&cut(id)), escape(&holders(union, id)))?;
        }
        more(count, ["event", "events"], out)?;
    }
    more(union.equivocations.len(), ["equivocation", "equivocations"], out)
}

/// Events whose key is not trusted, and which no input that passes or is undetermined contains.
fn unvouched(union: &Union<'_>, out: &mut dyn Write) -> io::Result<()> {
    let yellow = AnsiColor::Yellow.on_default();
    let unvouched: Vec<_> = union.events.iter().filter(|event| !union.is_vouched(event)).collect();
    for event in unvouched.iter().take(SHOWN) {
        writeln!(out, "{yellow}unvouched{yellow:#} {}", escape(&in_words(event)))?;
        writeln!(
            out,
            "       its key {} is not trusted, and no input that passes or is undetermined contains it",
            event.key_sha256
        )?;
    }
    more(unvouched.len(), ["event", "events"], out)
}

/// How many of these there are beyond those that are shown.
fn more(count: usize, [one, several]: [&str; 2], out: &mut dyn Write) -> io::Result<()> {
    match beyond(count, SHOWN) {
        None => Ok(()),
        Some(more) => {
            let noun = if more == 1 { one } else { several };
            writeln!(out, "         and {more} more {noun}; --format json lists them all")
        }
    }
}
