#!/usr/bin/env python3
"""Validates all JSON output of `pith` against `schemas/`, and checks that the schemas refuse changed copies.

    validate.py --pith target/release/pith

Validated are `fixtures/index.json`; the report of every case of it in JSON and NDJSON; and what the other verbs print as
JSON over every fixture. SARIF is validated against the schema of its standard (`sarif/README.md`). Then, of a few documents of each schema, every member is left out, is given another type, and has a
stranger beside it: each time the schema has to refuse, but where a member is optional or foreign.
"""

from __future__ import annotations

import argparse
import copy
import json
import multiprocessing
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from functools import cache
from pathlib import Path

from jsonschema import Draft7Validator, Draft202012Validator
from jsonschema.exceptions import best_match
from referencing import Registry, Resource

ROOT = Path(__file__).resolve().parents[2]
SCHEMAS = {path.name.removesuffix(".schema.json"): path for path in sorted((ROOT / "schemas").iterdir())}
SARIF = ROOT / "tests/schemas/sarif/sarif-schema-2.1.0.json"
KEYRING = ["--keyring", "fixtures/keys/registry.keyring"]
ALL_KEYS = ["--keyring", "fixtures/keys/all.keyring"]
OTHER = "fixtures/valid/three-events.json"
# Members that may be absent, by schema and path without indexes.
OPTIONAL = {
    "pith-report-1": {"/summary/known"} | {f"/inputs/checks/{name}" for name in ("rule", "expected", "actual")},
    "pith-report-1-line": {"/summary/known"} | {f"/checks/{name}" for name in ("rule", "expected", "actual")},
    "pith-merge-1": {f"/inputs/report/checks/{name}" for name in ("rule", "expected", "actual")},
    "fixtures-index-1": {"/cases/options/max_bytes", "/cases/options/expect/"},
}
# Values of the documents themselves: any value may be there.
FOREIGN = {
    "pith-diff-1": {"/changes/a", "/changes/b"},
    "pith-report-1": {"/inputs/causes/signed", "/inputs/causes/found"},
    "pith-report-1-line": {"/causes/signed", "/causes/found"},
    "pith-merge-1": {"/inputs/report/causes/signed", "/inputs/report/causes/found"},
    "fixtures-index-1": {"/cases/causes/signed", "/cases/causes/found"},
}
# Places inside of such values, and in objects of which the schema does not know the names.
BELOW_VALUES = "^/state/|^/changes/[ab]/|^/trust/.*/.*/|causes/(signed|found)/"
# Objects whose members are names, or that a schema leaves open: unknown members are allowed.
OPEN = {"pith-state-1": {"/state"}, "pith-merge-1": {"/state"}, "fixtures-index-1": {"/trust"}}


@cache
def validator(name: str):
    """The validator of a schema; our schemas refer to each other by their file names."""
    if name == "sarif":
        return Draft7Validator(json.loads(SARIF.read_text(encoding="utf-8")), format_checker=Draft7Validator.FORMAT_CHECKER)
    documents = {path.name: json.loads(path.read_text(encoding="utf-8")) for path in SCHEMAS.values()}
    registry = Registry().with_resources((file, Resource.from_contents(text)) for file, text in documents.items())
    schema = documents[SCHEMAS[name].name]
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, registry=registry)


def faults(name: str, document) -> list[str]:
    """The deepest place at which a document violates a schema, or nothing."""
    error = best_match(validator(name).iter_errors(document))
    return [f"{error.json_path}: {error.message[:300]}"] if error else []


# --- What pith prints --------------------------------------------------------------------------------


