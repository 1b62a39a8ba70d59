#!/usr/bin/env python3
"""Verifies a mirror of Pith bundles on a Spark cluster, by the same `pith` that verifies one bundle.

    verify_mirror.py --ndjson 'mirror/*.ndjson' --out verdicts --pith target/release/pith
    verify_mirror.py --files mirror --out verdicts --pith target/release/pith --key KEY

Each partition of the mirror is piped through one `pith verify --ndjson - --format ndjson`. Written are

    OUT/verdicts   Parquet: name, sha256, policy, verdict, findings, codes, pith_number, error, reused
    OUT/counts     CSV: how many inputs have each verdict

Nothing is lost in silence: a `pith` that does not answer for every line, in order and with a summary that agrees,
fails its task; Spark runs a failed task again, and the job fails if that does not help. In the end the verdicts are
counted against the inputs. The exit code is that of `pith verify` over all inputs.
"""

import argparse
import collections
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import threading
import urllib.parse

from pyspark import SparkFiles
from pyspark.sql import SparkSession, functions as F

# `policy` stands for the binary and the first line of its reports, which names everything else that verdicts depend on:
# verdicts of one policy can be compared. `findings` counts the checks that did not pass. `reused` are those of --since.
COLUMNS = {
    "name": "string",
    "sha256": "string",
    "policy": "string",
    "verdict": "string",
    "findings": "int",
    "codes": "array<string>",
    "pith_number": "string",
    "error": "string",
    "reused": "boolean",
}
SCHEMA = ", ".join(f"{name} {kind}" for name, kind in COLUMNS.items())

# The exit code over several inputs is the first of these that occurs.
EXIT_CODES = {"internal": 70, "fail": 1, "malformed": 3, "unchecked": 2, "untrusted": 4, "undetermined": 5, "pass": 0}

# What `pith` takes for white space when it looks whether a line is blank.
BLANK = b" \t\n\r\x0c"


class Lost(Exception):
    """A `pith` that did not answer for everything it was given."""


def main():
    options = arguments()
    spark = SparkSession.builder.appName("pith verify").getOrCreate()
    # Both passes over lines must split the files alike, however many executors are there.
    spark.conf.set("spark.sql.files.minPartitionNum", str(options.partitions))
    spark.conf.set("spark.sql.files.maxPartitionBytes", options.split)
    spark.sparkContext.addFile(options.pith)
    mirror, expected = lines(spark, options.ndjson) if options.ndjson else files(spark, options.files)
    trust = [argument for key in options.key for argument in ("--key", key)]
    # Runs whose policy is the same may use each other's verdicts: the rule of `pith verify --known`, and one binary.
    conditions = first_line([os.path.abspath(options.pith), "verify", *trust])
    policy = digest_of([digest_of_file(options.pith), conditions.decode()])
    command = [os.path.basename(options.pith), "verify", *trust]

    fresh, reused = mirror, None
    if options.since:
        known = passed(spark, options.since, policy)
        # Digests are compared over the network, not bundles; the names of what changed are few, and go to everybody.
        digests = mirror.select("name", "sha256")
        changed = digests.join(known, "sha256", "left_anti").select("name")
        reused = digests.join(known, "sha256").select(*COLUMNS)
        if not known.isEmpty():
            fresh = mirror.join(F.broadcast(changed), "name", "left_semi").select("name", "sha256", "data")
    verdicts = fresh.rdd.mapPartitions(lambda records: judge_partition(records, command, conditions, policy))
    verdicts = spark.createDataFrame(verdicts, SCHEMA)
    if reused is not None:
        verdicts = verdicts.unionByName(reused)
    verdicts.write.mode("error").parquet(f"{options.out}/verdicts")
    sys.exit(conclude(spark, options.out, expected))


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--ndjson", metavar="PATH", help="files of lines, each a bundle")
    source.add_argument("--files", metavar="DIR", help="a directory with a file for each bundle")
    parser.add_argument("--out", required=True, metavar="DIR", help="where to write; must not exist")
    parser.add_argument("--pith", required=True, metavar="FILE", help="the binary; it is sent to the executors")
    parser.add_argument("--key", action="append", default=[], help="as `pith verify --key`; not @FILE")
    parser.add_argument("--since", metavar="DIR", help="the --out of an earlier run: what passed there without a finding and did not change is not verified again")
    parser.add_argument("--partitions", type=int, default=8, help="at least so many partitions (default: %(default)s)")
    parser.add_argument("--split", default="128m", help="at most so much of a mirror a partition (default: %(default)s)")
    options = parser.parse_args()
    if any(key.startswith("@") for key in options.key):
        parser.error("--key @FILE: the executors do not have the file; give the key itself")
    return options


