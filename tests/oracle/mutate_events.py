"""Changes to events, for `mutate.py`."""

from __future__ import annotations

from ed25519 import fingerprint_hex
from places import clone, some_event, tweak, tweak_below
from sealing import seal_event, signers
from values import a_time, odd_text, odd_value


def event_member(rng, draft):
    """Something in an event that its signature covers."""
    event = some_event(rng, draft)
    tweak(
        rng,
        event,
        rng.choice(
            [name for name in event if name not in ("signature", "content_sha256", "event_id", "schema_version")]
        ),
    )


def event_payload(rng, draft):
    """Something in a payload."""
    tweak_below(rng, some_event(rng, draft)["payload"])


def event_signer(rng, draft):
    """Who signed, with or without the signature following."""
    event, signer = some_event(rng, draft), rng.choice(signers())
    event["signer"] = signer.member()
    if rng.random() < 0.6:
        event["signature"] |= {"key_id": signer.key_id, "public_key_fingerprint": fingerprint_hex(signer.data)}
    if rng.random() < 0.3:
        tweak_below(rng, event["signer"])


def event_kind(rng, draft):
    """The type or the target."""
    event = some_event(rng, draft)
    if rng.random() < 0.5:
        event["event_type"] = rng.choice(
            ["record_created", "graph_snapshot", "correction", "Correction", "pith.integrity.v1", ""]
        )
    else:
        event["target"] = rng.choice(["record", "graph", "Record", "", odd_text(rng)])


def event_time(rng, draft):
    """A time that a check looks at."""
    event = some_event(rng, draft)
    where = rng.choice([event, event, event["signature"], draft.bundle])
    where[{True: "built_at", False: "signed_at"}[where is draft.bundle] if where is not event else "created_at"] = (
        a_time(rng)
    )


def event_supersedes(rng, draft):
    """What an event replaces: any event, one of its own kind, itself, none that exists."""
    event = some_event(rng, draft)
    ids = [e["event_id"] for e in draft.bundle["events"]]
    alike = [
        e["event_id"]
        for e in draft.bundle["events"]
        if e["signer"] == event["signer"] and e["event_type"] == event["event_type"] and e is not event
    ]
    event["supersedes"] = event["supersedes"] + [
        rng.choice(ids + alike * 3 + ["sha256:" + "0" * 64, ids[0].upper(), ""])
    ]


def event_previous(rng, draft):
    """What an event follows: any event, one of its own signer, itself, none that exists."""
    event = some_event(rng, draft)
    ids = [e["event_id"] for e in draft.bundle["events"]]
    own = [e["event_id"] for e in draft.bundle["events"] if e["signer"] == event["signer"] and e is not event]
    event["prev_event"] = rng.choice(ids + own * 3 + ["sha256:" + "f" * 64, "", None])


def event_follows_later(rng, draft):
    """An event replaces or follows one of its signer and type that was created later, or at the same time."""
    pairs = [
        (one, two)
        for one in draft.bundle["events"]
        for two in draft.bundle["events"]
        if one is not two
        and one["signer"]["signer_id"] == two["signer"]["signer_id"]
        and (one["event_type"] == two["event_type"] or rng.random() < 0.2)
    ]
    one, two = sorted(rng.choice(pairs), key=lambda event: event["created_at"])
    if rng.random() < 0.3:
        one["created_at"] = two["created_at"][:-1] + rng.choice(["+00:00", ".5Z", "Z"])
    if rng.random() < 0.6:
        one["supersedes"] = [*one["supersedes"], two["event_id"]]
    else:
        one["prev_event"] = two["event_id"]


def event_fork(rng, draft):
    """Several events of one signer follow the same one."""
    first = some_event(rng, draft)
    own = [e for e in draft.bundle["events"] if e["signer"] == first["signer"] and e is not first]
    for event in rng.sample(own, rng.randint(1, min(4, len(own)))):
        event["prev_event"] = first["event_id"]
        if rng.random() < 0.2:
            event["supersedes"] = [rng.choice(own)["event_id"]]


def event_loop(rng, draft):
    """Two events that name each other: possible only with ids that are not digests."""
    one, two = rng.sample(draft.bundle["events"], 2)
    if rng.random() < 0.5:
        one["supersedes"], two["supersedes"] = [two["event_id"]], [one["event_id"]]
    else:
        one["prev_event"], two["prev_event"] = two["event_id"], one["event_id"]


def event_list(rng, draft):
    """The events as a list: twice, missing, in another order, not an event."""
    events, kind = draft.bundle["events"], rng.randrange(7)
    if kind == 0:
        events.insert(rng.randint(0, len(events)), clone(rng.choice(events)))
    elif kind == 1:
        events.pop(rng.randrange(len(events)))
    elif kind == 2:
        rng.shuffle(events)
    elif kind == 3:
        events.reverse()
    elif kind == 4:
        events.insert(rng.randint(0, len(events)), rng.choice([None, {}, [], "event", odd_value(rng)]))
    elif kind == 5:
        events[:] = [e for e in events if e["event_type"] != "record_created"]
    else:
        events[rng.randint(0, 1) :] = []


def event_again(rng, draft):
    """A second record_created, or a copy of another event with something changed."""
    event = clone(some_event(rng, draft, rng.choice(["record_created", None])))
    event["payload"]["again"] = odd_value(rng)
    if rng.random() < 0.3:
        event["supersedes"] = [event["event_id"]]
    if rng.random() < 0.8:
        seal_event(event)
    draft.bundle["events"].insert(rng.randint(0, len(draft.bundle["events"])), event)


def record_again(rng, draft):
    """A second record_created by the same signer: of the same record or of another; it may replace the first."""
    first = some_event(rng, draft, "record_created")
    event = clone(first)
    event["created_at"] = rng.choice([event["created_at"], draft.bundle["built_at"]])
    if rng.random() < 0.2:
        tweak_below(rng, event["payload"]["canonical_record"])
    else:
        event["payload"]["again"] = odd_value(rng)
    if rng.random() < 0.4:
        event["supersedes"] = [first["event_id"]]
    if rng.random() < 0.2:
        event["prev_event"] = first["event_id"]
    seal_event(event)
    draft.bundle["events"].insert(rng.randint(0, len(draft.bundle["events"])), event)


def event_owner(rng, draft):
    """Another signer id for an event, as if the key were somebody else's."""
    some_event(rng, draft)["signer"]["signer_id"] = rng.choice(["example.org", "other.example", "orcid:2", "orcid:5"])
