#!/usr/bin/env python3
"""Holds the oracle's parts against published vectors, and its answers against bundles made for each rule.

selftest.py [--vectors DIR] [--bundle FILE]
"""

from __future__ import annotations

import argparse
import base64
import json
import struct
import sys
from pathlib import Path

import causes
import conformance
import oracle
import rules
import rules_trust
from ed25519 import (
    SMALL_ORDER,
    add,
    decode_point,
    encode_point,
    fingerprint_b32,
    fingerprint_hex,
    key_defect,
    strict_base64,
    verify_strict,
)
from generate import Case
from names import suffix_of, title_sha256
from sealing import ARCHIVE, signers
from places import clone
from snapshots import has_other_integrity
from strict_json import Malformed, Scanner, canonical, digest, read
from trust import BUILT_IN, Trust, Unchecked, trust_from

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]


def load(path: Path):
    """A vector file."""
    return json.loads(path.read_text(encoding="utf-8"))


def reads_as(data: bytes, expected: bytes | None) -> bool:
    """Whether both readers accept or refuse a text, and its canonical bytes are the expected ones (section 1)."""
    try:
        mine = canonical(read(data))
    except Malformed:
        mine = None
    if mine is not None:
        Scanner(data.decode()).scan()
    return mine == expected


def check_json(vectors: Path):
    """canonical.json and the JSON test suite (section 1)."""
    cases = [(case["input_b64"], case["canonical_b64"]) for case in load(vectors / "canonical.json")]
    cases += [(case["data_b64"], case["canonical_b64"]) for case in load(vectors / "jsontestsuite/index.json")]
    for text, expected in cases:
        yield reads_as(base64.b64decode(text), expected and base64.b64decode(expected))


def check_codes(_: Path):
    """The code of each kind of unusable text."""
    deep = "[" * 129 + "]" * 129
    expected = {
        "json.syntax": [
            "",
            " ",
            "<html>",
            "[1,]",
            '{"a"}',
            '"\t"',
            "01",
            "1.",
            "nan",
            "-NaN",
            "{} x",
            '"\\x"',
            "[" * 50,
        ],
        "json.number": ["NaN", "[Infinity]", "-Infinity", "1e999", "-1E400", "1" * 4301, "-" + "1" * 4301],
        "json.encoding": ['"\\ud800"', '"\\udc00\\ud800"', '{"\\ud83d\\n":1}', "\ufeff{}"],
        "json.duplicate_member": ['{"a":1,"\\u0061":2}', '[{"":1,"":1}]', '{"a":1,"a":2}'],
        "json.depth": [deep, "[" * 100_000, '{"a":' * 129 + "1" + "}" * 129],
    }
    cases = [(code, text.encode()) for code, texts in expected.items() for text in texts]
    cases += [
        ("json.encoding", data)
        for data in (b'"\xff"', b"\x1f\x8b\x08\x00", "{}".encode("utf-16"), "{}".encode("utf-16-le"))
    ]
    for code, data in cases:
        yield oracle.verify(data)["fail"] == [code]
    yield oracle.verify(b"[" * 128 + b"]" * 128)["fail"] == ["document.type"]


def check_floats(vectors: Path):
    """Doubles (section 1)."""
    for bits, text in load(vectors / "floats.json")["floats"]:
        number = struct.unpack(">d", bytes.fromhex(bits))[0]
        yield canonical(number) == text.encode() and canonical(read(text.encode())) == text.encode()


def check_ed25519(vectors: Path):
    """All published vectors: accepted if and only if `verify_strict` of ed25519-dalek accepts (section 3)."""
    for case in load(vectors / "ed25519-expected.json")["vectors"]:
        key, message, signature = (bytes.fromhex(case[name]) for name in ("pk", "msg", "sig"))
        yield verify_strict(key, message, signature) == case["verify_strict"]


def check_keys(_: Path):
    """Keys that are refused: not canonical, of small order, with a torsion component (section 3)."""
    yield len({encode_point(point) for point in SMALL_ORDER}) == 8
    for point in SMALL_ORDER:
        yield key_defect(encode_point(point)) == "small-order"
    for n in range(19):
        yield key_defect((2**255 - 19 + n).to_bytes(32, "little")) == "encoding"
    for signer in signers():
        yield key_defect(signer.data) is None
        for point in SMALL_ORDER[1:]:
            yield key_defect(encode_point(add(decode_point(signer.data), point))) == "torsion"


