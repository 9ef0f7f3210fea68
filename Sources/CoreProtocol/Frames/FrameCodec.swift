internal import StrictJSON

/// Turns a stream of bytes into frames: feed what arrives, then take frames until there is none.
///
/// Lengths are checked as soon as they are there, before anything is awaited or copied. After an error the codec
/// yields the same error for ever: what follows a bad frame has no known beginning.
package struct FrameCodec: Sendable {
    /// The limits on what arrives.
    package let limits: FrameLimits
    private var buffer: [UInt8] = []
    private var failure: FrameError?

    /// A codec at the beginning of a stream.
    package init(limits: FrameLimits = .standard) { self.limits = limits }

    /// Bytes that are waiting for the rest of their frame.
    package var pendingBytes: Int { buffer.count }

    /// Takes what has arrived.
    ///
    /// Take frames after every call, or the buffer grows with the stream.
    package mutating func feed(_ bytes: some Collection<UInt8>) {
        if failure == nil { buffer.append(contentsOf: bytes) }
    }

    /// The next whole frame, or nil when more bytes are needed.
    package mutating func next() throws(FrameError) -> Frame? {
        if let failure { throw failure }
        do throws(FrameError) {
            return try read()
        } catch {
            failure = error
            buffer = []
            throw error
        }
    }

    private mutating func read() throws(FrameError) -> Frame? {
        guard buffer.count >= Self.prefixBytes else { return nil }
        let (headerLength, bodyLength) = (length(at: 0), length(at: 4))
        guard (1...limits.maxHeaderBytes).contains(headerLength) else {
            throw FrameError(
                .headerLength,
                "a header of \(headerLength) bytes, 1 to \(limits.maxHeaderBytes) are allowed"
            )
        }
        guard bodyLength <= limits.maxBodyBytes else {
            throw FrameError(
                .bodyLength,
                "parts of \(bodyLength) bytes together, at most \(limits.maxBodyBytes) are allowed"
            )
        }
        let start = Self.prefixBytes + headerLength
        guard buffer.count >= start + bodyLength else { return nil }
        let frame = try frame(header: Array(buffer[Self.prefixBytes..<start]), from: start, bodyLength)
        buffer.removeFirst(start + bodyLength)
        return frame
    }

    private func frame(
        header text: [UInt8],
        from start: Int,
        _ bodyLength: Int
    ) throws(FrameError) -> Frame {
        var header = try Self.header(text, limits)
        guard case .array(let sizes)? = header.remove(Frame.partsMember) else {
            throw FrameError(.header, "the header has no array `parts`")
        }
        guard sizes.count <= limits.maxParts else {
            throw FrameError(.tooManyParts, "\(sizes.count) parts, at most \(limits.maxParts) are allowed")
        }
        var parts: [[UInt8]] = []
        var position = start
        for size in sizes {
            guard let size = size.integer, (0...Int64(limits.maxPartBytes)).contains(size) else {
                throw FrameError(
                    .partLength,
                    "/parts/\(parts.count): a size from 0 to \(limits.maxPartBytes) was expected"
                )
            }
            let end = position + Int(size)
            guard end <= start + bodyLength else { break }
            parts.append(Array(buffer[position..<end]))
            position = end
        }
        guard parts.count == sizes.count, position == start + bodyLength else {
            throw FrameError(.sizesDisagree, "the sizes in `parts` do not add up to \(bodyLength) bytes")
        }
        return Frame(header: header, parts: parts)
    }

    private static func header(_ text: [UInt8], _ limits: FrameLimits) throws(FrameError) -> JSONObject {
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONValue.parse(text, limits: JSONLimits(maxBytes: limits.maxHeaderBytes))
        } catch {
            throw FrameError(.header, error)
        }
        guard let object = value.object else {
            throw FrameError(.header, "the header is \(value.kind), an object was expected")
        }
        return object
    }

    private func length(at offset: Int) -> Int {
        buffer[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) }
    }

    private static let prefixBytes = 8
}
