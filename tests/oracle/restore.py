"""Puts causes back into a document: each has to be a place where it differs from the signed one, with both values."""

from __future__ import annotations

from collections import defaultdict

from strict_json import canonical, same

ROOM = 1_200  # canonical bytes of a value that is surely not cut for its size
ABSENT = object()


class Wrong(Exception):
    """A cause that is none."""


def shows(shown, value, depth: int = 4, large: bool = False) -> bool:
    """Whether a value in a report is this value of the document, as far as the report shows it."""
    if shown == "…" and (large or (depth == 0 and isinstance(value, (dict, list)))):
        return True
    if isinstance(value, (str, int)) and not isinstance(value, bool):
        if isinstance(value, int) and -(2**63) <= value < 2**63:
            return type(shown) is int and shown == value
        return isinstance(shown, str) and shows_text(shown, str(value))
    if isinstance(value, list):
        return isinstance(shown, list) and shows_list(shown, value, depth, large)
    if isinstance(value, dict):
        return isinstance(shown, dict) and shows_members(shown, value, depth, large)
    return type(shown) is type(value) and same(shown, value)


def shows_text(shown: str, text: str) -> bool:
    """A text, cut to 200 characters; of two long ones that begin alike, from shortly before they differ."""
    if shown == (text if len(text) <= 200 else text[:200] + "…"):
        return True
    return len(text) > 200 and shown[:1] == "…" and shown[1:].removesuffix("…") in text


def shows_list(shown: list, value: list, depth: int, large: bool) -> bool:
    """A list, cut to 8 entries, or to fewer if it is large."""
    whole = len(shown) == len(value) <= 8
    cut = shown[-1:] == ["…"] and (len(shown) == 9 <= len(value) or (large and len(shown) <= len(value)))
    return (whole and each_shows(shown, value, depth, large)) or (cut and each_shows(shown[:-1], value, depth, large))


def each_shows(shown: list, value: list, depth: int, large: bool) -> bool:
    """Entries, each in its place."""
    return all(shows(a, b, depth - 1, large) for a, b in zip(shown, value))


def shows_members(shown: dict, value: dict, depth: int, large: bool) -> bool:
    """An object, cut to 8 members, or to fewer if it is large."""
    members = {name: member for name, member in shown.items() if name in value}
    left = len(value) - len(members)
    extra = {name: member for name, member in shown.items() if name not in members}
    whole = len(members) == min(len(value), 8) or large
    counted = extra == ({"…": left} if left else {})
    return whole and counted and all(shows(member, value[name], depth - 1, large) for name, member in members.items())


def check_shown(shown, value, what: str):
    """Raises if a report does not show this value."""
    if not (value is ABSENT and shown is None) and not shows(shown, value, large=len(canonical(value)) > ROOM):
        raise Wrong(f"{what}: {shown!r:.200} is not {value!r:.200}")


MARK = " (a number)"


def unmarked(cause: dict) -> dict:
    """The cause without the mark of a large number beside the text of its digits; the two are shown apart."""
    pair = cause["signed"], cause["found"]
    if not all(isinstance(shown, str) for shown in pair):
        return cause
    if pair[0] == pair[1]:
        raise Wrong(f"both values are shown as {pair[0]!r:.200}")
    signed, found = (shown.removesuffix(MARK) for shown in pair)
    return cause | {"signed": signed, "found": found} if signed == found else cause


def put_back(found, signed, causes: list, partly: bool):
    """The document with the signed value at every cause; with `partly`, nothing more than a check of each."""
    edits = {}
    for cause in map(unmarked, causes):
        tokens = [token.replace("~1", "/").replace("~0", "~") for token in cause["pointer"].split("/")[1:]]
        node = edits
        for token in tokens:
            node = node.setdefault(token, {})
        node.setdefault(None, []).append(cause)
    try:
        return restored(found, signed, edits, "", partly)
    except (IndexError, ValueError) as error:
        raise Wrong(f"a pointer to a place that a list has not: {error}") from error


def restored(found, signed, edits: dict, at: str, partly: bool):
    """One value, with the causes at and below it."""
    here = edits.get(None, [])
    for cause in here:
        if cause["kind"] == "changed":
            if same(found, signed):
                raise Wrong(f"{at} is as it was signed")
            check_shown(cause["signed"], signed, f"signed at {at}")
            check_shown(cause["found"], found, f"found at {at}")
            return signed
        if cause["kind"] != "moved" or isinstance(cause["signed"], str):
            raise Wrong(f"{cause['kind']} at {at}")
    below = {name: edit for name, edit in edits.items() if name is not None}
    if not below and not here:
        return found
    if isinstance(found, dict) and isinstance(signed, dict):
        return restored_object(found, signed, below, at, partly)
    if isinstance(found, list) and isinstance(signed, list):
        return restored_list(found, signed, below, at, partly, here)
    raise Wrong(f"no such place below {at}")


