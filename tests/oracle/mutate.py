"""Changes to a bundle, at every layer. Each takes a random generator and a draft, and changes the draft's bundle.

A change that does not fit the bundle (any more) raises one of `sealing.NOT_APPLICABLE`, or does nothing.
`BODY` holds changes inside signed events and the bundle, `SIGNATURES` of sealed events, `OUTSIDE` of the bundle
signature, and `TEXT` of the written text. Those of the state are in `mutate_state.py`.
"""

from __future__ import annotations

import base64
import copy

from ed25519 import L, P, SMALL_ORDER, add, decode_point, encode_point, fingerprint_b32, fingerprint_hex
from mutate_state import STATE  # noqa: F401, one of the layers
from places import nodes, other_text, tweak, tweak_below
from sealing import seal, seal_event, signers
from values import near_equal, odd_text, odd_value

TIMES = [
    "2026-05-18T00:17:58Z",
    "2026-05-18T00:17:58.5Z",
    "2026-05-18T00:17:57.999999Z",
    "2099-01-01T00:00:00Z",
    "2001-01-01T00:00:00Z",
    "2026-02-29T00:00:00Z",
    "2024-02-29T23:59:59Z",
    "2026-13-01T00:00:00Z",
    "2026-05-18 00:17:58Z",
    "2026-05-18T00:17:58",
    "2026-05-18T00:17:58+00:00",
    "2026-05-18t00:17:58z",
    "2026-05-18T24:00:00Z",
    "",
    "2026-05-18T00:17:60Z",
    "2026-05-18T00:17:58.1234567Z",
    "2026-05-18T00:17:58.Z",
    "12026-05-18T00:17:58Z",
    " 2026-05-18T00:17:58Z",
    "2026-05-18T00:17:58Z\n",
    "２０26-05-18T00:17:58Z",
    "2026-05-18T00:17:58.25+00:00",
    "2026-05-18T00:17:58-00:00",
    "2026-05-18T01:17:58+01:00",
    "2026-02-29T00:00:00+00:00",
    "2026-05-18T00:17:58Z+00:00",
    "2026-06-27T00:17:58Z",
    "2026-06-27T00:17:58.9Z",
]


def some_event(rng, draft, kind=None) -> dict:
    """One of the events, of a type if one is given."""
    return rng.choice([e for e in draft.bundle["events"] if kind is None or e["event_type"] == kind])


def a_time(rng) -> str:
    """A good, bad or unusual time."""
    return rng.choice(TIMES)


# --- BODY: the record, the aliases, the bundle's members ---------------------------------------------


def record_member(rng, draft):
    """Something in the record."""
    tweak_below(rng, draft.bundle["canonical_record"])


def record_year(rng, draft):
    """The time from which the year of the number is taken."""
    draft.bundle["canonical_record"]["metadata"]["submitted_at"] = rng.choice(
        ["2018", "201", "abcd-01-01", "", "2018-99-99", "02018-01-01"]
    )


def record_source(rng, draft):
    """The kind, id or version of the source."""
    name = rng.choice(["kind", "id", "version"])
    values = {
        "kind": ["arXiv", "zenodo", "arxiv", ""],
        "id": ["1804.07613", "hep-lat/0305021", ""],
        "version": [0, -1, 2, 10**20],
    }
    draft.bundle["canonical_record"]["source"][name] = rng.choice(values[name])


def titles(rng, draft):
    """The title of a snapshot."""
    paper = some_event(rng, draft, "graph_snapshot")["payload"]["graph_snapshot"]["paper"]
    paper["title"] = rng.choice(
        [
            paper["title"].upper(),
            paper["title"] + "\x1c",
            paper["title"].replace(" ", "\x0b"),
            other_text(rng, paper["title"]),
        ]
    )


def snapshot_sections(rng, draft):
    """Counts, items and digests of a snapshot."""
    snapshot = some_event(rng, draft, "graph_snapshot")["payload"]["graph_snapshot"]
    names = ["claims", "claims", "references", "formal_canon", "author_claims", "integrity", "integrity"]
    section = snapshot[rng.choice([name for name in names if name in snapshot])]
    tweak(rng, *rng.choice([(section, name) for name in section] + [(snapshot, "source")]))


def alias_member(rng, draft):
    """Something in the aliases."""
    tweak_below(rng, draft.bundle["source_aliases"])


def alias_list(rng, draft):
    """The aliases as a list: missing, twice, unknown, in another order."""
    aliases = draft.bundle["source_aliases"]
    kind = rng.randrange(5)
    if kind == 0:
        aliases.pop(rng.randrange(len(aliases)))
    elif kind == 1:
        aliases.append(copy.deepcopy(rng.choice(aliases)))
    elif kind == 2:
        aliases.append(
            {"alias_kind": rng.choice(["zzz", "arxiv", "pith_short_8"]), "alias_value": "x", "created_at": a_time(rng)}
        )
    elif kind == 3:
        rng.shuffle(aliases)
    else:
        aliases[:] = [alias for alias in aliases if not alias["alias_kind"].startswith("pith_")]


