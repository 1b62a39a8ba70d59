//! The embedded state beside the replay, member by member, and the weight of each difference.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{BuildHasher as _, RandomState};

use super::equivocations::ids_in_each;
use super::history::History;
use super::{SHOWN, STATE};
use crate::bundle::{EventType, StateClaim};
use crate::json::{Kind, Place, Pointer, Value, canonical};
use crate::replay::{self, MergedState};
use crate::report::{CheckCode, Checks, Finding, Reason, Rule, Status};
use crate::verify::compare::{Differences, paired};

/// The weight of a difference from the replay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weight {
    /// It contradicts a rule that is proven.
    Fail,
    /// An inferred rule decides it.
    Open(Rule),
}

impl Weight {
    /// A finding of this weight.
    pub(super) fn finding(self, reason: Reason, message: &str) -> Finding {
        match self {
            Self::Fail => Finding::fail(CheckCode::StateReplay, reason, message),
            Self::Open(rule) => {
                let message = format!("{message}; rule {}, which decides this, is inferred", rule.as_str());
                Finding::open(CheckCode::StateReplay, rule, reason, message)
            }
        }
    }
}

/// Where the embedded state and the replay differ.
pub(super) struct Comparison<'a> {
    pub(super) failed: Differences<'a>,
    pub(super) open: BTreeMap<Rule, Differences<'a>>,
    /// Findings about members that the replay does not know.
    pub(super) unknown: Checks,
    /// Lists that have the entries of the replay in another order.
    pub(super) reordered: Vec<Pointer>,
}

impl Default for Comparison<'_> {
    fn default() -> Self {
        let failed = Differences::up_to(SHOWN);
        Self { failed, open: BTreeMap::new(), unknown: Checks::default(), reordered: Vec::new() }
    }
}

