#!/usr/bin/env python3
"""Runs two builds of `pith` over the same inputs, and compares what they print and their exit codes.

    release/compare.py [--jobs N] PITH OTHER [ARGUMENT...]

OTHER is a build for another system, with the program that runs it: `wine64 pith.exe`, `qemu-aarch64 pith`. Both
verify every case of fixtures/index.json, and both run the command lines in tests/cmd and README.md. Needs Python alone.
"""

import argparse
import concurrent.futures
import difflib
import json
import pathlib
import re
import shlex
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent


#: The names in one command line, which Windows limits.
NAMES = 100


def cases():
    """The command lines of the conformance suite: cases with the same options are verified by one."""
    groups = {}
    for case in json.loads((ROOT / "fixtures/index.json").read_text())["cases"]:
        groups.setdefault(tuple(case["arguments"]), []).append(case)
    for options, group in groups.items():
        for start in range(0, len(group), NAMES):
            part = group[start : start + NAMES]
            names = ["fixtures/" + case["file"] for case in part]
            verdicts = [case["verdict"] for case in part]
            yield part[0]["id"], ["verify", "--format", "json", *options, *names], verdicts


def transcripts():
    """The command lines that the documentation shows with their output."""
    pages = sorted(ROOT.glob("tests/cmd/*.trycmd")) + [ROOT / "README.md"] + sorted(ROOT.glob("docs/*.md"))
    for page in pages:
        for line in re.findall(r"^\$ pith (.*)$", page.read_text(), re.MULTILINE):
            words = shlex.split(line, comments=True)
            # Pipes and redirections are the shell's.
            if not set(words) & {"|", ">", "<", "&&", "||", ";"} and not re.search(r"[|<>]", line):
                yield f"{page.name}: pith {line}", words, None


def run(command, arguments):
    """Exit code, standard output and standard error, with line ends as they are."""
    done = subprocess.run([*command, *arguments], cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, timeout=300)
    return done.returncode, in_one_tongue(done.stdout), in_one_tongue(done.stderr)


def in_one_tongue(text):
    """The text without times, which differ from run to run, and with the errors of one system."""
    text = re.sub(rb" \([0-9.]+ s, [0-9.,]+ per second\)", b"", text)
    return re.sub(rb"[^:\n]*\(os error (\d+)\)", rb" (os error \1)", text)


def judge(one, other, case):
    """What differs, or None."""
    name, arguments, expected = case
    native, foreign = run(one, arguments), run(other, arguments)
    if b"wine: Unhandled page fault" in foreign[2]:
        # Wine itself crashes now and then at the end of a process. A crash of the program would come again.
        foreign = run(other, arguments)
    if expected is not None and [one["verdict"] for one in json.loads(native[1])["inputs"]] != expected:
        return f"{name}: other verdicts than in the index"
    if native == foreign:
        return None
    if native[0] != foreign[0]:
        return f"{name}: exit code {foreign[0]} instead of {native[0]}: {foreign[2][:300]!r}"
    sides = [side.decode(errors="replace").splitlines() for side in (native[1] + native[2], foreign[1] + foreign[2])]
    lines = list(difflib.unified_diff(*sides, "PITH", "OTHER", lineterm="", n=0))[:8]
    return "\n".join([f"{name}: another output", *(line[:200] for line in lines)])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("pith", help="the build that others are compared with")
    parser.add_argument("other", nargs=argparse.REMAINDER, help="a command that runs the other build")
    options = parser.parse_args()
    one = [str(pathlib.Path(options.pith).resolve())]
    work = [*cases(), *transcripts()]
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        answers = list(pool.map(lambda case: judge(one, options.other, case), work))
    differences = [answer for answer in answers if answer]
    print(*differences, sep="\n", file=sys.stderr)
    count = sum(len(expected or [name]) for name, _, expected in work)
    print(f"{count} cases and command lines in {len(work)} runs")
    print(f"{len(work) - len(differences)} passed, {len(differences)} failed")
    sys.exit(1 if differences or count < 900 else 0)


main()
