package import Decisions
package import StrictJSON

/// The header `X-Amz-Target`, which names the operation.
package enum RequestTarget {
    /// The operation that the header names; throws `UnknownOperationException` when there is none of that name.
    package static func operation(_ header: ExactString?) throws(RekognitionError) -> Operation {
        guard let header else {
            throw RekognitionError(.unknownOperation, "the header `X-Amz-Target` is missing")
        }
        guard header.hasPrefix(prefix) else {
            throw RekognitionError(
                .unknownOperation,
                "X-Amz-Target: `\(Printable.text(header.value))` is not of this service, `\(prefix)OPERATION` was expected"
            )
        }
        let name = ExactString(String(decoding: header.bytes.dropFirst(prefix.byteCount), as: UTF8.self))
        guard let operation = OperationCatalogue.operation(named: name) else {
            let hint = Suggestion.clause(for: name, among: OperationCatalogue.all.map(\.name))
            throw RekognitionError(
                .unknownOperation,
                "X-Amz-Target: unknown operation `\(Printable.text(name.value))`\(hint)"
            )
        }
        return operation
    }

    private static let prefix: ExactString = "RekognitionService."
}
