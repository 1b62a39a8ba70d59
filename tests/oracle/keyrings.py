"""What a user may trust, for generated bundles: single keys, key files, keyrings with owners and roles."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import replace

from ed25519 import fingerprint_b32, fingerprint_hex
from sealing import Signer, signers
from trust import Pin, keyring_line


def pin_of(signer: Signer, **other) -> Pin:
    """A signer's key under its own name, but for what is said otherwise."""
    role = "registry" if signer.signer_type == "pith_registry" else "signer"
    return replace(Pin(signer.data, signer.key_id, signer.signer_id, role), **other)


def published(signer: Signer, **other) -> dict:
    """A key as registries publish it and bundles embed it."""
    return {
        "key_id": signer.key_id,
        "algorithm": "ed25519",
        "format": "raw",
        "public_key_b64": base64.b64encode(signer.data).decode(),
        "public_key_hex": signer.data.hex(),
        "fingerprint_sha256_b32_first128bits": fingerprint_b32(signer.data),
        "fingerprint_sha256_hex": fingerprint_hex(signer.data),
        "rotates_at": None,
        "url": "https://example.org/key.json",
        "notes": "a test key",
    } | other


def catalogue() -> list[list[Pin]]:
    """Keyrings of every kind: right ones, too small ones, wrong owners, wrong roles, wrong ids, several lines a key."""
    first, second, *authors = signers()
    own = [pin_of(signer) for signer in signers()]
    registries, others = own[:2], own[2:]
    return [
        own,
        own,
        registries,
        own[:1],
        [own[0], pin_of(second, owner="other.example"), *others],
        [pin_of(first, role="signer"), own[1], *others],
        [*registries, *(pin_of(author, role="registry") for author in authors)],
        [*registries, *(pin_of(author, owner="example.org") for author in authors)],
        [*registries, *(pin_of(author, owner="example.org", role="registry") for author in authors)],
        [own[0], pin_of(first, owner="other.example"), pin_of(second, role="signer"), own[1], *others],
        [pin_of(second, key_id=first.key_id), *others],
        [*registries, pin_of(first, key_id="another-id"), *others],
        [pin_of(first, owner="other.example"), own[1], *others],
        [pin_of(first, owner=None), own[1], *(pin_of(author, owner=None) for author in authors)],
    ]


def some_keyring(rng) -> list[Pin]:
    """Any signers under any owner, in any role."""
    owners = ["example.org", "example.org", "other.example", "orcid:2", "orcid:5"]
    pins = [pin_of(signer) for signer in signers() if rng.random() < 0.8] or [pin_of(signers()[0])]
    changed = [
        replace(pin, owner=rng.choice([pin.owner, None, *owners]), role=rng.choice([pin.role, "registry", "signer"]))
        for pin in pins
        if rng.random() < 0.3
    ]
    return pins[: rng.randint(1, len(pins))] + changed


def keyring_option(rng, pins: list) -> tuple[list, dict]:
    """The option for a keyring, and its file: a registry's role may be left out."""
    text = "".join(map(keyring_line, pins))
    if rng.random() < 0.3:
        text = text.replace(" registry\n", "\n")
    data = text.encode()
    name = hashlib.sha256(data).hexdigest()[:12] + ".keyring"
    return ["--keyring", name], {name: data}


def key_file_option(rng) -> tuple[list, dict]:
    """The option for a registry's published key that says when it is rotated; seldom one that is revoked."""
    number = rng.randrange(2)
    kind, members = rng.choice(
        [
            ("new", {}),
            ("2099", {"rotates_at": "2099-01-01T00:00:00Z"}),
            ("2020", {"rotates_at": "2020-01-01T00:00:00Z"}),
            ("offset", {"rotates_at": "2026-05-18T00:30:00+00:00"}),
        ]
    )
    if rng.random() < 0.05:
        kind, members = "revoked", {"revoked": True}
    name = f"registry-{number}-{kind}.json"
    data = json.dumps(published(signers()[number], **members)).encode()
    return ["--key", "@" + name], {name: data}


def choose(rng) -> tuple[list, dict]:
    """What the user trusts: mostly both registries; and the files that the options name."""
    keys = [["--key", signer.data.hex()] for signer in signers()]
    every, first, second = sum(keys, []), keys[0], keys[0] + keys[1]
    kind, strict = rng.random(), ["--strict"] if rng.random() < 0.12 else []
    if kind < 0.4:
        options, files = keyring_option(rng, rng.choice(catalogue()))
    elif kind < 0.43:
        options, files = keyring_option(rng, some_keyring(rng))
    elif kind < 0.48:
        options, files = key_file_option(rng)
        options = options + (keys[1] if rng.random() < 0.5 else [])
    else:
        embedded = ["--trust-embedded"]
        options = rng.choices(
            [every, second, first, first + keys[2], keys[1], embedded, first + embedded, []],
            weights=[20, 12, 4, 3, 3, 6, 2, 2],
        )[0]
        files = {}
    if files and rng.random() < 0.05:
        options = options + ["--trust-embedded"]
    return options + strict, files