def first_line(command):
    """The first line of every report of this command: what verdicts depend on besides the bytes of an input."""
    run = subprocess.run([*command, "--format", "ndjson", "--ndjson", "-"], input=b"", capture_output=True, check=False)
    if not run.stdout:
        sys.exit(run.stderr.decode(errors="replace"))
    return run.stdout.split(b"\n", 1)[0]


def passed(spark, folder, policy):
    """What an earlier run of the same policy says of the bytes that passed without a finding, as `--known` has it."""
    known = spark.read.schema(SCHEMA).parquet(f"{folder}/verdicts")
    known = known.where(F.col("policy") == policy).where("verdict = 'pass' and findings = 0")
    return known.drop("name").withColumn("reused", F.lit(True)).dropDuplicates(["sha256"])


def lines(spark, path):
    """The lines of a mirror as (name, sha256, data), and how many are not blank. Names are FILE:LINE, as `pith` has them."""
    text = spark.read.option("lineSep", "\n").text(path)
    refuse_unread(spark, path, {name_of(urllib.parse.unquote(file)) for file in text.inputFiles()})
    # Bytes, not text: what is not UTF-8 must stay as it is.
    text = text.select(
        F.col("_metadata.file_path").alias("file"),
        F.col("_metadata.file_block_start").alias("start"),
        F.col("value").cast("binary").alias("data"),
        F.expr(r"length(btrim(value, ' \t\r\f')) > 0").alias("full"),
    )
    # First pass: how many lines each split has, so that the second can number them.
    counts = text.groupBy("file", "start").agg(F.count("*").alias("lines"), F.sum(F.col("full").cast("long")).alias("full"))
    before, at, expected = {}, collections.Counter(), 0
    for split in sorted(counts.collect()):
        before[split.file, split.start] = at[split.file]
        at[split.file] += split.lines
        expected += split.full
    if not expected:
        sys.exit(f"{path}: it contains no lines to verify")

    def number(records):
        within = collections.Counter()
        for file, start, data, full in records:
            split = file, start
            within[split] += 1
            if full:
                # A split that the first pass has not seen is a KeyError: the task fails.
                # Unlike the `path` of a file, this one is escaped.
                path = name_of(urllib.parse.unquote(file))
                yield f"{path}:{before[split] + within[split]}", bytes(data)

    numbered = spark.createDataFrame(text.rdd.mapPartitions(number), "name string, data binary")
    return numbered.select("name", F.sha2("data", 256).alias("sha256"), "data"), expected


def refuse_unread(spark, path, read):
    """Ends if there is a file at a path, or below it, that has content and that Spark does not read: those in folders, and
    names that begin with a dot or a low line."""
    root = spark._jvm.org.apache.hadoop.fs.Path(path)
    system = root.getFileSystem(spark._jsc.hadoopConfiguration())
    for place in system.globStatus(root) or []:
        for status in below(system, place.getPath()):
            file = name_of(status.getPath().toString())
            if status.getLen() > 0 and file not in read:
                sys.exit(f"{file!a}: Spark does not read this file; rename it or move it")


def below(system, place):
    found = system.listFiles(place, True)
    while found.hasNext():
        yield found.next()


def files(spark, path):
    """The *.json files below a directory as (name, sha256, data), and how many there are."""
    expected, empty = listing(spark, path)
    if not expected:
        sys.exit(f"{path}: no *.json files in this directory or below it")
    found = spark.read.format("binaryFile").option("recursiveFileLookup", "true").option("pathGlobFilter", "*.[jJ][sS][oO][nN]").load(path)
    found = found.select("path", F.col("content").alias("data"))
    found = found.union(spark.createDataFrame([(file, b"") for file in empty], found.schema))
    return found.select(F.udf(name_of)("path").alias("name"), F.sha2("data", 256).alias("sha256"), "data"), expected


def listing(spark, path):
    """How many *.json files there are, and those that are empty, which Spark does not read. Nor does it read names that
    begin with a dot or a low line: rather than leave these out in silence, this ends."""
    root = spark._jvm.org.apache.hadoop.fs.Path(path)
    system = root.getFileSystem(spark._jsc.hadoopConfiguration())
    above = len(root.toUri().getPath().rstrip("/"))
    count, empty = 0, []
    for status in below(system, root):
        file = status.getPath()
        name = file.toUri().getPath()[above:]
        if not name.lower().endswith(".json") or name.lower().endswith("/.json"):
            continue
        if "/." in name or "/_" in name:
            sys.exit(f"{file.toString()!a}: Spark does not read names that begin with . or _; pack the mirror into files of lines")
        count += 1
        if status.getLen() == 0:
            empty.append(file.toString())
    return count, empty


def name_of(uri):
    """A local path where it is one."""
    return uri.removeprefix("file://") if uri.startswith("file:///") else uri.removeprefix("file:")


