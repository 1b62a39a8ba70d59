"""Test keys, and everything in a bundle that is computed: digests, names, signatures (sections 1 to 3)."""

from __future__ import annotations

import base64
import functools
import hashlib
from dataclasses import dataclass, field
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ed25519 import fingerprint_hex
from names import suffix_of
from places import clone
from strict_json import canonical

# What sealing or changing a bundle may raise if the bundle no longer has the shape for it.
NOT_APPLICABLE = (TypeError, KeyError, AttributeError, IndexError, ValueError)


@dataclass
class Signer:
    """A test key with the names it goes by."""

    key_id: str
    signer_id: str
    signer_type: str
    private: Ed25519PrivateKey
    data: bytes

    def member(self) -> dict:
        """The `signer` of an event."""
        return {
            "signer_id": self.signer_id,
            "signer_type": self.signer_type,
            "key_id": self.key_id,
            "public_key_fingerprint": fingerprint_hex(self.data),
        }


@functools.cache
def signers() -> list[Signer]:
    """Two keys of a registry, and five of four authors. They are public: they are made from their names."""
    made = []
    for number in range(7):
        name = f"registry-{number}" if number < 2 else f"author-{number}"
        private = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(f"pith test key {name}".encode()).digest())
        data = private.public_key().public_bytes_raw()
        kind = ("example.org", "pith_registry") if number < 2 else (f"orcid:{min(number, 5)}", "author")
        made.append(Signer(f"test-{name}", *kind, private, data))
    return made


@dataclass
class Archive:
    """What was signed while a bundle was made, by its digest: canonical bytes. Of a bundle these are all of it, with the
    signature."""

    records: dict = field(default_factory=dict)
    events: dict = field(default_factory=dict)
    bundles: dict = field(default_factory=dict)

    def start(self):
        """Forgets everything: another bundle is made."""
        self.__init__()

    def add_signed(self, bundle: dict):
        """Everything in a bundle that somebody else signed."""
        self.records[bundle["canonical_sha256"]] = canonical(bundle["canonical_record"])
        for event in bundle["events"]:
            self.events[event["content_sha256"]] = without(event, "signature", "content_sha256", "event_id")
        self.bundles[bundle["bundle_signature"]["bundle_sha256"]] = canonical(bundle)

    def keep(self):
        """What it holds now."""
        return Archive(self.records, self.events, self.bundles)


ARCHIVE = Archive()


def sha256_of(data: bytes) -> str:
    """A digest."""
    return hashlib.sha256(data).hexdigest()


def without(value: dict, *names: str) -> bytes:
    """The canonical bytes of an object without some members."""
    return canonical({name: member for name, member in value.items() if name not in names})


def signer_of(signed: dict) -> Signer | None:
    """The test key that a signature object names: by its id, or else by its fingerprint."""
    known = [("key_id", signer.key_id, signer) for signer in signers()]
    known += [("public_key_fingerprint", fingerprint_hex(signer.data), signer) for signer in signers()]
    return next((signer for name, value, signer in known if signed[name] == value), None)


def attempt(action, *arguments) -> bool:
    """Runs an action on a bundle that may no longer have the shape for it."""
    try:
        action(*arguments)
    except NOT_APPLICABLE:
        return False
    return True


def stamp(when: datetime, micro: bool = False, zone: str = "Z") -> str:
    """A time as documents write it."""
    return when.strftime("%Y-%m-%dT%H:%M:%S") + (f".{when.microsecond:06}" if micro else "") + zone


def signature(signer: Signer, label: str, when: datetime) -> dict:
    """A signature object that is not yet sealed."""
    return {
        "signature_status": "signed_v1",
        "algorithm": "ed25519",
        "key_id": signer.key_id,
        "public_key_fingerprint": fingerprint_hex(signer.data),
        "signature_b64": None,
        "signed_message": label,
        "signed_at": stamp(when, micro=True),
    }


def seal(signed: dict, sha256: str):
    """Puts a signature over the raw bytes of a digest into a signature object, if the key is ours."""
    signer = signer_of(signed)
    if signer:
        signed["signature_b64"] = base64.b64encode(signer.private.sign(bytes.fromhex(sha256))).decode()


def seal_event(event: dict):
    """Digest, id and signature of an event."""
    data = without(event, "signature", "content_sha256", "event_id")
    event["content_sha256"] = sha256_of(data)
    event["event_id"] = "sha256:" + event["content_sha256"]
    seal(event["signature"], event["content_sha256"])
    ARCHIVE.events[event["content_sha256"]] = data


def seal_bundle(bundle: dict):
    """Digest and signature of a bundle."""
    signed = bundle["bundle_signature"]
    signed["bundle_sha256"] = sha256_of(without(bundle, "bundle_signature"))
    seal(signed, signed["bundle_sha256"])
    ARCHIVE.bundles[signed["bundle_sha256"]] = canonical(bundle)


def seal_record(bundle: dict):
    """Everything that follows from the record: digest, number, aliases, subjects, payloads, receipts."""
    record = bundle["canonical_record"]
    data = canonical(record)
    sha256 = sha256_of(data)
    ARCHIVE.records[sha256] = data
    suffix, source = suffix_of(sha256), record["source"]
    bundle["canonical_sha256"], bundle["source"] = sha256, clone(source)
    bundle["pith_number"] = f"pith:{record['metadata']['submitted_at'][:4]}:{suffix}"
    bundle["short_pith_number"] = "pith:" + suffix[:8]
    values = {f"pith_short_{n}": suffix[:n] for n in (8, 12, 16)}
    values |= {
        "arxiv": source["id"],
        "arxiv_version": f"{source['id']}v{source['version']}",
        "doi": f"10.48550/arxiv.{source['id']}",
    }
    for alias in bundle["source_aliases"]:
        alias["alias_value"] = values.get(alias["alias_kind"], alias["alias_value"])
    for event in bundle["events"]:
        event["subject_pith_number"] = bundle["pith_number"]
        if event["event_type"] == "record_created":
            event["payload"] |= {
                "canonical_record": clone(record),
                "canonical_sha256": sha256,
                **{f"source_{name}": source[name] for name in ("kind", "id", "version")},
            }
            event["payload"]["receipt"]["canonical_sha256"] = sha256
            seal(event["payload"]["receipt"], sha256)
