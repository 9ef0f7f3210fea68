#!/bin/sh
# Runs one fuzz target for some seconds: run.sh TARGET [SECONDS [libFuzzer flags]]
# Targets: token, status-list, trust-list. What it finds is kept in .build/fuzz/TARGET, as in Tests/Fuzz.
set -eu
target=${1:?a target: token, status-list or trust-list}
seconds=${2:-60}
[ $# -gt 2 ] && shift 2 || shift $#
root=$(cd "$(dirname "$0")/../.." && pwd)
out=${ABEYANCE_FUZZ_BUILD:-$root/.build/fuzz}/warrants
folder=$out/$target
mkdir -p "$folder/corpus"

# Of Decisions only what warrants are made of: no policies, no engine.
flags="-O -wmo -parse-as-library -swift-version 6 -package-name abeyance -sanitize=fuzzer -I $out
  -I $root/Sources/COpenSSL -I $root/Sources/CZlib
  -enable-upcoming-feature ExistentialAny -enable-upcoming-feature InternalImportsByDefault
  -enable-upcoming-feature MemberImportVisibility -enable-upcoming-feature NonisolatedNonsendingByDefault"
build() {
  name=$1
  shift
  object=$out/$name.o
  if [ -e "$object" ] && [ -z "$(find "$@" -name '*.swift' -newer "$object" | head -n 1)" ]; then return; fi
  # shellcheck disable=SC2046,SC2086
  swiftc $flags -module-name "$name" -emit-module -emit-module-path "$out/$name.swiftmodule" \
    -emit-object -o "$object" $(find "$@" -name '*.swift')
  rm -f "$out/fuzz"
}
decisions=$root/Sources/Decisions
build StrictJSON "$root/Sources/StrictJSON"
build Cryptography "$root/Sources/Cryptography"
build Decisions "$decisions/Warrants" "$decisions/Vocabulary" "$decisions/Operations" \
  "$decisions/Records/KeyedDigester.swift" "$decisions/Entries"
build Warrants "$root/Sources/Warrants"
build WarrantFuzz "$root/Tests/FuzzWarrants"
[ -e "$out/fuzz" ] || swiftc -sanitize=fuzzer "$out/StrictJSON.o" "$out/Cryptography.o" "$out/Decisions.o" \
  "$out/Warrants.o" "$out/WarrantFuzz.o" -lcrypto -lssl -lz -o "$out/fuzz"

# The keys are new in each run, so that the corpus is too. Without the backtracer, which would hang.
rm -rf "$folder/corpus"
mkdir -p "$folder/corpus"
SWIFT_BACKTRACE=enable=no ABEYANCE_FUZZ_TARGET=$target ABEYANCE_FUZZ_SEEDS=$folder exec "$out/fuzz" \
  -max_total_time="$seconds" -max_len=8192 -timeout=5 -rss_limit_mb=2048 -print_final_stats=1 \
  -dict="$folder/dictionary" -artifact_prefix="$folder/" "$@" "$folder/corpus"
