//! An event before it is signed.

use super::json::Json;
use super::keys::{EVENT_LABEL, TestKey};

/// When the events of the fixtures were made.
pub const CREATED_AT: &str = "2026-05-18T00:17:58Z";
/// When they were signed.
pub const SIGNED_AT: &str = "2026-06-03T19:49:47.227921Z";

/// The members of an event that its digest does not cover.
pub const UNHASHED: [&str; 3] = ["signature", "content_sha256", "event_id"];

/// An event before it is signed.
#[derive(Clone, Debug)]
pub struct NewEvent {
    event_type: String,
    target: String,
    payload: Json,
    created_at: String,
    signed_at: String,
    supersedes: Vec<String>,
    prev_event: Option<String>,
}

impl NewEvent {
    /// An event of that type about that target.
    pub fn new(event_type: &str, target: &str, payload: Json) -> Self {
        Self {
            event_type: event_type.to_owned(),
            target: target.to_owned(),
            payload,
            created_at: CREATED_AT.to_owned(),
            signed_at: SIGNED_AT.to_owned(),
            supersedes: Vec::new(),
            prev_event: None,
        }
    }

    /// Made at another time.
    #[must_use]
    pub fn at(mut self, created_at: &str) -> Self {
        created_at.clone_into(&mut self.created_at);
        self
    }

    /// Signed at another time.
    #[must_use]
    pub fn signed_at(mut self, signed_at: &str) -> Self {
        signed_at.clone_into(&mut self.signed_at);
        self
    }

    /// Takes the place of another event.
    #[must_use]
    pub fn supersedes(mut self, event_id: &str) -> Self {
        self.supersedes.push(event_id.to_owned());
        self
    }

    /// Follows another event of the same signer.
    #[must_use]
    pub fn after(mut self, event_id: &str) -> Self {
        self.prev_event = Some(event_id.to_owned());
        self
    }

    /// The event as a bundle about `subject` holds it, signed.
    pub fn signed(self, subject: &str, key: &TestKey) -> Json {
        let mut event = object! {
            "event_type": self.event_type,
            "subject_pith_number": subject,
            "target": self.target,
            "payload": self.payload,
            "signer": key.signer(),
            "created_at": self.created_at,
            "supersedes": self.supersedes,
            "prev_event": self.prev_event,
            "signature": key.blank_signature(EVENT_LABEL, &self.signed_at),
            "content_sha256": "",
            "schema_version": "1.0",
            "event_id": "",
        };
        seal(&mut event, key);
        event
    }
}

/// Writes digest, id and signature of an event anew; leaves all else, and a missing signature, as it is.
pub fn seal(event: &mut Json, key: &TestKey) {
    let digest = event.digest_without(&UNHASHED);
    let hex = data_encoding::HEXLOWER.encode(&digest);
    event.set("/event_id", format!("sha256:{hex}"));
    event.set("/content_sha256", hex);
    if let Some(Json::Object(_)) = event.get("signature") {
        event.set("/signature/signature_b64", key.sign(&digest));
    }
}
