#!/usr/bin/env python3
"""Compares `pith` with the oracle on generated bundles, and stops at the first disagreement.

    compare.py --pith target/release/pith --count 10000 [--seed 1] [--first 0] [--batch 250] [--states] [--coverage]

README.md tells what is compared, and what is not.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import answers
import causes
import generate
import oracle
import states
from coverage import ENOUGH, Coverage
from trust import Trust, Unchecked, trust_from


@dataclass
class Result:
    """What came of a batch: how many bundles agreed before the first that did not, and that one."""

    passed: int = 0
    bad: tuple | None = None
    verdicts: Counter = field(default_factory=Counter)
    coverage: Coverage = field(default_factory=Coverage)


def batch(job) -> Result:
    """Generates, verifies twice and compares some bundles."""
    options, first, count = job
    cases = {f"{index:08}.json": generate.make(options.seed, index) for index in range(first, first + count)}
    mine = {name: expected(case) for name, case in cases.items()}
    result = Result()
    with tempfile.TemporaryDirectory() as folder:
        entries = reported(options.pith, folder, cases)
        for (name, case), entry in zip(cases.items(), entries.values(), strict=True):
            answer, found = mine[name][0], found_by(options, folder, name, case, mine[name], entry)
            result.verdicts[answer["verdict"]] += 1
            if found["wrong"]:
                result.bad = (int(name[:-5]), case, answer, found)
                break
            result.passed += 1
            result.coverage.add(answer, entry if isinstance(entry, dict) else None, case.tampered, found["explained"])
    return result


def expected(case) -> tuple[dict, Trust]:
    """The oracle's answer, and whom the user trusts."""
    try:
        trust = trust_from(case.options, case.files)
    except Unchecked:
        return oracle.report("unchecked"), Trust(())
    return oracle.verify(case.data, trust), trust


def reported(pith: str, folder: str, cases: dict) -> dict:
    """The entry of each bundle in the reports of `pith`: one run for all that have the same options."""
    groups: dict[tuple, dict] = {}
    for name, case in cases.items():
        for file, data in {name: case.data, **case.files}.items():
            (Path(folder) / file).write_bytes(data)
        groups.setdefault(tuple(case.options), {})[name] = case.data
    entries = {}
    for chosen, files in groups.items():
        entries |= run_each(pith, list(chosen), folder, files)
    return {name: entries[name] for name in cases}


def run_each(pith: str, options: list, folder: str, files: dict) -> dict:
    """The entries of one run; if the run itself is at fault, of a run for each file, to find the one that it fails on."""
    try:
        return answers.run(pith, options, folder, files)
    except (answers.BadRun, ValueError, KeyError, TypeError) as error:
        if len(files) == 1:
            return dict.fromkeys(files, error)
    alone = {}
    for name, data in files.items():
        alone |= run_each(pith, options, folder, {name: data})
    if not any(isinstance(entry, Exception) for entry in alone.values()):
        alone[next(iter(files))] = answers.BadRun(f"only in a run over {len(files)} files", options)
    return alone


def found_by(options, folder: str, name: str, case, mine: tuple, entry) -> dict:
    """What `pith` found, and what of it is wrong."""
    answer, trust = mine
    if isinstance(entry, Exception):
        return {"wrong": [repr(entry)], "explained": ""}
    if entry is None:
        return {"wrong": answers.differences(answer, answers.REFUSED), "explained": "", **answers.REFUSED}
    theirs = answers.answer_of(entry) | answers.facts_of(entry)
    wrong = answers.differences(answer, theirs)
    if entry["assurance"] != trust.assurance():
        wrong.append(f"assurance: {entry['assurance']}")
    fault, explained = causes.held(case, entry, answer, trust)
    wrong += [f"causes: {fault}"] if fault else []
    if options.states and not wrong and (fault := states.fault(options.pith, folder, name, case, answer, trust)):
        wrong.append(fault)
    return theirs | {"wrong": wrong, "explained": explained, "causes": entry["causes"], "complete": entry["complete"]}


def show(options, index: int, case, mine: dict, theirs: dict):
    """Writes the bundle to a file and prints both answers."""
    path = Path(options.out) / f"disagreement-{options.seed}-{index}.json"
    for file, data in {path: case.data, **{path.parent / name: data for name, data in case.files.items()}}.items():
        file.write_bytes(data)
    print(f"disagreement on bundle {index} of seed {options.seed}: {path}")
    print(f"  options: {' '.join(case.options)}\n  changes: {'; '.join(case.notes)}")
    print(*(f"  wrong: {word}" for word in theirs["wrong"]), sep="\n")
    for name in sorted(mine.keys() & theirs.keys()):
        if mine[name] != theirs[name]:
            print(f"  {name}:\n    oracle {json.dumps(mine[name])}\n    pith   {json.dumps(theirs[name])}")
    for cause in theirs.get("causes", ()):
        print(f"  cause: {json.dumps(cause)[:600]}")


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pith", required=True, type=lambda path: str(Path(path).resolve()))
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="index of the first bundle")
    parser.add_argument("--batch", type=int, default=250)
    parser.add_argument("--states", action="store_true", help="also compare the replayed states")
    parser.add_argument("--coverage", action="store_true", help="print how often each code, rule and reason occurred")
    parser.add_argument("--out", default=".", help="folder for the offending bundle")
    parser.add_argument("--processes", type=int, default=2)
    return parser.parse_args()


def main() -> int:
    """Generates, compares, counts."""
    options = arguments()
    end = options.first + options.count
    jobs = ((options, n, min(options.batch, end - n)) for n in range(options.first, end, options.batch))
    passed, verdicts, seen, started = 0, Counter(), Coverage(), time.monotonic()
    with multiprocessing.Pool(options.processes) as pool:
        for result in pool.imap(batch, jobs):
            passed, verdicts = passed + result.passed, verdicts + result.verdicts
            seen.merge(result.coverage)
            if result.bad:
                show(options, *result.bad)
                print(f"{passed} passed, 1 failed")
                return 1
            print(f"{passed} in {time.monotonic() - started:.0f} s: {dict(verdicts)}", file=sys.stderr)
    if options.coverage:
        print(*seen.lines(), sep="\n")
    missing = seen.missing() if options.count >= ENOUGH else []
    print(*(f"never occurred: {word}" for word in missing), sep="\n", end="\n" if missing else "")
    print(f"{passed} passed, {len(missing)} failed")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
