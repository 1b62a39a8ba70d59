#!/usr/bin/env bash
# Proves with strace that no command opens a connection or starts another program. A pair of sockets within the process
# does not count: it carries signals to the thread that waits for them (`signal-hook`).
#
#     release/no-socket.sh [PITH]
set -euo pipefail
cd "$(dirname "$0")/.."

pith=$(realpath "${1:-target/release/pith}")
bundle=fixtures/valid/arxiv-1804.07612.json
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

run() {
    local status=0
    strace -f -qq -e trace=socket,connect,bind,execve -o "$work/trace" "$pith" "$@" > "$work/out" 2>&1 < "$bundle" || status=$?
    # The one execve is strace's own start of the program.
    if [ "$(grep -c . "$work/trace")" -ne 1 ] || ! grep -q execve "$work/trace"; then
        echo "pith $*:" >&2
        cat "$work/trace" >&2
        exit 1
    fi
    echo "no connection, no other program: pith $* (exit $status)"
}
run verify "$bundle"
run verify fixtures --format json --report "html=$work/report.html" --report "junit=$work/report.xml" --report "sarif=$work/report.sarif"
run verify --ndjson -
run inspect "$bundle"
run state "$bundle"
run canon "$bundle" --sha256
run keys "$bundle"
run diff "$bundle" fixtures/valid/example.json
run merge "$bundle"
run explain
run completions bash
run man
