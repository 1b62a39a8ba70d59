"""Times, events and what a set of verified events makes (sections 3 and 4 of the description of the format)."""

from __future__ import annotations

import functools
import graphlib
import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from strict_json import digest

MERGE_VERSION = "pith-open-graph-merge-v1"
STATE_TYPE = "pith_open_graph_state"
LISTS = {
    "graph_snapshot": "graph_snapshots",
    "author_attestation": "author_attestations",
    "timestamp_anchor": "timestamp_anchors",
    "storage_attestation": "storage_attestations",
    "citation_signature": "citation_signatures",
    "replication_record": "replication_records",
    "correction": "corrections",
    "mirror_hint": "mirror_hints",
}
COUNTS = ("event_count", "valid_event_count", "invalid_event_count", "equivocation_count")

TIME = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,6}))?Z")


@functools.lru_cache(maxsize=65536)
def moment(text: str) -> int | None:
    """Microseconds since 1970, or None for a time of another form or one that does not exist (section 3)."""
    match = TIME.fullmatch(text)
    if not match:
        return None
    try:
        whole = datetime(*map(int, match.groups()[:6]), tzinfo=timezone.utc)
    except ValueError:
        return None
    seconds = (whole - datetime(1970, 1, 1, tzinfo=timezone.utc)) // timedelta(seconds=1)
    return seconds * 1_000_000 + int((match[7] or "").ljust(6, "0"))


def later(a: str, b: str) -> bool:
    """Whether time a is after time b, at whole seconds (section 3); unreadable times are not compared."""
    first, second = moment(a), moment(b)
    return first is not None and second is not None and first // 1_000_000 > second // 1_000_000


@dataclass
class Event:
    """An event whose shape is right, and what was found out about it."""

    body: dict
    digest: str
    signer: bytes | None = None
    valid: bool = False

    def __post_init__(self):
        self.id, self.type = self.body["event_id"], self.body["event_type"]

    def place(self):
        """Where the event stands in every list (M7); unreadable times come first."""
        when = moment(self.body["created_at"])
        return (when is not None, when or 0, self.type != "record_created", self.id)

    def entry(self) -> dict:
        """What the state holds of the event (M3)."""
        copied = ("target", "created_at", "signer", "payload")
        return {"event_id": self.id, **{name: self.body[name] for name in copied}}

    def is_by_another(self, other: Event) -> bool:
        """Whether the signer key is another one; a key whose signature does not verify is not compared."""
        return None not in (self.signer, other.signer) and self.signer != other.signer

    def supersedes(self, other: Event) -> bool:
        """Whether this event takes the other out of `current` (M8)."""
        return (
            other.id in self.body["supersedes"]
            and self.signer == other.signer
            and self.type == other.type
            and self.id != other.id
        )


def merge(bundle: dict, valid: list[Event], rejected: list) -> dict:
    """The state that valid events make (section 4). `rejected`: the stated ids of all other entries of `events`."""
    applied = sorted(valid, key=Event.place)
    out = {other.id for event in applied for other in applied if event.body["supersedes"] and event.supersedes(other)}
    held = [event for event in applied if event.id not in out]
    created = next((event.entry() for event in held if event.type == "record_created"), None)
    current = {name: [e.entry() for e in held if e.type == kind] for kind, name in LISTS.items()}
    current["record_created"] = created
    current["canonical_record"] = created and created["payload"].get("canonical_record")
    current["source_aliases"] = bundle.get("source_aliases")
    groups, number = equivocations(applied), bundle.get("pith_number")
    state = {
        "state_type": STATE_TYPE,
        "state_version": "1.0",
        "merge_version": MERGE_VERSION,
        "pith_number": number if isinstance(number, str) else None,
        "event_count": len(valid) + len(rejected),
        "valid_event_count": len(valid),
        "invalid_event_count": len(rejected),
        "equivocation_count": len(groups),
        "current": current,
        "applied_event_ids": [event.id for event in applied],
        "equivocations": [{"event_ids": [event.id for event in group]} for group in groups],
        "invalid_events": [{"event_id": stated} for stated in rejected],
    }
    state["state_sha256"] = digest(state)
    return state


def equivocations(applied: list[Event]) -> list[list[Event]]:
    """Groups of events of one key after one event, of which some two do not supersede each other (M9)."""
    rivals = defaultdict(list)
    for event in applied:
        if event.body["prev_event"] is not None:
            rivals[event.signer, event.body["prev_event"]].append(event)
    groups = []
    for group in rivals.values():
        split = [a for a in group if any(a is not b and not a.supersedes(b) and not b.supersedes(a) for b in group)]
        if split:
            groups.append(split)
    return groups


def ids_in(value) -> set:
    """The event ids anywhere in an entry of unknown shape (M12)."""
    if isinstance(value, str):
        return {value} if re.fullmatch("sha256:[0-9a-f]{64}", value) else set()
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return set().union(*map(ids_in, inner))


def is_cyclic(edges: dict) -> bool:
    """Whether links lead back to where they came from (M8)."""
    try:
        graphlib.TopologicalSorter(edges).prepare()
    except graphlib.CycleError:
        return True
    return False
