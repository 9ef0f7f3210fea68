package import StrictJSON

/// One message between the gate and a core: a JSON header and binary parts, so that images are not base64 inside.
///
/// On the wire: the header's length and the length of all parts together, each 4 bytes big-endian; the header as
/// JSON, whose member `parts` lists the size of each part; the parts without anything between them.
package struct Frame: Sendable, Hashable {
    /// The header without its member `parts`.
    package let header: JSONObject
    /// The binary parts in order.
    package let parts: [[UInt8]]

    /// A frame; `header` must not have a member `parts`.
    package init(header: JSONObject, parts: [[UInt8]] = []) {
        precondition(header[Self.partsMember] == nil, "`parts` belongs to the frame")
        self.header = header
        self.parts = parts
    }

    /// The bytes as they go over the socket; throws when a limit would be exceeded.
    package func encoded(limits: FrameLimits = .standard) throws(FrameError) -> [UInt8] {
        guard parts.count <= limits.maxParts else {
            throw FrameError(.tooManyParts, "\(parts.count) parts, at most \(limits.maxParts) are allowed")
        }
        for part in parts where part.count > limits.maxPartBytes {
            throw FrameError(
                .partLength,
                "a part of \(part.count) bytes, at most \(limits.maxPartBytes) are allowed"
            )
        }
        var header = header
        header.append(Self.partsMember, .array(parts.map { .integer(Int64($0.count)) }))
        let text = header.serialized()
        guard text.count <= limits.maxHeaderBytes else {
            throw FrameError(
                .headerLength,
                "a header of \(text.count) bytes, at most \(limits.maxHeaderBytes) are allowed"
            )
        }
        let body = parts.reduce(0) { $0 + $1.count }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(8 + text.count + body)
        for length in [text.count, body] {
            for shift in [24, 16, 8, 0] { bytes.append(UInt8(truncatingIfNeeded: length >> shift)) }
        }
        bytes.append(contentsOf: text)
        for part in parts { bytes.append(contentsOf: part) }
        return bytes
    }

    static let partsMember: ExactString = "parts"
}
