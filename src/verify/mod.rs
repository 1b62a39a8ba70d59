//! The pipeline: the only place that knows the order of the checks.

mod compare;
mod digests;
mod document;
mod each;
mod events;
pub mod expect;
mod integrity;
mod keys;
mod links;
mod receipt;
mod record;
mod relatives;
mod seal;
mod snapshot;
mod state;
mod times;
mod trust;
mod unchecked;

use std::collections::BTreeSet;

pub use integrity::refuse_integrity;
pub use snapshot::ascii_text_digest;
pub(crate) use times::TOLERANCE_SECONDS;

use self::digests::Digests;
use self::events::Events;
use self::expect::{Evidence, Expectation};
use crate::bundle::time::Time;
use crate::bundle::{Bundle, Family};
use crate::digest::Sha256Digest;
use crate::json::{Arena, Document, ReadError, ReadErrorKind, Value, positions};
use crate::keys::{Candidates, Role, TrustStore};
use crate::replay::{self, Header, MergedState, Rule, ValidEvent};
use crate::report::{CheckCode, Checks, Finding, InputReport, Paper, Reason, Verdict};

/// What a run holds every input against.
#[derive(Clone, Debug)]
pub struct Policy {
    /// The keys that are trusted.
    pub trust: TrustStore,
    /// Whether every warning is a failure.
    pub strict: bool,
    /// The time by the clock of this machine; it decides warnings and `--max-age` alone.
    pub now: Option<Time>,
    /// What the user expects of every input.
    pub expectations: Vec<Expectation>,
}

impl Policy {
    /// The built-in keys, no expectations.
    pub fn new(now: Option<Time>) -> Self {
        Self { trust: TrustStore::builtin(), strict: false, now, expectations: Vec::new() }
    }
}

/// What verifying a document gave: the report, and the state that the replay made.
pub struct Outcome<'a> {
    /// The report.
    pub report: InputReport,
    /// The replayed state; `None` for what is no bundle.
    pub merged: Option<MergedState<'a>>,
}

/// Verifies the bytes of one input.
///
/// `name` is how the report calls it.
pub fn verify_bytes<'a>(name: &str, source: &'a [u8], arena: &'a Arena, policy: &Policy) -> Outcome<'a> {
    let mut outcome = judge_bytes(name, source, arena, policy);
    outcome.report.sha256 = Some(Sha256Digest::of(source));
    outcome
}

/// The same without the SHA-256 of the bytes, on which no verdict rests: for reports that do not show it.
pub fn judge_bytes<'a>(name: &str, source: &'a [u8], arena: &'a Arena, policy: &Policy) -> Outcome<'a> {
    let mut outcome = match Document::parse(source, arena) {
        Ok(document) => verify(name, &document, policy),
        Err(error) => Outcome { report: refused(name, &error, policy), merged: None },
    };
    outcome.report.bytes = u64::try_from(source.len()).ok();
    outcome
}

