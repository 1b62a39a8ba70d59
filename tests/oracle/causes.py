"""Whether the causes that `pith` names are what was changed (docs/format.md, section 8.4; docs/report.md).

The generator knows what was signed: records, events and bundles, by their digests. A cause is right if it is a difference
from one of these, and a trusted registry's signature in the document covers that one.
"""

from __future__ import annotations

import functools
import json

from ed25519 import fingerprint_hex, strict_base64, verify_strict
from names import suffix_of
from restore import Wrong, put_back
from sealing import Archive
from strict_json import Malformed, digest, read, same

LABELS = "algorithm bundle_sha256 key_id public_key_fingerprint signature_b64 signature_status signed_message".split()
OF_RECORD = ("canonical_record", "canonical_sha256", "pith_number", "short_pith_number", "source")


def parsed(data: bytes) -> dict | None:
    """The document, if it is an object."""
    try:
        value = read(data)
    except Malformed:
        return None
    return value if isinstance(value, dict) else None


class Causes:
    """The causes of one report, held against the document and everything that was signed."""

    def __init__(self, found: dict, entry: dict, signed: Archive, trust):
        self.found, self.entry, self.signed = found, entry, signed
        self.causes, self.more = entry["causes"], entry["causes_more"]
        self.keys = [pin.data for pin in trust.pins if pin.role == "registry"]
        if trust.embedded:
            self.keys += keys_in(found)

    def fault(self) -> str | None:
        """What is wrong with them, or None."""
        try:
            self.check()
        except Wrong as wrong:
            return str(wrong)
        return None

    def check(self):
        """Each by its proof; then all of them together."""
        self.check_events([cause for cause in self.causes if cause["proof"] == "event.signature"])
        self.check_record([cause for cause in self.causes if cause["proof"] == "receipt.signature"])
        whole = (bool(self.causes) or self.entry["complete"] is True) and self.is_whole()
        if self.entry["complete"] is True and not whole:
            raise Wrong("complete, but what was signed is not what the causes give: " + self.why)
        if self.entry["complete"] is not True:
            if any(cause["proof"] == "bundle.signature" for cause in self.causes):
                raise Wrong("a cause proven by a bundle that is not restored")
            if whole and not self.more:
                raise Wrong("not complete, but the causes give what was signed")

    def is_as_signed(self) -> bool:
        """Whether a trusted registry's signature covers the document as it is, by a key that is embedded in it."""
        own = self.found.get("bundle_signature")
        text = own.get("signature_b64") if isinstance(own, dict) else None
        key = self.covers(text, digest(self.found, "bundle_signature"))
        return key is not None and bool(ids_of(key, self.found))

    def was_sealed(self) -> bool:
        """Whether a trusted registry sealed a bundle from which this document was made."""
        signed = {sha256: bundle["bundle_signature"] for sha256, bundle in self.bundles.items()}
        return any(self.covers(signature.get("signature_b64"), sha256) for sha256, signature in signed.items())

    @functools.cached_property
    def bundles(self) -> dict:
        """The bundles that were sealed, by their digests."""
        return {sha256: json.loads(data) for sha256, data in self.signed.bundles.items()}

    def covers(self, text, sha256: str) -> bytes | None:
        """The trusted key of a registry that made this signature over a digest."""
        data = strict_base64(text) if isinstance(text, str) else None
        keys = [key for key in self.keys if data and verify_strict(key, bytes.fromhex(sha256), data)]
        return keys[0] if keys else None

    def is_whole(self) -> bool:
        """Whether putting back all causes gives a bundle that was signed, and is covered by a signature it then holds."""
        self.why = "no signed bundle"
        return any(self.gives(sha256, bundle) for sha256, bundle in self.bundles.items())

    def gives(self, sha256: str, signed: dict) -> bool:
        """Whether the causes lead from the document to this bundle."""
        renamed = [cause["found"][1:] for cause in self.causes if cause["signed"] == "/bundle_signature"]
        stated = self.found.get(renamed[0] if renamed else "bundle_signature")
        own = stated if isinstance(stated, dict) else {}
        texts = [own.get("signature_b64"), signed["bundle_signature"].get("signature_b64")]
        moved = {
            cause["found"] for cause in self.causes if cause["kind"] == "moved" and isinstance(cause["found"], str)
        }
        made = next(((text, key) for text in texts if (key := self.covers(text, sha256))), None)
        if made is None or not ids_of(made[1], signed):
            self.why = "no trusted signature over it by a key that is embedded in it"
            return False
        own = {
            name: value
            for name, value in own.items()
            if name not in LABELS and f"/bundle_signature/{name}" not in moved
        }
        known = labels(signed, *made, sha256)
        is_renamed = any(cause["signed"] == "/bundle_signature/signed_at" for cause in self.causes)
        if "signed_at" not in own and not is_renamed:
            del known["signed_at"]  # Nothing covers it, and nothing tells what it was.
        target = signed | {"bundle_signature": known | own}
        try:
            restored = put_back(self.found, target, self.causes, partly=self.more > 0)
        except Wrong as wrong:
            self.why = str(wrong)
            return False
        self.why = "something else differs"
        return self.more > 0 or same(restored, target)

    def check_events(self, causes: list):
        """Causes that an event's own signature proves: the event recomputes with all of them."""
        listed = self.found.get("events")
        for index in sorted({cause["pointer"].split("/")[2] for cause in causes}, key=int):
            event = listed[int(index)]
            own = [inside(cause, f"/events/{index}") for cause in causes if cause["pointer"].split("/")[2] == index]
            if not any(
                self.restores_event(event, own, sha256, json.loads(data)) for sha256, data in self.signed.events.items()
            ):
                raise Wrong(f"no signed event explains /events/{index}")

    def restores_event(self, event: dict, causes: list, sha256: str, body: dict) -> bool:
        """Whether the causes lead from an event to this signed one."""
        renamed = [cause["pointer"][1:] for cause in causes if cause["signed"] == "/signature" and cause["kind"] == "moved"]
        signature = event.get(renamed[0] if renamed else "signature")
        texts = [value for value in signature.values()] if isinstance(signature, dict) else []
        if not any(self.covers(text, sha256) for text in texts):
            return False
        rest = {"signature": signature, "content_sha256": sha256, "event_id": f"sha256:{sha256}"}
        try:
            restored = put_back(event, body | rest, causes, partly=self.more > 0)
        except Wrong:
            return False
        return self.more > 0 or same(restored, body | rest)

    def check_record(self, causes: list):
        """Causes that a receipt proves: the record recomputes with all of them, and what follows from it."""
        if not causes:
            return
        found = {name: self.found[name] for name in OF_RECORD if name in self.found}
        texts = [text for text in texts_in([self.found.get("events"), self.found.get("state")]) if len(text) == 88]
        for sha256, data in self.signed.records.items():
            record, suffix = json.loads(data), suffix_of(sha256)
            if not any(self.covers(text, sha256) for text in set(texts)):
                continue
            target = {
                "canonical_record": record,
                "canonical_sha256": sha256,
                "pith_number": f"pith:{record['metadata']['submitted_at'][:4]}:{suffix}",
                "short_pith_number": "pith:" + suffix[:8],
                "source": record["source"],
            }
            named = {cause["pointer"].split("/")[1] for cause in causes} | {"canonical_record"}
            try:
                restored = put_back(found, target, causes, partly=self.more > 0)
            except Wrong:
                continue
            if self.more or all(name in restored and same(restored[name], target[name]) for name in named):
                return
        raise Wrong("no signed record explains the causes that a receipt proves")


