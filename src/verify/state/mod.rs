//! `state.digest`, `state.counts`, `state.replay`, `state.order`, `state.equivocation` (docs/format.md, section 4.15).

mod comparison;
mod equivocations;
mod history;

use std::collections::HashSet;

use self::comparison::{Comparison, Weight};
use self::history::History;
use super::compare::{Difference, Differences};
use super::digests::misstated;
use crate::bundle::{Bundle, StateClaim};
use crate::digest::ComputedDigest;
use crate::json::{Arena, Place, Pointer, Value};
use crate::replay::{self, Equivocation, MergedState, Reading, ValidEvent};
use crate::report::{CheckCode, Checks, Finding, Reason, Status};
use crate::text::cut;

pub(super) use equivocations::replay;

/// The most differences of one weight that are shown.
const SHOWN: usize = 10;

/// Where the embedded state is.
const STATE: Place<'static> = Place::ROOT.member("state");

/// The checks of the embedded state: against its own digest, and against the replay of the valid `events`.
pub(super) fn checks<'a>(
    bundle: &Bundle<'a>,
    computed: Option<&ComputedDigest>,
    merged: &MergedState<'a>,
    events: &[ValidEvent<'_, 'a>],
    arena: &'a Arena,
) -> Checks {
    let mut checks = equivocations(merged, events);
    let (Some(state), Some(computed)) = (&bundle.state, computed) else { return checks };
    if let Some(stated) = state.state_sha256 {
        let finding = misstated(computed, stated, || {
            let message = "`state_sha256` is not the digest of the state";
            let finding = Finding::fail(CheckCode::StateDigest, Reason::Differs, message);
            finding.at(STATE.member("state_sha256").pointer())
        });
        checks.add_or_pass(CheckCode::StateDigest, finding);
    }
    let claim = equivocations::Differing::of(state, merged, events, arena);
    let absent = absent_event(state, bundle);
    let mut counts = Checks::default();
    for name in StateClaim::COUNTS {
        let finding = match name {
            "equivocation_count" => claim.count.clone(),
            _ => wrong_count(name, state, merged, absent),
        };
        counts.add_or_pass(CheckCode::StateCounts, finding);
    }
    let history = History::new(events, merged, arena);
    let mut comparison = Comparison::of(state, merged, &history);
    comparison.open.extend(claim.list);
    if comparison.is_replayed() && counts.findings().is_empty() {
        // Nothing but the order may differ.
        checks.merge(order(&comparison.reordered));
    }
    checks.merge(counts);
    checks.merge(replayed_members(comparison));
    checks
}

/// What the replay has under this name.
fn replayed<'a>(merged: &MergedState<'a>, name: &str) -> Option<Value<'a>> {
    merged.unsealed.as_object()?.get(name)
}

/// M1 (proven): each count is the number of what its name says.
fn wrong_count(name: &str, state: &StateClaim<'_>, merged: &MergedState<'_>, absent: Option<&str>) -> Option<Finding> {
    let (expected, actual) = (replayed(merged, name), state.object.get(name));
    (actual != expected).then(|| {
        let found = Difference { pointer: STATE.member(name).pointer(), expected, actual };
        let message = match absent {
            Some(event_id) => format!("the count covers an event that is absent: the state lists {}", cut(event_id)),
            None => "the count differs from the replay of the events".to_owned(),
        };
        found.described(Finding::fail(CheckCode::StateCounts, Reason::Differs, message))
    })
}

/// The first id that the state lists as applied and that no event of the bundle states.
fn absent_event<'a>(state: &StateClaim<'a>, bundle: &Bundle<'a>) -> Option<&'a str> {
    let applied = state.object.get("applied_event_ids").and_then(|ids| ids.as_array()).unwrap_or_default();
    if applied.len() <= bundle.events.len() {
        return None;
    }
    let entries = bundle.object.get("events").and_then(|events| events.as_array()).unwrap_or_default();
    let stated: HashSet<&str> = entries.iter().filter_map(|event| event.as_object()?.text("event_id")).collect();
    applied.iter().filter_map(Value::as_str).find(|id| !stated.contains(id))
}

