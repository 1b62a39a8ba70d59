"""The required members of objects, and their types (docs/format.md, section 5)."""

from __future__ import annotations

from merge import COUNTS

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
    # Unknown members of the state are held against the replay: `state.py`.
    "state": _shape(
        "text: state_type state_version pith_number merge_version state_sha256; object: current;"
        f"integer: {' '.join(COUNTS)}; array: equivocations invalid_events applied_event_ids",
        closed=False,
    ),
}


def is_whole(value, name: str) -> bool:
    """Whether a value is an object with the required members of a shape."""
    if not isinstance(value, dict):
        return False
    required, optional, _ = SHAPES[name]
    for member, kind in required.items():
        if member not in value or not KINDS[kind](value[member]):
            return False
    for member, kind in optional.items():
        if member in value and not KINDS[kind](value[member]):
            return False
    return True


def has_unknown_members(value, name: str) -> bool:
    """Whether an object has members that its shape does not name, where that is reported."""
    required, optional, closed = SHAPES[name]
    return closed and isinstance(value, dict) and not value.keys() <= required.keys() | optional.keys()
