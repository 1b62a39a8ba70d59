//! Tries every small change of a bundle, one at a time. A change passes only at places that no signature, or only the
//! bundle signature, covers.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::support::event::NewEvent;
use crate::support::forge::{Bundle, storage_attestation};
use crate::support::json::Json;
use crate::support::keys::TestKey;
use crate::support::mutate::{self, Mutation};
use crate::support::paper::Paper;
use serde_json::Value;

/// Number of documents per run of the program.
const BATCH: usize = 400;

/// Places that only the bundle signature covers, and why whoever signs the bundle may change them.
const ONLY_IN_BUNDLE: [(&str, &str); 11] = [
    ("/mirror_hints", "hints where else to look: they do not enter the state (M6)"),
    ("/links", "where the registry keeps its documents"),
    ("/timestamp_proofs", "not checked, and reported as skipped"),
    ("/built_at", "another time at which the bundle may have been built"),
    ("/public_keys/*/url", "optional: where a key is published"),
    ("/public_keys/*/notes", "optional: text about a key"),
    ("/public_keys/*/rotates_at", "optional: a plan; a signature after it is a warning"),
    ("/public_keys", "the order of keys: they are found by id"),
    ("/events/*/signature/signed_at", "another time at which the event may have been signed"),
    ("/events", "the order of events: the replay sorts them (M7)"),
    ("/source_aliases", "the order of aliases: one that is not sorted by kind is a warning"),
];

#[test]
fn no_change_of_the_real_bundle_passes() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/valid/arxiv-1804.07612.json");
    let real = Json::parse(&fs::read_to_string(path).unwrap());
    let changes = mutate::mutations(&real, &[]);
    assert!(changes.len() > 2000, "{} changes", changes.len());
    let (mut wrong, mut claims) = (Vec::new(), BTreeSet::new());
    for (change, report) in changes.iter().zip(verify_all(&changes, &[])) {
        let unsigned = report["unsigned"].as_array().into_iter().flatten();
        let listed = unsigned.filter_map(Value::as_str).any(|pointer| pointer == change.pointer);
        match report["verdict"].as_str() {
            Some("fail" | "malformed" | "untrusted") => {}
            Some("pass") if listed => {
                claims.insert(change.pointer.as_str());
            }
            verdict => wrong.push(describe(change, verdict, &report)),
        }
    }
    assert!(wrong.is_empty(), "{} changes\n{}", wrong.len(), wrong.join("\n"));
    assert!(claims.contains("/bundle_signature/signed_at"), "{claims:?}");
    assert!(claims.iter().all(|pointer| pointer.starts_with("/bundle_signature/")), "{claims:?}");
}