def check_records(vectors: Path):
    """Real records and receipts (sections 2 and 3)."""
    data = load(vectors / "real/real-receipts.json")
    key = strict_base64(data["public_key_b64"])
    yield key == BUILT_IN.data and key_defect(key) is None
    yield fingerprint_hex(key) == "8d4b5ee74e4693bcd1df2446408b0d54"
    yield fingerprint_b32(key) == "RVFV5Z2OI2J3ZUO7ERDEBCYNKS"
    records = [load(vectors / f"real/{name}.json")["records"] for name in ("records", "records-2")]
    for entry in data["receipts"] + data["records"] + sum(records, []):
        stated, record = entry["canonical_sha256"], entry.get("canonical_record")
        yield entry["pith_number"].split(":")[2] == suffix_of(stated)
        signature = entry.get("signature_b64") or entry.get("receipt_signature_b64")
        if signature:
            yield verify_strict(key, bytes.fromhex(stated), strict_base64(signature))
        if record:
            yield digest(record) == stated
            yield entry["pith_number"].split(":")[1] == record["metadata"]["submitted_at"][:4]
            title = entry.get("title")
            if title and title.isascii():
                yield title_sha256(title) == record["metadata"]["title_canon_sha256"]


def check_real(vectors: Path):
    """A real event and real integrity sections: ids, digests and signatures recompute (sections 1, 3 and 5)."""
    snapshot = load(vectors / "real/graph-snapshot-event.json")
    yield "sha256:" + digest(snapshot["event"]) == snapshot["event_id"]
    yield not has_other_integrity(snapshot["event"]["payload"]["graph_snapshot"]["integrity"])
    for document in load(vectors / "real/integrity-snapshots.json")["documents"]:
        yield not has_other_integrity(document)
        yield has_other_integrity(document | {"snapshot_sha256": "0" * 64})
    for event in load(vectors / "real/integrity-events.json")["events"]:
        signed = bytes.fromhex(event["payload_sha256"]), strict_base64(event["signature_b64"])
        yield verify_strict(BUILT_IN.data, *signed)


def check_bundle(bundle: Path):
    """The real bundle: passes, and replays to the state it holds (section 4)."""
    data = bundle.read_bytes()
    answer = oracle.verify(data)
    yield answer["verdict"] == "pass" and not answer["warn"] + answer["open"] + answer["skip"]
    yield oracle.verify(data, Trust(()))["verdict"] == "untrusted"
    value = read(data)
    yield oracle.replayed(value).state() == value["state"]
    yield value["state"]["state_sha256"] == "6e00b70b9c1f31f7e93229b39fdafc321128d472f13988b1167a73497d6f445d"
    yield oracle.replayed(value).state("b") == value["state"]


def check_rules(_: Path):
    """Every rule of what is fail, open, warning and pass: `rules.py`."""
    for rule in rules.RULES:
        for data, expected in rule():
            yield rules.answer(data) == expected


def check_trust(_: Path):
    """Every rule of trust, times and what is not checked: `rules_trust.py`."""
    yield from rules_trust.check_trust()
    yield from rules_trust.check_key_texts()


# Options (KEY is the first embedded key) and the answer to each bundle in `cases`; None if the options are refused.
PRODUCTION = ["@production-key.pem", "@production-key-with-mark.hex"]
BAD_RECORD = (
    "fail; fail bundle.digest bundle.signature receipt.digest receipt.signature record.agreement record.aliases"
    " record.digest record.number; warn record.title snapshot.digest"
)
CASES = [
    (["--key", "KEY"], "state-claims-more", "undetermined; open state.replay M11"),
    (["--keyring", "author-and-registry.keyring"], "author-signs-as-registry", "untrusted; warn trust.keys"),
    (["--key", "KEY"], "author-signs-as-registry", "pass"),
    (["--key", "KEY"], "snapshot-by-stranger", "untrusted; warn record.title trust.keys"),
    (["--key", "KEY"], "supersedes-later", "undetermined; open event.links M8; warn record.title"),
    (["--keyring", "rotated.keyring"], "rotated-key-follows", "pass"),
    (["--key", "KEY"], "rotated-key-follows", "untrusted; warn event.links trust.keys"),
    (["--key", "KEY"], "offset-time", "pass; warn event.time"),
    (["--key", "KEY"], "receipt-elsewhere", "pass; skip receipt.signature timestamp.proof"),
    (["--key", "KEY"], "timestamp-proof", "pass; skip timestamp.proof"),
    (["--key", "KEY"], "history-one", "pass"),
    *((["--key", key], "record-changed", BAD_RECORD) for key in PRODUCTION),
    (["--keyring", "production-with-mark.keyring"], "record-changed", BAD_RECORD),
    *((["--key", key], "history-one", "untrusted; warn trust.keys") for key in PRODUCTION),
    (["--key", "@revoked-key.json"], "history-one", None),
    (["--key", "@revoked-manifest.json"], "history-one", None),
]


