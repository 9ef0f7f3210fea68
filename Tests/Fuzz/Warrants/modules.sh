# Of Decisions only what warrants are made of: no policies, no engine.
sanitizers=fuzzer,address
flags="$flags -I $sources/COpenSSL -I $sources/CZlib"
libraries="-lcrypto -lssl -lz"
longest=8192
keeps=no
decisions=$sources/Decisions
compile StrictJSON "$sources/StrictJSON"
compile Cryptography "$sources/Cryptography"
compile Decisions "$decisions/Warrants" "$decisions/Vocabulary" "$decisions/Operations" \
  "$decisions/Records/KeyedDigester.swift" "$decisions/Entries"
compile Warrants "$sources/Warrants"