def bundle_member(rng, draft):
    """A member of the bundle itself, but for the three that make it another kind of document."""
    names = [name for name in draft.bundle if name not in ("bundle_type", "bundle_version", "merge_version")]
    tweak(rng, draft.bundle, rng.choice(names))


def bundle_version(rng, draft):
    """A member that makes it another kind of document."""
    where = rng.choice([draft.bundle, draft.bundle, draft.bundle["canonical_record"], some_event(rng, draft)])
    tweak(rng, where, rng.choice([name for name in where if name.endswith("_version") or name == "bundle_type"]))


def unknown_member(rng, draft):
    """A member that nobody knows, in one of the objects whose members are known."""
    bundle = draft.bundle
    places = [
        bundle,
        bundle["canonical_record"],
        bundle["canonical_record"]["metadata"],
        bundle["source"],
        bundle["canonical_record"]["source"],
        rng.choice(bundle["source_aliases"] or [{}]),
        some_event(rng, draft),
        some_event(rng, draft)["signer"],
        some_event(rng, draft)["signature"],
        rng.choice(bundle["public_keys"]),
    ]
    rng.choice(places)[rng.choice(["extra", "Zusatz", "😀", ""])] = odd_value(rng)


def other_members(rng, draft):
    """Members that only the bundle signature covers."""
    name = rng.choice(["built_at", "links", "mirror_hints", "timestamp_proofs"])
    draft.bundle[name] = {
        "built_at": a_time(rng),
        "links": {},
        "mirror_hints": [odd_value(rng)],
        "timestamp_proofs": [{"proof": "x"}],
    }[name]


# --- BODY: events ------------------------------------------------------------------------------------


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
        events.insert(rng.randint(0, len(events)), copy.deepcopy(rng.choice(events)))
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
    event = copy.deepcopy(some_event(rng, draft, rng.choice(["record_created", None])))
    event["payload"]["again"] = odd_value(rng)
    if rng.random() < 0.3:
        event["supersedes"] = [event["event_id"]]
    if rng.random() < 0.8:
        seal_event(event)
    draft.bundle["events"].insert(rng.randint(0, len(draft.bundle["events"])), event)


def record_again(rng, draft):
    """A second record_created by the same signer: of the same record or of another; it may replace the first."""
    first = some_event(rng, draft, "record_created")
    event = copy.deepcopy(first)
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


def numbers_exchanged(rng, draft):
    """A number that a lax reader takes for the right one: in a payload, in the record or in a copy of it."""
    bundle = draft.bundle
    record, payload = bundle["canonical_record"], some_event(rng, draft, "record_created")["payload"]
    if rng.random() < 0.4:
        record["metadata"]["extra"] = rng.choice([0, 0.0, -0.0, 1, 1.0, True, 10**16, 1e16])
        payload["canonical_record"] = copy.deepcopy(record)
    where = rng.choice([record, bundle["source"], payload["canonical_record"], payload, some_event(rng, draft)])
    container, name = rng.choice([(c, n) for c, n in nodes(where) if type(c[n]) in (int, float, bool)])
    container[name] = near_equal(rng, container[name])


def other_times(rng, draft):
    """A time on which nothing rests: of the record, of an alias, of a receipt."""
    bundle = draft.bundle
    places = [(bundle["canonical_record"]["metadata"], "submitted_at")]
    places += [(alias, "created_at") for alias in bundle["source_aliases"]]
    held = some_event(rng, draft, "record_created")["payload"]["receipt"]
    places += [(held, name) for name in ("first_computed_at", "first_computed_at", "last_reissued_at", "expires_at")]
    container, name = rng.choice(places)
    container[name] = a_time(rng)


def receipt_elsewhere(rng, draft):
    """A receipt where nobody looks for one."""
    bundle = draft.bundle
    held = copy.deepcopy(some_event(rng, draft, "record_created")["payload"]["receipt"])
    if rng.random() < 0.2:
        held["kind"] = rng.choice(["PITH_RECEIPT", None, "pith_receipt_v2"])
    places = [some_event(rng, draft)["payload"], bundle["links"], some_event(rng, draft, "record_created")["payload"]]
    where = rng.choice([*places, bundle["canonical_record"]["metadata"]])
    where[rng.choice(["receipt_2", "old"])] = rng.choice([held, [held], {"inner": [[held]]}])


