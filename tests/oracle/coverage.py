"""What occurred in a run of `compare.py`: verdicts, codes, reasons, rules, causes; and what has to occur."""

from __future__ import annotations

from collections import Counter

VERDICTS = ("pass", "fail", "unchecked", "malformed", "untrusted", "undetermined")
FAIL = (
    "json.encoding json.syntax json.number json.duplicate_member json.depth document.type document.version"
    " bundle.shape key.impersonation key.encoding key.fingerprint key.unique record.digest record.number record.aliases"
    " record.agreement receipt.digest receipt.signature event.subject event.type event.digest event.id event.signature"
    " event.unique event.time state.digest state.counts state.replay bundle.digest bundle.signature"
).split()
WARN = (
    "bundle.shape record.aliases record.title event.type event.links event.time snapshot.digest state.replay state.order"
    " state.equivocation trust.keys"
).split()
OPEN = (
    "event.unique M10/event.links M8/event.links M9/state.counts M9/state.replay M5/state.replay M8/state.replay M9"
    "/state.replay M10/state.replay M11/state.replay M12"
).split("/")
SKIP = ("receipt.signature", "timestamp.proof")
REASONS = "missing unsigned unknown-key ambiguous-key algorithm label fingerprint encoding digest invalid".split()
INFERRED = "M5 M7 M8 M9 M10 M11 M12".split()
KINDS = ("changed", "added", "removed", "moved")
# Parts of a sealed bundle of which docs/format.md, section 8.4, tells what they follow from (`tamper.py`).
NAMED = (
    "alias/built_at/bundle_sha256/canonical_record/canonical_sha256/content_sha256/copy of the record"
    "/copy of the record in the state/created_at/event_id/event_type/key/labels of a receipt/labels of an event's signature"
    "/labels of the bundle's signature/links/mirror_hints/payload/pith_number/short_pith_number/signer/source/state"
    "/subject_pith_number/target"
).split("/")
EXPECTED = [
    *(f"verdict {verdict}" for verdict in VERDICTS),
    *(f"fail {code}" for code in FAIL),
    *(f"warn {code}" for code in WARN),
    *(f"open {words}" for words in OPEN),
    *(f"skip {code}" for code in SKIP),
    *(f"reason event.signature {reason}" for reason in [*REASONS, "signer"]),
    *(f"reason receipt.signature {reason}" for reason in REASONS),
    *(f"reason bundle.signature {reason}" for reason in REASONS),
    *(f"rule {rule}" for rule in INFERRED),
    *(f"M9 reading {reading}" for reading in ("a", "b", "None")),
    *(f"cause {kind}" for kind in KINDS),
    *(f"proof {code}" for code in ("event.signature", "receipt.signature", "bundle.signature")),
    *(f"complete {value}" for value in (True, False, None)),
    *(f"named {part}" for part in NAMED),
    *(f"events {size}" for size in ("1", "2-10", "11-50", "51-200")),
]
ENOUGH = 10_000  # bundles after which everything above has occurred


class Coverage:
    """How often each thing occurred."""

    def __init__(self):
        self.seen, self.tampered = Counter(), Counter()

    def add(self, answer: dict, entry: dict | None, tampered: str | None, explained: str):
        """What one bundle adds."""
        words = [f"verdict {answer['verdict']}"]
        words += [f"{status} {word}" for status in ("fail", "warn", "open", "skip") for word in answer[status]]
        words += [f"reason {word}" for word in answer["signature_reasons"]]
        words += [f"rule {rule}" for rule in answer["inferred"]]
        if "M9" in answer["inferred"]:
            words.append(f"M9 reading {answer['reading']}")
        if entry:
            words += {f"cause {cause['kind']}" for cause in entry["causes"]}
            words += {f"proof {cause['proof']}" for cause in entry["causes"]}
            words.append(f"complete {entry['complete']}")
        if total := answer["events"]["total"]:
            words.append(
                f"events {'1' if total == 1 else '2-10' if total < 11 else '11-50' if total < 51 else '51-200'}"
            )
        self.seen.update(words)
        if tampered and entry:
            self.tampered[tampered, explained] += 1
            self.seen[f"named {tampered}"] += explained == "whole"

    def merge(self, other: Coverage):
        """Adds what occurred elsewhere."""
        self.seen += other.seen
        self.tampered += other.tampered

    def missing(self) -> list[str]:
        """What never occurred."""
        return [word for word in EXPECTED if not self.seen[word]]

    def lines(self):
        """The table, in the order of the report."""
        for word in [*EXPECTED, *sorted(self.seen.keys() - set(EXPECTED))]:
            yield f"{self.seen[word]:8}  {word}"
        yield "One change to a bundle that a trusted registry sealed: named whole, in part, not at all"
        for part in sorted({part for part, _ in self.tampered}):
            counts = [self.tampered[part, word] for word in ("whole", "in part", "nothing named")]
            yield f"{counts[0]:8} {counts[1]:6} {counts[2]:6}  {part}"
