#!/bin/sh
# Runs one fuzz target for some seconds: run.sh TARGET [SECONDS [libFuzzer flags]]
#
# Each folder here is one program: its targets, the files of Driver, and the modules that its modules.sh names. What a
# run finds is kept in .build/fuzz/FOLDER/TARGET, or in $ABEYANCE_FUZZ_BUILD/FOLDER/TARGET; an input that breaks a
# promise stays there as crash-*, and the run ends with an error. $ABEYANCE_FUZZ_PACKAGE names a copy of this package
# that is built for release, tests included: what is taken from the package's own build then comes from there.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
target=${1:-}
case $target in
  policy | schema | policy-json | schema-json | entities-json) folder=Policies ;;
  http | http2) folder=HTTP ;;
  tls | tls-rest | certificate | revocation-list) folder=TLS ;;
  token | status-list | trust-list) folder=Warrants ;;
  *)
    sed -n 's/^  \([a-z2 |-]*\)) folder=.*/\1/p' "$0" | tr -d ' ' | tr '|' '\n' | sed 's/^/a target is: /' >&2
    exit 64
    ;;
esac
seconds=${2:-60}
[ $# -gt 2 ] && shift 2 || shift $#

root=$(cd "$here/../.." && pwd)
sources=$root/Sources
out=${ABEYANCE_FUZZ_BUILD:-$root/.build/fuzz}/$folder
found=$out/$target
mkdir -p "$found/corpus"

# The coverage that libFuzzer steers by is asked of the compiler, for every module that is fuzzed. The package's own
# build is not touched.
flags="-O -wmo -parse-as-library -swift-version 6 -package-name abeyance
  -enable-upcoming-feature ExistentialAny -enable-upcoming-feature InternalImportsByDefault
  -enable-upcoming-feature MemberImportVisibility -enable-upcoming-feature NonisolatedNonsendingByDefault"
objects= before=

# has_changed OBJECT PATH...: whether any of its sources, or a module before it, is newer.
has_changed() {
  object=$1
  shift
  # shellcheck disable=SC2086
  [ ! -e "$object" ] \
    || [ -n "$(find "$@" $before "$here/run.sh" "$here/$folder/modules.sh" -newer "$object" -type f | head -n 1)" ]
}

# compile MODULE PATH...: a module, from Swift.
compile() {
  module=$1
  shift
  changed=no
  if has_changed "$out/$module.o" "$@"; then changed=yes; fi
  objects="$objects $object" before="$before $object"
  [ $changed = yes ] || return 0
  # Our own modules come first: the package's build has some of the same names.
  # shellcheck disable=SC2046,SC2086
  swiftc -I "$out" $flags -sanitize="$sanitizers" -module-name "$module" -emit-module -emit-module-path "$out/$module.swiftmodule" \
    -emit-object -o "$object" $(find "$@" -name '*.swift')
}

# compile_c MODULE: a module in C, under the same sanitizers.
compile_c() {
  changed=no
  if has_changed "$out/$1.o" "$sources/$1"; then changed=yes; fi
  objects="$objects $object" before="$before $object"
  printf 'module %s { umbrella "%s" export * }\n' "$1" "$sources/$1/include" > "$out/$1.modulemap"
  flags="$flags -Xcc -fmodule-map-file=$out/$1.modulemap"
  [ $changed = yes ] || return 0
  # shellcheck disable=SC2046
  clang -O2 -fsanitize="$(echo "$sanitizers" | sed 's/fuzzer/fuzzer-no-link/')" -I "$sources/$1/include" -c -o "$object" \
    $(find "$sources/$1" -name '*.c')
}

# take_built TARGET PART...: parts of the package's own build, which are used as they are and not steered by.
take_built() {
  package=${ABEYANCE_FUZZ_PACKAGE:-$root}
  [ -n "${ABEYANCE_FUZZ_PACKAGE:-}" ] || swift build --package-path "$package" -c release --target "$1"
  shift
  built=$package/.build/release
  flags="$flags -I $built/Modules -Xcc -I$package/.build/checkouts/swift-atomics/Sources/_AtomicsShims/include"
  for map in "$built"/CNIO*.build/module.modulemap; do flags="$flags -Xcc -fmodule-map-file=$map"; done
  if [ ! -e "$out/parts.a" ] || [ "$built/Modules/NIOCore.swiftmodule" -nt "$out/parts.a" ]; then
    rm -f "$out/parts.a"
    for part in "$@"; do
      # Some of their names have spaces. The archive is linked whole: what conforms to what, nobody refers to by name.
      find "$built"/$part.build -name '*.o' -print0 | xargs -0 ar qc "$out/parts.a"
    done
  fi
  before="$before $out/parts.a"
  libraries="-Xlinker --whole-archive -Xlinker $out/parts.a -Xlinker --no-whole-archive $libraries"
}

sanitizers=fuzzer
libraries=
longest=4096
keeps=yes
# shellcheck source=/dev/null
. "$here/$folder/modules.sh"
compile "${folder}Fuzz" "$here/Driver" "$here/$folder"
if has_changed "$out/fuzz"; then
  # shellcheck disable=SC2086
  swiftc -use-ld=lld -sanitize="$sanitizers" $objects $libraries -o "$out/fuzz"
fi

# Where keys are new in each run, so is the corpus.
[ $keeps = yes ] || rm -rf "$found/corpus"
mkdir -p "$found/corpus"
# Without the backtracer, which would hang on the address space that libFuzzer takes.
SWIFT_BACKTRACE=enable=no ABEYANCE_FUZZ_TARGET=$target ABEYANCE_FUZZ_SEEDS=$found exec "$out/fuzz" \
  -max_total_time="$seconds" -max_len=$longest -timeout=5 -rss_limit_mb=2048 -malloc_limit_mb=256 -print_final_stats=1 \
  -dict="$found/dictionary" -artifact_prefix="$found/" "$@" "$found/corpus"