def check_cases(_: Path):
    """Bundles on which `pith` was wrong once."""
    for options, name, expected in CASES:
        data = (HERE / f"cases/{name}.json").read_bytes()
        keys = json.loads(data)["public_keys"]
        files = {path.name: path.read_bytes() for path in (HERE / "cases").iterdir()}
        lines = [f"forge.example {key['key_id']} ed25519 {key['public_key_b64']}\n" for key in keys]
        files["rotated.keyring"] = "".join(lines).encode()
        chosen = [keys[0]["public_key_hex"] if word == "KEY" else word for word in options]
        try:
            found = rules.answer(data, trust_from(chosen, files))
        except Unchecked:
            found = None
        yield found == expected


def check_suite(bundle: Path):
    """The run of `fixtures/index.json` sees an answer that is another one."""
    folder = bundle.parents[1]
    index = load(folder / "index.json")
    cases = [case for case in index["cases"] if not conformance.outside(case)]
    of_verdict = {case["verdict"]: case for case in cases}
    yield of_verdict.keys() == {"pass", "fail", "malformed", "untrusted", "undetermined"}
    for verdict, case in of_verdict.items():
        other = {"code": "key.encoding", "status": "fail", "reason": "length", "rule": None}
        yield conformance.differences(case, index["trust"], folder) == []
        yield conformance.differences(case | {"exit_code": 70}, index["trust"], folder) != []
        yield conformance.differences(case | {"verdict": "unchecked"}, index["trust"], folder) != []
        if verdict != "malformed":
            yield conformance.differences(case | {"findings": [*case["findings"], other]}, index["trust"], folder) != []
        if case["findings"]:
            yield conformance.differences(case | {"findings": []}, index["trust"], folder) != []


def check_causes(bundle: Path):
    """Causes are right if and only if they are what was changed: `causes.py`."""
    signed = json.loads(bundle.read_bytes())
    ARCHIVE.start()
    ARCHIVE.add_signed(signed)
    title = "/events/1/payload/graph_snapshot/paper/title"
    changed = clone(signed)
    paper = changed["events"][1]["payload"]["graph_snapshot"]["paper"]
    was, paper["title"] = paper["title"], "Another"
    changed["mirror_hints"].append(1)
    changed["links"]["place"] = changed["links"].pop("state")
    of_title = cause(title, "changed", was, "Another", "event.signature")
    of_hint = cause("/mirror_hints/1", "added", None, 1)
    of_link = cause("/links/place", "moved", "/links/state", "/links/place")
    right = [of_title, of_hint, of_link]
    yield told_of(changed, right, True) is None
    yield told_of(changed, [of_title], False) is None
    yield told_of(signed, [], None) is None
    for named, complete in (
        ([], True),
        ([], None),
        ([of_title], True),
        ([of_title], None),
        (right, False),
        ([of_hint], False),
        (right[1:], True),
        ([of_title | {"signed": "Something"}, *right[1:]], True),
        ([of_title | {"found": "Something"}, *right[1:]], True),
        ([of_title | {"pointer": title + "/x"}, *right[1:]], True),
        ([of_title, of_hint | {"kind": "removed"}, of_link], True),
        ([of_title, of_hint | {"pointer": "/mirror_hints/0"}, of_link], True),
        ([of_title, of_hint, of_link | {"signed": "/links/bundle"}], True),
        ([*right, cause("/built_at", "changed", signed["built_at"], signed["built_at"])], True),
        ([of_title | {"signed": "Something"}], False),
        ([of_title | {"proof": "receipt.signature"}], False),
    ):
        yield told_of(changed, named, complete) is not None
    yield told_of(signed, right, True) is not None


def cause(pointer: str, kind: str, signed, found, proof: str = "bundle.signature") -> dict:
    """A cause as reports have it."""
    return {"pointer": pointer, "kind": kind, "signed": signed, "found": found, "proof": proof}


def told_of(bundle: dict, named: list, complete: bool | None) -> str | None:
    """What `causes.py` has to say about a report."""
    case = Case(canonical(bundle), [], {}, [], None, ARCHIVE.keep())
    entry = {"causes": named, "causes_more": 0, "complete": complete}
    return causes.held(case, entry, oracle.verify(case.data), Trust())[0]


CHECKS = (
    check_json,
    check_codes,
    check_floats,
    check_ed25519,
    check_keys,
    check_records,
    check_real,
    check_bundle,
    check_rules,
    check_trust,
    check_cases,
    check_suite,
    check_causes,
)


def main() -> int:
    """Runs every check; prints how many cases each has."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--vectors", type=Path, default=ROOT / "tests/vectors")
    parser.add_argument("--bundle", type=Path, default=ROOT / "fixtures/valid/arxiv-1804.07612.json")
    options = parser.parse_args()
    wrong = 0
    for check in CHECKS:
        answers = list(check(options.bundle if check in (check_bundle, check_suite, check_causes) else options.vectors))
        bad = [number for number, right in enumerate(answers) if not right]
        wrong += len(bad)
        print(f"{check.__name__[6:]:8} {len(answers):5} cases, {len(bad)} wrong {bad[:5]}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