/// Verifies one document. It cannot fail: everything about a usable document is a finding.
///
/// An integrity document has checks of its own (`integrity.rs`) and is never a pass; for any other:
///
/// 1. type and versions: is this a bundle that this program can judge?
/// 2. shape: the typed view
/// 3. digests: computed over the document's own values
/// 4. embedded keys
/// 5. the record: digest, number, aliases
/// 6. events: subject, type, digest, id, signature, each by itself; then the events among each other
/// 7. receipts, and whether all copies of the record agree
/// 8. times, snapshots, and what is there without being checked
/// 9. the replay, and the embedded state against it
/// 10. the bundle's digest and signature
/// 11. trust in the keys that signed
/// 12. what the user expects
/// 13. the verdict
pub fn verify<'a>(name: &str, document: &Document<'a>, policy: &Policy) -> Outcome<'a> {
    let mut report = InputReport::new(name.to_owned(), policy.trust.assurance());

    // 1. type and versions
    let family = Family::of(document.root());
    if family == Some(Family::Integrity) {
        integrity::judge(document, policy, &mut report);
        settle(&mut report, document, policy, Checks::verdict_without_proof);
        return Outcome { report, merged: None };
    }
    let foreign = document::judge(document, family);
    if !foreign.is_empty() {
        let foreign = relatives::judge(document, family, foreign, &mut report);
        report.checks.extend(foreign);
        return conclude(report, document, None, false, policy);
    }
    report.checks.pass(CheckCode::DocumentType);
    report.checks.pass(CheckCode::DocumentVersion);

    // 2. shape
    let (bundle, shape) = Bundle::view(document);
    report.checks.merge(shape);
    let Some(bundle) = bundle else { return conclude(report, document, None, false, policy) };
    describe(&bundle, &mut report);

    // 3. digests, all of them: from here on nothing is verified over what the document states
    let digests = Digests::of(&bundle);

    // 4. embedded keys
    let candidates = keys::judge(&bundle, &policy.trust, &mut report.checks);

    // 5. the record
    let canonical = record::judge(&bundle, digests.canonical, &mut report);

    // 6. events
    let judge_events = || events::judge(&bundle, &digests, &candidates);
    let Events { valid: events, signed, checks } = digests.meanwhile(judge_events);
    report.checks.merge(checks);
    links::judge(&bundle, &digests, &signed, &mut report.checks);

    // 7. receipts and agreement
    let receipts = receipt::judge(&bundle, canonical.as_ref(), &candidates, &mut report.checks);
    record::judge_agreement(&bundle, canonical.as_ref(), &receipts, &candidates, &mut report.checks);

    // 8. times, snapshots, and what is there without being checked
    times::judge(&bundle, policy.now, &mut report.checks);
    snapshot::judge(&bundle, &events, &mut report.checks);
    unchecked::judge(&bundle, &mut report.checks);

    // 9. the replay
    let header = Header {
        pith_number: bundle.pith_number,
        source_aliases: bundle.source_aliases.unwrap_or(Value::made(crate::json::Kind::Null)),
        event_count: bundle.events.len(),
        not_applied: events::not_applied(&bundle, &events, &report.checks),
    };
    let merged = state::replay(&header, &bundle, &events, document.arena());
    state::judge(&bundle, digests.whole().state, &merged, &events, document.arena(), &mut report);
    report.paper = paper(&events, &merged);

    // 10. the bundle's own digest and signature
    let seal = seal::judge(&bundle, &digests.whole().bundle, &candidates, &mut report);

    // 11. trust
    report.signatures_total = bundle.events.len() + receipts.expected + 1;
    let trusted = trust::judge(&bundle, &candidates, &signed, &receipts.verified, seal.as_ref(), &mut report);

    // 12. expectations
    let evidence = Evidence {
        bundle: &bundle,
        canonical: canonical.as_ref(),
        merged: &merged,
        arena: document.arena(),
        now: policy.now,
    };
    expect::judge(&policy.expectations, &evidence, &mut report);

    report.events_total = bundle.events.len();
    report.events_valid = merged.valid_event_count;
    describe_rules(&merged, &mut report);
    conclude(report, document, Some(merged), trusted, policy)
}

/// 13. Puts the findings in order, finds their places, and asks for the verdict.
fn conclude<'a>(
    mut report: InputReport,
    document: &Document<'a>,
    merged: Option<MergedState<'a>>,
    trusted: bool,
    policy: &Policy,
) -> Outcome<'a> {
    settle(&mut report, document, policy, |checks| checks.verdict(trusted));
    Outcome { report, merged }
}

/// The same for any document, with the verdict that its checks give.
fn settle(
    report: &mut InputReport,
    document: &Document<'_>,
    policy: &Policy,
    verdict: impl FnOnce(&Checks) -> Verdict,
) {
    if policy.strict {
        report.checks.make_strict();
    }
    report.checks.sort();
    locate(document, report.checks.findings_mut());
    report.verdict = verdict(&report.checks);
    if report.verdict == Verdict::Malformed {
        report.policy = expect::unjudged(&policy.expectations);
        report.error = report.checks.findings().first().map(|finding| finding.message.clone());
    }
    report.bound();
}

/// Line and column of every finding, in one pass over the source.
fn locate(document: &Document<'_>, findings: &mut [Finding]) {
    let offset_of = |finding: &Finding| finding.pointer.as_ref().map(|pointer| document.offset(pointer));
    let offsets: BTreeSet<usize> = findings.iter().filter_map(offset_of).collect();
    let offsets: Vec<usize> = offsets.into_iter().collect();
    let places = positions(document.source(), &offsets);
    for finding in findings {
        let place = offset_of(finding).and_then(|offset| offsets.binary_search(&offset).ok());
        finding.position = place.and_then(|place| places.get(place)).copied();
    }
}

