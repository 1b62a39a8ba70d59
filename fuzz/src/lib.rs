//! What fuzzing holds the program to. The same functions judge the corpus in `tests/suite/corpus.rs`.

#[macro_use]
#[path = "../../tests/support/mod.rs"]
#[allow(missing_docs)]
mod support;

#[path = "../../src/cli/lines.rs"]
pub mod lines;

pub mod property;
