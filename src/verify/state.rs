//! `state.digest`, `state.counts`, `state.replay`, `state.order`, `state.equivocation` (format.md section 4).

use std::collections::{HashMap, HashSet};

use super::compare::{Difference, Differences, paired};
use crate::bundle::{Bundle, StateClaim};
use crate::digest::{ComputedDigest, Sha256Digest};
use crate::json::{Place, Pointer, Value};
use crate::merge::{self, LISTS, MergedState};
use crate::report::{CheckCode, Checks, DigestPair, Finding, InputReport};

/// The most differences that are shown.
const SHOWN: usize = 10;

/// Holds the embedded state against its own digest and against the replay.
pub(super) fn judge<'a>(
    bundle: &Bundle<'a>,
    computed: Option<ComputedDigest>,
    merged: &MergedState<'a>,
    report: &mut InputReport,
) {
    judge_equivocations(merged, &mut report.checks);
    let (Some(state), Some(computed)) = (&bundle.state, computed) else { return };
    report.state = DigestPair { stated: state.state_sha256.map(crate::text::cut), computed: Some(computed) };
    if let Some(stated) = state.state_sha256 {
        let finding = (!computed.is_stated_as(stated)).then(|| {
            let message = "the state was changed: `state_sha256` is not its digest";
            let finding = Finding::fail(CheckCode::StateDigest, "differs", message);
            finding.compare(computed.to_string(), stated).at(STATE.member("state_sha256").pointer())
        });
        report.checks.judge(CheckCode::StateDigest, finding);
    }
    let comparison = compare(state, bundle, merged);
    for name in StateClaim::COUNTS {
        let (expected, actual) = (member(merged, name), state.object.get(name));
        let finding = (actual != expected).then(|| {
            let found = Difference { pointer: STATE.member(name).pointer(), expected, actual };
            let finding = Finding::fail(CheckCode::StateCounts, "differs", "the count is not what the events give");
            finding.compare(found.expected_text(), found.actual_text()).at(found.pointer)
        });
        report.checks.judge(CheckCode::StateCounts, finding);
    }
    report_comparison(&comparison, &mut report.checks);
}

/// Where the embedded state stands.
const STATE: Place<'static> = Place::ROOT.member("state");

fn member<'a>(merged: &MergedState<'a>, name: &str) -> Option<Value<'a>> {
    merged.unsealed.as_object()?.get(name)
}

/// M9 (inferred): a signer signed two histories; both stay applied, and people should know.
fn judge_equivocations(merged: &MergedState<'_>, checks: &mut Checks) {
    if merged.equivocations.is_empty() {
        checks.pass(CheckCode::StateEquivocation);
    }
    for group in &merged.equivocations {
        let message = format!(
            "one signer signed {} events that all follow {}, none replacing the other: two histories",
            group.event_ids.len(),
            crate::text::cut(group.prev_event)
        );
        let finding = Finding::warn(CheckCode::StateEquivocation, "two-histories", message);
        checks.add(finding.says(group.event_ids.join(" ")).at(Pointer::root().member("events")));
    }
}

/// What the embedded state has that the replay has not, and the other way round.
struct Comparison<'a> {
    differences: Differences<'a>,
    /// Lists that are not the same: if no difference was found in them, it is the order.
    reordered: Vec<Pointer>,
}

fn compare<'a>(state: &StateClaim<'a>, bundle: &Bundle<'a>, merged: &MergedState<'a>) -> Comparison<'a> {
    let mut comparison = Comparison { differences: Differences::up_to(SHOWN), reordered: Vec::new() };
    let expected = merged.unsealed.as_object().unwrap_or_default();
    // Most often the state is what the replay gives, member for member.
    if state.object.members().iter().filter(|member| member.name != "state_sha256").eq(expected.members()) {
        return comparison;
    }
    for (name, actual, expected) in paired(state.object, expected) {
        let place = STATE.member(name);
        match name {
            // `state.digest` speaks of `state_sha256`, and `bundle.shape` of members that the rules do not know.
            _ if expected.is_none() => {}
            // `state.counts` speaks of these.
            _ if StateClaim::COUNTS.contains(&name) => {}
            // Judged below: the shape of their entries is unknown (M12).
            "equivocations" | "invalid_events" => {}
            "applied_event_ids" => comparison.lists(&place, actual, expected, Value::as_str),
            "current" => comparison.current(&place, actual, expected),
            _ => comparison.values(&place, actual, expected),
        }
    }
    comparison.equivocations(state, bundle, merged);
    comparison.invalid_events(state, merged);
    comparison
}

impl<'a> Comparison<'a> {
    fn current(&mut self, place: &Place<'_>, actual: Option<Value<'a>>, expected: Option<Value<'a>>) {
        let object = |value: Option<Value<'a>>| value.and_then(|value| value.as_object());
        let (Some(a), Some(e)) = (object(actual), object(expected)) else {
            return self.differences.values(place, actual, expected);
        };
        for (name, actual, expected) in paired(a, e) {
            let place = place.member(name);
            if expected.is_none() {
                // As above: `bundle.shape` warns of members that the rules do not know.
            } else if LISTS.iter().any(|(_, list)| *list == name) {
                self.lists(&place, actual, expected, |entry| entry.as_object()?.text("event_id"));
            } else if name == "source_aliases" {
                self.lists(&place, actual, expected, |alias| alias.as_object()?.text("alias_kind"));
            } else {
                self.values(&place, actual, expected);
            }
        }
    }

    /// Two values, which most often are the same.
    fn values(&mut self, place: &Place<'_>, actual: Option<Value<'a>>, expected: Option<Value<'a>>) {
        if actual != expected {
            self.differences.values(place, actual, expected);
        }
    }

