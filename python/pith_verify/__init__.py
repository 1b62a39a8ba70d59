"""Verifies Pith open-graph bundles with the program `pith`, which this package contains.

    >>> import pith_verify
    >>> report = pith_verify.verify("bundle.json")
    >>> report["verdict"]
    'pass'
"""

from __future__ import annotations

import json
import os
import subprocess
from typing import Iterable, List, Optional, Union, cast

from ._program import PithError, program
from ._report import (
    Cause,
    Check,
    Digest,
    Digests,
    Events,
    InputReport,
    Policy,
    Readings,
    Report,
    Rules,
    Signer,
    Source,
    Summary,
    Tool,
    Verdict,
)

__all__ = [
    "Cause",
    "Check",
    "Digest",
    "Digests",
    "Events",
    "InputReport",
    "PithError",
    "Policy",
    "Readings",
    "Report",
    "Rules",
    "Signer",
    "Source",
    "Summary",
    "Tool",
    "Verdict",
    "program",
    "verify",
]

Path = Union[str, "os.PathLike[str]"]


def verify(
    bundle: Union[Path, bytes, bytearray, memoryview],
    *,
    key: Union[str, Iterable[str], None] = None,
    keyring: Optional[Path] = None,
    trust_embedded: bool = False,
    expect_number: Optional[str] = None,
    expect_source: Optional[str] = None,
    expect_bundle: Optional[str] = None,
    title: Optional[str] = None,
    abstract: Optional[Path] = None,
    state: Optional[Path] = None,
    since: Optional[Path] = None,
    max_age: Optional[int] = None,
    strict: bool = False,
    max_bytes: Optional[int] = None,
) -> Report:
    """Verifies a bundle and returns the report, whatever the verdict: look at ``report["verdict"]``.

    ``bundle`` is the path of a file, or the bytes of a document. The options are those of ``pith verify``. ``key`` and
    ``keyring`` replace the built-in key, and an empty list of keys is refused.

    Raises :class:`PithError` for a problem that says nothing about a bundle: a file that cannot be read, an option that
    ``pith`` refuses, a bug. Its message is that of the program. Raises :class:`TypeError` for a switch that is neither
    ``True`` nor ``False``, since the text ``"false"`` would be on.
    """
    # A value is part of its option's argument, and the name follows `--`: neither can become an option.
    arguments = ["verify", "--format=json"]
    keys = [key] if isinstance(key, str) else [] if key is None else list(key)
    if key is not None and not keys:
        raise PithError("key: there is none in the list, and the built-in key is not meant", exit_code=2)
    arguments += [f"--key={one}" for one in keys]
    values = {
        "keyring": keyring,
        "expect-number": expect_number,
        "expect-source": expect_source,
        "expect-bundle": expect_bundle,
        "title": title,
        "abstract": abstract,
        "state": state,
        "since": since,
        "max-age": max_age,
        "max-bytes": max_bytes,
    }
    arguments += [f"--{name}={_text(value)}" for name, value in values.items() if value is not None]
    for name, on in (("trust-embedded", trust_embedded), ("strict", strict)):
        if not isinstance(on, bool):
            raise TypeError(f"{name}: expected True or False, not {on!r}")
        arguments += [f"--{name}"] if on else []
    if isinstance(bundle, (bytes, bytearray, memoryview)):
        return _run([*arguments, "--", "-"], bytes(bundle))
    path = os.fspath(bundle)
    # A file of the name `-` is no standard input.
    return _run([*arguments, "--", os.path.join(os.curdir, path) if path == "-" else path], b"")


def _text(value: Union[Path, int]) -> str:
    return str(value) if isinstance(value, int) else os.fspath(value)


#: The exit codes of runs whose report is about the bundle.
_JUDGED = (0, 1, 3, 4, 5)


def _run(arguments: List[str], standard_input: bytes) -> Report:
    try:
        run = subprocess.run([program(), *arguments], input=standard_input, capture_output=True, check=False)
    except (OSError, ValueError) as error:
        raise PithError(f"pith cannot be run: {error}") from error
    try:
        report = cast(Report, json.loads(run.stdout))
    except ValueError:
        report = None
    if run.returncode in _JUDGED and report is not None and report["exit_code"] == run.returncode:
        return report
    raise PithError(_reason(run, report), exit_code=run.returncode, report=report)


def _reason(run: subprocess.CompletedProcess[bytes], report: Optional[Report]) -> str:
    """The program's own words, from its report or from standard error."""
    named = [f"{one['input']}: {one['error']}" for one in (report["inputs"] if report else []) if one["error"]]
    said = run.stderr.decode(errors="replace").strip()
    return "\n".join(filter(None, [*named, said])) or f"pith ended with exit code {run.returncode} and without a report"
