//! `--since`: nothing was withheld, dropped or rolled back since an older bundle.

use std::collections::{HashMap, HashSet};

use crate::bundle::time::Time;
use crate::bundle::{self, Bundle, Event};
use crate::diff;
use crate::digest::ComputedDigest;
use crate::json::canonical;
use crate::json::{Arena, Document, Pointer};
use crate::replay::MergedState;
use crate::report::{CheckCode, Finding, InputReport, Reason, Verdict};
use crate::text::cut;
use crate::verify::expect::{Evidence, verified};
use crate::verify::{self, Policy};

/// What is kept of an older bundle that was verified under the same trust.
#[derive(Clone, Debug)]
pub struct Older {
    name: String,
    verdict: Verdict,
    pith_number: String,
    built_at: String,
    event_ids: Vec<String>,
    /// Of each of `timestamp_proofs`.
    proofs: Vec<ComputedDigest>,
    /// Of its content, signatures aside.
    content: ComputedDigest,
    /// Read again to name what differs.
    source: Vec<u8>,
}

impl Older {
    /// Verifies the older bundle with the keys that the policy trusts. Fails only if it cannot be judged: the expectation
    /// itself includes that it passes.
    pub fn read(name: &str, source: &[u8], policy: &Policy) -> Result<Self, String> {
        let arena = Arena::new();
        let document = Document::parse(source, &arena)
            .map_err(|error| format!("{name}:{}:{}: {error}", error.position.line, error.position.column))?;
        let mut outcome = verify::verify(name, &document, policy);
        verify::refuse_integrity(&mut outcome.report);
        if outcome.report.verdict == Verdict::Malformed {
            return Err(format!("{name}: {}", outcome.report.error.unwrap_or_default()));
        }
        Ok(Self::new(&document, &outcome.report, outcome.merged.as_ref()))
    }

    /// Keeps what the rule needs of the older bundle and of its report.
    fn new(document: &Document<'_>, report: &InputReport, merged: Option<&MergedState<'_>>) -> Self {
        let object = document.root().as_object().unwrap_or_default();
        let text = |name| object.text(name).unwrap_or_default().to_owned();
        let proofs = object.get("timestamp_proofs").and_then(|proofs| proofs.as_array()).unwrap_or_default();
        Self {
            name: report.input.clone(),
            verdict: report.verdict,
            pith_number: text("pith_number"),
            built_at: text("built_at"),
            event_ids: merged.into_iter().flat_map(MergedState::applied_ids).map(str::to_owned).collect(),
            proofs: proofs.iter().map(canonical::digest).collect(),
            content: canonical::digest(&bundle::content(object, document.arena())),
            source: document.source().to_vec(),
        }
    }

    /// The file's name.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// The file's contents.
    pub(super) fn source(&self) -> &[u8] {
        &self.source
    }

    /// The name, and when the bundle was built, for a message.
    fn named(&self) -> String {
        format!("{} (built {})", cut(&self.name), cut(&self.built_at))
    }

    /// The older bundle is evidence and of the same number, this one is sealed; each event and timestamp proof of the
    /// older one is still there, this one was built no earlier, and if in the same second with the same content.
    pub(super) fn fault(&self, evidence: &Evidence<'_, '_>) -> Option<Finding> {
        self.not_passed()
            .or_else(|| verified::seal(CheckCode::PolicySince, evidence.checks))
            .or_else(|| self.other_number(evidence))
            .or_else(|| self.withheld(evidence))
            .or_else(|| self.dropped_proofs(evidence))
            .or_else(|| self.rolled_back(evidence))
    }

    /// A difference that an inferred rule decides does not take the signatures of the older bundle away.
    fn not_passed(&self) -> Option<Finding> {
        let verdict = self.verdict.as_str();
        (!self.verdict.is_evidence()).then(|| {
            let message =
                format!("the older bundle {} does not pass itself ({verdict}), so it proves nothing", cut(&self.name));
            fail(Reason::OlderNotPassed, message).compare("pass", verdict).at(Pointer::root())
        })
    }

    fn other_number(&self, evidence: &Evidence<'_, '_>) -> Option<Finding> {
        let number = evidence.bundle.pith_number.unwrap_or_default();
        (number != self.pith_number).then(|| {
            let message = format!("the older bundle {} is that of another number", cut(&self.name));
            fail(Reason::OtherNumber, message)
                .compare(&self.pith_number, number)
                .at(Pointer::root().member("pith_number"))
        })
    }

    fn withheld(&self, evidence: &Evidence<'_, '_>) -> Option<Finding> {
        let here: HashSet<&str> = evidence.merged.applied_ids().collect();
        let missing: Vec<&str> = self.event_ids.iter().map(String::as_str).filter(|id| !here.contains(id)).collect();
        let first = missing.first()?;
        let forked = self.two_histories(&missing, &here, evidence);
        Some(forked.unwrap_or_else(|| {
            let (verb, noun) = if missing.len() == 1 { ("is", "event") } else { ("are", "events") };
            let count = missing.len();
            let message = format!(
                "{count} {noun} of the older bundle {} {verb} missing or not valid in this one{}: first {first}",
                self.named(),
                built(evidence)
            );
            fail(Reason::Withheld, message).compare(first, "nothing").at(Pointer::root().member("events"))
        }))
    }