def judge_partition(records, command, conditions, policy):
    """A row of SCHEMA for each record, on an executor."""
    command = [SparkFiles.get(command[0]), *command[1:]]
    with tempfile.TemporaryDirectory() as folder:
        apart = []

        def piped():
            for name, sha256, data in records:
                line = bytes(data).removesuffix(b"\n")
                if b"\n" in line or not line.strip(BLANK):
                    # More than one line, or none: a file to `pith` as it is to the mirror, byte for byte.
                    path = os.path.join(folder, str(len(apart)))
                    with open(path, "wb") as file:
                        file.write(data)
                    apart.append(((name, sha256), path.encode()))
                else:
                    yield (name, sha256), line

        answers = judge(command + ["--ndjson", "-"], conditions, piped(), b"\n")
        for (name, sha256), report in answers:
            yield row(name, sha256, policy, report)
        for (name, sha256), report in judge(command + ["--files-from", "-", "-0"], conditions, iter(apart), b"\0"):
            yield row(name, sha256, policy, report)


def judge(command, conditions, entries, end):
    """Pipes entries, (key, bytes), through `pith`; gives (key, report) for each, in order, or raises Lost. `conditions` is
    the first line that it must print: no `pith` of another version, or with other keys, may answer."""
    first = next(entries, None)
    if first is None:
        return
    command = command + ["--format", "ndjson", "--jobs", "1", "--no-progress"]
    sent, broken = collections.deque(), []
    with tempfile.TemporaryFile() as stderr:
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=stderr) as process:
            feeder = threading.Thread(target=feed, args=(process.stdin, first, entries, end, sent, broken))
            feeder.start()
            count, summary, has_begun = 0, None, False
            try:
                for text in process.stdout:
                    if not has_begun:
                        has_begun = True
                        if text != conditions + b"\n":
                            raise Lost("the first line is not the one about this run")
                        continue
                    report = json.loads(text)
                    if summary is not None or not (sent or report["type"] == "summary"):
                        raise Lost("more answers than inputs")
                    if report["type"] == "summary":
                        summary = report
                        continue
                    count += 1
                    key, entry = sent.popleft()
                    expected = f"-:{count}" if end == b"\n" else entry.decode()
                    if report["input"] != expected:
                        raise Lost(f"an answer for {report['input']} where {expected} was next")
                    yield key, report
            finally:
                if summary is None:
                    process.kill()
                # Whoever still writes there must not wait for a reader, nor the feeder for him.
                process.stdout.close()
                feeder.join()
        stderr.seek(0)
        said = stderr.read().decode(errors="replace").strip()
    if broken:
        raise broken[0]
    if summary is None or sent or summary["summary"]["inputs"] != count or summary["exit_code"] != process.returncode:
        raise Lost(f"{count} answers, {len(sent)} missing, exit code {process.returncode}: {said or 'no message'}")


def feed(pipe, first, entries, end, sent, broken):
    """Writes entries to `pith`, and notes what was sent."""
    try:
        with pipe:
            entry = first
            while entry is not None:
                # A line is known by its number, and need not be kept; a file by its name.
                sent.append((entry[0], entry[1] if end == b"\0" else None))
                pipe.write(entry[1] + end)
                entry = next(entries, None)
    except BrokenPipeError:
        pass  # The one who reads its answers sees what is missing.
    except BaseException as error:  # pylint: disable=broad-except
        broken.append(error)


def row(name, sha256, policy, report):
    """What is kept of a report: with the codes that failed, or that keep the input from passing otherwise."""
    status = {"untrusted": "warn", "undetermined": "open"}.get(report["verdict"], "fail")
    codes = [check["code"] for check in report["checks"] if check["status"] == status]
    if report["verdict"] == "untrusted":
        codes = [code for code in codes if code == "trust.keys"]
    findings = sum(check["status"] != "pass" for check in report["checks"])
    verdict, number, error = report["verdict"], report["pith_number"], report["error"]
    return name, sha256, policy, verdict, findings, sorted(set(codes)), number, error, False


def conclude(spark, out, expected):
    """Counts the verdicts against the inputs, writes and prints the table, gives the exit code."""
    verdicts = spark.read.schema(SCHEMA).parquet(f"{out}/verdicts")
    found, names = verdicts.agg(F.count("*"), F.countDistinct("name")).first()
    counts = verdicts.groupBy("verdict").count().orderBy("verdict")
    counts.coalesce(1).write.option("header", "true").csv(f"{out}/counts")
    counts.show()
    codes = verdicts.select(F.explode("codes").alias("code")).groupBy("code").count().orderBy("code")
    codes.show(100, truncate=False)
    if not found == names == expected:
        print(f"{expected} inputs, {found} verdicts with {names} names: do not rely on this run", file=sys.stderr)
        return 70
    occurring = {verdict for verdict, _ in counts.collect()}
    return next((code for verdict, code in EXIT_CODES.items() if verdict in occurring), 2)


def digest_of(values):
    return hashlib.sha256(json.dumps(values).encode()).hexdigest()


def digest_of_file(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


if __name__ == "__main__":
    main()
