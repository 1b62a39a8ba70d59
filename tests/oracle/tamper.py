"""One change to a sealed bundle, by the part that is changed: what section 8.4 of docs/format.md tells of each.

`PARTS` has the parts, each with a function that lists its places.
"""

from __future__ import annotations

from places import clone, nodes, other_value
from sealing import NOT_APPLICABLE
from strict_json import canonical
from values import odd_value


def leaves(value) -> list:
    """The places below a value that hold no object and no list with something in it."""
    return [
        (holder, key) for holder, key in nodes(value) if not (isinstance(holder[key], (dict, list)) and holder[key])
    ]


def members(holder: dict, *names: str) -> list:
    """Some members of an object."""
    return [(holder, name) for name in names]


def events_of(bundle: dict, *names: str) -> list:
    """These members of every event."""
    return [place for event in bundle["events"] for place in members(event, *names)]


def created(bundle: dict) -> list:
    """The payloads of record_created."""
    return [event["payload"] for event in bundle["events"] if event["event_type"] == "record_created"]


LABELS = ("signature_status", "algorithm", "key_id", "public_key_fingerprint", "signed_message")
KEY = (
    "key_id",
    "algorithm",
    "format",
    "public_key_b64",
    "public_key_hex",
    "fingerprint_sha256_hex",
    "fingerprint_sha256_b32_first128bits",
)
PARTS = {
    "canonical_record": lambda b: leaves({k: v for k, v in b["canonical_record"].items() if k != "schema_version"}),
    "copy of the record": lambda b: leaves([payload["canonical_record"] for payload in created(b)]),
    "copy of the record in the state": lambda b: leaves([b["state"]["current"]["canonical_record"]]),
    "canonical_sha256": lambda b: members(b, "canonical_sha256"),
    "pith_number": lambda b: members(b, "pith_number"),
    "short_pith_number": lambda b: members(b, "short_pith_number"),
    "source": lambda b: leaves(b["source"]),
    "alias": lambda b: leaves(b["source_aliases"]),
    "signer": lambda b: leaves([event["signer"] for event in b["events"]]),
    "created_at": lambda b: events_of(b, "created_at"),
    "payload": lambda b: leaves([event["payload"] for event in b["events"]]),
    "target": lambda b: events_of(b, "target"),
    "event_type": lambda b: events_of(b, "event_type"),
    "subject_pith_number": lambda b: events_of(b, "subject_pith_number"),
    "content_sha256": lambda b: events_of(b, "content_sha256"),
    "event_id": lambda b: events_of(b, "event_id"),
    "links between events": lambda b: events_of(b, "supersedes", "prev_event"),
    "state": lambda b: [place for place in leaves(b["state"]) if place[1] != "state_version"],
    "key": lambda b: [place for key in b["public_keys"] for place in members(key, *KEY)],
    "rotates_at of a key": lambda b: [place for key in b["public_keys"] for place in members(key, "rotates_at")],
    "labels of an event's signature": lambda b: [p for e in b["events"] for p in members(e["signature"], *LABELS)],
    "labels of the bundle's signature": lambda b: members(b["bundle_signature"], *LABELS),
    "labels of a receipt": lambda b: [
        p for payload in created(b) for p in members(payload["receipt"], *LABELS, "kind")
    ],
    "signature": lambda b: [p for e in b["events"] for p in members(e["signature"], "signature_b64", "signed_at")],
    "bundle's own signature": lambda b: members(b["bundle_signature"], "signature_b64"),
    "bundle_sha256": lambda b: members(b["bundle_signature"], "bundle_sha256"),
    "built_at": lambda b: members(b, "built_at"),
    "links": lambda b: leaves(b["links"]),
    "mirror_hints": lambda b: leaves(b["mirror_hints"]),
    "timestamp_proofs": lambda b: members(b, "timestamp_proofs"),
    "events": lambda b: members(b, "events"),
}


def other_list(rng, values: list) -> list:
    """A list with an entry less, an entry twice, or its entries in another order."""
    at, kind = rng.randrange(len(values)), rng.randrange(3)
    if kind == 0:
        return values[:at] + values[at + 1 :]
    if kind == 1:
        return values[:at] + [clone(values[at])] + values[at:]
    return rng.sample(values, len(values))


def change(rng, part: str, holder, key):
    """Removes, renames, or changes what is at a place, or adds something beside it."""
    kind = rng.random()
    if part == "events":
        holder[key] = other_list(rng, holder[key])
    elif kind < 0.12 and isinstance(holder, dict):
        del holder[key]
    elif kind < 0.18 and isinstance(holder, dict):
        holder[rng.choice([key + "_", "x", key.upper()])] = holder.pop(key)
    elif kind < 0.24 and isinstance(holder, dict):
        holder["added"] = odd_value(rng)
    else:
        holder[key] = clone(other_value(rng, holder[key]))


def tamper(rng, bundle: dict) -> str:
    """Changes one place of a sealed bundle, in a part that has one; tells which part."""
    before = canonical(bundle)
    for _ in range(20):
        part = rng.choice(list(PARTS))
        try:
            change(rng, part, *rng.choice(PARTS[part](bundle)))
        except NOT_APPLICABLE:
            continue
        if canonical(bundle) != before:
            return part
    return "nothing"
