internal import CZlib

/// zlib streams (RFC 1950) in one piece, with a cap on what comes out.
enum Inflation {
    /// The bytes of a stream; nil when it is malformed, does not end where the bytes end, or gives more than `limit` bytes.
    static func inflate(_ stream: [UInt8], limit: Int) -> [UInt8]? {
        var output = [UInt8](repeating: 0, count: limit)
        var outputCount = uLongf(limit)
        var inputCount = uLong(stream.count)
        guard unsafe uncompress2(&output, &outputCount, stream, &inputCount) == Z_OK,
            inputCount == stream.count
        else {
            return nil
        }
        output.removeLast(limit - Int(outputCount))
        return output
    }

    /// A stream of some bytes, as small as zlib makes it.
    static func deflate(_ bytes: [UInt8]) -> [UInt8]? {
        var count = compressBound(uLong(bytes.count))
        var output = [UInt8](repeating: 0, count: Int(count))
        guard unsafe compress2(&output, &count, bytes, uLong(bytes.count), Z_BEST_COMPRESSION) == Z_OK else {
            return nil
        }
        output.removeLast(output.count - Int(count))
        return output
    }
}
