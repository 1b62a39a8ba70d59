#!/usr/bin/env python3
"""Runs the conformance suite `fixtures/index.json` (see `fixtures/README.md`) against the oracle.

    conformance.py [--index FILE]

Compared are the verdict, the exit code, the codes that fail, are open (with the rule) or warn, what is not checked, the
reasons of signatures and the inferred rules, and not the causes, which are optional. Cases outside of the oracle's scope are
skipped, and counted by kind.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from pathlib import Path

import oracle
from answers import COMPARED, answer_of, told
from trust import Pin, Trust

ROOT = Path(__file__).resolve().parents[2]


def outside(case: dict) -> str | None:
    """The reason that a case is outside the oracle's scope, or None."""
    options = case["options"]
    if case["document"] != "bundle":
        return f"{case['document']} documents"
    if options["expect"]:
        return "expectations: " + ", ".join(sorted(options["expect"]))
    return "a limit on the size" if "max_bytes" in options else None


def trust_of(case: dict, sets: dict) -> Trust:
    """The keys and options of a case."""
    options = case["options"]
    pins = [
        Pin(
            bytes.fromhex(key["public_key_hex"]),
            key["key_id"],
            key["signer_id"],
            key["role"],
            key["rotates_at"],
        )
        for key in sets[options["trust"]]
    ]
    return Trust(tuple(pins), options["trust_embedded"], options["strict"])


def expected(case: dict) -> dict:
    """The expected answer of a case, in the oracle's form."""
    rules = {"inferred": case["inferred"]}
    answer = answer_of({"verdict": case["verdict"], "checks": case["findings"], "rules": rules})
    return answer | {"exit_code": case["exit_code"]}


def differences(case: dict, sets: dict, folder: Path) -> list[str]:
    """The differences between the oracle's answer and the expected one."""
    found = oracle.verify((folder / case["file"]).read_bytes(), trust_of(case, sets))
    theirs = expected(case)
    mine, theirs = told(found, theirs), told(theirs, theirs)
    # The suite also lists findings about documents of another type; the oracle stops at the type.
    names = COMPARED if case["verdict"] != "malformed" else ("verdict", "exit_code")
    wrong = [
        f"{name}: the oracle {mine[name]}, the suite {theirs[name]}" for name in names if mine[name] != theirs[name]
    ]
    if case["verdict"] == "malformed" and not set(mine["fail"]) <= set(theirs["fail"]):
        wrong.append(f"fail: the oracle {mine['fail']}, the suite {theirs['fail']}")
    return wrong


def main() -> int:
    """Runs every case and prints the disagreements, the skipped kinds, and the totals."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--index", type=Path, default=ROOT / "fixtures/index.json")
    options = parser.parse_args()
    index = json.loads(options.index.read_text(encoding="utf-8"))
    if index["schema"] != "pith-fixtures-index/1" or not index["cases"]:
        print(f"{options.index}: not an index of cases that this program knows", file=sys.stderr)
        return 1
    passed, failed, skipped = 0, 0, Counter()
    for case in index["cases"]:
        if why := outside(case):
            skipped[why] += 1
        elif wrong := differences(case, index["trust"], options.index.parent):
            failed += 1
            print(f"{case['id']} ({case['about']})", *wrong, sep="\n    ")
        else:
            passed += 1
    for why, count in sorted(skipped.items()):
        print(f"skipped {count:4}  {why}")
    print(f"{passed} passed, {failed} failed, {skipped.total()} skipped")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
