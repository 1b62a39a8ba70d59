//! The check codes: one table, from which the explanations, the help and README's table are made.

/// A check. Its code is stable within a major version (contract, check codes).
///
/// Declared in the order in which a report shows findings: causes before what follows from them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "each variant is documented by its explanation")]
pub enum CheckCode {
    InputSize,
    JsonEncoding,
    JsonSyntax,
    JsonNumber,
    JsonDuplicateMember,
    JsonDepth,
    DocumentType,
    DocumentVersion,
    BundleShape,
    KeyImpersonation,
    KeyEncoding,
    KeyFingerprint,
    KeyUnique,
    RecordDigest,
    RecordNumber,
    RecordAliases,
    RecordAgreement,
    ReceiptDigest,
    ReceiptSignature,
    EventSubject,
    EventType,
    EventDigest,
    EventId,
    EventSignature,
    EventUnique,
    EventLinks,
    EventTime,
    RecordTitle,
    SnapshotDigest,
    StateDigest,
    StateCounts,
    StateReplay,
    StateOrder,
    StateEquivocation,
    BundleDigest,
    BundleSignature,
    TimestampProof,
    TrustKeys,
    PolicyExpectNumber,
    PolicyExpectSource,
    PolicyExpectBundle,
    PolicyTitle,
    PolicyAbstract,
    PolicyState,
    PolicySince,
}

/// What a check means, for somebody who has just seen its code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Explanation {
    /// The code.
    pub code: CheckCode,
    /// Its name in reports.
    pub name: &'static str,
    /// What it fails (or warns) about, in one line.
    pub summary: &'static str,
    /// Why it matters.
    pub why: &'static str,
    /// What to do.
    pub todo: &'static str,
}

impl CheckCode {
    /// The checks that must each have been seen to hold before anything can be a pass.
    pub const REQUIRED: [Self; 16] = [
        Self::BundleShape,
        Self::KeyEncoding,
        Self::KeyFingerprint,
        Self::RecordDigest,
        Self::RecordNumber,
        Self::RecordAgreement,
        Self::ReceiptDigest,
        Self::ReceiptSignature,
        Self::EventSubject,
        Self::EventDigest,
        Self::EventId,
        Self::EventSignature,
        Self::StateDigest,
        Self::StateReplay,
        Self::BundleDigest,
        Self::BundleSignature,
    ];

    /// The name in reports, such as `event.digest`.
    pub fn as_str(self) -> &'static str {
        self.explanation().map_or("internal", |explanation| explanation.name)
    }

    /// The code with this name.
    pub fn parse(name: &str) -> Option<Self> {
        EXPLANATIONS.iter().find(|explanation| explanation.name == name).map(|explanation| explanation.code)
    }

    /// Whether a failure of this check means that the input cannot be judged at all.
    pub fn is_malformed(self) -> bool {
        self <= Self::DocumentVersion
    }

    /// What it means.
    pub fn explanation(self) -> Option<&'static Explanation> {
        EXPLANATIONS.iter().find(|explanation| explanation.code == self)
    }
}

