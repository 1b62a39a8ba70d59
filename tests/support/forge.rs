//! A bundle, and the layers that are sealed one over the other.

use super::event::{self, CREATED_AT, NewEvent, SIGNED_AT};
use super::json::Json;
use super::keys::{BUNDLE_LABEL, RECEIPT_LABEL, TestKey};
use super::paper::{self, BUILDER, Paper};
use super::replay::{self, Reading};

/// When the bundles of the fixtures were built.
pub const BUILT_AT: &str = "2026-06-03T19:49:47Z";

/// A bundle under construction.
///
/// A defect goes into `json`; then every layer outside it is sealed anew, so that nothing else is wrong:
/// [`Bundle::seal_receipt`], [`Bundle::seal_event`], [`Bundle::seal_state`], [`Bundle::seal_bundle`].
#[derive(Clone)]
pub struct Bundle {
    /// The document.
    pub json: Json,
    key: TestKey,
    others: Vec<TestKey>,
    reading: Reading,
}

impl Bundle {
    /// A sealed bundle with one event, `record_created`, by the registry that holds `key`.
    pub fn found(record: &Json, key: &TestKey) -> Self {
        let number = paper::number(record);
        Self::found_as(record, &number, key)
    }

    /// As [`Bundle::found`], under a number that need not be the record's.
    pub fn found_as(record: &Json, number: &str, key: &TestKey) -> Self {
        let suffix = paper::suffix(&record.digest());
        let short = &suffix[..8];
        let digest = record.digest();
        let source = record.at("/source");
        let mut bundle = Self {
            json: object! {
                "bundle_type": "pith_open_graph_bundle",
                "bundle_version": "1.0",
                "pith_number": number,
                "short_pith_number": format!("pith:{short}"),
                "canonical_record": record,
                "canonical_sha256": data_encoding::HEXLOWER.encode(&digest),
                "source": object! {
                    "kind": source.at("/kind"),
                    "id": source.at("/id"),
                    "version": source.at("/version"),
                },
                "source_aliases": paper::aliases(record, CREATED_AT),
                "events": array![],
                "timestamp_proofs": array![],
                "mirror_hints": array![object! {
                    "mirror_type": "https",
                    "name": "Example Registry",
                    "base_url": "https://registry.example",
                    "bundle_url": format!("https://registry.example/pith/{suffix}/bundle.json"),
                    "state_url": format!("https://registry.example/pith/{suffix}/state.json"),
                    "status": "primary",
                }],
                "public_keys": array![key.embedded()],
                "merge_version": "pith-open-graph-merge-v1",
                "built_at": BUILT_AT,
                "links": object! {
                    "resolver": format!("https://registry.example/pith/{suffix}"),
                    "bundle": format!("https://registry.example/pith/{suffix}/bundle.json"),
                    "state": format!("https://registry.example/pith/{suffix}/state.json"),
                },
                "state": object! {},
                "bundle_signature": key.blank_signature(BUNDLE_LABEL, SIGNED_AT),
            },
            key: key.clone(),
            others: Vec::new(),
            reading: Reading::default(),
        };
        bundle.add(NewEvent::new("record_created", "record", founding(record, key)), key);
        bundle.seal();
        bundle
    }

    /// A sealed bundle that has this text in every place that is free.
    pub fn of_text(text: &str, key: &TestKey) -> Self {
        let paper = Paper {
            title: text.to_owned(),
            abstract_text: text.to_owned(),
            authors: text.to_owned(),
            license: text.to_owned(),
            primary_cat: text.to_owned(),
            cross_cats: vec![text.to_owned()],
            ..Paper::example()
        };
        let mut bundle = Self::published(&paper, key);
        let first = bundle.add(NewEvent::new(text, text, object! { "note": text }), key);
        bundle.add(NewEvent::new(text, text, object! { "note": text }).supersedes(&first).after(&first), key);
        bundle.json.set("/mirror_hints/0/name", text);
        bundle.json.set("/links/bundle", text);
        bundle.seal();
        bundle
    }

    /// The sealed bundle of a paper with two events, as the registry publishes it: record and snapshot.
    pub fn published(paper: &Paper, key: &TestKey) -> Self {
        let mut bundle = Self::found(&paper.record(), key);
        bundle.add(NewEvent::new("graph_snapshot", "graph", paper.snapshot()), key);
        bundle.seal();
        bundle
    }

    /// The published bundle of the example paper.
    pub fn example() -> Self {
        Self::published(&Paper::example(), &TestKey::registry())
    }

    /// The bundle into which fixtures put their defect: the example with a third event, at `/events/2`, that
    /// nothing else depends on.
    pub fn with_third_event() -> Self {
        let mut bundle = Self::example();
        bundle.add(storage_attestation("copy 1"), &TestKey::registry());
        bundle.seal();
        bundle
    }

    /// The same bundle with another link.
    pub fn served_elsewhere() -> Self {
        let mut bundle = Self::with_third_event();
        bundle.json.set("/links/resolver", "https://elsewhere.example");
        bundle.seal();
        bundle
    }

    /// The bundle as built at another time, sealed anew.
    #[must_use]
    pub fn built(mut self, built_at: &str) -> Self {
        self.json.set("/built_at", built_at);
        self.seal();
        self
    }

    /// Lists another public key.
    pub fn embed(&mut self, key: &TestKey) {
        self.json.push("/public_keys", key.embedded());
        self.others.push(key.clone());
    }

    /// Adds an event signed with that key, and returns its id.
    pub fn add(&mut self, event: NewEvent, key: &TestKey) -> String {
        let event = event.signed(self.json.at("/pith_number").text(), key);
        let id = event.at("/event_id").text().to_owned();
        self.json.push("/events", event);
        id
    }