#[test]
fn only_unguarded_changes_pass_under_a_new_seal() {
    let bundle = rich_bundle();
    // Signing writes /bundle_signature anew; the real bundle has shown that no change of it passes.
    let mut changes = mutate::mutations(&bundle.json, &["/bundle_signature"]);
    for change in &mut changes {
        reseal(&bundle, change, Bundle::seal_bundle);
    }
    let mut used = BTreeSet::new();
    let mut wrong = Vec::new();
    for (change, report) in changes.iter().zip(verify_all(&changes, &KEYRING)) {
        let verdict = report["verdict"].as_str();
        let allowed = ONLY_IN_BUNDLE.iter().position(|(place, _)| covers(place, change));
        match (verdict, allowed) {
            (Some("fail" | "malformed"), _) => {}
            (Some("pass"), Some(place)) => {
                used.insert(place);
            }
            (Some("pass"), None) if change.how == "added" && warns_of_unknown(&report, &change.pointer) => {}
            _ => wrong.push(describe(change, verdict, &report)),
        }
    }
    for (place, (pointer, why)) in ONLY_IN_BUNDLE.iter().enumerate() {
        if !used.contains(&place) {
            wrong.push(format!("no change of {pointer} passes, though it may: {why}"));
        }
    }
    assert!(wrong.is_empty(), "{} changes\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn no_change_of_the_state_passes_under_a_new_digest_and_seal() {
    let bundle = rich_bundle();
    let mut changes = mutate::mutations(&bundle.json, &[]);
    changes
        .retain(|change| change.pointer.starts_with("/state/") && !change.pointer.starts_with("/state/state_sha256"));
    assert!(changes.len() > 1000, "{} changes", changes.len());
    for change in &mut changes {
        reseal(&bundle, change, |bundle| {
            bundle.seal_state_digest();
            bundle.seal_bundle();
        });
    }
    let superseded = applied_place(&bundle, 1);
    let decides = |rule: &str, place: &str, change: &Mutation| match rule {
        // Of the applied events only the one that was superseded may be missing.
        "M8" => change.pointer == superseded && change.how == "removed",
        "M11" => change.pointer == place && change.how == "added",
        _ => change.pointer == place || change.pointer.starts_with(&format!("{place}/")),
    };
    let (mut used, mut wrong) = (BTreeSet::new(), Vec::new());
    for (change, report) in changes.iter().zip(verify_all(&changes, &KEYRING)) {
        let open = OPEN_IN_STATE.iter().filter(|(rule, place)| decides(rule, place, change));
        let open = open.copied().find(|(rule, _)| rests_on(&report, rule));
        match (report["verdict"].as_str(), open) {
            (Some("fail" | "malformed"), _) => {}
            (Some("undetermined"), Some(open)) => {
                used.insert(open);
            }
            (Some("pass"), _) if change.how == "exchanged" && has(&report, "state.order", "warn") => {}
            (verdict, _) => wrong.push(describe(change, verdict, &report)),
        }
    }
    let unused = OPEN_IN_STATE.iter().filter(|open| !used.contains(open));
    wrong.extend(unused.map(|(rule, place)| format!("no change of {place} is open by {rule}")));
    assert!(wrong.is_empty(), "{} changes\n{}", wrong.len(), wrong.join("\n"));
}

/// Inferred rules, and the places in the state of the rich bundle that they decide: a change there is open.
const OPEN_IN_STATE: [(&str, &str); 6] = [
    ("M5", "/state/current/author_attestations"),
    ("M5", "/state/current/storage_attestations"),
    ("M8", "/state/applied_event_ids"),
    ("M9", "/state/equivocation_count"),
    ("M11", "/state/zz_added"),
    ("M11", "/state/current/zz_added"),
];

/// Where the state lists the id of an event as applied.
fn applied_place(bundle: &Bundle, event: usize) -> String {
    let id = Json::from(bundle.event_id(event));
    let applied = bundle.json.at("/state/applied_event_ids").elements();
    format!("/state/applied_event_ids/{}", applied.iter().position(|applied| *applied == id).unwrap())
}

/// Whether something is open, and all that is rests on that rule.
fn rests_on(report: &Value, rule: &str) -> bool {
    let findings = crate::cli::findings(report);
    let mut open = findings.iter().filter(|finding| finding.status == "open").peekable();
    open.peek().is_some() && open.all(|finding| finding.rule == rule)
}

/// The flags with which the forged bundle passes.
const KEYRING: [&str; 2] = ["--keyring", "fixtures/keys/all.keyring"];

/// A bundle with events of several types and signers, a chain, a superseded snapshot and a timestamp proof.
fn rich_bundle() -> Bundle {
    let (registry, author) = (TestKey::registry(), TestKey::author());
    let mut bundle = Bundle::example();
    bundle.embed(&author);
    let (mut paper, first) = (Paper::example(), bundle.event_id(1));
    paper.authors.push_str(", Cy Example");
    let snapshot = NewEvent::new("graph_snapshot", "graph", paper.snapshot());
    bundle.add(snapshot.at("2026-05-19T00:00:00Z").supersedes(&first), &registry);
    let statement = object! { "statement": "I wrote this.", "confident": true };
    let attestation = NewEvent::new("author_attestation", "author", statement).at("2026-05-20T00:00:00Z");
    let root = bundle.add(attestation, &author);
    bundle.add(storage_attestation("copy 1").at("2026-05-21T00:00:00Z").after(&root), &author);
    bundle.add(storage_attestation("copy 2").at("2026-05-22T00:00:00Z"), &registry);
    bundle.json.push("/timestamp_proofs", object! { "kind": "opentimestamps", "proof_b64": "AE9wZW4=" });
    bundle.seal();
    bundle
}

/// Seals a changed document as `seal` says, with the keys of the bundle it comes from.
fn reseal(bundle: &Bundle, change: &mut Mutation, seal: impl FnOnce(&mut Bundle)) {
    let mut sealed = bundle.clone();
    std::mem::swap(&mut sealed.json, &mut change.json);
    seal(&mut sealed);
    change.json = sealed.json;
}

/// Whether a change is at, below, or of the order within a place of [`ONLY_IN_BUNDLE`].
fn covers(place: &str, change: &Mutation) -> bool {
    let place: Vec<_> = place.split('/').collect();
    let renamed = format!("_{}", mutate::RENAMED);
    let pointer: Vec<_> = change.pointer.trim_end_matches(&renamed).split('/').collect();
    let begins = pointer.len() >= place.len() && place.iter().zip(&pointer).all(|(a, b)| *a == "*" || a == b);
    match place[..] {
        ["", "events" | "public_keys" | "source_aliases"] => begins && pointer.len() == 3 && change.how == "exchanged",
        _ => begins,
    }
}

fn warns_of_unknown(report: &Value, pointer: &str) -> bool {
    let findings = crate::cli::findings(report);
    findings.iter().any(|f| f.code == "bundle.shape" && f.reason == "unknown-member" && f.pointer == pointer)
}

fn has(report: &Value, code: &str, status: &str) -> bool {
    crate::cli::findings(report).iter().any(|finding| finding.code == code && finding.status == status)
}

fn describe(change: &Mutation, verdict: Option<&str>, report: &Value) -> String {
    let findings: Vec<_> =
        crate::cli::findings(report).into_iter().map(|f| format!("{} {} {}", f.status, f.code, f.reason)).collect();
    format!("{} {}: {} [{}]", change.pointer, change.how, verdict.unwrap_or("no verdict"), findings.join(", "))
}

/// The element of `inputs` for each document.
fn verify_all(changes: &[Mutation], flags: &[&str]) -> Vec<Value> {
    let folder = tempfile::tempdir().unwrap();
    let mut runs = Vec::new();
    for (number, batch) in changes.chunks(BATCH).enumerate() {
        let mut run: Vec<_> = ["verify", "--format", "json"].map(String::from).to_vec();
        run.extend(flags.iter().map(ToString::to_string));
        for (place, change) in batch.iter().enumerate() {
            let path = folder.path().join(format!("{number:03}-{place:03}.json"));
            fs::write(&path, change.json.compact()).unwrap();
            run.push(path.to_str().unwrap().to_owned());
        }
        runs.push(run);
    }
    let mut inputs = Vec::with_capacity(changes.len());
    for (outcome, batch) in crate::cli::run_all(&runs).into_iter().zip(changes.chunks(BATCH)) {
        assert_ne!(outcome.exit_code, 0, "a batch of broken documents passed");
        let report = outcome.report.unwrap_or_else(|| panic!("no report; {}", outcome.stderr));
        let found = report["inputs"].as_array().unwrap();
        assert_eq!(found.len(), batch.len());
        inputs.extend(found.iter().cloned());
    }
    inputs
}
