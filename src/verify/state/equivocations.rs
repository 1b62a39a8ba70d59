//! The equivocations in the state, compared with both readings of M9 (inferred).

use std::collections::{BTreeMap, HashSet};

use super::{SHOWN, STATE};
use crate::bundle::{Bundle, StateClaim};
use crate::digest::Sha256Digest;
use crate::json::{Arena, Value};
use crate::replay::{self, Equivocation, Header, MergedState, Reading, ValidEvent};
use crate::report::{CheckCode, Finding, Reason, Rule};
use crate::verify::compare::Differences;

/// Replays the events in the reading of M9 that the embedded state agrees with; in reading (a) if it agrees with
/// neither, or with both.
pub(in crate::verify) fn replay<'a>(
    header: &Header<'a>,
    bundle: &Bundle<'a>,
    events: &[ValidEvent<'_, 'a>],
    arena: &'a Arena,
) -> MergedState<'a> {
    let merged = replay::replay(header, events, Reading::PrevEvent, arena);
    let Some(claim) = bundle.state.as_ref().map(Claim) else { return merged };
    if claim.agrees_with(&merged.equivocations) {
        return merged;
    }
    let other = replay::equivocations(events, Reading::TypeAndPrevEvent);
    if claim.agrees_with(&other) { replay::replay(header, events, Reading::TypeAndPrevEvent, arena) } else { merged }
}

/// Where the state agrees with neither reading.
pub(super) struct Differing<'a> {
    /// In `equivocation_count`.
    pub(super) count: Option<Finding>,
    /// In `equivocations`.
    pub(super) list: BTreeMap<Rule, Differences<'a>>,
}

impl<'a> Differing<'a> {
    /// Compares count and list with one reading: the one that the count agrees with. Where it agrees with neither, it
    /// is open, and the list may agree with either.
    pub(super) fn of(
        state: &StateClaim<'a>,
        merged: &MergedState<'a>,
        events: &[ValidEvent<'_, 'a>],
        arena: &'a Arena,
    ) -> Self {
        let claim = Claim(state);
        let mut differing = Self { count: None, list: BTreeMap::new() };
        let a = &merged.equivocations;
        if claim.agrees_with(a) {
            return differing;
        }
        let b = replay::equivocations(events, Reading::TypeAndPrevEvent);
        let (groups, list_agrees) = match (claim.counts(a), claim.counts(&b)) {
            (true, true) => (a, false),
            (true, false) => (a, claim.lists(a)),
            (false, true) => (&b, claim.lists(&b)),
            (false, false) => {
                differing.count = Some(open_count(state, a, &b));
                (a, claim.lists(a) || claim.lists(&b))
            }
        };
        if !list_agrees {
            let mut differences = Differences::up_to(SHOWN);
            let (actual, expected) = (state.object.get("equivocations"), replay::equivocation_list(groups, arena));
            differences.add(&STATE.member("equivocations"), actual, Some(expected));
            differing.list.insert(Rule::M9, differences);
        }
        differing
    }
}

fn open_count(state: &StateClaim<'_>, a: &[Equivocation<'_>], b: &[Equivocation<'_>]) -> Finding {
    let message = "the count agrees with neither reading of rule M9, which is inferred";
    let expected = match (a.len(), b.len()) {
        (a, b) if a == b => a.to_string(),
        (a, b) => format!("{a} (reading a) or {b} (reading b)"),
    };
    let actual = state.object.get("equivocation_count").as_ref().map(crate::json::canonical::brief);
    let finding = Finding::open(CheckCode::StateCounts, Rule::M9, Reason::Differs, message);
    finding
        .compare(expected, actual.unwrap_or_else(|| "nothing".to_owned()))
        .at(STATE.member("equivocation_count").pointer())
}

/// The equivocations that a state claims.
struct Claim<'c, 'a>(&'c StateClaim<'a>);

impl Claim<'_, '_> {
    fn agrees_with(&self, groups: &[Equivocation<'_>]) -> bool {
        self.counts(groups) && self.lists(groups)
    }

    fn counts(&self, groups: &[Equivocation<'_>]) -> bool {
        self.0.object.get("equivocation_count").and_then(|count| count.as_count()) == Some(groups.len())
    }

    /// M12 (inferred): an entry for each group, and in it the ids of the group's events, and of no others but the one
    /// that these follow.
    fn lists(&self, groups: &[Equivocation<'_>]) -> bool {
        let stated = self.0.object.get("equivocations").and_then(|list| list.as_array());
        let Some(stated) = stated.filter(|stated| stated.len() == groups.len()) else { return false };
        let listed: HashSet<Vec<&str>> = ids_in_each(stated).into_iter().collect();
        // Groups share no event, so no entry can be for two of them.
        groups.iter().all(|group| {
            let mut ids = group.event_ids.clone();
            ids.sort_unstable();
            let mut with_followed: Vec<&str> = ids.iter().copied().chain(group.prev_event).collect();
            with_followed.sort_unstable();
            listed.contains(&ids) || listed.contains(&with_followed)
        })
    }
}

/// The event ids in each entry, at any depth; sorted, since the order of entries means nothing here.
pub(super) fn ids_in_each<'a>(entries: &[Value<'a>]) -> Vec<Vec<&'a str>> {
    let is_id = |text: &&str| text.strip_prefix("sha256:").and_then(Sha256Digest::parse).is_some();
    let ids_in = |entry| {
        let mut texts = HashSet::new();
        collect_texts(std::slice::from_ref(entry), &mut texts);
        let mut ids: Vec<&str> = texts.into_iter().filter(is_id).collect();
        ids.sort_unstable();
        ids
    };
    let mut each: Vec<Vec<&str>> = entries.iter().map(ids_in).collect();
    each.sort_unstable();
    each
}

/// Every string in `values`, at any depth.
fn collect_texts<'a>(values: &[Value<'a>], texts: &mut HashSet<&'a str>) {
    for value in values {
        texts.extend(value.as_str());
        collect_texts(value.as_array().unwrap_or_default(), texts);
        for member in value.as_object().unwrap_or_default().members() {
            collect_texts(&[member.value], texts);
        }
    }
}
