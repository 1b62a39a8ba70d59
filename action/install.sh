#!/usr/bin/env bash
# The first step of action.yml: installs one version of pith, and proves where the archive comes from before it is opened.
# The inputs arrive as variables, never as text of this script.
set -euo pipefail

fail() {
    echo "::error title=pith::$1"
    exit 2
}

if [ -n "$PITH_PROGRAM" ]; then
    [ -x "$PITH_PROGRAM" ] || fail "the input 'pith' is not the path of a program"
    echo "pith=$PITH_PROGRAM" >> "$GITHUB_OUTPUT"
    exit
fi

# Some runners leave the name empty for a composite action. Its folder is .../_actions/OWNER/NAME/REF.
path=${GITHUB_ACTION_PATH//\\//}
if [ -z "$PITH_REPOSITORY" ] && [[ $path =~ /_actions/([^/]+/[^/]+)/ ]]; then PITH_REPOSITORY=${BASH_REMATCH[1]}; fi
[ -n "$PITH_REPOSITORY" ] || fail "the runner does not name the repository of the action: install pith, and name it with the input 'pith'"

version=${PITH_VERSION:-$(sed -n 's/^version = "\(.*\)"$/\1/p' "$GITHUB_ACTION_PATH/Cargo.toml" | head -1)}
version=${version#v}
[[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+$ ]] || fail "the input 'version' must be like 1.2.3"
[[ $PITH_SHA256 =~ ^([0-9a-f]{64})?$ ]] || fail "the input 'sha256' must have 64 hex digits in lower case"

end=tar.gz
case $RUNNER_OS-$RUNNER_ARCH in
    Linux-X64) target=x86_64-unknown-linux-gnu ;;
    Linux-ARM64) target=aarch64-unknown-linux-gnu ;;
    macOS-X64) target=x86_64-apple-darwin ;;
    macOS-ARM64) target=aarch64-apple-darwin ;;
    Windows-X64) target=x86_64-pc-windows-msvc end=zip ;;
    *) fail "there is no release for $RUNNER_OS on $RUNNER_ARCH: build pith, and name it with the input 'pith'" ;;
esac
archive=pith-$version-$target.$end

folder=$RUNNER_TEMP/pith-$version
rm -rf "$folder"
mkdir -p "$folder"
cd "$folder"
curl --fail --silent --show-error --location --retry 3 --output "$archive" \
    "$GITHUB_SERVER_URL/$PITH_REPOSITORY/releases/download/v$version/$archive" ||
    fail "cannot download $archive from the releases of $PITH_REPOSITORY"

# With a pinned digest the archive is known. Without one, the build provenance must name the release workflow and the tag.
found=$(openssl dgst -sha256 -r "$archive" | cut -d ' ' -f 1)
if [ -n "$PITH_SHA256" ]; then
    [ "$found" = "$PITH_SHA256" ] || fail "$archive has the SHA-256 $found, not the pinned $PITH_SHA256"
else
    gh attestation verify "$archive" --repo "$PITH_REPOSITORY" \
        --signer-workflow "$PITH_REPOSITORY/.github/workflows/release.yml" --source-ref "refs/tags/v$version" ||
        fail "the build provenance of $archive does not verify"
fi

case $end in
    zip) unzip -q "$archive" ;;
    *) tar -xzf "$archive" ;;
esac
program=$folder/pith
[ "$RUNNER_OS" != Windows ] || program=$program.exe
[ -x "$program" ] || fail "$archive contains no program"
echo "pith $version, SHA-256 of the archive $found"
echo "pith=$program" >> "$GITHUB_OUTPUT"
echo "$folder" >> "$GITHUB_PATH"
