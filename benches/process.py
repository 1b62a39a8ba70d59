#!/usr/bin/env python3
"""Measures whole processes of `pith` beside raw signatures of the same run.

    cargo build --release --examples --bins
    python3 benches/process.py            # a mirror of 3,000 and one bundle of 50,000 events
    python3 benches/process.py --against PITH...    # other binaries, such as the static one, beside this build
    python3 benches/process.py --full     # a mirror of 20,000 and one bundle of 200,000 events
    python3 benches/process.py --only known formats     # some of the rows

Every figure is the median of several runs; the two sides of a ratio alternate. CPU seconds and peak memory are those
that the operating system reports for the finished process. Needs only the standard library, and GNU time for memory.
"""

import argparse
import hashlib
import os
import pathlib
import re
import statistics
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
RELEASE = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release"
REAL = ROOT / "fixtures" / "valid" / "arxiv-1804.07612.json"
RUNS = 5
ROWS = ["starting", "mirror", "flat", "known", "formats", "large"]


def run(*command):
    """Runs a command and returns wall seconds, CPU seconds, peak bytes and output."""
    with tempfile.TemporaryFile() as out:
        started = time.perf_counter()
        child = subprocess.Popen([str(word) for word in command], stdout=out, cwd=ROOT)
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - started
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode != 0:
            raise SystemExit(f"{command} ended with {child.returncode}")
        out.seek(0)
        return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024, out.read().decode()


def memory(*command):
    """Peak bytes of a command that must pass. GNU time starts it, since a child of Python counts Python's memory too."""
    with tempfile.NamedTemporaryFile("r") as peak:
        subprocess.run(
            ["/usr/bin/time", "-f", "%M", "-o", peak.name, *map(str, command)],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT, check=True,
        )
        return int(peak.read()) * 1024


def raw(signatures, threads=1):
    """Microseconds per raw signature and thread."""
    return float(run(RELEASE / "examples" / "raw", signatures, threads)[3].split()[0])


def forge(*options):
    """Forges bundles and returns the key to verify them with."""
    printed = subprocess.run([RELEASE / "examples" / "forge", *map(str, options)], check=True, capture_output=True)
    return re.search(rb"[0-9a-f]{64}", printed.stdout + printed.stderr).group().decode()


def verify(key, jobs, *inputs):
    """One run of `pith verify`, which must pass."""
    limit = 1 << 31
    return run(RELEASE / "pith", "verify", "--quiet", "--max-bytes", limit, "--key", key, "--jobs", jobs, *inputs)


def row(*cells):
    print("| " + " | ".join(str(cell) for cell in cells) + " |")


def starting():
    """CPU of whole processes, beside that of a program that does nothing."""
    pith = RELEASE / "pith"
    commands = [["/bin/true"], [pith, "--version"], [pith, "verify", REAL]]
    runs = [[run(*command)[1] * 1e3 for command in commands] for _ in range(100)]
    true, version, verify = (statistics.median(times) for times in zip(*runs))
    row("`pith --version`, CPU more than `/bin/true`", f"{version - true:.2f} ms", "at most 0.5 ms")
    row("`pith verify` of one real bundle, CPU more than `pith --version`", f"{verify - version:.2f} ms", "at most 0.6 ms")


def mirror(folder, bundles):
    """Many bundles in one NDJSON file: one thread against raw signatures, two threads against one."""
    path = folder / "mirror.ndjson"
    key = forge("--ndjson", path, "--bundles", bundles)
    ratios, speedups, rates, limits = [], [], [], []
    for _ in range(RUNS):
        signature = raw(20_000)
        limits.append(2 * signature / raw(40_000, 2))
        one = verify(key, 1, "--ndjson", path)
        two = verify(key, 2, "--ndjson", path)
        ratios.append(4 * signature * bundles / (one[0] * 1e6))
        speedups.append(one[0] / two[0])
        rates.append(bundles / two[0])
    size = path.stat().st_size // bundles
    row(f"{bundles:,} bundles of {size:,} bytes, one thread: 4 raw signatures / bundle", f"{statistics.median(ratios):.3f}", "at least 1.15")
    row(f"{bundles:,} bundles, two threads against one", f"{statistics.median(speedups):.2f}", "at least 1.9")
    row("raw signatures, two threads against one: what the machine allows", f"{statistics.median(limits):.2f}", "")
    row(f"{bundles:,} bundles, two threads, bundles per second", f"{statistics.median(rates):,.0f}", "")


def against(folder, others, bundles):
    """CPU of other binaries over the same bundles, beside this one's."""
    path = folder / "against.ndjson"
    key = forge("--ndjson", path, "--bundles", bundles)
    binaries = [RELEASE / "pith", *others]
    command = ["verify", "--quiet", "--key", key, "--jobs", 1, "--ndjson", path]
    runs = [[run(binary, *command) for binary in binaries] for _ in range(RUNS)]
    for place, binary in enumerate(binaries):
        ratio = statistics.median(each[place][1] / each[0][1] for each in runs)
        peak = memory(binary, *command) / 1e6
        row(f"{binary}, CPU over {bundles:,} bundles / this build's", f"{ratio:.3f}, {peak:.1f} MB", "")


