"""Histories of generated bundles: who signs what, how long they are, what follows and replaces what (section 4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from merge import LISTS
from places import clone
from sealing import Signer, seal_event, signature, signers, stamp
from snapshots import EMPTY_SNAPSHOT
from strict_json import digest
from values import numbers, odd_text, odd_value

TITLES = ["Small Batch Training", "On  the\tFate of  Water\n", " \x0bA\x1cB\x1fC ", "The $\\eta^\\prime$"]
OTHER_TITLES = ["Über die Größe", "İstanbul'un Işığı", "ΟΔΥΣΣΕΥΣ", "数学の論文", "ﬁne\u00a0structure", "Cafe\u0301 é"]


@dataclass
class People:
    """Who signs: the first creates the record. After `turn` events of the registry, its second key follows the first."""

    all: list[Signer]
    turn: int | None = None

    def registry(self, number: int) -> Signer | None:
        """The registry's key in force when event `number` is made, if its keys take turns."""
        first, second, *_ = signers()
        return None if self.turn is None else second if number >= self.turn else first

    def sealer(self, rng) -> Signer:
        """Who seals the bundle."""
        return rng.choice(self.all) if rng.random() < 0.1 else self.registry(1000) or self.all[0]


def length(rng) -> int:
    """How many events: mostly few, one history in fifty longer than 25, one in two hundred up to 200."""
    kind = rng.random()
    if kind < 0.005:
        return rng.randint(81, 200)
    if kind < 0.02:
        return rng.randint(26, 80)
    return rng.choice([1, 2, 2, 2, 3, 3, 4, 5, 6, 8, 10, 15, 25])


def people(rng, count: int) -> People:
    """Mostly a registry, often with both of its keys, one after the other or at once; and some authors."""
    first, second, *authors = signers()
    weights = [50, 40, 6, 4]
    chosen = rng.choices([[first], [first, second], [second, first], authors[:1]], weights=weights)[0]
    turn = rng.randint(1, count) if chosen == [first, second] and rng.random() < 0.5 else None
    most = 4 if rng.random() < 0.1 else 2
    return People(chosen + rng.sample([a for a in authors if a not in chosen], rng.randint(0, most)), turn)


def title(rng) -> str:
    """Mostly a plain title, sometimes with odd white space, sometimes beyond ASCII."""
    if rng.random() < 0.12:
        return rng.choice(OTHER_TITLES)
    made = rng.choice(TITLES)
    return made + " " + odd_text(rng) if rng.random() < 0.1 else made


def snapshot(rng, record: dict, text: str) -> dict:
    """The payload of a graph_snapshot."""
    items = [{"claim_id": str(n), "kind": "supports", "text": odd_text(rng)} for n in range(rng.choice([0, 0, 1, 3]))]
    empty = {"count": 0, "snapshot_sha256": EMPTY_SNAPSHOT}
    made = {
        "graph_snapshot": {
            "paper": {"title": text, "license": record["metadata"]["license"], "cross_cats": []},
            "claims": {"count": len(items), "items": items, "snapshot_sha256": digest({"payload": items})},
            "source": clone(record["source"]),
            "verdict": {"id": None, "extra": odd_value(rng)},
            "references": empty | {"sample": []},
            "author_claims": dict(empty),
            "formal_canon": {"evidence_count": 0, "snapshot_sha256": EMPTY_SNAPSHOT},
        },
        "verdict_id": None,
    }
    if rng.random() < 0.3:
        made["graph_snapshot"]["paper"] |= {"authors_text": odd_text(rng), "headline": odd_text(rng)}
    if rng.random() < 0.3:
        detectors, findings = [{"name": "doi", "version": numbers(rng)}] * rng.randrange(2), numbers(rng)
        made["graph_snapshot"]["integrity"] = {
            "available": True,
            "detectors_run": clone(detectors),
            "findings": findings,
            "snapshot_sha256": digest({"payload": {"detectors": detectors, "findings": findings}}),
        }
    return made


