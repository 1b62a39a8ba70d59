"""The reports of `pith` in the oracle's form, and how two answers are compared."""

from __future__ import annotations

import hashlib
import json
import subprocess
from pathlib import Path

import oracle
from facts import NOTHING

SIGNATURE_CODES = ("event.signature", "receipt.signature", "bundle.signature")
FIRST_EXIT = (70, 1, 3, 2, 4, 5, 0)
NOT_CHECKED = ("elsewhere", "not-checked")
FACTS = tuple(NOTHING)
COMPARED = ("verdict", "exit_code", "fail", "open", "warn", "skip", "signature_reasons", "inferred")
REFUSED = {"verdict": "unchecked", "exit_code": 2}  # options that are refused: there is no report
LISTED = 20  # findings of one code and status


def answer_of(entry: dict) -> dict:
    """One element of `inputs` of the JSON report, in the oracle's form."""
    checks = entry["checks"]
    codes = {status: {c["code"] for c in checks if c["status"] == status} for status in ("fail", "warn")}
    codes["open"] = {f"{c['code']} {c['rule']}" for c in checks if c["status"] == "open" and c["reason"] != "more"}
    codes["skip"] = {c["code"] for c in checks if c["status"] == "skip" and c["reason"] in NOT_CHECKED}
    signatures = [c for c in checks if c["status"] == "fail" and c["code"] in SIGNATURE_CODES and c["reason"] != "more"]
    rules = entry.get("rules") or {}
    verdict = entry["verdict"]
    return {
        "verdict": verdict,
        "exit_code": (oracle.EXIT | {"internal": 70})[verdict],
        **{status: sorted(found) for status, found in codes.items()},
        "signature_reasons": sorted({f"{c['code']} {c['reason']}" for c in signatures}),
        "inferred": sorted(rules.get("inferred", ())),
        "more": sorted(c["code"] for c in checks if c.get("reason") == "more" and c["status"] in ("fail", "open")),
    }


def facts_of(entry: dict) -> dict:
    """What the report tells of the bundle beside its findings."""
    return {
        **{name: entry[name] for name in ("pith_number", "source", "digests", "signers", "events")},
        "proven": entry["rules"]["proven"],
        "reading": entry["rules"]["readings"]["M9"],
        "unsigned": sorted(entry["unsigned"]),
    }


def differences(mine: dict, theirs: dict) -> list[str]:
    """The names of the parts in which two answers differ."""
    if mine["verdict"] == "unchecked" or theirs["verdict"] in ("unchecked", "no report"):
        return [name for name in REFUSED if mine[name] != theirs[name]]
    mine, theirs = told(mine, theirs), told(theirs, theirs)
    return [name for name in (*COMPARED, *FACTS) if name in theirs and mine[name] != theirs[name]]


def told(answer: dict, theirs: dict) -> dict:
    """An answer without the reasons and rules of codes of which `pith` counts some findings and does not list them."""
    counted = tuple(f"{code} " for code in theirs["more"])
    if not counted:
        return answer
    kept = {
        name: [word for word in answer[name] if not word.startswith(counted)] for name in ("signature_reasons", "open")
    }
    return answer | kept


# --- Runs --------------------------------------------------------------------------------------------


def run(pith: str, options: list, folder: str, files: dict) -> dict:
    """The entries that `pith` reports on files, given as name and bytes; None for each if the options are refused.

    The run as a whole is checked here: its exit code, the summary, that each input has one entry, in order.
    """
    (Path(folder) / "inputs.txt").write_text("\n".join(files) + "\n", encoding="utf-8")
    command = [pith, "verify", "--format", "ndjson", "--jobs", "2", "--files-from", "inputs.txt", *options]
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    if done.returncode == 2 and not done.stdout:
        return dict.fromkeys(files)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    first, *entries, last = lines or [{}, {}]
    expected = expected_summary([entry.get("verdict") for entry in entries])
    faults = [
        f"{name}: {got!r}, expected {wanted!r}"
        for name, got, wanted in (
            ("lines", [first.get("type"), last.get("type")], ["run", "summary"]),
            ("inputs", [entry.get("input") for entry in entries], list(files)),
            ("summary", last.get("summary"), expected),
            ("exit code", done.returncode, worst(entries)),
            ("reported exit code", last.get("exit_code"), worst(entries)),
            ("reported verdict", oracle.EXIT.get(last.get("verdict")), worst(entries)),
        )
        if got != wanted
    ]
    for entry in entries:
        data = files.get(entry.get("input"), b"")
        if (entry["bytes"], entry["sha256"]) != (len(data), hashlib.sha256(data).hexdigest()):
            faults.append(f"size or digest of {entry['input']}")
        if entry["assurance"] != first["assurance"]:
            faults.append(f"assurance of {entry['input']}")
    if faults:
        raise BadRun(command, faults, done.stderr.decode(errors="replace")[-2000:])
    return {entry["input"]: entry for entry in entries}


class BadRun(Exception):
    """A run whose report is not whole or does not agree with itself."""


def worst(entries: list) -> int:
    """The exit code of a run over these inputs."""
    codes = [(oracle.EXIT | {"internal": 70}).get(entry.get("verdict"), 70) for entry in entries]
    return min(codes, key=FIRST_EXIT.index)


def expected_summary(verdicts: list) -> dict:
    """The `summary` of a run with these verdicts."""
    names = ("pass", "fail", "malformed", "unchecked", "untrusted", "undetermined", "internal")
    return {"inputs": len(verdicts), **{name: verdicts.count(name) for name in names}, "skipped": 0}
