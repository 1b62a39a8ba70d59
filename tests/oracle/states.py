"""Whether `pith state` prints the state that the oracle replays (docs/state.md)."""

from __future__ import annotations

import subprocess

import oracle
from merge import Replay
from state import StateCheck
from strict_json import Malformed, canonical, read


def fault(pith: str, folder: str, name: str, case, answer: dict, trust) -> str | None:
    """What is wrong with the state that is printed for a bundle, or None. A text that is no bundle has none."""
    options = [option for option in case.options if option != "--strict"]
    command = [pith, "state", "--raw", "--unverified", *options, name]
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    if answer["verdict"] == "malformed":
        return f"a state of what is no bundle: {done.stdout[:200]!r}" if done.stdout else None
    bundle = read(case.data)
    replay = oracle.replayed(bundle, trust)
    if in_order(done.stdout) == in_order(as_printed(replay, reading_of(bundle.get("state"), replay))):
        return None
    return f"state: {done.stdout[:4000]!r} {done.stderr[:500]!r}"


def reading_of(stated, replay: Replay) -> str:
    """The reading of M9 in which a state is told: (b) if the embedded state agrees with that alone."""
    check = StateCheck(stated if isinstance(stated, dict) else {}, replay)
    check.check_equivocations()
    return "b" if check.agreeing == ["b"] else "a"


def in_order(printed: bytes) -> bytes:
    """A state with its equivocations in one order: which one they have does not count (M12)."""
    try:
        state = read(printed)
    except Malformed:
        return printed
    return canonical(state | {"equivocations": sorted(state["equivocations"], key=canonical)})


def as_printed(replay: Replay, reading: str) -> bytes:
    """The state as `pith` writes it: an invalid event that states no text as its id has `null` there."""
    state = replay.state(reading)
    state["invalid_events"] = [{"event_id": name if isinstance(name, str) else None} for name in replay.rejected]
    return canonical({name: value for name, value in state.items() if name != "state_sha256"})
