#!/usr/bin/env bash
# The second step of action.yml: verifies the bundles. The exit code is that of pith.
set -euo pipefail

arguments=(--format github)
add() { # add OPTION LINES: one argument per line that is not empty
    local line
    while IFS= read -r line || [ -n "$line" ]; do
        line=${line%$'\r'}
        [ -z "$line" ] || arguments+=("$1$line")
    done <<< "$2"
}
wanted() { # wanted INPUT VALUE
    case $2 in
        true) return 0 ;;
        false) return 1 ;;
        *) echo "::error title=pith::the input '$1' must be true or false"; exit 2 ;;
    esac
}

add --key= "$PITH_KEY"
add --keyring= "$PITH_KEYRING"
if wanted trust-embedded "$PITH_TRUST_EMBEDDED"; then arguments+=(--trust-embedded); fi
if wanted strict "$PITH_STRICT"; then arguments+=(--strict); fi
add "" "$PITH_OPTIONS"
add --report= "$PITH_REPORTS"
# Whoever verifies writes this report. It proves that the options have not asked for something else, such as --help.
sarif=$RUNNER_TEMP/pith.sarif
rm -f "$sarif" # that of an earlier step proves nothing, and is not uploaded again
arguments+=("--report=sarif=$sarif")
upload=false
if wanted upload-sarif "$PITH_UPLOAD_SARIF"; then upload=true; fi
# No path is taken for an option.
arguments+=(--)
add "" "$PITH_PATHS"

code=0
"$PITH" verify "${arguments[@]}" || code=$?
if [ "$code" = 0 ] && ! [ -s "$sarif" ]; then
    echo "::error title=pith::nothing was verified: the input 'options' asks for something else"
    code=2
fi
case $code in
    0) verdict=pass ;;
    1) verdict=fail ;;
    3) verdict=malformed ;;
    4) verdict=untrusted ;;
    5) verdict=undetermined ;;
    70) verdict=internal ;;
    *) verdict=unchecked ;;
esac
{
    echo "exit-code=$code"
    echo "verdict=$verdict"
    if [ "$upload" = true ] && [ -s "$sarif" ]; then echo "sarif=$sarif"; fi
} >> "$GITHUB_OUTPUT"
exit "$code"
