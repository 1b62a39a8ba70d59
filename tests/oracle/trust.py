"""Whom the user trusts: keys given one by one, keyrings, the built-in key (docs/format.md, section 7)."""

from __future__ import annotations

import argparse
import base64
import functools
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path

from ed25519 import key_defect, strict_base64
from merge import moment
from strict_json import Malformed, read

SPKI = bytes.fromhex("302a300506032b6570032100")  # what stands before the 32 bytes in a PEM file


class Unchecked(Exception):
    """A problem on the user's side, which means nothing about any document."""


@dataclass(frozen=True)
class Pin:
    """A key that the user or the tool trusts. What is not known of it is None."""

    data: bytes
    key_id: str | None = None
    owner: str | None = None
    role: str = "registry"
    rotates_at: str | None = None

    def is_of(self, owner: str | None) -> bool:
        """Whether the key may speak for an owner; None asks for nobody in particular."""
        return owner is None or self.owner in (None, owner)


BUILT_IN = Pin(
    bytes.fromhex("b2d552b68890857171a78b36a5dccf368a953413288c353f7c9d9d6f94b709b3"),
    "pith-v1-2026-05",
    "pith.science",
)


@dataclass(frozen=True)
class Trust:
    """The keys in force, whether embedded ones are taken at face value, and how strictly findings are read."""

    pins: tuple = (BUILT_IN,)
    embedded: bool = False
    strict: bool = False

    def reason_against(self, key: bytes, owner: str | None, registry: bool) -> str | None:
        """The reason that a signature is not trusted, or None. A single keyring line must allow everything asked for."""
        if self.embedded:
            return None
        pins = [pin for pin in self.pins if pin.data == key]
        if not pins:
            return "untrusted"
        pins = [pin for pin in pins if pin.is_of(owner)]
        if not pins:
            return "owner"
        return "role" if registry and all(pin.role != "registry" for pin in pins) else None

    def word_for(self, key: bytes) -> str:
        """What trust in a key rests on, whatever it signed."""
        if any(pin.data == key for pin in self.pins):
            return "builtin" if self.pins == (BUILT_IN,) else "pinned"
        return "embedded" if self.embedded else "untrusted"

    def assurance(self) -> str:
        """What trust rests on as a whole."""
        return "embedded" if self.embedded else "builtin" if self.pins == (BUILT_IN,) else "pinned"

    def named(self) -> dict:
        """The bytes that a trusted key id may stand for. Of the keys given as hex, only the published one has an id."""
        ids = defaultdict(set)
        for pin in self.pins:
            key_id = BUILT_IN.key_id if pin.key_id is None and pin.data == BUILT_IN.data else pin.key_id
            if key_id is not None:
                ids[key_id].add(pin.data)
        return ids

    def is_rotated(self, key: bytes, signed_at: str) -> bool:
        """Whether the file that pins a key says that it was to be out of use when it signed."""
        return any(pin.data == key and is_late(signed_at, pin.rotates_at) for pin in self.pins)


def is_late(signed_at: str, rotates_at: str | None) -> bool:
    """Whether a signature was made after a key was to be out of use, or that cannot be told. Fractions count."""
    if rotates_at is None:
        return False
    signed, end = moment(signed_at), moment(rotates_at)
    return end is None or (signed is not None and signed > end)


# --- Key texts and keyrings --------------------------------------------------------------------------


def checked(data: bytes | None) -> bytes:
    """32 bytes that are a sound key."""
    if data is None or len(data) != 32 or key_defect(data):
        raise Unchecked("not a sound Ed25519 key")
    return data


