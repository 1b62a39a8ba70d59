//! The content of a bundle that a signature covers.

use pith::json::canonical::{Sink as _, to_bytes, write_object};
use pith::json::{Arena, Document};

/// The canonical bytes of a document without what nothing signs: of `bundle_signature`, only the digest and
/// the signature themselves stay. `None` for what is no object with one.
///
/// Two documents with the same signed content differ in members that the report lists as `unsigned` alone.
pub fn signed_content(source: &[u8]) -> Option<Vec<u8>> {
    let arena = Arena::new();
    let root = Document::parse(source, &arena).ok()?.root().as_object()?;
    let signature = root.get("bundle_signature")?.as_object()?;
    let mut content = Vec::new();
    write_object(root, &["bundle_signature"], &mut content);
    for name in ["bundle_sha256", "signature_b64"] {
        content.put(b"\n");
        content.put(&to_bytes(&signature.get(name)?));
    }
    Some(content)
}
