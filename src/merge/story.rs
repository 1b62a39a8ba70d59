//! Where inputs tell different stories: each verifies, and together they do not fit.
//!
//! That events persist and that a signer has one history was never published, so a story is no proof of a fault
//! (verdict `undetermined`). What contradicts a proven rule is a [`super::Contradiction`].

use std::collections::{BTreeMap, HashMap};

use crate::bundle::time::Time;
use crate::bundle::{self, RECORD_CREATED};
use crate::diff;
use crate::digest::ComputedDigest;
use crate::json::canonical;
use crate::json::{Arena, Pointer, Value};
use crate::merge::EventOfUnion;
use crate::merge::input::Judged;
use crate::replay::{Equivocation, Rule};
use crate::report::Trust;
use crate::text::cut;

/// How two stories differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoryKind {
    /// One signer signed two events after the same one (rule M9).
    Histories,
    /// Two `record_created` events of one record (rule M10).
    RecordCreated,
    /// A bundle that was built later lacks an event.
    Withheld,
    /// Two bundles of one second with different contents.
    Content,
}

impl StoryKind {
    /// The word in reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Histories => "two-histories",
            Self::RecordCreated => "record-created",
            Self::Withheld => "withheld",
            Self::Content => "built-at",
        }
    }

    /// One sentence for people.
    pub const fn message(self) -> &'static str {
        match self {
            Self::Histories => "one signer signed several events that follow the same one, and none replaces another",
            Self::RecordCreated => "one record has several `record_created` events; there should be exactly one",
            Self::Withheld => "a bundle that was built later lacks events of an earlier one; events should persist",
            Self::Content => "bundles that were built in the same second have different contents, signatures aside",
        }
    }

    /// The merge rule that it rests on; that events persist has no number.
    pub const fn rule(self) -> Option<Rule> {
        match self {
            Self::Histories => Some(Rule::M9),
            Self::RecordCreated => Some(Rule::M10),
            Self::Withheld | Self::Content => None,
        }
    }
}

/// Different stories about one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Story<'a> {
    /// How they differ.
    pub kind: StoryKind,
    /// What they are about: the event that is followed, the number, or the time of building.
    pub about: String,
    /// The stories, at least two.
    pub sides: Vec<Side<'a>>,
    /// The first places where the contents differ, for [`StoryKind::Content`].
    pub places: Vec<Differing>,
}

/// A place where the content of another side differs from that of the first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Differing {
    /// The place in a document.
    pub pointer: Pointer,
    /// The other side, by its place among the sides.
    pub other: usize,
    /// What the two sides have there, shortened; `None` for nothing. Two times nothing is a list in another order.
    pub values: [Option<String>; 2],
}

/// One of the stories, and who tells it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Side<'a> {
    /// The inputs, by their place in the union.
    pub inputs: Vec<usize>,
    /// The ids of events that they hold.
    pub holds: Vec<&'a str>,
    /// The ids of events that they lack.
    pub lacks: Vec<&'a str>,
    /// The digest of their content, signatures aside.
    pub content: Option<ComputedDigest>,
}

/// The most places that are named.
const PLACES: usize = 20;

/// Every pair of stories, in a fixed order.
///
/// A bundle speaks for itself only where its verdict makes it evidence: anybody can build one that lacks an event.
/// Events speak for themselves, whatever bundle they are in: their own signatures cover them.
pub(super) fn find<'a>(
    number: &str,
    judged: &[Judged<'a>],
    events: &[EventOfUnion<'a>],
    equivocations: &[Equivocation<'a>],
    arena: &'a Arena,
) -> Vec<Story<'a>> {
    let built = builds(number, judged);
    let mut stories = histories(events, equivocations, &built);
    stories.extend(record_created(number, events, &built));
    stories.extend(withheld(number, events, &built));
    stories.extend(contents(judged, &built, arena));
    stories
}

/// The second in which each input was built, for those that are evidence.
fn builds(number: &str, judged: &[Judged<'_>]) -> Vec<Option<Time>> {
    let second = |input: &Judged<'_>| {
        let is_evidence = input.is_of(number) && input.report.verdict.is_evidence();
        let built_at = input.bundle.as_ref().filter(|_| is_evidence)?.built_at?;
        built_at.time.map(Time::to_second)
    };
    judged.iter().map(second).collect()
}

fn second(built: &[Option<Time>], place: usize) -> Option<Time> {
    built.get(place).copied().flatten()
}

/// M9 (inferred): one signer, several successors of one event, of which an input that is evidence shows a part. Where
/// each shows all or nothing of them, the inputs tell one story: that of an equivocation.
fn histories<'a>(
    events: &[EventOfUnion<'a>],
    equivocations: &[Equivocation<'a>],
    built: &[Option<Time>],
) -> Vec<Story<'a>> {
    let by_id: HashMap<&str, &EventOfUnion<'a>> = events.iter().map(|event| (event.event_id(), event)).collect();
    let of_group = |group: &Equivocation<'a>| {
        let members: Vec<&EventOfUnion<'a>> = group.event_ids.iter().filter_map(|id| by_id.get(id).copied()).collect();
        let mut shown: BTreeMap<usize, usize> = BTreeMap::new();
        for place in members.iter().flat_map(|event| &event.held_by).filter(|place| second(built, **place).is_some()) {
            *shown.entry(*place).or_default() += 1;
        }
        let is_partly_shown = shown.values().any(|count| *count < members.len());
        is_partly_shown.then(|| Story {
            kind: StoryKind::Histories,
            about: cut(group.prev_event.unwrap_or_default()),
            sides: members.into_iter().map(holding).collect(),
            places: Vec::new(),
        })
    };
    equivocations.iter().filter_map(of_group).collect()
}

