//! Writes bundles with many signed events, linked in ways that could cost more than linear time.
//!
//! `cargo run --release --example hostile -- FOLDER` makes the input of `tests/hostile.py --signed FOLDER`. All of it
//! verifies with the test key of the fixtures.

#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::path::Path;

use support::event::NewEvent;
use support::forge::{Bundle, storage_attestation};
use support::keys::TestKey;

#[macro_use]
#[path = "../support/mod.rs"]
mod support;

fn main() {
    let folder = std::env::args().nth(1).expect("a folder");
    let folder = Path::new(&folder);
    for count in [5_000, 10_000] {
        write(folder, "a chain", count, |event, root, last| event.after(if last.is_empty() { root } else { last }));
        write(folder, "forks after one event", count, |event, root, _| event.after(root));
        write(folder, "each supersedes the one before", count, |event, _, last| match last {
            "" => event,
            last => event.supersedes(last),
        });
        write(folder, "each supersedes the same", count, |event, root, _| event.supersedes(root));
        write(folder, "each names the one before twice", count, |event, root, last| match last {
            "" => event.after(root),
            last => event.after(last).supersedes(last),
        });
    }
}

/// Writes a bundle with `count` events of an author. `link` receives the ids of the first and of the previous event.
fn write(folder: &Path, what: &str, count: usize, link: impl Fn(NewEvent, &str, &str) -> NewEvent) {
    let (registry, author) = (TestKey::registry(), TestKey::author());
    let mut bundle = Bundle::example();
    bundle.embed(&author);
    let root = bundle.add(storage_attestation("the first").at("2026-05-21T00:00:00Z"), &author);
    let mut last = String::new();
    for number in 0..count {
        let event = storage_attestation(&format!("copy {number}")).at("2026-05-22T00:00:00Z");
        last = bundle.add(link(event, &root, &last), &author);
    }
    bundle.seal();
    let path = folder.join(format!("{count:05} events, {what}.json"));
    std::fs::write(&path, bundle.json.compact()).unwrap();
    println!("{} (key {})", path.display(), data_encoding::BASE64.encode(&registry.public()));
}
