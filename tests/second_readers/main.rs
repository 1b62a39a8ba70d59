//! Every renderer's statements, held against the JSON report of the same run, over every fixture: each format is
//! read back by a reader of the tests' own (`tests/support/readers`).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]

#[macro_use]
#[path = "../support/mod.rs"]
mod support;
#[path = "../support/catalogue/mod.rs"]
mod catalogue;
#[path = "../support/cli.rs"]
mod cli;
#[path = "../support/hostile.rs"]
mod hostile;
#[path = "../support/readers/mod.rs"]
mod readers;

mod foreign;
mod lines;
mod many;
mod page;
mod people;
mod runs;
mod wanted;
