#!/usr/bin/env python3
"""Runs the release build on hostile inputs and in broken surroundings.

    cargo build --release && python3 tests/hostile.py [--pith target/release/pith]
    cargo run --release --example hostile -- FOLDER && python3 tests/hostile.py --signed FOLDER
    python3 tests/hostile.py --memory 16 64     peak memory of every command and format, relative to the input
    python3 tests/hostile.py --growth 8         time for an input of twice the size
    python3 tests/hostile.py --threads          every command under a limit on threads
    python3 tests/hostile.py --quick            a part of --memory and --growth, and --threads: for every change

Prints a table with exit code, seconds and peak memory of each run. Exits with 1 if a run is too slow or too large
(limits are in `hostile_shapes.py` and below), passes (0), panics (70, 101 or an unsent signal), or leaves half a file
under its final name. Needs Linux and the standard library of Python.
"""

import argparse
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import hostile_shapes

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
REAL = open(os.path.join(ROOT, "fixtures/valid/arxiv-1804.07612.json"), "rb").read()
LIMIT = 64 << 20
KEY = "@" + os.path.join(ROOT, "fixtures/keys/registry.hex")


def doc():
    return json.loads(REAL)


def dump(value):
    return json.dumps(value, separators=(",", ":")).encode()


def edited(edit):
    value = doc()
    edit(value)
    return dump(value)


def many(name, count, change=None):
    """The real bundle with the first element of `name` repeated; `change` makes the copies differ."""
    def edit(value):
        first = json.dumps(value[name][0])
        value[name] = [json.loads(first) for _ in range(count)]
        for number, element in enumerate(value[name]):
            if change:
                change(element, number)
    return edited(edit)


def fork(element, number):
    element["prev_event"] = "sha256:" + "0" * 64
    element["event_id"] = "sha256:%064x" % number


def chain(element, number):
    element["event_id"] = "sha256:%064x" % number
    element["prev_event"] = "sha256:%064x" % (number - 1)


def links(element, number):
    element["event_id"] = "sha256:%064x" % number
    element["supersedes"] = ["sha256:%064x" % other for other in range(200)]


def key(element, number):
    element["key_id"] = "key-%d" % number


def long_source(value):
    value["canonical_record"]["source"]["id"] = "x" * 4_000_000
    value["source_aliases"] = [{"alias_kind": "doi", "alias_value": "", "created_at": ""}] * 10_000


def wrong_copies(value):
    value["canonical_record"]["x"] = [0.1] * 200_000
    value["events"] = [{**value["events"][0], "payload": {"canonical_record": 0}}] * 1_000


def shuffled_aliases(value):
    entries = [[0, 0, 0, n] for n in range(800_000)]
    value["source_aliases"] = entries
    value["state"]["current"]["source_aliases"] = [entries[n * 7_919 % len(entries)] for n in range(len(entries))]


def one_large_copy(value):
    event = value["events"][1]
    value["events"] = [{**event, "created_at": "2026-05-18T00:17:59Z"}] * 600
    value["state"]["current"]["graph_snapshots"] = [
        {"event_id": event["event_id"], "created_at": [0.1] * 200_000, "payload": dict.fromkeys(map(str, range(200_000)))}]


