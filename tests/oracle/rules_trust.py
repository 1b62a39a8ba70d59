"""The rules about trust, times and what is not checked, for `selftest.py`: as `rules.py`, with the trust of each."""

from __future__ import annotations

import json
import random

import history
from keyrings import pin_of, published
from rules import NOTE, OPEN, OWN, TITLE, E, answer, bundle_of
from places import clone
from sealing import signers
from strict_json import digest
from trust import BUILT_IN, Trust, Unchecked, keyring_line, trust_from

FIRST, SECOND, ALICE, BOB = signers()[:4]
EMBEDDED = Trust(embedded=True)


def pinned(*pins) -> Trust:
    """The keys of a keyring."""
    return Trust(pins)


def roles():
    """Only a registry's key seals, receipts, creates records and makes snapshots, and it speaks for its owner alone."""
    plain, untrusted = bundle_of(), "untrusted; warn trust.keys"
    yield plain, OWN, "pass"
    yield plain, EMBEDDED, "pass"
    yield plain, Trust(), untrusted
    yield plain, pinned(pin_of(FIRST, owner=None)), "pass"
    yield plain, pinned(pin_of(FIRST, role="signer")), untrusted
    yield plain, pinned(pin_of(FIRST, owner=None, role="signer")), untrusted
    yield plain, pinned(pin_of(FIRST, owner="other.example")), untrusted
    yield plain, pinned(pin_of(FIRST, owner="other.example"), pin_of(FIRST)), "pass"
    yield plain, pinned(pin_of(FIRST, role="signer"), pin_of(FIRST)), "pass"
    yield plain, pinned(pin_of(FIRST, role="signer"), pin_of(FIRST, owner="other.example")), untrusted
    yield plain, Trust((pin_of(FIRST, role="signer"),), embedded=True), "pass"
    yield plain, Trust((BUILT_IN,), strict=True), "fail; fail trust.keys"
    # The seal is a registry's; whose it is, nobody says.
    sealed = bundle_of(sealer=1)
    yield sealed, OWN, "pass"
    yield sealed, pinned(pin_of(FIRST), pin_of(SECOND, owner="other.example")), "pass"
    yield sealed, pinned(pin_of(FIRST), pin_of(SECOND, role="signer")), untrusted
    yield bundle_of(sealer=2), OWN, untrusted
    # Snapshots are a registry's, all other events their signer's own.
    yield bundle_of(E("graph_snapshot", 2)), OWN, untrusted
    yield bundle_of(E("graph_snapshot", 2)), pinned(pin_of(FIRST), pin_of(ALICE, role="registry")), "pass"
    for kind in ("correction", "author_attestation"):
        yield bundle_of(E(kind, 2)), OWN, "pass"
        yield bundle_of(E(kind, 2)), pinned(pin_of(FIRST)), "pass; warn trust.keys"
        yield bundle_of(E(kind, 2)), pinned(pin_of(FIRST), pin_of(ALICE, owner="orcid:3")), "pass; warn trust.keys"
        yield bundle_of(E(kind, 2, signer_id="example.org")), OWN, "pass; warn trust.keys"
        yield bundle_of(E(kind, 2, signer_id="example.org")), EMBEDDED, "pass"
    # Verdicts in their order.
    later = bundle_of(E(NOTE, at=1, supersedes=["x"]), E("graph_snapshot", 2))
    yield later, OWN, "untrusted; open event.links M8; warn trust.keys"
    yield later, EMBEDDED, OPEN + "event.links M8"
    yield later, Trust(embedded=True, strict=True), "fail; fail event.links"


def same_signer():
    """A registry that rotated its key follows and replaces its own events, if both keys are trusted for one signer."""
    events = E("graph_snapshot", at=1), E("graph_snapshot", 1, 2, prev=1, supersedes=[1])
    parted = pinned(pin_of(FIRST), pin_of(SECOND, owner="other.example"))
    either = pinned(pin_of(FIRST), pin_of(SECOND, owner=None))
    for trust in (OWN, EMBEDDED, either):
        yield bundle_of(*events, trust=trust), trust, "pass"
    yield bundle_of(*events, trust=parted), parted, "untrusted; open event.links M8; warn event.links trust.keys"
    yield bundle_of(*events), parted, ("untrusted; open event.links M8 state.replay M8; warn event.links trust.keys")
    # A key that is trusted for a signer in whatever role is trusted for it.
    notes = E(NOTE, at=1, prev=0), E(NOTE, 1, 2, prev=0)
    signer = pinned(pin_of(FIRST), pin_of(SECOND, role="signer"))
    stranger = pinned(pin_of(FIRST))
    for trust in (OWN, signer):
        yield bundle_of(*notes, trust=trust), trust, "pass; warn state.equivocation"
        yield bundle_of(
            *notes, trust=stranger
        ), trust, OPEN + "state.counts M9 state.replay M9; warn state.equivocation"
    yield bundle_of(*notes, trust=stranger), stranger, "pass; warn event.links trust.keys"
    yield bundle_of(*notes), stranger, OPEN + "state.counts M9 state.replay M9; warn event.links trust.keys"
    # The same bytes are the same signer under any name.
    named = E(NOTE, at=1), E(NOTE, at=2, supersedes=[1], signer_id="orcid:2")
    yield bundle_of(*named), OWN, "pass; warn trust.keys"
    yield bundle_of(E(NOTE, 2, 1), E(NOTE, 3, 2, supersedes=[1], signer_id="orcid:2")), OWN, (
        OPEN + "event.links M8; warn trust.keys"
    )


