"""Snapshots of the paper (docs/format.md, sections 1.11, 2.4 and 5.9)."""

from __future__ import annotations

from names import title_sha256
from strict_json import digest, same

EMPTY_SNAPSHOT = "258153158e38e3291e3d48162225fcdb2d5a3ed65a07baac614ab91432fd4f57"


def has_other_title(snapshot: dict, stated) -> bool:
    """Whether the title does not hash to the record's digest; only ASCII titles are settled."""
    paper = snapshot.get("paper")
    title = paper.get("title") if isinstance(paper, dict) else None
    return isinstance(title, str) and isinstance(stated, str) and title.isascii() and title_sha256(title) != stated


def disagrees(snapshot: dict, record: dict) -> bool:
    """Whether counts, items, source and digests of a snapshot disagree (section 1)."""
    if "source" in snapshot and "source" in record and not same(snapshot["source"], record["source"]):
        return True
    for name, count_name in (
        ("claims", "count"),
        ("references", "count"),
        ("formal_canon", "evidence_count"),
        ("author_claims", "count"),
    ):
        section = snapshot.get(name)
        if not isinstance(section, dict):
            continue
        stated, is_counted = section.get("snapshot_sha256"), count_name in section
        if stated is not None and not isinstance(stated, str):
            return True
        if "items" in section:
            items = section["items"]
            if not isinstance(items, list) or (is_counted and not same(section[count_name], len(items))):
                return True
            if stated is not None and stated != digest({"payload": items}):
                return True
        elif is_counted and stated is not None and same(section[count_name], 0) != (stated == EMPTY_SNAPSHOT):
            return True
    section = snapshot.get("integrity")
    stated = section.get("snapshot_sha256") if isinstance(section, dict) else None
    return (stated is not None and not isinstance(stated, str)) or has_other_integrity(section)


def has_other_integrity(section) -> bool:
    """Whether the digest of an integrity section is another than that of its two lists (section 1)."""
    section = section if isinstance(section, dict) else {}
    detectors, findings, stated = (section.get(n) for n in ("detectors_run", "findings", "snapshot_sha256"))
    if not (isinstance(detectors, list) and isinstance(findings, list) and isinstance(stated, str)):
        return False
    return stated != digest({"payload": {"detectors": detectors, "findings": findings}})
