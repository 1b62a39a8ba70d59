"""Changes to signatures of events and of the bundle, for `mutate.py`."""

from __future__ import annotations

import base64
from ed25519 import L, P, SMALL_ORDER, encode_point, fingerprint_hex
from places import clone, nodes, other_text, some_event, tweak
from sealing import seal, seal_event, signers
from values import a_time

# Keys that are of small order or no points, and points that are not written canonically.
WEAK = (
    [encode_point(point) for point in SMALL_ORDER]
    + [(P + n).to_bytes(32, "little") for n in range(19)]
    + [bytes(31) + b"\x80", b"\x01" + bytes(30) + b"\x80", b"\xff" * 32, bytes([2]) + bytes(31)]
)


def other_base64(rng, text: str) -> str:
    """The same bytes badly written, or slightly other bytes."""
    data = base64.b64decode(text)
    last = {"A": "B", "Q": "R", "g": "h", "w": "x"}
    return rng.choice(
        [
            text.rstrip("="),
            text + "=",
            text[:-2] + "==",
            text[:40] + "\n" + text[40:],
            " " + text,
            text.replace("+", "-").replace("/", "_"),
            base64.b64encode(data[:-1]).decode(),
            base64.b64encode(data + b"\0").decode(),
            text[:-3] + last.get(text[-3], text[-3]) + text[-2:],
            "",
            "====",
            data.hex(),
            base64.b64encode(bytes([data[0] ^ 1]) + data[1:]).decode(),
        ]
    )


def other_signature(rng, text: str) -> str:
    """Signatures that lax verifiers accept, and spoiled ones."""
    data = base64.b64decode(text)
    r, s = data[:32], int.from_bytes(data[32:64], "little")
    choices = [
        r + ((s + L) % 2**256).to_bytes(32, "little"),
        rng.choice(WEAK) + data[32:],
        rng.choice(WEAK) + bytes(32),
        bytes(64),
        r + abs(L - s).to_bytes(32, "little"),
        data[32:] + r,
    ]
    return base64.b64encode(rng.choice(choices)).decode() if rng.random() < 0.6 else other_base64(rng, text)


def spoil(rng, signed: dict, digest_name: str, where: dict):
    """A member of a signature object, its signature, or the digest it stands for."""
    kind = rng.randrange(7)
    if kind < 2:
        tweak(rng, signed, rng.choice(list(signed)))
    elif kind == 2:
        signed["signature_b64"] = other_signature(rng, signed["signature_b64"])
    elif kind == 3:
        signed["signature_status"] = rng.choice(["unsigned_v1", "signed_v2", "SIGNED_V1", ""])
    elif kind == 4:
        signed["signed_message"] = rng.choice(
            ["canonical_sha256_bytes", "bundle_sha256_bytes", "open_graph_event_sha256_bytes"]
        )
    elif kind == 5:
        where[digest_name] = other_text(rng, where[digest_name])
    else:
        other = rng.choice(signers())
        signed |= {"key_id": other.key_id, "public_key_fingerprint": fingerprint_hex(other.data)}
        seal(signed, where[digest_name])


def event_signature(rng, draft):
    """A signature of an event, or its digest."""
    event = some_event(rng, draft)
    spoil(rng, event["signature"], "content_sha256", event)


def event_signature_gone(rng, draft):
    """No signature, or none that is an object."""
    event = some_event(rng, draft)
    event["signature"] = rng.choice([None, {}, [], "x"])
    if rng.random() < 0.4:
        del event["signature"]


def event_id(rng, draft):
    """The digest or the id of an event."""
    event = some_event(rng, draft)
    name = rng.choice(["content_sha256", "event_id"])
    event[name] = rng.choice([other_text(rng, event[name]), some_event(rng, draft)[name]])


def event_subject(rng, draft):
    """Another number, signed again by the event's own signer."""
    event = some_event(rng, draft)
    event["subject_pith_number"] = other_text(rng, event["subject_pith_number"])
    seal_event(event)


def event_signed_twice(rng, draft):
    """A copy of an event whose signature is spoiled, before or after it."""
    event = clone(some_event(rng, draft))
    event["signature"]["signature_b64"] = other_signature(rng, event["signature"]["signature_b64"])
    draft.bundle["events"].insert(rng.randint(0, len(draft.bundle["events"])), event)


def event_version(rng, draft):
    """Members of a sealed event that make a signature stand for something else."""
    one, two = some_event(rng, draft), some_event(rng, draft)
    one["signature"], two["signature"] = two["signature"], one["signature"]


# --- Of the bundle -----------------------------------------------------------------------------------


def bundle_signature(rng, draft):
    """The signature of the bundle, or its digest."""
    spoil(rng, draft.bundle["bundle_signature"], "bundle_sha256", draft.bundle["bundle_signature"])


def bundle_signature_gone(rng, draft):
    """No bundle signature, or none that is an object."""
    draft.bundle["bundle_signature"] = rng.choice([None, {}, [], "x"])
    if rng.random() < 0.4:
        del draft.bundle["bundle_signature"]


def bundle_signature_time(rng, draft):
    """A time that nothing covers."""
    draft.bundle["bundle_signature"]["signed_at"] = a_time(rng)


def after_sealing(rng, draft):
    """Anything in the bundle that is not a version, after it was sealed."""
    places = [
        (where, name)
        for where, name in nodes(draft.bundle)
        if not (isinstance(name, str) and (name.endswith("_version") or name == "bundle_type"))
    ]
    tweak(rng, *rng.choice(places))
