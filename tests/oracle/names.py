"""Identifiers and titles (docs/format.md, section 2)."""

from __future__ import annotations

import base64
import hashlib


def suffix_of(canonical_sha256: str) -> str:
    """The 26 characters that name a record (section 2)."""
    return base64.b32encode(bytes.fromhex(canonical_sha256)).decode()[:26]


def title_sha256(title: str) -> str:
    """The digest of a title (section 2)."""
    return hashlib.sha256(" ".join(title.split()).lower().encode()).hexdigest()


def alias_faults(pairs: list, source: dict, suffix: str) -> tuple[bool, bool]:
    """Whether aliases, as pairs of kind and value, fail, and whether they are worth a warning (section 2.3)."""
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
    unknown = any(kind not in expected for kind in kinds)
    fails = (
        any(kind not in kinds for kind in required)
        or any(expected.get(kind, value) != value for kind, value in pairs)
        or len(kinds) != len(set(kinds))
        or (arxiv and unknown)
    )
    return fails, kinds != sorted(kinds) or (unknown and not arxiv)
