"""What a report tells of a bundle beside its findings: digests, signers, rules, what nothing signs (docs/report.md)."""

from __future__ import annotations

import hashlib

from strict_json import digest

PROVEN = ["M1", "M2", "M3", "M4", "M6"]
ONLY_SEALED = ("built_at", "links", "mirror_hints", "public_keys", "source_aliases", "timestamp_proofs")
NOTHING = {
    "pith_number": None,
    "source": None,
    "digests": {name: {"stated": None, "computed": None} for name in ("canonical", "state", "bundle")},
    "signers": [],
    "events": {"total": 0, "valid": 0},
    "proven": [],
    "reading": None,
    "unsigned": [],
}


def cut(text: str) -> str:
    """A text as reports show it."""
    return text if len(text) <= 200 else text[:200] + "…"


def of_bundle(verification, replay, reading: str | None) -> dict:
    """All of it."""
    bundle = verification.bundle
    number = bundle.get("pith_number")
    return {
        "pith_number": cut(number) if isinstance(number, str) else None,
        "source": source_of(verification.source),
        "digests": digests_of(bundle),
        "signers": signers_of(verification),
        "events": {"total": len(verification.parts("events", list)), "valid": len(replay.applied)},
        "proven": PROVEN,
        "reading": reading,
        "unsigned": unsigned_of(bundle, any(made.code == "bundle.signature" for made in verification.made)),
    }


def source_of(source: dict | None) -> dict | None:
    """The source of the record, if it has the shape of one."""
    if source is None:
        return None
    version = source["version"]
    fits = -(2**63) <= version < 2**63
    return {
        "kind": cut(source["kind"]),
        "id": cut(source["id"]),
        "version": version if fits else cut(str(version)),
    }


def digests_of(bundle: dict) -> dict:
    """What is stated and what was computed."""

    def pair(value, holder, name: str, *without: str) -> dict:
        if not isinstance(value, dict):
            return {"stated": None, "computed": None}
        stated = holder.get(name) if isinstance(holder, dict) else None
        return {"stated": cut(stated) if isinstance(stated, str) else None, "computed": digest(value, *without)}

    state = bundle.get("state")
    return {
        "canonical": pair(bundle.get("canonical_record"), bundle, "canonical_sha256"),
        "state": pair(state, state, "state_sha256", "state_sha256"),
        "bundle": pair(bundle, bundle.get("bundle_signature"), "bundle_sha256", "bundle_signature"),
    }


def signers_of(verification) -> list:
    """The keys that made a signature which verifies, in the order of `public_keys`."""
    made = [made.key for made in verification.made]
    found = []
    for key in verification.keys:
        count = sum(1 for other in made if other is key)
        if count:
            trust = verification.trust.word_for(key.data)
            sha256 = hashlib.sha256(key.data).hexdigest()
            found.append({"key_id": cut(key.id), "key_sha256": sha256, "trust": trust, "signatures": count})
    return found


def unsigned_of(bundle: dict, is_sealed: bool) -> list:
    """The members that nothing signs; without a seal also those that it alone would cover."""
    open_members = [] if is_sealed else [f"/{name}" for name in ONLY_SEALED if name in bundle]
    signature = bundle.get("bundle_signature")
    names = signature.keys() if isinstance(signature, dict) else ()
    inner = [name for name in names if name not in ("bundle_sha256", "signature_b64")]
    return sorted([*open_members, *(f"/bundle_signature/{escaped(name)}" for name in inner)])


def escaped(name: str) -> str:
    """A name as a token of a JSON pointer (RFC 6901)."""
    return name.replace("~", "~0").replace("/", "~1")
