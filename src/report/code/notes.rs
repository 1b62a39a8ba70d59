//! The texts of `pith explain` for merge rules and for reasons: written once, here.

/// What a merge rule or a reason means, for somebody who has just seen its name in a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Note {
    /// Its name in reports.
    pub name: &'static str,
    /// What it says, in one line.
    pub summary: &'static str,
    /// Why it matters, or what it rests on.
    pub why: &'static str,
    /// What to do.
    pub todo: &'static str,
}

/// What to do about a difference that an inferred rule decides.
const OPEN: &str = "Where a finding is open because of it, the document may be wrong, or our reading of the rule: ask the \
                    publisher, and compare mirrors.";
/// What to do about a difference that a proven rule decides.
const PROVEN: &str = "A document that contradicts it fails: do not rely on it, and get the file again.";
/// What an inferred rule rests on where there is nothing more to say.
const INFERRED: &str = "Inferred: no text of the rules was published, and too little data to prove it.";

/// The merge rules of `pith-open-graph-merge-v1`, in their order.
pub static RULES: &[Note] = &[
    Note {
        name: "M1",
        summary: "the four counts of the state count what they say; `pith_number` and `merge_version` repeat the bundle's",
        why: "Proven on the state of a real bundle.",
        todo: PROVEN,
    },
    Note {
        name: "M2",
        summary: "an event is valid if it is about the bundle's number, its digest and id recompute, and its signature verifies",
        why: "Proven for valid events; what an invalid one looks like in a state was never seen.",
        todo: PROVEN,
    },
    Note {
        name: "M3",
        summary: "each valid event becomes an entry of event_id, target, created_at, signer and payload",
        why: "Proven on the state of a real bundle.",
        todo: PROVEN,
    },
    Note {
        name: "M4",
        summary: "`record_created` gives `current.record_created` and the record, `graph_snapshot` an entry of `graph_snapshots`",
        why: "Proven on the state of a real bundle.",
        todo: PROVEN,
    },
    Note {
        name: "M5",
        summary: "attestations, anchors, citations, replications, corrections and mirror hints go to the list of the plural name",
        why: "Inferred from the names of the state's lists; no real event of these types was seen.",
        todo: OPEN,
    },
    Note {
        name: "M6",
        summary: "`current.source_aliases` is the bundle's; the bundle's own `mirror_hints` do not enter the state",
        why: "Proven on the state of a real bundle.",
        todo: PROVEN,
    },
    Note {
        name: "M7",
        summary: "entries are ordered by `created_at`, then `record_created` first, then event id",
        why: "Inferred; the real bundle agrees. A state in another order is a warning, never a failure.",
        todo: "Nothing, unless you rely on the order.",
    },
    Note {
        name: "M8",
        summary: "an event takes those that it names in `supersedes` out of `current`, if they have its signer and its type; they stay applied",
        why: INFERRED,
        todo: OPEN,
    },
    Note {
        name: "M9",
        summary: "two events of one signer that both follow the same event, neither superseding the other, are an equivocation",
        why: "Inferred, in two readings. (a): one signer and one `prev_event` that is not null. (b): one signer, one event type and \
              one `prev_event`, null included. A real state counts one equivocation, which fits (b). A state that agrees with either agrees.",
        todo: "Two histories of one signer are worth asking about, whoever counts them: compare mirrors. Where a state agrees \
               with neither reading, ask the publisher.",
    },
    Note { name: "M10", summary: "there is exactly one `record_created`", why: INFERRED, todo: OPEN },
    Note {
        name: "M11",
        summary: "an event of an unknown type is checked like any other, counted and applied, and enters no list",
        why: "Inferred. A member of the state that the replay does not know rests on it too: nothing in the events produces it.",
        todo: "Look for a newer `pith`. Where a finding is open because of it, ask the publisher what the member means.",
    },
    Note {
        name: "M12",
        summary: "entries of `equivocations` and `invalid_events` are compared by their number and the event ids in them alone",
        why: "Inferred: no such entry was ever seen, so their shape is unknown.",
        todo: OPEN,
    },
];

