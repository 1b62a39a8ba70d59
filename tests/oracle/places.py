"""Places in a JSON value, and how to change one, whatever it holds."""

from __future__ import annotations

from values import odd_text, odd_value


def clone(value):
    """A copy of a JSON value that shares no part with it."""
    if isinstance(value, dict):
        return {name: clone(member) for name, member in value.items()}
    return [clone(item) for item in value] if isinstance(value, list) else value


def some_event(rng, draft, kind=None) -> dict:
    """One of the events, of a type if one is given."""
    return rng.choice([e for e in draft.bundle["events"] if kind is None or e["event_type"] == kind])


def nodes(value) -> list:
    """Every place below a value, as (container, key)."""
    found, waiting = [], [value]
    while waiting:
        container = waiting.pop()
        keys = (
            container.keys()
            if isinstance(container, dict)
            else range(len(container)) if isinstance(container, list) else ()
        )
        found += [(container, key) for key in keys]
        waiting += [container[key] for key in keys]
    return found


def other_text(rng, text: str) -> str:
    """A string that is not the same, but often looks like it."""
    at = rng.randrange(len(text)) if text else 0
    flipped = text[:at] + rng.choice("0aA7zé") + text[at + 1 :]
    return rng.choice(
        [
            flipped,
            flipped,
            text + "0",
            text + " ",
            text[:-1],
            text.upper(),
            text.lower(),
            "",
            text[::-1],
            text + "\x00",
            "\ufeff" + text,
            text.swapcase(),
            odd_text(rng),
        ]
    )


def other_value(rng, value):
    """A changed value, often of the same type."""
    if rng.random() < 0.3:
        return rng.choice(
            [
                None,
                True,
                False,
                0,
                1,
                1.0,
                -0.0,
                "",
                "x",
                [],
                {},
                [value],
                {"value": value},
                str(value)[:4000],
                odd_value(rng),
            ]
        )
    if isinstance(value, bool) or value is None:
        return rng.choice([None, True, False, 0, ""])
    if isinstance(value, str):
        return other_text(rng, value)
    if isinstance(value, int) and abs(value) > 10**300:
        return rng.choice([-value, value // 10, 0])
    if isinstance(value, int):
        return rng.choice([value + 1, value - 1, -value, str(value), 10**25, bool(value), float(value)])
    if isinstance(value, float):
        return rng.choice([int(value), value / 2, -value, str(value), value + 1e-9])
    if isinstance(value, list):
        return rng.choice([value[::-1], value + value[:1], value[1:], value[:-1], value + [odd_value(rng)], []])
    changed = dict(value)
    if changed and rng.random() < 0.6:
        changed.pop(rng.choice(list(changed)))
    else:
        changed[rng.choice(["extra", odd_text(rng)])] = odd_value(rng)
    return changed


def tweak(rng, container, key):
    """Changes, removes, doubles or renames one place."""
    kind = rng.random()
    if kind < 0.2 and isinstance(container, dict):
        del container[key]
    elif kind < 0.25 and isinstance(container, dict):
        container[other_text(rng, key)] = container.pop(key)
    elif kind < 0.3 and isinstance(container, list):
        container.insert(rng.randint(0, len(container)), clone(container[key]))
    else:
        container[key] = clone(other_value(rng, container[key]))


def tweak_below(rng, value):
    """Changes one place below a value."""
    places = nodes(value)
    tweak(rng, *rng.choice(places))