    /// Two lists, their entries paired by id: an entry that is too few or too many is one
    /// difference, and the order of entries is looked at only when they all match.
    fn lists(
        &mut self,
        place: &Place<'_>,
        actual: Option<Value<'a>>,
        expected: Option<Value<'a>>,
        id_of: impl Fn(&Value<'a>) -> Option<&'a str>,
    ) {
        let array = |value: Option<Value<'a>>| value.and_then(|value| value.as_array());
        let (Some(a), Some(e)) = (array(actual), array(expected)) else {
            return self.differences.values(place, actual, expected);
        };
        if a == e {
            return;
        }
        let mut waiting: HashMap<&str, Vec<usize>> = HashMap::new();
        for (index, entry) in e.iter().enumerate().rev() {
            waiting.entry(id_of(entry).unwrap_or_default()).or_default().push(index);
        }
        for (index, entry) in a.iter().enumerate() {
            let partner = waiting.get_mut(id_of(entry).unwrap_or_default()).and_then(Vec::pop);
            let place = place.index(index);
            match partner.and_then(|partner| e.get(partner)) {
                Some(partner) if entry != partner => self.differences.values(&place, Some(*entry), Some(*partner)),
                Some(_) => {}
                None => self.differences.add(&place, Some(*entry), None),
            }
        }
        let mut missing: Vec<usize> = waiting.into_values().flatten().collect();
        missing.sort_unstable();
        for index in &missing {
            self.differences.add(place, None, e.get(*index).copied());
        }
        self.reordered.push(place.pointer());
    }

    /// M12 (inferred): the number of groups and the ids in them, nothing else.
    fn equivocations(&mut self, state: &StateClaim<'a>, bundle: &Bundle<'a>, merged: &MergedState<'a>) {
        let place = STATE.member("equivocations");
        let actual = state.object.get("equivocations");
        let Some(stated) = actual.and_then(|value| value.as_array()) else {
            return self.differences.add(&place, actual, member(merged, "equivocations"));
        };
        let mut known = HashSet::new();
        collect_texts(stated, &mut known);
        let expected: HashSet<&str> =
            merged.equivocations.iter().flat_map(|group| group.event_ids.iter().copied()).collect();
        let followed: HashSet<&str> = merged.equivocations.iter().map(|group| group.prev_event).collect();
        let events = bundle.events.iter().flatten().map(|event| event.event_id);
        let mut extra = events.filter(|id| known.contains(id) && !expected.contains(id) && !followed.contains(id));
        if stated.len() != merged.equivocations.len() || !expected.is_subset(&known) || extra.next().is_some() {
            self.differences.add(&place, actual, member(merged, "equivocations"));
        }
    }

    /// M12 (inferred): as many entries as there are invalid events, and the same ids in them.
    fn invalid_events(&mut self, state: &StateClaim<'a>, merged: &MergedState<'a>) {
        let (actual, expected) = (state.object.get("invalid_events"), member(merged, "invalid_events"));
        let entries = |value: Option<Value<'a>>| value.and_then(|value| value.as_array()).unwrap_or_default();
        let stated = entries(actual);
        let is_as_long =
            actual.is_some_and(|value| value.as_array().is_some()) && stated.len() == merged.invalid_event_count;
        // Beyond what the replay lists, the number alone is compared.
        let is_same =
            is_as_long && (stated.len() > merge::LISTED || ids_in_each(stated) == ids_in_each(entries(expected)));
        if !is_same {
            self.differences.add(&STATE.member("invalid_events"), actual, expected);
        }
    }
}

/// The event ids in each entry, at any depth; sorted, since the order of entries says nothing here.
fn ids_in_each<'a>(entries: &[Value<'a>]) -> Vec<Vec<&'a str>> {
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

/// The state differs in the order of entries alone: a warning. Anything else fails.
fn report_comparison(comparison: &Comparison<'_>, checks: &mut Checks) {
    for found in &comparison.differences.list {
        let message = match (found.expected, found.actual) {
            (None, _) => "the state has what the replay of the events does not give",
            (_, None) => "the state lacks what the replay of the events gives",
            _ => "the state is not what the replay of the events gives",
        };
        let finding = Finding::fail(CheckCode::StateReplay, "differs", message);
        checks.add(finding.compare(found.expected_text(), found.actual_text()).at(found.pointer.clone()));
    }
    if comparison.differences.more > 0 {
        let message = format!("the state differs from the replay in {} more places", comparison.differences.more);
        checks.add(Finding::fail(CheckCode::StateReplay, "more", message).at(STATE.pointer()));
    }
    if !comparison.differences.list.is_empty() {
        // The order is not all that differs.
        return;
    }
    checks.pass(CheckCode::StateReplay);
    for place in &comparison.reordered {
        let message = "the entries are those of the replay, in another order";
        checks.add(Finding::warn(CheckCode::StateOrder, "order", message).at(place.clone()));
    }
    if comparison.reordered.is_empty() {
        checks.pass(CheckCode::StateOrder);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_that_are_not_shown_are_counted() {
        let reasons = |more: usize| {
            let mut differences = Differences::up_to(SHOWN);
            differences.more = more;
            let mut checks = Checks::default();
            report_comparison(&Comparison { differences, reordered: Vec::new() }, &mut checks);
            checks.findings().iter().map(|finding| finding.reason).collect::<Vec<_>>()
        };
        assert_eq!(reasons(0), Vec::<&str>::new());
        assert_eq!(reasons(1), ["more"]);
    }
}
