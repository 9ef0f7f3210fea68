package import Decisions
package import StrictJSON

/// An answer that is an error: its name, and a sentence that stands by itself.
///
/// SDKs keep the name and the message and drop every other member, so the message says it all.
package struct RekognitionError: Error, Sendable, Hashable {
    /// The protocol's name of the error.
    package let type: RekognitionErrorType
    /// What is wrong and what would be right; place first, input in backticks.
    package let message: String

    /// An error with its sentence.
    package init(_ type: RekognitionErrorType, _ message: String) {
        self.type = type
        self.message = message
    }

    /// The HTTP status.
    package var status: Int { type.status }

    /// The error as the log's facts name it.
    package var fault: RequestFault {
        RequestFault(
            reason: type == .unknownOperation ? .unknownOperation : .invalidRequest,
            code: ExactString(type.rawValue)
        )
    }

    /// The answer's header fields and body, for the request of that id.
    package func response(requestID: ExactString) -> RekognitionResponse {
        let body: JSONObject = [
            "__type": .string(ExactString(type.rawValue)), "Message": .string(ExactString(message)),
        ]
        return RekognitionResponse(
            status: status,
            fields: [("x-amzn-ErrorType", type.rawValue)],
            body: body,
            requestID: requestID
        )
    }
}

extension RekognitionError: CustomStringConvertible {
    package var description: String { "\(type.rawValue): \(message)" }
}

extension RekognitionError {
    /// A body larger than the operation may have, found before it is read.
    package static func oversize(_ operation: Operation) -> RekognitionError {
        let limit = RequestLimits.maxBodyBytes(of: operation)
        guard RequestLimits.images(of: operation) > 0 else {
            return RekognitionError(
                .invalidParameter,
                "the body is larger than \(limit) bytes, the most for `\(operation.name)`"
            )
        }
        return RekognitionError(
            .imageTooLarge,
            """
            the body is larger than \(limit) bytes, the most for `\(operation.name)`: \
            an image may have \(RequestLimits.maxImageBytes) bytes
            """
        )
    }

    /// A known operation that no core here can carry out.
    package static func unserved(_ operation: Operation) -> RekognitionError {
        let served = ServedOperation.allCases.map(\.rawValue).sorted().joined(separator: ", ")
        return RekognitionError(
            .invalidParameter,
            "no core here serves `\(operation.name)`; served are: \(served)"
        )
    }
}
