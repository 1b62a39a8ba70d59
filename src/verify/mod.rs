//! The pipeline: the only place that knows the order of the checks.

mod compare;
mod conclusion;
mod diagnosis;
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
mod timeline;
mod times;
mod trust;
mod unchecked;

use std::collections::BTreeSet;

pub use integrity::refuse_integrity;
pub(crate) use keys::candidates as embedded_keys;
pub(crate) use times::TOLERANCE_SECONDS;

use self::diagnosis::Known;
use self::digests::Digests;
use self::events::Events;
use self::expect::{Evidence, Expectation};
use self::links::Links;
use self::receipt::Receipts;
use self::seal::Seal;
use self::timeline::FoundEvents;
use self::trust::Trusted;
use crate::bundle::time::Time;
use crate::bundle::{Bundle, Family, GRAPH_SNAPSHOT};
use crate::digest::Sha256Digest;
use crate::json::{Arena, Document, Kind, ReadError, ReadErrorKind, Value};
use crate::keys::{Candidates, Role, TrustStore};
use crate::replay::{Header, MergedState, Rule, ValidEvent};
use crate::report::{CheckCode, Checks, DigestPair, EventClaim, InputReport, Paper, SourceName, Verdict};
use crate::text::{cut, cut_to};

/// The conditions of a run, the same for every input.
#[derive(Clone, Debug)]
pub struct Policy {
    /// The keys that are trusted.
    pub trust: TrustStore,
    /// Whether warnings and open differences are failures.
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

/// The result of verifying a document.
pub struct Outcome<'a> {
    /// The report.
    pub report: InputReport,
    /// The replayed state; `None` for a document that is not a bundle.
    pub merged: Option<MergedState<'a>>,
    /// What was found of each event.
    events: FoundEvents<'a>,
}

impl Outcome<'_> {
    /// A report on something that is not a bundle.
    fn unmerged(report: InputReport) -> Self {
        Self { report, merged: None, events: FoundEvents::default() }
    }

    /// The events as the document lists them, with what was found of each; empty if the document is not a bundle.
    pub fn timeline(&self) -> Vec<EventClaim> {
        self.merged.as_ref().map(|merged| self.events.timeline(merged, &self.report.checks)).unwrap_or_default()
    }
}

/// Verifies the bytes of one input.
///
/// `name` is its name in the report.
pub fn verify_bytes<'a>(name: &str, source: &'a [u8], arena: &'a Arena, policy: &Policy) -> Outcome<'a> {
    let mut outcome = match Document::parse(source, arena) {
        Ok(document) => verify(name, &document, policy),
        Err(error) => Outcome::unmerged(conclusion::refused(name, &error, policy)),
    };
    outcome.report.bytes = u64::try_from(source.len()).ok();
    outcome.report.sha256 = Some(Sha256Digest::of(source));
    outcome
}

