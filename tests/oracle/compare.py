#!/usr/bin/env python3
"""Compares `pith` with the oracle on generated bundles, and stops at the first disagreement.

    compare.py --pith target/release/pith --count 10000 [--seed 1] [--first 0] [--batch 500] [--states] [--survey]

Compared are the verdict, the exit code, the codes that fail, are open (with the rule), warn, or name what is not
checked, the reasons of signatures and the inferred rules; with `--states` also the replayed state.
"""

from __future__ import annotations

import argparse
import itertools
import json
import multiprocessing
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import generate
import oracle
from merge import READINGS
from state import ids_of
from strict_json import Malformed, read, same
from trust import Unchecked, trust_from

SIGNATURE_CODES = ("event.signature", "receipt.signature", "bundle.signature")
FIRST_EXIT = (70, 1, 3, 2, 4, 5, 0)
NOT_CHECKED = ("elsewhere", "not-checked")
LISTS = ("fail", "open", "warn", "skip", "signature_reasons", "inferred")
COMPARED = ("verdict", "exit_code", *LISTS)


def expected(job):
    """A generated bundle and the oracle's answer to it."""
    seed, index = job
    case = generate.make(seed, index)
    try:
        return index, case, oracle.verify(case.data, trust_from(case.options, case.files))
    except Unchecked:
        return index, case, oracle.report("unchecked")


def answer_of(entry: dict) -> dict:
    """One element of `inputs` of the JSON report, in the oracle's form."""
    checks = list(entry["checks"])
    error = entry.get("error")
    if isinstance(error, dict) and error.get("code"):
        checks.append({"code": error["code"], "status": "fail", "reason": error.get("reason")})
    codes = {status: {c["code"] for c in checks if c["status"] == status} for status in ("fail", "warn")}
    codes["open"] = {f"{c['code']} {c.get('rule')}" for c in checks if c["status"] == "open"}
    codes["skip"] = {c["code"] for c in checks if c["status"] == "skip" and c.get("reason") in NOT_CHECKED}
    reasons = {c.get("reason") for c in checks if c["status"] == "fail" and c["code"] in SIGNATURE_CODES}
    verdict = entry["verdict"]
    return {
        "verdict": verdict,
        "exit_code": (oracle.EXIT | {"internal": 70})[verdict],
        **{status: sorted(found) for status, found in codes.items()},
        "signature_reasons": sorted(reasons, key=str),
        "inferred": sorted((entry.get("rules") or {}).get("inferred", ())),
        "more": any(c.get("reason") == "more" for c in checks),
    }


def differ(mine: dict, theirs: dict) -> bool:
    """Whether two answers differ."""
    mine, theirs = comparable(mine, theirs)
    return any(mine[name] != theirs.get(name) for name in COMPARED)


def comparable(mine: dict, theirs: dict) -> tuple[dict, dict]:
    """Both answers, without the parts that one of them cannot know.

    Of options that are refused nothing but the exit code is said; of a text that is no bundle, no rules. The rules of
    what is open are compared there, be they among the inferred ones or not. After many findings pith counts the rest
    as `more`, without their reasons and rules: those that it tells have to be mine.
    """
    if mine["verdict"] == "unchecked":
        return mine, mine | {"exit_code": theirs["exit_code"]}
    if not (mine["inferred"] and theirs.get("inferred")):
        theirs = theirs | {"inferred": mine["inferred"]}
    rules = {word.split()[-1] for word in mine["open"]}
    mine, theirs = [side | {"inferred": sorted(set(side["inferred"]) | rules)} for side in (mine, theirs)]
    if theirs.get("more"):
        for name, untold in (("signature_reasons", "more"), ("open", None)):
            told = {word for word in theirs[name] if word != untold and not word.endswith(" None")}
            mine = mine | {name: sorted(set(mine[name]) & told)}
            theirs = theirs | {name: sorted(told)}
    return mine, theirs


def run_pith(pith: str, options: list, folder: str, names: list) -> list:
    """The answers of one run over several files, in their order."""
    done = subprocess.run(
        [pith, "verify", "--format", "json", *options, *names], cwd=folder, capture_output=True, check=False
    )
    try:
        report = json.loads(done.stdout)
        answers = {Path(entry["input"]).name: answer_of(entry) for entry in report["inputs"]}
        answers = [answers[name] for name in names]
    except (ValueError, KeyError, TypeError) as error:
        crash = {
            "verdict": "no report",
            "exit_code": done.returncode,
            "error": repr(error),
            "stderr": done.stderr.decode(errors="replace")[-2000:],
        }
        return [crash] * len(names)
    worst = min((answer["exit_code"] for answer in answers), key=FIRST_EXIT.index)
    if len(report["inputs"]) != len(names) or not done.returncode == worst == report["exit_code"]:
        return [
            answer | {"exit_code": f"{done.returncode}, reported {report['exit_code']}, expected {worst}"}
            for answer in answers
        ]
    return answers


def run_one_by_one(pith: str, options: list, folder: str, names: list) -> list:
    """As `run_pith`; if a run over several files has no report, each file by itself."""
    answers = run_pith(pith, options, folder, names)
    if len(names) > 1 and not all(isinstance(a["exit_code"], int) and a["verdict"] != "no report" for a in answers):
        singly = [run_pith(pith, options, folder, [name])[0] for name in names]
        return singly if any(answer["verdict"] == "no report" for answer in singly) else answers
    return answers


