#!/usr/bin/env python3
"""Checks verify_mirror.py for real, on a cluster of two workers on this machine.

    pip install pyspark==4.3.0                               # and Java 17 or newer
    cargo build --release --bin pith --example forge
    python examples/spark/check.py

1. 20,000 forged bundles, 37 of them broken, as one file of lines. While they are verified one executor is killed.
   Exactly the 37 must be found, with verdict and code.
2. One bundle is changed and the run made again with --since: only that one is verified, and found.
3. Every fixture as a file of its own: verdict by verdict what `pith verify` says without Spark. Names that Spark
   passes over are an error, also of files of lines.
4. Lines that are hard to carry (blank, CR LF, not UTF-8, a carriage return inside): likewise.
5. A `pith` that loses an answer, ends early, or fails after the last answer: an error, never a shorter list.
"""

import argparse
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
HERE = pathlib.Path(__file__).resolve().parent


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pith", default=ROOT / "target/release/pith", type=pathlib.Path)
    parser.add_argument("--forge", default=ROOT / "target/release/examples/forge", type=pathlib.Path)
    parser.add_argument("--master", default="local-cluster[2,1,1024]", help="default: %(default)s")
    parser.add_argument("--bundles", default=20_000, type=int)
    parser.add_argument("--broken", default=37, type=int)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="pith spark ") as folder:
        check = Check(options, pathlib.Path(folder))
        check.forged_mirror()
        check.changed_bundle()
        check.fixtures()
        check.hard_lines()
        check.hidden_names()
        check.lying_workers()
    print("everything as expected")


