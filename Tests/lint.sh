#!/bin/sh
# House rules that the formatter cannot see. Each prints what it found and fails the run.
set -u
cd "$(dirname "$0")/.." || exit 2
failed=0

report() { # report RULE FINDINGS
    if [ -n "$2" ]; then
        printf '%s\n%s\n' "$1" "$2" >&2
        failed=1
    fi
}

report "NIO is imported outside TLS, FrontEnd, Upstreams, Witnessing and Broker:" \
    "$(grep -rlE '^(package |internal )?import NIO' Sources | grep -vE '^Sources/(TLS|FrontEnd|Upstreams|Witnessing|Broker)/')"
report "Foundation is imported by a pure part:" \
    "$(grep -rlE '^(package |internal )?import Foundation' \
        Sources/StrictJSON Sources/Cryptography Sources/Cedar Sources/TransparencyLog Sources/Decisions \
        Sources/CoreProtocol Sources/Rekognition Sources/Warrants Sources/Pipeline 2>/dev/null)"
report "force or escape where input may reach:" \
    "$(grep -rnE 'try!|as!|fatalError\(' Sources --include='*.swift')"
report "a private key is in the repository:" \
    "$(git ls-files | grep -E '\.(key|p12|pfx)$'; git grep -lE 'BEGIN (EC |RSA |ENCRYPTED )?PRIVATE KEY' -- ':!Sources' ':!Tests' ':!Docs')"
report "a test sleeps; await the event instead:" \
    "$(grep -rnE 'Task\.sleep|usleep\(|Thread\.sleep' Tests --include='*.swift')"
report "README.md is longer than 150 lines:" "$([ "$(wc -l < README.md)" -le 150 ] || wc -l README.md)"
exit $failed
