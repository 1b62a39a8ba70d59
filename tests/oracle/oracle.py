#!/usr/bin/env python3
"""A second, independent verifier of Pith open-graph bundles.

It shares no line with `pith`: it was written from the description of the format ("section N" below),
the public contract, and the project's decisions where these two are silent. `compare.py` holds the two
verifiers against each other. Speed and messages do not matter here; being easy to believe does.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import re
import sys
import time
from collections import Counter
from dataclasses import dataclass

from ed25519 import fingerprint_b32, fingerprint_hex, key_defect, strict_base64, verify_strict
from merge import COUNTS, LISTS, MERGE_VERSION, Event, ids_in, is_cyclic, later, merge, moment
from strict_json import Malformed, canonical, digest, read, same

BUNDLE_TYPE = "pith_open_graph_bundle"
EMPTY_SNAPSHOT = "258153158e38e3291e3d48162225fcdb2d5a3ed65a07baac614ab91432fd4f57"
BUILT_IN = {"pith-v1-2026-05": bytes.fromhex("b2d552b68890857171a78b36a5dccf368a953413288c353f7c9d9d6f94b709b3")}
EXIT = {"pass": 0, "fail": 1, "malformed": 3, "untrusted": 4}


# --- Identifiers and titles (section 2) --------------------------------------------------------------


def suffix_of(canonical_sha256: str) -> str:
    """The 26 characters that name a record (section 2)."""
    return base64.b32encode(bytes.fromhex(canonical_sha256)).decode()[:26]


def title_sha256(title: str) -> str:
    """The digest of a title (section 2)."""
    return hashlib.sha256(" ".join(title.split()).lower().encode()).hexdigest()


# --- Shape -------------------------------------------------------------------------------------------

KINDS = {
    "text": lambda v: isinstance(v, str),
    "integer": lambda v: type(v) is int,
    "object": lambda v: isinstance(v, dict),
    "array": lambda v: isinstance(v, list),
    "texts": lambda v: isinstance(v, list) and all(isinstance(item, str) for item in v),
    "text?": lambda v: v is None or isinstance(v, str),
    "object?": lambda v: v is None or isinstance(v, dict),
    "any": lambda v: True,
}


def _shape(required: str, optional: str = "", closed: bool = True):
    """A table of members from lines like "text: a b; array: c"; closed if unknown members are reported."""

    def table(source):
        lines = [line.split(":") for line in source.split(";") if line.strip()]
        return {name: kind.strip() for kind, names in lines for name in names.split()}

    return table(required), table(optional), closed


_SIGNATURE = "text: signature_status algorithm key_id public_key_fingerprint signed_message signed_at"
SHAPES = {
    "bundle": _shape(
        "text: bundle_type bundle_version pith_number short_pith_number canonical_sha256 merge_version built_at;"
        "object: canonical_record source links state;"
        "array: source_aliases events timestamp_proofs mirror_hints public_keys",
        "object?: bundle_signature",
    ),
    "record": _shape("object: source metadata; text: schema_version"),
    "source": _shape("text: kind id; integer: version"),
    "metadata": _shape(
        "text: license primary_cat submitted_at title_canon_sha256 abstract_canon_sha256; texts: cross_cats_sorted"
    ),
    "alias": _shape("text: alias_kind alias_value created_at"),
    "event": _shape(
        "text: event_type subject_pith_number target created_at content_sha256 schema_version event_id;"
        "object: payload signer; texts: supersedes; text?: prev_event",
        "any: signature",
    ),
    "signer": _shape("text: signer_id signer_type key_id public_key_fingerprint"),
    "event.signature": _shape(_SIGNATURE, "text?: signature_b64"),
    "bundle.signature": _shape(_SIGNATURE + " bundle_sha256", "text?: signature_b64", closed=False),
    "receipt.signature": _shape(_SIGNATURE + " kind canonical_sha256", "text?: signature_b64", closed=False),
    "key": _shape(
        "text: key_id algorithm format public_key_b64 public_key_hex fingerprint_sha256_b32_first128bits"
        " fingerprint_sha256_hex",
        "text?: rotates_at; any: url notes",
    ),
    "state": _shape(
        "text: state_type state_version pith_number merge_version state_sha256; object: current;"
        f"integer: {' '.join(COUNTS)}; array: equivocations invalid_events applied_event_ids"
    ),
    "current": _shape("", f"any: canonical_record source_aliases record_created {' '.join(LISTS.values())}"),
}


def is_whole(value, name: str) -> bool:
    """Whether a value is an object with the required members of a shape."""
    required, optional, _ = SHAPES[name]
    return (
        isinstance(value, dict)
        and all(member in value and KINDS[kind](value[member]) for member, kind in required.items())
        and all(member not in value or KINDS[kind](value[member]) for member, kind in optional.items())
    )


def time_of(signature, name: str) -> str | None:
    """When a signature was made, if there is one."""
    signed = is_whole(signature, name) and signature.get("signature_b64") is not None
    return signature["signed_at"] if signed else None


# --- The verifier ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Trust:
    """What the user trusts: keys in place of the built-in one, embedded keys, and how strictly."""

    keys: frozenset = frozenset()
    embedded: bool = False
    strict: bool = False

    def trusts(self, key: bytes) -> bool:
        """Trust is decided on the 32 bytes."""
        return self.embedded or key in (self.keys or BUILT_IN.values())

    def key_ids(self) -> dict:
        """The known ids of the trusted keys in force: keys given as hex have none."""
        return {} if self.keys else BUILT_IN


@dataclass
class Key:
    """An embedded key: its bytes if its base64 holds 32, and whether signatures may use it."""

    id: str
    data: bytes | None
    usable: bool
    rotates_at: str | None


def late(signed_at: str, key: Key) -> bool:
    """Whether a key was to be out of use when it signed, or that cannot be told."""
    return moment(key.rotates_at) is None or later(signed_at, key.rotates_at)


class Verification:
    """All checks of one bundle. `run` is the order of them."""

    def __init__(self, bundle: dict, trust: Trust, now: float):
        self.bundle, self.trust, self.now = bundle, trust, now
        self.failed, self.warned, self.reasons = set(), set(), set()
        self.keys: list[Key] = []
        self.events: list[Event] = []
        self.rejected: list = []
        self.reordered = False
        self.made: list = []  # (key bytes, signed_at, trust is demanded) of every signature that verifies

    def run(self) -> dict:
        """Every check, then the verdict: fail before untrusted before pass."""
        self.check_versions()
        self.check_bundle_shape()
        self.check_keys()
        self.check_record()
        self.check_events()
        self.check_links()
        self.check_times()
        self.check_receipts()
        self.check_agreement()
        self.check_snapshots()
        state = self.check_state()
        self.check_bundle_signature()
        untrusted = self.check_trust()
        if self.trust.strict:
            self.failed, self.warned = self.failed | self.warned, set()
        verdict = "fail" if self.failed else "untrusted" if untrusted else "pass"
        return report(verdict, self.failed, self.warned, self.reasons, state["state_sha256"])

    def fail_if(self, condition: bool, code: str):
        """Reports a failed check."""
        if condition:
            self.failed.add(code)

    def warn_if(self, condition: bool, code: str):
        """Reports a warning."""
        if condition:
            self.warned.add(code)

    def has_shape(self, value, name: str) -> bool:
        """Whether a value is an object with the required members; unknown members are a warning."""
        required, optional, closed = SHAPES[name]
        unknown = isinstance(value, dict) and not value.keys() <= required.keys() | optional.keys()
        self.warn_if(closed and unknown, "bundle.shape")
        self.fail_if(not is_whole(value, name), "bundle.shape")
        return is_whole(value, name)

    def parts(self, name: str, kind: type):
        """A member of the bundle, or an empty one in its place."""
        value = self.bundle.get(name)
        return value if isinstance(value, kind) else kind()

    def check_versions(self):
        """document.type and document.version: nothing else is judged if they fail."""
        if self.bundle.get("bundle_type") != BUNDLE_TYPE:
            raise Malformed("document.type")
        versions = [
            (self.bundle, "bundle_version"),
            (self.parts("canonical_record", dict), "schema_version"),
            (self.parts("state", dict), "state_version"),
        ]
        versions += [(event, "schema_version") for event in self.parts("events", list) if isinstance(event, dict)]
        merge_version = self.bundle.get("merge_version")
        if any(isinstance(where.get(name), str) and where[name] != "1.0" for where, name in versions) or (
            isinstance(merge_version, str) and merge_version != MERGE_VERSION
        ):
            raise Malformed("document.version")

    def check_bundle_shape(self):
        """bundle.shape of everything but keys, events and signatures, which are looked at where they are used."""
        self.has_shape(self.bundle, "bundle")
        self.fail_if(self.bundle.get("events") == [], "bundle.shape")
        self.has_shape(self.bundle.get("source"), "source")
        for alias in self.parts("source_aliases", list):
            self.has_shape(alias, "alias")
        self.has_shape(self.bundle.get("state"), "state")
        if isinstance(self.parts("state", dict).get("current"), dict):
            self.has_shape(self.bundle["state"]["current"], "current")
        record = self.bundle.get("canonical_record")
        self.record = record if isinstance(record, dict) else None
        self.record_sha256 = digest(record) if self.record is not None else None
        self.has_shape(record, "record")
        parts = {name: self.parts("canonical_record", dict).get(name) for name in ("source", "metadata")}
        whole = {name: part is not None and self.has_shape(part, name) for name, part in parts.items()}
        self.source = parts["source"] if whole["source"] else None
        self.metadata = parts["metadata"] if isinstance(parts["metadata"], dict) else {}

    # --- keys and signatures (section 3)

    def check_keys(self):
        """key.encoding, key.fingerprint, key.unique, key.impersonation (section 3)."""
        for stated in self.parts("public_keys", list):
            if self.has_shape(stated, "key"):
                self.keys.append(self.check_key(stated))
        ids = Counter(key.id for key in self.keys)
        data = Counter(key.data for key in self.keys if key.data)
        self.fail_if(any(n > 1 for n in [*ids.values(), *data.values()]), "key.unique")
        known = self.trust.key_ids()
        self.fail_if(any(key.id in known and key.data != known[key.id] for key in self.keys), "key.impersonation")

    def check_key(self, stated: dict) -> Key:
        """One embedded key (section 3)."""
        data = strict_base64(stated["public_key_b64"])
        data = data if data is not None and len(data) == 32 else None
        agreed = data is not None and stated["public_key_hex"] == data.hex()
        labels = (stated["algorithm"], stated["format"])
        usable = agreed and labels == ("ed25519", "raw") and key_defect(data) is None
        self.fail_if(not usable, "key.encoding")
        if agreed:
            fingerprints = (stated["fingerprint_sha256_hex"], stated["fingerprint_sha256_b32_first128bits"])
            self.fail_if(fingerprints != (fingerprint_hex(data), fingerprint_b32(data)), "key.fingerprint")
        return Key(stated["key_id"], data, usable, stated.get("rotates_at"))

    def named_key(self, key_id: str) -> Key | str:
        """The one key with an id; or why there is none."""
        named = [key for key in self.keys if key.id == key_id]
        if not any(key.usable for key in named):
            return "unknown-key"
        return named[0] if len(named) == 1 else "ambiguous-key"

    def check_signature(self, code, signature, labels, signer, stated, computed, demanded) -> bool:
        """One signature over a computed digest; the first reason against it is reported (section 3).

        An object of a wrong shape is not judged, but for whether it holds a signature at all: bundle.shape reports it.
        """
        good = signature is None or self.has_shape(signature, code)
        if not good and not (isinstance(signature, dict) and signature.get("signature_b64") is None):
            return False
        reason, key = self.reason_against(signature, labels, signer, stated, computed)
        if reason:
            self.failed.add(code)
            self.reasons.add(reason)
        else:
            self.made.append((key, signature["signed_at"], demanded))
        return reason is None

    def reason_against(self, signature, labels, signer, stated, computed):
        """The reasons in the order in which they are asked for; and the key."""
        if signature is None or signature.get("signature_b64") is None:
            return "missing", None
        if signature["signature_status"] != "signed_v1":
            return "unsigned", None
        key = self.named_key(signature["key_id"])
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

    def check_bundle_signature(self):
        """bundle.digest and bundle.signature (sections 1 and 3)."""
        signature, computed = self.bundle.get("bundle_signature"), digest(self.bundle, "bundle_signature")
        stated = signature.get("bundle_sha256") if isinstance(signature, dict) else None
        self.fail_if(isinstance(stated, str) and stated != computed, "bundle.digest")
        labels = {"signed_message": "bundle_sha256_bytes"}
        self.check_signature("bundle.signature", signature, labels, None, stated, computed, True)

    def check_receipts(self):
        """receipt.digest and receipt.signature, of every record_created (section 3)."""
        created = [event for event in self.events if event.type == "record_created"]
        if not created:
            self.failed.add("receipt.signature")
            self.reasons.add("missing")
        labels = {"kind": "pith_receipt", "signed_message": "canonical_sha256_bytes"}
        for event in created:
            receipt = event.body["payload"].get("receipt")
            if self.record_sha256 is None:
                self.fail_if(receipt is not None and not self.has_shape(receipt, "receipt.signature"), "bundle.shape")
                continue
            stated = receipt.get("canonical_sha256") if isinstance(receipt, dict) else None
            self.fail_if(isinstance(stated, str) and stated != self.record_sha256, "receipt.digest")
            self.check_signature("receipt.signature", receipt, labels, None, stated, self.record_sha256, True)

    def check_trust(self) -> bool:
        """trust.keys; returns whether a signature that must be trusted is not."""
        used = [key.id for key, _, _ in self.made]
        self.warn_if(any(key.usable and key.id not in used for key in self.keys), "trust.keys")
        rotated = [key for key, signed_at, _ in self.made if key.rotates_at is not None and late(signed_at, key)]
        untrusted = [demanded for key, _, demanded in self.made if not self.trust.trusts(key.data)]
        self.warn_if(bool(rotated or untrusted), "trust.keys")
        return any(untrusted)

    # --- the record (section 2)

    def check_record(self):
        """record.digest, record.number, record.aliases (section 2); each needs only what it is made of."""
        if self.record is None:
            return
        stated, suffix = self.bundle.get("canonical_sha256"), suffix_of(self.record_sha256)
        self.fail_if(isinstance(stated, str) and stated != self.record_sha256, "record.digest")
        number, short = self.bundle.get("pith_number"), self.bundle.get("short_pith_number")
        self.fail_if(isinstance(short, str) and short != "pith:" + suffix[:8], "record.number")
        submitted_at = self.metadata.get("submitted_at")
        if isinstance(number, str) and isinstance(submitted_at, str):
            year = re.match("[0-9]{4}", submitted_at)
            self.fail_if(not year or number != f"pith:{year[0]}:{suffix}", "record.number")
        if self.source is not None and isinstance(self.bundle.get("source_aliases"), list):
            self.check_aliases(self.source, suffix)

    def check_aliases(self, source: dict, suffix: str):
        """record.aliases (section 2)."""
        listed = [alias for alias in self.bundle["source_aliases"] if isinstance(alias, dict)]
        pairs = [(alias.get("alias_kind"), alias.get("alias_value")) for alias in listed]
        pairs = [(kind, value) for kind, value in pairs if isinstance(kind, str) and isinstance(value, str)]
        kinds = [kind for kind, _ in pairs]
        short = {f"pith_short_{n}": suffix[:n] for n in (8, 12, 16)}
        arxiv = source["kind"] == "arxiv"
        own = {
            "arxiv": source["id"],
            "arxiv_version": f"{source['id']}v{source['version']}",
            "doi": f"10.48550/arxiv.{source['id']}",
        }
        expected = own | short if arxiv else short
        required = own if arxiv and not short.keys() & set(kinds) else expected
        self.fail_if(any(kind not in kinds for kind in required), "record.aliases")
        self.fail_if(any(expected.get(kind, value) != value for kind, value in pairs), "record.aliases")
        self.fail_if(len(kinds) != len(set(kinds)), "record.aliases")
        unknown = any(kind not in expected for kind in kinds)
        self.fail_if(arxiv and unknown, "record.aliases")
        self.warn_if(not arxiv and unknown, "record.aliases")
        self.warn_if(kinds != sorted(kinds), "record.aliases")

    def check_agreement(self):
        """record.agreement: every copy of the record says the same (section 2)."""
        if self.record is None:
            return
        source = self.record.get("source")
        stated = self.bundle.get("source")
        self.fail_if(isinstance(stated, dict) and not same(stated, source), "record.agreement")
        current = self.parts("state", dict).get("current")
        self.fail_if(
            isinstance(current, dict) and not same(current.get("canonical_record"), self.record), "record.agreement"
        )
        source = source if isinstance(source, dict) else {}
        expected = {
            "canonical_record": self.record,
            "canonical_sha256": self.record_sha256,
            **{f"source_{name}": source.get(name) for name in ("kind", "id", "version")},
        }
        for event in self.events:
            if event.type == "record_created":
                payload = event.body["payload"]
                self.fail_if(
                    any(name not in payload or not same(payload[name], value) for name, value in expected.items()),
                    "record.agreement",
                )

    def check_snapshots(self):
        """record.title (section 2) and snapshot.digest (section 1) of every valid snapshot."""
        for event in self.events:
            snapshot = event.body["payload"].get("graph_snapshot")
            if event.valid and event.type == "graph_snapshot" and isinstance(snapshot, dict):
                self.check_title(snapshot)
                self.warn_if(self.disagrees(snapshot), "snapshot.digest")

    def check_title(self, snapshot: dict):
        """record.title (section 2): only ASCII titles are settled."""
        paper, stated = snapshot.get("paper"), self.metadata.get("title_canon_sha256")
        title = paper.get("title") if isinstance(paper, dict) else None
        if isinstance(title, str) and isinstance(stated, str) and title.isascii():
            self.warn_if(title_sha256(title) != stated, "record.title")

    def disagrees(self, snapshot: dict) -> bool:
        """Whether counts, items, source and digests of a snapshot disagree (section 1)."""
        record = self.record or {}
        if "source" in snapshot and "source" in record and not same(snapshot["source"], record["source"]):
            return True
        for name, count_name in (
            ("claims", "count"),
            ("references", "count"),
            ("formal_canon", "evidence_count"),
            ("author_claims", "count"),
        ):
            section = snapshot.get(name)
            if not isinstance(section, dict) or count_name not in section:
                continue
            count, items, stated = section.get(count_name), section.get("items"), section.get("snapshot_sha256")
            if name == "claims" and "items" in section:
                if (
                    not isinstance(items, list)
                    or not same(count, len(items))
                    or (isinstance(stated, str) and stated != digest({"payload": items}))
                ):
                    return True
            elif isinstance(stated, str) and same(count, 0) != (stated == EMPTY_SNAPSHOT):
                return True
        return False

    # --- events (sections 3 and 4)

    def check_events(self):
        """Shape, subject, type, digest, id and signature of every event; then event.unique (M2, M10, M11)."""
        applied = set()
        for body in self.parts("events", list):
            event = self.check_event(body)
            if event:
                self.events.append(event)
            if event and event.valid and event.digest not in applied:
                applied.add(event.digest)
            else:
                self.rejected.append(body.get("event_id") if isinstance(body, dict) else None)
        for names in (
            [e.digest for e in self.events],
            [e.id for e in self.events],
            [e.type for e in self.events if e.type == "record_created"],
        ):
            self.fail_if(len(names) != len(set(names)), "event.unique")

    def check_event(self, body) -> Event | None:
        """One event, or None if its shape is wrong (M2)."""
        good = self.has_shape(body, "event")
        if isinstance(body, dict) and isinstance(body.get("signer"), dict):
            good &= self.has_shape(body["signer"], "signer")
        if not good:
            if isinstance(body, dict) and body.get("signature") is not None:
                self.has_shape(body["signature"], "event.signature")
            return None
        signer = body["signer"]
        event = Event(body, digest(body, "signature", "content_sha256", "event_id"))
        self.check_type(event)
        number = self.bundle.get("pith_number")
        wrong = {
            "event.subject": isinstance(number, str) and body["subject_pith_number"] != number,
            "event.digest": body["content_sha256"] != event.digest,
            "event.id": event.id != f"sha256:{event.digest}",
        }
        for code, found in wrong.items():
            self.fail_if(found, code)
        signed = self.check_signature(
            "event.signature",
            body.get("signature"),
            {"signed_message": "open_graph_event_sha256_bytes"},
            signer,
            body["content_sha256"],
            event.digest,
            event.type == "record_created",
        )
        event.signer = self.made[-1][0].data if signed else None
        event.valid = signed and not any(wrong.values())
        return event

    def check_type(self, event: Event):
        """event.type: an unknown type is a warning (M11), a target that does not belong to the type fails."""
        target = {"record_created": "record", "graph_snapshot": "graph"}.get(event.type)
        self.fail_if(target is not None and event.body["target"] != target, "event.type")
        self.warn_if(event.type != "record_created" and event.type not in LISTS, "event.type")

    def check_links(self):
        """event.links: what supersedes and prev_event may name (M8, M9)."""
        by_id = {}
        for event in self.events:
            by_id[event.id] = event
        for event in self.events:
            previous = event.body["prev_event"]
            for name in event.body["supersedes"] + ([] if previous is None else [previous]):
                other = by_id.get(name)
                self.fail_if(other is None or name == event.id or event.is_by_another(other), "event.links")
            replaced = [by_id[name] for name in event.body["supersedes"] if name in by_id]
            self.fail_if(any(other.type != event.type for other in replaced), "event.links")
            self.fail_if(previous in by_id and self.is_before(event, by_id[previous]), "event.links")
        chains = {event.id: [event.body["prev_event"]] for event in by_id.values() if event.body["prev_event"]}
        self.fail_if(is_cyclic(chains), "event.links")
        self.fail_if(is_cyclic({event.id: event.body["supersedes"] for event in by_id.values()}), "event.links")

    @staticmethod
    def is_before(event: Event, other: Event) -> bool:
        """Whether one event was created strictly before another; unreadable times are not compared."""
        first, second = moment(event.body["created_at"]), moment(other.body["created_at"])
        return first is not None and second is not None and first < second

    def is_ahead(self, text: str) -> bool:
        """Whether a time is more than five minutes ahead of the clock."""
        when = moment(text)
        return when is not None and when > (self.now + 300) * 1_000_000

    def check_times(self):
        """event.time of the bundle, of events, of their signatures and of receipts (section 3)."""
        built_at = self.bundle.get("built_at")
        times = [built_at]
        for event in self.events:
            created_at, signature = event.body["created_at"], event.body.get("signature")
            receipt = event.body["payload"].get("receipt") if event.type == "record_created" else None
            signed_at = time_of(signature, "event.signature")
            times += [created_at, signed_at, time_of(receipt, "receipt.signature")]
            ends = [end for end in (signed_at, built_at) if isinstance(end, str)]
            self.warn_if(any(later(created_at, end) for end in ends), "event.time")
        times = [text for text in times if isinstance(text, str)]
        self.fail_if(any(moment(text) is None for text in times), "event.time")
        self.warn_if(any(self.is_ahead(text) for text in times), "event.time")

    # --- the state (section 4)

    def replay(self) -> dict:
        """The state that the valid events make, each applied once (section 4)."""
        valid = {event.digest: event for event in reversed(self.events) if event.valid}
        return merge(self.bundle, list(valid.values()), self.rejected)

    def check_state(self) -> dict:
        """state.digest, state.counts, state.replay, state.order, state.equivocation; returns the replay (M1, M12).

        Members of the state that nobody knows are a warning of bundle.shape, and not compared.
        """
        replayed, stated = self.replay(), self.bundle.get("state")
        self.warn_if(replayed["equivocation_count"] > 0, "state.equivocation")
        if not isinstance(stated, dict):
            return replayed
        if isinstance(stated.get("state_sha256"), str):
            self.fail_if(stated["state_sha256"] != digest(stated, "state_sha256"), "state.digest")
        self.fail_if(any(not same(stated.get(name), replayed[name]) for name in COUNTS), "state.counts")
        for name in ("state_type", "state_version", "pith_number", "merge_version"):
            self.compare(stated, replayed, name)
        for name in ("equivocations", "invalid_events"):
            sides = [side[name] for side in (stated, replayed) if isinstance(side.get(name), list)]
            ids = [sorted(map(sorted, map(ids_in, entries))) for entries in sides]
            self.fail_if(len(ids) < 2 or ids[0] != ids[1], "state.replay")
        self.compare(stated, replayed, "applied_event_ids")
        if isinstance(stated.get("current"), dict):
            for name in replayed["current"]:
                self.compare(stated["current"], replayed["current"], name)
        else:
            self.failed.add("state.replay")
        # Only if the order is all that differs (section 4).
        self.warn_if(self.reordered and "state.replay" not in self.failed, "state.order")
        return replayed

    def compare(self, stated: dict, replayed: dict, name: str):
        """One member of the state: same, in another order, or different (section 4)."""
        if name not in stated:
            self.failed.add("state.replay")
            return
        left, right = stated[name], replayed[name]
        if same(left, right):
            return
        reordered = (
            isinstance(left, list)
            and isinstance(right, list)
            and (sorted(map(canonical, left)) == sorted(map(canonical, right)))
        )
        self.reordered |= reordered
        self.fail_if(not reordered, "state.replay")


# --- Answers -----------------------------------------------------------------------------------------


def report(verdict, failed=(), warned=(), reasons=(), state_sha256=None) -> dict:
    """The answer in the form in which it is compared."""
    return {
        "verdict": verdict,
        "exit_code": EXIT[verdict],
        "fail": sorted(failed),
        "warn": sorted(warned),
        "signature_reasons": sorted(reasons),
        "state_sha256": state_sha256,
    }


def verify(data: bytes, trust: Trust = Trust(), now: float | None = None) -> dict:
    """The verdict over a document."""
    try:
        bundle = read(data)
        if not isinstance(bundle, dict):
            raise Malformed("document.type")
        return Verification(bundle, trust, time.time() if now is None else now).run()
    except Malformed as error:
        return report("malformed", [error.code])


def replayed_state(bundle: dict) -> dict:
    """The state that a bundle's events make, whatever else is wrong with the bundle (section 4)."""
    verification = Verification(bundle, Trust(), 0)
    verification.check_bundle_shape()
    verification.check_keys()
    verification.check_events()
    return verification.replay()


def trust_from(arguments: list[str]) -> tuple[argparse.Namespace, Trust]:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--key", action="append", default=[], metavar="HEX")
    parser.add_argument("--trust-embedded", action="store_true")
    parser.add_argument("--strict", action="store_true")
    parser.add_argument("--now", type=float, metavar="EPOCH")
    parser.add_argument("file", nargs="?", default="-")
    options = parser.parse_args(arguments)
    return options, Trust(frozenset(map(bytes.fromhex, options.key)), options.trust_embedded, options.strict)


def main() -> int:
    """Prints one answer; the exit code is that of the verdict."""
    options, trust = trust_from(sys.argv[1:])
    data = sys.stdin.buffer.read() if options.file == "-" else open(options.file, "rb").read()
    answer = verify(data, trust, options.now)
    print(json.dumps(answer))
    return answer["exit_code"]


if __name__ == "__main__":
    sys.exit(main())
