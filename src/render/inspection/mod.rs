//! Inspections: for people, as JSON, as a graph and as a page.

pub mod graph;
pub mod html;
pub mod human;
pub mod json;
pub(super) mod remarks;
