#!/usr/bin/env bash
# Runs the hook of .pre-commit-hooks.yaml with pre-commit itself, from a clone of this repository.
#
#     tests/ci/pre-commit.sh PRE-COMMIT
#
# pre-commit builds the Python package, which needs Rust and some minutes. CARGO_TARGET_DIR keeps what is built.
set -euo pipefail
cd "$(dirname "$0")/../.."

pre_commit=$(realpath "$1")
root=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export PRE_COMMIT_HOME=$work/cache CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$root/target/pre-commit}
# The hook is the same in a build without optimisation, which is there in a fraction of the time.
export MATURIN_PEP517_ARGS="--profile dev"
export GIT_CONFIG_GLOBAL=$work/gitconfig GIT_CONFIG_NOSYSTEM=1
git config --global user.name a
git config --global user.email a@example.org
git config --global commit.gpgsign false
git config --global --add safe.directory '*'

"$pre_commit" validate-manifest .pre-commit-hooks.yaml

# The sources as they are now, committed or not, in a repository of their own.
tree=$(export GIT_INDEX_FILE=$work/index && git add --all && git write-tree)
now=$(git commit-tree -p HEAD -m "as it is" "$tree")
git config --global uploadpack.allowAnySHA1InWant true
git init --quiet "$work/pith"
git -C "$work/pith" fetch --quiet --depth 1 "file://$root" "$now"
git -C "$work/pith" checkout --quiet -B main FETCH_HEAD

mkdir "$work/user" && cd "$work/user"
git init --quiet
cat > .pre-commit-config.yaml <<CONFIG
repos:
  - repo: $work/pith
    rev: $(git -C "$work/pith" rev-parse HEAD)
    hooks:
      - id: pith
CONFIG
"$pre_commit" validate-config .pre-commit-config.yaml
"$pre_commit" install-hooks

try() { # try CODE ABOUT: runs the hook over what is staged
    local code=0
    "$pre_commit" run > "$work/log" 2>&1 || code=$?
    if [ "$code" -ne "$1" ]; then
        echo "$2: exit code $code instead of $1" >&2
        cat "$work/log" >&2
        exit 1
    fi
    echo "ok $2"
}
fixtures=$root/fixtures
mkdir -p bundles mirror
cp "$fixtures/valid/arxiv-1804.07612.json" bundles/one.json
cp "$fixtures/valid/arxiv-1804.07612.json" mirror/bundle.json
echo '{"name": "no bundle"}' > package.json
git add --all
try 0 "genuine bundles pass, and other JSON is left alone"
grep -q 'pith verify.*Passed' "$work/log"
git commit --quiet --message one --no-verify

cp "$fixtures/fail/event.digest/real-title-changed.json" mirror/bundle.json
git add --all
try 1 "a changed bundle fails"
grep -q 'exit code: 1' "$work/log"
git reset --quiet --hard

# A name that would replace the trusted keys, were it taken for an option.
cp "$fixtures/valid/example.json" ./bundle.json
cp "$fixtures/keys/registry.keyring" ./x.bundle.json
cp "$fixtures/valid/example.json" ./--keyring=x.bundle.json
git add --all
try 1 "a file name is no option"
git reset --quiet --hard

# A link in the place of a bundle, and names in capitals.
mkdir -p forged
cp "$fixtures/fail/event.digest/real-title-changed.json" forged/data
ln -sf ../forged/data bundles/one.json
git add --all
try 1 "a link in the place of a bundle is followed"
grep -q 'FAIL bundles/one.json' "$work/log"
git reset --quiet --hard
for name in bundles/b.JSON Bundle.json x.Bundle.Json; do
    cp "$fixtures/fail/event.digest/real-title-changed.json" "$name"
    git add --all
    try 1 "$name is a bundle"
    git reset --quiet --hard
done

echo '# nothing' > README.md
git add --all
try 0 "without bundles there is nothing to verify"
grep -q 'no files to check' "$work/log"
echo "8 passed, 0 failed"
