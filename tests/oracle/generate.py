#!/usr/bin/env python3
"""Bundles to hold two verifiers against each other, reproducible by seed and index.

`make(seed, index)` builds a valid history signed by test keys, changes it in one to three places (or in none),
seals some of the layers again, and writes it as JSON text. `generate.py --out DIR` writes such bundles as files.
"""

from __future__ import annotations

import argparse
import copy
import hashlib
import json
import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import keyrings
import mutate
from merge import LISTS, MERGE_VERSION, READINGS, Replay
from oracle import BUNDLE_TYPE, EMPTY_SNAPSHOT, replayed, title_sha256
from sealing import NOT_APPLICABLE, Signer, attempt, seal_bundle, seal_event, seal_record, signature, signers, stamp
from strict_json import digest
from trust import Trust, Unchecked, trust_from
from values import numbers, odd_text, odd_value, write

REAL_BUNDLE = Path(__file__).resolve().parents[2] / "fixtures/valid/arxiv-1804.07612.json"


@dataclass
class Draft:
    """A bundle that is being made: its events in the order in which they were made, and how its state is told.

    A registry does not know whom the user trusts: mostly its state is that which the user's trust gives.
    """

    bundle: dict
    trust: Trust
    reading: str = "a"
    order: list = field(default_factory=list)
    notes: list = field(default_factory=list)

    def replay(self) -> Replay:
        """What the events make now."""
        return replayed(self.bundle, self.trust)

    def tell_state(self):
        """Puts that into the bundle, so that no part of it is shared with the events."""
        self.bundle["state"] = copy.deepcopy(self.replay().state(self.reading))


@dataclass
class Case:
    """A document, the options to verify it with and the files that these name, and what was done to it."""

    data: bytes
    options: list
    files: dict
    notes: list


# --- Valid bundles -----------------------------------------------------------------------------------


def make_title(rng) -> str:
    """Mostly a plain title, sometimes with odd white space, sometimes not ASCII."""
    title = rng.choice(
        ["Small Batch Training", "On  the\tFate of  Water\n", " \x0bA\x1cB\x1fC ", "The $\\eta^\\prime$"]
    )
    return title + " " + odd_text(rng) if rng.random() < 0.1 else title


def make_record(rng, title: str) -> dict:
    """A canonical record."""
    kind = rng.choice(["arxiv"] * 9 + ["zenodo"])
    ids = ["1804.07612", "2606.30897", "hep-lat/0305021"] if kind == "arxiv" else ["7654321"]
    return {
        "source": {"id": rng.choice(ids), "kind": kind, "version": rng.choice([1, 1, 2, 12])},
        "metadata": {
            "license": rng.choice(["", "http://creativecommons.org/licenses/by/4.0/"]),
            "primary_cat": "cs.LG",
            "submitted_at": f"{rng.randint(1991, 2026)}-04-20T13:44:12Z",
            "cross_cats_sorted": rng.choice([[], ["cs.CV", "stat.ML"]]),
            "title_canon_sha256": title_sha256(title),
            "abstract_canon_sha256": hashlib.sha256(title.encode()).hexdigest(),
        },
        "schema_version": "1.0",
    }


def make_aliases(rng, kind: str, when: datetime) -> list:
    """The aliases that belong to a source, without their values."""
    kinds = ["arxiv", "arxiv_version", "doi"] if kind == "arxiv" else rng.choice([[], [], ["zenodo"]])
    if kind != "arxiv" or rng.random() < 0.8:
        kinds = kinds + ["pith_short_12", "pith_short_16", "pith_short_8"]
    return [{"alias_kind": name, "alias_value": "7654321", "created_at": stamp(when)} for name in sorted(kinds)]


def make_key(signer: Signer, rng) -> dict:
    """An embedded key."""
    rotates_at = rng.choice(["2099-01-01T00:00:00Z", "2020-01-01T00:00:00Z"]) if rng.random() < 0.1 else None
    return keyrings.published(signer, rotates_at=rotates_at)


