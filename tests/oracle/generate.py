#!/usr/bin/env python3
"""Bundles to hold two verifiers against each other, reproducible by seed and index.

`make(seed, index)` builds a valid history signed by test keys (`valid.py`), changes it or not, seals some of the layers
again or none, and writes it as JSON text. `generate.py --out DIR` writes such bundles as files.
"""

from __future__ import annotations

import argparse
import json
import random
from dataclasses import dataclass
from pathlib import Path

import keyrings
import mutate
from sealing import ARCHIVE, NOT_APPLICABLE, Archive, attempt, seal_bundle, seal_event, seal_record
from strict_json import digest
from tamper import tamper
from trust import Trust, Unchecked, trust_from
from valid import Draft, make_valid
from values import write

REAL_BUNDLE = Path(__file__).resolve().parents[2] / "fixtures/valid/arxiv-1804.07612.json"


@dataclass
class Case:
    """A document, the options to verify it with and the files that these name, what was done to it, and what was signed
    while it was made."""

    data: bytes
    options: list
    files: dict
    notes: list
    tampered: str | None = None
    signed: Archive | None = None


# --- Sealing again -----------------------------------------------------------------------------------


def reseal_events(draft: Draft, relink: bool):
    """Signs changed events again; with `relink`, later events follow the new ids."""
    renamed = {}
    listed = draft.bundle["events"] if isinstance(draft.bundle.get("events"), list) else []
    present, ordered = set(map(id, listed)), set(map(id, draft.order))
    known = [event for event in draft.order if id(event) in present]
    for event in known + [event for event in listed if id(event) not in ordered]:
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
    ARCHIVE.start()
    (options, files), kind = keyrings.choose(rng), rng.random()
    if kind < 0.03 and REAL_BUNDLE.exists():
        draft = real_bundle()
        options, files = rng.choice([([], {}), ([], {}), ([], {}), (options, files)])
    else:
        draft = make_valid(rng, trust_or_none(options, files))
    if kind >= 0.4 or rng.random() < 0.05:
        damage(rng, draft)
    elif kind >= 0.15 or rng.random() < 0.3:
        parts = [tamper(rng, draft.bundle) for _ in range(rng.choice([1, 1, 1, 1, 2, 3]))]
        draft.tampered = parts[0] if len(parts) == 1 else None
        draft.notes.append("changed without sealing again: " + ", ".join(parts))
    if names_production_key(draft.bundle) and rng.random() < 0.5:
        options, files = rng.choice([[], ["--trust-embedded"], ["--strict"]]), {}
    text = write(rng, draft.bundle)
    data = text.encode()
    if kind > 0.96:
        mutation = rng.choice(mutate.TEXT)
        draft.notes.append(mutation.__name__)
        data = mutation(rng, text)
    return Case(data, options, files, draft.notes, draft.tampered, ARCHIVE.keep())


def real_bundle() -> Draft:
    """The real bundle, and what was signed in it."""
    bundle = json.loads(REAL_BUNDLE.read_text(encoding="utf-8"))
    ARCHIVE.add_signed(bundle)
    return Draft(bundle, Trust(), order=list(bundle["events"]), notes=["the real bundle"])


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
