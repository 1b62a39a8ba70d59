"""Changes to the record, its copies and receipts, and to members of the bundle, for `mutate.py`."""

from __future__ import annotations

from ed25519 import fingerprint_hex
from mutate_signatures import other_signature
from places import clone, nodes, other_text, some_event, tweak, tweak_below
from sealing import seal, signers
from values import a_time, near_equal, odd_value


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
        aliases.append(clone(rng.choice(aliases)))
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


def numbers_exchanged(rng, draft):
    """A number that a lax reader takes for the right one: in a payload, in the record or in a copy of it."""
    bundle = draft.bundle
    record, payload = bundle["canonical_record"], some_event(rng, draft, "record_created")["payload"]
    if rng.random() < 0.4:
        record["metadata"]["extra"] = rng.choice([0, 0.0, -0.0, 1, 1.0, True, 10**16, 1e16])
        payload["canonical_record"] = clone(record)
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
    held = clone(some_event(rng, draft, "record_created")["payload"]["receipt"])
    if rng.random() < 0.2:
        held["kind"] = rng.choice(["PITH_RECEIPT", None, "pith_receipt_v2"])
    places = [some_event(rng, draft)["payload"], bundle["links"], some_event(rng, draft, "record_created")["payload"]]
    where = rng.choice([*places, bundle["canonical_record"]["metadata"]])
    where[rng.choice(["receipt_2", "old"])] = rng.choice([held, [held], {"inner": [[held]]}])


def receipt(rng, draft):
    """The receipt: any member, its label, its digest, its key; or none."""
    payload = some_event(rng, draft, "record_created")["payload"]
    held, kind = payload["receipt"], rng.randrange(10)
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
    elif kind < 9:
        held["signature_b64"] = other_signature(rng, held["signature_b64"])
    else:
        held[rng.choice(["kind", "signed_message"])] = rng.choice(
            ["pith_event", "bundle_sha256_bytes", "open_graph_event_sha256_bytes"]
        )
