//! The events as a drawing: one dot per event, one lane per signer, and lines between linked events.
//!
//! The drawing is narrow enough for a phone. Words repeat everything that it shows by form or colour, and a table below
//! it has the same in full.

use crate::inspect::{EventClaim, Standing, short_id, tree};
use crate::render::inspection::remarks::remarks;
use crate::render::page::Markup;
use crate::render::page::{Cell, and_more, prose, scrolling, table, unfolding};
use crate::text::escape;

/// The most events that are drawn.
const DRAWN: usize = 200;
/// The most bytes of the drawing, since each event in it may have long texts.
const ROOM: usize = 64_000;
/// The most lanes; further signers share the last one.
const LANES: usize = 5;

/// The distance from one event to the next, without the lines of remarks.
const ROW: usize = 44;
/// The distance from one line of text to the next.
const LEADING: usize = 16;
const LANE: usize = 20;
/// The room for a line beside a dot.
const TEXT_WIDTH: usize = 340;
/// The most lines of remarks beside a dot; the table has all.
const REMARKS: usize = 3;

/// The drawing and its table; nothing without events.
pub fn timeline(events: &[EventClaim]) -> Markup {
    let mut whole = Markup::new();
    if events.is_empty() {
        return whole;
    }
    let order: Vec<usize> = tree(events).iter().map(|branch| branch.event).collect();
    let drawing = Drawing::within(ROOM, events, &order);
    whole.add(&scrolling("Timeline of events", &drawing.svg()));
    whole.add(&and_more(order.len().saturating_sub(drawing.order.len()), ", not in this drawing"));
    whole.raw("<p class=\"legend\">").add(&colours(events)).raw("</p>\n");
    whole.raw(
        "<p class=\"legend\">A full dot is an event in force, a hollow dot a superseded one, a cross an invalid one. ",
    );
    whole.raw("A line leads to the event that is followed, a dashed line to the one that is superseded. ");
    whole.raw("Each signer has a lane.</p>\n");
    whole.add(&unfolding("The same in words, with whole ids", &in_full(events, &order)));
    whole
}

/// The meaning of the colours that occur.
fn colours(events: &[EventClaim]) -> Markup {
    let mut legend = Markup::new();
    for (class, meaning) in [
        ("valid", "valid"),
        ("doubtful", "valid, but its key is not trusted, a check is open, or not all findings are listed"),
        ("faulty", "not valid, or a check fails"),
        ("unknown", "not verified"),
    ] {
        if events.iter().any(|event| colour(event.standing) == class) {
            legend.raw("<span class=\"key ").raw(class).raw("\">").raw(meaning).raw("</span> ");
        }
    }
    legend
}

/// The class with the colour of what was found of an event.
const fn colour(standing: Standing) -> &'static str {
    match standing {
        Standing::Valid => "valid",
        Standing::Unlisted | Standing::Open | Standing::Untrusted => "doubtful",
        Standing::Faulty | Standing::Invalid => "faulty",
        Standing::Unverified => "unknown",
    }
}

struct Drawing<'e> {
    events: &'e [EventClaim],
    order: &'e [usize],
    /// The height of each event's dot, from the top.
    heights: Vec<Option<usize>>,
    /// The height of the drawing.
    height: usize,
    /// The signers with a lane, from the left.
    signers: Vec<Option<&'e str>>,
}

impl<'e> Drawing<'e> {
    /// The first [`DRAWN`] events, or as many of them as fit.
    fn within(room: usize, events: &'e [EventClaim], order: &'e [usize]) -> Self {
        let whole = Self::of(events, order.get(..DRAWN).unwrap_or(order));
        let mut rest = room;
        let fits = |place: &&usize| {
            let left = rest.checked_sub(whole.bytes(**place));
            rest = left.unwrap_or_default();
            left.is_some()
        };
        let count = whole.order.iter().take_while(fits).count();
        Self::of(events, order.get(..count).unwrap_or(order))
    }

