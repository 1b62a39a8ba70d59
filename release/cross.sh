#!/usr/bin/env bash
# Builds `pith` for Windows and for Linux on aarch64, runs both here under Wine and qemu, and compares them with the native
# program: every fixture, every command line of the documentation, and what differs on Windows.
#
#     release/cross.sh
#
# PROFILE is a profile of Cargo, by default `dev`. Installs what is missing with rustup, and with apt on Debian.
set -euo pipefail
cd "$(dirname "$0")/.."

profile=${PROFILE:-dev}
built=${CARGO_TARGET_DIR:-target}
folder=$([ "$profile" = dev ] && echo debug || echo "$profile")
windows=x86_64-pc-windows-gnu
arm=aarch64-unknown-linux-gnu
wine=/usr/lib/wine/wine64

missing=()
[ -x "$wine" ] || missing+=(wine64)
command -v x86_64-w64-mingw32-gcc > /dev/null || missing+=(gcc-mingw-w64-x86-64)
command -v qemu-aarch64 > /dev/null || missing+=(qemu-user)
command -v aarch64-linux-gnu-gcc > /dev/null || missing+=(gcc-aarch64-linux-gnu libc6-dev-arm64-cross)
if [ ${#missing[@]} -gt 0 ]; then
    as_root=$([ "$(id -u)" = 0 ] || echo sudo)
    $as_root apt-get update -qq
    DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends "${missing[@]}"
fi
rustup target add "$windows" "$arm"

# Static, as it is released.
export CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER=aarch64-linux-gnu-gcc
export CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUSTFLAGS="-C target-feature=+crt-static"
cargo build --locked --profile "$profile" --bin pith
cargo build --locked --profile "$profile" --bin pith --target "$windows"
cargo build --locked --profile "$profile" --bin pith --target "$arm"
native=$built/$folder/pith

# On macOS only the types are checked: no macOS runs here.
for apple in x86_64-apple-darwin aarch64-apple-darwin; do
    rustup target add "$apple"
    cargo check --locked --bin pith --target "$apple"
done

echo "== aarch64, under $(qemu-aarch64 --version | head -1)"
release/compare.py "$native" qemu-aarch64 "$built/$arm/$folder/pith"

echo "== Windows, under $("$wine" --version)"
WINEPREFIX=$(mktemp -d)
export WINEPREFIX WINEDEBUG=-all
trap 'WINEPREFIX=$WINEPREFIX /usr/lib/wine/wineserver64 -k || true; rm -rf "$WINEPREFIX"' EXIT
program=$built/$windows/$folder/pith.exe
x86_64-w64-mingw32-gcc -shared -nostdlib -e DllMain -O2 tests/windows/bcryptprimitives.c -ladvapi32 \
    -o "$(dirname "$program")/bcryptprimitives.dll"
"$wine" wineboot --init
release/compare.py "$native" "$wine" "$program"
tests/windows/check.py "$wine" "$program"