/// A way in which two lists differ.
enum Mismatch<'a> {
    /// An entry that both have, with two contents.
    Differs,
    /// An entry of the embedded state alone.
    Extra(Value<'a>),
    /// An entry of the embedded state alone whose id another such entry has.
    ExtraAgain,
    /// An entry of the replay alone.
    Missing(Value<'a>),
}

impl<'a> Comparison<'a> {
    /// Whether nothing differs but, perhaps, the order of entries, and members that claim nothing.
    pub(super) fn is_replayed(&self) -> bool {
        let is_open = self.unknown.has(CheckCode::StateReplay, Status::Open);
        self.failed.list.is_empty() && self.open.is_empty() && !is_open
    }

    /// Compares everything but the counts and what rule M9 decides, which are compared by themselves.
    pub(super) fn of(state: &StateClaim<'a>, merged: &MergedState<'a>, history: &History<'_, 'a>) -> Self {
        let mut comparison = Self::default();
        let expected = merged.unsealed.as_object().unwrap_or_default();
        // Most often the state is that of the replay, member for member.
        if state.object.members().iter().filter(|member| member.name != "state_sha256").eq(expected.members()) {
            return comparison;
        }
        for (name, actual, expected) in paired(state.object, expected) {
            let place = STATE.member(name);
            match name {
                "state_sha256" | "equivocations" => {}
                _ if StateClaim::COUNTS.contains(&name) => {}
                "applied_event_ids" => {
                    let weigh = |mismatch: &Mismatch<'a>| applied_weight(mismatch, history);
                    comparison.lists(&place, actual, expected, Value::as_str, weigh);
                }
                "invalid_events" => {
                    comparison.invalid_events(&place, actual, expected, merged.invalid_event_count);
                }
                "current" => comparison.current(&place, actual, expected, history),
                _ => comparison.member(&place, actual, expected),
            }
        }
        comparison
    }

    fn current(
        &mut self,
        place: &Place<'_>,
        actual: Option<Value<'a>>,
        expected: Option<Value<'a>>,
        history: &History<'_, 'a>,
    ) {
        let object = |value: Option<Value<'a>>| value.and_then(|value| value.as_object());
        let (Some(a), Some(e)) = (object(actual), object(expected)) else {
            return self.values(Weight::Fail, place, actual, expected);
        };
        for (name, actual, expected) in paired(a, e) {
            let place = place.member(name);
            match (name, EventType::ALL.iter().find(|known| known.list == Some(name))) {
                (_, Some(event_type)) => {
                    let weigh = |mismatch: &Mismatch<'a>| entry_weight(event_type, mismatch, history);
                    self.lists(&place, actual, expected, |entry| entry.as_object()?.text("event_id"), weigh);
                }
                ("source_aliases", None) => {
                    let id_of = |alias: &Value<'a>| alias.as_object()?.text("alias_kind");
                    self.lists(&place, actual, expected, id_of, |_| Weight::Fail);
                }
                ("record_created", None) => {
                    self.values(record_created_weight(actual, expected, history), &place, actual, expected);
                }
                _ => self.member(&place, actual, expected),
            }
        }
    }

    /// A member by itself: one that the replay does not know claims something, or nothing.
    fn member(&mut self, place: &Place<'_>, actual: Option<Value<'a>>, expected: Option<Value<'a>>) {
        match (actual, expected) {
            (Some(actual), None) => self.unknown.add(unknown_member(place, actual)),
            _ => self.values(Weight::Fail, place, actual, expected),
        }
    }

    /// Two values, which most often are the same.
    fn values(&mut self, weight: Weight, place: &Place<'_>, actual: Option<Value<'a>>, expected: Option<Value<'a>>) {
        if actual != expected {
            self.that_weigh(weight).values(place, actual, expected);
        }
    }

    fn that_weigh(&mut self, weight: Weight) -> &mut Differences<'a> {
        match weight {
            Weight::Fail => &mut self.failed,
            Weight::Open(rule) => self.open.entry(rule).or_insert_with(|| Differences::up_to(SHOWN)),
        }
    }

    /// Two lists: the same entries in another order, or entries paired by id, of which one that is too few or
    /// too many is one difference.
    fn lists(
        &mut self,
        place: &Place<'_>,
        actual: Option<Value<'a>>,
        expected: Option<Value<'a>>,
        id_of: impl Fn(&Value<'a>) -> Option<&'a str>,
        weigh: impl Fn(&Mismatch<'a>) -> Weight,
    ) {
        let array = |value: Option<Value<'a>>| value.and_then(|value| value.as_array());
        let (Some(a), Some(e)) = (array(actual), array(expected)) else {
            return self.values(Weight::Fail, place, actual, expected);
        };
        if a == e {
            return;
        }
        if is_reordered(a, e) {
            return self.reordered.push(place.pointer());
        }
        let mut waiting: HashMap<&str, Vec<usize>> = HashMap::new();
        for (index, entry) in e.iter().enumerate().rev() {
            waiting.entry(id_of(entry).unwrap_or_default()).or_default().push(index);
        }
        let mut extra: HashSet<&str> = HashSet::new();
        for (index, entry) in a.iter().enumerate() {
            let partner = waiting.get_mut(id_of(entry).unwrap_or_default()).and_then(Vec::pop);
            let place = place.index(index);
            match partner.and_then(|partner| e.get(partner)) {
                Some(partner) if entry != partner => {
                    let weight = weigh(&Mismatch::Differs);
                    self.that_weigh(weight).values(&place, Some(*entry), Some(*partner));
                }
                Some(_) => {}
                None => {
                    let is_new = extra.insert(id_of(entry).unwrap_or_default());
                    let mismatch = if is_new { Mismatch::Extra(*entry) } else { Mismatch::ExtraAgain };
                    self.that_weigh(weigh(&mismatch)).add(&place, Some(*entry), None);
                }
            }
        }
        let mut missing: Vec<usize> = waiting.into_values().flatten().collect();
        missing.sort_unstable();
        for entry in missing.into_iter().filter_map(|index| e.get(index)) {
            self.that_weigh(weigh(&Mismatch::Missing(*entry))).add(place, None, Some(*entry));
        }
    }

    /// M12 (inferred): as many entries as there are invalid events, and the same ids in them.
    fn invalid_events(
        &mut self,
        place: &Place<'_>,
        actual: Option<Value<'a>>,
        expected: Option<Value<'a>>,
        count: usize,
    ) {
        let array = |value: Option<Value<'a>>| value.and_then(|value| value.as_array());
        match (array(actual), array(expected)) {
            (Some(a), Some(e)) if is_same(a, e, count) => {}
            (Some(_), Some(_)) => self.that_weigh(Weight::Open(Rule::M12)).add(place, actual, expected),
            _ => self.that_weigh(Weight::Fail).add(place, actual, expected),
        }
    }
}

/// Whether two lists have the same entries, each as often. Ids would not tell: a list may have one twice, with two
/// contents. Hashes put equal entries side by side, in less time than comparing them for an order would take.
fn is_reordered(a: &[Value<'_>], e: &[Value<'_>]) -> bool {
    if a.len() != e.len() {
        return false;
    }
    let hashes = RandomState::new();
    let in_order = |entries: &[Value<'_>]| {
        let mut sorted: Vec<_> =
            entries.iter().enumerate().map(|(place, entry)| (hashes.hash_one(entry), place)).collect();
        sorted.sort_unstable();
        sorted
    };
    in_order(a).iter().zip(&in_order(e)).all(|((_, a_place), (_, e_place))| a.get(*a_place) == e.get(*e_place))
}

/// As many entries as there are invalid events, and the same ids in them. The replay lists no more than
/// [`replay::LISTED`]: beyond these, the number alone is compared.
fn is_same(stated: &[Value<'_>], replayed: &[Value<'_>], count: usize) -> bool {
    stated.len() == count && (count > replay::LISTED || ids_in_each(stated) == ids_in_each(replayed))
}

/// M8 (inferred): superseded events stay applied. M11 (inferred): so are events of unknown types.
fn applied_weight<'a>(mismatch: &Mismatch<'a>, history: &History<'_, 'a>) -> Weight {
    let Mismatch::Missing(id) = mismatch else { return Weight::Fail };
    match id.as_str() {
        Some(id) if history.is_named_in_supersedes(id) => Weight::Open(Rule::M8),
        Some(id) if history.is_of_unknown_type(id) => Weight::Open(Rule::M11),
        _ => Weight::Fail,
    }
}

/// M5 (inferred) decides which events are in the lists other than `graph_snapshots`. There, M8 (inferred) decides which
/// events are in force.
fn entry_weight<'a>(event_type: &EventType, mismatch: &Mismatch<'a>, history: &History<'_, 'a>) -> Weight {
    if !event_type.rule.is_proven() {
        return Weight::Open(event_type.rule);
    }
    let decided_by_m8 = match mismatch {
        Mismatch::Differs | Mismatch::ExtraAgain => false,
        Mismatch::Extra(entry) => history.is_entry_out_of_force(entry, event_type.name),
        Mismatch::Missing(entry) => history.is_entry_named_in_supersedes(entry),
    };
    if decided_by_m8 { Weight::Open(Rule::M8) } else { Weight::Fail }
}