def rotations():
    """`rotates_at` of an embedded key and of the file that pins it; keys with the id of a trusted one."""
    late, late_offset = "2026-05-18T23:59:59Z", "2026-05-18T23:59:59+00:00"

    def rotates(text):
        return lambda bundle: bundle["public_keys"][0].update(rotates_at=text)

    for text in (late, late_offset, "soon", "2026-02-30T00:00:00Z"):
        yield bundle_of(change=rotates(text)), OWN, "pass; warn trust.keys"
        yield bundle_of(), pinned(pin_of(FIRST, rotates_at=text)), "pass; warn trust.keys"
        yield bundle_of(), pinned(pin_of(FIRST), pin_of(SECOND, rotates_at=text)), "pass"
    for text in (None, "2099-01-01T00:00:00Z", "2026-05-20T00:17:58Z"):
        yield bundle_of(change=rotates(text)), OWN, "pass"
        yield bundle_of(), pinned(pin_of(FIRST, rotates_at=text)), "pass"
    for other in signers()[1:]:
        yield bundle_of(), pinned(pin_of(FIRST), pin_of(other, key_id=FIRST.key_id)), "pass"
    other_way = pin_of(FIRST, key_id=SECOND.key_id)
    yield bundle_of(sealer=1), pinned(pin_of(FIRST), pin_of(SECOND), other_way), "pass"
    yield bundle_of(), pinned(pin_of(SECOND, key_id=FIRST.key_id)), "fail; fail key.impersonation; warn trust.keys"
    yield bundle_of(), pinned(pin_of(FIRST, key_id="other")), "pass"


def times():
    """event.time: `+00:00` and impossible times on which nothing rests are warnings, other bad times fail."""
    warned = "pass; warn event.time"

    def put(text, *path):
        def change(bundle):
            for name in path[:-1]:
                bundle = bundle[name]
            bundle[path[-1]] = text

        return change

    receipt = ("events", 0, "payload", "receipt")
    resting = [("built_at",), ("events", 0, "created_at"), ("events", 0, "signature", "signed_at")]
    free = [
        ("source_aliases", 0, "created_at"),
        (*receipt, "first_computed_at"),
        (*receipt, "last_reissued_at"),
        (*receipt, "expires_at"),
    ]
    for path in [*resting, (*receipt, "signed_at")]:
        for text in ("2026-05-18T00:17:58+00:00", "2026-05-18T00:17:58.123456+00:00"):
            yield bundle_of(change=put(text, *path)), OWN, warned
        for text in ("2026-05-18T00:17:58-00:00", "2026-05-18T00:17:58+01:00", "2026-02-30T00:00:00Z", "soon", ""):
            yield bundle_of(change=put(text, *path)), OWN, "fail; fail event.time"
    for path in free:
        yield bundle_of(change=put("2026-05-18T00:17:58Z", *path)), OWN, "pass"
        for text in (
            "2026-05-18T00:17:58+00:00",
            "2026-02-30T00:00:00Z",
            "2026-05-18T00:17:60Z",
            "2026-05-18T00:17:58-00:00",
            "soon",
            "",
        ):
            yield bundle_of(change=put(text, *path)), OWN, warned
    # An offset is no other time: M7 sorts by what it says, M8 and M9 compare it.
    yield bundle_of(E(NOTE, at=2, zone="+00:00"), E(NOTE, at=1), E(NOTE, at=2, prev=1)), OWN, warned


def unread():
    """Skipped with a reason: receipts elsewhere, timestamp anchors and proofs."""
    held = {"kind": "pith_receipt", "signature_b64": "x"}
    for place in (held, [held], {"a": {"b": [[held]]}}):
        yield bundle_of(E(NOTE, payload={"x": place})), OWN, "pass; skip receipt.signature"
    yield bundle_of(E(NOTE, payload={"x": held | {"kind": "receipt"}})), OWN, "pass"
    yield bundle_of(E("timestamp_anchor")), OWN, "pass; skip timestamp.proof"
    yield bundle_of(change=lambda bundle: bundle.update(timestamp_proofs=[{}])), OWN, "pass; skip timestamp.proof"