def pins_of_text(text: str) -> list[Pin]:
    """The keys in a key text: hex, base64, PEM, a published key or mirror manifest."""
    text = text.strip()
    if text.startswith("{"):
        return pins_of_document(read(text.encode()))
    lines = text.split()
    if text.startswith("-----BEGIN PUBLIC KEY-----") and text.endswith("-----END PUBLIC KEY-----"):
        data = strict_base64("".join(lines[3:-3]))
        if not data or not data.startswith(SPKI):
            raise Unchecked("not an Ed25519 public key")
        return [Pin(checked(data[len(SPKI) :]))]
    if len(text) == 64:
        return [Pin(checked(bytes.fromhex(text)))]
    return [Pin(checked(strict_base64(text)))]


def pins_of_document(document: dict) -> list[Pin]:
    """The key of a published key file, or those of the active mirrors of a manifest."""
    if "mirrors" not in document:
        return [pin_of_key(document)]
    active = [mirror["public_key"] for mirror in document["mirrors"] if mirror.get("status") == "active"]
    if not active:
        raise Unchecked("no mirror is active")
    return [pin_of_key(key) for key in active]


def pin_of_key(key: dict) -> Pin:
    """A published key, unless it says that it is revoked."""
    says = {name for name, value in key.items() if value is not None and value is not False}
    if any(name.lower().startswith("revo") for name in says) or key.get("status") not in (None, "active", "primary"):
        raise Unchecked("the key is not in use")
    data = checked(strict_base64(key["public_key_b64"]))
    if key.get("public_key_hex", data.hex()) != data.hex():
        raise Unchecked("the key has two values")
    return Pin(data, key.get("key_id"), rotates_at=key.get("rotates_at"))


def pins_of_keyring(text: str) -> list[Pin]:
    """The lines of a keyring: `signer_id key_id ed25519 BASE64 [registry|signer]`; `-` is no signer."""
    pins = []
    for line in text.splitlines():
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        owner, key_id, algorithm, data, *role = words
        pin = Pin(
            checked(strict_base64(data)), key_id, None if owner == "-" else owner, role[0] if role else "registry"
        )
        if algorithm != "ed25519" or len(role) > 1 or pin.role not in ("registry", "signer"):
            raise Unchecked("not a line of a keyring")
        pins.append(pin)
    if not pins:
        raise Unchecked("a keyring without keys")
    return pins


def keyring_line(pin: Pin) -> str:
    """A pin as a line of a keyring."""
    return f"{pin.owner or '-'} {pin.key_id} ed25519 {base64.b64encode(pin.data).decode()} {pin.role}\n"


# --- Options -----------------------------------------------------------------------------------------


def add_options(parser: argparse.ArgumentParser):
    """The options that decide about trust."""
    parser.add_argument("--key", action="append", default=[], metavar="HEX|@FILE")
    parser.add_argument("--keyring", action="append", default=[], metavar="FILE")
    parser.add_argument("--trust-embedded", action="store_true")
    parser.add_argument("--strict", action="store_true")


def trust_of(options: argparse.Namespace, files: dict) -> Trust:
    """What options mean; the files that they name are taken from `files`, else from the disk."""

    def text_of(name: str) -> str:
        data = files[name] if name in files else Path(name).read_bytes()
        return data.decode().removeprefix("\ufeff")

    try:
        pins = [pin for key in options.key for pin in pins_of_text(text_of(key[1:]) if key[:1] == "@" else key)]
        pins += [pin for name in options.keyring for pin in pins_of_keyring(text_of(name))]
    except (ValueError, KeyError, TypeError, AttributeError, OSError, Malformed) as error:
        raise Unchecked(repr(error)) from error
    trust = Trust(embedded=options.trust_embedded, strict=options.strict)
    return replace(trust, pins=tuple(pins)) if pins else trust


def trust_from(arguments: list[str], files: dict | None = None) -> Trust:
    """What the arguments of a command line mean."""
    return _trust_from(tuple(arguments), tuple(sorted((files or {}).items())))


@functools.lru_cache(maxsize=1024)
def _trust_from(arguments: tuple, files: tuple) -> Trust:
    parser = argparse.ArgumentParser()
    add_options(parser)
    return trust_of(parser.parse_args(arguments), dict(files))
