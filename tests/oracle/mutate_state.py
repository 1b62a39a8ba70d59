"""Changes to the state of a bundle, for `mutate.py`: those that contradict the events, and those that a rule decides
that nobody has published (section 4 of the description of the format)."""

from __future__ import annotations

from merge import KNOWN_TYPES, LISTS, READINGS
from places import clone, nodes, tweak, tweak_below
from values import near_equal, odd_value

INFERRED_LISTS = [name for name in LISTS.values() if name != "graph_snapshots"]


def state_anywhere(rng, draft):
    """Something in the state, anywhere."""
    tweak_below(rng, draft.bundle["state"])


def state_member(rng, draft):
    """A member of the state or of its current part."""
    where = rng.choice([draft.bundle["state"], draft.bundle["state"]["current"]])
    tweak(rng, where, rng.choice([name for name in where if name != "state_version"]))


def state_count(rng, draft):
    """A count."""
    name = rng.choice([name for name in draft.bundle["state"] if name.endswith("_count")])
    draft.bundle["state"][name] = rng.choice([draft.bundle["state"][name] + 1, 0, -1, 2.0, "2", None, True, 10**20])


def state_order(rng, draft):
    """The order of a list, or of a list inside an entry."""
    state = draft.bundle["state"]
    lists = [
        value for value in [*state.values(), *state["current"].values()] if isinstance(value, list) and len(value) > 1
    ]
    chosen = rng.choice(lists)
    rng.choice([chosen.reverse, lambda: rng.shuffle(chosen)])()


def state_entry(rng, draft):
    """An entry: gone, twice, changed, added, moved to another list."""
    state = draft.bundle["state"]
    lists = [value for value in [*state.values(), *state["current"].values()] if isinstance(value, list)]
    chosen, kind = rng.choice([held for held in lists if held]), rng.randrange(4)
    if kind == 0:
        chosen.pop(rng.randrange(len(chosen)))
    elif kind == 1:
        chosen.append(clone(rng.choice(chosen)))
    elif kind == 2:
        rng.choice(lists).append(clone(rng.choice(chosen)))
    else:
        tweak(rng, chosen, rng.randrange(len(chosen)))


def state_unknown(rng, draft):
    """A member that nobody knows: with a claim, or empty."""
    where = rng.choice([draft.bundle["state"], draft.bundle["state"]["current"]])
    empty = rng.choice([[], {}, None, "", 0, False])
    where[rng.choice(["extra", "retractions", "record_status", ""])] = rng.choice(
        [empty, empty, odd_value(rng), "retracted", [[]], {"": None}, 0.0, -0.0, True, " "]
    )


def state_number(rng, draft):
    """A number that a lax reader takes for that of the event."""
    state = draft.bundle["state"]
    where = rng.choice([state, state["current"], state["current"]["graph_snapshots"]])
    container, name = rng.choice([(c, n) for c, n in nodes(where) if type(c[n]) in (int, float, bool)])
    container[name] = near_equal(rng, container[name])


def state_reading(rng, draft):
    """Equivocations in the other reading, in a mixture of both, or in none (M9)."""
    state, replay = draft.bundle["state"], draft.replay()
    told = {name: replay.state(name) for name in READINGS}
    state["equivocation_count"] = rng.choice([t["equivocation_count"] for t in told.values()] * 2 + [1, 7])
    state["equivocations"] = clone(told[rng.choice(READINGS)]["equivocations"])
    if rng.random() < 0.3:
        state_equivocations(rng, draft)


