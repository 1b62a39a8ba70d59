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
from merge import KNOWN_TYPES, LISTS, MERGE_VERSION, Event, Replay, is_cyclic, later, moment
from shapes import has_unknown_members, is_whole
from state import StateCheck
from strict_json import Malformed, canonical, digest, read, same
from trust import Trust, Unchecked, add_options, is_late, trust_of

BUNDLE_TYPE = "pith_open_graph_bundle"
EMPTY_SNAPSHOT = "258153158e38e3291e3d48162225fcdb2d5a3ed65a07baac614ab91432fd4f57"
EXIT = {"pass": 0, "fail": 1, "unchecked": 2, "malformed": 3, "untrusted": 4, "undetermined": 5}
REGISTRY_ONLY = ("record_created", "graph_snapshot")


# --- Identifiers and titles (section 2) --------------------------------------------------------------


def suffix_of(canonical_sha256: str) -> str:
    """The 26 characters that name a record (section 2)."""
    return base64.b32encode(bytes.fromhex(canonical_sha256)).decode()[:26]


def title_sha256(title: str) -> str:
    """The digest of a title (section 2)."""
    return hashlib.sha256(" ".join(title.split()).lower().encode()).hexdigest()


# --- The verifier ------------------------------------------------------------------------------------


def time_of(signature, name: str) -> str | None:
    """When a signature was made, if there is one."""
    signed = is_whole(signature, name) and signature.get("signature_b64") is not None
    return signature["signed_at"] if signed else None


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


