//! What was changed since the bundle was signed: the signed value beside the one that was found, with the proof.

use serde_json::Value as Shown;

use crate::render::page::{Markup, and_more, paragraph, prose};
use crate::render::report::html::difference::Difference;
use crate::render::words;
use crate::report::{Cause, CauseKind, CheckCode, Diagnosis, Excerpt};

/// What explains a "no": the proven causes, and what remains; nothing if there is nothing to explain.
pub fn causes(diagnosis: &Diagnosis) -> Markup {
    causes_up_to(usize::MAX, diagnosis)
}

/// The most bytes of all causes.
const ROOM: usize = 250_000;

/// As [`causes`], with the first few alone.
pub fn causes_up_to(most: usize, diagnosis: &Diagnosis) -> Markup {
    let mut whole = Markup::new();
    if diagnosis.causes.is_empty() && diagnosis.remains.is_none() {
        return whole;
    }
    if let Some(sentence) = introduction(diagnosis) {
        whole.add(&paragraph(&sentence));
    }
    let shown = diagnosis.causes.iter().take(most).take_while(|one| whole.add_within(ROOM, &cause(one))).count();
    whole.add(&and_more(diagnosis.causes.len() - shown + diagnosis.more, ""));
    if let Some(remains) = &diagnosis.remains {
        whole.raw("<p class=\"remains\">").add(&prose(remains)).raw("</p>\n");
    }
    whole
}

/// The place at which the bundle was changed, for a line in a list.
pub fn in_a_line(diagnosis: &Diagnosis) -> Option<Markup> {
    let first = diagnosis.causes.first()?;
    let mut line = Markup::new();
    line.raw(first.kind.as_str()).raw(" since it was signed: <code>").text(first.pointer.as_str()).raw("</code>");
    match diagnosis.causes.len() - 1 + diagnosis.more {
        0 => {}
        more => {
            line.raw(", and ").number(more).raw(" more");
        }
    }
    Some(line)
}

/// How much the causes explain.
fn introduction(diagnosis: &Diagnosis) -> Option<String> {
    let count = diagnosis.causes.len() + diagnosis.more;
    let changed = match count {
        0 => return (diagnosis.complete == Some(false)).then(|| "No change is proven.".to_owned()),
        1 => "One thing was changed since this bundle was signed.".to_owned(),
        more => format!("{more} things were changed since this bundle was signed."),
    };
    let rest = match (count, diagnosis.complete) {
        (1, Some(true)) => "With this undone, it is the bundle that was signed.",
        (_, Some(true)) => "With these undone, it is the bundle that was signed.",
        (1, _) => "This is proven, but it does not explain everything.",
        (..) => "These are proven, but they do not explain everything.",
    };
    Some(format!("{changed} {rest}"))
}

fn cause(cause: &Cause) -> Markup {
    let mut whole = Markup::new();
    whole.raw("<article class=\"cause\">\n<h3>").raw(cause.kind.as_str()).raw(" <code>");
    whole.text(words::place(cause)).raw("</code>");
    if let Some(position) = cause.position {
        let position = format!("line {} column {}", position.line, position.column);
        whole.raw(" <span class=\"position\">").text(&position).raw("</span>");
    }
    whole.raw("</h3>\n").add(&difference(cause)).raw("<dl class=\"facts\">\n");
    whole.raw("<div><dt>Proof</dt><dd class=\"prose\">").add(&proof(cause)).raw("</dd></div>\n");
    if !cause.explains.is_empty() {
        whole.raw("<div><dt>Explains</dt><dd class=\"prose\">").add(&explained(&cause.explains)).raw("</dd></div>\n");
    }
    whole.raw("<div><dt>In the input</dt><dd class=\"source\">").add(&source(&cause.excerpt)).raw("</dd></div>\n");
    whole.raw("</dl>\n</article>\n");
    whole
}

/// The signed value and the one that was found, with the differing part of each marked.
fn difference(cause: &Cause) -> Markup {
    let text = |value: &Shown, is_nothing: bool| if is_nothing { String::new() } else { text_of(value) };
    let signed = text(&cause.signed, cause.kind == CauseKind::Added);
    let found = text(&cause.found, cause.kind == CauseKind::Removed);
    let is_renamed = cause.kind == CauseKind::Moved && cause.signed.is_string();
    let (signed_label, found_label) = match (is_renamed, cause.is_label()) {
        (true, _) => ("Signed as", "Found as"),
        (false, true) => ("Required", "Found"),
        (false, false) => ("Signed", "Found"),
    };
    let Difference { before, between: [only_signed, only_found], after } = Difference::of(&signed, &found);
    let is_beyond = cause.kind == CauseKind::Changed && signed == found;
    let side = |class: &'static str, label: &'static str, whole: &str, only: &str| {
        let mut side = Markup::new();
        side.raw("<div class=\"side ").raw(class).raw("\"><dt>").raw(label).raw("</dt><dd>");
        if whole.is_empty() {
            side.raw("<span class=\"nothing\">nothing</span>");
        }
        side.text(&before);
        if !only.is_empty() {
            side.raw("<mark>").text(only).raw("</mark>");
        }
        side.text(&after).raw("</dd></div>\n");
        side
    };
    let mut whole = Markup::new();
    whole.raw("<dl class=\"difference\">\n");
    whole.add(&side("signed", signed_label, &signed, &only_signed));
    whole.add(&side("found", found_label, &found, &only_found));
    whole.raw("</dl>\n");
    if is_beyond {
        whole.add(&paragraph("They differ beyond the part that is shown."));
    }
    whole
}

/// A value as JSON; `null` for nothing is empty, and a place is shown as it is.
fn text_of(value: &Shown) -> String {
    match value {
        Shown::Array(_) | Shown::Object(_) => serde_json::to_string_pretty(value).unwrap_or_default(),
        other => other.to_string(),
    }
}

/// The signature that covers the signed value.
fn proof(cause: &Cause) -> Markup {
    let mut text = Markup::new();
    text.text(&sentence(words::proof(cause))).raw(" (<code>").raw(cause.proof.as_str()).raw("</code>)");
    text
}

/// With a capital.
fn sentence(words: &str) -> String {
    let (first, rest) = words.split_at(words.chars().next().map_or(0, char::len_utf8));
    first.to_uppercase() + rest
}

/// The checks that fail because of the change.
fn explained(codes: &[CheckCode]) -> Markup {
    let mut text = Markup::new();
    text.text(&words::count(codes.len(), "check")).raw(if codes.len() == 1 { " fails" } else { " fail" });
    text.raw(" because of this:");
    for code in codes {
        text.raw(" <code>").raw(code.as_str()).raw("</code>");
    }
    text
}

/// The source around the place.
fn source(excerpt: &Excerpt) -> Markup {
    let mut text = Markup::new();
    text.text(excerpt.before.trim_start()).raw("<mark>").text(&excerpt.marked).raw("</mark>").text(&excerpt.after);
    text
}