def labels(signed: dict, text: str, key: bytes, sha256: str) -> dict:
    """The members of a bundle's signature with which it verifies, and its time. What else is there no signature covers."""
    return {
        "algorithm": "ed25519",
        "bundle_sha256": sha256,
        "key_id": ids_of(key, signed)[0],
        "public_key_fingerprint": fingerprint_hex(key),
        "signature_b64": text,
        "signature_status": "signed_v1",
        "signed_at": signed["bundle_signature"].get("signed_at"),
        "signed_message": "bundle_sha256_bytes",
    }


def ids_of(key: bytes, bundle: dict) -> list:
    """The ids under which a bundle has a key."""
    listed = bundle.get("public_keys")
    embedded = [entry for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else []
    ids = [entry.get("key_id") for entry in embedded if entry.get("public_key_hex") == key.hex()]
    return [key_id for key_id in ids if isinstance(key_id, str)]


def keys_in(bundle: dict) -> list[bytes]:
    """The embedded keys."""
    listed = bundle.get("public_keys")
    texts = [key.get("public_key_b64") for key in listed if isinstance(key, dict)] if isinstance(listed, list) else []
    datas = [strict_base64(text) for text in texts if isinstance(text, str)]
    return [data for data in datas if data is not None and len(data) == 32]


def inside(cause: dict, prefix: str) -> dict:
    """A cause with a pointer into a part of the document."""
    moved = {
        name: cause[name].removeprefix(prefix)
        for name in ("signed", "found")
        if isinstance(cause[name], str) and cause["kind"] == "moved"
    }
    return cause | {"pointer": cause["pointer"].removeprefix(prefix)} | moved


def texts_in(value) -> list[str]:
    """Every text anywhere in a value."""
    found, waiting = [], [value]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            found.append(value)
        elif isinstance(value, (dict, list)):
            waiting += value.values() if isinstance(value, dict) else value
    return found


def held(case, entry: dict, answer: dict, trust) -> tuple[str | None, str]:
    """What is wrong with the causes of a report, or None; and how much they explain of what can be explained."""
    found = parsed(case.data)
    if found is None:
        nothing = (entry["causes"], entry["causes_more"], entry["complete"]) == ([], 0, False)
        return None if nothing else "causes of a text that is no object", "no document"
    causes = Causes(found, entry, case.signed, trust)
    fault = causes.fault()
    as_signed = causes.is_as_signed() or answer["seal"] == "stranger"
    if fault is None and entry["complete"] is None and (causes.causes or not as_signed):
        fault = "complete is null, but something was changed"
    if fault is None and entry["complete"] is not None and as_signed and not causes.causes:
        fault = f"complete is {entry['complete']}, but the bundle's own signature verifies"
    if fault is None and answer["seal"] == "registry" and causes.causes:
        fault = "causes, although the bundle's own signature verifies"
    if answer["seal"] or not causes.was_sealed():
        return fault, "nothing to explain" if answer["seal"] else "never sealed by a trusted registry"
    return fault, "whole" if entry["complete"] else "in part" if causes.causes else "nothing named"