class Check:
    def __init__(self, options, folder):
        self.options, self.folder = options, folder
        self.mirror = folder / "mirror.ndjson"
        self.key = self.truth = None

    def forged_mirror(self):
        truth = self.folder / "truth.tsv"
        command = [self.options.forge, "--ndjson", self.mirror, "--bundles", self.options.bundles]
        command += ["--broken", self.options.broken, "--truth", truth]
        self.key = subprocess.run(list(map(str, command)), check=True, capture_output=True, text=True).stdout.strip()
        self.truth = {}
        for line in truth.read_text().splitlines():
            name, verdict, code = line.split("\t")
            self.truth[name] = verdict, code
        started = time.monotonic()
        rows = self.spark("first", 1, "--ndjson", self.mirror, "--key", self.key, "--split", "8m", kill=True)
        seconds = time.monotonic() - started
        self.compare(rows)
        print(f"{len(rows)} bundles, {len(self.truth)} broken: all found, one executor lost, {seconds:.0f} s")

    def changed_bundle(self):
        lines = self.mirror.read_bytes().splitlines(keepends=True)
        number = next(n for n in range(len(lines)) if f"{self.mirror}:{n + 1}" not in self.truth)
        lines[number] = lines[number].replace(b"Part ", b"Part 0", 1)
        self.mirror.write_bytes(b"".join(lines))
        self.truth[f"{self.mirror}:{number + 1}"] = "fail", "event.digest"
        since = self.folder / "first"
        rows = self.spark("second", 1, "--ndjson", self.mirror, "--key", self.key, "--split", "8m", "--since", since)
        self.compare(rows)
        fresh = {row["name"] for row in rows if not row["reused"]}
        expect(fresh, set(self.truth), "verified again are the changed bundle and those that did not pass before")
        print(f"with --since: {len(fresh)} verified, {len(rows) - len(fresh)} taken over")

    def compare(self, rows):
        expect(len(rows), self.options.bundles, "rows")
        found = {row["name"]: row for row in rows if row["verdict"] != "pass"}
        expect(set(found), set(self.truth), "names of broken bundles")
        for name, (verdict, code) in self.truth.items():
            expect(found[name]["verdict"], verdict, name)
            expect(code in found[name]["codes"], True, f"{name}: {code} in {found[name]['codes']}")

    def fixtures(self):
        folder = self.folder / "fixtures"
        shutil.copytree(ROOT / "fixtures", folder)
        (folder / "blank.json").write_bytes(b" \n")
        shutil.copy(ROOT / "fixtures/fail/event.digest/real-title-changed.json", folder / "forged.JSON")
        self.same_as_without_spark("fixtures", ["--files", folder], [folder])

    def hidden_names(self):
        folder = self.folder / "hidden"
        (folder / "_below").mkdir(parents=True)
        shutil.copy(ROOT / "fixtures/valid/arxiv-1804.07612.json", folder / "a.json")
        shutil.copy(folder / "a.json", folder / "_below" / "b.json")
        self.spark("hidden verdicts", 1, "--files", folder, written=False)
        # As files of lines: hidden, and in a folder, which `pith` would read too.
        lines = self.folder / "lines here"
        (lines / "below").mkdir(parents=True)
        shutil.copy(folder / "a.json", lines / "a.ndjson")
        (lines / "_SUCCESS").touch()
        self.spark("lines", 0, "--ndjson", lines)
        for name, paths in [("_b.ndjson", [lines, f"{lines}/*"]), (".b.ndjson", [lines]), ("below/b.ndjson", [lines])]:
            shutil.copy(folder / "a.json", lines / name)
            for number, path in enumerate(paths):
                self.spark(f"hidden {name.replace('/', ' ')} {number}", 1, "--ndjson", path, written=False)
            (lines / name).unlink()
        print("names that Spark passes over: an error")

    def hard_lines(self):
        good = (ROOT / "fixtures/valid/arxiv-1804.07612.json").read_bytes().strip()
        lines = [good, b"", good + b"\r", b" \t\r", b"{\r}", good.replace(b"{", b"{\r", 1), good.replace(b"Small", b"Sm\xffll")]
        lines += [b"\x0b", b"\xc2\x85", good.replace(b",", b",\x0c", 1), b"\xef\xbb\xbf" + good, good]
        path = self.folder / "hard.ndjson"
        path.write_bytes(b"\n".join(lines * 300))
        self.same_as_without_spark("hard", ["--ndjson", path, "--split", "1m"], ["--ndjson", path])

    def same_as_without_spark(self, name, spark, alone):
        command = [self.options.pith, "verify", "--format", "ndjson", *alone]
        run = subprocess.run(command, capture_output=True, check=False)
        reports = [json.loads(line) for line in run.stdout.splitlines()][1:-1]
        rows = self.spark(name, run.returncode, *spark)
        expect(len(rows), len(reports), name)
        pairs = {(report["input"], report["verdict"]) for report in reports}
        expect({(row["name"], row["verdict"]) for row in rows}, pairs, name)
        digests = {report["input"]: report["sha256"] for report in reports}
        if name == "fixtures":
            expect({row["name"]: row["sha256"] for row in rows}, digests, "digests of fixtures")
        print(f"{name}: {len(rows)} verdicts, the same without Spark")

    def spark(self, name, code, *arguments, kill=False, written=True):
        """Runs verify_mirror.py on the cluster, expects that exit code, and gives the rows it wrote."""
        out = self.folder / name
        spark = [sys.executable, "-m", "pyspark.find_spark_home"]
        home = subprocess.run(spark, check=True, capture_output=True, text=True).stdout.strip()
        command = [f"{home}/bin/spark-submit", "--master", self.options.master, "--conf", "spark.ui.enabled=false"]
        command += [HERE / "verify_mirror.py", "--pith", self.options.pith, "--out", out, *arguments]
        environment = os.environ | {"SPARK_HOME": home, "PYSPARK_PYTHON": sys.executable}
        with open(self.folder / f"{name}.log", "w+b") as log:
            run = subprocess.Popen(
                list(map(str, command)), stdout=log, stderr=log, env=environment, start_new_session=True, cwd=self.folder
            )
            if kill:
                kill_an_executor(run)
            if run.wait() != code:
                log.seek(0)
                sys.stderr.write(log.read().decode(errors="replace")[-8000:])
                sys.exit(f"{name}: exit code {run.returncode}, expected {code}")
        expect((out / "verdicts").exists(), written, "whether verdicts were written")
        return rows(out, environment) if written else []

    def lying_workers(self):
        sys.path.insert(0, str(HERE))
        sys.dont_write_bytecode = True
        import verify_mirror  # pylint: disable=import-outside-toplevel

        good = (ROOT / "fixtures/valid/arxiv-1804.07612.json").read_bytes().strip()

        conditions = verify_mirror.first_line([str(self.options.pith), "verify"])

        def judge(script):
            path = self.folder / "liar"
            path.write_text(f'#!/bin/sh\npith() {{ "{self.options.pith}" "$@"; }}\n{script}\n')
            path.chmod(0o755)
            entries = ((number, good) for number in range(500))
            return list(verify_mirror.judge([str(path), "verify", "--ndjson", "-"], conditions, entries, b"\n"))

        expect([number for number, _ in judge('pith "$@"')], list(range(500)), "an honest worker")
        liars = {
            "an answer is missing": 'pith "$@" | sed 250d',
            "the first line is missing": 'pith "$@" | sed 1d',
            "it trusts another key": 'pith "$@" --trust-embedded',
            "the last answer is missing": 'pith "$@" | sed 501d',
            "an answer comes twice": 'pith "$@" | sed 250p',
            "two answers are exchanged": "pith \"$@\" | sed '250{h;d};251G'",
            "the summary is missing": 'pith "$@" | head -n 501',
            "the answers are cut": 'pith "$@" | head -c 100000',
            "nothing is answered": "cat > /dev/null",
            "it ends at once": "exit 0",
            "an input is not read": "head -n 499 | pith \"$@\"",
            "it fails after the summary": 'pith "$@"; exit 9',
        }
        for what, script in liars.items():
            try:
                judge(script)
            except (verify_mirror.Lost, ValueError):
                continue
            sys.exit(f"{what}: nobody noticed")
        print(f"{len(liars)} ways to lose an answer: each is an error")


