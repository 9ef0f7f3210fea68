#!/usr/bin/env bash
# Builds everything with a sanitizer and runs the tests, every program that they start included:
#   run.sh address|thread [arguments of the test runner, such as --filter NAME]
# Reports of all processes are kept in .build-address/reports or .build-thread/reports. Exits 0 when the tests passed and
# nobody reported anything, else 1.
#
# One program needs help to live with a sanitizer: see `core` below.
set -uo pipefail
kind="${1:?address or thread}"
shift
root="$(cd "$(dirname "$0")/../.." && pwd)"
cd "$root" || exit 2
here="$root/Tests/Sanitizers"
scratch="$root/.build-$kind"
built="$scratch/release"
tested="$scratch/tested"
reports="$scratch/reports"
mkdir -p "$scratch" "$tested"
rm -rf "$reports"
mkdir "$reports"

more=()
case "$kind" in
address) ;;
thread)
    # What the Swift runtime does out of sight is told to the sanitizer. And a pass of the compiler is told to leave alone
    # what it may not join: with this sanitizer, Swift 6.3.1 rejects its own code for some of our throwing functions.
    clang -O1 -Wall -Wextra -Werror -c "$here/swift_runtime.c" -o "$scratch/swift_runtime.o" || exit 2
    more=(-Xlinker "$scratch/swift_runtime.o" -Xswiftc -Xllvm -Xswiftc -simplifycfg-sink-common=false)
    ;;
*)
    echo "\`$kind\`: expected address or thread" >&2
    exit 2
    ;;
esac

swift build -c release --explicit-target-dependency-import-check error --sanitize="$kind" \
    --scratch-path "$scratch" "${more[@]}" --build-tests || exit 2

# The programs as the tests look for them: beside each other, and beside the tests.
for program in abeyance abeyance-appender abeyancePackageTests.xctest; do
    ln -f "$built/$program" "$tested/$program" || exit 2
done

# The core limits its own address space, of which a sanitizer reserves terabytes, so that limit is raised; it is given no
# environment by the gate, so it gets its options here; and it can neither write a file nor trace itself for leaks once it
# is locked down, so it reports on standard error, ends at the first report, and leaves leaks to FaceMatchingTests. On an
# error it ends from whichever thread met it, and waits for none of the others, which is no leak of threads.
# Everything else of the lockdown stays as it is.
core() {
    printf '#!/bin/sh\n'
    printf 'export ASAN_OPTIONS=detect_leaks=0:symbolize=0\n'
    printf 'export TSAN_OPTIONS=halt_on_error=1:report_thread_leaks=0:symbolize=0:suppressions=%s/thread.supp\n' "$here"
    printf 'case "$1" in --*) set -- "$@" --memory-limit 268435456 ;; esac\n'
    printf 'exec "%s/abeyance-core" "$@"\n' "$built"
}
core > "$tested/abeyance-core" && chmod 755 "$tested/abeyance-core" || exit 2

# A report is a file, not an exit code, so that a test whose program reports goes on to its end.
# OpenSSL has no frame pointers: in our own programs leaks are told with the whole way to them, which is slow.
echo "fast_unwind_on_malloc=0" > "$scratch/options.abeyance"
export ASAN_OPTIONS="detect_leaks=1:include_if_exists=$scratch/options.%b:log_path=$reports/report:${ASAN_OPTIONS:-}"
export LSAN_OPTIONS="suppressions=$here/leak.supp:print_suppressions=0:exitcode=0"
export TSAN_OPTIONS="log_path=$reports/report:suppressions=$here/thread.supp:exitcode=0:${TSAN_OPTIONS:-}"
export NO_COLOR=1 ABEYANCE_SANITIZER="$kind"
# The backtracer would hang on the address space that a sanitizer takes.
export SWIFT_BACKTRACE=enable=no
export ABEYANCE_PROGRAMS="$tested" ABEYANCE_MODULES="$built/Modules"
export ABEYANCE_CRASH_ROUNDS="${ABEYANCE_CRASH_ROUNDS:-2}" ABEYANCE_RACE_ROUNDS="${ABEYANCE_RACE_ROUNDS:-5}"

# Skipped, as the tests say themselves: what moves the clock of a program by libfaketime. Left out, for threads: a core whose
# files may not grow, since that limit meets the sanitizer's own files first. And leaks are not looked for where strace holds
# the program: the sanitizer would have to do the same to it.
full='when the disk is full it says so'
traced='DiskFaultTests|OrderingTests|PowerLossTests|WarrantCrashTests'

run() { # run ARGUMENTS-OF-THE-RUNNER
    "$tested/abeyancePackageTests.xctest" --testing-library swift-testing --no-parallel "$@" 2>&1
}
tests() {
    if [ "$kind" = thread ]; then run --skip "$full" "$@"; return; fi
    run --skip "$traced" "$@"
    local code=$?
    # Nothing else is chosen by what the caller chose.
    [ $# != 0 ] || ASAN_OPTIONS="$ASAN_OPTIONS:detect_leaks=0" run --filter "$traced" || code=1
    return $code
}
tests "$@" | tee "$scratch/tests.log"
code=${PIPESTATUS[0]}

if [ "$code" != 0 ]; then
    printf '\nfailed:\n'
    grep -aE '^✘ Test .* recorded an issue' "$scratch/tests.log" || tail -n 5 "$scratch/tests.log"
fi
count="$(find "$reports" -type f -size +0 | wc -l)"
if [ "$count" != 0 ]; then
    printf '\nreported, in %s:\n' "$reports"
    grep -ahE '^SUMMARY' -r "$reports" | sort | uniq -c | sort -rn
fi
grep -aE '^(✔|✘) Test run with' "$scratch/tests.log"
printf '%s sanitizer: %s processes reported something\n' "$kind" "$count"
[ "$code" = 0 ] && [ "$count" = 0 ]
