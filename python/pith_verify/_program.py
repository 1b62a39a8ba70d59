"""The program in this package."""

from __future__ import annotations

import os
import sysconfig
from importlib.metadata import distributions
from pathlib import Path
from typing import TYPE_CHECKING, Iterator, Optional

if TYPE_CHECKING:
    from ._report import Report


class PithError(Exception):
    """A problem that says nothing about a bundle. ``report`` is the report, if the program printed one."""

    def __init__(self, message: str, *, exit_code: Optional[int] = None, report: Optional[Report] = None) -> None:
        super().__init__(message)
        self.exit_code = exit_code
        self.report = report


def program() -> str:
    """The path of the program that was installed with this module.

    It is never looked for in ``PATH``, where another program may have the same name.
    """
    for path in _candidates():
        if path.is_file():
            return str(path)
    raise PithError("the program `pith` of this package is missing: reinstall pith-verify")


def _candidates() -> Iterator[Path]:
    name = "pith.exe" if os.name == "nt" else "pith"
    # Beside this module alone: other folders of `sys.path`, such as the current one, may be what is verified.
    folder = Path(__file__).resolve().parent.parent
    for found in distributions(name="pith-verify", path=[str(folder)]):
        for file in found.files or []:
            if file.name == name and file.parent.name.lower() in ("bin", "scripts"):
                yield Path(str(file.locate())).resolve()
    # `pip install --target` puts programs elsewhere than it notes.
    yield folder / ("Scripts" if os.name == "nt" else "bin") / name
    yield folder / "bin" / name
    yield Path(sysconfig.get_path("scripts")) / name
