"""The rules one by one, for `selftest.py`: of each what must pass, what must be open and what must fail.

Every bundle is small, made for one rule and sealed in all its layers; an answer is told by its verdict and everything
that is found.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import history
import oracle
from keyrings import pin_of, published
from merge import LISTS, MERGE_VERSION
from places import clone
from sealing import seal_bundle, seal_event, seal_record, signature, signers, stamp
from strict_json import canonical, digest, read
from trust import Trust
from valid import make_aliases, make_record

TITLE, START = "Small Batch Training", datetime(2026, 5, 18, 0, 17, 58)
ABSENT = "sha256:" + "0" * 64
OWN = Trust(tuple(pin_of(signer) for signer in signers()))  # everybody under their own name, in their own role


@dataclass
class E:
    """An event to be made: by whom, how many seconds after the first, what it follows and replaces (as positions)."""

    kind: str
    by: int = 0
    at: int = 0
    prev: int | str | None = None
    supersedes: list = field(default_factory=list)
    payload: dict = field(default_factory=dict)
    zone: str = "Z"
    signer_id: str | None = None

    def body(self, record: dict) -> dict:
        """The event, not yet sealed."""
        signer, when = signers()[self.by], START + timedelta(seconds=self.at)
        payload = {"value": self.at, "by": self.by} | self.payload
        if self.kind == "record_created":
            receipt = signature(signer, "canonical_sha256_bytes", when) | {"kind": "pith_receipt"}
            payload = {"attestation_state": "computed", "receipt": receipt} | self.payload
        elif self.kind == "graph_snapshot":
            payload = history.snapshot(random.Random(0), record, TITLE) | payload
        return {
            "event_type": self.kind,
            "subject_pith_number": "",
            "target": {"record_created": "record", "graph_snapshot": "graph"}.get(self.kind, "any"),
            "payload": payload,
            "signer": signer.member() | ({"signer_id": self.signer_id} if self.signer_id else {}),
            "created_at": stamp(when, zone=self.zone),
            "supersedes": self.supersedes,
            "prev_event": self.prev,
            "signature": signature(signer, "open_graph_event_sha256_bytes", START + timedelta(days=1)),
            "schema_version": "1.0",
        }


CREATED = E("record_created")


def unsealed(events: list, sealer: int = 0) -> dict:
    """A bundle of events that are not yet sealed."""
    record = make_record(random.Random(1), TITLE)
    used = {event.by for event in events} | {sealer}
    seal_by = signature(signers()[sealer], "bundle_sha256_bytes", START + timedelta(days=2))
    bundle = {
        "bundle_type": oracle.BUNDLE_TYPE,
        "bundle_version": "1.0",
        "canonical_record": record,
        "source_aliases": make_aliases(random.Random(1), record["source"]["kind"], START),
        "events": [event.body(record) for event in events],
        "timestamp_proofs": [],
        "mirror_hints": [],
        "public_keys": [published(signers()[number]) for number in sorted(used)],
        "merge_version": MERGE_VERSION,
        "built_at": stamp(START + timedelta(days=2)),
        "links": {},
        "bundle_signature": seal_by | {"bundle_sha256": ""},
    }
    seal_record(bundle)
    return bundle


def seal_links(events: list):
    """Seals events, each after those that it names: positions become ids, other texts stay."""
    waiting = list(events)
    while waiting:
        named = [name for name in (*waiting[0]["supersedes"], waiting[0]["prev_event"]) if isinstance(name, int)]
        if any(events[n] in waiting[1:] for n in named):
            waiting.append(waiting.pop(0))
            continue
        event = waiting.pop(0)
        ids = {n: events[n]["event_id"] for n in named}
        event["supersedes"] = [ids.get(name, name) for name in event["supersedes"]]
        event["prev_event"] = ids.get(event["prev_event"], event["prev_event"])
        seal_event(event)


def bundle_of(*events: E, trust=OWN, reading="a", sealer=0, change=None, state=None) -> bytes:
    """A bundle of events and the state that they make. `change` changes it before it is sealed, `state` the state."""
    bundle = unsealed([CREATED, *events], sealer)
    if change:
        change(bundle)
    seal_links(bundle["events"])
    replay = oracle.replayed(bundle | {"state": {}}, trust)
    bundle["state"] = clone(replay.state(reading))
    if state:
        state(bundle["state"], replay)
        bundle["state"]["state_sha256"] = digest(bundle["state"], "state_sha256")
    seal_bundle(bundle)
    return canonical(bundle)


def answer(data: bytes, trust=OWN) -> str:
    """The verdict and everything that is found, as one line."""
    found = oracle.verify(data, trust)
    lists = {name: " ".join(found[name]) for name in ("fail", "open", "warn", "skip")}
    return "; ".join([found["verdict"], *(f"{name} {words}" for name, words in lists.items() if words)])


def told(member: str, value, current: bool = False):
    """A change of the state: one member."""
    return lambda state, _: (state["current"] if current else state).update({member: value})


def without(member: str, number: int, current: bool = False):
    """A change of the state: an entry of a list less."""
    return lambda state, _: (state["current"] if current else state)[member].pop(number)


# --- The rules ---------------------------------------------------------------------------------------

NOTE, OPEN = "correction", "undetermined; open "


def links():
    """event.links: M8 for supersedes, M9 for prev_event."""
    snapshot, later = E("graph_snapshot", at=1), E("graph_snapshot", at=2)
    yield bundle_of(snapshot, replace(later, prev=1, supersedes=[1])), "pass"
    yield bundle_of(snapshot, E("graph_snapshot", at=1, prev=1, supersedes=[1], payload={"x": 1})), "pass"
    yield bundle_of(snapshot, E("graph_snapshot", at=1, prev=1, payload={"graph_snapshot": 1})), "pass; warn snapshot.digest"
    for name in (ABSENT, "", "x"):
        yield bundle_of(replace(snapshot, supersedes=[name])), OPEN + "event.links M8"
        yield bundle_of(replace(snapshot, prev=name)), OPEN + "event.links M9"
    yield bundle_of(snapshot, E("graph_snapshot", 1, 2, supersedes=[1], signer_id="orcid:5")), (
        "untrusted; open event.links M8; warn trust.keys"
    )
    yield bundle_of(snapshot, E(NOTE, at=2, supersedes=[1])), OPEN + "event.links M8"
    yield bundle_of(E(NOTE, 2, 1), E(NOTE, 3, 2, supersedes=[1])), OPEN + "event.links M8"
    yield bundle_of(replace(snapshot, supersedes=[2]), later), OPEN + "event.links M8"
    yield bundle_of(replace(snapshot, prev=2), later), OPEN + "event.links M9"
    yield bundle_of(E(NOTE, 2, 1), E(NOTE, 3, 2, prev=1)), "pass; warn event.links"
    yield bundle_of(E(NOTE, 2, 1, prev=2), E(NOTE, 3, 2)), OPEN + "event.links M9"
    # Times are compared as times, not as texts.
    yield bundle_of(replace(snapshot, zone="+00:00"), E("graph_snapshot", at=1, prev=1)), "pass; warn event.time"
    yield bundle_of(replace(snapshot, zone=".5Z"), E("graph_snapshot", at=1, prev=1)), OPEN + "event.links M9"
    yield bundle_of(replace(snapshot, zone=".0Z"), E("graph_snapshot", at=1, prev=1)), "pass"


def superseded():
    """M8: what is superseded leaves `current`; a state that knows it otherwise is open, any other one fails."""
    snapshots = E("graph_snapshot", at=1), E("graph_snapshot", at=2, supersedes=[1])
    other = E("graph_snapshot", at=1), E("graph_snapshot", at=2, supersedes=[ABSENT])

    def back(state, replay):
        state["current"]["graph_snapshots"].insert(0, replay.superseded[0].entry())

    def back_twice(state, replay):
        back(state, replay)
        back(state, replay)

    def back_changed(state, replay):
        back(state, replay)
        state["current"]["graph_snapshots"][0] |= {"target": "graph "}

    yield bundle_of(*snapshots), "pass"
    yield bundle_of(*snapshots, state=back), OPEN + "state.replay M8"
    yield bundle_of(*snapshots, state=back_twice), "fail; fail state.replay; open state.replay M8"
    yield bundle_of(*snapshots, state=back_changed), "fail; fail state.replay"
    changed = lambda state, _: state["current"]["graph_snapshots"][0].update(target="other")  # noqa: E731
    named = E("graph_snapshot", at=1), E(NOTE, at=2, supersedes=[1])
    yield bundle_of(*named, state=without("graph_snapshots", 0, True)), OPEN + "event.links M8 state.replay M8"
    yield bundle_of(*named, state=changed), "fail; fail state.replay; open event.links M8"
    yield bundle_of(*snapshots, state=without("graph_snapshots", 0, True)), "fail; fail state.replay"
    yield bundle_of(*snapshots, state=told("graph_snapshots", None, True)), "fail; fail state.replay"
    yield bundle_of(*other, state=without("graph_snapshots", 0, True)), "fail; fail state.replay; open event.links M8"
    # Named by a later event of another signer: without effect on the replay, and open where the state has it gone.
    stranger = E("graph_snapshot", at=1), E("graph_snapshot", 2, 2, supersedes=[1])
    yield bundle_of(*stranger), "untrusted; open event.links M8; warn trust.keys"
    yield bundle_of(*stranger, state=without("graph_snapshots", 0, True)), (
        "untrusted; open event.links M8 state.replay M8; warn trust.keys"
    )
    # A supersession of a later event is open, and has an effect.
    early = E("graph_snapshot", at=1, supersedes=[2]), E("graph_snapshot", at=2)
    yield bundle_of(*early, state=back), OPEN + "event.links M8 state.replay M8"
    yield bundle_of(*early, state=without("graph_snapshots", 0, True)), "fail; fail state.replay; open event.links M8"


def in_force():
    """M8: which supersessions have an effect: of an event of the same signer and type."""

    def snapshots(*numbers):
        return lambda state, replay: state["current"].update(
            graph_snapshots=[replay.applied[number].entry() for number in numbers]
        )

    first, bad = E("graph_snapshot", at=1), "undetermined; open event.links M8"
    yield bundle_of(first, E("graph_snapshot", at=2, supersedes=[1]), state=snapshots(2)), "pass"
    yield bundle_of(first, E("graph_snapshot", at=1, supersedes=[1], payload={"x": 1}), state=remaining), "pass"
    yield bundle_of(first, E(NOTE, at=2, supersedes=[1]), state=snapshots(1)), bad
    yield bundle_of(replace(first, supersedes=[2]), E("graph_snapshot", at=2), state=snapshots(1)), bad
    yield bundle_of(replace(first, supersedes=[ABSENT]), state=snapshots(1)), bad
    yield bundle_of(first, E("graph_snapshot", 2, 2, supersedes=[1]), state=snapshots(1, 2)), (
        "untrusted; open event.links M8; warn trust.keys"
    )


def remaining(state, replay):
    """A change of the state: the snapshot that replaces another, of two that were created at once."""
    entries = [event.entry() for event in replay.applied if event.type == "graph_snapshot" and event.body["supersedes"]]
    state["current"]["graph_snapshots"] = entries


def applied():
    """M8 and M11: what is superseded or of an unknown type stays in applied_event_ids."""
    events = E(NOTE, at=1), E(NOTE, at=2, supersedes=[1]), E("pith.integrity.v1", at=3)
    warned = "; warn event.type"
    yield bundle_of(*events), "pass" + warned
    yield bundle_of(*events, state=without("applied_event_ids", 1)), OPEN + "state.replay M8" + warned
    yield bundle_of(*events, state=without("applied_event_ids", 3)), OPEN + "state.replay M11" + warned
    for number in (0, 2):
        yield bundle_of(*events, state=without("applied_event_ids", number)), "fail; fail state.replay" + warned
    for value in (ABSENT, None, 1):
        extra = lambda state, _, value=value: state["applied_event_ids"].append(value)  # noqa: E731
        yield bundle_of(*events, state=extra), "fail; fail state.replay" + warned
    twice = lambda state, _: state["applied_event_ids"].append(state["applied_event_ids"][0])  # noqa: E731
    yield bundle_of(*events, state=twice), "fail; fail state.replay" + warned
    yield bundle_of(*events, state=told("applied_event_ids", {})), "fail; fail bundle.shape state.replay" + warned


def readings():
    """M9: a state that agrees with either reading agrees; state.equivocation tells of (a), and of (b) where it counts."""
    forked = E("graph_snapshot", at=1), E(NOTE, at=2, prev=1), E("mirror_hint", at=3, prev=1)  # (a) 1, (b) 0
    alike = E("graph_snapshot", at=1), E("graph_snapshot", at=2)  # (a) 0, (b) 1
    both = E(NOTE, at=1, prev=0), E(NOTE, at=2, prev=0)  # (a) 1, (b) 1: the same
    crossed = (*forked, E(NOTE, at=4), E(NOTE, at=5))  # (a) 1, (b) 1: others
    equivocation, order = "; warn state.equivocation", "state.replay M9"
    for events, one, other in ((forked, "pass" + equivocation, "pass" + equivocation), (alike, "pass", None)):
        yield bundle_of(*events), one
        yield bundle_of(*events, reading="b"), other or "pass" + equivocation
    yield bundle_of(*both), "pass" + equivocation
    yield bundle_of(*both, reading="b"), "pass" + equivocation
    yield bundle_of(*crossed), "pass" + equivocation
    yield bundle_of(*crossed, reading="b"), "pass" + equivocation
    neither = lambda state, replay: state.update(
        equivocations=[[event.id] for event in replay.applied[:1]]
    )  # noqa: E731
    yield bundle_of(*crossed, state=neither), OPEN + order + equivocation
    for count in (2, -1, 10**30):
        changed = told("equivocation_count", count)
        yield bundle_of(*forked, state=changed), OPEN + "state.counts M9" + equivocation
        yield bundle_of(*forked, reading="b", state=changed), OPEN + "state.counts M9" + equivocation
    for count in (1.0, "1", True, None):
        yield bundle_of(*forked, state=told("equivocation_count", count)), (
            "fail; fail bundle.shape; open state.counts M9" + equivocation
        )
    yield bundle_of(*forked, state=told("equivocation_count", 0)), OPEN + order + equivocation
    yield bundle_of(*alike, state=told("equivocation_count", 1)), OPEN + order
    # The shape of entries is unknown: their number and ids are held against the replay.
    for shape, right in (
        (lambda found, _: [found], True),
        (lambda found, _: [{"signer": "x", "events": [{"id": name} for name in found[::-1]]}], True),
        (lambda found, followed: [{"prev_event": followed, "ids": found}], True),
        (lambda found, followed: [{"prev_event": followed, "ids": found[:1]}], False),
        (lambda found, _: [found, found], False),
        (lambda found, _: [found[:1]], False),
        (lambda found, _: [[*found, ABSENT]], False),
        (lambda found, _: [], False),
    ):

        def changed(state, replay, shape=shape):
            group = replay.groups["a"][0]
            state["equivocations"] = shape([event.id for event in group], group[0].body["prev_event"])

        yield bundle_of(*forked, state=changed), ("pass" if right else OPEN + order) + equivocation
    for value in (None, {}, 1):
        yield bundle_of(*forked, state=told("equivocations", value)), (
            "fail; fail bundle.shape; open state.replay M9" + equivocation
        )
    # Who is replaced by the other does not rival it.
    yield bundle_of(E(NOTE, at=1, prev=0), E(NOTE, at=2, prev=0, supersedes=[1])), "pass"
    yield bundle_of(E(NOTE, at=1, prev=0, supersedes=[2]), E(NOTE, at=2, prev=0)), OPEN + "event.links M8"
    yield bundle_of(E(NOTE, 2, 1, prev=0), E(NOTE, 3, 2, prev=0)), "pass; warn event.links"


def lists():
    """M5 and M12: any difference in a list of an inferred type, and in invalid_events, is open."""
    events = [E(kind, at=n) for n, kind in enumerate(LISTS)]
    skipped = "; skip timestamp.proof"
    for name in LISTS.values():
        inferred = name != "graph_snapshots"
        expected = OPEN + "state.replay M5" + skipped if inferred else "fail; fail state.replay" + skipped
        changed = lambda state, _, name=name: state["current"][name][0].update(target="other")  # noqa: E731
        extra = lambda state, _, name=name: state["current"][name].append({})  # noqa: E731
        gone = lambda state, _, name=name: state["current"].pop(name)  # noqa: E731
        for change in (without(name, 0, True), changed, extra):
            yield bundle_of(*events, state=change), expected
        for change in (gone, told(name, None, True), told(name, {}, True)):
            yield bundle_of(*events, state=change), "fail; fail state.replay" + skipped
    for value in ([{}], [ABSENT], [0]):
        yield bundle_of(state=told("invalid_events", value)), OPEN + "state.replay M12"
    yield bundle_of(state=told("invalid_events", {})), "fail; fail bundle.shape state.replay"
    yield bundle_of(state=told("invalid_event_count", 1)), "fail; fail state.counts"


def with_copy(data: bytes) -> bytes:
    """A bundle with a copy of its first event that was changed and not signed again; the state that this makes."""
    bundle = read(data)
    bundle["events"].append(clone(bundle["events"][0]))
    bundle["events"][-1]["payload"]["again"] = 1
    bundle["state"] = oracle.replayed(bundle, OWN).state()
    seal_bundle(bundle)
    return canonical(bundle)


def misstated(data: bytes) -> bytes:
    """A bundle whose state has another digest, sealed."""
    bundle = read(data)
    bundle["state"]["state_sha256"] = "0" * 64
    seal_bundle(bundle)
    return canonical(bundle)


def order():
    """state.order: a warning where nothing else in the state differs."""
    events = E(NOTE, at=1), E(NOTE, at=2), E("graph_snapshot", at=3)

    def reverse(state, _):
        state["current"]["corrections"].reverse()

    def reverse_and(other):
        return lambda state, replay: (reverse(state, replay), other(state, replay))

    yield bundle_of(*events, state=reverse), "pass; warn state.order"
    yield bundle_of(*events, state=reverse_and(told("equivocation_count", 9))), OPEN + "state.counts M9"
    yield misstated(bundle_of(*events, state=reverse)), "fail; fail state.digest; warn state.order"
    yield bundle_of(*events, state=reverse_and(told("event_count", 9))), "fail; fail state.counts"
    yield bundle_of(*events, state=reverse_and(told("extra", 1))), OPEN + "state.replay M11"
    yield bundle_of(*events, state=reverse_and(without("graph_snapshots", 0, True))), "fail; fail state.replay"


def created():
    """M10: a second record_created of the same record is open, of another fails."""
    first = replace(CREATED, at=5, payload={"again": 1})

    def other_record(bundle):
        bundle["events"][1]["payload"]["canonical_record"]["metadata"]["license"] = "other"

    def twice(bundle):
        bundle["events"].append(clone(bundle["events"][0]))

    def take(number):
        return lambda state, replay: state["current"].update(record_created=replay.applied[number].entry())

    again, nothing = "event.unique M10", told("record_created", None, True)
    yield bundle_of(first), OPEN + again
    yield bundle_of(first, change=other_record), "fail; fail event.unique record.agreement"
    yield bundle_of(change=twice), "fail; fail event.unique"
    yield with_copy(bundle_of()), "fail; fail event.digest event.id event.signature event.unique"
    yield bundle_of(first, state=take(1)), OPEN + again + " state.replay M10"
    yield bundle_of(replace(first, supersedes=[0])), OPEN + again
    yield bundle_of(replace(first, supersedes=[0]), state=take(0)), OPEN + again + " state.replay M10"
    yield bundle_of(first, state=nothing), "fail; fail state.replay; open " + again
    yield bundle_of(state=nothing), "fail; fail state.replay"
    yield bundle_of(E(NOTE, supersedes=[0]), state=nothing), OPEN + "event.links M8 state.replay M8"
    yield bundle_of(state=told("record_created", {}, True)), "fail; fail state.replay"


def unknown():
    """M11: members of the state that the replay does not know are open if they claim something."""
    for current in (False, True):
        for value in ("x", [0], {"a": None}, 1, True, 0.0, -0.0, " ", [[]]):
            yield bundle_of(state=told("extra", value, current)), OPEN + "state.replay M11"
        for value in ([], {}, None, "", 0, False):
            yield bundle_of(state=told("extra", value, current)), "pass; warn state.replay"
    yield bundle_of(change=lambda bundle: bundle.update(extra=1)), "pass; warn bundle.shape"


def numbers():
    """Numbers that are nearly equal are others, in entries of the state and in copies of the record."""
    for made, other in ((0.0, -0.0), (1, 1.0), (1, True), (0, False), (0, -0.0), (10**16, 1e16)):
        for left, right in ((made, other), (other, made)):
            event = E("graph_snapshot", payload={"value": left})

            def exchanged(state, _, right=right):
                state["current"]["graph_snapshots"][0]["payload"]["value"] = right

            yield bundle_of(event), "pass"
            yield bundle_of(event, state=exchanged), "fail; fail state.replay"
    version = lambda bundle: bundle["events"][0]["payload"].update(source_version=1.0)  # noqa: E731
    yield bundle_of(change=version), "fail; fail record.agreement"


RULES = (links, superseded, in_force, applied, readings, lists, order, created, unknown, numbers)
