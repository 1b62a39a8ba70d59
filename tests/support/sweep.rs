//! Changes of the real bundle by somebody who knows JSON: every value, member and element, and pairs of such changes.

// Every user needs another part of it.
#![allow(dead_code)]

use pith::json::Arena;
use pith::verify::{Policy, verify_bytes};
use rayon::prelude::*;
use serde_json::Value;

use crate::named::{self, Naming, Tally};
use crate::support::json::Json;
use crate::support::mutate::{Mutation, mutations};

/// Every `step`th change.
pub fn changes(real: &str, step: usize) -> Tally {
    let (json, signed) = read(real);
    let changes: Vec<Mutation> = mutations(&json, &[]).into_iter().step_by(step).collect();
    tally(changes.par_iter().map(|change| judged(change, &signed)).collect())
}

/// Of every `first`th change, every `second`th further one.
pub fn pairs(real: &str, first: usize, second: usize) -> Tally {
    let (json, signed) = read(real);
    let of_first = |(number, change): (usize, Mutation)| -> Vec<Naming> {
        let further = mutations(&change.json, &[]);
        // Not the same places after each.
        further.iter().skip(number % second).step_by(second).map(|change| judged(change, &signed)).collect()
    };
    let begun: Vec<(usize, Mutation)> = mutations(&json, &[]).into_iter().step_by(first).enumerate().collect();
    tally(begun.into_par_iter().flat_map_iter(of_first).collect())
}

fn read(real: &str) -> (Json, Value) {
    let json = Json::parse(real);
    let signed = serde_json::from_str(real).unwrap_or_default();
    (json, signed)
}

fn judged(change: &Mutation, signed: &Value) -> Naming {
    let text = change.json.compact();
    let report = verify_bytes("changed.json", text.as_bytes(), &Arena::new(), &Policy::new(None)).report;
    match named::of(&report, text.as_bytes(), signed) {
        Naming::Wrong(what) => Naming::Wrong(format!("{} {}: {what}", change.pointer, change.how)),
        other => other,
    }
}

fn tally(namings: Vec<Naming>) -> Tally {
    let mut tally = Tally::default();
    for naming in namings {
        tally.add(naming);
    }
    tally
}
