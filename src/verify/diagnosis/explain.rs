//! A proven change as a cause in a report: its place in the source, and the findings that follow from it.

use super::causes::Change;
use crate::json::{Document, Pointer, Position, positions};
use crate::report::{Cause, CauseKind, CheckCode, Checks, Excerpt, Finding, Reason, Status, shown};

/// The most characters before and after a place that an excerpt shows, and the most of the place itself.
const AROUND: usize = 80;

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
    let (signed, found) = match &change.signed_pointer {
        Some(signed) => (signed.as_str().into(), change.pointer.as_str().into()),
        None => (shown(change.signed), shown(change.found)),
    };
    Cause {
        position,
        kind: change.kind,
        signed,
        found,
        proof,
        explains: explained(&change.pointer, checks),
        excerpt: excerpt(document.source(), document.offset(&change.pointer), change.kind),
        pointer: change.pointer.shown(),
    }
}

/// The checks with a finding that keeps the bundle from passing and that follows from a change at `pointer`, in the order
/// of the checks.
fn explained(pointer: &Pointer, checks: &Checks) -> Vec<CheckCode> {
    let place = Changed::at(pointer);
    let stops = |finding: &&Finding| matches!(finding.status, Status::Fail | Status::Open);
    let following = checks.findings().iter().filter(stops).filter(|finding| place.leads_to(finding));
    let mut codes: Vec<CheckCode> = following.map(|finding| finding.code).collect();
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

/// The line of the source around the value at `offset`.
fn excerpt(source: &[u8], offset: usize, kind: CauseKind) -> Excerpt {
    let (before, rest) = source.split_at_checked(offset).unwrap_or((source, &[]));
    // Of what was removed, the place is what it was taken out of.
    let length = if kind == CauseKind::Removed { 1 } else { value_length(rest) };
    let (value, after) = rest.split_at_checked(length).unwrap_or((rest, &[]));
    let before = before.get(before.len().saturating_sub(4 * AROUND)..).unwrap_or_default();
    let before = before.rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
    let before = String::from_utf8_lossy(before);
    let start = before.char_indices().rev().nth(AROUND - 1).map_or(0, |(at, _)| at);
    let after = after.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let beginning = |bytes: &[u8]| -> String {
        let bytes = bytes.get(..4 * AROUND).unwrap_or(bytes);
        String::from_utf8_lossy(bytes).chars().take(AROUND).collect()
    };
    Excerpt {
        before: before.get(start..).unwrap_or_default().to_owned(),
        marked: beginning(value),
        after: beginning(after),
    }
}

/// How long the value is that `source` begins with: a scalar whole, of a list or an object the bracket.
fn value_length(source: &[u8]) -> usize {
    let mut is_escaped = false;
    match source.first() {
        Some(b'"') => {
            let end = source.iter().skip(1).position(|byte| {
                let ends = *byte == b'"' && !is_escaped;
                is_escaped = *byte == b'\\' && !is_escaped;
                ends
            });
            end.map_or(source.len(), |end| end + 2)
        }
        Some(b'[' | b'{') => 1,
        _ => source.iter().position(|byte| b",]} \t\r\n".contains(byte)).unwrap_or(source.len()),
    }
}