def integrity():
    """snapshot.digest of an integrity section: over its detectors and findings, in the published order."""
    lists = {"detectors_run": [{"name": "a"}], "findings": [{"n": 1}, {"n": 2}]}
    right = digest({"payload": {"detectors": lists["detectors_run"], "findings": lists["findings"]}})
    empty = "c28c3603d3b5d939e8dc4c7e95fa8dfce3d595e45f758748cecf8e644a296938"
    for section, expected in (
        (lists | {"snapshot_sha256": right}, "pass"),
        ({"detectors_run": [], "findings": [], "snapshot_sha256": empty}, "pass"),
        (lists | {"findings": lists["findings"][::-1], "snapshot_sha256": right}, "pass; warn snapshot.digest"),
        (lists | {"snapshot_sha256": empty}, "pass; warn snapshot.digest"),
        ({"findings": lists["findings"], "snapshot_sha256": right}, "pass"),
        (lists | {"detectors_run": {}, "snapshot_sha256": right}, "pass"),
        (lists, "pass"),
        ([], "pass"),
    ):

        def put(bundle, section=section):
            event = bundle["events"][1]
            snapshot = history.snapshot(random.Random(0), bundle["canonical_record"], TITLE)["graph_snapshot"]
            event["payload"]["graph_snapshot"] = clone(snapshot | {"integrity": section})

        yield bundle_of(E("graph_snapshot"), change=put), OWN, expected


def key_texts():
    """What options mean: (arguments, files, what they trust or None if they are refused)."""
    line, hexed = keyring_line(pin_of(FIRST)).encode(), FIRST.data.hex()
    bare = pin_of(FIRST, key_id=None, owner=None)
    files = {
        "ring": line + b"# nobody\r\n\r\n" + keyring_line(pin_of(ALICE)).encode().replace(b"\n", b"\r\n"),
        "short": b"\xef\xbb\xbf" + line.replace(b" registry", b""),
        "role": line.replace(b"registry\n", b"admin\n"),
        "long": line.replace(b"\n", b" x\n"),
        "empty": b"# nothing\n",
        "weak": b"a b ed25519 " + b"A" * 43 + b"=\n",
        "hex": b"\xef\xbb\xbf" + hexed.encode() + b"\r\n",
    }
    key = published(FIRST)
    documents = {
        "key": key,
        "rotated": key | {"rotates_at": "2020-01-01T00:00:00Z"},
        "revoked": key | {"revoked": True},
        "status": key | {"status": "revoked"},
        "lost": key | {"status": "compromised"},
        "notice": key | {"revocation": {}},
        "since": key | {"revoked_at": "2026-01-01T00:00:00Z"},
        "not-revoked": key | {"revoked": False, "status": "active", "revoked_at": None},
        "active": {"mirrors": [{"status": "active", "public_key": key}, {"status": "off", "public_key": {}}]},
        "no-mirror": {"mirrors": [{"status": "revoked", "public_key": key}]},
        "two": key | {"public_key_hex": SECOND.data.hex()},
    }
    files |= {name: json.dumps(document).encode() for name, document in documents.items()}
    named = pin_of(FIRST, owner=None)
    files["nobody"] = keyring_line(named).encode()
    for options, expected in (
        ([], (BUILT_IN,)),
        (["--key", hexed], (bare,)),
        (["--key", "@hex"], (bare,)),
        (["--keyring", "ring"], (pin_of(FIRST), pin_of(ALICE))),
        (["--keyring", "nobody"], (named,)),
        (["--keyring", "short", "--key", hexed], (bare, pin_of(FIRST))),
        *((["--keyring", name], None) for name in ("role", "long", "empty", "weak", "nothing")),
        (["--key", "@key"], (named,)),
        (["--key", "@rotated"], (pin_of(FIRST, owner=None, rotates_at="2020-01-01T00:00:00Z"),)),
        (["--key", "@not-revoked"], (named,)),
        (["--key", "@active"], (named,)),
        *((["--key", f"@{name}"], None) for name in ("revoked", "status", "lost", "notice", "since", "no-mirror", "two")),
        *((["--key", text], None) for text in ("", "00" * 32, hexed[:32], hexed[:-1])),
    ):
        yield options, files, expected


def check_key_texts():
    """Whether options mean what they should."""
    for options, files, expected in key_texts():
        try:
            found = trust_from(options, files).pins
        except Unchecked:
            found = None
        yield found == expected


RULES = (roles, same_signer, rotations, times, unread, integrity)


def check_trust():
    """Whether every bundle has its answer."""
    for rule in RULES:
        for data, trust, expected in rule():
            yield answer(data, trust) == expected
