#!/usr/bin/env python3
"""Packs the program of one target: `pith-VERSION-TARGET.tar.gz`, or `.zip` for Windows.

    release/archive.py TARGET PITH FOLDER

Equal files make equal archives.
"""

import gzip
import io
import pathlib
import re
import sys
import tarfile
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent.parent


def name(target):
    """The name that action.yml and `cargo binstall` look for."""
    version = re.search(r'^version = "(.*)"$', (ROOT / "Cargo.toml").read_text(), re.MULTILINE)[1]
    return f"pith-{version}-{target}.{'zip' if 'windows' in target else 'tar.gz'}"


def pack(target, program, folder):
    files = {program.name: (program, 0o755)}
    files |= {page: (ROOT / page, 0o644) for page in ("LICENSE", "README.md", "CHANGELOG.md")}
    path = folder / name(target)
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for entry, (file, _) in files.items():
                archive.writestr(zipfile.ZipInfo(entry, (1980, 1, 1, 0, 0, 0)), file.read_bytes(), zipfile.ZIP_DEFLATED)
        return path
    tar = io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for entry, (file, mode) in files.items():
            header = tarfile.TarInfo(entry)
            header.size, header.mode = file.stat().st_size, mode
            with file.open("rb") as content:
                archive.addfile(header, content)
    path.write_bytes(gzip.compress(tar.getvalue(), 9, mtime=0))
    return path


if __name__ == "__main__":
    print(pack(sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])))
