/// The room that a client has for bodies, given back in pieces of half a window.
struct HTTP2Windows {
    private let streamWindow: Int
    private let connectionWindow: Int
    private var used: [Int: Int] = [:]

    init(limits: HTTPLimits) {
        streamWindow = limits.windowBytes
        connectionWindow = limits.connectionWindowBytes
    }

    /// What the connection's window gets at first, beyond what RFC 9113, 6.9.2, gives every connection.
    var firstWidening: Int { max(1, connectionWindow - 65_535) }

    /// Notes that bytes were used up; what to give back, or nil while it is not worth a frame.
    mutating func widen(_ stream: Int, by bytes: Int) -> Int? {
        let sum = used[stream, default: 0] + bytes
        guard sum >= (stream == 0 ? connectionWindow : streamWindow) / 2 else {
            used[stream] = sum
            return nil
        }
        used[stream] = nil
        return sum
    }

    /// Forgets a stream that is over.
    mutating func forget(_ stream: Int) { used[stream] = nil }
}
