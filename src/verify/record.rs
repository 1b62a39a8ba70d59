//! `record.digest`, `record.number`, `record.aliases`, `record.agreement` (docs/format.md, section 2: proven).

use std::collections::HashSet;

use super::compare::first_difference;
use super::digests::misstated;
use super::receipt::{self, Receipts};
use crate::bundle::identifier::PithNumber;
use crate::bundle::{Alias, Bundle, Event, Record, Source};
use crate::digest::ComputedDigest;
use crate::json::canonical;
use crate::json::{Kind, Place, Pointer, Value};
use crate::keys::Candidates;
use crate::report::{CheckCode, Checks, Finding, Reason, Status};

/// The checks of the record's digest and of what follows from it.
pub(super) fn checks(bundle: &Bundle<'_>, canonical: &ComputedDigest) -> Checks {
    let mut checks = Checks::default();
    if let Some(stated) = bundle.canonical_sha256 {
        let finding = misstated(canonical, stated, || {
            let message = "`canonical_sha256` is not the digest of `canonical_record`";
            let finding = Finding::fail(CheckCode::RecordDigest, Reason::Differs, message);
            finding.at(Pointer::root().member("canonical_sha256"))
        });
        checks.add_or_pass(CheckCode::RecordDigest, finding);
    }
    let number = PithNumber::of(canonical);
    let place = Pointer::root().member("canonical_record");
    let stated = [bundle.pith_number, bundle.short_pith_number];
    checks.merge(numbers(&number, bundle.record.submitted_at, &place, stated));
    let has_aliases = bundle.source_aliases.is_some_and(|aliases| aliases.as_array().is_some());
    if let (Some(source), true) = (&bundle.record.source, has_aliases) {
        checks.merge(aliases(&bundle.aliases, source, &number));
    }
    checks
}

/// The number and the short number that a document states follow from the digest and the year of the record at a place.
pub(super) fn numbers(
    number: &PithNumber,
    submitted_at: Option<&str>,
    record: &Pointer,
    [full, short]: [Option<&str>; 2],
) -> Checks {
    let mut checks = Checks::default();
    let computed = submitted_at.and_then(|submitted_at| number.full(submitted_at));
    if submitted_at.is_some() && computed.is_none() {
        let place = record.clone().member("metadata").member("submitted_at");
        let message = "`submitted_at` does not begin with a year, so no number follows from the record";
        checks.add(Finding::fail(CheckCode::RecordNumber, Reason::Year, message).at(place));
    }
    let pairs = [("pith_number", computed, full), ("short_pith_number", Some(number.short()), short)];
    for (member, expected, actual) in pairs {
        let (Some(expected), Some(actual)) = (expected, actual) else { continue };
        let finding = (actual != expected).then(|| {
            let message = format!("`{member}` does not follow from the record");
            let finding = Finding::fail(CheckCode::RecordNumber, Reason::Differs, message).compare(&expected, actual);
            finding.at(Pointer::root().member(member))
        });
        checks.add_or_pass(CheckCode::RecordNumber, finding);
    }
    checks
}

const PREFIXES: [(&str, usize); 3] = [("pith_short_8", 8), ("pith_short_12", 12), ("pith_short_16", 16)];
const ARXIV: [&str; 3] = ["arxiv", "arxiv_version", "doi"];

/// The kinds of aliases whose rule is known, and the value that each has to have.
pub(super) fn alias_values(source: &Source<'_>, number: &PithNumber) -> Vec<(&'static str, String)> {
    let mut values: Vec<_> = PREFIXES.iter().map(|(kind, length)| (*kind, number.prefix(*length).to_owned())).collect();
    if source.kind == "arxiv" {
        let [id, id_and_version, doi] = ARXIV;
        values.push((id, source.id.to_owned()));
        values.push((id_and_version, format!("{}v{}", source.id, source.version)));
        values.push((doi, format!("10.48550/arxiv.{}", source.id)));
    }
    values
}