    fn of(events: &'e [EventClaim], order: &'e [usize]) -> Self {
        let mut heights = vec![None; events.len()];
        let mut height = 0;
        let mut signers: Vec<Option<&str>> = Vec::new();
        for place in order {
            let Some((event, known)) = events.get(*place).zip(heights.get_mut(*place)) else { continue };
            *known = Some(height + LEADING);
            height += ROW + remarks(event, events).len().min(REMARKS) * LEADING;
            let signer = signer(event);
            if !signers.contains(&signer) && signers.len() < LANES {
                signers.push(signer);
            }
        }
        Self { events, order, heights, height, signers }
    }

    /// The coordinates of an event's dot.
    fn dot(&self, place: usize) -> Option<(usize, usize)> {
        let height = (*self.heights.get(place)?)?;
        let signer = self.events.get(place).and_then(signer);
        let lane = self.signers.iter().position(|known| *known == signer).unwrap_or(LANES - 1);
        Some((LANE / 2 + 4 + lane * LANE, height))
    }

    /// How far from the left the texts are.
    const fn left(&self) -> usize {
        self.signers.len() * LANE + 16
    }

    /// What an event and its lines take.
    fn bytes(&self, place: usize) -> usize {
        let mut drawn = Markup::new();
        self.lines(place, &mut drawn);
        self.event(place, self.left(), &mut drawn);
        drawn.len()
    }

    fn svg(&self) -> Markup {
        let text = self.left();
        let (width, height) = (text + TEXT_WIDTH, self.height);
        let mut svg = Markup::new();
        svg.raw("<svg class=\"timeline\" role=\"img\" aria-label=\"Timeline of ").number(self.events.len());
        svg.raw(" events, the same as the table below\" width=\"").number(width);
        svg.raw("\" height=\"")
            .number(height)
            .raw("\" viewBox=\"0 0 ")
            .number(width)
            .raw(" ")
            .number(height)
            .raw("\">\n");
        for place in self.order {
            self.lines(*place, &mut svg);
        }
        for place in self.order {
            self.event(*place, text, &mut svg);
        }
        svg.raw("</svg>\n");
        svg
    }

    /// The lines from an event to those that it links to.
    fn lines(&self, place: usize, svg: &mut Markup) {
        let Some((event, from)) = self.events.get(place).zip(self.dot(place)) else { return };
        let follows = event.prev_event.iter().map(|link| (link, false));
        for (link, supersedes) in follows.chain(event.supersedes.iter().take(5).map(|link| (link, true))) {
            let Some(to) = link.target.filter(|target| *target != place).and_then(|target| self.dot(target)) else {
                continue;
            };
            svg.raw(if supersedes {
                "<path class=\"link supersedes\" d=\"M"
            } else {
                "<path class=\"link follows\" d=\"M"
            });
            // Links that skip rows leave the lane, so that they do not cross other dots.
            let bend = if from.0 == to.0 && from.1.abs_diff(to.1) > ROW + REMARKS * LEADING { LANE / 2 } else { 0 };
            let middle = usize::midpoint(from.1, to.1);
            svg.number(from.0).raw(" ").number(from.1).raw(" C").number(from.0 + bend).raw(" ").number(middle);
            svg.raw(" ").number(to.0 + bend).raw(" ").number(middle).raw(" ").number(to.0).raw(" ").number(to.1);
            svg.raw("\"/>\n");
        }
    }

    fn event(&self, place: usize, left: usize, svg: &mut Markup) {
        let Some((event, (x, y))) = self.events.get(place).zip(self.dot(place)) else { return };
        svg.raw("<g><title>").text(&in_a_sentence(event, self.events)).raw("</title>\n");
        dot(event, (x, y), svg);
        let id = event.event_id.as_deref().map(short_id).unwrap_or_default();
        let mut lines = vec![
            ("kind", format!("{}  {id}", event.event_type.as_deref().unwrap_or("event"))),
            ("when", format!("{}  {}", event.created_at.as_deref().unwrap_or("-"), signer(event).unwrap_or("-"))),
        ];
        lines.extend(remarks(event, self.events).into_iter().take(REMARKS).map(|remark| ("remark", plain(&remark))));
        for (line, (class, text)) in lines.into_iter().enumerate() {
            svg.raw("<text class=\"").raw(class).raw("\" x=\"").number(left).raw("\" y=\"");
            svg.number(y + 4 + line * LEADING).raw("\">").text(&fitting(&text)).raw("</text>\n");
        }
        svg.raw("</g>\n");
    }
}

