//! Compares every format with the JSON report of the same run, over every fixture. Independent readers
//! (`tests/support/readers`) read each format back.

mod foreign;
mod lines;
mod many;
mod page;
mod people;
mod runs;
mod sarif;
mod wanted;
