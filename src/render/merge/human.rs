//! What several bundles come to, for people.

use std::io::{self, Write};

use anstyle::AnsiColor;

use crate::json::Object;
use crate::merge::{Contradiction, Differing, EventOfUnion, InputOfUnion, Side, Story, Union};
use crate::render::report::human::brief;
use crate::render::terminal::{heading, verdict_word};
use crate::render::value::write_pretty;
use crate::render::words;
use crate::report::{Trust, Verdict};
use crate::text::{cut, escape};

/// The most entries of one list that people are shown.
const SHOWN: usize = 20;

/// The union, what is wrong with it, and the merged state.
pub fn human(union: &Union<'_>, out: &mut dyn Write) -> io::Result<()> {
    heading(&verdict_word(union.verdict), &headline(union), meaning(union), out)?;
    for input in &union.inputs {
        one_input(input, union, out)?;
    }
    for contradiction in union.contradictions.iter().take(SHOWN) {
        one_contradiction(contradiction, union, out)?;
    }
    more(union.contradictions.len(), "contradictions", out)?;
    for story in union.stories.iter().take(SHOWN) {
        one_story(story, union, out)?;
    }
    more(union.stories.len(), "different stories", out)?;
    equivocations(union, out)?;
    unvouched(union, out)?;
    let Some(state) = &union.state else { return Ok(()) };
    writeln!(out, "\nThe merged state:\n")?;
    write_pretty(state, out)
}

pub(in crate::render) fn headline(union: &Union<'_>) -> String {
    let inputs = words::count(union.inputs.len(), "input");
    match (&union.obstacle, union.pith_number) {
        (Some(obstacle), _) => format!("{inputs}: {obstacle}"),
        (None, number) => {
            format!("{}, {inputs}, {}", cut(number.unwrap_or("no number")), words::count(union.events.len(), "event"))
        }
    }
}

