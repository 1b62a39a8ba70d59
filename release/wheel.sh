#!/usr/bin/env bash
# Builds the Python wheel of one target.
#
#     release/wheel.sh TARGET FOLDER
#
# TARGET may be `native`. PROFILE is a profile of Cargo, `release` by default. Needs Python with pip, which gets maturin
# as release/wheel.txt pins it: what builds a release is known by its digest.
set -euo pipefail
cd "$(dirname "$0")/.."

target=$1
mkdir -p "$2"
out=$(cd "$2" && pwd)
built=${CARGO_TARGET_DIR:-target}
python=$built/wheel-tools/bin/python
if ! [ -d "$built/wheel-tools" ]; then
    "$(command -v python3 || command -v python)" -m venv "$built/wheel-tools"
fi
[ -x "$python" ] || python=$built/wheel-tools/Scripts/python.exe
"$python" -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: --no-deps --requirement release/wheel.txt

arguments=(--locked --profile "${PROFILE:-release}" --out "$out/.wheel")
[ "$target" = native ] || arguments+=(--target "$target")
case $target in
    *-linux-gnu)
        # A static binary needs no C library of the machine, so the wheel is for all of Linux.
        export RUSTFLAGS="-C target-feature=+crt-static"
        arguments+=(--compatibility linux)
        ;;
esac
rm -rf "$out/.wheel"
"$python" -m maturin build "${arguments[@]}"
case $target in
    *-linux-gnu)
        machine=${target%%-*}
        "$python" -m wheel tags --remove --platform-tag "manylinux_2_17_$machine.manylinux2014_$machine.musllinux_1_1_$machine" "$out/.wheel/"*.whl
        ;;
esac
mv "$out/.wheel/"*.whl "$out/"
rmdir "$out/.wheel"
