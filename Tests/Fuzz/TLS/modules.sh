# The handler whole, between NIO's own embedded channels and OpenSSL; only the vectors' judge is left out.
sanitizers=fuzzer,address
# Connections rest in a memory of their own, which the address sanitizer would not see into and which is off under it.
if [ "$target" = tls-rest ]; then
  sanitizers=fuzzer
  out=$out/rest
  mkdir -p "$out"
fi
flags="$flags -I $sources/COpenSSL"
libraries="-lssl -lcrypto"
take_built NIOEmbedded NIOCore NIOEmbedded NIOConcurrencyHelpers _NIOBase64 _NIODataStructures 'CNIO*' \
  InternalCollectionsUtilities DequeModule ContainersPreview Atomics _AtomicsShims
compile_c CRestingMemory
compile_c CTLSKeyKinds
compile Cryptography "$sources/Cryptography"
compile TLS "$sources/TLS/Certificates" "$sources/TLS/Rules" "$sources/TLS/Context" "$sources/TLS/Connection"
