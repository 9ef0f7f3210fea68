package import StrictJSON

/// Why bytes are not a frame, or a frame is not a message; the connection is of no more use after one.
package struct FrameError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The closed list of reasons.
    package enum Code: String, Sendable, Hashable, CaseIterable {
        /// The header's length is zero or above the limit.
        case headerLength
        /// The body's length is above the limit.
        case bodyLength
        /// A part is above the limit.
        case partLength
        /// More parts than allowed.
        case tooManyParts
        /// The sizes in the header do not add up to the body's length.
        case sizesDisagree
        /// The header is not strict JSON, or not an object.
        case header
        /// The message does not have the shape that its kind asks for.
        case message
    }

    /// What was wrong.
    package let code: Code
    /// Lowercase, no full stop, place first.
    package let description: String

    /// An error with its sentence.
    package init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }

    /// A fault of the header's or a result's JSON.
    package init(_ code: Code, _ error: JSONError) { self.init(code, "\(error)") }
}
