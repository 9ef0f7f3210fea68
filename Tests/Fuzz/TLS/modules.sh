# The handler whole, between NIO's own embedded channels and OpenSSL; only the vectors' judge is left out.
sanitizers=fuzzer,address
flags="$flags -I $sources/COpenSSL"
libraries="-lssl -lcrypto"
take_built NIOEmbedded NIOCore NIOEmbedded NIOConcurrencyHelpers _NIOBase64 _NIODataStructures 'CNIO*' \
  InternalCollectionsUtilities DequeModule ContainersPreview Atomics _AtomicsShims
compile Cryptography "$sources/Cryptography"
compile TLS "$sources/TLS/Certificates" "$sources/TLS/Rules" "$sources/TLS/Context" "$sources/TLS/Connection"