/// M9 (inferred): a signer signed two histories; both stay applied, and people should know.
///
/// Whatever reading the state agrees with, the groups of reading (a) are reported.
fn equivocations(merged: &MergedState<'_>, events: &[ValidEvent<'_, '_>]) -> Checks {
    let mut groups: Vec<(Reading, Equivocation<'_>)> =
        merged.equivocations.iter().map(|group| (merged.reading, group.clone())).collect();
    if merged.reading == Reading::TypeAndPrevEvent {
        let in_a = replay::equivocations(events, Reading::PrevEvent).into_iter();
        let in_b: HashSet<&[&str]> = merged.equivocations.iter().map(|group| group.event_ids.as_slice()).collect();
        let is_new = |group: &Equivocation<'_>| !in_b.contains(group.event_ids.as_slice());
        groups.extend(in_a.filter(is_new).map(|group| (Reading::PrevEvent, group)));
    }
    let mut checks = Checks::default();
    for (reading, group) in &groups {
        checks.add_if_kept(CheckCode::StateEquivocation, Status::Warn, || two_histories(*reading, group));
    }
    if groups.is_empty() {
        checks.pass(CheckCode::StateEquivocation);
    }
    checks
}

fn two_histories(reading: Reading, group: &Equivocation<'_>) -> Finding {
    let count = group.event_ids.len();
    let after = group.prev_event.map_or_else(|| "no event".to_owned(), cut);
    let of_type = match reading {
        Reading::PrevEvent => "",
        Reading::TypeAndPrevEvent => " of one type",
    };
    let message = format!(
        "two histories: one signer signed {count} events{of_type} that all follow {after}, none superseding the other \
         (rule M9 in reading {})",
        reading.as_str()
    );
    let finding = Finding::warn(CheckCode::StateEquivocation, Reason::TwoHistories, message);
    // Most of many would be cut away again.
    let ids = group.event_ids.iter().take(SHOWN).copied().collect::<Vec<_>>().join(" ");
    finding.found(ids).at(Pointer::root().member("events"))
}

/// A difference fails if it contradicts a proven rule, and is open if an inferred rule decides it.
fn replayed_members(comparison: Comparison<'_>) -> Checks {
    let mut checks = Checks::default();
    if comparison.is_replayed() {
        checks.pass(CheckCode::StateReplay);
    }
    add_differences(Weight::Fail, &comparison.failed, &mut checks);
    for (rule, differences) in &comparison.open {
        add_differences(Weight::Open(*rule), differences, &mut checks);
    }
    checks.merge(comparison.unknown);
    checks
}

/// M7 (inferred): a difference in the order of entries alone is a warning.
fn order(reordered: &[Pointer]) -> Checks {
    let mut checks = Checks::default();
    for place in reordered {
        let message = "the entries are those of the replay, in another order";
        checks.add(Finding::warn(CheckCode::StateOrder, Reason::Order, message).at(place.clone()));
    }
    if reordered.is_empty() {
        checks.pass(CheckCode::StateOrder);
    }
    checks
}

fn add_differences(weight: Weight, differences: &Differences<'_>, checks: &mut Checks) {
    for found in &differences.list {
        let message = match (found.expected, found.actual) {
            (None, _) => "the state contains an entry that no valid event produces",
            (_, None) => "the state lacks an entry that the replay of the events produces",
            _ => "the state differs from the replay of the events",
        };
        checks.add(found.described(weight.finding(Reason::Differs, message)));
    }
    if differences.more > 0 {
        let places = if differences.more == 1 { "place" } else { "places" };
        let message = format!("the state differs from the replay in {} more {places}", differences.more);
        checks.add(weight.finding(Reason::More, &message).at(STATE.pointer()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Rule;

    fn findings(comparison: Comparison<'_>) -> Vec<(Status, Reason)> {
        replayed_members(comparison).findings().iter().map(|finding| (finding.status, finding.reason)).collect()
    }

    fn beyond(more: usize) -> Differences<'static> {
        let mut differences = Differences::up_to(0);
        differences.add(&STATE, None, None);
        differences.more = more;
        differences
    }

    #[test]
    fn differences_that_are_not_shown_are_counted_and_keep_their_weight() {
        assert_eq!(findings(Comparison::default()), []);
        let failed = Comparison { failed: beyond(1), ..Comparison::default() };
        assert_eq!(findings(failed), [(Status::Fail, Reason::More)]);
        let open = Comparison { open: [(Rule::M5, beyond(3))].into(), ..Comparison::default() };
        assert_eq!(findings(open), [(Status::Open, Reason::More)]);
    }
}
