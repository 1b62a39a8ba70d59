//! Words for merges, which their formats share.

use crate::json::Object;
use crate::merge::{Differing, EventOfUnion, InputOfUnion, Side, Story, Union};
use crate::render::words::{beyond, count};
use crate::report::{Trust, Verdict};
use crate::text::cut;

/// The most entries of one list that a text names.
pub(super) const SHOWN: usize = 20;

/// The most event ids of one side that a sentence names.
const IDS: usize = 3;

pub(super) fn headline(union: &Union<'_>) -> String {
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
            "Every input is consistent in itself. The embedded keys were taken at face value: this does not prove who \
             made them."
        }
        (Verdict::Pass, _) if !union.equivocations.is_empty() => {
            "Every input verifies, and together they tell one story, in which a signer signed two histories."
        }
        (Verdict::Pass, _) => "Every input verifies, and together they tell one story.",
        (Verdict::Undetermined, _) if !union.stories.is_empty() => {
            "Every input verifies, but they do not tell one story: compare the sides below. No published rule forbids \
             this, so it may be honest."
        }
        (Verdict::Undetermined, _) => {
            "Every input verifies as far as the format is proven, but whether this is one honest history depends on \
             unpublished rules."
        }
        (Verdict::Untrusted, _) => "UNVERIFIED: an input is signed by a key that is not trusted.",
        _ if union.state.is_none() => "UNVERIFIED: nothing was merged.",
        _ if union.contradictions.is_empty() => {
            "UNVERIFIED as a whole: an input does not pass. Only events that verify by themselves were merged."
        }
        _ => "UNVERIFIED as a whole: the inputs contradict each other.",
    }
}

pub(super) fn in_words(event: &EventOfUnion<'_>) -> String {
    let text = |object: Object<'_>, name| cut(object.text(name).unwrap_or_default());
    let signer = event.object.get("signer").and_then(|signer| signer.as_object()).unwrap_or_default();
    let (event_type, signer) = (text(event.object, "event_type"), text(signer, "signer_id"));
    format!("{} {event_type} by {signer}, {}", text(event.object, "created_at"), event.event_id())
}

/// The kind of a story, and the rule that it rests on.
pub(super) fn story_kind(story: &Story<'_>) -> String {
    let rule = story.kind.rule().map(|rule| format!(", {}", rule.as_str())).unwrap_or_default();
    format!("{}{rule}", story.kind.as_str())
}

/// The whole story in one sentence: its kind and its sides.
pub(super) fn story_in_words(story: &Story<'_>, union: &Union<'_>) -> String {
    let sides: Vec<String> = story.sides.iter().take(SHOWN).map(|side| side_in_words(side, union)).collect();
    let more =
        beyond(story.sides.len(), SHOWN).map(|more| format!("; and {}", count(more, "more side"))).unwrap_or_default();
    format!("{}: {}{more}", story.kind.message(), sides.join("; "))
}

/// The inputs of a side, and the events or content by which it differs.
pub(super) fn side_in_words(side: &Side<'_>, union: &Union<'_>) -> String {
    let built = |input: &InputOfUnion<'_>| {
        let built_at = input.built_at.map(|time| format!(" (built {})", cut(time))).unwrap_or_default();
        format!("{}{built_at}", cut(&input.report.input))
    };
    let inputs = side.inputs.iter().filter_map(|place| union.inputs.get(*place));
    let mut names: Vec<String> = inputs.take(SHOWN).map(built).collect();
    names.extend(beyond(side.inputs.len(), SHOWN).map(|more| format!("{more} more")));
    let said = [("holds", "hold", &side.holds), ("lacks", "lack", &side.lacks)];
    let said = said.into_iter().filter(|(_, _, ids)| !ids.is_empty()).map(|(one, several, ids)| {
        let mut ids_shown: Vec<String> = ids.iter().take(IDS).map(|id| cut(id)).collect();
        ids_shown.extend(beyond(ids.len(), IDS).map(|more| format!("{more} more")));
        format!("{} {}", if side.inputs.len() == 1 { one } else { several }, ids_shown.join(", "))
    });
    let verb = if side.inputs.len() == 1 { "has" } else { "have" };
    let content = side.content.map(|digest| format!("{verb} the content {digest}"));
    format!("{} {}", names.join(", "), said.chain(content).collect::<Vec<_>>().join(" and "))
}

/// A place that differs, and the values of the two sides.
pub(super) fn differing_in_words(place: &Differing, story: &Story<'_>, union: &Union<'_>) -> String {
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

/// The inputs that hold the event with this id.
pub(super) fn holders(union: &Union<'_>, event_id: &str) -> String {
    let event = union.events.iter().find(|event| event.event_id() == event_id);
    event.map(|event| names(union, &event.held_by)).unwrap_or_default()
}

pub(super) fn names(union: &Union<'_>, places: &[usize]) -> String {
    let inputs = places.iter().filter_map(|place| union.inputs.get(*place));
    let mut names: Vec<String> = inputs.take(SHOWN).map(|input| cut(&input.report.input)).collect();
    names.extend(beyond(places.len(), SHOWN).map(|more| format!("{more} more")));
    names.join(", ")
}
