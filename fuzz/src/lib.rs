//! What fuzzing holds the program to. The same functions judge the corpus in `tests/suite/corpus.rs`.

#[macro_use]
#[path = "../../tests/support/mod.rs"]
#[allow(missing_docs)]
mod support;

#[path = "../../tests/support/named.rs"]
mod named;

#[path = "../../tests/support/readers/mod.rs"]
#[allow(dead_code)]
mod readers;

#[path = "../../src/cli/lines.rs"]
pub mod lines;

#[path = "../../src/cli/typed.rs"]
mod typed;

/// Earlier reports, as far as this is no matter of the program alone.
#[path = "../../src/cli/verify/known"]
mod earlier {
    pub mod conditions;
    pub mod index;
    pub mod lines;
}

pub mod property;
