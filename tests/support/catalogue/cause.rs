//! What the catalogue changed after a bundle was signed, and so what a report must name as the causes of a "no".

use super::Case;
use super::real::real;
use crate::support::forge::Bundle;
use crate::support::json::Json;

/// The document that was signed, and what a report must say of the difference.
pub struct Changed {
    /// The document that was signed.
    pub signed: Json,
    /// Kind and pointer of each cause.
    pub causes: Vec<(&'static str, &'static str)>,
    /// Whether the causes are all that was changed.
    pub is_complete: bool,
}

impl Case {
    /// The document was `signed`, and nothing of the change can be proven.
    #[must_use]
    pub fn changed_from(mut self, signed: Json) -> Self {
        self.changed = Some(Changed { signed, causes: Vec::new(), is_complete: false });
        self
    }

    /// The report names these causes, and that they are all.
    #[must_use]
    pub fn explained_by(mut self, causes: &[(&'static str, &'static str)]) -> Self {
        let changed = self.changed.as_mut().expect("the document that was signed");
        changed.causes = causes.to_vec();
        changed.is_complete = true;
        self
    }
}

/// What was changed in fixtures of which another check is the subject: path, kind, pointer. In all of them that is the
/// whole difference, but for the last.
const ELSEWHERE: [(&str, &str, &str); 22] = [
    ("fail/bundle.signature/real-link-changed.json", "changed", "/links/resolver"),
    ("fail/event.digest/real-title-changed.json", "changed", "/events/1/payload/graph_snapshot/paper/title"),
    ("fail/record.digest/real-license-changed.json", "changed", "/canonical_record/metadata/license"),
    ("malformed/document.type/type-absent.json", "removed", "/bundle_type"),
    ("malformed/document.type/type-null.json", "changed", "/bundle_type"),
    ("malformed/document.type/type-other.json", "changed", "/bundle_type"),
    ("fail/bundle.shape/bundle-signature-bundle-sha256-absent.json", "removed", "/bundle_signature/bundle_sha256"),
    ("fail/bundle.signature/unsigned.json", "changed", "/bundle_signature/signature_status"),
    ("fail/bundle.signature/unsigned-status-case.json", "changed", "/bundle_signature/signature_status"),
    ("fail/bundle.signature/unsigned-status-empty.json", "changed", "/bundle_signature/signature_status"),
    ("fail/bundle.signature/unknown-key.json", "changed", "/bundle_signature/key_id"),
    ("fail/bundle.signature/unknown-key-empty.json", "changed", "/bundle_signature/key_id"),
    ("fail/bundle.signature/unknown-key-space.json", "changed", "/bundle_signature/key_id"),
    ("fail/bundle.signature/algorithm.json", "changed", "/bundle_signature/algorithm"),
    ("fail/bundle.signature/algorithm-case.json", "changed", "/bundle_signature/algorithm"),
    ("fail/bundle.signature/algorithm-none.json", "changed", "/bundle_signature/algorithm"),
    ("fail/bundle.signature/label-empty.json", "changed", "/bundle_signature/signed_message"),
    ("fail/bundle.signature/label-of-another.json", "changed", "/bundle_signature/signed_message"),
    ("fail/bundle.signature/fingerprint.json", "changed", "/bundle_signature/public_key_fingerprint"),
    ("fail/bundle.digest/other-digest.json", "changed", "/bundle_signature/bundle_sha256"),
    ("fail/bundle.digest/upper-case.json", "changed", "/bundle_signature/bundle_sha256"),
    // Sealed by somebody else, so the seal proves nothing, but the receipt does.
    ("fail/record.digest/real-resealed.json", "changed", "/canonical_sha256"),
];

/// Adds what [`ELSEWHERE`] states of a case.
pub fn stated(case: Case) -> Case {
    let Some((path, kind, pointer)) = ELSEWHERE.iter().find(|(path, ..)| *path == case.path) else { return case };
    let signed = match path.split('/').next() {
        _ if path.contains("/real-") => real(),
        Some("malformed") => Bundle::example().json,
        _ => Bundle::with_third_event().json,
    };
    let mut case = case.changed_from(signed).explained_by(&[(kind, pointer)]);
    if let Some(changed) = case.changed.as_mut() {
        changed.is_complete = !path.ends_with("/real-resealed.json");
    }
    case
}
