"""What a user may write, and what a type checker must refuse. `mypy --strict` reads it; it is not run."""

from pathlib import Path
from typing import Optional

import pith_verify


def verdicts(path: Path, document: bytes) -> None:
    report: pith_verify.Report = pith_verify.verify(path)
    for one in report["inputs"]:
        number: Optional[str] = one["pith_number"]
        print(number, [check["code"] for check in one["checks"]])
    print(pith_verify.verify(document, key=["@a.hex", "@b.hex"], strict=True, max_age=30)["summary"]["pass"])
    pith_verify.verify("a.json", no_such_option=True)  # type: ignore[call-arg]
    pith_verify.verify(7)  # type: ignore[arg-type]
    report["verdct"]  # type: ignore[typeddict-item]
    if report["verdict"] == "passed":  # type: ignore[comparison-overlap]
        pass
