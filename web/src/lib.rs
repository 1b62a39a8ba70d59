//! `pith` as WebAssembly, for the page and for the npm package.
//!
//! The functions take bytes and options, and return what the command line prints for them. JavaScript reads the files,
//! tells the time and shows the reports; everything that decides a verdict is in the library.

mod lines;
mod options;
mod reader;
mod run;

use pith::digest::Sha256Digest;
use pith::inspect::Inspection;
use pith::json::{Arena, Document};
use pith::render::inspection::html;
use wasm_bindgen::prelude::wasm_bindgen;

/// The SHA-256 of some bytes, such as this WebAssembly's own.
#[wasm_bindgen]
pub fn sha256(bytes: &[u8]) -> String {
    Sha256Digest::of(bytes).to_string()
}

/// The page of `pith inspect --report html`: the claims of a document, marked UNVERIFIED. `undefined` if it is not JSON.
#[wasm_bindgen]
pub fn claims(name: &str, bytes: &[u8]) -> Option<String> {
    let arena = Arena::new();
    let document = Document::parse(bytes, &arena).ok()?;
    Some(html::inspection_page(name, &Inspection::of(&document)).as_str().to_owned())
}
