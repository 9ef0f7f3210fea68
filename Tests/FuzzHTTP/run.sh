#!/bin/sh
# Runs one fuzz target for some seconds: run.sh TARGET [SECONDS [libFuzzer flags]]
# Targets: http, http2. What it finds is kept in .build/fuzz/TARGET, as in Tests/Fuzz.
set -eu
target=${1:?a target: http or http2}
seconds=${2:-60}
[ $# -gt 2 ] && shift 2 || shift $#
root=$(cd "$(dirname "$0")/../.." && pwd)
# Where the package is built: its buffers and times are used as they are, and only the front end is steered by.
package=${ABEYANCE_FUZZ_PACKAGE:-$root}
out=${ABEYANCE_FUZZ_BUILD:-$root/.build/fuzz}/http-parts
folder=$out/$target
mkdir -p "$folder/corpus"
swift build --package-path "$package" -c release --target FrontEnd
built=$(swift build --package-path "$package" -c release --show-bin-path)

# Of the front end the parts that read requests and decide about them; they need no socket and no certificate.
flags="-O -wmo -parse-as-library -swift-version 6 -package-name abeyance -sanitize=fuzzer -I $out -I $built/Modules
  -enable-upcoming-feature ExistentialAny -enable-upcoming-feature InternalImportsByDefault
  -enable-upcoming-feature MemberImportVisibility -enable-upcoming-feature NonisolatedNonsendingByDefault"
for map in "$built"/CNIO*.build/module.modulemap; do flags="$flags -Xcc -fmodule-map-file=$map"; done
flags="$flags -Xcc -I$package/.build/checkouts/swift-atomics/Sources/_AtomicsShims/include"
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
sources=$root/Sources/FrontEnd
# shellcheck disable=SC2046
build FrontEnd $(find "$sources/HTTP" "$sources/Limits" -name '*.swift' ! -name 'HTTPRequest.swift' \
  ! -name 'HTTPDate.swift' ! -name 'DateLine.swift' ! -name 'ConnectionLedger.swift') \
  "$sources"/Connection/HTTPConnectionMachine*.swift "$sources"/Connection/ActionQueue.swift "$sources"/HTTP2/HTTP2HeadParser.swift \
  "$sources"/HTTP2/HTTP2ConnectionMachine.swift "$sources"/HTTP2/HTTP2Stream.swift
build HTTPFuzz "$root/Tests/FuzzHTTP"
if [ ! -e "$out/fuzz" ]; then
  rm -f "$out/parts.a"
  # Some of their names have spaces.
  find "$built"/NIOCore.build "$built"/NIOConcurrencyHelpers.build "$built"/_NIO*.build "$built"/CNIO*.build \
    "$built"/*Collections*.build "$built"/DequeModule.build "$built"/ContainersPreview.build "$built"/Atomics.build \
    "$built"/_AtomicsShims.build -name '*.o' -print0 | xargs -0 ar qc "$out/parts.a"
  swiftc -sanitize=fuzzer "$out/FrontEnd.o" "$out/HTTPFuzz.o" "$out/parts.a" -o "$out/fuzz"
fi

# Without the backtracer, which would hang on the address space that libFuzzer takes.
SWIFT_BACKTRACE=enable=no ABEYANCE_FUZZ_TARGET=$target ABEYANCE_FUZZ_SEEDS=$folder exec "$out/fuzz" \
  -max_total_time="$seconds" -max_len=4096 -timeout=5 -rss_limit_mb=2048 -print_final_stats=1 \
  -artifact_prefix="$folder/" "$@" "$folder/corpus"