/// Verifies one document. It cannot fail: everything about a usable document is a finding.
///
/// An integrity document has checks of its own (`integrity.rs`) and is never a pass. For any other:
///
/// 1. type and versions: is this a bundle that this program knows?
/// 2. shape: the typed view
/// 3. digests: computed over the document's own values
/// 4. embedded keys
/// 5. the record: digest, number, aliases
/// 6. events: subject, type, digest, id, signature, each by itself; then the events among each other
/// 7. receipts, and whether all copies of the record agree
/// 8. times, snapshots, and content that is not checked
/// 9. the replay, and the embedded state against it
/// 10. the bundle's digest and signature
/// 11. trust in the keys that signed
/// 12. the user's expectations
/// 13. the verdict
/// 14. what was changed, where the bundle's own signature does not verify
///
/// Each check returns its part of the report. Only the expectations, the verdict and the search for what was changed use what
/// earlier parts found.
pub fn verify<'a>(name: &str, document: &Document<'a>, policy: &Policy) -> Outcome<'a> {
    let report = InputReport::new(name.to_owned(), policy.trust.assurance());

    // 1. type and versions
    let family = Family::of(document.root());
    if family == Some(Family::Integrity) {
        let report = integrity::report(document, policy, report);
        let mut report = conclusion::concluded(report, document, policy, Checks::verdict_without_proof);
        // Nothing in it gives back what was signed.
        report.diagnosis.complete = (report.verdict == Verdict::Fail).then_some(false);
        return Outcome::unmerged(report);
    }
    let obstacles = document::obstacles(document, family);
    if !obstacles.is_empty() {
        return unjudged(relatives::report(document, family, obstacles, report), document, policy);
    }
    let mut versions = Checks::default();
    versions.pass(CheckCode::DocumentType);
    versions.pass(CheckCode::DocumentVersion);

    // 2. shape
    let (bundle, shape) = Bundle::view(document);
    let Some(bundle) = bundle else {
        let checks = [versions, shape].into_iter().collect();
        return unjudged(InputReport { checks, ..report }, document, policy);
    };

    // 3. digests, all of them: from here on nothing is verified over a digest that the document states
    let digests = Digests::of(&bundle);
    let canonical = digests.canonical.as_ref();

    // 4. embedded keys
    let (candidates, keys) = keys::candidates(&bundle, &policy.trust);

    // 5. the record
    let record = canonical.map(|canonical| record::checks(&bundle, canonical)).unwrap_or_default();

    // 6. events, by themselves and among each other
    let events = digests.meanwhile(|| Events::of(&bundle, &digests, &candidates));
    let links = Links::of(&bundle, &digests, &events);

    // 7. receipts and agreement
    let receipts = Receipts::of(&bundle, canonical, &candidates);
    let agreement = record::agreement(&bundle, canonical, &receipts, &candidates);

    // 8. times, snapshots, and content that is not checked
    let times = times::checks(&bundle, policy.now);
    let snapshots = snapshot::checks(&bundle, &events.valid);
    let unchecked = unchecked::checks(&bundle);

    // 9. the replay
    let header = Header {
        pith_number: bundle.pith_number,
        source_aliases: bundle.source_aliases.unwrap_or(Value::made(Kind::Null)),
        event_count: bundle.events.len(),
        not_applied: links.not_applied(&bundle, &events.valid),
    };
    let merged = state::replay(&header, &bundle, &events.valid, document.arena());
    let whole = digests.whole();
    let state = state::checks(&bundle, whole.state.as_ref(), &merged, &events.valid, document.arena());

    // 10. the bundle's own digest and signature
    let seal = Seal::of(&bundle, &whole.bundle, &candidates);

    // 11. trust
    let trusted = Trusted::of(&bundle, &candidates, &events.signed, &receipts.verified, seal.verified.as_ref());

    // 12. expectations
    let parts = [versions, shape, keys, record, events.checks, links.checks, receipts.checks, agreement];
    let more = [times, snapshots, unchecked, state, seal.checks, trusted.checks];
    let mut checks: Checks = parts.into_iter().chain(more).collect();
    let evidence = Evidence {
        checks: &checks,
        bundle: &bundle,
        digest: &whole.bundle,
        canonical,
        merged: &merged,
        arena: document.arena(),
        now: policy.now,
    };
    let (outcomes, expectations) = expect::outcomes(&policy.expectations, &evidence);
    checks.merge(expectations);

    // 13. the verdict
    let state_digest = bundle.state.as_ref().zip(whole.state);
    let report = InputReport {
        pith_number: bundle.pith_number.map(cut),
        source: source(&bundle),
        paper: paper(&events.valid, &merged),
        canonical: canonical.map(|computed| DigestPair::of(bundle.canonical_sha256, *computed)).unwrap_or_default(),
        state: state_digest.map(|(state, computed)| DigestPair::of(state.state_sha256, computed)).unwrap_or_default(),
        bundle: DigestPair::of(bundle.bundle_sha256, whole.bundle),
        signers: trusted.signers,
        signatures_verified: trusted.signatures,
        signatures_total: bundle.events.len() + receipts.expected + 1,
        events_total: bundle.events.len(),
        events_valid: merged.valid_event_count,
        unsigned: seal.unsigned,
        policy: outcomes,
        ..with_rules(report, &checks, &bundle, &merged)
    };
    let report = InputReport { checks, ..report };
    let mut report = conclusion::concluded(report, document, policy, |checks| checks.verdict(trusted.required));

    // 14. what was changed, which decides nothing
    let known = Known::of(&bundle, &whole.bundle, &events.valid, &receipts.verified, seal.verified.as_ref(), &merged);
    if !known.is_sealed && report.verdict != Verdict::Pass {
        report.diagnosis = diagnosis::diagnose(document, &policy.trust, &known, &report.checks);
    }
    Outcome { report, events: FoundEvents::of(&bundle, &events.valid), merged: Some(merged) }
}