def make_snapshot(rng, record: dict, title: str) -> dict:
    """The payload of a graph_snapshot."""
    items = [{"claim_id": str(n), "kind": "supports", "text": odd_text(rng)} for n in range(rng.choice([0, 0, 1, 3]))]
    empty = {"count": 0, "snapshot_sha256": EMPTY_SNAPSHOT}
    made = {
        "graph_snapshot": {
            "paper": {"title": title, "license": record["metadata"]["license"], "cross_cats": []},
            "claims": {"count": len(items), "items": items, "snapshot_sha256": digest({"payload": items})},
            "source": copy.deepcopy(record["source"]),
            "verdict": {"id": None, "extra": odd_value(rng)},
            "references": empty | {"sample": []},
            "author_claims": dict(empty),
            "formal_canon": {"evidence_count": 0, "snapshot_sha256": EMPTY_SNAPSHOT},
        },
        "verdict_id": None,
    }
    if rng.random() < 0.3:
        detectors, findings = [{"name": "doi", "version": numbers(rng)}] * rng.randrange(2), numbers(rng)
        made["graph_snapshot"]["integrity"] = {
            "available": True,
            "detectors_run": detectors,
            "findings": findings,
            "snapshot_sha256": digest({"payload": {"detectors": detectors, "findings": findings}}),
        }
    return made


def who_signs(rng, kind: str, people: list) -> Signer:
    """Snapshots are mostly a registry's; anybody signs the rest."""
    registries = [person for person in people if person.signer_type == "pith_registry"]
    return rng.choice(registries if kind == "graph_snapshot" and registries and rng.random() < 0.9 else people)


def make_history(rng, count: int, record: dict, title: str, people: list, start: datetime) -> list:
    """Sealed events, the first of them record_created, with chains, forks and replacements."""
    events, last, when = [], {}, start
    for number in range(count):
        kind = (
            "record_created"
            if number == 0
            else rng.choice(["graph_snapshot"] * 3 + list(LISTS) + ["pith.integrity.v1"])
        )
        signer = people[0] if number == 0 else who_signs(rng, kind, people)
        micro = bool(events) and "." in events[-1]["created_at"]
        when += timedelta(seconds=rng.choice([1, 3600] if micro else [0, 0, 1, 3600]))
        target = {"record_created": "record", "graph_snapshot": "graph"}.get(kind) or odd_text(rng)
        event = {
            "event_type": kind,
            "subject_pith_number": "",
            "target": target,
            "payload": {"value": odd_value(rng), "numbers": numbers(rng)},
            "signer": signer.member(),
            "created_at": stamp(when, micro=rng.random() < 0.02, zone="+00:00" if rng.random() < 0.01 else "Z"),
            "supersedes": [],
            "prev_event": None,
            "signature": signature(
                signer, "open_graph_event_sha256_bytes", when + timedelta(seconds=1, microseconds=number)
            ),
            "schema_version": "1.0",
        }
        if kind == "record_created":
            event["payload"] = {
                "attestation_state": "computed",
                "receipt": signature(signer, "canonical_sha256_bytes", when)
                | {"kind": "pith_receipt", "receipt_version": "0.3", "first_computed_at": stamp(when, micro=True)},
            }
        elif kind == "graph_snapshot":
            event["payload"] = make_snapshot(rng, record, title)
        link(rng, event, events, last)
        events.append(event)
    return events


def link(rng, event: dict, earlier: list, last: dict):
    """prev_event and supersedes, as indices of earlier events until these are sealed (M8, M9)."""
    signer_id = event["signer"]["signer_id"]
    own = [n for n, other in enumerate(earlier) if other["signer"]["signer_id"] == signer_id]
    alike = [n for n in own if earlier[n]["event_type"] == event["event_type"]]
    if own and rng.random() < 0.6:
        event["prev_event"] = rng.choice(own) if rng.random() < 0.05 else last[signer_id]
    if alike and rng.random() < 0.3:
        event["supersedes"] = rng.sample(alike, rng.randint(1, min(2, len(alike))))
    last[signer_id] = len(earlier)


