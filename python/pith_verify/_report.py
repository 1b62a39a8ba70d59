"""The members of a report, as types. ``docs/report.md`` describes them.

Later versions may add members, and none is renamed or removed within a major version.
"""

from __future__ import annotations

from typing import List, Literal, Optional, TypedDict, Union

Verdict = Literal["pass", "fail", "unchecked", "malformed", "untrusted", "undetermined", "internal"]
Assurance = Literal["builtin", "pinned", "embedded"]


class Tool(TypedDict):
    name: str
    version: str


class Policy(TypedDict):
    """An expectation of the user."""

    option: str
    value: str
    source: str
    held: bool


# `pass` is a word of Python, so this one is not written as a class.
Summary = TypedDict(
    "Summary",
    {
        "inputs": int,
        "pass": int,
        "fail": int,
        "malformed": int,
        "unchecked": int,
        "untrusted": int,
        "undetermined": int,
        "internal": int,
        "skipped": int,
    },
)


class Source(TypedDict):
    kind: str
    id: str
    version: Union[int, str]


class Digest(TypedDict):
    stated: Optional[str]
    computed: Optional[str]


class Digests(TypedDict):
    canonical: Digest
    state: Digest
    bundle: Digest


class Signer(TypedDict):
    key_id: str
    key_sha256: str
    trust: Literal["builtin", "pinned", "embedded", "untrusted"]
    signatures: int


class Events(TypedDict):
    total: int
    valid: int


class _Check(TypedDict):
    code: str
    status: Literal["pass", "fail", "open", "warn", "skip"]


class Check(_Check, total=False):
    """A check that passed ``count`` times, or one finding."""

    count: int
    reason: str
    rule: str
    pointer: Optional[str]
    line: Optional[int]
    column: Optional[int]
    expected: str
    actual: str
    message: str


class Readings(TypedDict):
    M9: Optional[Literal["a", "b"]]


class Rules(TypedDict):
    proven: List[str]
    inferred: List[str]
    readings: Readings


class Cause(TypedDict):
    """A change since the document was signed, which a signature proves."""

    pointer: str
    line: Optional[int]
    column: Optional[int]
    kind: Literal["changed", "added", "removed", "moved"]
    signed: object
    found: object
    proof: str
    explains: List[str]


class InputReport(TypedDict):
    input: str
    bytes: Optional[int]
    sha256: Optional[str]
    verdict: Verdict
    assurance: Assurance
    pith_number: Optional[str]
    source: Optional[Source]
    digests: Digests
    signers: List[Signer]
    signers_more: int
    events: Events
    checks: List[Check]
    rules: Rules
    unsigned: List[str]
    causes: List[Cause]
    causes_more: int
    complete: Optional[bool]
    remains: Optional[str]
    error: Optional[str]


class Report(TypedDict):
    schema: str
    tool: Tool
    verdict: Verdict
    exit_code: int
    policy: List[Policy]
    summary: Summary
    inputs: List[InputReport]
