//! Changes of the real bundle that know nothing of JSON: a flipped bit, a missing end.

// Every user needs another part of it.
#![allow(dead_code, clippy::expect_used)]

use std::collections::{BTreeMap, BTreeSet};

use pith::json::canonical::{Sink as _, to_bytes, write_object};
use pith::json::{Arena, Document};
use pith::report::Verdict;
use pith::verify::{Policy, verify_bytes};
use rayon::prelude::*;

use crate::named::{self, Tally};

/// The real bundle.
pub const REAL: &[u8] = include_bytes!("../../fixtures/valid/arxiv-1804.07612.json");

/// The outcomes of verifying all changed bundles.
#[derive(Default, Debug)]
pub struct Outcome {
    /// Number of changes.
    pub tried: usize,
    /// How often each verdict was given.
    pub verdicts: BTreeMap<&'static str, usize>,
    /// Changes, by their place in bits or bytes, that pass and whose signed content is the same.
    pub same: Vec<usize>,
    /// Changes that pass with another signed content. There must be none.
    pub wrong: Vec<usize>,
    /// What the reports name.
    pub named: Tally,
}

/// Flips these bits, one at a time.
pub fn flips(bits: impl Iterator<Item = usize>) -> Outcome {
    outcome(bits, |bit| {
        let mut changed = REAL.to_vec();
        changed[bit / 8] ^= 1 << (bit % 8);
        changed
    })
}

/// Ends the bundle after each of these numbers of bytes.
pub fn truncations(lengths: impl Iterator<Item = usize>) -> Outcome {
    outcome(lengths, |length| REAL[..length].to_vec())
}

/// The pointers of the values in which these bits lie.
pub fn places(bits: &[usize]) -> BTreeSet<String> {
    let arena = Arena::new();
    let document = Document::parse(REAL, &arena).expect("the real bundle");
    let signature = document.root().as_object().and_then(|root| root.get("bundle_signature")?.as_object());
    let members = signature.expect("a signature").members();
    let place_of = |bit: &usize| {
        let before = |at: usize| at <= bit / 8;
        let start = |member: &&pith::json::Member<'_>| usize::try_from(member.value.at()).is_ok_and(before);
        let last = members.iter().filter(start).max_by_key(|member| member.value.at());
        last.map_or_else(|| format!("byte {}", bit / 8), |member| format!("/bundle_signature/{}", member.name))
    };
    bits.iter().map(place_of).collect()
}

fn outcome(places: impl Iterator<Item = usize>, change: impl Fn(usize) -> Vec<u8> + Sync) -> Outcome {
    let content = signed_content(REAL).expect("the real bundle");
    let signed = serde_json::from_slice(REAL).expect("the real bundle");
    let places: Vec<usize> = places.collect();
    let judged: Vec<_> = places
        .par_iter()
        .map(|place| {
            let changed = change(*place);
            let report = verify_bytes("changed.json", &changed, &Arena::new(), &Policy::new(None)).report;
            let same = report.verdict == Verdict::Pass && signed_content(&changed).as_ref() == Some(&content);
            (*place, report.verdict, same, named::of(&report, &changed, &signed))
        })
        .collect();
    let mut outcome = Outcome { tried: judged.len(), ..Outcome::default() };
    for (place, verdict, same, naming) in judged {
        outcome.named.add(naming);
        *outcome.verdicts.entry(verdict.as_str()).or_default() += 1;
        match (verdict, same) {
            (Verdict::Pass, true) => outcome.same.push(place),
            (Verdict::Pass, false) => outcome.wrong.push(place),
            _ => {}
        }
    }
    outcome
}

/// The canonical bytes of a bundle, of whose signature only `bundle_sha256` and `signature_b64` stay: the
/// other members of `bundle_signature` are signed by nothing, and every report lists them as `unsigned`.
fn signed_content(source: &[u8]) -> Option<Vec<u8>> {
    let arena = Arena::new();
    let root = Document::parse(source, &arena).ok()?.root().as_object()?;
    let signature = root.get("bundle_signature")?.as_object()?;
    let mut content = Vec::new();
    write_object(root, &["bundle_signature"], &mut content);
    for name in ["bundle_sha256", "signature_b64"] {
        content.put(b"\n");
        content.put(&to_bytes(&signature.get(name)?));
    }
    Some(content)
}