def seal_history(events: list):
    """Turns indices into ids and seals, in the order in which events were made."""
    for event in events:
        if event["prev_event"] is not None:
            event["prev_event"] = events[event["prev_event"]]["event_id"]
        event["supersedes"] = [events[n]["event_id"] for n in event["supersedes"]]
        seal_event(event)


def make_people(rng) -> list:
    """Who signs: the first creates the record and seals. Mostly a registry, often with both of its keys."""
    first, second, *authors = signers()
    people = rng.choices([[first], [first, second], [second, first], authors[:1]], weights=[50, 40, 6, 4])[0]
    return people + rng.sample([author for author in authors if author not in people], rng.randint(0, 2))


def make_valid(rng, trust: Trust) -> Draft:
    """A bundle in which nothing fails; warnings may occur, and what is open where the user's trust is not the state's."""
    count = rng.choice([1, 2, 2, 2, 3, 3, 4, 5, 6, 8, 10, 15, 25]) if rng.random() < 0.98 else rng.randint(40, 60)
    people = make_people(rng)
    title, start = make_title(rng), datetime(2026, 5, 18, 0, 17, 58, 123456)
    record = make_record(rng, title)
    events = make_history(rng, count, record, title, people, start)
    built = start + timedelta(days=40)
    sealer = rng.choice(people) if rng.random() < 0.1 else people[0]
    signed = {sealer.key_id, *(event["signer"]["key_id"] for event in events)}
    used = [person for person in people if person.key_id in signed]
    bundle = {
        "bundle_type": BUNDLE_TYPE,
        "bundle_version": "1.0",
        "pith_number": "",
        "short_pith_number": "",
        "canonical_record": record,
        "canonical_sha256": "",
        "source": {},
        "source_aliases": make_aliases(rng, record["source"]["kind"], start),
        "events": events,
        "timestamp_proofs": [],
        "mirror_hints": [{"mirror_type": "https", "name": odd_text(rng)}] if rng.random() < 0.5 else [],
        "public_keys": [make_key(p, rng) for p in (people if rng.random() < 0.1 else used)],
        "merge_version": MERGE_VERSION,
        "built_at": stamp(built),
        "links": {"resolver": odd_value(rng)},
        "state": {},
        "bundle_signature": signature(sealer, "bundle_sha256_bytes", built) | {"bundle_sha256": ""},
    }
    seal_record(bundle)
    seal_history(events)
    order = list(events)
    if rng.random() < 0.2:
        rng.shuffle(events)
    bundle = copy.deepcopy(bundle)  # no part of it is shared with another
    draft = Draft(bundle, trust if rng.random() < 0.95 else Trust(embedded=True), rng.choice([*READINGS, "a"]))
    draft.order = [next(e for e in bundle["events"] if e["event_id"] == o["event_id"]) for o in order]
    draft.tell_state()
    seal_bundle(bundle)
    return draft


# --- Sealing again -----------------------------------------------------------------------------------


def reseal_events(draft: Draft, relink: bool):
    """Signs changed events again; with `relink`, later events follow the new ids."""
    renamed = {}
    listed = draft.bundle["events"] if isinstance(draft.bundle.get("events"), list) else []
    known = [event for event in draft.order if any(event is other for other in listed)]
    for event in known + [event for event in listed if not any(event is other for other in known)]:
        try:
            old = event["event_id"]
            if relink:
                event["prev_event"] = renamed.get(event["prev_event"], event["prev_event"])
                event["supersedes"] = [renamed.get(name, name) for name in event["supersedes"]]
            if digest(event, "signature", "content_sha256", "event_id") != event["content_sha256"]:
                seal_event(event)
                renamed[old] = event["event_id"]
        except NOT_APPLICABLE:
            continue