/// Every check, in the order in which a report shows findings.
pub static EXPLANATIONS: &[Explanation] = &[
    Explanation {
        code: CheckCode::InputSize,
        name: "input.size",
        summary: "the input is larger than the limit (`--max-bytes`, 64 MiB by default)",
        why: "A verifier that reads whatever it is given can be made to use up the machine.",
        todo: "If the file is meant to be that large, raise the limit: `--max-bytes`.",
    },
    Explanation {
        code: CheckCode::JsonEncoding,
        name: "json.encoding",
        summary: "the input is not UTF-8 text: a byte order mark, UTF-16, invalid bytes, a lone surrogate, gzip",
        why: "Digests are made over UTF-8 bytes; text that two programs decode differently has no one digest.",
        todo: "Get the file again as it was published. Pipe gzip data through `zcat`; do not let an editor or proxy change the encoding.",
    },
    Explanation {
        code: CheckCode::JsonSyntax,
        name: "json.syntax",
        summary: "the input is not JSON",
        why: "A text that breaks the grammar is read differently by different programs, or not at all.",
        todo: "Look at the line and column. Often this is a truncated download or an error page.",
    },
    Explanation {
        code: CheckCode::JsonNumber,
        name: "json.number",
        summary: "a number without one meaning: NaN, Infinity, a double that overflows, an integer of more than 4,300 digits",
        why: "The canonical form has no bytes for it, so no digest can cover it.",
        todo: "Get the file again; if it was published like this, tell the publisher.",
    },
    Explanation {
        code: CheckCode::JsonDuplicateMember,
        name: "json.duplicate_member",
        summary: "a member name stands twice in one object",
        why: "Programs disagree on which of the two counts: one could be checked and the other one shown.",
        todo: "Do not trust the file. Get it again from the publisher.",
    },
    Explanation {
        code: CheckCode::JsonDepth,
        name: "json.depth",
        summary: "nested more than 128 deep",
        why: "No honest bundle nests deeper than ten; deep nesting is an attack on the reader's stack.",
        todo: "Do not trust the file. Get it again from the publisher.",
    },
    Explanation {
        code: CheckCode::DocumentType,
        name: "document.type",
        summary: "the document is not a Pith open-graph bundle",
        why: "`state.json`, a record and a mirror manifest look alike but are not signed: they cannot be verified on their own.",
        todo: "Fetch the bundle (`bundle.json`) of the same number.",
    },
    Explanation {
        code: CheckCode::DocumentVersion,
        name: "document.version",
        summary: "a bundle, state, schema or merge version that this program does not know",
        why: "Other versions may hash, sign or merge by other rules; guessing would make the answer worthless.",
        todo: "Look for a newer `pith`.",
    },
    Explanation {
        code: CheckCode::BundleShape,
        name: "bundle.shape",
        summary: "a required member is missing or has another type; an unknown signed member is a warning",
        why: "What is absent cannot be checked, and an absent member must never count as a good one.",
        todo: "Look at the pointer. Get the file again; an unknown member may mean that the publisher added something.",
    },
    Explanation {
        code: CheckCode::KeyImpersonation,
        name: "key.impersonation",
        summary: "an embedded key has the id of a trusted key but other bytes",
        why: "This is what a forger does who wants a report to show a familiar name.",
        todo: "Treat the bundle as forged. If the publisher has a new key under an old id, wait for its announcement.",
    },
    Explanation {
        code: CheckCode::KeyEncoding,
        name: "key.encoding",
        summary: "an embedded key is not a sound Ed25519 key: length, base64 and hex, algorithm, format, canonical encoding, small order, torsion",
        why: "Under a weak key one signature can fit every message, or one message have many signatures.",
        todo: "Treat the bundle as forged.",
    },
    Explanation {
        code: CheckCode::KeyFingerprint,
        name: "key.fingerprint",
        summary: "a fingerprint is not that of the key",
        why: "People compare fingerprints; a wrong one passes off one key as another.",
        todo: "Compare the full SHA-256 of the key with the publisher's.",
    },
    Explanation {
        code: CheckCode::KeyUnique,
        name: "key.unique",
        summary: "one key id twice, or one key under two ids",
        why: "A signature names its key by id: with two candidates it is not clear who signed.",
        todo: "Tell the publisher; do not choose one of the two.",
    },
    Explanation {
        code: CheckCode::RecordDigest,
        name: "record.digest",
        summary: "`canonical_sha256` is not the digest of `canonical_record`",
        why: "The number, the receipt and the aliases all follow from this digest: the record was changed.",
        todo: "Get the file again. If it stays so, the mirror or the publisher changed the record.",
    },
    Explanation {
        code: CheckCode::RecordNumber,
        name: "record.number",
        summary: "`pith_number`, its year or `short_pith_number` do not follow from the record",
        why: "The number is the content address: with another number this is another paper's record.",
        todo: "Check that you have the bundle that you asked for.",
    },
    Explanation {
        code: CheckCode::RecordAliases,
        name: "record.aliases",
        summary: "an alias does not follow from the record, or is missing",
        why: "Aliases are how people find a paper; a wrong one leads them to another.",
        todo: "Do not use the alias. Tell the publisher.",
    },
    Explanation {
        code: CheckCode::RecordAgreement,
        name: "record.agreement",
        summary: "`source`, the `record_created` payload or the state's record differ from `canonical_record`",
        why: "A reader may look at any copy; they all have to say the same.",
        todo: "The pointer names the copy that differs. Get the file again.",
    },
    Explanation {
        code: CheckCode::ReceiptDigest,
        name: "receipt.digest",
        summary: "the receipt is for another digest",
        why: "A receipt that is genuine but belongs to another record proves nothing about this one.",
        todo: "Get the file again; somebody may have put a foreign receipt in.",
    },
    Explanation {
        code: CheckCode::ReceiptSignature,
        name: "receipt.signature",
        summary: "the receipt is missing, unsigned, mislabelled or does not verify",
        why: "The receipt is the publisher's word that it computed this number.",
        todo: "The reason says which. `invalid` and `digest` mean that it was not made for this record by this key.",
    },
    Explanation {
        code: CheckCode::EventSubject,
        name: "event.subject",
        summary: "the event is about another number",
        why: "A genuine event of another paper must not become part of this one's history.",
        todo: "Somebody may have copied the event from another bundle. Get the file again.",
    },
    Explanation {
        code: CheckCode::EventType,
        name: "event.type",
        summary: "the target does not belong to the type; an unknown type is a warning",
        why: "The type decides what the event does to the state.",
        todo: "For an unknown type look for a newer `pith`; its signature was checked all the same.",
    },
    Explanation {
        code: CheckCode::EventDigest,
        name: "event.digest",
        summary: "`content_sha256` is not the digest of the event",
        why: "The event was changed after it was signed.",
        todo: "The message says where, if the state still has the signed content. Get the file again.",
    },
    Explanation {
        code: CheckCode::EventId,
        name: "event.id",
        summary: "`event_id` is not `sha256:` and the event's digest",
        why: "Links between events go by id: a wrong id attaches them to something else.",
        todo: "Get the file again.",
    },
    Explanation {
        code: CheckCode::EventSignature,
        name: "event.signature",
        summary: "the event is unsigned, by an unknown key, mislabelled, or the signature does not verify",
        why: "Without it anybody could have written the event.",
        todo: "The reason says which. `digest`: the event was changed after signing; `invalid`: the key never signed it.",
    },
    Explanation {
        code: CheckCode::EventUnique,
        name: "event.unique",
        summary: "an event is listed twice, or there is more than one `record_created`",
        why: "Counting an event twice changes the history without a new signature.",
        todo: "Get the file again from another mirror.",
    },
    Explanation {
        code: CheckCode::EventLinks,
        name: "event.links",
        summary: "`supersedes` or `prev_event` names an event that is absent, the event itself, another signer's, of another type, or later",
        why: "A link that leads nowhere can hide that events were left out.",
        todo: "Get the bundle from another mirror and compare the two.",
    },
    Explanation {
        code: CheckCode::EventTime,
        name: "event.time",
        summary: "a time is not `YYYY-MM-DDTHH:MM:SS[.ffffff]Z` or does not exist; a time ahead of the clock or in a strange order is a warning",
        why: "Times decide the order of the replay.",
        todo: "Check your own clock first. Otherwise tell the publisher.",
    },
    Explanation {
        code: CheckCode::RecordTitle,
        name: "record.title",
        summary: "warning: the snapshot's title does not hash to `title_canon_sha256`",
        why: "The record and the snapshot may be about two papers.",
        todo: "Compare the title with the source. For titles beyond ASCII the rule is not settled, and the check is skipped.",
    },
    Explanation {
        code: CheckCode::SnapshotDigest,
        name: "snapshot.digest",
        summary: "warning: counts, items, source and `snapshot_sha256` of a snapshot disagree",
        why: "The snapshot's own digests should cover what it shows.",
        todo: "Look at the pointer; part of the rule is inferred.",
    },
    Explanation {
        code: CheckCode::StateDigest,
        name: "state.digest",
        summary: "`state_sha256` is not the digest of the state",
        why: "The state was changed after it was made.",
        todo: "Do not use the state; `pith state` makes it from the events.",
    },
    Explanation {
        code: CheckCode::StateCounts,
        name: "state.counts",
        summary: "a count in the state is not what the events give",
        why: "Counts are what people look at first to see whether a history is whole.",
        todo: "Compare with another mirror.",
    },
    Explanation {
        code: CheckCode::StateReplay,
        name: "state.replay",
        summary: "the state is not what the verified events give when they are merged",
        why: "The events are the truth: a state that says something else was made up or is out of date.",
        todo: "The pointer and both values show the difference. Rules M5 and M7 to M12 are inferred: see README.",
    },
    Explanation {
        code: CheckCode::StateOrder,
        name: "state.order",
        summary: "warning: the state differs from the replay in the order of entries alone",
        why: "The order of the rules is inferred (M7), the content is the same.",
        todo: "Nothing, unless you rely on the order.",
    },
    Explanation {
        code: CheckCode::StateEquivocation,
        name: "state.equivocation",
        summary: "warning: a signer signed two histories",
        why: "Two events that both follow the same one, neither replacing the other: different people may have been shown different histories.",
        todo: "Compare the bundles of several mirrors.",
    },
    Explanation {
        code: CheckCode::BundleDigest,
        name: "bundle.digest",
        summary: "`bundle_sha256` is not the digest of the bundle",
        why: "Something in the bundle was changed after it was sealed.",
        todo: "Findings above this one say what. If there are none, the change is in a member that only the bundle signature covers.",
    },
    Explanation {
        code: CheckCode::BundleSignature,
        name: "bundle.signature",
        summary: "the bundle is unsigned, by an unknown key, mislabelled, or the signature does not verify",
        why: "Only this signature covers aliases, keys, mirrors, links, and that no event was left out.",
        todo: "The reason says which. Get the file again.",
    },
    Explanation {
        code: CheckCode::TimestampProof,
        name: "timestamp.proof",
        summary: "skipped: `timestamp_proofs` is not empty",
        why: "No filled list was ever seen, so its rules are not known.",
        todo: "Check OpenTimestamps proofs with an `ots` client over `canonical_sha256`.",
    },
    Explanation {
        code: CheckCode::TrustKeys,
        name: "trust.keys",
        summary: "warning: a signing key is not trusted, was used after `rotates_at`, or signs nothing",
        why: "Anybody can make a bundle that is consistent in itself; only a key that you know says who made it.",
        todo: "Get the publisher's key by a way that you trust and give it with `--key` or `--keyring`.",
    },
    Explanation {
        code: CheckCode::PolicyExpectNumber,
        name: "policy.expect-number",
        summary: "the bundle is not that of the number you expected",
        why: "A genuine bundle of another paper is not the one you wanted.",
        todo: "Check the file name and where you got it.",
    },
    Explanation {
        code: CheckCode::PolicyExpectSource,
        name: "policy.expect-source",
        summary: "the record is not that of the source you expected",
        why: "A genuine bundle of another paper or version is not the one you wanted.",
        todo: "Check the id and version.",
    },
    Explanation {
        code: CheckCode::PolicyExpectBundle,
        name: "policy.expect-bundle",
        summary: "the bundle digest is not the one you expected",
        why: "Another state of the same bundle: newer, older, or changed.",
        todo: "Compare with `pith diff`.",
    },
    Explanation {
        code: CheckCode::PolicyTitle,
        name: "policy.title",
        summary: "the record is not about a paper of this title",
        why: "The record holds the hash of the title; another title has another hash.",
        todo: "Check spelling and TeX as the source prints them. Beyond ASCII the rule is not settled: the reason is then `undetermined`.",
    },
    Explanation {
        code: CheckCode::PolicyAbstract,
        name: "policy.abstract",
        summary: "the record is not about a paper with this abstract",
        why: "The record holds the hash of the abstract; another text has another hash.",
        todo: "Use the abstract as the source prints it. Beyond ASCII the rule is not settled: the reason is then `undetermined`.",
    },
    Explanation {
        code: CheckCode::PolicyState,
        name: "policy.state",
        summary: "the separately published state is not the state of the replay",
        why: "Two publications of one state should be the same.",
        todo: "Compare with `pith diff`; one may be older.",
    },
    Explanation {
        code: CheckCode::PolicySince,
        name: "policy.since",
        summary: "an event of the older bundle is missing, or time went backwards",
        why: "Events are never taken back: a newer bundle that lacks one withholds history.",
        todo: "Keep the older bundle; ask the mirror.",
    },
];