/// M10 (inferred): there is one `record_created`; where there are more, a state may show any of them.
fn record_created_weight<'a>(
    actual: Option<Value<'a>>,
    expected: Option<Value<'a>>,
    history: &History<'_, 'a>,
) -> Weight {
    match (actual, expected) {
        (Some(actual), _) if history.is_entry(&actual, "record_created") => Weight::Open(Rule::M10),
        (Some(actual), Some(expected)) if actual.is_null() && history.is_entry_named_in_supersedes(&expected) => {
            Weight::Open(Rule::M8)
        }
        _ => Weight::Fail,
    }
}

/// M11 (inferred): what the rules do not know enters no list. A state is derived, so a member that claims something
/// beyond the replay rests on a rule that we do not know.
fn unknown_member(place: &Place<'_>, value: Value<'_>) -> Finding {
    let claims_nothing = match value.kind() {
        Kind::Null | Kind::Bool(false) | Kind::Integer("0") | Kind::String { text: "", .. } | Kind::Array([]) => true,
        Kind::Object(object) => object.members().is_empty(),
        _ => false,
    };
    let (code, reason) = (CheckCode::StateReplay, Reason::UnknownMember);
    let finding = if claims_nothing {
        Finding::warn(code, reason, "a member of the state that the replay does not know; it claims nothing")
    } else {
        let message = "a member of the state that the replay does not know: no event produces what it claims";
        Finding::open(code, Rule::M11, reason, message)
    };
    finding.found(canonical::brief(&value)).at(place.pointer())
}
