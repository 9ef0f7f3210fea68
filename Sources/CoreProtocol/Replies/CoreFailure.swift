internal import StrictJSON

/// Why a core did not do what was asked.
package struct CoreFailure: Error, Sendable, Hashable {
    /// The closed list of reasons.
    package enum Code: String, Sendable, Hashable, CaseIterable {
        /// No collection of this name.
        case collectionNotFound
        /// A collection of this name is there already.
        case collectionExists
        /// No such face in this collection.
        case faceNotFound
        /// No face in the picture, or none that is good enough.
        case noFace
        /// Neither JPEG nor PNG, damaged, or of a kind that is refused.
        case imageFormat
        /// More pixels, bytes or scans than allowed.
        case imageTooLarge
        /// Fewer pixels than allowed.
        case imageTooSmall
        /// The collections are full.
        case quotaExceeded
        /// The collection's templates were made with another model.
        case otherModel
        /// The core understood the request and does not do this.
        case unsupported
        /// The request was refused as malformed.
        case invalidRequest
        /// The core is not ready: no model, or its storage failed.
        case notReady
        /// Whatever should not happen.
        case internalError
    }

    /// What was wrong.
    package let code: Code
    /// One sentence, lowercase, no full stop; it comes from outside and is never shown without `Printable`.
    package let message: String
    /// Whether it is certain that no face was compared or enrolled before the failure.
    package let beforeMatching: Bool

    /// A failure with its sentence.
    package init(_ code: Code, _ message: String, beforeMatching: Bool) {
        self.code = code
        self.message = message
        self.beforeMatching = beforeMatching
    }
}

extension CoreFailure: WireValue {
    init(reading members: inout ClosedObject) throws(JSONError) {
        code = try members.word("code")
        message = try members.text("message", upTo: WireLimits.sentence).value
        beforeMatching = try members.bool("beforeMatching")
    }

    var json: JSONObject {
        [
            "code": .string(ExactString(code.rawValue)), "message": .string(ExactString(message)),
            "beforeMatching": .bool(beforeMatching),
        ]
    }
}
