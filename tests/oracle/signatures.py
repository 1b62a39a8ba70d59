"""Embedded keys, and what is wrong with a signature (docs/format.md, sections 3.1 to 3.9)."""

from __future__ import annotations

from dataclasses import dataclass

from ed25519 import fingerprint_b32, fingerprint_hex, key_defect, strict_base64, verify_strict
from shapes import is_whole


@dataclass
class Key:
    """An embedded key: its bytes if its base64 holds 32, and whether signatures may use it."""

    id: str
    data: bytes | None
    usable: bool
    rotates_at: str | None


@dataclass
class Made:
    """A signature that verifies: by which key and when; for whom, and whether only a registry may make it."""

    key: Key
    signed_at: str
    owner: str | None
    registry: bool
    code: str


def time_of(signature, name: str) -> str | None:
    """When a signature was made, if there is one."""
    signed = is_whole(signature, name) and signature.get("signature_b64") is not None
    return signature["signed_at"] if signed else None


def key_of(stated: dict) -> tuple[Key, set]:
    """An embedded key, and the checks that it fails."""
    data = strict_base64(stated["public_key_b64"])
    data = data if data is not None and len(data) == 32 else None
    agreed = data is not None and stated["public_key_hex"] == data.hex()
    labels = (stated["algorithm"], stated["format"])
    usable = agreed and labels == ("ed25519", "raw") and key_defect(data) is None
    failed = set() if usable else {"key.encoding"}
    if agreed:
        fingerprints = (stated["fingerprint_sha256_hex"], stated["fingerprint_sha256_b32_first128bits"])
        if fingerprints != (fingerprint_hex(data), fingerprint_b32(data)):
            failed.add("key.fingerprint")
    return Key(stated["key_id"], data, usable, stated.get("rotates_at")), failed


def named_key(keys: list[Key], key_id: str) -> Key | str:
    """The one key with an id; or why there is none."""
    named = [key for key in keys if key.id == key_id]
    if not any(key.usable for key in named):
        return "unknown-key"
    return named[0] if len(named) == 1 else "ambiguous-key"


def reason_against(keys: list[Key], signature, labels, signer, stated, computed):
    """The reasons in the order in which they are asked for; and the key."""
    if signature is None or signature.get("signature_b64") is None:
        return "missing", None
    if signature["signature_status"] != "signed_v1":
        return "unsigned", None
    key = named_key(keys, signature["key_id"])
    if isinstance(key, str):
        return key, None
    if signature["algorithm"] != "ed25519":
        return "algorithm", key
    if any(signature[name] != label for name, label in labels.items()):
        return "label", key
    if signer and any(signer[name] != signature[name] for name in ("key_id", "public_key_fingerprint")):
        return "signer", key
    if signature["public_key_fingerprint"] != fingerprint_hex(key.data):
        return "fingerprint", key
    data = strict_base64(signature["signature_b64"])
    if data is None or len(data) != 64:
        return "encoding", key
    if verify_strict(key.data, bytes.fromhex(computed), data):
        return None, key
    return ("digest" if stated != computed else "invalid"), key