def jobs(index: dict, known: str) -> list[tuple]:
    """Schema and arguments of every run; `known` is an earlier report on some of the fixtures."""
    found = []
    for case in index["cases"]:
        arguments = [*case["arguments"], f"fixtures/{case['file']}"]
        found.append(("pith-report-1", ["verify", "--format", "json", *arguments]))
        found.append(("pith-report-1-line", ["verify", "--format", "ndjson", *arguments]))
        found.append(("sarif", ["verify", "--format", "sarif", *arguments]))
    found.append(("sarif", ["verify", "--format", "sarif", "absent.json", "fixtures"]))
    found.append(("pith-report-1", ["verify", "--format", "json", "absent.json", "fixtures/valid"]))
    found.append(("pith-report-1-line", ["verify", "--format", "ndjson", "absent.json", "fixtures/valid"]))
    for more in (["--brief"], ["--known", known], ["--brief", "--known", known]):
        found.append(("pith-report-1", ["verify", "--format", "json", *more, *ALL_KEYS, "absent.json", "fixtures/valid"]))
        found.append(("pith-report-1-line", ["verify", "--format", "ndjson", *more, *ALL_KEYS, "absent.json", "fixtures/valid"]))
    files = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "fixtures").rglob("*.json"))
    for file in files:
        found.append(("pith-inspect-1", ["inspect", "--format", "json", file]))
        found.append(("pith-keys-1", ["keys", "--format", "json", *KEYRING, file]))
        found.append(("pith-state-1", ["state", "--format", "json", "--unverified", *KEYRING, file]))
        found.append(("pith-diff-1", ["diff", "--format", "json", *KEYRING, OTHER, file]))
        found.append(("pith-merge-1", ["merge", "--format", "json", *ALL_KEYS, OTHER, file]))
    found.append(("pith-diff-1", ["diff", "--format", "json", OTHER, OTHER]))
    for pair in (("eq1", "eq2"), ("dt1", "dt2")):
        files = [f"tests/answers/{name}.json" for name in pair]
        found.append(("pith-merge-1", ["merge", "--format", "json", "--trust-embedded", *files]))
    return found


def run(job: tuple) -> tuple:
    """The documents that a run prints, and their faults."""
    name, arguments = job
    done = subprocess.run([PITH, *arguments], cwd=ROOT, capture_output=True, check=False)
    if not done.stdout:
        # These commands need a readable document; verify always prints a report.
        fine = done.returncode in (2, 3) and arguments[0] != "verify"
        return name, [], [] if fine else [f"no output, exit code {done.returncode}"]
    lines = done.stdout.decode().splitlines()
    texts = lines if name == "pith-report-1-line" else ["\n".join(lines)]
    documents = [json.loads(text) for text in texts]
    wrong = [fault for document in documents for fault in faults(name, document)]
    return name, documents, wrong


def set_pith(path: str):
    """Sets the program that a worker runs."""
    global PITH
    PITH = path


# --- What the schemas must refuse --------------------------------------------------------------------


def without_indexes(path: tuple) -> str:
    """`/inputs/checks/code` for a place in a document."""
    return "".join(f"/{part}" for part in path if isinstance(part, str))


def places(value, path: tuple = ()):
    """Every member of every object, by its path."""
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, member in members:
        yield (*path, name), member
        yield from places(member, (*path, name))


def changed(document, path: tuple, change):
    """A copy of a document after a change of what holds the last part of the path."""
    new = copy.deepcopy(document)
    value = new
    for part in path[:-1]:
        value = value[part]
    change(value, path[-1])
    return new


def is_below(word: str, words: set) -> bool:
    """Whether a path is one of those, or below one that ends in a slash."""
    return any(word == known or known.endswith("/") and word.startswith(known) for known in words)


def mutants(name: str, document, paths: list):
    """Every change at some places of a document that its schema must refuse, with a word for it."""
    optional, foreign, is_open = (table.get(name, set()) for table in (OPTIONAL, FOREIGN, OPEN))
    yield "/ stranger", document | {"stranger": 1}
    for path, member in paths:
        word = without_indexes(path)
        if is_below(word, foreign):
            continue
        if isinstance(path[-1], str) and not is_below(word, optional) and without_indexes(path[:-1]) not in is_open:
            yield f"{word} absent", changed(document, path, lambda holder, part: holder.pop(part))
        for other in ({"stranger": 1}, [{"stranger": 1}], 7.5):
            if word not in is_open or not isinstance(other, dict):
                yield f"{word} {json.dumps(other)}", changed(document, path, lambda h, p, o=other: h.__setitem__(p, o))
        if isinstance(member, dict) and word not in is_open:
            yield f"{word} stranger", changed(document, path, lambda h, p: h[p].__setitem__("stranger", 1))


def sarif_faults(log: dict):
    """Copies of a SARIF log that its schema must refuse, with a word for each: else nothing would be checked."""
    place = ("runs", 0, "results", 0, "locations", 0, "physicalLocation")
    for path, value in (
        (("version",), "2.0.0"),
        (("runs", 0, "stranger"), 1),
        (("runs", 0, "columnKind"), "bytes"),
        (("runs", 0, "results", 0, "level"), "fatal"),
        (("runs", 0, "results", 0, "message"), {}),
        ((*place, "region", "startLine"), 0),
        ((*place, "artifactLocation", "uri"), "a b\\[.json"),
        (("runs", 0, "tool", "driver", "rules", 0, "id"), None),
    ):
        yield ".".join(map(str, path)), changed(log, path, lambda holder, part, value=value: holder.__setitem__(part, value))