def states_differ(pith: str, folder: str, name: str, case, answer: dict) -> dict | None:
    """The fault of the state that `pith state` prints, or None. A missing state is a fault.

    It is that of the replay in one of the two readings of M9; of entries whose shape nobody knows the ids are compared.
    """
    if answer["state_sha256"] is None:
        return None
    options = [option for option in case.options if option != "--strict"]
    command = [pith, "state", "--raw", "--unverified", *options, name]
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    try:
        printed = comparable_state(read(done.stdout))
    except (Malformed, AttributeError, KeyError) as error:
        return {"state": f"no state: {error!r} {done.stderr.decode(errors='replace')[-500:]}"}
    replay = oracle.replayed(read(case.data), trust_from(options, case.files))
    made = [comparable_state(replay.state(reading)) for reading in READINGS]
    return None if any(same(printed, state) for state in made) else {"state": printed}


def comparable_state(state: dict) -> dict:
    """A state without its digest, and with nothing but the ids in entries of unknown shape (M12)."""
    told = {name: ids_of(state[name]) for name in ("equivocations", "invalid_events")}
    return {name: value for name, value in (state | told).items() if name != "state_sha256"}


def disagreements(options, batch: list) -> list:
    """The bundles of a batch on which the two disagree: number, case and both answers."""
    with tempfile.TemporaryDirectory() as folder:
        groups = {}
        for index, case, answer in batch:
            name = f"{index:08}.json"
            for file, data in {name: case.data, **case.files}.items():
                (Path(folder) / file).write_bytes(data)
            groups.setdefault(tuple(case.options), []).append((name, index, case, answer))
        found = []
        for chosen, members in groups.items():
            answers = run_one_by_one(options.pith, list(chosen), folder, [name for name, *_ in members])
            for (name, index, case, answer), other in zip(members, answers, strict=True):
                differs = differ(answer, other)
                if not differs and options.states:
                    state = states_differ(options.pith, folder, name, case, answer)
                    differs, other = state is not None, other | (state or {})
                if differs:
                    found.append((index, case, answer, other))
        return sorted(found, key=lambda item: item[0])


def kind_of(mine: dict, theirs: dict) -> str:
    """The codes and reasons in which two answers differ."""
    mine, theirs = comparable(mine, theirs)
    words = ["another state"] if "state" in theirs else []
    for name in LISTS:
        one, two = set(mine[name]), set(theirs.get(name, ()))
        words += [f"{name} {code} by the oracle alone" for code in sorted(one - two)]
        words += [f"{name} {code} by pith alone" for code in sorted(two - one, key=str)]
    return "; ".join(words) or f"{mine['verdict']} for the oracle, {theirs['verdict']} for pith"


def show(options, index: int, case, mine: dict, theirs: dict):
    """Writes the bundle to a file and prints both answers."""
    path = Path(options.out) / f"disagreement-{options.seed}-{index}.json"
    for file, data in {path: case.data, **{path.parent / name: data for name, data in case.files.items()}}.items():
        file.write_bytes(data)
    print(f"disagreement on bundle {index} of seed {options.seed}: {path}")
    print(f"  options: {' '.join(case.options)}\n  changes: {'; '.join(case.notes)}")
    for name in sorted(mine.keys() | theirs.keys()):
        if name in theirs and mine.get(name) != theirs[name]:
            print(f"  {name}:\n    oracle {json.dumps(mine.get(name))}\n    pith   {json.dumps(theirs[name])}")


def batches(results, size: int):
    """The results in batches of a size."""
    while batch := list(itertools.islice(results, size)):
        yield batch


def main() -> int:
    """Generates, compares, counts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pith", required=True, type=lambda path: str(Path(path).resolve()))
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="index of the first bundle")
    parser.add_argument("--batch", type=int, default=500)
    parser.add_argument("--states", action="store_true", help="also compare the replayed states")
    parser.add_argument("--out", default=".", help="folder for the offending bundle")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--survey", action="store_true", help="do not stop; count the kinds of disagreement")
    options = parser.parse_args()
    jobs = ((options.seed, index) for index in range(options.first, options.first + options.count))
    passed, failed, verdicts, kinds, started = 0, 0, Counter(), Counter(), time.monotonic()
    with multiprocessing.Pool(options.processes) as pool:
        for batch in batches(pool.imap(expected, jobs, chunksize=20), options.batch):
            found = disagreements(options, batch)
            verdicts.update(answer["verdict"] for _, _, answer in batch)
            for index, case, mine, theirs in found if options.survey else found[:1]:
                kind = kind_of(mine, theirs)
                if kind not in kinds:
                    show(options, index, case, mine, theirs)
                kinds[kind] += 1
            if found and not options.survey:
                print(f"{passed + found[0][0] - batch[0][0]} passed, 1 failed")
                return 1
            passed, failed = passed + len(batch) - len(found), failed + len(found)
            print(f"{passed + failed} in {time.monotonic() - started:.0f} s: {dict(verdicts)}", file=sys.stderr)
    for kind, times in kinds.most_common():
        print(f"{times:6}  {kind}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
