//! The reasons of findings: together with a check code, a reason identifies what was found.

use super::words::{Advice, words};

/// For bytes that are not the text of one JSON document.
const BYTES: Advice = (
    "Digests are computed over one exact reading of a text. Where programs may read different content, there is none.",
    "Look at the line and column of the finding, and get the file again as it was published.",
);
/// For a file of another format.
const FILE: Advice = (
    "A server may send an error page instead of the bundle, and a browser may save the paper or its page.",
    "Open the file to see what it is, and get the bundle (`bundle.json`) of the paper.",
);
/// For a document of the family that is not a bundle.
const FAMILY: Advice = (
    "Only a bundle contains the events, keys and signatures that a verdict needs.",
    "Verify the bundle (`bundle.json`) of the same paper. `pith inspect` shows what this document claims.",
);
/// For something that this version does not know.
const UNKNOWN: Advice = (
    "Rules that this version does not know may decide what it means, so it is not guessed at.",
    "Look for a newer `pith`.",
);
/// For a document that lacks a part, or whose parts disagree.
const PARTS: Advice = (
    "What is absent or contradicts the rest cannot be relied on, and must never count as a pass.",
    "Look at the pointer and, where the finding has them, at both values. Get the file again from another mirror.",
);
/// For an embedded key that is not usable.
const KEY: Advice = (
    "Under an unsound key one signature can fit many messages, or one key can pass as several.",
    "Treat the bundle as forged, or tell the publisher. The key verifies nothing.",
);
/// For two things under one name, or one thing under two names.
const TWICE: Advice = (
    "What is listed twice is counted twice, and a name for two things identifies neither.",
    "Do not choose one of the two. Get the file again from another mirror, and tell the publisher.",
);
/// For content that no published rule covers.
const UNSETTLED: Advice = (
    "No published rule says how this is computed, so it can be neither confirmed nor refuted.",
    "Do not count it as checked. Compare the content with its source yourself.",
);
/// For a check that was skipped.
const NOT_CHECKED: Advice = (
    "A check that had nothing to check, or no rule to check by, proves nothing: it should not be mistaken for a pass.",
    "Nothing, unless you rely on the content. Then check it by other means.",
);
/// For times.
const TIME: Advice = (
    "Times decide the order of the replay, and whether a bundle or key is out of date.",
    "Check your own clock first. Otherwise tell the publisher.",
);
/// For a time on which no verdict rests.
const OTHER_TIME: Advice = (
    "Programs that read times differently would show different histories.",
    "Tell the publisher. This is a warning, and fails only with `--strict`.",
);
/// For links between events.
const LINK: Advice = (
    "A link that leads nowhere, or to another signer's event, can hide that events were left out or replaced.",
    "Get the bundle from another mirror and compare the two with `pith merge`.",
);
/// For an older bundle that contradicts this one.
const SINCE: Advice = (
    "Events are never taken back. A bundle that contradicts an older one withholds or rewrites history.",
    "Keep both bundles as evidence, ask other mirrors, and compare with `pith merge`.",
);
/// For an expectation that cannot be compared with this input.
const EVIDENCE: Advice = (
    "An expectation is compared with verified content alone: unverified content can be made to match anything.",
    "Resolve the other findings first, and check that you gave the files that you meant.",
);
/// The importance of the age of a bundle.
const AGE: &str =
    "A mirror can keep showing an old bundle, which verifies as well as ever and lacks all that came later.";

