/// One request of an HTTP/2 connection on its way.
struct HTTP2Stream {
    /// How far the request is.
    var phase = Phase.handling
    /// What has come of the body.
    var body: [UInt8] = []
    /// Whether the client has said all that it has to say.
    var inputEnded: Bool
    /// Whether the request is a HEAD.
    var omitsBody = false
    /// When this phase has taken too long, in nanoseconds.
    var deadline = UInt64.max

    init(inputEnded: Bool) { self.inputEnded = inputEnded }

    enum Phase {
        /// The body comes in, of at most so many bytes.
        case body(RequestHead, limit: Int)
        /// The handler has it.
        case handling
        /// The answer is on its way.
        case sending
    }
}

/// Why a stream or a connection of HTTP/2 ends, in the words of RFC 9113, 7.
package enum HTTP2Ending: Hashable, Sendable {
    /// All is said: NO_ERROR.
    case done
    /// Nothing was done, and it may be asked again: REFUSED_STREAM.
    case refused
    /// The client asks too much: ENHANCE_YOUR_CALM.
    case calm
}