def of_kind(edit: dict, kind: str) -> dict | None:
    """The cause of a kind at a place."""
    return next((cause for cause in edit.get(None, []) if cause["kind"] == kind), None)


def restored_object(found: dict, signed: dict, below: dict, at: str, partly: bool) -> dict:
    """An object with its causes."""
    made = dict(found)
    for name, edit in below.items():
        here = f"{at}/{name}"
        if cause := of_kind(edit, "added"):
            if name in signed or name not in found:
                raise Wrong(f"{here} was not added")
            check_shown(cause["found"], found[name], f"found at {here}")
            del made[name]
        elif cause := of_kind(edit, "removed"):
            if name in found or name not in signed:
                raise Wrong(f"{here} was not removed")
            check_shown(cause["signed"], signed[name], f"signed at {here}")
            made[name] = signed[name]
        elif (cause := of_kind(edit, "moved")) and isinstance(cause["signed"], str):
            old = renamed(cause, here)
            if name in signed or old in found or old not in signed or not same(signed[old], found.get(name)):
                raise Wrong(f"{here} was not renamed")
            made[old] = made.pop(name)
        elif name not in found or name not in signed:
            raise Wrong(f"{here} is not in both")
        else:
            made[name] = restored(found[name], signed[name], edit, here, partly)
    return made


def renamed(cause: dict, here: str) -> str:
    """The signed name of a member that was renamed: both pointers have to be of one object."""
    signed, found = cause["signed"], cause["found"]
    parents = [pointer.rpartition("/")[0] if isinstance(pointer, str) else None for pointer in (signed, found)]
    if parents[0] is None or parents[0] != parents[1] or found != cause["pointer"]:
        raise Wrong(f"{here} was not moved")
    return signed.rpartition("/")[2].replace("~1", "/").replace("~0", "~")


def restored_list(found: list, signed: list, below: dict, at: str, partly: bool, here: list) -> list:
    """A list with its causes: entries that were added are counted in the document, those that were removed in what was
    signed. If the order was changed too, an entry is that signed one which its causes lead to."""
    added, removed, changed = set(), set(), defaultdict(dict)
    for token, edit in below.items():
        index = int(token)
        for cause in edit.get(None, []):
            if cause["kind"] == "added":
                check_shown(cause["found"], found[index], f"found at {at}/{index}")
                added.add(index)
            elif cause["kind"] == "removed":
                check_shown(cause["signed"], signed[index], f"signed at {at}/{index}")
                removed.add(index)
            else:
                changed[index].setdefault(None, []).append(cause)
        changed[index] |= {name: inner for name, inner in edit.items() if name is not None}
    left = [index for index in range(len(found)) if index not in added]
    places = [index for index in range(len(signed)) if index not in removed]
    if not partly and len(left) != len(places):
        raise Wrong(f"{len(left)} entries of {at} are left of {len(places)}")
    made = {}
    for place, index in enumerate(left):
        options = places if here or partly else places[place : place + 1]
        made[index] = an_entry(found[index], [signed[n] for n in options], changed[index], f"{at}/{index}", partly)
    if here:
        check_moved(here[0], found, signed, at)
        if not partly and sorted(map(canonical, made.values())) != sorted(canonical(signed[n]) for n in places):
            raise Wrong(f"the entries of {at} are others, not in another order")
        return signed
    waiting = iter(made.values())
    return [signed[n] if n in removed else next(waiting, None) for n in range(len(signed))]


def an_entry(found, options: list, edit: dict, at: str, partly: bool):
    """An entry of a list, with its causes, as one of those that were signed."""
    if not edit:
        return found
    wrong = Wrong(f"nothing was signed at {at}")
    for signed in options:
        try:
            value = restored(found, signed, edit, at, partly)
        except Wrong as error:
            wrong = error
            continue
        if partly or same(value, signed):
            return value
        wrong = Wrong(f"something else differs at {at}")
    raise wrong


def check_moved(cause: dict, found: list, signed: list, at: str):
    """A list whose order was changed."""
    if same(found, signed):
        raise Wrong(f"{at} is as it was signed")
    check_shown(cause["signed"], signed, f"signed at {at}")
    check_shown(cause["found"], found, f"found at {at}")
