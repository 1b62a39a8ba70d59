//! Merges of mirrors: for people, as JSON and as a page.

pub mod html;
pub mod human;
pub mod json;
mod words;