    /// M9 (inferred): an event that is missing here and one that is here instead, by one signer after the same event.
    fn two_histories(&self, missing: &[&str], here: &HashSet<&str>, evidence: &Evidence<'_, '_>) -> Option<Finding> {
        if verified::events(CheckCode::PolicySince, evidence.checks).is_some() {
            return None;
        }
        let arena = Arena::new();
        let older = Bundle::view(&Document::parse(&self.source, &arena).ok()?).0?;
        let missing: HashSet<&str> = missing.iter().copied().collect();
        let lost = older.events.iter().flatten().filter(|event| missing.contains(event.event_id));
        let lost: HashMap<_, _> = lost.filter_map(|event| Some((Followed::by(event)?, event))).collect();
        let instead = evidence.bundle.events.iter().flatten().filter(|event| here.contains(event.event_id));
        let (lost, instead) = instead.into_iter().find_map(|event| {
            let lost = lost.get(&Followed::by(event)?)?;
            (!event.superseded_ids().any(|id| id == lost.event_id)).then_some((*lost, event))
        })?;
        let message = format!(
            "one signer signed two histories after {}: {} in the older bundle {}, {} in this one{}",
            cut(lost.prev_event.unwrap_or_default()),
            cut(lost.event_id),
            self.named(),
            cut(instead.event_id),
            built(evidence)
        );
        Some(fail(Reason::TwoHistories, message).compare(lost.event_id, instead.event_id).at(instead.pointer()))
    }

    fn dropped_proofs(&self, evidence: &Evidence<'_, '_>) -> Option<Finding> {
        let here: HashSet<ComputedDigest> = evidence.bundle.timestamp_proofs.iter().map(canonical::digest).collect();
        let dropped: Vec<usize> = (0..self.proofs.len()).filter(|place| !self.is_kept(*place, &here)).collect();
        let first = dropped.first()?;
        let (noun, verb) = if dropped.len() == 1 { ("timestamp proof", "is") } else { ("timestamp proofs", "are") };
        let message = format!(
            "{} {noun} of the older bundle {} {verb} missing in this one{}: first /timestamp_proofs/{first} of the older one",
            dropped.len(),
            self.named(),
            built(evidence)
        );
        Some(fail(Reason::ProofDropped, message).at(Pointer::root().member("timestamp_proofs")))
    }

    fn is_kept(&self, place: usize, here: &HashSet<ComputedDigest>) -> bool {
        self.proofs.get(place).is_some_and(|proof| here.contains(proof))
    }

    fn rolled_back(&self, evidence: &Evidence<'_, '_>) -> Option<Finding> {
        let newer = evidence.bundle.built_at.map_or("", |built_at| built_at.text);
        let place = || Pointer::root().member("built_at");
        let (Some(before), Some(after)) = (Time::parse(&self.built_at), Time::parse(newer)) else {
            let message = format!("`built_at` of this bundle or of the older one {} is not a time", cut(&self.name));
            return Some(fail(Reason::BuiltAt, message).compare(&self.built_at, newer).at(place()));
        };
        let (before, after) = (before.to_second(), after.to_second());
        if before > after {
            let message =
                format!("this bundle was built before the older one, {}: the history was rolled back", cut(&self.name));
            return Some(fail(Reason::RolledBack, message).compare(&self.built_at, newer).at(place()));
        }
        if before == after { self.other_content(evidence) } else { None }
    }

    /// Two builds of one second are one, but for what each request signs anew.
    fn other_content(&self, evidence: &Evidence<'_, '_>) -> Option<Finding> {
        let content = bundle::content(evidence.bundle.object, evidence.arena);
        if self.content == canonical::digest(&content) {
            return None;
        }
        let message = format!("the older bundle {} was built in the same second with different content", self.named());
        let finding = fail(Reason::SameSecond, message);
        let arena = Arena::new();
        let Ok(older) = Document::parse(&self.source, &arena) else { return Some(finding) };
        let older = bundle::content(older.root().as_object().unwrap_or_default(), &arena);
        let changes = diff::changes(older, content);
        // An entry that this bundle lacks may have the place of another one here, which would seem to be the one at fault.
        let is_here = |change: &&diff::Change<'_>| change.new_place.is_some();
        let change = changes.list.iter().find(is_here).or(changes.list.first());
        let Some(change) = change else { return Some(finding.at(Pointer::root())) };
        let (expected, actual) = (diff::brief(change.old.as_ref()), diff::brief(change.new.as_ref()));
        Some(finding.compare(expected, actual).at(change.pointer().clone()))
    }
}

/// The event that another one follows, and the key that signed the other one.
#[derive(PartialEq, Eq, Hash)]
struct Followed<'e>(&'e str, &'e str, &'e str);

impl<'e> Followed<'e> {
    fn by(event: &Event<'e>) -> Option<Self> {
        Some(Self(event.prev_event?, event.signer.key_id, event.signer.public_key_fingerprint))
    }
}

/// When this bundle was built, for a message.
fn built(evidence: &Evidence<'_, '_>) -> String {
    evidence.bundle.built_at.map(|built_at| format!(" (built {})", cut(built_at.text))).unwrap_or_default()
}

fn fail(reason: Reason, message: String) -> Finding {
    Finding::fail(CheckCode::PolicySince, reason, message)
}
