//! `receipt.signature`, `event.signature`, `bundle.signature`: every reason, for each of the three signatures.

use data_encoding::HEXLOWER;

use super::defects::{self, Defect, Signed};
use super::{Case, NO_DIGEST, edited, registry};
use crate::support::event::UNHASHED;
use crate::support::forge::Bundle;
use crate::support::json::Json;
use crate::support::keys::{BUNDLE_LABEL, EVENT_LABEL, RECEIPT_LABEL, TestKey};

/// The cases.
pub fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for kind in [Kind::Receipt, Kind::Event, Kind::Bundle] {
        cases.extend(defects::all().into_iter().map(|defect| kind.case(&defect)));
        cases.extend(kind.missing());
        cases.push(kind.ambiguous());
    }
    cases.extend(signers());
    cases.extend(other_digests());
    cases
}

/// Which of the three signatures.
#[derive(Clone, Copy)]
enum Kind {
    Receipt,
    Event,
    Bundle,
}

impl Kind {
    const fn code(self) -> &'static str {
        match self {
            Self::Receipt => "receipt.signature",
            Self::Event => "event.signature",
            Self::Bundle => "bundle.signature",
        }
    }

    const fn pointer(self) -> &'static str {
        match self {
            Self::Receipt => "/events/0/payload/receipt",
            Self::Event => "/events/2/signature",
            Self::Bundle => "/bundle_signature",
        }
    }

    const fn label(self) -> &'static str {
        match self {
            Self::Receipt => RECEIPT_LABEL,
            Self::Event => EVENT_LABEL,
            Self::Bundle => BUNDLE_LABEL,
        }
    }

    /// The bytes whose digest is signed, and that digest.
    fn signed(self, json: &Json) -> (String, [u8; 32]) {
        let covered = match self {
            Self::Receipt => json.at("/canonical_record").clone(),
            Self::Event => without(json.at("/events/2"), &UNHASHED),
            Self::Bundle => without(json, &["bundle_signature"]),
        };
        (covered.canonical(), covered.digest())
    }

    /// Seals what lies outside this signature.
    fn seal_outside(self, bundle: &mut Bundle) {
        match self {
            Self::Receipt => bundle.seal_from_event(0),
            Self::Event => {
                bundle.invalidate(2);
                bundle.seal();
            }
            Self::Bundle => {}
        }
    }

    fn path(self, name: &str) -> String {
        format!("fail/{}/{name}.json", self.code())
    }

    fn case(self, defect: &Defect) -> Case {
        edited(self.path(defect.name), defect.about, |bundle| {
            let (bytes, digest) = self.signed(&bundle.json);
            let signature = bundle.json.at_mut(self.pointer());
            (defect.edit)(signature, &Signed { bytes, digest, label: self.label() });
            self.seal_outside(bundle);
        })
        .fail(self.code(), defect.reason, self.pointer())
    }

    /// The whole object is absent or null.
    fn missing(self) -> [Case; 2] {
        let case = |name, about, edit: &dyn Fn(&mut Json)| {
            edited(self.path(name), about, |bundle| {
                edit(&mut bundle.json);
                self.seal_outside(bundle);
            })
            .fail(self.code(), "missing", "")
        };
        [
            case("absent", "there is no signature", &|json| {
                json.remove(self.pointer());
            }),
            case("null", "the signature is null", &|json| json.set(self.pointer(), Json::Null)),
        ]
    }

    /// Two embedded keys have the id that the signature names.
    fn ambiguous(self) -> Case {
        let key = TestKey::successor();
        edited(self.path("ambiguous-key"), "two embedded keys have the id that the signature names", |bundle| {
            bundle.embed(&key);
            bundle.embed(&TestKey::author().named(key.key_id));
            let json = &mut bundle.json;
            match self {
                Self::Receipt => {
                    let digest = json.at("/canonical_record").digest();
                    let signature = key.signature(self.label(), &digest, "2026-05-18T00:17:58.317060Z");
                    for name in ["key_id", "public_key_fingerprint", "signature_b64"] {
                        let place = format!("{}/{name}", self.pointer());
                        json.set(&place, signature.at(&format!("/{name}")));
                    }
                    bundle.seal_from_event(0);
                }
                Self::Event => {
                    json.set("/events/2/signer", key.signer());
                    let signed_at = json.at("/events/2/signature/signed_at").text().to_owned();
                    json.set("/events/2/signature", key.blank_signature(EVENT_LABEL, &signed_at));
                    bundle.invalidate(2);
                    bundle.seal_from_event(2);
                }
                Self::Bundle => {
                    bundle.seal_state();
                    bundle.seal_bundle_as(&key);
                }
            }
        })
        .fail(self.code(), "ambiguous-key", self.pointer())
        .fail("key.unique", "id-twice", "/public_keys/2")
        .warn("trust.keys", "unused", "/public_keys/1")
        .warn("trust.keys", "unused", "/public_keys/2")
    }
}

