#!/usr/bin/env python3
"""The crates in web/Cargo.lock that the WebAssembly is built of and the program too have the same version and digest."""

import json
import pathlib
import subprocess
import tomllib

root = pathlib.Path(__file__).resolve().parents[2]


def locked(path):
    packages = tomllib.loads(path.read_text())["package"]
    return {(package["name"], package["version"]): package.get("checksum") for package in packages}


program, web = locked(root / "Cargo.lock"), locked(root / "web/Cargo.lock")
command = ["cargo", "tree", "--locked", "--package", "pith-web", "--target", "wasm32-unknown-unknown", "--edges", "normal", "--prefix", "none", "--format", "{p}"]
lines = subprocess.run(command, cwd=root / "web", check=True, capture_output=True, text=True).stdout.split("\n")
used = {(line.split()[0], line.split()[1].removeprefix("v")) for line in lines if line.strip()}
names = {name for name, _ in program}
shared = {crate for crate in used if crate[0] in names}
wrong = [crate for crate in shared if program.get(crate, "absent") != web[crate]]
assert len(shared) > 20, shared
assert not wrong, f"not as in the program's Cargo.lock: {wrong}"
print(f"{len(shared)} crates are those of the program, {len(used - shared)} are of the WebAssembly alone")
