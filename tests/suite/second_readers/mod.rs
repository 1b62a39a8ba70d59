//! Every renderer's statements, held against the JSON report of the same run, over every fixture: each format is
//! read back by a reader of the tests' own (`tests/support/readers`).

mod foreign;
mod lines;
mod many;
mod page;
mod people;
mod runs;
mod wanted;
