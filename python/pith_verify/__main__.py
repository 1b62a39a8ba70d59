"""Runs the program with the arguments of ``python -m pith_verify``, and ends with its exit code."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import List, NoReturn

from ._program import PithError, program


def main() -> NoReturn:
    """``python -m pith_verify ...`` is ``pith ...``."""
    run(sys.argv[1:])


def verify() -> NoReturn:
    """``pith-verify ...`` is ``pith verify ...``."""
    run(["verify", *sys.argv[1:]])


def run(arguments: List[str]) -> NoReturn:
    try:
        pith = program()
        if os.name != "nt":
            os.execv(pith, ["pith", *arguments])
        sys.exit(subprocess.run([pith, *arguments], check=False).returncode)
    except (OSError, PithError) as error:
        print(f"pith_verify: {error}", file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main()