/// The aliases follow from the record's source and digest.
fn aliases(aliases: &[(usize, Alias<'_>)], source: &Source<'_>, number: &PithNumber) -> Checks {
    let mut checks = Checks::default();
    let array = || Pointer::root().member("source_aliases");
    let values = alias_values(source, number);
    let mut kinds = HashSet::with_capacity(aliases.len());
    for (index, alias) in aliases {
        let is_new = kinds.insert(alias.kind);
        let finding = wrong_alias(alias, is_new, source, &values);
        checks.add_or_pass(CheckCode::RecordAliases, finding.map(|finding| finding.at(array().index(*index))));
    }
    for kind in missing_aliases(&kinds, source) {
        let message = format!("the alias `{kind}` is missing");
        checks.add(Finding::fail(CheckCode::RecordAliases, Reason::Missing, message).at(array()));
    }
    if !aliases.is_sorted_by_key(|(_, alias)| alias.kind) {
        let message = "the aliases are not sorted by kind";
        checks.add(Finding::warn(CheckCode::RecordAliases, Reason::Order, message).at(array()));
    }
    checks
}

/// The fault of one alias: its value follows from the record, and no alias before it is of its kind.
fn wrong_alias(alias: &Alias<'_>, is_new: bool, source: &Source<'_>, values: &[(&str, String)]) -> Option<Finding> {
    let fail = |reason, message: &str| Finding::fail(CheckCode::RecordAliases, reason, message);
    let expected = values.iter().find(|(kind, _)| *kind == alias.kind).map(|(_, value)| value);
    match expected {
        Some(expected) if expected != alias.value => {
            let finding = fail(Reason::Differs, "the alias does not follow from the record");
            Some(finding.compare(expected, alias.value))
        }
        None if source.kind == "arxiv" => {
            Some(fail(Reason::UnknownKind, "no alias of this kind follows from the record").found(alias.kind))
        }
        _ if !is_new => Some(fail(Reason::Twice, "the alias kind occurs twice")),
        None => {
            let message = "how this alias follows from the record is not known";
            Some(Finding::warn(CheckCode::RecordAliases, Reason::Undetermined, message).found(alias.kind))
        }
        Some(_) => None,
    }
}

/// The aliases that should be there: those of arXiv for its papers, and the three prefixes all or
/// none; documents from before the prefixes may exist (docs/format.md, section 2.3).
fn missing_aliases(kinds: &HashSet<&str>, source: &Source<'_>) -> Vec<&'static str> {
    let has = |kind: &&str| kinds.contains(kind);
    let is_arxiv = source.kind == "arxiv";
    let prefixes = PREFIXES.map(|(kind, _)| kind);
    let mut required = Vec::new();
    if is_arxiv {
        required.extend(ARXIV);
    }
    if !is_arxiv || prefixes.iter().any(has) {
        required.extend(prefixes);
    }
    required.into_iter().filter(|kind| !has(kind)).collect()
}

/// The checks that every copy of the record is the same as the one that is signed.
pub(super) fn agreement(
    bundle: &Bundle<'_>,
    canonical: Option<&ComputedDigest>,
    receipts: &Receipts<'_, '_>,
    candidates: &Candidates<'_>,
) -> Checks {
    let mut checks = Checks::default();
    let (Some(record), Some(canonical)) = (bundle.canonical_record, canonical) else { return checks };
    let proven = if receipts.verified.is_empty() { proven_copy(bundle, candidates) } else { None };
    if let Some((signed, digest)) = proven {
        let place = Place::ROOT.member("canonical_record");
        let message = "the record was changed: the receipt signs another value here";
        compare(&place, signed, record, message, &mut checks);
        compare_copies(bundle, signed, &digest, &mut checks);
    } else {
        compare_copies(bundle, record, canonical, &mut checks);
    }
    checks
}

/// A copy of the record that a receipt covers where it does not cover the record itself: what was signed, if the bundle
/// states its digest or number. Otherwise record and receipt may be those of another bundle.
fn proven_copy<'a>(bundle: &Bundle<'a>, candidates: &Candidates<'_>) -> Option<(Value<'a>, ComputedDigest)> {
    let created = || bundle.events.iter().flatten().filter(|event| event.is_record_created());
    let in_payloads = created().filter_map(|event| event.payload.get("canonical_record"));
    let in_state = bundle.state.as_ref().and_then(|state| state.current?.get("canonical_record"));
    in_payloads.chain(in_state).filter(|copy| Record::is_one(*copy)).take(COPIES).find_map(|copy| {
        let digest = canonical::digest(&copy);
        if !states(bundle, &digest) {
            return None;
        }
        created().take(COPIES).any(|event| receipt::proves(event, &digest, candidates)).then_some((copy, digest))
    })
}

/// Whether the bundle states the digest of a record, or the number that follows from it.
fn states(bundle: &Bundle<'_>, record: &ComputedDigest) -> bool {
    let number = PithNumber::of(record);
    let is_number = |stated: &str| stated.rsplit(':').next() == Some(number.suffix());
    bundle.canonical_sha256.is_some_and(|stated| record.is_stated_as(stated))
        || bundle.pith_number.is_some_and(is_number)
}

/// An honest bundle has two copies of its record; a search through more would not end.
const COPIES: usize = 4;

/// Compares every copy outside `canonical_record` with `record`.
fn compare_copies(bundle: &Bundle<'_>, record: Value<'_>, canonical: &ComputedDigest, checks: &mut Checks) {
    let source = record.as_object().and_then(|record| record.get("source"));
    if let (Some(expected), Some(actual)) = (source, bundle.source) {
        agree(&Place::ROOT.member("source"), expected, Some(actual), checks);
    }
    for event in bundle.events.iter().flatten().filter(|event| event.is_record_created()) {
        compare_payload(event, record, canonical, checks);
    }
    if let Some(current) = bundle.state.as_ref().and_then(|state| state.current) {
        let state = Place::ROOT.member("state");
        let place = state.member("current");
        agree(&place.member("canonical_record"), record, current.get("canonical_record"), checks);
    }
}

/// The payload of `record_created`: the record, its digest, and the members of its source.
fn compare_payload(event: &Event<'_>, record: Value<'_>, canonical: &ComputedDigest, checks: &mut Checks) {
    let events = Place::ROOT.member("events");
    let event_place = events.index(event.index);
    let place = event_place.member("payload");
    let digest = canonical.to_string();
    let text = |text| Value::made(Kind::String { text, plain: true });
    agree(&place.member("canonical_record"), record, event.payload.get("canonical_record"), checks);
    agree(&place.member("canonical_sha256"), text(&digest), event.payload.get("canonical_sha256"), checks);
    let Some(source) = record.as_object().and_then(|record| record.get("source")?.as_object()) else { return };
    for (member, name) in [("source_kind", "kind"), ("source_id", "id"), ("source_version", "version")] {
        if let Some(expected) = source.get(name) {
            agree(&place.member(member), expected, event.payload.get(member), checks);
        }
    }
}

fn agree(place: &Place<'_>, expected: Value<'_>, actual: Option<Value<'_>>, checks: &mut Checks) {
    let Some(actual) = actual else {
        let message = "the copy of what the record says is missing";
        checks.add(Finding::fail(CheckCode::RecordAgreement, Reason::Missing, message).at(place.pointer()));
        return;
    };
    compare(place, expected, actual, "differs from the canonical record", checks);
}

/// Any number of events may lack a name that is as long as the document: what differs is looked for only where the
/// finding is kept.
fn compare(place: &Place<'_>, expected: Value<'_>, actual: Value<'_>, message: &str, checks: &mut Checks) {
    if actual == expected {
        return checks.pass(CheckCode::RecordAgreement);
    }
    checks.add_if_kept(CheckCode::RecordAgreement, Status::Fail, || {
        let finding = Finding::fail(CheckCode::RecordAgreement, Reason::Differs, message);
        match first_difference(place, actual, expected) {
            Some(found) => found.described(finding),
            None => finding.at(place.pointer()),
        }
    });
}