def rows(out, environment):
    """The rows of a Parquet folder, read in a Spark of their own."""
    script = (
        "import json, sys; from pyspark.sql import SparkSession as S\n"
        "s = S.builder.master('local[2]').config('spark.ui.enabled', 'false').getOrCreate()\n"
        "json.dump([row.asDict() for row in s.read.parquet(sys.argv[1]).collect()], open(sys.argv[2], 'w'))"
    )
    target = out.with_suffix(".rows")
    subprocess.run([sys.executable, "-c", script, out / "verdicts", target], check=True, env=environment, capture_output=True)
    return json.loads(target.read_text())


def kill_an_executor(run):
    """Kills the executor above the first `pith` that is seen at work in the session of `run`."""
    while run.poll() is None:
        for pid in map(int, filter(str.isdigit, os.listdir("/proc"))):
            try:
                if os.getsid(pid) == run.pid and b"\0--ndjson\0-\0" in cmdline(pid) and b"java" not in cmdline(pid):
                    while b"CoarseGrainedExecutorBackend" not in cmdline(pid):
                        pid = parent(pid)
                    os.kill(pid, signal.SIGKILL)
                    return
            except (OSError, ValueError):
                continue
        time.sleep(0.01)
    sys.exit("no executor was seen at work")


def cmdline(pid):
    return pathlib.Path(f"/proc/{pid}/cmdline").read_bytes()


def parent(pid):
    return int(pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])


def expect(found, expected, what):
    if found != expected:
        if isinstance(found, set):
            found, expected = found - expected, expected - found
        sys.exit(f"{what}: found {str(found)[:2000]}, expected {str(expected)[:2000]}")


if __name__ == "__main__":
    main()
