//! A proven change as a cause in a report: its place in the source, and the findings that follow from it.

use serde_json::Value as Shown;

use super::causes::Change;
use super::excerpt;
use crate::json::{Document, Pointer, Position, Value, positions};
use crate::report::{Cause, CheckCode, Checks, Finding, Reason, Status, shown};
use crate::text::cut;

/// The changes as causes, each given with the check of the signature that proves it.
pub(super) fn causes(changes: &[(&Change<'_>, CheckCode)], document: &Document<'_>, checks: &Checks) -> Vec<Cause> {
    let offset_of = |change: &Change<'_>| document.offset(&change.pointer);
    let mut offsets: Vec<usize> = changes.iter().map(|(change, _)| offset_of(change)).collect();
    offsets.sort_unstable();
    let places = positions(document.source(), &offsets);
    let causes = changes.iter().map(|(change, proof)| {
        let place = offsets.binary_search(&offset_of(change)).ok();
        let position = place.and_then(|place| places.get(place)).copied();
        cause(change, *proof, position, document, checks)
    });
    causes.collect()
}

/// The cause that the change at a place is, given the check of the signature that proves it.
fn cause(
    change: &Change<'_>,
    proof: CheckCode,
    position: Option<Position>,
    document: &Document<'_>,
    checks: &Checks,
) -> Cause {
    let (signed, found) = match change.signed_name() {
        Some(signed) => (signed.into(), change.pointer.as_str().into()),
        None => both(change.signed, change.found),
    };
    Cause {
        position,
        kind: change.kind,
        signed,
        found,
        proof,
        explains: codes(following(change, checks), checks),
        excerpt: excerpt::of(change, document),
        pointer: change.pointer.shown(),
    }
}

/// Both values as the report shows them: of two long texts that begin alike, from shortly before they differ.
fn both(signed: Option<Value<'_>>, found: Option<Value<'_>>) -> (Shown, Shown) {
    let whole = (shown(signed), shown(found));
    // A number that JSON readers would round is shown as text; beside an equal text it has to be told from it.
    let digits = [signed, found].map(|value| value.and_then(|value| value.as_integer()));
    if whole.0 == whole.1 {
        match digits {
            [Some(digits), None] => return (a_number(digits), whole.1),
            [None, Some(digits)] => return (whole.0, a_number(digits)),
            _ => {}
        }
    }
    let texts = signed.and_then(|signed| signed.as_str()).zip(found.and_then(|found| found.as_str()));
    let Some((a, b)) = texts.filter(|_| whole.0 == whole.1) else { return whole };
    let same = a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count();
    let from = |text: &str| cut(&text.chars().skip(same.saturating_sub(BEFORE)).take(1_000).collect::<String>());
    (format!("\u{2026}{}", from(a)).into(), format!("\u{2026}{}", from(b)).into())
}

fn a_number(digits: &str) -> Shown {
    format!("{} (a number)", cut(digits)).into()
}

/// How many characters before the first difference are shown of two long texts.
const BEFORE: usize = 60;

/// The findings that keep the bundle from passing and that follow from a change, by their indexes. A member that was
/// renamed is missing where it was.
pub(super) fn following(change: &Change<'_>, checks: &Checks) -> impl Iterator<Item = usize> {
    let renamed = change.signed_name().and_then(|name| Pointer::parse(&name));
    let places = [Some(change.pointer.clone()), renamed];
    let stops = |finding: &Finding| matches!(finding.status, Status::Fail | Status::Open);
    let leads_to = move |finding: &Finding| {
        stops(finding) && places.iter().flatten().any(|place| Changed::at(place).leads_to(finding, checks))
    };
    let findings = checks.findings().iter().enumerate();
    findings.filter(move |(_, finding)| leads_to(finding)).map(|(index, _)| index)
}

/// The checks of these findings, in the order of the checks.
fn codes(findings: impl Iterator<Item = usize>, checks: &Checks) -> Vec<CheckCode> {
    let mut codes: Vec<CheckCode> =
        findings.filter_map(|index| checks.findings().get(index)).map(|finding| finding.code).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

/// Which part of a bundle was changed.
struct Changed<'p> {
    pointer: &'p str,
    member: &'p str,
    /// `/events/N` for a change in one event.
    event: Option<&'p str>,
}

impl<'p> Changed<'p> {
    fn at(pointer: &'p Pointer) -> Self {
        let pointer = pointer.as_str();
        let mut slashes = pointer.match_indices('/').map(|(at, _)| at).skip(1);
        let (second, third) = (slashes.next(), slashes.next());
        let member = pointer.get(1..second.unwrap_or(pointer.len())).unwrap_or_default();
        let event = third.and_then(|end| pointer.get(..end)).filter(|_| member == "events");
        Self { pointer, member, event }
    }

    /// Whether a finding follows from the change: by what the check rests on (docs/format.md, section 8.1).
    fn leads_to(&self, finding: &Finding, checks: &Checks) -> bool {
        let at = finding.pointer.as_ref().map(Pointer::as_str).unwrap_or_default();
        let group = finding.code.as_str().split('.').next().unwrap_or_default();
        match group {
            "policy" => finding.reason == Reason::Unverified,
            "bundle" if finding.code != CheckCode::BundleShape => true,
            // What is wrong with the changed value itself.
            _ if is_below(at, self.pointer) => true,
            "bundle" => is_below(self.pointer, at),
            "record" => self.leads_to_record(at),
            "receipt" => match self.member {
                // A receipt is missing where there is no `record_created` that is one.
                "events" => self.is_in_event(at) || at == "/events",
                "public_keys" => self.is_of_key(),
                member => member == "canonical_record",
            },
            "event" => self.leads_to_event(finding, at),
            "state" => self.leads_to_state(finding, at, checks),
            "key" | "trust" => self.member == "public_keys",
            _ => false,
        }
    }

    fn leads_to_record(&self, at: &str) -> bool {
        match self.member {
            "canonical_record" => true,
            "events" => self.is_in_event(at),
            "canonical_sha256" | "pith_number" | "short_pith_number" | "source" | "source_aliases" | "state" => {
                is_below(at, &format!("/{}", self.member))
            }
            _ => false,
        }
    }

    fn leads_to_event(&self, finding: &Finding, at: &str) -> bool {
        match self.member {
            "events" => self.is_in_event(at) || [CheckCode::EventLinks, CheckCode::EventUnique].contains(&finding.code),
            "pith_number" => finding.code == CheckCode::EventSubject,
            "public_keys" => {
                // Another digest than the stated one is no fault of a key.
                finding.code == CheckCode::EventSignature && finding.reason != Reason::Digest && self.is_of_key()
            }
            _ => false,
        }
    }

    /// The digest of a state is over the state alone; the rest of it is compared with the replay of the valid events.
    fn leads_to_state(&self, finding: &Finding, at: &str, checks: &Checks) -> bool {
        let is_counted = finding.code == CheckCode::StateCounts;
        match self.member {
            "state" => finding.code == CheckCode::StateDigest || is_below(self.pointer, at),
            _ if finding.code == CheckCode::StateDigest => false,
            "pith_number" | "merge_version" if at == format!("/state/{}", self.member) => true,
            "source_aliases" => is_below(at, "/state/current/source_aliases") || at == "/state",
            "events" | "pith_number" => is_counted || !OF_BUNDLE.iter().any(|place| is_below(at, place)),
            "public_keys" => checks.findings().iter().any(|other| {
                let place = other.pointer.as_ref().map(Pointer::as_str).unwrap_or_default();
                other.status == Status::Fail && self.leads_to_event(other, place)
            }),
            _ => false,
        }
    }

    fn is_in_event(&self, at: &str) -> bool {
        self.event.is_none_or(|event| is_below(at, event))
    }

    /// Whether the key itself was changed, or how signatures find it: they need no fingerprint of it.
    fn is_of_key(&self) -> bool {
        !self.pointer.contains("fingerprint")
    }
}

/// Members of a state that no event gives it.
const OF_BUNDLE: [&str; 3] = ["/state/merge_version", "/state/pith_number", "/state/current/source_aliases"];

/// Whether `pointer` is `place` or a place below it.
fn is_below(pointer: &str, place: &str) -> bool {
    pointer.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
