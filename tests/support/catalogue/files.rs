//! Files that are no documents to verify: keys, and what the policy flags point to.

use data_encoding::{BASE64, HEXLOWER};

use super::policy;
use crate::support::keys::TestKey;

/// Path below `fixtures/` and content.
pub fn all() -> Vec<(&'static str, String)> {
    let registry = TestKey::registry();
    let everybody = [TestKey::registry(), TestKey::successor(), TestKey::author(), TestKey::replicator()];
    let lines = |keys: &[TestKey]| keys.iter().map(|key| key.keyring_line() + "\n").collect::<String>();
    vec![
        ("keys/registry.keyring", lines(&everybody[..1])),
        ("keys/registries.keyring", lines(&everybody[..2])),
        ("keys/all.keyring", lines(&everybody)),
        ("keys/stranger.keyring", lines(&[TestKey::stranger()])),
        ("keys/registry.hex", HEXLOWER.encode(&registry.public()) + "\n"),
        ("keys/registry.base64", BASE64.encode(&registry.public()) + "\n"),
        ("keys/registry.json", registry.embedded().pretty()),
        ("policy/abstract.txt", policy::ABSTRACT.to_owned()),
        ("policy/other-abstract.txt", "We keep no record.\n".to_owned()),
        ("policy/state.json", policy::state()),
        ("policy/other-state.json", policy::other_state()),
        ("policy/before.json", policy::before()),
        ("policy/before-with-another-event.json", policy::before_with_another_event()),
    ]
}