def receipt(rng, draft):
    """The receipt: any member, its label, its digest, its key; or none."""
    payload = some_event(rng, draft, "record_created")["payload"]
    held, kind = payload["receipt"], rng.randrange(8)
    if kind < 3:
        tweak(rng, held, rng.choice(list(held)))
    elif kind == 3:
        payload["receipt"] = rng.choice([None, {}, [], "x"])
    elif kind == 4:
        held["signature_status"] = "unsigned_v1"
    elif kind == 5:
        held["canonical_sha256"] = rng.choice(["0" * 64, held["canonical_sha256"].upper()])
    elif kind == 6:
        other = rng.choice(signers())
        held |= {"key_id": other.key_id, "public_key_fingerprint": fingerprint_hex(other.data)}
        seal(held, held["canonical_sha256"])
    else:
        held[rng.choice(["kind", "signed_message"])] = rng.choice(
            ["pith_event", "bundle_sha256_bytes", "open_graph_event_sha256_bytes"]
        )


# --- BODY: keys --------------------------------------------------------------------------------------

WEAK = (
    [encode_point(point) for point in SMALL_ORDER]
    + [(P + n).to_bytes(32, "little") for n in range(19)]
    + [bytes(31) + b"\x80", b"\x01" + bytes(30) + b"\x80", b"\xff" * 32, bytes([2]) + bytes(31)]
)


def set_key(key: dict, data: bytes):
    """Other bytes, with everything that follows from them."""
    key |= {
        "public_key_b64": base64.b64encode(data).decode(),
        "public_key_hex": data.hex(),
        "fingerprint_sha256_hex": fingerprint_hex(data),
        "fingerprint_sha256_b32_first128bits": fingerprint_b32(data),
    }


def key_member(rng, draft):
    """Something in a key."""
    key = rng.choice(draft.bundle["public_keys"])
    tweak(rng, key, rng.choice(list(key)))


def key_bytes(rng, draft):
    """Other bytes: of small order, not canonical, with a torsion component, another's, too few."""
    key = rng.choice(draft.bundle["public_keys"])
    mixed = add(decode_point(bytes.fromhex(key["public_key_hex"])), rng.choice(SMALL_ORDER[1:]))
    set_key(key, rng.choice([rng.choice(WEAK), encode_point(mixed), rng.choice(signers()).data, bytes(31), b""]))


def key_text(rng, draft):
    """The same bytes in another spelling."""
    key = rng.choice(draft.bundle["public_keys"])
    if rng.random() < 0.5:
        key["public_key_hex"] = rng.choice(
            [key["public_key_hex"].upper(), "0x" + key["public_key_hex"], signers()[1].data.hex()]
        )
    else:
        key["public_key_b64"] = other_base64(rng, key["public_key_b64"])


def key_list(rng, draft):
    """The keys as a list: one id twice, one key under two ids, a key that signs nothing, none."""
    keys, kind = draft.bundle["public_keys"], rng.randrange(7)
    added, signer = copy.deepcopy(rng.choice(keys)), rng.choice(signers())
    if kind == 0:
        keys.append(added)
    elif kind == 1:
        keys.append(added | {"key_id": signer.key_id})
    elif kind == 2:
        set_key(added, signer.data)
        keys.insert(rng.randint(0, len(keys)), added)
    elif kind == 3:
        set_key(added, signer.data)
        keys.append(added | {"key_id": signer.key_id})
    elif kind == 4:
        keys.pop(rng.randrange(len(keys)))
    elif kind == 5:
        set_key(added, rng.choice(WEAK))
        keys.append(added)
    else:
        rng.shuffle(keys)


def key_claims(rng, draft):
    """The id of the production key, another algorithm or format, a rotation."""
    key = rng.choice(draft.bundle["public_keys"])
    name, values = rng.choice(
        [
            ("key_id", ["pith-v1-2026-05", "test-registry-1", ""]),
            ("algorithm", ["ED25519", "ed25519ph", "none"]),
            ("format", ["RAW", "spki"]),
            ("rotates_at", [*TIMES, None, 5]),
        ]
    )
    key[name] = rng.choice(values)


def key_renamed(rng, draft):
    """Another id for a key, wherever it is named."""
    old = rng.choice(draft.bundle["public_keys"])["key_id"]
    new = rng.choice(["pith-v1-2026-05", "pith-v1-2026-05", "pith-v1-2026-06", odd_text(rng)])
    for container, name in nodes(draft.bundle):
        if name == "key_id" and container[name] == old:
            container[name] = new


# --- SIGNATURES --------------------------------------------------------------------------------------


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
    event = copy.deepcopy(some_event(rng, draft))
    event["signature"]["signature_b64"] = other_signature(rng, event["signature"]["signature_b64"])
    draft.bundle["events"].insert(rng.randint(0, len(draft.bundle["events"])), event)