/// The report on an input that is no JSON, or not strictly so.
fn refused(name: &str, error: &ReadError, policy: &Policy) -> InputReport {
    let mut report = InputReport::new(name.to_owned(), policy.trust.assurance());
    let (code, reason) = match error.kind {
        ReadErrorKind::TooLarge { .. } => (CheckCode::InputSize, Reason::TooLarge),
        ReadErrorKind::Gzip => (CheckCode::JsonEncoding, Reason::Gzip),
        ReadErrorKind::ByteOrderMark => (CheckCode::JsonEncoding, Reason::ByteOrderMark),
        ReadErrorKind::WideEncoding => (CheckCode::JsonEncoding, Reason::Utf16Or32),
        ReadErrorKind::NotUtf8(_) => (CheckCode::JsonEncoding, Reason::NotUtf8),
        ReadErrorKind::LoneSurrogate => (CheckCode::JsonEncoding, Reason::LoneSurrogate),
        ReadErrorKind::DuplicateMember { .. } => (CheckCode::JsonDuplicateMember, Reason::Duplicate),
        ReadErrorKind::NotFinite => (CheckCode::JsonNumber, Reason::NotFinite),
        ReadErrorKind::DoubleOverflow => (CheckCode::JsonNumber, Reason::Overflow),
        ReadErrorKind::TooManyDigits => (CheckCode::JsonNumber, Reason::TooManyDigits),
        ReadErrorKind::TooDeep => (CheckCode::JsonDepth, Reason::TooDeep),
        ReadErrorKind::Empty => (CheckCode::JsonSyntax, Reason::Empty),
        ReadErrorKind::Html => (CheckCode::JsonSyntax, Reason::Html),
        ReadErrorKind::Pdf => (CheckCode::JsonSyntax, Reason::Pdf),
        ReadErrorKind::Lines => (CheckCode::JsonSyntax, Reason::Lines),
        ReadErrorKind::Syntax(_) => (CheckCode::JsonSyntax, Reason::Syntax),
    };
    let mut finding = Finding::fail(code, reason, error.to_string());
    finding.position = Some(error.position);
    report.error = Some(finding.message.clone());
    report.policy = expect::unjudged(&policy.expectations);
    report.checks.add(finding);
    report.verdict = report.checks.verdict(false);
    report
}

/// The report on an input that is larger than the limit; nothing of it was judged.
pub fn too_large(name: &str, limit: u64, policy: &Policy) -> InputReport {
    refused(name, &ReadError::new(ReadErrorKind::TooLarge { limit }, &[], 0), policy)
}

/// The most characters of a name: no source has a longer one.
const NAME: usize = 80;

fn describe(bundle: &Bundle<'_>, report: &mut InputReport) {
    report.pith_number = bundle.pith_number.map(crate::text::cut);
    report.source = bundle.record.source.map(|source| crate::report::SourceName {
        kind: crate::text::cut_to(source.kind, NAME),
        id: crate::text::cut_to(source.id, NAME),
        version: crate::text::cut_to(source.version, NAME),
    });
}

/// The paper as the last snapshot shows it that is in force and by a key which is trusted for it.
fn paper(events: &[replay::ValidEvent<'_, '_>], merged: &MergedState<'_>) -> Option<Paper> {
    let snapshots = events.iter().filter(|event| event.event().event_type == "graph_snapshot").filter(|event| {
        let signer_id = Some(event.event().signer.signer_id);
        !merged.superseded.contains(event.event().event_id)
            && event.verified.key().warrant.covers(signer_id, Role::Registry).is_ok()
    });
    let last = snapshots.max_by_key(|event| (event.event().created_at.time, event.digest))?;
    let paper = last.event().payload.get("graph_snapshot")?.as_object()?.get("paper")?.as_object()?;
    Some(Paper {
        title: crate::text::cut(paper.text("title").unwrap_or_default()),
        authors: crate::text::cut(paper.text("authors_text").unwrap_or_default()),
    })
}

/// The merge rules that the verdict rests on: those that took part in the replay, and those that leave something open.
fn describe_rules(merged: &MergedState<'_>, report: &mut InputReport) {
    let open = report.checks.open_rules().map(|(_, rule)| rule);
    let rules: BTreeSet<Rule> = merged.rules.iter().copied().chain(open).collect();
    let names = |proven: bool| -> Vec<&'static str> {
        rules.iter().filter(|rule| rule.is_proven() == proven).map(|rule| rule.as_str()).collect()
    };
    let is_open = |(code, rule): (CheckCode, Rule)| rule == Rule::M9 && code != CheckCode::EventLinks;
    let agrees = rules.contains(&Rule::M9) && !report.checks.open_rules().any(is_open);
    report.m9_reading = agrees.then_some(merged.reading.as_str());
    report.rules_proven = names(true);
    report.rules_inferred = names(false);
}

/// The embedded keys of a bundle that signatures can name, and what is wrong with any of them: for
/// listing keys, and for merging the bundles of several mirrors.
pub(crate) fn embedded_keys<'a>(bundle: &Bundle<'a>, trust: &TrustStore) -> (Candidates<'a>, Checks) {
    let mut checks = Checks::default();
    let candidates = keys::judge(bundle, trust, &mut checks);
    (candidates, checks)
}

/// The events of a bundle that are valid by rule M2, whatever else is wrong with the bundle: for merging
/// the bundles of several mirrors.
pub(crate) fn valid_events<'k, 'a>(bundle: &'k Bundle<'a>, candidates: &'k Candidates<'a>) -> Vec<ValidEvent<'k, 'a>> {
    events::judge(bundle, &Digests::of(bundle), candidates).valid
}
