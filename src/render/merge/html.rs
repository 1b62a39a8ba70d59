//! `pith merge --report html=FILE`: a page about the union, and about stories that differ.

use std::collections::HashMap;

use crate::inspect::{Standing, listed_events};
use crate::merge::Union;
use crate::render::merge::words::{differing_in_words, headline, in_words, meaning, names, side_in_words, story_kind};
use crate::render::page::Markup;
use crate::render::page::timeline;
use crate::render::page::{Cell, and_more, facts, page, paragraph, prose, scrolling, section, table, unfolding};
use crate::render::report::html::banner;
use crate::render::report::html::{input_list, name};
use crate::render::value::pretty_start;
use crate::report::Trust;
use crate::text::cut;

/// The most entries of a list.
const LISTED: usize = 2_000;

/// The whole page.
pub fn union_page(union: &Union<'_>) -> Markup {
    let headline = headline(union);
    let mut content = Markup::new();
    content.raw("<header>\n<h1>Merged bundles</h1>\n").add(&paragraph(&headline)).raw("</header>\n");
    content.add(&banner(union.verdict, meaning(union)));
    content.add(&section("Contradictions", &contradictions(union)));
    content.add(&section("Different stories", &stories(union)));
    content.add(&section("Equivocations", &equivocations(union)));
    content.add(&section("Unvouched events", &unvouched(union)));
    content.add(&section("Inputs", &inputs(union)));
    content.add(&section("Missing events", &lacking(union)));
    content.add(&section("Events", &events(union)));
    content.add(&section("Merged state", &state(union)));
    page(&format!("{} \u{b7} {headline}", union.verdict.as_str()), &content)
}

/// A table of the first rows, and how many others there are.
fn listed<const N: usize, C: Cell>(
    caption: &'static str,
    heads: [&'static str; N],
    mut rows: impl Iterator<Item = [C; N]>,
) -> Markup {
    let first: Vec<[C; N]> = rows.by_ref().take(LISTED).collect();
    let mut whole = table(caption, heads, first);
    whole.add(&and_more(rows.count(), ", not listed here"));
    whole
}

fn contradictions(union: &Union<'_>) -> Markup {
    let rows = union.contradictions.iter().flat_map(|one| {
        let kind = prose(&format!("{}: {}", one.kind.as_str(), one.kind.message()));
        let row = move |said: &str, inputs: &[usize]| {
            [kind.clone(), one.about.markup(), said.markup(), names(union, inputs).markup()]
        };
        one.versions.iter().map(move |(said, inputs)| row(said, inputs))
    });
    listed("Contradictions", ["Kind", "Subject", "Version", "Inputs"], rows)
}

/// One row per side of each story, then the places where their contents differ.
fn stories(union: &Union<'_>) -> Markup {
    let rows = union.stories.iter().flat_map(|story| {
        let kind = prose(&format!("{}: {}", story_kind(story), story.kind.message()));
        let sides = story.sides.iter().map(|side| side_in_words(side, union));
        let places = story.places.iter().map(|place| differing_in_words(place, story, union));
        sides.chain(places).map(move |said| [kind.clone(), story.about.markup(), said.markup()])
    });
    listed("Different stories", ["Kind", "Subject", "Side"], rows)
}

/// Signers with two histories.
fn equivocations(union: &Union<'_>) -> Markup {
    let held: HashMap<&str, &[usize]> =
        union.events.iter().map(|event| (event.event_id(), event.held_by.as_slice())).collect();
    let holders = |id: &str| names(union, held.get(id).copied().unwrap_or_default());
    let rows = union.equivocations.iter().flat_map(|group| {
        let follows = cut(group.prev_event.unwrap_or("nothing"));
        let row = move |id: &str| [group.key_sha256.to_string(), follows.clone(), id.to_owned(), holders(id)];
        group.event_ids.iter().map(move |id| row(id))
    });
    listed("Equivocations", ["SHA-256 of the key", "Follows", "Event", "Inputs"], rows)
}

fn unvouched(union: &Union<'_>) -> Markup {
    let events = union.events.iter().filter(|event| !union.is_vouched(event));
    let rows = events.map(|event| [in_words(event), event.key_sha256.to_string()]);
    listed("Unvouched events", ["Event", "SHA-256 of the key"], rows)
}

fn inputs(union: &Union<'_>) -> Markup {
    input_list(union.inputs.iter().map(|input| &input.report))
}

/// The events that each input lacks, or a sentence if none lacks any.
fn lacking(union: &Union<'_>) -> Markup {
    let rows = union.inputs.iter().flat_map(|input| {
        let built = input.built_at.unwrap_or_default();
        let missing = input.lacks.iter().filter_map(|place| union.events.get(*place));
        missing.map(move |event| [name(&input.report), built.to_owned(), in_words(event)])
    });
    let missing = listed("Missing events", ["Input", "Built at", "Lacks"], rows);
    if missing.is_empty() && !union.events.is_empty() {
        return paragraph("None: every input has every event.");
    }
    missing
}

/// The events of the union. All are valid, since no other event enters it.
fn events(union: &Union<'_>) -> Markup {
    let mut events = listed_events(union.events.iter().map(|event| event.object));
    for (claim, event) in events.iter_mut().zip(&union.events) {
        claim.standing = if event.trust == Trust::Untrusted { Standing::Untrusted } else { Standing::Valid };
    }
    timeline(&events)
}

/// The most bytes of the state that a page shows, escaped as it is there.
const STATE: usize = 200_000;

fn state(union: &Union<'_>) -> Markup {
    let Some(state) = &union.state else { return Markup::new() };
    let object = state.as_object().unwrap_or_default();
    let rules: Vec<&str> = union.rules.iter().map(|rule| rule.as_str()).collect();
    let mut whole = facts([("SHA-256", object.text("state_sha256")), ("Merge rules", Some(rules.join(" ").as_str()))]);
    let mut text = Markup::new();
    text.raw("<pre>");
    let (start, is_whole) = pretty_start(state, STATE);
    let mut fits = true;
    for line in start.lines() {
        let mut piece = Markup::new();
        piece.text(line).raw("\n");
        fits = fits && text.add_within(STATE, &piece);
    }
    text.raw("</pre>\n");
    text = scrolling("Merged state", &text);
    if !is_whole || !fits {
        text.raw("<p>And more, only in the JSON form.</p>\n");
    }
    whole.add(&unfolding("The whole state", &text));
    whole
}