/// A document that cannot be verified as a bundle.
fn unjudged<'a>(report: InputReport, document: &Document<'a>, policy: &Policy) -> Outcome<'a> {
    let mut report = conclusion::concluded(report, document, policy, |checks| checks.verdict(false));
    report.diagnosis = diagnosis::diagnose(document, &policy.trust, &Known::default(), &report.checks);
    Outcome::unmerged(report)
}

/// The report on an input that is larger than the limit; nothing of it was read.
pub fn too_large(name: &str, limit: u64, policy: &Policy) -> InputReport {
    conclusion::refused(name, &ReadError::new(ReadErrorKind::TooLarge { limit }, &[], 0), policy)
}

/// The most characters of a name: no source has a longer one.
const NAME: usize = 80;

/// The source that the record states.
fn source(bundle: &Bundle<'_>) -> Option<SourceName> {
    bundle.record.source.map(|source| SourceName {
        kind: cut_to(source.kind, NAME),
        id: cut_to(source.id, NAME),
        version: cut_to(source.version, NAME),
    })
}

/// The paper in the last snapshot that is in force and by a key which is trusted for it.
fn paper(events: &[ValidEvent<'_, '_>], merged: &MergedState<'_>) -> Option<Paper> {
    let snapshots = events.iter().filter(|event| event.event().event_type == GRAPH_SNAPSHOT).filter(|event| {
        let signer_id = Some(event.event().signer.signer_id);
        !merged.superseded.contains_key(event.event().event_id)
            && event.verified.key().warrant.covers(signer_id, Role::Registry).is_ok()
    });
    let last = snapshots.max_by_key(|event| (event.event().created_at.time, event.digest))?;
    let paper = last.event().payload.get("graph_snapshot")?.as_object()?.get("paper")?.as_object()?;
    Some(Paper {
        title: cut(paper.text("title").unwrap_or_default()),
        authors: cut(paper.text("authors_text").unwrap_or_default()),
    })
}

/// The report with the merge rules that the verdict rests on: those that took part in the replay, and those that leave
/// something open.
fn with_rules(report: InputReport, checks: &Checks, bundle: &Bundle<'_>, merged: &MergedState<'_>) -> InputReport {
    let open = checks.open_rules().map(|(_, rule)| rule);
    let rules: BTreeSet<Rule> = merged.rules.iter().copied().chain(open).collect();
    let names = |proven: bool| -> Vec<&'static str> {
        rules.iter().filter(|rule| rule.is_proven() == proven).map(|rule| rule.as_str()).collect()
    };
    let is_open = |(code, rule): (CheckCode, Rule)| rule == Rule::M9 && code != CheckCode::EventLinks;
    let agrees = bundle.state.is_some() && rules.contains(&Rule::M9) && !checks.open_rules().any(is_open);
    InputReport {
        m9_reading: agrees.then_some(merged.reading.as_str()),
        rules_proven: names(true),
        rules_inferred: names(false),
        ..report
    }
}

/// The events that are valid by rule M2, whatever else is wrong with the bundle: for merging the bundles of several
/// mirrors.
pub(crate) fn valid_events<'k, 'a>(bundle: &'k Bundle<'a>, candidates: &'k Candidates<'a>) -> Vec<ValidEvent<'k, 'a>> {
    Events::of(bundle, &Digests::of(bundle), candidates).valid
}