def damage(rng, draft: Draft):
    """One to three changes, each made after the layers inside it were sealed, and before those around it may be."""
    phases = sorted(rng.choices(range(4), weights=[50, 12, 28, 10], k=rng.choice([1, 1, 1, 1, 2, 3])))
    thorough = rng.random() < 0.5
    depth = {
        name: thorough or rng.random() < 0.6
        for name in ("record", "events", "relink", "state", "state digest", "bundle")
    }
    depth["record"] = depth["record"] and rng.random() < 0.4
    draft.notes.append("sealed again: " + (", ".join(name for name, done in depth.items() if done) or "nothing"))
    bundle = draft.bundle
    change(rng, draft, mutate.BODY, phases.count(0))
    if depth["record"]:
        attempt(seal_record, bundle)
    if depth["events"]:
        reseal_events(draft, depth["relink"])
    change(rng, draft, mutate.SIGNATURES, phases.count(1))
    if depth["state"]:
        draft.tell_state()
    change(rng, draft, mutate.STATE, phases.count(2))
    if depth["state digest"]:
        attempt(lambda: bundle["state"].update(state_sha256=digest(bundle["state"], "state_sha256")))
    if depth["bundle"]:
        attempt(seal_bundle, bundle)
    change(rng, draft, mutate.OUTSIDE, phases.count(3))


def change(rng, draft: Draft, mutations: list, times: int):
    """Makes so many changes of one kind; one that does not fit the bundle gives way to another."""
    for _ in range(times):
        for mutation in rng.choices(mutations, k=5):
            if attempt(mutation, rng, draft):
                draft.notes.append(mutation.__name__)
                break


def names_production_key(bundle: dict) -> bool:
    """Whether an embedded key has the id of the built-in one."""
    keys = bundle.get("public_keys")
    listed = keys if isinstance(keys, list) else []
    return any(isinstance(key, dict) and key.get("key_id") == "pith-v1-2026-05" for key in listed)


def trust_or_none(options: list, files: dict) -> Trust:
    """Whom the options trust; nobody if they are refused."""
    try:
        return trust_from(options, files)
    except Unchecked:
        return Trust(())


def make(seed: int, index: int) -> Case:
    """Bundle number `index` of a seed."""
    rng = random.Random(f"{seed}:{index}")
    (options, files), kind = keyrings.choose(rng), rng.random()
    if kind < 0.03 and REAL_BUNDLE.exists():
        bundle = json.loads(REAL_BUNDLE.read_text())
        draft = Draft(bundle, Trust(), order=list(bundle["events"]), notes=["the real bundle"])
        options, files = rng.choice([([], {}), ([], {}), ([], {}), (options, files)])
    else:
        draft = make_valid(rng, trust_or_none(options, files))
    if kind >= 0.15 or rng.random() < 0.1:
        damage(rng, draft)
    if names_production_key(draft.bundle) and rng.random() < 0.5:
        options, files = rng.choice([[], ["--trust-embedded"], ["--strict"]]), {}
    text = write(rng, draft.bundle)
    data = text.encode()
    if kind > 0.95:
        mutation = rng.choice(mutate.TEXT)
        draft.notes.append(mutation.__name__)
        data = mutation(rng, text)
    return Case(data, options, files, draft.notes)


def main():
    """Writes bundles as files, and what was done to them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    with open(options.out / "index.ndjson", "w", encoding="utf-8") as notes:
        for index in range(options.first, options.first + options.count):
            case = make(options.seed, index)
            for name, data in {f"{index:06}.json": case.data, **case.files}.items():
                (options.out / name).write_bytes(data)
            notes.write(json.dumps({"index": index, "options": case.options, "notes": case.notes}) + "\n")


if __name__ == "__main__":
    main()