def documents():
    """Yields a name, a function that makes the bytes, and the right exit codes."""
    deep = 1_000_000
    yield "depth: a million arrays", lambda: b"[" * deep + b"]" * deep, {3}
    yield "depth: a million objects", lambda: b'{"a":' * deep + b"1" + b"}" * deep, {3}
    yield "digits: an integer of 20 million", lambda: b'{"a":' + b"9" * 20_000_000 + b"}", {3}
    yield "digits: 10,000 integers of 4,300", lambda: edited(lambda v: v.update(links={"a": [int("9" * 4299)] * 10_000})), {1}
    yield "digits: 20 million after the point", lambda: b'{"a":0.' + b"1" * 20_000_000 + b"}", {3}
    yield "digits: exponent of 20 million", lambda: b'{"a":1e' + b"1" * 20_000_000 + b"}", {3}
    yield "duplicates: a name twice", lambda: REAL.replace(b'"links":', b'"events":[],"links":', 1), {3}
    yield "duplicates: a million names, the last twice", lambda: (
        b"{" + b",".join(b'"%d":1' % n for n in range(1_000_000)) + b',"0":1}'), {3}
    yield "members: a million in links", lambda: edited(
        lambda v: v.update(links={str(n): n for n in range(1_000_000)})), {1}
    yield "members: a million unknown ones", lambda: edited(lambda v: v.update({"m%d" % n: n for n in range(1_000_000)})), {1}
    yield "elements: 10 million in an array", lambda: b"[" + b"1," * 10_000_000 + b"1]", {3}
    yield "events: 10,000 times the same", lambda: many("events", 10_000), {1}
    yield "events: 20,000 times the same", lambda: many("events", 20_000), {1}
    yield "events: 20,000 that are null", lambda: edited(lambda v: v.update(events=[None] * 20_000)), {1}
    yield "links: a chain of 20,000", lambda: many("events", 20_000, chain), {1}
    yield "links: 2,000 events that supersede 200", lambda: many("events", 2_000, links), {1}
    yield "forks: 20,000 after one event", lambda: many("events", 20_000, fork), {1}
    yield "keys: 50,000 ids for one key", lambda: many("public_keys", 50_000, key), {1}
    yield "keys: 50,000 times the same", lambda: many("public_keys", 50_000), {1}
    yield "aliases: 200,000", lambda: many("source_aliases", 200_000), {1}
    yield "aliases: 10,000 of a source whose id has 4 MB", lambda: edited(long_source), {1}
    yield "aliases: 800,000 that the state has in another order", lambda: edited(shuffled_aliases), {1}
    yield "records: 1,000 wrong copies of one with 200,000 doubles", lambda: edited(wrong_copies), {1}
    yield "events: 600 that state the id of a copy with 200,000 doubles", lambda: edited(one_large_copy), {1}
    yield "strings: one of 50 MB", lambda: edited(lambda v: v.update(links={"a": "x" * 50_000_000})), {1}
    yield "strings: 8 MB of escapes", lambda: edited(lambda v: v.update(links={"a": "\x01" * 8_000_000})), {1}
    yield "strings: a name of 20 MB", lambda: edited(lambda v: v.update(links={"x" * 20_000_000: 1})), {1}
    yield "strings: a million controls and bidi marks", lambda: edited(
        lambda v: v.update(pith_number="\x1b[2J\u202e" * 1_000_000)), {1}
    yield "an empty file", lambda: b"", {3}
    yield "50 MB of white space", lambda: b" " * 50_000_000, {3}
    yield "50 MB of zeros", lambda: bytes(50_000_000), {3}
    yield "larger than the limit", lambda: REAL + b" " * LIMIT, {3}


def make(path, content):
    """Writes a document in a child process, since the peak memory of later children begins with that of this process."""
    child = os.fork()
    if child == 0:
        sys.set_int_max_str_digits(0)
        with open(path, "wb") as file:
            file.write(content())
        os._exit(0)
    if os.waitpid(child, 0)[1] != 0:
        raise RuntimeError("a document cannot be made")