class Verification:
    """All checks of one bundle. `run` is the order of them."""

    def __init__(self, bundle: dict, trust: Trust, now: float):
        self.bundle, self.trust, self.now = bundle, trust, now
        self.failed, self.warned, self.skipped = set(), set(), set()
        self.open: set[tuple] = set()  # (code, rule)
        self.reasons: set[str] = set()  # why signatures are bad
        self.keys: list[Key] = []
        self.events: list[Event] = []
        self.rejected: list = []
        self.made: list[Made] = []

    def run(self) -> dict:
        """Every check, then the verdict: fail before untrusted before undetermined before pass."""
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
        self.check_unread()
        replay = self.replay()
        self.check_state(replay)
        self.check_bundle_signature()
        untrusted = self.check_trust()
        inferred = self.rules(replay)
        if self.trust.strict:
            self.failed |= self.warned | {code for code, _ in self.open}
            self.warned, self.open = set(), set()
        verdict = "fail" if self.failed else "untrusted" if untrusted else "undetermined" if self.open else "pass"
        return report(
            verdict,
            fail=self.failed,
            open=map(" ".join, self.open),
            warn=self.warned,
            skip=self.skipped,
            signature_reasons=self.reasons,
            inferred=inferred,
        ) | {"state_sha256": replay.state()["state_sha256"]}

    def fail_if(self, condition: bool, code: str):
        """Reports a failed check."""
        if condition:
            self.failed.add(code)

    def warn_if(self, condition: bool, code: str):
        """Reports a warning."""
        if condition:
            self.warned.add(code)

    def open_if(self, condition: bool, code: str, rule: str):
        """Reports a difference that an inferred rule decides."""
        if condition:
            self.open.add((code, rule))

    def has_shape(self, value, name: str) -> bool:
        """Whether a value is an object with the required members; unknown members are a warning."""
        self.warn_if(has_unknown_members(value, name), "bundle.shape")
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
        known = self.trust.named()
        self.fail_if(any(key.id in known and key.data not in known[key.id] for key in self.keys), "key.impersonation")

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

    def check_signature(self, code, signature, labels, signer, stated, computed, registry) -> bool:
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
            owner = signer["signer_id"] if signer else None
            self.made.append(Made(key, signature["signed_at"], owner, registry))
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
        """trust.keys; returns whether a signature that only a trusted registry may make is not one's.

        The seal, receipts, record_created and graph_snapshot are a registry's; an event is its signer's own.
        """
        used = {made.key.id for made in self.made}
        self.warn_if(any(key.usable and key.id not in used for key in self.keys), "trust.keys")
        rotated = [
            made
            for made in self.made
            if is_late(made.signed_at, made.key.rotates_at) or self.trust.is_rotated(made.key.data, made.signed_at)
        ]
        untrusted = [
            made for made in self.made if self.trust.reason_against(made.key.data, made.owner, made.registry)
        ]
        self.warn_if(bool(rotated or untrusted), "trust.keys")
        return any(made.registry for made in untrusted)

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
            if event.valid and event.type == "graph_snapshot":
                is_there = isinstance(snapshot, dict)
                self.warn_if(not is_there or self.disagrees(snapshot), "snapshot.digest")
                if is_there:
                    self.check_title(snapshot)

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
        return self.has_other_integrity(snapshot.get("integrity"))

    @staticmethod
    def has_other_integrity(section) -> bool:
        """Whether the digest of an integrity section is another than that of its two lists (section 1)."""
        section = section if isinstance(section, dict) else {}
        detectors, findings, stated = (section.get(n) for n in ("detectors_run", "findings", "snapshot_sha256"))
        if not (isinstance(detectors, list) and isinstance(findings, list) and isinstance(stated, str)):
            return False
        return stated != digest({"payload": {"detectors": detectors, "findings": findings}})

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
        for names in ([e.digest for e in self.events], [e.id for e in self.events]):
            self.fail_if(len(names) != len(set(names)), "event.unique")
        self.check_record_created()

    def check_record_created(self):
        """A second record_created: open if it creates the same record (M10). An event listed twice is one event."""
        created = []
        for event in self.events:
            again = any(event.digest == other.digest or event.id == other.id for other in created)
            if event.type != "record_created" or again:
                continue
            created.append(event)
            if len(created) > 1:
                record = event.body["payload"].get("canonical_record")
                equal = self.record is not None and same(record, self.record)
                self.open_if(equal, "event.unique", "M10")
                self.fail_if(not equal, "event.unique")

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
            event.type in REGISTRY_ONLY,
        )
        if signed:
            event.signer = self.made[-1].key.data
            event.speaks = self.trust.reason_against(event.signer, event.signer_id, registry=False) is None
        event.valid = signed and not any(wrong.values())
        return event

    def check_type(self, event: Event):
        """event.type: an unknown type is a warning (M11), a target that does not belong to the type fails."""
        target = {"record_created": "record", "graph_snapshot": "graph"}.get(event.type)
        self.fail_if(target is not None and event.body["target"] != target, "event.type")
        self.warn_if(event.type not in KNOWN_TYPES, "event.type")

    def check_links(self):
        """event.links: what supersedes (M8) and prev_event (M9) may name; what they name otherwise is open."""
        by_id = {event.id: event for event in self.events}
        for event in self.events:
            for name in event.body["supersedes"]:
                other = by_id.get(name)
                good = other and name != event.id and other.type == event.type
                good = good and not event.is_by_another(other) and not event.is_before(other)
                self.open_if(not good, "event.links", "M8")
            self.check_previous(event, by_id)
        chains = {event.id: [event.body["prev_event"]] for event in by_id.values() if event.body["prev_event"]}
        self.open_if(is_cyclic(chains), "event.links", "M9")
        self.open_if(is_cyclic({e.id: e.body["supersedes"] for e in by_id.values()}), "event.links", "M8")

    def check_previous(self, event: Event, by_id: dict):
        """prev_event: an earlier event; that it is another signer's is only unusual (M9)."""
        name = event.body["prev_event"]
        if name is None:
            return
        other = by_id.get(name)
        good = other and name != event.id and not event.is_before(other)
        self.open_if(not good, "event.links", "M9")
        self.warn_if(bool(good) and event.is_by_another(other), "event.links")

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
        others = [text for text in self.other_times() if isinstance(text, str)]
        self.warn_if(any(moment(text) is None for text in others), "event.time")
        self.warn_if(any(moment(text) is not None and text.endswith("+00:00") for text in times + others), "event.time")

    def other_times(self) -> list:
        """Times on which nothing rests: of the record, the aliases and the receipts."""
        times = [self.metadata.get("submitted_at")]
        # An entry of another shape is no alias: what is wrong with it is said already (bundle.shape).
        aliases = [alias for alias in self.parts("source_aliases", list) if isinstance(alias, dict)]
        named = [alias for alias in aliases if all(isinstance(alias.get(name), str) for name in ("alias_kind", "alias_value"))]
        times += [alias.get("created_at") for alias in named]
        for event in self.events:
            receipt = event.body["payload"].get("receipt") if event.type == "record_created" else None
            if isinstance(receipt, dict):
                times += [value for name, value in receipt.items() if name.endswith("_at") and name != "signed_at"]
        return times

    # --- what is not checked

    def check_unread(self):
        """Skipped: timestamp proofs and anchors, and receipts anywhere but in a record_created."""
        anchors = any(event.type == "timestamp_anchor" for event in self.events)
        if anchors or self.parts("timestamp_proofs", list):
            self.skipped.add("timestamp.proof")
        bodies = [body for body in self.parts("events", list) if isinstance(body, dict)]
        payloads = [body.get("payload") for body in bodies if body.get("event_type") == "record_created"]
        own = [payload.get("receipt") for payload in payloads if isinstance(payload, dict)]
        waiting = [value for name, value in self.bundle.items() if name not in ("state", "events")]
        waiting += [event.body for event in self.events]
        while waiting:
            value = waiting.pop()
            if isinstance(value, dict):
                elsewhere = value.get("kind") == "pith_receipt" and not any(value is receipt for receipt in own)
                if elsewhere:
                    self.skipped.add("receipt.signature")
                waiting += value.values()
            elif isinstance(value, list):
                waiting += value

    # --- the state (section 4)

    def replay(self) -> Replay:
        """What the valid events make, each applied once (section 4)."""
        valid = {event.digest: event for event in reversed(self.events) if event.valid}
        return Replay(self.bundle, list(valid.values()), self.rejected)

    def check_state(self, replay: Replay):
        """state.digest, state.counts, state.replay, state.order, state.equivocation (M1 to M12)."""
        stated = self.bundle.get("state")
        if not isinstance(stated, dict):
            self.warn_if(bool(replay.groups["a"]), "state.equivocation")
            return
        for status, *found in StateCheck(stated, replay).run():
            if status == "open":
                self.open.add(tuple(found))
            else:
                {"fail": self.failed, "warn": self.warned}[status].add(found[0])

    def rules(self, replay: Replay) -> set:
        """The inferred rules on which the answer rests: those that the events call for, and those of what is open."""
        bodies = [event.body for event in replay.applied]
        types = {event.type for event in replay.applied}
        called = {
            "M5": bool(types & LISTS.keys() - {"graph_snapshot"}),
            "M7": len(bodies) > 1,
            "M8": any(body["supersedes"] for body in bodies),
            "M9": any(body["prev_event"] is not None for body in bodies) or "state.equivocation" in self.warned,
            "M10": True,
            "M11": bool(types - set(KNOWN_TYPES)),
            "M12": bool(replay.rejected),
        }
        return {name for name, needed in called.items() if needed} | {rule for _, rule in self.open}


