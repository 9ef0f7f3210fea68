#!/bin/sh
# Runs one fuzz target for some seconds: run.sh TARGET [SECONDS [libFuzzer flags]]
# Targets: policy, schema, policy-json, schema-json, entities-json; certificate and revocation-list, which
# Tests/FuzzCertificates builds; token, status-list and trust-list, which Tests/FuzzWarrants builds; http and http2, which
# Tests/FuzzHTTP builds. What it finds is kept in .build/fuzz/TARGET; an
# input that breaks a promise stays there as crash-*, and the run ends with an error.
set -eu
target=${1:?a target: policy, schema, policy-json, schema-json, entities-json, certificate, revocation-list, token, status-list, trust-list, http or http2}
case $target in
  certificate | revocation-list) exec sh "$(dirname "$0")/../FuzzCertificates/run.sh" "$@" ;;
  http | http2) exec sh "$(dirname "$0")/../FuzzHTTP/run.sh" "$@" ;;
  token | status-list | trust-list) exec sh "$(dirname "$0")/../FuzzWarrants/run.sh" "$@" ;;
esac
seconds=${2:-60}
[ $# -gt 2 ] && shift 2 || shift $#
root=$(cd "$(dirname "$0")/../.." && pwd)
out=$root/.build/fuzz
folder=$out/$target
mkdir -p "$folder/corpus"

# The coverage that libFuzzer steers by is asked of the compiler, for every module that is fuzzed. The package's own
# build is not touched.
flags="-O -wmo -parse-as-library -swift-version 6 -package-name abeyance -sanitize=fuzzer -I $out
  -enable-upcoming-feature ExistentialAny -enable-upcoming-feature InternalImportsByDefault
  -enable-upcoming-feature MemberImportVisibility -enable-upcoming-feature NonisolatedNonsendingByDefault"
build() {
  name=$1 sources=$2
  object=$out/$name.o
  if [ -e "$object" ] && [ -z "$(find "$sources" -name '*.swift' -newer "$object" | head -n 1)" ]; then return; fi
  # shellcheck disable=SC2046,SC2086
  swiftc $flags -module-name "$name" -emit-module -emit-module-path "$out/$name.swiftmodule" \
    -emit-object -o "$object" $(find "$sources" -name '*.swift')
  rm -f "$out/fuzz"
}
build StrictJSON "$root/Sources/StrictJSON"
build Cedar "$root/Sources/Cedar"
build CedarFuzz "$root/Tests/Fuzz"
[ -e "$out/fuzz" ] || swiftc -sanitize=fuzzer "$out/StrictJSON.o" "$out/Cedar.o" "$out/CedarFuzz.o" -o "$out/fuzz"

# Without the backtracer, which would hang on the address space that libFuzzer takes.
SWIFT_BACKTRACE=enable=no ABEYANCE_FUZZ_TARGET=$target ABEYANCE_FUZZ_SEEDS=$folder exec "$out/fuzz" \
  -max_total_time="$seconds" -max_len=4096 -timeout=5 -rss_limit_mb=2048 -print_final_stats=1 \
  -dict="$folder/dictionary" -artifact_prefix="$folder/" "$@" "$folder/corpus"