def receipt(signer: Signer, when: datetime) -> dict:
    """A receipt that is not yet sealed."""
    return signature(signer, "canonical_sha256_bytes", when) | {
        "kind": "pith_receipt",
        "receipt_version": "0.3",
        "first_computed_at": stamp(when, micro=True),
    }


def payload(rng, kind: str, signer: Signer, when: datetime, record: dict, text: str) -> dict:
    """The payload of an event of a type."""
    if kind == "record_created":
        return {"attestation_state": "computed", "receipt": receipt(signer, when)}
    if kind == "graph_snapshot":
        return snapshot(rng, record, text)
    return {"value": odd_value(rng), "numbers": numbers(rng)}


def signer_of_event(rng, kind: str, number: int, chosen: People) -> Signer:
    """Snapshots are mostly a registry's; anybody signs the rest. Few use a key that another has followed."""
    if number == 0:
        return chosen.all[0]
    registries = [person for person in chosen.all if person.signer_type == "pith_registry"]
    only = registries if kind == "graph_snapshot" and registries and rng.random() < 0.9 else chosen.all
    signer = rng.choice(only)
    if signer in registries and rng.random() < 0.95:
        return chosen.registry(number) or signer
    return signer


def history(rng, count: int, record: dict, text: str, chosen: People, start: datetime) -> list:
    """Events, the first of them record_created, with chains, forks and replacements; their links are not yet ids."""
    events, last, when, forks = [], {}, start, rng.choice([0.05, 0.05, 0.4])
    kinds = ["graph_snapshot"] * 3 + list(LISTS) + ["pith.integrity.v1"]
    if rng.random() < 0.1:
        kinds = rng.sample(kinds, 2)
    for number in range(count):
        kind = "record_created" if number == 0 else rng.choice(kinds)
        signer = signer_of_event(rng, kind, number, chosen)
        micro = bool(events) and "." in events[-1]["created_at"]
        when += timedelta(seconds=rng.choice([1, 3600] if micro else [0, 0, 1, 3600]))
        target = {"record_created": "record", "graph_snapshot": "graph"}.get(kind) or odd_text(rng)
        signed_at = when + timedelta(seconds=1, microseconds=number)
        event = {
            "event_type": kind,
            "subject_pith_number": "",
            "target": target,
            "payload": payload(rng, kind, signer, when, record, text),
            "signer": signer.member(),
            "created_at": stamp(when, micro=rng.random() < 0.02, zone="+00:00" if rng.random() < 0.01 else "Z"),
            "supersedes": [],
            "prev_event": None,
            "signature": signature(signer, "open_graph_event_sha256_bytes", signed_at),
            "schema_version": "1.0",
        }
        link(rng, event, events, last, forks)
        events.append(event)
    return events


def link(rng, event: dict, earlier: list, last: dict, forks: float):
    """prev_event and supersedes, as indices of earlier events until these are sealed (M8, M9)."""
    signer_id = event["signer"]["signer_id"]
    own = [n for n, other in enumerate(earlier) if other["signer"]["signer_id"] == signer_id]
    alike = [n for n in own if earlier[n]["event_type"] == event["event_type"]]
    if own and rng.random() < 0.6:
        event["prev_event"] = rng.choice(own[-5:]) if rng.random() < forks else last[signer_id]
    if alike and rng.random() < 0.3:
        event["supersedes"] = rng.sample(alike, rng.randint(1, min(2, len(alike))))
    if own and rng.random() < 0.02:
        event["supersedes"] = [rng.choice(own)]
    last[signer_id] = len(earlier)


def seal_history(events: list):
    """Turns indices into ids and seals, in the order in which events were made."""
    for event in events:
        if event["prev_event"] is not None:
            event["prev_event"] = events[event["prev_event"]]["event_id"]
        event["supersedes"] = [events[n]["event_id"] for n in event["supersedes"]]
        seal_event(event)