/// The reasons of signatures and of trust, in the order in which they are looked for.
pub static REASONS: &[Note] = &[
    Note {
        name: "missing",
        summary: "there is no signature, or no `signature_b64` in it",
        why: "What is absent proves nothing, and an absent signature must never count as a good one.",
        todo: "Get the file again.",
    },
    Note {
        name: "unsigned",
        summary: "`signature_status` is not `signed_v1`",
        why: "The document itself says that nobody signed this.",
        todo: "Get a signed version from the publisher.",
    },
    Note {
        name: "unknown-key",
        summary: "no usable embedded key has the `key_id` that the signature names",
        why: "Keys are looked up by id among those that the bundle brings along. One that is missing, or unsound, verifies nothing.",
        todo: "See `key.encoding` in the report: the key may be there and be unsound. Otherwise get the file again.",
    },
    Note {
        name: "ambiguous-key",
        summary: "more than one embedded key has the `key_id` that the signature names",
        why: "With two candidates it is not clear who signed.",
        todo: "Tell the publisher; do not choose one of the two.",
    },
    Note {
        name: "algorithm",
        summary: "the signature's `algorithm` is not `ed25519`",
        why: "Only Ed25519 is defined for these documents; a downgrade begins with another name.",
        todo: "Treat the document as forged, or look for a newer `pith`.",
    },
    Note {
        name: "label",
        summary: "`signed_message` (or a receipt's `kind`) names another kind of signature",
        why: "Events, receipts, bundles and integrity events are signed with one key over bare digests: the label keeps them apart.",
        todo: "Treat the document as forged: a signature of one kind was put in the place of another.",
    },
    Note {
        name: "signer",
        summary: "the event's `signer` and its signature name different keys",
        why: "The event would be shown as one signer's and be another's.",
        todo: "Treat the event as forged.",
    },
    Note {
        name: "fingerprint",
        summary: "`public_key_fingerprint` is not that of the key which the signature names",
        why: "People compare fingerprints; a wrong one passes off one key as another.",
        todo: "Treat the signature as forged, or tell the publisher.",
    },
    Note {
        name: "encoding",
        summary: "`signature_b64` is not base64 with padding of 64 bytes",
        why: "Several texts for one signature would be several documents with one meaning.",
        todo: "Get the file again.",
    },
    Note {
        name: "digest",
        summary: "the signature does not verify over the content, and the stated digest is not that of the content",
        why: "Content, stated digest or signature was changed; the message says so where the signature covers the stated digest.",
        todo: "Get the file again from another mirror, and compare the two with `pith diff`.",
    },
    Note {
        name: "invalid",
        summary: "the stated digest is that of the content, but the signature does not verify over it",
        why: "The key that the signature names never signed this.",
        todo: "Treat the document as forged, unless the signature was damaged on its way: get the file again.",
    },
    Note {
        name: "untrusted",
        summary: "nobody whom you trust vouches for the key",
        why: "Anybody can make a bundle that is consistent in itself, with a key of their own.",
        todo: "Look at the key with `pith keys`, compare it with what its owner publishes, and pin it with `--key` or `--keyring`.",
    },
    Note {
        name: "owner",
        summary: "the key is trusted, but for another signer than the event names",
        why: "A key speaks for its owner alone: an author's key must not sign as the registry.",
        todo: "Compare `signer.signer_id` with the first word of the keyring line. If the key has both owners, add a line.",
    },
    Note {
        name: "role",
        summary: "the key is trusted as a signer's, and this signature takes the key of a registry",
        why: "Only a registry seals bundles, gives receipts, creates records and makes graph snapshots.",
        todo: "If the key is a registry's, write `registry` at the end of its keyring line. Otherwise treat the document as forged.",
    },
    Note {
        name: "rotated",
        summary: "the key was to be replaced before this signature was made",
        why: "A key that is out of use should not sign: it may be in other hands.",
        todo: "Ask the owner whether the key was still in use at that time.",
    },
];

/// The merge rule or reason of this name, in any case.
pub fn note(name: &str) -> Option<&'static Note> {
    RULES.iter().chain(REASONS).find(|note| note.name.eq_ignore_ascii_case(name))
}
