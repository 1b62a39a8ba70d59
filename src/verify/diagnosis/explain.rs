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
        explains: codes(following(&change.pointer, checks), checks),
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

/// The findings that keep the bundle from passing and that follow from a change at `pointer`, by their indexes.
pub(super) fn following(pointer: &Pointer, checks: &Checks) -> impl Iterator<Item = usize> {
    let place = Changed::at(pointer);
    let stops = |finding: &Finding| matches!(finding.status, Status::Fail | Status::Open);
    let findings = checks.findings().iter().enumerate();
    findings.filter(move |(_, finding)| stops(finding) && place.leads_to(finding)).map(|(index, _)| index)
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
    fn leads_to(&self, finding: &Finding) -> bool {
        let at = finding.pointer.as_ref().map(Pointer::as_str).unwrap_or_default();
        let in_event = self.event.is_none_or(|event| is_below(at, event));
        let code = finding.code.as_str();
        let group = code.split('.').next().unwrap_or_default();
        match (group, self.member) {
            ("bundle", _) if finding.code == CheckCode::BundleShape => {
                is_below(self.pointer, at) || is_below(at, self.pointer)
            }
            ("document", "bundle_type" | "bundle_version" | "merge_version") => is_below(at, self.pointer),
            ("document", _) => at == self.pointer,
            (
                "record",
                "canonical_sha256" | "pith_number" | "short_pith_number" | "source" | "source_aliases" | "state",
            ) => is_below(at, &format!("/{}", self.member)),
            ("record" | "receipt", "events") => in_event,
            ("event", "events") => in_event || finding.code == CheckCode::EventLinks,
            ("event", "public_keys") => finding.code == CheckCode::EventSignature,
            ("event", "pith_number") => finding.code == CheckCode::EventSubject,
            ("bundle", _)
            | ("record", "canonical_record")
            | ("receipt", "canonical_record" | "public_keys")
            | ("key" | "trust", "public_keys")
            | ("state", "events" | "public_keys" | "pith_number" | "source_aliases" | "state" | "merge_version") => {
                true
            }
            ("policy", _) => finding.reason == Reason::Unverified,
            _ => false,
        }
    }
}

/// Whether `pointer` is `place` or a place below it.
fn is_below(pointer: &str, place: &str) -> bool {
    pointer.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