/// M10 (inferred): one record, one `record_created`. Those by a stranger's key that only the stranger's bundle holds
/// say nothing about anybody else.
fn record_created<'a>(number: &str, events: &[EventOfUnion<'a>], built: &[Option<Time>]) -> Option<Story<'a>> {
    let is_vouched = |event: &&EventOfUnion<'a>| {
        event.trust != Trust::Untrusted || event.held_by.iter().any(|place| second(built, *place).is_some())
    };
    let created = events.iter().filter(|event| event.object.text("event_type") == Some(RECORD_CREATED));
    let sides: Vec<Side<'a>> = created.filter(is_vouched).map(holding).collect();
    (sides.len() > 1).then(|| Story { kind: StoryKind::RecordCreated, about: cut(number), sides, places: Vec::new() })
}

fn holding<'a>(event: &EventOfUnion<'a>) -> Side<'a> {
    Side { inputs: event.held_by.clone(), holds: vec![event.event_id()], ..Side::default() }
}

/// Events of the first bundle that shows them which a bundle built later lacks: together those that the same inputs
/// hold and lack. Times are compared as whole seconds.
fn withheld<'a>(number: &str, events: &[EventOfUnion<'a>], built: &[Option<Time>]) -> Vec<Story<'a>> {
    let mut found: BTreeMap<(Vec<usize>, Vec<usize>), Vec<&'a str>> = BTreeMap::new();
    for event in events {
        let Some(first) = event.held_by.iter().filter_map(|place| second(built, *place)).min() else { continue };
        let is_later = |place: &usize| second(built, *place).is_some_and(|second| second > first);
        let lacks = |place: &usize| is_later(place) && event.held_by.binary_search(place).is_err();
        let lacking: Vec<usize> = (0..built.len()).filter(lacks).collect();
        if !lacking.is_empty() {
            let holding = event.held_by.iter().copied().filter(|place| second(built, *place) == Some(first));
            found.entry((holding.collect(), lacking)).or_default().push(event.event_id());
        }
    }
    let story = |((holding, lacking), ids): ((Vec<usize>, Vec<usize>), Vec<&'a str>)| Story {
        kind: StoryKind::Withheld,
        about: cut(number),
        sides: vec![
            Side { inputs: holding, holds: ids.clone(), ..Side::default() },
            Side { inputs: lacking, lacks: ids, ..Side::default() },
        ],
        places: Vec::new(),
    };
    found.into_iter().map(story).collect()
}

/// Bundles that were built in one second and differ in more than their signatures.
fn contents<'a>(judged: &[Judged<'a>], built: &[Option<Time>], arena: &'a Arena) -> Vec<Story<'a>> {
    let mut seconds: BTreeMap<Time, Vec<usize>> = BTreeMap::new();
    for (place, second) in built.iter().enumerate() {
        if let Some(second) = second {
            seconds.entry(*second).or_default().push(place);
        }
    }
    seconds.into_values().filter_map(|places| of_one_second(judged, &places, arena)).collect()
}

fn of_one_second<'a>(judged: &[Judged<'a>], places: &[usize], arena: &'a Arena) -> Option<Story<'a>> {
    if places.len() < 2 {
        return None;
    }
    let mut versions: BTreeMap<ComputedDigest, (Value<'a>, Vec<usize>)> = BTreeMap::new();
    for place in places {
        let bundle = judged.get(*place)?.bundle.as_ref()?;
        let content = bundle::content(bundle.object, arena);
        versions.entry(canonical::digest(&content)).or_insert((content, Vec::new())).1.push(*place);
    }
    let contents: Vec<Value<'a>> = versions.values().map(|(content, _)| *content).collect();
    let side = |(digest, (_, inputs)): (ComputedDigest, (Value<'a>, Vec<usize>))| Side {
        inputs,
        content: Some(digest),
        ..Side::default()
    };
    (contents.len() > 1).then(|| Story {
        kind: StoryKind::Content,
        about: places.first().and_then(|place| judged.get(*place)?.built_at()).map(cut).unwrap_or_default(),
        sides: versions.into_iter().map(side).collect(),
        places: differing(&contents),
    })
}

/// The first places where others differ from the first.
fn differing(contents: &[Value<'_>]) -> Vec<Differing> {
    let Some((first, others)) = contents.split_first() else { return Vec::new() };
    let mut places = Vec::new();
    for (other, content) in others.iter().enumerate() {
        let brief = |value: Option<&Value<'_>>| value.map(canonical::brief);
        let changes = diff::changes(*first, *content).list.into_iter().take(PLACES - places.len());
        places.extend(changes.map(|change| Differing {
            pointer: change.pointer().clone(),
            other: other + 1,
            values: [brief(change.old.as_ref()), brief(change.new.as_ref())],
        }));
        if places.len() == PLACES {
            break;
        }
    }
    places
}