class Run:
    """A measured run of the program."""

    def __init__(self, pith, args, **options):
        self.begun = time.monotonic()
        self.child = subprocess.Popen([pith, *args], **{
            "stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, **options})

    def wait(self):
        _, status, usage = os.wait4(self.child.pid, 0)
        self.child.returncode = os.waitstatus_to_exitcode(status)
        self.seconds = time.monotonic() - self.begun
        self.cpu = usage.ru_utime + usage.ru_stime
        self.megabytes = usage.ru_maxrss / 1024
        return self


class Table:
    def __init__(self):
        self.wrong = []

    def head(self):
        print("| what | exit | seconds | CPU s | peak MB |\n|---|---:|---:|---:|---:|")

    def row(self, what, run, right):
        code = run.child.returncode
        print("| %s | %d | %.2f | %.2f | %.0f |" % (what, code, run.seconds, run.cpu, run.megabytes), flush=True)
        if code not in right:
            self.wrong.append("%s: exit %d, not %s" % (what, code, sorted(right)))

    def demand(self, what, holds):
        if not holds:
            self.wrong.append(what)


# Limits per document: seconds of CPU time, and 32 times its size in memory, plus the memory of a process at its start.
SECONDS, START = 20, 8 << 20


def within_limits(what, run, size, table):
    table.demand("%s: %.1f s" % (what, run.cpu), run.cpu <= SECONDS)
    # The peak of a child begins with that of this process, which is all of it for a child that needs less.
    least = Run("/bin/true", []).wait().megabytes * (1 << 20)
    most = max(32 * size + START, least)
    table.demand("%s: %.0f MB for %d bytes" % (what, run.megabytes, size), run.megabytes * (1 << 20) <= most)


def threads(pith, folder, table):
    """Output under a limit on threads equals output without one. The limit is that on processes, which root escapes."""
    os.chmod(folder, 0o755)
    real = json.loads(REAL)
    real["events"] += [{**real["events"][1], "event_id": "sha256:%064x" % number} for number in range(200)]
    path = os.path.join(folder, "events.json")
    with open(path, "wb") as file:
        file.write(dump(real))
    # Users other than root must be able to run it.
    copy = os.path.join(folder, "pith")
    shutil.copyfile(pith, copy)
    os.chmod(copy, 0o755)
    verbs = [["verify", "--jobs", "1"], ["verify", "--jobs", "4"], ["verify", "--jobs", "1000"],
             ["state", "--unverified"], ["merge", path], ["diff", path], ["inspect"], ["keys"]]

    def run(args, most):
        def limit():
            resource.setrlimit(resource.RLIMIT_NPROC, (most, most))
            if os.geteuid() == 0:
                os.setgid(65534)
                os.setuid(65534)
        return subprocess.run([copy, *args, path], preexec_fn=limit if most else None, capture_output=True)

    for args in verbs:
        free = run(args, None)
        for most in (1, 2, 3, 5):
            held = run(args, most)
            same = (held.returncode, held.stdout, held.stderr) == (free.returncode, free.stdout, free.stderr)
            what = "%s with %d threads: exit %d, %r" % (" ".join(args[:1] + args[2:3]), most, held.returncode, held.stderr[:200])
            table.demand(what, same and held.returncode in (0, 1))
    print("%d commands with at most 1, 2, 3 and 5 threads: compared with runs without a limit." % len(verbs))


def is_whole(path):
    """Whether a report is complete: JSON with its last member."""
    try:
        with open(path, "rb") as file:
            return "inputs" in json.load(file)
    except ValueError:
        return False


def surroundings(pith, table, folder):
    real = os.path.join(folder, "real.json")
    with open(real, "wb") as file:
        file.write(REAL)
    report = os.path.join(folder, "report.json")

    run = Run(pith, ["verify", "/dev/zero"]).wait()
    table.row("endless input: /dev/zero", run, {3})
    yes = subprocess.Popen(["yes", "[[[["], stdout=subprocess.PIPE)
    run = Run(pith, ["verify", "-"], stdin=yes.stdout).wait()
    yes.stdout.close()
    yes.wait()
    table.row("endless input: standard input", run, {3})

    names = [os.path.join(folder, "v%d.json" % number) for number in range(2000)]
    for name in names:
        shutil.copyfile(real, name)
    run = Run(pith, ["verify", "--jobs", "1", "--quiet", "--report", "json=" + report, *names])
    for name in reversed(names):
        os.unlink(name)
    table.row("2,000 files that vanish while it runs", run.wait(), {2})
    table.demand("vanishing files: a whole report", is_whole(report))
    os.unlink(report)

    with open("/dev/full", "wb") as full:
        for format in ("human", "json", "ndjson", "junit", "github", "sarif", "html"):
            run = Run(pith, ["verify", "--format", format, real], stdout=full).wait()
            table.row("full disk: standard output, " + format, run, {2})
    small = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
    run = Run(pith, ["verify", "--quiet", "--report", "json=" + report, *[real] * 50], preexec_fn=small).wait()
    table.row("full disk: a report that may not grow beyond 4 KB", run, {2})
    table.demand("full disk: no report under its final name", not os.path.exists(report))

    for format in ("human", "json", "ndjson"):
        run = Run(pith, ["verify", "--format", format, *[real] * 300], stdout=subprocess.PIPE)
        run.child.stdout.close()
        table.row("closed pipe: " + format, run.wait(), {2})

    lines = os.path.join(folder, "report.ndjson")
    for name, expected in (("SIGKILL", -signal.SIGKILL), ("SIGTERM", 143), ("SIGHUP", 129), ("SIGINT", 130)):
        ended = left = 0
        for _ in range(10):
            run = Run(pith, ["verify", "--jobs", "1", "--quiet", "--report", "ndjson=" + lines, *[real] * 3000])
            deadline = time.monotonic() + 30
            while not any(os.path.getsize(half) for half in begun(folder)) and time.monotonic() < deadline:
                time.sleep(0.0005)
            run.child.send_signal(getattr(signal, name))
            ended += run.wait().child.returncode == expected
            table.demand(name + ": no report under its final name", not os.path.exists(lines))
            for half in begun(folder):
                left += 1
                os.unlink(half)
        table.row("%s once the report has grown, %d of 10 in time, %d temporary files left" % (name, ended, left),
                  run, {expected})
        table.demand(name + ": nothing is left", left == 0 or name == "SIGKILL")

    for megabytes in (512, 128, 64, 32, 16):
        bound = megabytes << 20
        limit = lambda: resource.setrlimit(resource.RLIMIT_AS, (bound, bound))
        run = Run(pith, ["verify", "--quiet", "--jobs", "1", real], preexec_fn=limit).wait()
        table.row("ulimit -v %d MB: the real bundle" % megabytes, run, {0, 2, 70, -6, 127})
        large = os.path.join(folder, "large.json")
        make(large, lambda: b"[" + b"1," * 10_000_000 + b"1]")
        run = Run(pith, ["verify", "--quiet", "--jobs", "1", large], preexec_fn=limit).wait()
        table.row("ulimit -v %d MB: 10 million elements" % megabytes, run, {2, 3, 70, -6, 127})

    for _ in range(10):
        runs = [Run(pith, ["verify", "--quiet", "--report", "json=" + report, *[real] * count]) for count in (300, 900)]
        for run in runs:
            run.wait()
        table.demand("two processes: one whole report", is_whole(report))
    table.row("two processes that write one report, 10 times", runs[1], {0})


def begun(folder):
    """The unfinished reports, under their temporary names."""
    return [os.path.join(folder, name) for name in os.listdir(folder) if name.startswith(".pith-report-")]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--pith", default=os.path.join(ROOT, "target/release/pith"))
    parser.add_argument("--memory", metavar="MB", nargs="+", type=float, help="sizes, such as 16 64")
    parser.add_argument("--growth", metavar="MB", type=float, help="a size; the other one is twice that")
    parser.add_argument("--threads", action="store_true")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--signed", metavar="FOLDER", help="bundles written by tests/manual/hostile.rs")
    options = parser.parse_args()
    pith = os.path.abspath(options.pith)
    table = Table()
    shapes = hostile_shapes.SHAPES
    with tempfile.TemporaryDirectory() as folder:
        if options.quick:
            hostile_shapes.memory(pith, hostile_shapes.FEW, [1], folder, Run, table)
            hostile_shapes.growth(pith, hostile_shapes.NAMES, 1, folder, Run, table)
        if options.memory:
            hostile_shapes.memory(pith, shapes, options.memory, folder, Run, table)
        if options.growth:
            hostile_shapes.growth(pith, shapes, options.growth, folder, Run, table)
        if options.threads or options.quick:
            threads(pith, folder, table)
        if not (options.quick or options.memory or options.growth or options.threads):
            everything_else(pith, options.signed, folder, table)
    for problem in table.wrong:
        print("WRONG: " + problem)
    return 1 if table.wrong else 0


def everything_else(pith, signed, folder, table):
    table.head()
    path = os.path.join(folder, "hostile.json")
    for what, content, right in documents():
        make(path, content)
        size = os.path.getsize(path) / 1e6
        run = Run(pith, ["verify", path]).wait()
        table.row("%s (%.1f MB)" % (what, size), run, right)
        within_limits(what, run, os.path.getsize(path), table)
    os.unlink(path)
    for name in sorted(os.listdir(signed)) if signed else []:
        path = os.path.join(signed, name)
        size = os.path.getsize(path) / 1e6
        run = Run(pith, ["verify", "--jobs", "1", "--key", KEY, path]).wait()
        table.row("signed: %s (%.1f MB)" % (name[:-len(".json")], size), run, {0})
    surroundings(pith, table, folder)


if __name__ == "__main__":
    sys.exit(main())
