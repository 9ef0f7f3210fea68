#!/usr/bin/env bash
# Runs the tests that were built, then repeats what was skipped and what failed: the runner's own summary closes the run.
# Arguments go to `swift test`. Exits as the tests do.
set -uo pipefail
written="$(mktemp)"
trap 'rm -f "$written"' EXIT

swift test --skip-build --disable-xctest --no-parallel "$@" 2>&1 | tee "$written"
code=${PIPESTATUS[0]}
summary="$(grep -aE '^(✔|✘) Test run with' "$written" | tail -1)"

skipped="$(grep -aE '^➜ .* skipped' "$written")" && printf '\nskipped:\n%s\n' "$skipped"
if [ "$code" != 0 ]; then
    printf '\nfailed:\n'
    grep -aE -A 12 '^✘ .* recorded an issue' "$written" | grep -avE '^(◇|✔|➜|--)|^✘ Test run with'
    # A process that died has no summary: what it had begun last says where.
    [ -n "$summary" ] || tail -n 5 "$written"
fi
printf '%s\n' "$summary"
exit "$code"
