//! `pith merge` of bundles that differ in one event.

use serde_json::Value;

use crate::process::{KEYRING, Run, pith};
use crate::support::event::NewEvent;
use crate::support::forge::Bundle;
use crate::support::keys::TestKey;

/// `pith merge` of those inputs, as JSON.
pub fn merge(args: &[&str]) -> Run {
    pith(&[&["merge", "--keyring", KEYRING, "--format", "json"], args].concat())
}

/// The bundle with one more event by that key.
pub fn with_event(event: NewEvent, key: &TestKey) -> Bundle {
    let mut bundle = Bundle::with_third_event();
    if key.key_id != TestKey::registry().key_id {
        bundle.embed(key);
    }
    bundle.add(event, key);
    bundle.seal();
    bundle
}

/// The texts of a list.
pub fn names(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect()
}