words! {
    /// A stable word for what a finding is about (docs/report.md, Reasons).
    ///
    /// Several checks share some of the words; code and reason together identify what was found.
    Reason:
    TooLarge "too-large" "the input is larger than the limit"
        ("Without limits, an input decides how much time and memory a verifier takes.",
         "If the file is meant to be this large, raise the limit with `--max-bytes`. Otherwise get it again.");
    Gzip "gzip" "the input is compressed with gzip: pipe it through `zcat`"
        ("A bundle is the text itself, and pith unpacks nothing.",
         "Run `zcat FILE | pith verify -`.");
    ByteOrderMark "byte-order-mark" "the text begins with a byte order mark" BYTES;
    Utf16Or32 "utf-16-or-32" "the text is UTF-16 or UTF-32, not UTF-8" BYTES;
    NotUtf8 "not-utf-8" "a byte is not valid UTF-8" BYTES;
    LoneSurrogate "lone-surrogate" "an escape is half of a surrogate pair, without the other half" BYTES;
    Empty "empty" "something that must not be empty is, or a count and a digest disagree on whether it is" PARTS;
    Html "html" "the input is a web page, perhaps an error page of the mirror" FILE;
    Pdf "pdf" "the input is a PDF, perhaps the paper itself" FILE;
    Lines "lines" "the input is several documents, one per line: use `--ndjson`"
        ("One file is one document, unless you say that each of its lines is one.",
         "Run `pith verify --ndjson`, which reads each line as a bundle.");
    Syntax "syntax" "the text is not JSON" BYTES;
    NotFinite "not-finite" "NaN and Infinity are not JSON" BYTES;
    Overflow "overflow" "the number is too large for a double" BYTES;
    TooManyDigits "too-many-digits" "an integer has more digits than other readers accept" BYTES;
    Duplicate "duplicate" "a name occurs twice in one object" BYTES;
    TooDeep "too-deep" "arrays and objects nest deeper than the limit"
        ("No honest bundle nests deeper than ten; deep nesting is an attack on the reader's stack.",
         "Do not trust the file. Get it again from the publisher.");

    NotAnObject "not-an-object" "the document is not a JSON object" FAMILY;
    NoBundleType "no-bundle-type" "the document has no `bundle_type`" FAMILY;
    UnknownType "unknown-type" "the document or event is of a type that this version does not know" UNKNOWN;
    State "state" "the document is a `state.json`, which nothing signs" FAMILY;
    Record "record" "the document is the record of a number, which nothing signs" FAMILY;
    MirrorManifest "mirror-manifest" "the document is a manifest of mirrors, which nothing signs" FAMILY;
    SigningKey "signing-key" "the document is a signing key: give it to `--key @FILE`"
        ("A key proves nothing by itself: it is there to verify bundles with.",
         "Verify a bundle with it, if you trust its source: `pith verify --key @FILE bundle.json`.");
    Integrity "integrity" "the document is an integrity document, where a bundle is needed" FAMILY;
    Graph "graph" "the document is a `graph.json`, which nothing signs" FAMILY;
    UnknownVersion "unknown-version" "the document is of a version that this program does not know" UNKNOWN;

    Missing "missing" "a required member, copy or signature is absent" PARTS;
    Type "type" "a member has another type than the format requires" PARTS;
    UnknownMember "unknown-member" "a member is one that this version does not know" UNKNOWN;
    Differs "differs" "a value is not the one that the rest of the document, or your expectation, requires" PARTS;
    More "more" "there are more findings of this kind than the report lists"
        ("The length of a report is bounded, whatever the input.",
         "Resolve the findings that are listed. The others often have the same cause.");

    Format "format" "the key's `format` is not `raw`" KEY;
    Base64 "base64" "the key is not base64 with padding" KEY;
    HexDiffers "hex-differs" "`public_key_hex` and `public_key_b64` are different bytes" KEY;
    Length "length" "the key is not 32 bytes long" KEY;
    NotAPoint "not-a-point" "the key is not a point on the curve" KEY;
    NotCanonical "not-canonical" "the key is not the canonical encoding of its point" KEY;
    SmallOrder "small-order" "the key is of small order: one signature can fit every message" KEY;
    Torsion "torsion" "the key has a torsion component" KEY;
    IdTwice "id-twice" "two embedded keys have the same id" TWICE;
    KeyTwice "key-twice" "one key is embedded under two ids" TWICE;
    Impersonation "impersonation" "an embedded key has the id of a trusted key, but is another key"
        ("This is how a forger makes a report show a familiar name.",
         "Treat the bundle as forged. If the publisher has a new key under an old id, wait for its announcement.");

    Year "year" "`submitted_at` does not begin with a year, so no number follows from the record" PARTS;
    Twice "twice" "an event or alias is listed twice" TWICE;
    UnknownKind "unknown-kind" "an alias is of a kind that arXiv papers do not have" PARTS;
    Order "order" "entries or times are in another order than expected"
        ("The content is the same, but a program that relies on the order may read it differently.",
         "Nothing, unless you rely on the order.");
    Undetermined "undetermined" "the rule for this content is not settled" UNSETTLED;
    NoTitle "no-title" "the snapshot has no title, or the record no digest of one" NOT_CHECKED;
    NoSnapshot "no-snapshot" "no valid event contains a snapshot to take the title from" NOT_CHECKED;
    Elsewhere "elsewhere" "a receipt is in a place where receipts are not checked" NOT_CHECKED;

    Unsigned "unsigned" "`signature_status` is not `signed_v1`"
        ("The document itself says that nobody signed this.",
         "Get a signed version from the publisher.");
    UnknownKey "unknown-key" "no usable key has the id that the signature names"
        ("Keys are looked up by id among those in the bundle. One that is missing or unsound verifies nothing.",
         "See `key.encoding` in the report: the key may be present and unsound. Otherwise get the file again. For an \
          integrity document, give the publisher's key.");
    AmbiguousKey "ambiguous-key" "more than one embedded key has the id that the signature names"
        ("With two candidates it is not clear who signed.",
         "Tell the publisher; do not choose one of the two.");
    Algorithm "algorithm" "the `algorithm` of a key or signature is not `ed25519`"
        ("Only Ed25519 is defined for these documents; another name may be an attempt to have a weaker \
          algorithm accepted.",
         "Treat the document as forged, or look for a newer `pith`.");
    Label "label" "`signed_message` (or a receipt's `kind`) names another kind of signature"
        ("Events, receipts, bundles and integrity events are signed with one key over bare digests: the label keeps \
          them apart.",
         "Treat the document as forged: a signature of one kind was put in the place of another.");
    Signer "signer" "the event's `signer` and its signature name different keys"
        ("The event would be shown under the name of one signer, though another signed it.",
         "Treat the event as forged.");
    Fingerprint "fingerprint" "`public_key_fingerprint` is not that of the key that the signature names"
        ("People compare fingerprints; a wrong one passes off one key as another.",
         "Treat the signature as forged, or tell the publisher.");
    Encoding "encoding" "`signature_b64` is not base64 with padding of 64 bytes"
        ("If one signature could be written in several ways, the document could be changed without breaking it.",
         "Get the file again.");
    Digest "digest" "the stated digest is not that of the content, so a signature over it does not cover the content"
        ("Content, stated digest or signature was changed; the message says so where the signature covers the stated \
          digest.",
         "Get the file again from another mirror, and compare the two with `pith diff`.");
    Invalid "invalid" "the signature does not verify, though the stated digest is that of the content"
        ("The key that the signature names never signed this.",
         "Treat the document as forged, unless the signature was damaged on its way: get the file again.");
    NotSealed "not-sealed" "the document has no signature over the whole"
        ("Without one, nothing shows whether events were left out.",
         "Compare the document with another copy, and verify the bundle of the paper.");

    Target "target" "the event's target does not belong to its type" PARTS;
    Form "form" "a time or digest is not of the form that the format requires" PARTS;
    Ahead "ahead" "the time is ahead of this machine's clock" TIME;
    Offset "offset" "the time is written with `+00:00`, where bundles write `Z`" OTHER_TIME;
    Impossible "impossible" "the text is not a time that exists; nothing depends on it" OTHER_TIME;
    EventTwice "event-twice" "two events have the same id" TWICE;
    DigestTwice "digest-twice" "two events state the same digest, so one signature fits both" TWICE;
    RecordCreated "record-created" "the bundle has more than one `record_created`" TWICE;
    NoEvents "no-events" "the document has no events, so nothing is signed" NOT_CHECKED;
    NotChecked "not-checked" "the content was not checked, since no rule for it is published" NOT_CHECKED;
    Itself "itself" "the event names itself" LINK;
    Absent "absent" "the event names an event that is not in the bundle" LINK;
    OtherSigner "other-signer" "the event names an event of another signer" LINK;
    OtherType "other-type" "the event supersedes an event of another type" LINK;
    Later "later" "the event names an event that was created later" LINK;
    Cycle "cycle" "the links of events lead in a circle" LINK;
    TwoHistories "two-histories" "one signer signed two events that follow the same event, neither superseding the other"
        ("Different people may have been shown different histories.",
         "Compare the bundles of several mirrors with `pith merge`.");
    Count "count" "a count is not the number of entries" PARTS;
    Source "source" "the snapshot's source is not that of the record" PARTS;

    Untrusted "untrusted" "the key is not among those that you trust"
        ("Anybody can make a bundle that is consistent in itself, with a key of their own.",
         "Look at the key with `pith keys`, compare it with what its owner publishes, and pin it with `--key` or \
          `--keyring`.");
    Owner "owner" "the key is trusted, but for another signer than the event names"
        ("A key speaks for its owner alone: an author's key must not sign as the registry.",
         "Compare `signer.signer_id` with the first word of the keyring line. If the key has both owners, add a line.");
    Role "role" "the key is trusted as a signer's, and this signature requires the key of a registry"
        ("Only a registry seals bundles, issues receipts, creates records and makes graph snapshots.",
         "If the key is a registry's, write `registry` at the end of its keyring line. Otherwise treat the document as \
          forged.");
    Rotated "rotated" "the key was to be replaced before this signature was made"
        ("A key that is out of use should not sign: it may be in other hands.",
         "Ask the owner whether the key was still in use at that time.");
    RotatesAt "rotates-at" "the key's `rotates_at` is not a time"
        ("A key that is out of use should not sign, and only this time shows until when it is in use.",
         "Ask the owner of the key when it is to be replaced.");
    Unused "unused" "the embedded key made no signature in this bundle"
        ("A key that signs nothing has no purpose in a bundle; somebody may want it to be trusted.",
         "Do not pin it merely because the bundle contains it.");

    NoBundle "no-bundle" "the input is not a bundle, so nothing in it proves the expectation" EVIDENCE;
    Unverified "unverified" "the content that the expectation is about does not verify" EVIDENCE;
    Version "version" "the record is that of another version of the paper"
        ("A genuine bundle of another version is not the one that you expected.",
         "Check the version, or expect the source without one.");
    OtherNumber "other-number" "the older bundle is that of another number" EVIDENCE;
    OlderNotPassed "older-not-passed" "the older bundle does not pass itself, so it proves nothing" EVIDENCE;
    Withheld "withheld" "an event of the older bundle is missing or not valid in this one" SINCE;
    ProofDropped "proof-dropped" "a timestamp proof of the older bundle is missing in this one" SINCE;
    RolledBack "rolled-back" "this bundle was built before the older one" SINCE;
    SameSecond "same-second" "the older bundle was built in the same second with different content" SINCE;
    BuiltAt "built-at" "`built_at` is missing or is not a time"
        (AGE,
         "Get the bundle again from its publisher; without the time it cannot be dated.");
    TooOld "too-old" "the bundle was built longer ago than you allow"
        (AGE,
         "Check your clock, then get a newer bundle from the publisher or another mirror.");
    NoClock "no-clock" "this machine has no clock that could tell the age of the bundle"
        (AGE,
         "Run pith where there is a clock, or without `--max-age`.");
}