def event_version(rng, draft):
    """Members of a sealed event that make a signature stand for something else."""
    one, two = some_event(rng, draft), some_event(rng, draft)
    one["signature"], two["signature"] = two["signature"], one["signature"]


# --- OUTSIDE -----------------------------------------------------------------------------------------


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


# --- TEXT --------------------------------------------------------------------------------------------


def at_value(rng, text: str, replacement: str) -> bytes:
    """A text in which one string value or name is replaced."""
    quotes = [n for n in range(len(text) - 1) if text[n] == '"' and text[n - 1] in ":[, \n{"]
    start = rng.choice(quotes)
    end = text.index('"', start + 1)
    return (text[:start] + replacement + text[end + 1 :]).encode()


def text_repeated(rng, text: str) -> bytes:
    """A member twice."""
    starts = [n for n in range(len(text)) if text[n] == "{"]
    start = rng.choice(starts)
    name = rng.choice(['"event_id"', '"extra"', '"\\u0065xtra"', '"state"', '"payload"', '"kind"'])
    return (
        text[: start + 1]
        + f'{name}:1,{name.replace("e", rng.choice(["e", chr(92) + "u0065"]), 1)}:1,'
        + text[start + 1 :]
    ).encode()


def text_value(rng, text: str) -> bytes:
    """A value or name that is refused."""
    deep = rng.choice([100, 128, 129, 1000, 5000])
    return at_value(
        rng,
        text,
        rng.choice(
            [
                "NaN",
                "-Infinity",
                "1e999",
                "1" * 4300,
                "1" * 4301,
                "01",
                "1.",
                "+1",
                '"\\ud800"',
                '"\\udc00x"',
                '"\\x"',
                '"\x01"',
                "'a'",
                "nul",
                "True",
                "",
                '"a" "b"',
                "[" * deep + "]" * deep,
                "[1,]",
                "{,}",
                "1E400",
                '"\\ud83d\\ude00"',
                "-0",
                "-0.0",
                "1e-400",
            ]
        ),
    )


def text_around(rng, text: str) -> bytes:
    """Something before or after the document, or another encoding of it."""
    data = text.encode()
    return rng.choice(
        [
            b"\xef\xbb\xbf" + data,
            data + b"x",
            data + b"\0",
            data + data,
            b"[" + data + b"]",
            data[:-1],
            data + b"\n\n ",
            text.encode("utf-16"),
            text.encode("utf-16-be"),
            text.encode("utf-32"),
            b"\x1f\x8b" + data,
            b"",
            b" ",
            b"null",
            b"{}",
            b"[]",
            b"5",
            b"<html></html>",
            b"\xc2\xa0" + data,
        ]
    )


def text_bytes(rng, text: str) -> bytes:
    """A byte changed, removed or added; or the end cut off."""
    data = bytearray(text.encode())
    at, kind = rng.randrange(8, len(data)), rng.randrange(4)
    if kind == 0:
        data[at] = rng.choice([0, 0x80, 0xFF, 0xC0, 0xED, 34, 44, 92, 125, data[at] ^ 1])
    elif kind == 1:
        del data[at]
    elif kind == 2:
        data.insert(at, rng.choice(b'"{}[],:\\0 \n\x00\xff'))
    else:
        del data[at:]
    return bytes(data)


BODY = [
    record_member,
    record_member,
    record_year,
    record_source,
    titles,
    titles,
    snapshot_sections,
    snapshot_sections,
    alias_member,
    alias_list,
    alias_list,
    bundle_member,
    bundle_member,
    unknown_member,
    other_members,
    event_member,
    event_member,
    event_payload,
    event_payload,
    event_signer,
    event_signer,
    event_kind,
    event_kind,
    event_time,
    event_time,
    event_time,
    event_supersedes,
    event_supersedes,
    event_previous,
    event_previous,
    event_follows_later,
    event_follows_later,
    event_owner,
    event_owner,
    event_fork,
    event_fork,
    event_loop,
    event_list,
    event_list,
    event_again,
    record_again,
    record_again,
    numbers_exchanged,
    numbers_exchanged,
    numbers_exchanged,
    other_times,
    other_times,
    receipt_elsewhere,
    receipt,
    receipt,
    key_member,
    key_bytes,
    key_bytes,
    key_text,
    key_list,
    key_list,
    key_claims,
    key_claims,
    key_renamed,
]
SIGNATURES = [event_signature] * 5 + [
    event_signature_gone,
    event_id,
    event_id,
    event_subject,
    event_signed_twice,
    event_version,
]
OUTSIDE = [bundle_signature] * 4 + [
    bundle_signature_gone,
    bundle_signature_time,
    after_sealing,
    after_sealing,
    bundle_version,
]
TEXT = [text_repeated, text_value, text_value, text_around, text_bytes]