def document_kind(document, path: tuple) -> str:
    """What tells apart objects of one place: the kind of a change or of a check."""
    value = document
    for part in path[:-1]:
        value = value[part]
    return str((value.get("change"), value.get("status"), "count" in value)) if isinstance(value, dict) else ""


WORDS = {
    "pith-report-1": ["/verdict", "/exit_code", "/schema", "/inputs/verdict", "/inputs/checks/code", "/inputs/checks/status"],
    "pith-report-1-line": ["/type", "/verdict"],
    "pith-inspect-1": ["/schema", "/document", "/verified"],
    "pith-keys-1": ["/schema", "/keys/role", "/keys/trust", "/verified"],
    "pith-state-1": ["/schema", "/verdict", "/assurance"],
    "pith-diff-1": ["/schema", "/same", "/a/document", "/changes/change"],
    "pith-merge-1": ["/schema", "/verdict", "/inputs/report/verdict", "/events/trust", "/stories/kind"],
    "fixtures-index-1": ["/schema", "/cases/verdict", "/cases/findings/code", "/cases/findings/reason"],
}


def misspelt(name: str, document):
    """A document with a word that does not exist in the place of each of [`WORDS`]."""
    seen = set()
    for path, _ in places(document):
        word = without_indexes(path)
        if word in WORDS[name] and word not in seen:
            seen.add(word)
            yield f"{word} misspelt", changed(document, path, lambda h, p: h.__setitem__(p, "pas"))


def accepted(job: tuple) -> tuple:
    """The number of changes to a document, and the changes that its schema wrongly accepts."""
    name, document, paths = job
    made = [*mutants(name, document, paths), *misspelt(name, document)]
    return name, len(made), [word for word, mutant in made if validator(name).is_valid(mutant)]


def richest(documents: list):
    """Of the documents of a schema, the smallest that have every kind of member between them, and where these are."""
    seen = set()
    for document in sorted(documents, key=lambda document: len(json.dumps(document))):
        paths = {}
        for path, member in places(document):
            kind = (without_indexes(path), type(member), document_kind(document, path))
            if kind not in seen and not re.search(BELOW_VALUES, kind[0]):
                paths.setdefault(kind, (path, member))
        if paths:
            seen |= paths.keys()
            yield document, list(paths.values())


def main() -> int:
    """Runs, validates, changes, counts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pith", required=True, type=lambda path: str(Path(path).resolve()))
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only one run in N, for a quick look")
    options = parser.parse_args()
    index = json.loads((ROOT / "fixtures/index.json").read_text(encoding="utf-8"))
    wrong = [f"fixtures/index.json {fault}" for fault in faults("fixtures-index-1", index)]
    printed = defaultdict(list, {"fixtures-index-1": [index | {"cases": [*index["cases"][:36], *index["cases"][-4:]]}]})
    earlier = tempfile.NamedTemporaryFile(suffix=".ndjson")  # pylint: disable=consider-using-with
    subprocess.run([options.pith, "verify", "--format", "ndjson", *ALL_KEYS, "fixtures/valid"], cwd=ROOT, stdout=earlier, check=False)
    runs = jobs(index, earlier.name)[:: options.every]
    with multiprocessing.Pool(initializer=set_pith, initargs=(options.pith,)) as pool:
        for job, (name, documents, found) in zip(runs, pool.imap(run, runs, chunksize=16), strict=True):
            printed[name] += documents
            wrong += [f"pith {' '.join(job[1])} {fault}" for fault in found]
        changes = [(name, *some) for name in SCHEMAS for some in richest(printed[name])]
        made = dict.fromkeys(SCHEMAS, 0)
        for name, count, taken in pool.imap(accepted, changes):
            made[name] += count
            wrong += [f"{name}: a changed document is accepted: {word}" for word in taken]
    logs = [log for log in printed["sarif"] if log["runs"][0]["results"]]
    wrong += [f"sarif: a changed log is accepted: {word}" for word, log in sarif_faults(logs[0]) if not faults("sarif", log)]
    print(f"{'sarif 2.1.0':20} {len(printed['sarif']):5} documents, {len(logs)} of them with results")
    for name in SCHEMAS:
        print(f"{name:20} {len(printed[name]):5} documents, {made[name]:5} changes")
        if not printed[name] or not made[name]:
            wrong.append(f"{name}: nothing was validated")
    print(*wrong[:50], sep="\n", end="\n" if wrong else "")
    print(f"{len(wrong)} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
