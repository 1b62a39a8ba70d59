"""Times, events and what a set of verified events makes (sections 3 and 4 of the description of the format)."""

from __future__ import annotations

import functools
import graphlib
import hashlib
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
KNOWN_TYPES = ("record_created", *LISTS)
COUNTS = ("event_count", "valid_event_count", "invalid_event_count", "equivocation_count")
READINGS = ("a", "b")

TIME = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,6}))?(?:Z|\+00:00)")


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
    speaks: bool = False  # the key is trusted for the signer_id
    valid: bool = False

    def __post_init__(self):
        self.id, self.type = self.body["event_id"], self.body["event_type"]
        self.signer_id = self.body["signer"]["signer_id"]

    def place(self):
        """Where the event stands in every list (M7); unreadable times come first."""
        when = moment(self.body["created_at"])
        return (when is not None, when or 0, self.type != "record_created", self.id)

    def entry(self) -> dict:
        """What the state holds of the event (M3)."""
        copied = ("target", "created_at", "signer", "payload")
        return {"event_id": self.id, **{name: self.body[name] for name in copied}}

    def is_before(self, other: Event) -> bool:
        """Whether the event was created strictly before another; unreadable times are not compared."""
        first, second = moment(self.body["created_at"]), moment(other.body["created_at"])
        return first is not None and second is not None and first < second

    def identities(self) -> list:
        """What makes two events those of one signer: the key; the signer id, if the key is trusted for it (M8, M9)."""
        return [("key", self.signer)] + ([("id", self.signer_id)] if self.speaks else [])

    def is_by_another(self, other: Event) -> bool:
        """Whether the signer is another one; a key whose signature does not verify is not compared."""
        if None in (self.signer, other.signer):
            return False
        return not set(self.identities()) & set(other.identities())

    def supersedes(self, other: Event) -> bool:
        """Whether this valid event takes another out of `current` (M8), be it created later or not."""
        return (
            other.id in self.body["supersedes"]
            and self.id != other.id
            and self.type == other.type
            and not self.is_by_another(other)
        )


class Replay:
    """What valid events make (section 4). `rejected`: the stated ids of all other entries of `events`."""

    def __init__(self, bundle: dict, valid: list[Event], rejected: list):
        self.bundle, self.rejected = bundle, rejected
        self.applied = sorted(valid, key=Event.place)
        replacing = [event for event in self.applied if event.body["supersedes"]]
        out = {other.id for event in replacing for other in self.applied if event.supersedes(other)}
        self.held = [event for event in self.applied if event.id not in out]
        self.superseded = [event for event in self.applied if event.id in out]
        self.named = {name for event in replacing for name in event.body["supersedes"]}
        self.groups = {reading: equivocations(self.applied, reading) for reading in READINGS}

    def current(self) -> dict:
        """What is in force (M3 to M6)."""
        created = next((event.entry() for event in self.held if event.type == "record_created"), None)
        return {name: [e.entry() for e in self.held if e.type == kind] for kind, name in LISTS.items()} | {
            "record_created": created,
            "canonical_record": created and created["payload"].get("canonical_record"),
            "source_aliases": self.bundle.get("source_aliases"),
        }

    def state(self, reading: str = "a") -> dict:
        """The whole state, in one of the readings of M9."""
        groups, number = self.groups[reading], self.bundle.get("pith_number")
        state = {
            "state_type": STATE_TYPE,
            "state_version": "1.0",
            "merge_version": MERGE_VERSION,
            "pith_number": number if isinstance(number, str) else None,
            "event_count": len(self.applied) + len(self.rejected),
            "valid_event_count": len(self.applied),
            "invalid_event_count": len(self.rejected),
            "equivocation_count": len(groups),
            "current": self.current(),
            "applied_event_ids": [event.id for event in self.applied],
            "equivocations": [
                {
                    "event_ids": [event.id for event in group],
                    "key_sha256": hashlib.sha256(group[0].signer).hexdigest(),
                    "prev_event": group[0].body["prev_event"],
                }
                for group in groups
            ],
            "invalid_events": [{"event_id": stated} for stated in self.rejected],
        }
        state["state_sha256"] = digest(state)
        return state


def equivocations(applied: list[Event], reading: str) -> list[list[Event]]:
    """Groups of events of one signer after one event, of which some two do not supersede each other (M9).

    In reading (a) the event that they follow is not null; in (b) it may be, and the events are of one type.
    """
    rivals = defaultdict(list)
    for event in applied:
        previous = event.body["prev_event"]
        if reading == "b" or previous is not None:
            rivals[previous, event.type if reading == "b" else None].append(event)
    groups = []
    for alike in rivals.values():
        for group in by_signer(alike):
            split = [a for a in group if any(a is not b and not a.supersedes(b) and not b.supersedes(a) for b in group)]
            if split:
                groups.append(split)
    return groups


def by_signer(events: list[Event]) -> list[list[Event]]:
    """Events parted by signer: those that share an identity, directly or through another of the events (M9)."""
    parts = []
    for event in events:
        joined, known = [event], set(event.identities())
        for part in [part for part in parts if part[1] & known]:
            parts.remove(part)
            joined, known = part[0] + joined, part[1] | known
        parts.append((joined, known))
    return [sorted(part, key=Event.place) for part, _ in parts]


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
