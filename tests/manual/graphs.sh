#!/bin/sh
# Draws every bundle among the fixtures with Graphviz and Mermaid. README.md has the commands.
#
#   tests/manual/graphs.sh PITH [FOLDER]...
set -eu

pith=$1
shift
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
[ $# -gt 0 ] || set -- "$here/../../fixtures/valid" "$here/../../fixtures/fail" "$here/../../fixtures/warn" "$here/../../fixtures/open"

count=0
find "$@" -name '*.json' | sort >"$work/list"
while IFS= read -r bundle; do
    "$pith" inspect --format dot "$bundle" >"$work/$count.dot"
    "$pith" inspect --format mermaid "$bundle" >"$work/$count.mmd"
    dot -Tsvg "$work/$count.dot" >"$work/$count.svg" 2>"$work/said"
    [ ! -s "$work/said" ] || { echo "dot on $bundle:" && cat "$work/said" && exit 1; } >&2
    grep -q 'UNVERIFIED' "$work/$count.svg"
    if grep -Eiq '<(script|a|image|foreignObject|style)[ >]' "$work/$count.svg"; then echo "live markup: $bundle" >&2 && exit 1; fi
    count=$((count + 1))
done <"$work/list"
[ "$count" -gt 0 ] || { echo 'no bundles' >&2 && exit 1; }
echo "dot drew $count pictures"

(cd "${NODE_FOLDER:?a folder with mermaid and playwright-core}" && node "$here/graphs.mjs" "$work" "${CHROMIUM:-/usr/bin/chromium}" ${SCREENSHOTS:+"$SCREENSHOTS"})
