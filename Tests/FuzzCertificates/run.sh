#!/bin/sh
# Runs one fuzz target for some seconds: run.sh TARGET [SECONDS [libFuzzer flags]]
# Targets: certificate, revocation-list. What it finds is kept in .build/fuzz/TARGET, as in Tests/Fuzz.
set -eu
target=${1:?a target: certificate or revocation-list}
seconds=${2:-60}
[ $# -gt 2 ] && shift 2 || shift $#
root=$(cd "$(dirname "$0")/../.." && pwd)
out=${ABEYANCE_FUZZ_BUILD:-$root/.build/fuzz}/certificates
folder=$out/$target
mkdir -p "$folder/corpus"

# Of TLS only the parts that judge certificates and revocation lists; they need no event loop.
flags="-O -wmo -parse-as-library -swift-version 6 -package-name abeyance -sanitize=fuzzer -I $out -I $root/Sources/COpenSSL
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
build Cryptography "$root/Sources/Cryptography"
build TLS "$root/Sources/TLS/Certificates" "$root/Sources/TLS/Rules" "$root/Sources/TLS/Context/TLSError.swift"
build CertificateFuzz "$root/Tests/FuzzCertificates"
[ -e "$out/fuzz" ] || swiftc -sanitize=fuzzer "$out/Cryptography.o" "$out/TLS.o" "$out/CertificateFuzz.o" \
  -lssl -lcrypto -o "$out/fuzz"

# The keys are new in each run, so that the corpus is too. Without the backtracer, which would hang.
rm -rf "$folder/corpus"
mkdir -p "$folder/corpus"
SWIFT_BACKTRACE=enable=no ABEYANCE_FUZZ_TARGET=$target ABEYANCE_FUZZ_SEEDS=$folder exec "$out/fuzz" \
  -max_total_time="$seconds" -max_len=4096 -timeout=5 -rss_limit_mb=2048 -print_final_stats=1 \
  -artifact_prefix="$folder/" "$@" "$folder/corpus"
