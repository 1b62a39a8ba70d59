//! A proven change as a cause in a report: its place in the source, and the findings that follow from it.

use super::causes::Change;
use crate::json::{Document, Pointer, positions};
use crate::report::{Cause, CauseKind, CheckCode, Checks, Excerpt, Finding, Reason, Status, shown};

/// The most characters before and after a place that an excerpt shows, and the most of the place itself.
const AROUND: usize = 80;

/// The cause that the change at a place is, given the check of the signature that proves it.
pub(super) fn cause(change: &Change<'_>, proof: CheckCode, document: &Document<'_>, checks: &Checks) -> Cause {
    let offset = document.offset(&change.pointer);
    let (signed, found) = match &change.signed_pointer {
        Some(signed) => (signed.as_str().into(), change.pointer.as_str().into()),
        None => (shown(change.signed), shown(change.found)),
    };
    Cause {
        position: positions(document.source(), &[offset]).first().copied(),
        kind: change.kind,
        signed,
        found,
        proof,
        explains: explained(&change.pointer, checks),
        excerpt: excerpt(document, offset, change.kind),
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
            ("bundle", _) => true,
            ("document", "bundle_type" | "bundle_version" | "merge_version") => is_below(at, self.pointer),
            ("document", _) => at == self.pointer,
            ("record", "canonical_record") | ("receipt", "canonical_record" | "public_keys") => true,
            (
                "record",
                "canonical_sha256" | "pith_number" | "short_pith_number" | "source" | "source_aliases" | "state",
            ) => is_below(at, &format!("/{}", self.member)),
            ("record" | "receipt", "events") => in_event,
            ("key" | "trust", "public_keys") => true,
            ("event", "events") => in_event || finding.code == CheckCode::EventLinks,
            ("event", "public_keys") => finding.code == CheckCode::EventSignature,
            ("event", "pith_number") => finding.code == CheckCode::EventSubject,
            ("state", "events" | "public_keys" | "pith_number" | "source_aliases" | "state" | "merge_version") => true,
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
fn excerpt(document: &Document<'_>, offset: usize, kind: CauseKind) -> Excerpt {
    let source = document.source();
    let line_start = source.get(..offset).unwrap_or_default().iter().rposition(|b| *b == b'\n').map_or(0, |at| at + 1);
    let rest = source.get(offset..).unwrap_or_default();
    // Of what was removed, the place is what it was taken out of.
    let length = if kind == CauseKind::Removed { 1 } else { value_length(rest) };
    let (value, after) = rest.split_at_checked(length).unwrap_or((rest, &[]));
    let line_end = after.iter().position(|b| *b == b'\n').unwrap_or(after.len());
    let before = String::from_utf8_lossy(source.get(line_start..offset).unwrap_or_default());
    let before: Vec<char> = before.chars().rev().take(AROUND).collect();
    let text = |bytes: &[u8]| -> String {
        String::from_utf8_lossy(bytes.get(..4 * AROUND).unwrap_or(bytes)).chars().take(AROUND).collect()
    };
    Excerpt {
        before: before.into_iter().rev().collect(),
        marked: text(value),
        after: text(after.get(..line_end).unwrap_or_default()),
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
