//! Reports of `verify`: one file per format.

pub mod detail;
pub mod github;
pub mod html;
pub mod human;
pub mod json;
pub mod junit;
pub mod known;
mod meaning;
pub mod ndjson;
mod next;
pub mod sarif;
