#!/usr/bin/env bash
# Makes a Debian package of a static binary: the binary, its manual page and its completions.
#
#     release/deb.sh PITH [FOLDER]      PITH: the binary of release/reproduce.sh
#
# The maintainer is MAINTAINER, as `Name <address>`, or else the author of the newest commit. Needs only dpkg-deb, and a
# machine of the architecture of PITH. Equal binaries make equal packages.
set -euo pipefail
cd "$(dirname "$0")/.."

pith=$(realpath "$1")
out=$(realpath "${2:-.}")
version=$(sed -n 's/^version = "\(.*\)"$/\1/p' Cargo.toml | head -1)
architecture=$(dpkg --print-architecture)
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-0}

# A package without anybody who answers is not made.
maintainer=${MAINTAINER:-$(git log -1 --format='%an <%ae>' 2> /dev/null || true)}
if ! [[ $maintainer =~ ^[^\<\>]+\ \<[^@\<\>\ ]+@[^@\<\>\ ]+\.[A-Za-z]+\>$ ]] ||
    [[ $maintainer =~ \.(invalid|example|test|localhost|local)\>$ ]]; then
    echo "no maintainer with an address that can be real: '$maintainer'. Set MAINTAINER='Name <address>'" >&2
    exit 2
fi

tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
chmod 755 "$tree"
install -D -m 755 "$pith" "$tree/usr/bin/pith"
strip --strip-all "$tree/usr/bin/pith"

put() { # put FILE: writes standard input to a file of the package, unless it is empty
    local path=$tree/$1
    install -d "$(dirname "$path")"
    cat > "$path"
    if [ ! -s "$path" ]; then
        rm "$path"
        echo "not in the package: $1" >&2
    fi
}
{ "$pith" man 2>/dev/null || true; } | put usr/share/man/man1/pith.1
for verb in $("$pith" --help | sed -n 's/^  \([a-z]*\)  .*/\1/p'); do
    [ "$verb" = help ] || { "$pith" man "$verb" 2>/dev/null || true; } | put "usr/share/man/man1/pith-$verb.1"
done
find "$tree/usr/share/man" -name '*.1' -exec gzip -9n {} +
{ "$pith" completions bash 2>/dev/null || true; } | put usr/share/bash-completion/completions/pith
{ "$pith" completions zsh 2>/dev/null || true; } | put usr/share/zsh/vendor-completions/_pith
{ "$pith" completions fish 2>/dev/null || true; } | put usr/share/fish/vendor_completions.d/pith.fish
put usr/share/doc/pith/copyright < LICENSE
gzip -9nc CHANGELOG.md | put usr/share/doc/pith/changelog.gz

size=$(du -k -s "$tree/usr" | cut -f1)
mkdir -m 755 "$tree/DEBIAN"
cat > "$tree/DEBIAN/control" <<CONTROL
Package: pith
Version: $version
Architecture: $architecture
Maintainer: $maintainer
Installed-Size: $size
Section: utils
Priority: optional
Description: independent verifier of Pith open-graph bundles
 Recomputes every digest of a bundle, verifies its Ed25519 signatures, decides
 whether the keys deserve trust and replays the events, without any network.
CONTROL
(cd "$tree" && find usr -type f | LC_ALL=C sort | xargs md5sum > DEBIAN/md5sums)
find "$tree" -type d -exec chmod 755 {} +
find "$tree" -type f ! -path "$tree/usr/bin/*" -exec chmod 644 {} +
dpkg-deb --root-owner-group --build "$tree" "$out/pith_${version}_${architecture}.deb"