def state_equivocations(rng, draft):
    """Entries of equivocations: of another shape with the same ids, or with other ids (M12)."""
    state = draft.bundle["state"]
    groups, kind = state["equivocations"], rng.randrange(6)
    if kind == 0:
        state["equivocations"] = [group["event_ids"] for group in groups]
    elif kind == 1:
        state["equivocations"] = [{"signer": "x", "fork": {"ids": group["event_ids"][::-1]}} for group in groups]
    elif kind == 2:
        groups.append({"event_ids": state["applied_event_ids"][:2]})
    elif kind == 3:
        groups.reverse()
    elif kind == 4:
        groups.pop()
    else:
        group = rng.choice(groups)
        group["event_ids"] = group["event_ids"][1:]
    if rng.random() < 0.3:
        state["equivocation_count"] = len(state["equivocations"])


def state_invalid(rng, draft):
    """Entries of invalid_events (M12)."""
    state = draft.bundle["state"]
    entry = rng.choice(state["applied_event_ids"])
    added = rng.choice([entry, {"event_id": entry, "reason": "invalid"}, odd_value(rng), {}])
    state["invalid_events"] = rng.choice([[*state["invalid_events"], added], state["invalid_events"][1:], [added]])


def state_inferred_list(rng, draft):
    """A list of an inferred type: an entry gone, twice, changed, strange; the list gone or of another type (M5)."""
    current = draft.bundle["state"]["current"]
    filled = [name for name in INFERRED_LISTS if current[name]]
    name, kind = rng.choice(filled * 5 + INFERRED_LISTS), rng.randrange(7)
    held = current[name]
    if kind == 0:
        held.pop(rng.randrange(len(held)))
    elif kind == 1:
        held.append(clone(rng.choice(held)))
    elif kind == 2:
        tweak_below(rng, held)
    elif kind == 3:
        held.append(rng.choice([odd_value(rng), {}, None]))
    elif kind == 4:
        current[rng.choice(INFERRED_LISTS)].extend(held)
    elif kind == 5:
        del current[name]
    else:
        current[name] = rng.choice([{}, None, "x", {"entries": held}])


def state_superseded(rng, draft):
    """As if supersedes had no effect on an event, or had one that it has not (M8)."""
    state, replay = draft.bundle["state"], draft.replay()
    current, named = state["current"], replay.named
    back = [event for event in replay.superseded if event.type in LISTS]
    if back and rng.random() < 0.6:
        event = rng.choice(back)
        current[LISTS[event.type]].append(clone(event.entry()))
        if rng.random() < 0.2:
            tweak_below(rng, current[LISTS[event.type]][-1])
        return
    lists = [current["graph_snapshots"]] * 3 + [current[LISTS[event.type]] for event in back]
    held = rng.choice(lists)
    held.remove(rng.choice([entry for entry in held if entry["event_id"] in named]))


def state_created(rng, draft):
    """Another record_created, or none (M8, M10)."""
    current = draft.bundle["state"]["current"]
    created = [event.entry() for event in draft.replay().applied if event.type == "record_created"]
    current["record_created"] = clone(rng.choice([*created * 3, None, {}]))


def state_applied(rng, draft):
    """An applied event gone: one that is superseded (M8), of an unknown type (M11), or any; or a strange one."""
    state, replay = draft.bundle["state"], draft.replay()
    held, types = state["applied_event_ids"], {event.id: event.type for event in replay.applied}
    kind = rng.randrange(5)
    if kind < 2:
        held.remove(rng.choice([name for name in held if name in replay.named]))
    elif kind < 4:
        held.remove(rng.choice([name for name in held if types[name] not in KNOWN_TYPES]))
    else:
        held.append(rng.choice([held[0], "sha256:" + "0" * 64, None, 1]))


STATE = [
    state_anywhere,
    state_anywhere,
    state_member,
    state_count,
    state_count,
    state_order,
    state_order,
    state_entry,
    state_entry,
    state_unknown,
    state_unknown,
    state_number,
    state_number,
    state_number,
    state_reading,
    state_reading,
    state_reading,
    state_equivocations,
    state_invalid,
    state_inferred_list,
    state_inferred_list,
    state_superseded,
    state_superseded,
    state_superseded,
    state_created,
    state_created,
    state_applied,
    state_applied,
]
