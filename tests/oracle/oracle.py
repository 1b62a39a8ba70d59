#!/usr/bin/env python3
"""A second, independent verifier of Pith open-graph bundles.

It shares no line with `pith`: it was written from the description of the format ("section N" below),
the public contract, and the project's decisions where these two are silent. `compare.py` holds the two
verifiers against each other. Speed and messages do not matter here; being easy to believe does.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections import Counter

import facts
from facts import NOTHING
from merge import KNOWN_TYPES, LISTS, MERGE_VERSION, Event, Replay, is_cyclic, later, moment
from names import alias_faults, suffix_of
from shapes import has_unknown_members, is_whole
from signatures import Key, Made, key_of, reason_against, time_of
from snapshots import disagrees, has_other_title
from state import StateCheck
from strict_json import Malformed, digest, read, same
from trust import Trust, Unchecked, add_options, is_late, trust_of

BUNDLE_TYPE = "pith_open_graph_bundle"
EXIT = {"pass": 0, "fail": 1, "unchecked": 2, "malformed": 3, "untrusted": 4, "undetermined": 5}
REGISTRY_ONLY = ("record_created", "graph_snapshot")


# --- The verifier ------------------------------------------------------------------------------------


class Verification:
    """All checks of one bundle. `run` is the order of them."""

    def __init__(self, bundle: dict, trust: Trust, now: float):
        self.bundle, self.trust, self.now = bundle, trust, now
        self.failed, self.warned, self.skipped = set(), set(), set()
        self.open: set[tuple] = set()  # (code, rule)
        self.reasons: set[str] = set()  # why signatures are bad: "code reason"
        self.keys: list[Key] = []
        self.events: list[Event] = []
        self.rejected: list = []
        self.made: list[Made] = []
        self.state: StateCheck | None = None

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
        reading = self.reading() if "M9" in inferred else None
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
            facts=facts.of_bundle(self, replay, reading),
        ) | {"seal": self.seal()}

    def seal(self) -> str | None:
        """Whose signature covers the whole bundle and its stated digest: "registry" is a trusted one; None if nobody's."""
        made = [made for made in self.made if made.code == "bundle.signature"]
        if not made or "bundle.digest" in self.failed:
            return None
        return "stranger" if self.trust.reason_against(made[0].key.data, None, True) else "registry"

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
        whole = is_whole(value, name)
        self.fail_if(not whole, "bundle.shape")
        return whole

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
                key, failed = key_of(stated)
                self.keys.append(key)
                self.failed |= failed
        ids = Counter(key.id for key in self.keys)
        data = Counter(key.data for key in self.keys if key.data)
        self.fail_if(any(n > 1 for n in [*ids.values(), *data.values()]), "key.unique")
        known = self.trust.named()
        self.fail_if(any(key.id in known and key.data not in known[key.id] for key in self.keys), "key.impersonation")

    def check_signature(self, code, signature, labels, signer, stated, computed, registry) -> bool:
        """One signature over a computed digest; the first reason against it is reported (section 3).

        An object of a wrong shape is not judged, but for whether it holds a signature at all: bundle.shape reports it.
        """
        good = signature is None or self.has_shape(signature, code)
        if not good and not (isinstance(signature, dict) and signature.get("signature_b64") is None):
            return False
        reason, key = reason_against(self.keys, signature, labels, signer, stated, computed)
        if reason:
            self.failed.add(code)
            self.reasons.add(f"{code} {reason}")
        else:
            owner = signer["signer_id"] if signer else None
            # No signature covers `signed_at` of the bundle signature.
            signed_at = self.bundle.get("built_at") if code == "bundle.signature" else signature["signed_at"]
            self.made.append(Made(key, signed_at if isinstance(signed_at, str) else "", owner, registry, code))
        return reason is None

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
            self.reasons.add("receipt.signature missing")
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
        untrusted = [made for made in self.made if self.trust.reason_against(made.key.data, made.owner, made.registry)]
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
            listed = [alias for alias in self.bundle["source_aliases"] if isinstance(alias, dict)]
            pairs = [(alias.get("alias_kind"), alias.get("alias_value")) for alias in listed]
            pairs = [(kind, value) for kind, value in pairs if isinstance(kind, str) and isinstance(value, str)]
            fails, warns = alias_faults(pairs, self.source, suffix)
            self.fail_if(fails, "record.aliases")
            self.warn_if(warns, "record.aliases")

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
                self.warn_if(not is_there or disagrees(snapshot, self.record or {}), "snapshot.digest")
                self.warn_if(is_there and has_other_title(snapshot, self.metadata.get("title_canon_sha256")), "record.title")

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
        created = 0
        for place, event in enumerate(self.events):
            earlier = self.events[:place]
            again = any(event.digest == other.digest or event.id == other.id for other in earlier)
            if event.type != "record_created" or again:
                continue
            created += 1
            if created > 1:
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
        dated = [text for text in self.times_of_the_record() if isinstance(text, str)]
        self.warn_if(any(self.is_ahead(text) for text in times + dated), "event.time")
        others = dated + [text for text in self.other_times_of_receipts() if isinstance(text, str)]
        self.warn_if(any(moment(text) is None for text in others), "event.time")
        self.warn_if(any(moment(text) is not None and text.endswith("+00:00") for text in times + others), "event.time")

    def times_of_the_record(self) -> list:
        """Times of the record and the aliases, on which nothing rests."""
        # An entry of another shape is no alias: what is wrong with it is said already (bundle.shape).
        aliases = [alias for alias in self.parts("source_aliases", list) if isinstance(alias, dict)]
        named = [
            alias
            for alias in aliases
            if all(isinstance(alias.get(name), str) for name in ("alias_kind", "alias_value"))
        ]
        return [self.metadata.get("submitted_at"), *(alias.get("created_at") for alias in named)]

    def other_times_of_receipts(self) -> list:
        """Times of receipts other than that of the signature: nothing rests on them, and they may be to come."""
        times = []
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
        self.state = StateCheck(stated, replay)
        for status, *found in self.state.run():
            if status == "open":
                self.open.add(tuple(found))
            else:
                {"fail": self.failed, "warn": self.warned}[status].add(found[0])

    def reading(self) -> str | None:
        """The reading of M9 with which the state agrees; the first where it agrees with both."""
        return next(iter(self.state.agreeing), None) if self.state else None

    def rules(self, replay: Replay) -> set:
        """The inferred rules on which the answer rests: those that the events call for, and those of what is open."""
        bodies = [event.body for event in replay.applied]
        types = {event.type for event in replay.applied}
        called = {
            "M5": bool(types & LISTS.keys() - {"graph_snapshot"}),
            "M7": len(bodies) > 1,
            "M8": any(body["supersedes"] for body in bodies),
            "M9": any(body["prev_event"] is not None for body in bodies) or bool(replay.groups["b"]),
            "M10": True,
            "M11": bool(types - set(KNOWN_TYPES)),
            "M12": bool(replay.rejected),
        }
        return {name for name, needed in called.items() if needed} | {rule for _, rule in self.open}


# --- Answers -----------------------------------------------------------------------------------------


def report(verdict, facts=NOTHING, **found) -> dict:
    """The answer in the form in which it is compared."""
    lists = ("fail", "open", "warn", "skip", "signature_reasons", "inferred")
    return {
        "verdict": verdict,
        "exit_code": EXIT[verdict],
        **{name: sorted(found.get(name, ())) for name in lists},
        **facts,
        "seal": None,
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
