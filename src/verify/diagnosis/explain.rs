//! A proven change as a cause in a report: its place in the source, and the findings that follow from it.

use serde_json::Value as Shown;

use super::causes::Change;
use super::excerpt;
use crate::json::{Document, Pointer, Position, Value, positions};
use crate::report::{Cause, CauseKind, CheckCode, Checks, Finding, Reason, Status, shown};
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
        explains: codes(following(change, document, checks), checks),
        excerpt: excerpt::of(change, document),
        pointer: change.pointer.shown(),
    }
}

/// Both values as the report shows them: of two long texts or numbers that begin alike, from shortly before they differ.
fn both<'a>(signed: Option<Value<'a>>, found: Option<Value<'a>>) -> (Shown, Shown) {
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
    let text = |value: Value<'a>| value.as_str().or_else(|| value.as_integer());
    let texts = signed.and_then(text).zip(found.and_then(text));
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
pub(super) fn following(change: &Change<'_>, document: &Document<'_>, checks: &Checks) -> Vec<usize> {
    let renamed = change.signed_name().and_then(|name| Pointer::parse(&name));
    let places = [Some(&change.pointer), renamed.as_ref()];
    let changed: Vec<_> =
        places.into_iter().flatten().map(|place| Changed::new(change, place, document, checks)).collect();
    let follows = |finding: &Finding| finding.status.stops() && changed.iter().any(|changed| changed.leads_to(finding));
    let findings = checks.findings().iter().enumerate();
    findings.filter(|(_, finding)| follows(finding)).map(|(index, _)| index).collect()
}