/// What stands about the signer in the event itself, and the members that only some signatures have.
fn signers() -> Vec<Case> {
    let event = |name: &str, about, reason, edit: &dyn Fn(&mut Json)| {
        edited(Kind::Event.path(name), about, |bundle| {
            bundle.embed(&TestKey::author());
            edit(bundle.json.at_mut("/events/2"));
            bundle.invalidate(2);
            bundle.seal_from_event(2);
            // The signature is by the registry, whatever the event says.
            let digest = bundle.json.at("/events/2").digest_without(&UNHASHED);
            bundle.json.set("/events/2/signature/signature_b64", registry().sign(&digest));
            bundle.seal();
        })
        .fail("event.signature", reason, "/events/2")
        .warn("trust.keys", "unused", "/public_keys/1")
    };
    let other = "00112233445566778899aabbccddeeff";
    let fingerprint = |kind: Kind| {
        edited(kind.path("fingerprint"), "the fingerprint is that of no key", |bundle| {
            bundle.json.set(&format!("{}/public_key_fingerprint", kind.pointer()), other);
            kind.seal_outside(bundle);
        })
        .fail(kind.code(), "fingerprint", kind.pointer())
    };
    vec![
        event("signer-key", "the signer names the author's key, the signature the registry's", "signer", &|event| {
            event.set("/signer/key_id", TestKey::author().key_id);
        }),
        event("signer-fingerprint", "the signer has the fingerprint of the author's key", "signer", &|event| {
            event.set("/signer/public_key_fingerprint", TestKey::author().signer().at("/public_key_fingerprint"));
        }),
        event("signer-other", "the author is named as signer, but the registry signed", "signer", &|event| {
            event.set("/signer", TestKey::author().signer());
        }),
        event(
            "fingerprint",
            "signer and signature agree on a fingerprint that is not the key's",
            "fingerprint",
            &|event| {
                event.set("/signer/public_key_fingerprint", other);
                event.set("/signature/public_key_fingerprint", other);
            },
        ),
        event(
            "fingerprint-upper-case",
            "signer and signature agree on the fingerprint in upper case",
            "fingerprint",
            &|event| {
                let upper = event.at("/signer/public_key_fingerprint").text().to_uppercase();
                event.set("/signer/public_key_fingerprint", &upper);
                event.set("/signature/public_key_fingerprint", &upper);
            },
        ),
        event(
            "invalid-claimed-author",
            "the event claims the author's key, but the registry signed",
            "invalid",
            &|event| {
                let author = TestKey::author();
                event.set("/signer", author.signer());
                event.set("/signature", author.blank_signature(EVENT_LABEL, "2026-06-03T19:49:47.227921Z"));
            },
        ),
        fingerprint(Kind::Receipt),
        fingerprint(Kind::Bundle),
        edited(Kind::Receipt.path("label-kind"), "the receipt is of another kind", |bundle| {
            bundle.json.set("/events/0/payload/receipt/kind", "pith_promise");
            bundle.seal_from_event(0);
        })
        .fail("receipt.signature", "label", "/events/0/payload/receipt"),
    ]
}

/// The signature is good, but over another digest, which the document states too; or the content was changed later.
fn other_digests() -> Vec<Case> {
    let over = HEXLOWER.decode(NO_DIGEST.as_bytes()).unwrap();
    vec![
        edited(Kind::Receipt.path("digest"), "the receipt of another record", |bundle| {
            bundle.json.set("/events/0/payload/receipt/canonical_sha256", NO_DIGEST);
            bundle.json.set("/events/0/payload/receipt/signature_b64", registry().sign(&over));
            bundle.seal_from_event(0);
        })
        .fail("receipt.digest", "differs", "/events/0/payload/receipt/canonical_sha256")
        .fail("receipt.signature", "digest", "/events/0/payload/receipt"),
        edited(Kind::Event.path("digest"), "digest and signature are those of another event", |bundle| {
            bundle.json.set("/events/2/content_sha256", NO_DIGEST);
            bundle.json.set("/events/2/signature/signature_b64", registry().sign(&over));
            bundle.invalidate(2);
            bundle.seal();
        })
        .fail("event.digest", "differs", "/events/2/content_sha256")
        .fail("event.signature", "digest", "/events/2"),
        edited(Kind::Event.path("changed-later"), "the payload was changed after it was signed", |bundle| {
            bundle.json.set("/events/2/payload/locator", "copy 2");
            bundle.invalidate(2);
            bundle.seal();
        })
        .fail("event.digest", "differs", "/events/2/content_sha256")
        .fail("event.id", "differs", "/events/2/event_id")
        .fail("event.signature", "digest", "/events/2"),
        edited(Kind::Bundle.path("digest"), "digest and signature are those of another bundle", |bundle| {
            bundle.json.set("/bundle_signature/bundle_sha256", NO_DIGEST);
            bundle.json.set("/bundle_signature/signature_b64", registry().sign(&over));
        })
        .fail("bundle.digest", "differs", "/bundle_signature/bundle_sha256")
        .fail("bundle.signature", "digest", "/bundle_signature"),
        edited(Kind::Bundle.path("changed-later"), "a link was changed after the bundle was signed", |bundle| {
            bundle.json.set("/links/resolver", "https://elsewhere.example");
        })
        .fail("bundle.digest", "differs", "/bundle_signature/bundle_sha256")
        .fail("bundle.signature", "digest", "/bundle_signature"),
        edited("fail/bundle.digest/other-digest.json", "bundle_sha256 differs, but the signature is valid", |bundle| {
            bundle.json.set("/bundle_signature/bundle_sha256", NO_DIGEST);
        })
        .fail("bundle.digest", "differs", "/bundle_signature/bundle_sha256"),
        edited("fail/bundle.digest/upper-case.json", "bundle_sha256 in upper case", |bundle| {
            let upper = bundle.json.at("/bundle_signature/bundle_sha256").text().to_uppercase();
            bundle.json.set("/bundle_signature/bundle_sha256", upper);
        })
        .fail("bundle.digest", "differs", "/bundle_signature/bundle_sha256"),
    ]
}

fn without(object: &Json, names: &[&str]) -> Json {
    let mut object = object.clone();
    object.members_mut().retain(|(name, _)| !names.contains(&name.as_ref()));
    object
}
