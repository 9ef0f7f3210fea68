# Of the front end the parts that read requests and decide about them; they need no socket and no certificate. Buffers
# and times are NIO's own.
take_built FrontEnd NIOCore NIOConcurrencyHelpers _NIOBase64 _NIODataStructures 'CNIO*' InternalCollectionsUtilities \
  DequeModule ContainersPreview Atomics _AtomicsShims
parts=$sources/FrontEnd
# shellcheck disable=SC2046
compile FrontEnd $(find "$parts/HTTP" "$parts/Limits" -name '*.swift' ! -name 'HTTPRequest.swift' \
  ! -name 'HTTPDate.swift' ! -name 'DateLine.swift' ! -name 'ConnectionLedger.swift') \
  "$parts"/Connection/HTTPConnectionMachine*.swift "$parts"/Connection/ActionQueue.swift \
  "$parts"/HTTP2/HTTP2HeadParser.swift "$parts"/HTTP2/HTTP2ConnectionMachine.swift "$parts"/HTTP2/HTTP2Stream.swift