/// The checks of these findings, in the order of the checks.
fn codes(findings: Vec<usize>, checks: &Checks) -> Vec<CheckCode> {
    let mut codes: Vec<CheckCode> =
        findings.into_iter().filter_map(|index| checks.findings().get(index)).map(|finding| finding.code).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

/// Which part of a bundle was changed.
struct Changed<'c, 'a> {
    pointer: &'c str,
    member: &'c str,
    /// `/events/N` for a change in one event, and so for the other lists.
    entry: Option<&'c str>,
    /// Whether the entries of a list are in another order.
    is_order: bool,
    document: &'c Document<'a>,
    checks: &'c Checks,
}

impl<'c, 'a> Changed<'c, 'a> {
    fn new(change: &Change<'_>, place: &'c Pointer, document: &'c Document<'a>, checks: &'c Checks) -> Self {
        let pointer = place.as_str();
        let mut slashes = pointer.match_indices('/').map(|(at, _)| at).skip(1);
        let (second, third) = (slashes.next(), slashes.next());
        let member = pointer.get(1..second.unwrap_or(pointer.len())).unwrap_or_default();
        let is_list = ["events", "public_keys", "source_aliases"].contains(&member);
        let entry = second.and_then(|_| pointer.get(..third.unwrap_or(pointer.len()))).filter(|_| is_list);
        let is_order = change.kind == CauseKind::Moved && change.signed_name().is_none();
        Self { pointer, member, entry, is_order, document, checks }
    }

    /// Whether a finding follows from the change: by what the check rests on (docs/format.md, section 8.1).
    fn leads_to(&self, finding: &Finding) -> bool {
        let at = place_of(finding);
        match finding.code.as_str().split('.').next().unwrap_or_default() {
            "policy" => finding.reason == Reason::Unverified,
            "bundle" if finding.code != CheckCode::BundleShape => self.leads_to_seal(finding, at),
            // In which order they are decides nothing else.
            _ if self.is_order && ["/events", "/public_keys"].contains(&self.pointer) => false,
            // What is wrong with the changed value itself.
            _ if is_below(at, self.pointer) => true,
            "bundle" => is_below(self.pointer, at),
            "record" => self.leads_to_record(at),
            "receipt" => self.leads_to_receipt(finding, at),
            "event" => self.leads_to_event(finding, at),
            "state" => self.leads_to_state(finding, at),
            "key" => self.member == "public_keys" && (self.is_in_entry(at) || is_among_keys(finding.code)),
            "trust" => self.member == "public_keys",
            _ => false,
        }
    }

    /// Content makes another digest than the signed one. The stated one has to be it, and labels have to fit the signature.
    fn leads_to_seal(&self, finding: &Finding, at: &str) -> bool {
        match self.pointer {
            "/bundle_signature/bundle_sha256" => finding.code == CheckCode::BundleDigest || is_below(at, self.pointer),
            _ if self.pointer.starts_with("/bundle_signature/") => {
                finding.code == CheckCode::BundleSignature && finding.reason != Reason::Digest
            }
            _ => true,
        }
    }

    fn leads_to_record(&self, at: &str) -> bool {
        match self.member {
            "canonical_record" => true,
            "events" => self.entry.is_some_and(|entry| is_below(at, entry)),
            "source_aliases" => self.is_in_entry(at) || at == "/source_aliases",
            _ => !at.is_empty() && is_below(self.pointer, at),
        }
    }

    fn leads_to_receipt(&self, finding: &Finding, at: &str) -> bool {
        let is_signature = finding.code == CheckCode::ReceiptSignature;
        match self.member {
            "canonical_record" => true,
            // A receipt is missing where there is no `record_created` that is one.
            "events" if finding.reason == Reason::Digest => is_signature && self.pointer.ends_with("/canonical_sha256"),
            "events" => is_signature && (self.is_in_entry(at) || at == "/events"),
            "public_keys" => is_signature && self.spoils_key_of(finding),
            _ => false,
        }
    }

    fn leads_to_event(&self, finding: &Finding, at: &str) -> bool {
        match (self.member, finding.code) {
            ("events", CheckCode::EventLinks | CheckCode::EventUnique) | ("pith_number", CheckCode::EventSubject) => {
                true
            }
            ("events", CheckCode::EventSubject) => false,
            ("events", _) => self.is_in_entry(at),
            ("public_keys", CheckCode::EventSignature) => self.spoils_key_of(finding),
            _ => false,
        }
    }

    /// The digest of a state is over the state alone; the rest of it is compared with the replay of the valid events.
    fn leads_to_state(&self, finding: &Finding, at: &str) -> bool {
        let is_counted = finding.code == CheckCode::StateCounts;
        match self.member {
            "state" => finding.code == CheckCode::StateDigest || is_below(self.pointer, at),
            _ if finding.code == CheckCode::StateDigest => false,
            "pith_number" | "merge_version" if at == format!("/state/{}", self.member) => true,
            "source_aliases" => is_below(at, "/state/current/source_aliases") || at == "/state",
            "events" | "pith_number" => is_counted || !OF_BUNDLE.iter().any(|place| is_below(at, place)),
            "public_keys" => {
                let mut failing = self.checks.findings().iter().filter(|other| other.status == Status::Fail);
                failing.any(|other| other.code == CheckCode::EventSignature && self.spoils_key_of(other))
            }
            _ => false,
        }
    }

    fn is_in_entry(&self, at: &str) -> bool {
        self.entry.is_none_or(|entry| is_below(at, entry))
    }

    /// Whether a signature fails because the changed key cannot verify it. Another digest than the stated one is no fault of a
    /// key, nor is a wrong fingerprint beside it, but it has to have one.
    fn spoils_key_of(&self, finding: &Finding) -> bool {
        let is_shapeless = || {
            let mut findings = self.checks.findings().iter().filter(|other| other.code == CheckCode::BundleShape);
            findings.any(|other| place_of(other) == self.pointer)
        };
        finding.reason != Reason::Digest
            && (!self.pointer.contains("fingerprint") || is_shapeless())
            && self.is_named_at(place_of(finding))
    }

    /// Whether the signature around a place names the key that was changed; so it is also where that cannot be told.
    fn is_named_at(&self, at: &str) -> bool {
        let id_at = |place: &str| self.document.find(&Pointer::parse(place)?)?.as_object()?.text("key_id");
        let key = self.entry.and_then(id_at).filter(|_| !self.pointer.ends_with("/key_id"));
        let around = std::iter::successors(Some(at), |place| Some(place.rsplit_once('/')?.0));
        let named = around.into_iter().find_map(id_at);
        key.is_none() || named.is_none() || key == named
    }
}

/// Whether a check compares a key with others.
fn is_among_keys(code: CheckCode) -> bool {
    matches!(code, CheckCode::KeyUnique | CheckCode::KeyImpersonation)
}

pub(super) fn place_of(finding: &Finding) -> &str {
    finding.pointer.as_ref().map(Pointer::as_str).unwrap_or_default()
}

/// Members of a state that no event gives it.
const OF_BUNDLE: [&str; 3] = ["/state/merge_version", "/state/pith_number", "/state/current/source_aliases"];

/// Whether `pointer` is `place` or a place below it.
pub(super) fn is_below(pointer: &str, place: &str) -> bool {
    pointer.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
