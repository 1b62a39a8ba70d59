//! The check codes with their explanations, from which `pith explain`, README's table and the HTML page are made.

use super::words::words;

words! {
    /// A check. Its code is stable within a major version (docs/report.md).
    ///
    /// Declared in the order in which a report shows findings: causes before what follows from them.
    CheckCode:
    InputSize "input.size" "the input is larger than the limit (`--max-bytes`, 64 MiB by default)"
        ("A verifier that reads whatever it is given can be made to use up the machine.",
         "If the file is meant to be that large, raise the limit: `--max-bytes`.");
    JsonEncoding "json.encoding"
        "the input is not UTF-8 text: a byte order mark, UTF-16, invalid bytes, a lone surrogate, gzip"
        ("Digests are made over UTF-8 bytes; text that two programs decode differently has no single digest.",
         "Get the file again as it was published. Pipe gzip data through `zcat`; do not let an editor or proxy change \
          the encoding.");
    JsonSyntax "json.syntax" "the input is not JSON"
        ("A text that breaks the grammar is read differently by different programs, or not at all.",
         "Look at the line and column. Often this is a truncated download or an error page.");
    JsonNumber "json.number"
        "a number that parsers may read differently: NaN, Infinity, a double that overflows, an integer of more than 4,300 digits"
        ("The canonical form has no bytes for it, so no digest can cover it.",
         "Get the file again; if it was published like this, tell the publisher.");
    JsonDuplicateMember "json.duplicate_member" "a member name occurs twice in one object"
        ("Programs disagree on which of the two counts: one could be checked and the other one shown.",
         "Do not trust the file. Get it again from the publisher.");
    JsonDepth "json.depth" "arrays and objects nest more than 128 deep"
        ("No honest bundle nests deeper than ten; deep nesting is an attack on the reader's stack.",
         "Do not trust the file. Get it again from the publisher.");
    DocumentType "document.type" "the document is not a Pith open-graph bundle"
        ("`state.json`, a record and a mirror manifest look alike but are not signed: they cannot be verified on \
          their own.",
         "Fetch the bundle (`bundle.json`) of the same number.");
    DocumentVersion "document.version" "a bundle, state, schema or merge version that this program does not know"
        ("Other versions may hash, sign or merge by other rules; guessing would make the answer worthless.",
         "Look for a newer `pith`.");
    BundleShape "bundle.shape"
        "a required member is missing or has another type; an unknown signed member is a warning"
        ("What is absent cannot be checked, and an absent member must never count as a good one.",
         "Look at the pointer. Get the file again; an unknown member may mean that the publisher added something.");
    KeyImpersonation "key.impersonation" "an embedded key has the id of a trusted key but other bytes"
        ("This is how a forger makes a report show a familiar name.",
         "Treat the bundle as forged. If the publisher has a new key under an old id, wait for its announcement.");
    KeyEncoding "key.encoding"
        "an embedded key is not a sound Ed25519 key: length, base64 and hex, algorithm, format, canonical encoding, \
         small order, torsion"
        ("Under a weak key one signature can fit every message, or one message have many signatures.",
         "Treat the bundle as forged.");
    KeyFingerprint "key.fingerprint" "a fingerprint is not that of the key"
        ("People compare fingerprints; a wrong one passes off one key as another.",
         "Compare the full SHA-256 of the key with the publisher's.");
    KeyUnique "key.unique" "one key id twice, or one key under two ids"
        ("A signature names its key by id: with two candidates it is not clear who signed.",
         "Tell the publisher; do not choose one of the two.");
    RecordDigest "record.digest" "`canonical_sha256` is not the digest of `canonical_record`"
        ("The number, the receipt and the aliases all follow from this digest: the record was changed.",
         "Get the file again. If another copy has the same fault, the mirror or the publisher changed the record.");
    RecordNumber "record.number" "`pith_number`, its year or `short_pith_number` do not follow from the record"
        ("The number is the content address: with another number this is another paper's record.",
         "Check that you have the bundle that you asked for.");
    RecordAliases "record.aliases" "an alias does not follow from the record, or is missing"
        ("Aliases are how people find a paper; a wrong one leads them to another.",
         "Do not use the alias. Tell the publisher.");
    RecordAgreement "record.agreement"
        "`source`, the `record_created` payload or the state's record differ from `canonical_record`"
        ("A reader may look at any copy; all copies have to be the same.",
         "The pointer names the copy that differs. Get the file again.");
    ReceiptDigest "receipt.digest" "the receipt is for another digest"
        ("A receipt that is genuine but belongs to another record proves nothing about this one.",
         "Get the file again; somebody may have put a foreign receipt in.");
    ReceiptSignature "receipt.signature"
        "the receipt is missing, unsigned, mislabelled or does not verify; one in another place is skipped"
        ("The receipt is the publisher's signed statement that it computed this number.",
         "See the reason. `invalid` and `digest` mean that it was not made for this record by this key.");
    EventSubject "event.subject" "the event is about another number"
        ("A genuine event of another paper must not become part of this one's history.",
         "Somebody may have copied the event from another bundle. Get the file again.");
    EventType "event.type" "the target does not belong to the type; an unknown type is a warning"
        ("The type decides what the event does to the state.",
         "For an unknown type look for a newer `pith`; its signature was checked all the same.");
    EventDigest "event.digest" "`content_sha256` is not the digest of the event"
        ("The event or its stated digest was changed; the message says which, where the signature proves it. It is \
          not checked for events of integrity documents: how their digests are made is not published.",
         "The message names the place if the state still has the signed content. Get the file again.");
    EventId "event.id" "`event_id` is not `sha256:` and the event's digest"
        ("Links between events go by id: a wrong id attaches them to something else.",
         "Get the file again.");
    EventSignature "event.signature"
        "the event is unsigned, by an unknown key, mislabelled, or the signature does not verify"
        ("Without it anybody could have written the event.",
         "See the reason. `digest`: the event was changed after signing; `invalid`: the key never signed it.");
    EventUnique "event.unique"
        "an event is listed twice, or there is more than one `record_created` (open, if it has the same record: M10 \
         is inferred)"
        ("Counting an event twice changes the history without a new signature.",
         "Get the file again from another mirror.");
    EventLinks "event.links"
        "open: `supersedes` or `prev_event` names an event that is absent, later or the event itself, or leads in a \
         circle; `supersedes` names one of another signer or type (for `prev_event`, another signer is a warning)"
        ("A link that leads nowhere can hide that events were left out.",
         "Get the bundle from another mirror and compare the two.");
    EventTime "event.time"
        "a time is not `YYYY-MM-DDTHH:MM:SS[.ffffff]Z` or does not exist; a time ahead of the clock, in a strange \
         order, written `+00:00`, or impossible where nothing depends on it is a warning"
        ("Times decide the order of the replay.",
         "Check your own clock first. Otherwise tell the publisher.");
    RecordTitle "record.title" "warning: the snapshot's title does not hash to `title_canon_sha256`"
        ("The record and the snapshot may be about two papers.",
         "Compare the title with the source. For titles beyond ASCII the rule is not settled, and the check is \
          skipped.");
    SnapshotDigest "snapshot.digest" "warning: counts, items, source and `snapshot_sha256` of a snapshot disagree"
        ("The snapshot's own digests should cover what it shows.",
         "Look at the pointer; part of the rule is inferred.");
    StateDigest "state.digest" "`state_sha256` is not the digest of the state"
        ("The state or its stated digest was changed.",
         "Do not use the state; `pith state` makes it from the events.");
    StateCounts "state.counts"
        "a count in the state differs from the replay; `equivocation_count` is open if it agrees with neither reading \
         of M9"
        ("Counts are what people look at first to see whether a history is whole.",
         "Compare with another mirror.");
    StateReplay "state.replay"
        "the state differs from the replay of the verified events; open where an inferred rule decides the difference"
        ("The state follows from the events: one that claims something else was made up or is out of date.",
         "The pointer and both values show the difference. An open finding names its rule: `pith explain M8` explains \
          it.");
    StateOrder "state.order" "warning: the state differs from the replay in the order of entries alone"
        ("The rule for the order is inferred (M7); the content is the same.",
         "Nothing, unless you rely on the order.");
    StateEquivocation "state.equivocation" "warning: a signer signed two histories"
        ("Two events that both follow the same one, neither replacing the other: different people may have been shown \
          different histories.",
         "Compare the bundles of several mirrors.");
    BundleDigest "bundle.digest" "`bundle_sha256` is not the digest of the bundle"
        ("Something in the bundle was changed after it was sealed.",
         "See the findings above this one. If there are none, the change is in a member that only the bundle \
          signature covers.");
    BundleSignature "bundle.signature"
        "the bundle is unsigned, by an unknown key, mislabelled, or the signature does not verify"
        ("Only this signature covers the aliases, keys, mirrors and links, and the list of events as a whole. \
          Integrity documents have none.",
         "See the reason, and get the file again.");
    TimestampProof "timestamp.proof" "skipped: `timestamp_proofs` is not empty, or an event is a timestamp anchor"
        ("No filled list was ever seen, so its rules are not known.",
         "Check OpenTimestamps proofs with an `ots` client over `canonical_sha256`.");
    TrustKeys "trust.keys"
        "warning: a signing key is not trusted (for this signer, or in this role), was used after `rotates_at`, or \
         signs nothing"
        ("Anybody can make a bundle that is consistent in itself; only a key that you know proves who made it.",
         "Get the publisher's key from a source that you trust, and give it with `--key` or `--keyring`.");
    PolicyExpectNumber "policy.expect-number" "the bundle is not that of the number you expected"
        ("A genuine bundle of another paper is not the one you wanted.",
         "Check the file name and where you got it.");
    PolicyExpectSource "policy.expect-source" "the record is not that of the source you expected"
        ("A genuine bundle of another paper or version is not the one you wanted.",
         "Check the id and version.");
    PolicyExpectBundle "policy.expect-bundle" "the bundle digest is not the one you expected"
        ("The digest identifies one exact bundle: a newer, older or changed one has another.",
         "Compare with `pith diff`.");
    PolicyTitle "policy.title" "the record is not about a paper of this title"
        ("The record holds the hash of the title; another title has another hash.",
         "Check spelling and TeX as the source prints them. Beyond ASCII the rule is not settled: the reason is then \
          `undetermined`.");
    PolicyAbstract "policy.abstract" "the record is not about a paper with this abstract"
        ("The record holds the hash of the abstract; another text has another hash.",
         "Use the abstract as the source prints it. Beyond ASCII the rule is not settled: the reason is then \
          `undetermined`.");
    PolicyState "policy.state" "the separately published state is not the state of the replay"
        ("Two publications of one state should be the same.",
         "Compare with `pith diff`; one may be older.");
    PolicySince "policy.since"
        "an event or timestamp proof of the older bundle is missing, time went backwards, or one second has two \
         contents"
        ("Events are never taken back: a newer bundle that lacks one withholds history.",
         "Keep both bundles: together they are evidence. Ask other mirrors, and compare with `pith merge`.");
    PolicyMaxAge "policy.max-age" "the bundle was built longer ago than you allow, or its age is not known"
        ("A mirror can keep showing an old bundle, which verifies as well as ever and lacks all that came later.",
         "Check your clock, then get a newer bundle from the publisher or another mirror.");
}

impl CheckCode {
    /// The checks that must each have been seen to hold before anything can be a pass.
    pub const REQUIRED: [Self; 23] = [
        Self::BundleShape,
        Self::KeyImpersonation,
        Self::KeyEncoding,
        Self::KeyFingerprint,
        Self::KeyUnique,
        Self::RecordDigest,
        Self::RecordNumber,
        Self::RecordAliases,
        Self::RecordAgreement,
        Self::ReceiptDigest,
        Self::ReceiptSignature,
        Self::EventSubject,
        Self::EventDigest,
        Self::EventId,
        Self::EventSignature,
        Self::EventUnique,
        Self::EventLinks,
        Self::EventTime,
        Self::StateDigest,
        Self::StateCounts,
        Self::StateReplay,
        Self::BundleDigest,
        Self::BundleSignature,
    ];

    /// Whether it is an expectation of the user.
    pub fn is_expectation(self) -> bool {
        self.as_str().starts_with("policy.")
    }

    /// Whether a failure of this check means that the input cannot be verified at all.
    pub fn is_malformed(self) -> bool {
        self <= Self::DocumentVersion
    }
}