/// A sentence without the backticks around names, where a drawing cannot set them as code.
fn plain(sentence: &str) -> String {
    sentence.replace('`', "")
}

/// The start of a text that is surely narrower than [`TEXT_WIDTH`], whatever the font, as it is shown.
fn fitting(text: &str) -> String {
    let text = escape(text);
    let mut room = TEXT_WIDTH;
    for (at, c) in text.char_indices() {
        match room.checked_sub(width(c)) {
            Some(rest) => room = rest,
            None => return format!("{}\u{2026}", text.get(..at).unwrap_or_default().trim_end()),
        }
    }
    text
}

/// At least the width of a character of the drawing, in most fonts.
const fn width(c: char) -> usize {
    match c {
        ' ' | '!' | '\'' | ',' | '-' | '.' | '/' | ':' | ';' | 'i' | 'j' | 'l' | '|' => 6,
        'a'..='l' | 'n'..='v' | 'x'..='z' | '0'..='9' | '_' => 9,
        '\u{10000}'.. => 18,
        _ => 14,
    }
}

/// A full dot, a hollow one, or a cross.
fn dot(event: &EventClaim, (x, y): (usize, usize), svg: &mut Markup) {
    if event.standing == Standing::Invalid {
        svg.raw("<path class=\"cross faulty\" d=\"M").number(x.saturating_sub(5)).raw(" ").number(y.saturating_sub(5));
        svg.raw("l10 10m0 -10l-10 10\"/>\n");
        return;
    }
    let old = if event.in_current { "" } else { " old" };
    svg.raw("<circle class=\"")
        .raw(colour(event.standing))
        .raw(old)
        .raw("\" cx=\"")
        .number(x)
        .raw("\" cy=\"")
        .number(y)
        .raw("\" r=\"6\"/>\n");
}

fn signer(event: &EventClaim) -> Option<&str> {
    event.signer.signer_id.as_deref().or(event.signer.key_id.as_deref())
}

fn in_a_sentence(event: &EventClaim, events: &[EventClaim]) -> String {
    let parts = [&event.event_type, &event.created_at, &event.signer.signer_id, &event.event_id];
    let mut parts: Vec<String> = parts.into_iter().flatten().cloned().collect();
    parts.extend(remarks(event, events).iter().map(|remark| plain(remark)));
    parts.join(", ")
}

fn in_full(events: &[EventClaim], order: &[usize]) -> Markup {
    let cell = |claim: &Option<String>| claim.as_deref().unwrap_or_default().markup();
    let rows = order.iter().filter_map(|place| events.get(*place)).map(|event| {
        [
            cell(&event.created_at),
            cell(&event.event_type),
            cell(&event.signer.signer_id),
            cell(&event.signer.key_id),
            event.standing.as_str().markup(),
            prose(&remarks(event, events).join("; ")),
            cell(&event.event_id),
        ]
    });
    table("Events", ["Time", "Event", "Signer", "Key", "Standing", "Links", "Id"], rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_beside_a_dot_fits_whatever_its_characters() {
        assert_eq!(fitting("2026-05-18T00:17:58Z  registry.example"), "2026-05-18T00:17:58Z  registry.example");
        for text in ["W".repeat(100), "\u{65e5}".repeat(100), "\u{202e}".repeat(100)] {
            let fitting = fitting(&text);
            assert!(fitting.chars().map(width).sum::<usize>() <= TEXT_WIDTH + width('\u{2026}'), "{fitting}");
            assert!(fitting.ends_with('\u{2026}') && fitting.len() > 20);
        }
    }
}