def flat(folder, lines):
    """Peak memory of NDJSON: ten times the lines, the same memory."""
    peaks = []
    for count in (lines // 10, lines):
        path = folder / f"flat-{count}.ndjson"
        line = REAL.read_bytes().strip() + b"\n"
        with open(path, "wb") as out:
            for _ in range(count):
                out.write(line)
        peaks.append(memory(RELEASE / "pith", "verify", "--quiet", "--ndjson", path) / 1e6)
        path.unlink()
    row(f"peak memory of {lines // 10:,} and of {lines:,} lines of NDJSON", f"{peaks[0]:.1f} MB and {peaks[1]:.1f} MB", "flat")


def discarded(*command):
    """Runs a command whose output nobody reads, and returns wall seconds, CPU seconds and peak bytes."""
    started = time.perf_counter()
    quiet = subprocess.DEVNULL
    child = subprocess.Popen([str(word) for word in command], stdout=quiet, stderr=quiet, cwd=ROOT)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        raise SystemExit(f"{command} ended with {child.returncode}")
    return time.perf_counter() - started, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024


def known(folder, lines):
    """A mirror that did not change, verified again and known from an earlier report: the same report, in CPU seconds."""
    path, files = folder / "known.ndjson", folder / "known"
    for name, mirror, bundles in (("NDJSON", path, lines), ("files", files, 3_000)):
        key = forge("--ndjson" if mirror is path else "--out", mirror, "--bundles", bundles)
        options = ["--ndjson", mirror] if mirror is path else [mirror]
        command = [RELEASE / "pith", "verify", "--key", key, "--jobs", 1, *options]
        for detail in ([], ["--brief"]):
            last = folder / f"last{len(detail)}.ndjson"
            discarded(*command, *detail, "--quiet", "--report", f"ndjson={last}")
            again = ["--format", "ndjson", *detail]
            full, known_to_be = [], []
            for _ in range(RUNS):
                full.append(discarded(*command, *again))
                known_to_be.append(discarded(*command, *again, "--known", last))
            one, other = (statistics.median(run[1] for run in runs) / bundles * 1e6 for runs in (full, known_to_be))
            what = f"{bundles:,} bundles in {name}, known{' (--brief)' if detail else ''}, one thread: CPU of a full run / with --known"
            row(what, f"{one:.1f} / {other:.1f} microseconds = {one / other:.1f}", "at least 10" if mirror is path else "at least 8")
    # The memory of the index: a report with as many lines as a mirror, each about other bytes.
    report, count = folder / "index.ndjson", 1_000_000
    first, line, _ = (folder / "last1.ndjson").read_text().split("\n", 2)
    before, after = re.split("[0-9a-f]{64}", line, maxsplit=1)
    with open(report, "w", encoding="utf-8") as out:
        out.write(first + "\n")
        for number in range(count):
            out.write(f"{before}{hashlib.sha256(str(number).encode()).hexdigest()}{after}\n")
    one_file = next(files.rglob("*.json"))
    peak = memory(RELEASE / "pith", "verify", "--key", key, "--known", report, one_file)
    row(f"memory of the whole process per input, {count:,} known inputs", f"{peak / count:.0f} bytes", "at most 100")


def formats(folder, counts):
    """Peak memory of every format over ever more bundles."""
    path = folder / "formats.ndjson"
    line = REAL.read_bytes().strip() + b"\n"
    for form in ("human", "json", "ndjson", "ndjson --brief", "junit", "github", "sarif", "html"):
        peaks = []
        for count in counts:
            with open(path, "wb") as out:
                for _ in range(count):
                    out.write(line)
            command = [RELEASE / "pith", "verify", "--ndjson", "--jobs", 2, "--format", *form.split(), path]
            peaks.append(f"{memory(*command) / 1e6:.1f}")
            path.unlink()
        row(f"{form}, peak memory in MB over {', '.join(f'{count:,}' for count in counts)} bundles", ", ".join(peaks), "flat")


def large(folder, events):
    """One bundle of many events."""
    path = folder / f"events-{events}.ndjson"
    key = forge("--ndjson", path, "--events", events)
    ratios, speedups, peaks = [], [], []
    for _ in range(3):
        signature = raw(20_000)
        one = verify(key, 1, path)
        two = verify(key, 2, path)
        ratios.append(one[1] * 1e6 / (signature * (events + 2)))
        speedups.append(one[0] / two[0])
        peaks.append(max(one[2], two[2]) / path.stat().st_size)
    size = path.stat().st_size / 1e6
    row(f"{events:,} events ({size:.0f} MB), one thread: bundle / raw signatures", f"{statistics.median(ratios):.2f}", "at most 0.85")
    row(f"{events:,} events, two threads against one", f"{statistics.median(speedups):.2f}", "at least 1.8")
    row(f"{events:,} events, peak memory / file", f"{max(peaks):.2f}", "at most 3")
    path.unlink()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--full", action="store_true", help="the sizes of a mirror's night, some minutes")
    parser.add_argument("--against", nargs="+", type=pathlib.Path, default=[], metavar="PITH", help="only compare these binaries with this build")
    parser.add_argument("--only", nargs="+", choices=ROWS, metavar="ROWS", help=f"rows to measure: {', '.join(ROWS)}")
    options = parser.parse_args()
    full = options.full
    row("what", "measured", "limit")
    row("---", "---", "---")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        if options.against:
            against(folder, [binary.resolve() for binary in options.against], 3_000)
            return
        rows = {
            "starting": starting,
            "mirror": lambda: mirror(folder, 20_000 if full else 3_000),
            "flat": lambda: flat(folder, 1_000_000 if full else 20_000),
            "known": lambda: known(folder, 20_000 if full else 3_000),
            "formats": lambda: formats(folder, (2_000, 20_000, 100_000) if full else (2_000, 20_000)),
            "large": lambda: [large(folder, events) for events in ((5_000, 50_000, 200_000) if full else (5_000, 50_000))],
        }
        for name in options.only or ROWS:
            rows[name]()


if __name__ == "__main__":
    main()
