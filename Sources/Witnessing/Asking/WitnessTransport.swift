/// How a request reaches a witness: over HTTP, or in a test without a network.
package protocol WitnessTransport: Sendable {
    /// Posts a body to `add-checkpoint` of a witness; throws `unreachable` or `answer`.
    func addCheckpoint(_ body: [UInt8], at address: WitnessAddress) async throws(WitnessFault) -> WitnessReply
}

/// What a witness answered.
package struct WitnessReply: Hashable, Sendable {
    /// The status of HTTP.
    package let status: Int
    /// The media type, in lower case; empty when none was given.
    package let mediaType: String
    /// The body, at most 64 KiB.
    package let body: [UInt8]

    package init(status: Int, mediaType: String, body: [UInt8]) {
        self.status = status
        self.mediaType = mediaType
        self.body = body
    }
}
