#!/usr/bin/env bash
# Builds the static release binary in two different directories and compares the bytes.
#
#     release/reproduce.sh [FOLDER]
#
# The C library in it is that of the machine, from the package that compilers need (`libc6-dev` on Debian): musl takes a
# third longer (docs/performance.md). TARGET names another target.
#
# Equal sources, Cargo.lock, Rust toolchains and C libraries build equal bytes. FOLDER, by default a temporary one, receives the binary
# and its digest. TARGET is another target; RUN is then the program that runs its binaries, such as qemu-aarch64.
set -euo pipefail
cd "$(dirname "$0")/.."

target=${TARGET:-x86_64-unknown-linux-gnu}
out=${1:-$(mktemp -d)}
mkdir -p "$out"
out=$(cd "$out" && pwd)
cargo_home=${CARGO_HOME:-$HOME/.cargo}
rust_home=$(rustc --print sysroot)

# The copies are no checkouts, so the commit for `pith --version` is handed to them, if these are the sources of that commit.
if [ -z "${PITH_COMMIT:-}" ] && git diff --quiet HEAD -- build.rs Cargo.toml Cargo.lock src 2> /dev/null; then
    PITH_COMMIT=$(git rev-parse HEAD)
fi
export PITH_COMMIT=${PITH_COMMIT:-}

build() { # build DIRECTORY: copies the sources there and builds them
    local place=$1
    mkdir -p "$place"
    cp -R Cargo.toml Cargo.lock build.rs src fixtures README.md LICENSE "$place/"
    (
        cd "$place"
        # Fixed names for sources, registry and toolchain keep paths of the machine out of the binary.
        export RUSTFLAGS="-C target-feature=+crt-static -C strip=symbols --remap-path-prefix=$place=/pith --remap-path-prefix=$cargo_home=/cargo --remap-path-prefix=$rust_home=/rust"
        unset CARGO_TARGET_DIR CARGO_INCREMENTAL
        SOURCE_DATE_EPOCH=0 cargo build --quiet --locked --release --bin pith --target "$target"
    )
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
build "$work/one"
build "$work/another/much/longer/directory"
one=$work/one/target/$target/release/pith
another=$work/another/much/longer/directory/target/$target/release/pith
cmp "$one" "$another"
cp "$one" "$out/pith"
(cd "$out" && sha256sum pith | tee pith.sha256)
if grep -a -q -F -e "$work" -e "$HOME/" "$out/pith"; then
    echo "a path of this machine is in the binary" >&2
    exit 1
fi
${RUN:-} "$out/pith" verify --quiet fixtures/valid/arxiv-1804.07612.json
echo "the same bytes from two directories: $out/pith"
