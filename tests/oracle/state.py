"""The stated state held against the replay (section 4): what fails, what is open, what is a warning."""

from __future__ import annotations

from collections import Counter

from merge import COUNTS, KNOWN_TYPES, LISTS, READINGS, Replay, ids_in
from strict_json import canonical, digest, same

MEMBERS = {"state_type", "state_version", "pith_number", "merge_version", "state_sha256", "current"}
MEMBERS |= {*COUNTS, "equivocations", "invalid_events", "applied_event_ids"}
CURRENT = {"canonical_record", "source_aliases", "record_created", *LISTS.values()}
INFERRED_LISTS = set(LISTS.values()) - {"graph_snapshots"}
CLAIMS_NOTHING = {canonical(value) for value in ([], {}, None, "", 0, False)}


class StateCheck:
    """`found` holds (status, code) and, of what is open, (status, code, rule)."""

    def __init__(self, stated: dict, replay: Replay):
        self.stated, self.replay, self.replayed = stated, replay, replay.state()
        self.found, self.reordered = set(), False
        self.readings = self.counted_readings()
        self.agreeing = []  # the readings of M9 with which the state agrees

    def run(self) -> set:
        """Every comparison."""
        self.check_digest()
        self.check_counts()
        for name in ("state_type", "state_version", "pith_number", "merge_version"):
            self.fail_if(not self.agrees(self.stated, self.replayed, name))
        self.check_equivocations()
        self.check_invalid()
        self.check_applied()
        self.check_unknown(self.stated, MEMBERS)
        current = self.stated.get("current")
        if isinstance(current, dict):
            self.check_current(current, self.replayed["current"])
            self.check_unknown(current, CURRENT)
        self.fail_if(not isinstance(current, dict))
        differs = any(status in ("fail", "open") and code != "state.digest" for status, code, *_ in self.found)
        if self.reordered and not differs:
            self.found.add(("warn", "state.order"))
        return self.found

    def fail_if(self, condition: bool, code: str = "state.replay"):
        """A difference that contradicts what is proven."""
        if condition:
            self.found.add(("fail", code))

    def open_if(self, condition: bool, rule: str, code: str = "state.replay"):
        """A difference that an inferred rule decides."""
        if condition:
            self.found.add(("open", code, rule))

    @staticmethod
    def agrees(stated: dict, replayed: dict, name: str) -> bool:
        """Whether a member is there and the same."""
        return name in stated and same(stated[name], replayed[name])

    def check_digest(self):
        """state.digest (section 1)."""
        stated = self.stated.get("state_sha256")
        self.fail_if(isinstance(stated, str) and stated != digest(self.stated, "state_sha256"), "state.digest")

    # --- M1, M9, M12: counts and the lists of unknown shape

    def counted_readings(self) -> list:
        """The readings of M9 whose number of groups is the stated count."""
        stated = self.stated.get("equivocation_count")
        return [name for name in READINGS if same(stated, len(self.replay.groups[name]))]

    def check_counts(self):
        """state.counts: proven, but for how equivocations are counted (M1, M9)."""
        for name in COUNTS[:3]:
            self.fail_if(not self.agrees(self.stated, self.replayed, name), "state.counts")
        self.open_if(not self.readings, "M9", "state.counts")

    def check_equivocations(self):
        """The list: that of a reading that the count agrees with, or of any if it agrees with none (M9).

        state.equivocation: a signer signed two histories, in reading (a), or in (b) if the state is that of (b) alone.
        """
        fitting = [name for name in READINGS if self.has_groups(self.replay.groups[name])]
        self.open_if(not any(name in fitting for name in self.readings or READINGS), "M9")
        self.agreeing = [name for name in self.readings if name in fitting]
        if self.replay.groups["a"] or (self.agreeing == ["b"] and self.replay.groups["b"]):
            self.found.add(("warn", "state.equivocation"))

    def has_groups(self, groups: list) -> bool:
        """Whether `equivocations` has an entry for each group: with the ids of its events, and perhaps of that which
        they all follow (M12)."""
        stated = self.stated.get("equivocations")
        if not isinstance(stated, list) or len(stated) != len(groups):
            return False
        found = ids_of(stated)
        for group in groups:
            ids, followed = {event.id for event in group}, group[0].body["prev_event"]
            fitting = [entry for entry in found if entry in (sorted(ids), sorted(ids | {followed or ""} - {""}))]
            if not fitting:
                return False
            found.remove(fitting[0])
        return True

    def check_invalid(self):
        """invalid_events: the number of entries and the event ids in them (M12)."""
        stated = self.stated.get("invalid_events")
        self.fail_if(not isinstance(stated, list))
        if isinstance(stated, list):
            self.open_if(ids_of(stated) != ids_of(self.replayed["invalid_events"]), "M12")

    # --- M8, M11: what is applied

    def check_applied(self):
        """The ids of all valid events, also of those that are superseded or of an unknown type (M8, M11)."""
        stated = self.stated.get("applied_event_ids")
        self.fail_if(not isinstance(stated, list))
        if not isinstance(stated, list):
            return
        extra, missing = self.parted(stated, self.replayed["applied_event_ids"])
        self.fail_if(bool(extra))
        types = {event.id: event.type for event in self.replay.applied}
        for name in missing:
            if name in self.replay.named:
                self.open_if(True, "M8")
            else:
                unknown = types[name] not in KNOWN_TYPES
                self.open_if(unknown, "M11")
                self.fail_if(not unknown)

    def parted(self, stated: list, replayed: list):
        """What is in one list alone, as often as it is; notes where only the order differs."""
        extra, missing = without(stated, replayed), without(replayed, stated)
        self.reordered |= not extra and not missing and not same(stated, replayed)
        return extra, missing

    # --- M3 to M6, M8, M10: what is in force

    def check_current(self, stated: dict, replayed: dict):
        """Every member of `current`; in lists of inferred types any difference of the entries is open (M5)."""
        self.fail_if(not self.agrees(stated, replayed, "canonical_record"))
        self.check_record_created(stated, replayed)
        for name in ("source_aliases", "graph_snapshots", *INFERRED_LISTS):
            lists = isinstance(stated.get(name), list) and isinstance(replayed[name], list)
            if not lists:
                self.fail_if(not self.agrees(stated, replayed, name))
                continue
            extra, missing = self.parted(stated[name], replayed[name])
            if name == "graph_snapshots":
                self.check_snapshots(extra, missing)
            elif name in INFERRED_LISTS:
                self.open_if(bool(extra or missing), "M5")
            else:
                self.fail_if(bool(extra or missing))

    def check_snapshots(self, extra: list, missing: list):
        """Snapshots that are there although superseded, or are not and something supersedes them (M8)."""
        superseded = {canonical(event.entry()) for event in self.replay.superseded if event.type == "graph_snapshot"}
        seen = set()
        for entry in extra:
            name = canonical(entry.get("event_id") if isinstance(entry, dict) else None)
            is_open = canonical(entry) in superseded and name not in seen
            seen.add(name)
            self.open_if(is_open, "M8")
            self.fail_if(not is_open)
        for entry in missing:
            gone = entry["event_id"] in self.replay.named and canonical(entry["event_id"]) not in seen
            self.open_if(gone, "M8")
            self.fail_if(not gone)

    def check_record_created(self, stated: dict, replayed: dict):
        """The record_created in force; another valid one is open (M10), and none if something supersedes it (M8)."""
        name, value, taken = "record_created", stated.get("record_created"), replayed["record_created"]
        if self.agrees(stated, replayed, name):
            return
        another = any(event.type == name and same(value, event.entry()) for event in self.replay.applied)
        gone = name in stated and value is None and taken["event_id"] in self.replay.named
        self.open_if(another, "M10")
        self.open_if(gone, "M8")
        self.fail_if(not (another or gone))

    # --- members that nobody knows

    def check_unknown(self, where: dict, known: set):
        """Members that the replay does not make: open if they claim something (M11)."""
        for name in where.keys() - known:
            nothing = canonical(where[name]) in CLAIMS_NOTHING
            self.open_if(not nothing, "M11")
            if nothing:
                self.found.add(("warn", "state.replay"))


def without(values: list, others: list) -> list:
    """Those values that are not among others, each as often as it is there more."""
    left, kept = Counter(map(canonical, others)), []
    for value in values:
        if left[canonical(value)] > 0:
            left[canonical(value)] -= 1
        else:
            kept.append(value)
    return kept


def ids_of(entries: list) -> list:
    """The event ids of every entry of a list, whatever its shape (M12)."""
    return sorted(map(sorted, map(ids_in, entries)))
