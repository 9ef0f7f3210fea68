/// Why the front end itself refuses a request, before anything else has seen it.
package struct FrontEndRefusal: Error, Hashable, Sendable {
    /// The kind of refusal.
    package let code: Code

    /// What was found and what is expected, in plain words; lowercase, without a full stop.
    package let detail: String

    /// The methods of the `Allow` field; empty for other refusals than `methodNotAllowed`.
    package let allowed: [String]

    /// The seconds of the `Retry-After` field; nil for none.
    package let retryAfter: Int?

    /// The kinds of refusal, each with its status; the raw values are written to the log.
    package enum Code: String, Hashable, Sendable, CaseIterable {
        case malformedRequest = "malformed_request"
        case ambiguousFraming = "ambiguous_framing"
        case repeatedField = "repeated_field"
        case requestLineTooLong = "request_line_too_long"
        case headTooLarge = "head_too_large"
        case unsupportedVersion = "unsupported_version"
        case unsupportedExpectation = "unsupported_expectation"
        case unknownMethod = "unknown_method"
        case methodNotAllowed = "method_not_allowed"
        case unknownPath = "unknown_path"
        case tooSlow = "too_slow"
        case certificateRefused = "certificate_refused"
        case tooManyConnections = "too_many_connections"
        case tooManyRequests = "too_many_requests"
        case rateExceeded = "rate_exceeded"
        case noRoomForBody = "no_room_for_body"
        case answerUnusable = "answer_unusable"
        case protocolViolation = "protocol_violation"
        case flood = "flood"

        /// Whether the same request may succeed a moment later; the answer then says `Retry-After`.
        package var isOverload: Bool { status == 503 || status == 429 }

        /// The status of RFC 9110 that goes with the refusal.
        package var status: Int {
            switch self {
            case .malformedRequest, .ambiguousFraming, .repeatedField, .protocolViolation: 400
            case .certificateRefused: 403
            case .unknownPath: 404
            case .methodNotAllowed: 405
            case .tooSlow: 408
            case .requestLineTooLong: 414
            case .unsupportedExpectation: 417
            case .rateExceeded, .flood: 429
            case .headTooLarge: 431
            case .answerUnusable: 500
            case .unknownMethod: 501
            case .tooManyConnections, .tooManyRequests, .noRoomForBody: 503
            case .unsupportedVersion: 505
            }
        }
    }

    package init(_ code: Code, _ detail: String, allowed: [String] = [], retryAfter: Int? = nil) {
        self.code = code
        self.detail = detail
        self.allowed = allowed
        self.retryAfter = retryAfter ?? (code.isOverload ? 1 : nil)
    }
}