pub(in crate::render) fn meaning(union: &Union<'_>) -> &'static str {
    match (union.verdict, union.assurance) {
        (Verdict::Pass, Trust::Embedded) => {
            "Every input is consistent in itself. The embedded keys were taken at face value: this does not say who made them."
        }
        (Verdict::Pass, _) if !union.equivocations.is_empty() => {
            "Every input verifies, and together they tell one story, in which a signer signed two histories."
        }
        (Verdict::Pass, _) => "Every input verifies, and together they tell one story.",
        (Verdict::Undetermined, _) if !union.stories.is_empty() => {
            "Every input verifies, but they do not tell one story: compare the sides below. No published rule says that \
             this cannot be honest."
        }
        (Verdict::Undetermined, _) => {
            "Every input verifies as far as the format is proven, but rules that nobody has published leave it open \
             whether this is one honest history."
        }
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

pub(in crate::render) fn in_words(event: &EventOfUnion<'_>) -> String {
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

fn one_story(story: &Story<'_>, union: &Union<'_>, out: &mut dyn Write) -> io::Result<()> {
    let yellow = AnsiColor::Yellow.on_default();
    writeln!(out, "{yellow}different stories{yellow:#} ({}) {}", story_kind(story), escape(&story.about))?;
    writeln!(out, "       {}", story.kind.message())?;
    for side in story.sides.iter().take(SHOWN) {
        writeln!(out, "         {}", escape(&side_in_words(side, union)))?;
    }
    more(story.sides.len(), "sides", out)?;
    for place in &story.places {
        writeln!(out, "         {}", escape(&differing_in_words(place, story, union)))?;
    }
    Ok(())
}

/// What kind of story, and the rule that it rests on.
pub(in crate::render) fn story_kind(story: &Story<'_>) -> String {
    let rule = story.kind.rule().map(|rule| format!(", {}", rule.as_str())).unwrap_or_default();
    format!("{}{rule}", story.kind.as_str())
}

/// The whole story in one sentence: what it is about, and what each input holds.
pub(in crate::render) fn story_in_words(story: &Story<'_>, union: &Union<'_>) -> String {
    let sides: Vec<String> = story.sides.iter().take(SHOWN).map(|side| side_in_words(side, union)).collect();
    let more = match story.sides.len().saturating_sub(SHOWN) {
        0 => String::new(),
        more => format!("; and {more} more sides"),
    };
    format!("{}: {}{more}", story.kind.message(), sides.join("; "))
}

/// Who holds what.
pub(in crate::render) fn side_in_words(side: &Side<'_>, union: &Union<'_>) -> String {
    let built = |input: &InputOfUnion<'_>| {
        let built_at = input.built_at.map(|time| format!(" (built {})", cut(time))).unwrap_or_default();
        format!("{}{built_at}", cut(&input.report.input))
    };
    let inputs = side.inputs.iter().filter_map(|place| union.inputs.get(*place));
    let mut names: Vec<String> = inputs.take(SHOWN).map(built).collect();
    names.extend(beyond(side.inputs.len(), SHOWN));
    let said = [("holds", "hold", &side.holds), ("lacks", "lack", &side.lacks)];
    let said = said.into_iter().filter(|(_, _, ids)| !ids.is_empty()).map(|(one, several, ids)| {
        let mut ids_shown: Vec<String> = ids.iter().take(IDS).map(|id| cut(id)).collect();
        ids_shown.extend(beyond(ids.len(), IDS));
        format!("{} {}", if side.inputs.len() == 1 { one } else { several }, ids_shown.join(", "))
    });
    let verb = if side.inputs.len() == 1 { "has" } else { "have" };
    let content = side.content.map(|digest| format!("{verb} the content {digest}"));
    format!("{} {}", names.join(", "), said.chain(content).collect::<Vec<_>>().join(" and "))
}

/// The most event ids of one side that a sentence names.
const IDS: usize = 3;

fn beyond(count: usize, shown: usize) -> Option<String> {
    count.checked_sub(shown).filter(|more| *more > 0).map(|more| format!("{more} more"))
}

/// A place that differs, and what the two sides have there.
pub(in crate::render) fn differing_in_words(place: &Differing, story: &Story<'_>, union: &Union<'_>) -> String {
    let pointer = cut(place.pointer.as_str());
    let said = |side: usize, value: &Option<String>| {
        let names = story.sides.get(side).map(|side| names(union, &side.inputs)).unwrap_or_default();
        format!("{} in {names}", value.as_deref().unwrap_or("nothing"))
    };
    match &place.values {
        [None, None] => format!("{pointer}: entries in another order"),
        [first, other] => format!("{pointer}: {}, {}", said(0, first), said(place.other, other)),
    }
}

/// One signer, two histories: the sign of somebody who shows different people different things.
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
            let event = union.events.iter().find(|event| event.event_id() == *id);
            let held_by = event.map(|event| names(union, &event.held_by)).unwrap_or_default();
            writeln!(out, "         {}: {}", escape(&cut(id)), escape(&held_by))?;
        }
    }
    more(union.equivocations.len(), "equivocations", out)
}

/// Events whose key nobody trusts, and which no input that passes or is undetermined holds.
fn unvouched(union: &Union<'_>, out: &mut dyn Write) -> io::Result<()> {
    let yellow = AnsiColor::Yellow.on_default();
    let unvouched: Vec<_> = union.events.iter().filter(|event| !union.is_vouched(event)).collect();
    for event in unvouched.iter().take(SHOWN) {
        writeln!(out, "{yellow}nobody vouches{yellow:#} for {}", escape(&in_words(event)))?;
        writeln!(
            out,
            "       its key {} is not trusted, and no input that passes or is undetermined holds it",
            event.key_sha256
        )?;
    }
    more(unvouched.len(), "events", out)
}

pub(in crate::render) fn names(union: &Union<'_>, places: &[usize]) -> String {
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