    /// The id of an event.
    pub fn event_id(&self, place: usize) -> String {
        self.json.at(&format!("/events/{place}/event_id")).text().to_owned()
    }

    /// Marks an event as invalid. The forge does not verify, so a test that breaks an event must call this.
    pub fn invalidate(&mut self, place: usize) {
        self.reading.invalid.insert(place);
    }

    /// Marks the second key as the successor of the first: both are one signer if both are trusted.
    pub fn replace(&mut self, key: &TestKey, successor: &TestKey) {
        self.reading.replaced.insert(successor.key_id.to_owned(), key.key_id.to_owned());
    }

    /// Chooses reading (b) of M9: by event type, including events that follow none.
    pub fn read_by_type(&mut self) {
        self.reading.by_type = true;
    }

    /// Signs the receipt anew, over the digest of the record; the event that holds it is no longer sealed.
    pub fn seal_receipt(&mut self) {
        let digest = self.json.at("/canonical_record").digest();
        self.json.set("/events/0/payload/receipt/signature_b64", self.key.sign(&digest));
    }

    /// Writes digest, id and signature of an event anew, with the key that its signer names.
    pub fn seal_event(&mut self, place: usize) {
        let event = self.json.at_mut(&format!("/events/{place}"));
        let named = event.get("signer").and_then(|signer| signer.get("key_id"));
        let key = self.others.iter().find(|key| Some(&Json::from(key.key_id)) == named).unwrap_or(&self.key);
        event::seal(event, key);
    }

    /// Replays the events, writes the state and its digest anew.
    pub fn seal_state(&mut self) {
        let state = replay::replay(&self.json, &self.reading);
        self.json.set("/state", state);
    }

    /// Writes only the digest of the state anew.
    pub fn seal_state_digest(&mut self) {
        replay::seal(self.json.at_mut("/state"));
    }

    /// Writes digest and signature of the bundle anew.
    pub fn seal_bundle(&mut self) {
        let key = self.key.clone();
        self.seal_bundle_as(&key);
    }

    /// Writes digest and signature of the bundle anew, with any key.
    pub fn seal_bundle_as(&mut self, key: &TestKey) {
        let digest = self.json.digest_without(&["bundle_signature"]);
        let mut signature = key.signature(BUNDLE_LABEL, &digest, SIGNED_AT);
        signature.set("/bundle_sha256", data_encoding::HEXLOWER.encode(&digest));
        self.json.set("/bundle_signature", signature);
    }

    /// Seals the state and the bundle: all that lies outside the events.
    pub fn seal(&mut self) {
        self.seal_state();
        self.seal_bundle();
    }

    /// Seals an event and all that lies outside it.
    pub fn seal_from_event(&mut self, place: usize) {
        self.seal_event(place);
        self.seal();
    }
}

/// The published bundle of a paper with so many more events of the registry, a second apart, each after the one before.
pub fn long_history(paper: &Paper, key: &TestKey, events: u32) -> Bundle {
    let mut bundle = Bundle::published(paper, key);
    let mut last = bundle.event_id(1);
    for number in 0..events {
        let payload = object! {
            "store": "archive.example",
            "locator": format!("https://archive.example/holdings/{number:08}/copy.tar"),
            "statement": format!("{STATEMENT} This is attestation {number}."),
        };
        let event = NewEvent::new("storage_attestation", "bundle", payload);
        last = bundle.add(event.at(&seconds_later(number)).after(&last), key);
    }
    bundle.seal();
    bundle
}

/// With it an event of a long history takes 2,000 bytes of the bundle, in `events` and in the state.
const STATEMENT: &str = "We hold a whole copy of the record, of its source and of every version that was published, read all of it \
                         once a quarter against its digests, and keep it on media of two kinds in two places.";

/// A time so many seconds after the events of the fixtures; it reaches 13 days, to the time of building.
fn seconds_later(seconds: u32) -> String {
    let (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86_400);
    assert!(days < 13, "{seconds} seconds are too many");
    format!("2026-05-{:02}T{:02}:{:02}:{:02}Z", 19 + days, hours % 24, minutes % 60, seconds % 60)
}

/// The payload of `record_created`, with its receipt.
fn founding(record: &Json, key: &TestKey) -> Json {
    let digest = record.digest();
    let hex = data_encoding::HEXLOWER.encode(&digest);
    let Json::Object(signature) = key.signature(RECEIPT_LABEL, &digest, RECEIPT_SIGNED_AT) else {
        unreachable!("a signature is an object")
    };
    let mut receipt = object! {
        "kind": "pith_receipt",
        "builder_version": BUILDER,
        "receipt_version": "0.3",
        "canonical_sha256": &hex,
        "last_reissued_at": RECEIPT_SIGNED_AT,
        "first_computed_at": RECEIPT_SIGNED_AT,
    };
    receipt.members_mut().extend(signature);
    object! {
        "canonical_record": record,
        "canonical_sha256": hex,
        "receipt": receipt,
        "source_kind": record.at("/source/kind"),
        "source_id": record.at("/source/id"),
        "source_version": record.at("/source/version"),
        "attestation_state": "computed",
    }
}

/// When the receipts of the fixtures were signed.
const RECEIPT_SIGNED_AT: &str = "2026-05-18T00:17:58.317060Z";

/// The statement that somebody keeps a copy.
pub fn storage_attestation(locator: &str) -> NewEvent {
    let payload = object! { "store": "archive.example", "locator": locator };
    NewEvent::new("storage_attestation", "bundle", payload)
}
