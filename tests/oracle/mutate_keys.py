"""Changes to the embedded keys, for `mutate.py`."""

from __future__ import annotations

import base64
from ed25519 import SMALL_ORDER, add, decode_point, encode_point, fingerprint_b32, fingerprint_hex
from mutate_signatures import WEAK, other_base64
from places import clone, nodes, tweak
from sealing import signers
from values import TIMES, odd_text


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
    added, signer = clone(rng.choice(keys)), rng.choice(signers())
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
