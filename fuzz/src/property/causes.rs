//! Diagnosis: a cause that a report names is always right.

use std::sync::LazyLock;

use pith::json::{Arena, Document};
use pith::report::{Cause, CauseKind, CheckCode, InputReport, Status, Verdict};
use pith::verify::Policy;
use serde_json::Value;

use super::edit::{self, Script};
use super::seal::{self, Layers};
use super::verify::{REAL, trusting, verdict};
use crate::named::{self, Naming, covered};
use crate::support::event::NewEvent;
use crate::support::forge::{Bundle, storage_attestation};
use crate::support::json::Json;
use crate::support::keys::TestKey;
use crate::support::mutate::of_value;

/// A bundle as its registry signed it.
struct Signed {
    json: Json,
    value: Value,
    /// Trust in that registry alone.
    policy: Policy,
}

impl Signed {
    fn of(json: Json, policy: Policy) -> Self {
        let value = serde_json::from_str(&json.compact()).expect("a document");
        Self { json, value, policy }
    }
}

/// The real bundle, one with a history of three signers, and one with little in it.
static SIGNED: LazyLock<[Signed; 3]> = LazyLock::new(|| {
    let real = Json::parse(std::str::from_utf8(REAL).expect("text"));
    let registry = TestKey::registry();
    let policy = || trusting(&registry.public(), registry.key_id);
    let little = Bundle::found(&crate::support::paper::Paper::example().record(), &registry).json;
    [Signed::of(real, Policy::new(None)), Signed::of(history().json, policy()), Signed::of(little, policy())]
});

/// Chains of events by three signers, with one event that takes the place of another.
fn history() -> Bundle {
    let (registry, author, replicator) = (TestKey::registry(), TestKey::author(), TestKey::replicator());
    let mut bundle = Bundle::example();
    bundle.embed(&author);
    bundle.embed(&replicator);
    let first = bundle.add(storage_attestation("copy 1").at("2026-05-21T00:00:00Z"), &author);
    bundle.add(storage_attestation("copy 2").at("2026-05-22T00:00:00Z").after(&first), &author);
    let repeated = NewEvent::new("replication_record", "claim", object! { "outcome": "reproduced", "runs": 3_usize });
    bundle.add(repeated.at("2026-05-23T00:00:00Z"), &replicator);
    let note =
        |text: &str| NewEvent::new("correction", "record", object! { "note": text, "pages": array![1_usize, 2_usize] });
    let old = bundle.add(note("A typo").at("2026-05-24T00:00:00Z"), &registry);
    bundle.add(note("A typo in a table").at("2026-05-25T00:00:00Z").supersedes(&old), &registry);
    bundle.seal();
    bundle
}

/// The most changes of one document.
const CHANGES: usize = 3;

/// Byte 0 says which bundle is changed, and how the changed one is written; byte 1 whether a stranger or an author seals
/// it anew, and which layers; the rest is changes.
pub fn holds(data: &[u8]) {
    let &[which, layers, ref changes @ ..] = data else { return };
    let signed = &SIGNED[usize::from(which & 3) % SIGNED.len()];
    let mut json = signed.json.clone();
    let mut script = Script(changes);
    for _ in 0..CHANGES {
        change(&mut json, &mut script);
    }
    let layers = if layers & 64 == 0 { 0 } else { layers };
    let other = if layers & 32 == 0 { TestKey::stranger() } else { TestKey::author() };
    seal::anew(&mut json, Layers::of(layers), &other);
    let text = match which >> 2 & 3 {
        0 => json.compact(),
        1 => json.pretty(),
        2 => json.ascii(),
        _ => json.reversed().compact(),
    };
    let report = verdict(text.as_bytes(), &signed.policy);
    right(&report, text.as_bytes(), &signed.value, layers & 31 != 0);
}

/// One of the small changes of a value, or any edit.
fn change(json: &mut Json, script: &mut Script<'_>) {
    if script.is_over() {
        return;
    }
    if script.byte() & 1 == 0 {
        return edit::once(json, script);
    }
    let pointers = json.pointers();
    if pointers.is_empty() {
        return;
    }
    let mut changes = of_value(json, &pointers[script.below(pointers.len())]);
    *json = changes.swap_remove(script.below(changes.len())).json;
}

/// A report on a document that was made of a signed one, by somebody without the key that is trusted:
///
/// - What it names is right, by the two documents alone: see [`named::of`].
/// - With the bundle's own signature as a proof, the causes are complete; without it, they are not.
/// - Where it has nothing to explain, the document is the signed one, or a stranger sealed it.
/// - The diagnosis decides nothing: the verdict is that of the checks.
pub fn right(report: &InputReport, source: &[u8], signed: &Value, is_sealed_anew: bool) {
    let diagnosis = &report.diagnosis;
    decides_nothing(report);
    // Numbers without a counterpart in the second reader.
    let Ok(found) = serde_json::from_slice::<Value>(source) else { return };
    if let Naming::Wrong(what) = named::of(report, source, signed) {
        panic!("{what}: {}", String::from_utf8_lossy(source));
    }
    for cause in &diagnosis.causes {
        placed(cause, source);
        let by_seal = cause.proof == CheckCode::BundleSignature;
        let by_part = [CheckCode::EventSignature, CheckCode::ReceiptSignature].contains(&cause.proof);
        assert!(by_part || by_seal, "{:?} proves nothing", cause.proof);
        assert!(
            !by_seal || diagnosis.complete == Some(true),
            "the bundle's signature covers a part: {}",
            cause.pointer
        );
    }
    let is_document = Document::parse(source, &Arena::new()).is_ok();
    if is_document && report.verdict != Verdict::Pass && diagnosis.complete.is_none() {
        assert!(is_sealed_anew || covered(found) == covered(signed.clone()), "nothing to explain of another document");
    }
}

/// Line and column are those of the value, where there is one.
fn placed(cause: &Cause, source: &[u8]) {
    let arena = Arena::new();
    let document = Document::parse(source, &arena).expect("it has causes");
    let position = cause.position.expect("a place");
    let found = document.find(&cause.pointer);
    if matches!(cause.kind, CauseKind::Added | CauseKind::Changed) {
        assert!(found.is_some() || cause.pointer.as_str().contains('\u{2026}'), "nothing at {}", cause.pointer);
    }
    let Some(before) = found.and_then(|value| source.get(..usize::try_from(value.at()).ok()?)) else { return };
    let before = std::str::from_utf8(before).expect("text");
    let line = before.rsplit('\n').next().unwrap_or_default();
    assert_eq!(
        (position.line, position.column),
        (before.split('\n').count(), line.chars().count() + 1),
        "{}",
        cause.pointer
    );
}

/// The verdict is that of the checks, and what follows from a cause is a finding that keeps the input from passing.
fn decides_nothing(report: &InputReport) {
    let verdicts = [report.checks.verdict(true), report.checks.verdict(false), report.checks.verdict_without_proof()];
    assert!(verdicts.contains(&report.verdict), "{:?}", report.verdict);
    let findings = report.checks.findings();
    let stops = |status: Status| matches!(status, Status::Fail | Status::Open);
    for explained in &report.diagnosis.explained {
        assert!(stops(findings[*explained].status));
    }
    for code in report.diagnosis.causes.iter().flat_map(|cause| &cause.explains) {
        assert!(findings.iter().any(|finding| finding.code == *code && stops(finding.status)), "{code}");
    }
    assert!(report.verdict != Verdict::Pass || report.diagnosis == pith::report::Diagnosis::default());
}