# --- Answers -----------------------------------------------------------------------------------------


def report(verdict, **found) -> dict:
    """The answer in the form in which it is compared."""
    lists = ("fail", "open", "warn", "skip", "signature_reasons", "inferred")
    return {
        "verdict": verdict,
        "exit_code": EXIT[verdict],
        **{name: sorted(found.get(name, ())) for name in lists},
        "state_sha256": None,
    }


def verify(data: bytes, trust: Trust = Trust(), now: float | None = None) -> dict:
    """The verdict over a document."""
    try:
        bundle = read(data)
        if not isinstance(bundle, dict):
            raise Malformed("document.type")
        return Verification(bundle, trust, time.time() if now is None else now).run()
    except Malformed as error:
        return report("malformed", fail=[error.code])


def replayed(bundle: dict, trust: Trust = Trust()) -> Replay:
    """What a bundle's events make, whatever else is wrong with the bundle (section 4)."""
    verification = Verification(bundle, trust, 0)
    verification.check_bundle_shape()
    verification.check_keys()
    verification.check_events()
    return verification.replay()


def main() -> int:
    """Prints one answer; the exit code is that of the verdict."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add_options(parser)
    parser.add_argument("--now", type=float, metavar="EPOCH")
    parser.add_argument("file", nargs="?", default="-")
    options = parser.parse_args()
    try:
        trust = trust_of(options, {})
        data = sys.stdin.buffer.read() if options.file == "-" else open(options.file, "rb").read()
        answer = verify(data, trust, options.now)
    except (Unchecked, OSError) as error:
        print(error, file=sys.stderr)
        answer = report("unchecked")
    print(json.dumps(answer))
    return answer["exit_code"]


if __name__ == "__main__":
    sys.exit(main())
