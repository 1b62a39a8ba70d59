//! All tests of the program and the library, as one binary: `cargo test --test suite MODULE::`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::print_stderr,
    missing_docs
)]

#[macro_use]
#[path = "../support/mod.rs"]
mod support;
#[path = "../support/catalogue/mod.rs"]
mod catalogue;
#[path = "../support/cli.rs"]
mod cli;
#[path = "../support/expectation.rs"]
mod expectation;
#[path = "../support/flips.rs"]
mod flipping;
#[path = "../support/named.rs"]
mod named;
#[path = "../support/process.rs"]
mod process;
#[path = "../support/readers/mod.rs"]
mod readers;
#[path = "../support/splice.rs"]
mod splicing;
#[path = "../support/surroundings.rs"]
mod surroundings;
#[path = "../support/sweep.rs"]
mod sweeping;
#[path = "../support/union.rs"]
mod union;
#[path = "../../src/cli/lines.rs"]
#[allow(dead_code)]
mod lines;
#[path = "../../src/cli/typed.rs"]
#[allow(dead_code)]
mod typed;
#[path = "../../src/cli/verify/known"]
#[allow(dead_code)]
mod earlier {
    pub mod conditions;
    pub mod index;
    pub mod lines;
}
#[path = "../../fuzz/src/property/mod.rs"]
mod property;

mod answers;
mod bounds;
mod corpus;
mod cross_protocol;
mod diagnosis;
mod docs;
mod docs_ci;
mod docs_scale;
mod expectations;
mod faults;
mod fixture_causes;
mod fixtures;
mod flips;
mod help_examples;
mod html;
mod inputs;
mod inspect;
mod inspect_claims;
mod inspect_readers;
mod kept_findings;
mod key_texts;
mod known;
mod large;
mod library;
mod library_examples;
mod many_inputs;
mod merge_aliases;
mod merge_answer;
mod merge_bundle;
mod outputs;
mod parallel;
mod places;
mod pointers;
mod properties;
mod readme;
mod run_line;
mod sarif;
mod second_readers;
mod sentences;
mod shape;
mod shown;
mod splices;
mod spooled;
mod supply_chain;
mod sweep;
mod system;
mod tables;
mod terminal;
mod terminal_reports;
mod union_properties;
mod vectors;
mod verbs_diff;
mod verbs_keys;
mod verbs_merge;
mod verbs_policy;
mod verbs_since;
mod verbs_state;
mod verbs_stories;
mod version;
mod whole_files;
mod words;
