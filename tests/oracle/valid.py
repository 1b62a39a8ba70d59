"""Valid bundles: nothing in them fails, but what the user trusts may differ from what their state was made with."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import history
import keyrings
from merge import MERGE_VERSION, READINGS, Replay
from names import title_sha256
from oracle import BUNDLE_TYPE, replayed
from places import clone
from sealing import Signer, seal_bundle, seal_record, signature, stamp
from trust import Trust
from values import odd_text, odd_value

START = datetime(2026, 5, 18, 0, 17, 58, 123456)
BUILT = START + timedelta(days=40)


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
    tampered: str | None = None  # the one change that was made to a sealed bundle

    def replay(self) -> Replay:
        """What the events make now."""
        return replayed(self.bundle, self.trust)

    def tell_state(self):
        """Puts that into the bundle, so that no part of it is shared with the events."""
        self.bundle["state"] = clone(self.replay().state(self.reading))


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


def make_key(rng, signer: Signer, people: history.People, events: list) -> dict:
    """An embedded key. The first one of a registry that has two is mostly replaced when the second begins."""
    rotates_at = rng.choice(["2099-01-01T00:00:00Z", "2020-01-01T00:00:00Z"]) if rng.random() < 0.1 else None
    if people.turn is not None and signer is people.all[0] and rng.random() < 0.7:
        rotates_at = events[people.turn]["created_at"] if people.turn < len(events) else stamp(BUILT)
    return keyrings.published(signer, rotates_at=rotates_at)


def addresses(number: str) -> tuple[dict, list]:
    """`links` and `mirror_hints` as the publisher writes them."""
    suffix, base = number.split(":")[2], "https://example.org"
    paths = {"bundle": f"/pith/{suffix}/bundle.json", "state": f"/pith/{suffix}/state.json"}
    known = f"{base}/.well-known/pith/{suffix}/bundle.json"
    links = {name: base + path for name, path in paths.items()}
    links |= {"resolver": f"{base}/pith/{suffix}", "well_known_bundle": known}
    hint = {"mirror_type": "https", "name": "example", "base_url": base, "status": "primary"}
    hint |= {f"{name}_url": base + path for name, path in paths.items()}
    return links, [hint | {"well_known_bundle_url": known}]


def unsealed(rng, people: history.People, record: dict, events: list) -> dict:
    """A bundle of events in which nothing is computed yet."""
    sealer = people.sealer(rng)
    signed = {sealer.key_id, *(event["signer"]["key_id"] for event in events)}
    used = [person for person in people.all if person.key_id in signed]
    return {
        "bundle_type": BUNDLE_TYPE,
        "bundle_version": "1.0",
        "pith_number": "",
        "short_pith_number": "",
        "canonical_record": record,
        "canonical_sha256": "",
        "source": {},
        "source_aliases": make_aliases(rng, record["source"]["kind"], START),
        "events": events,
        "timestamp_proofs": [{"proof": odd_value(rng)}] if rng.random() < 0.02 else [],
        "mirror_hints": [{"mirror_type": "https", "name": odd_text(rng)}] if rng.random() < 0.5 else [],
        "public_keys": [make_key(rng, p, people, events) for p in (people.all if rng.random() < 0.1 else used)],
        "merge_version": MERGE_VERSION,
        "built_at": stamp(BUILT),
        "links": {"resolver": odd_value(rng)},
        "state": {},
        "bundle_signature": signature(sealer, "bundle_sha256_bytes", BUILT) | {"bundle_sha256": ""},
    }


def make_valid(rng, trust: Trust) -> Draft:
    """A bundle in which nothing fails; warnings may occur, and what is open where the user's trust is not the state's."""
    count = history.length(rng)
    people, title = history.people(rng, count), history.title(rng)
    record = make_record(rng, title)
    bundle = unsealed(rng, people, record, history.history(rng, count, record, title, people, START))
    events = bundle["events"]
    seal_record(bundle)
    if rng.random() < 0.5:
        bundle["links"], bundle["mirror_hints"] = addresses(bundle["pith_number"])
    history.seal_history(events)
    order = [event["event_id"] for event in events]
    if rng.random() < 0.2:
        rng.shuffle(events)
    bundle = clone(bundle)  # no part of it is shared with another
    draft = Draft(bundle, trust if rng.random() < 0.95 else Trust(embedded=True), rng.choice([*READINGS, "a"]))
    by_id = {event["event_id"]: event for event in bundle["events"]}
    draft.order = [by_id[name] for name in order]
    draft.tell_state()
    if rng.random() < 0.03:
        bundle["bundle_signature"]["note"] = odd_value(rng)
    seal_bundle(bundle)
    return draft
