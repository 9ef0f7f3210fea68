/// Puts a chunked body together (RFC 9112, 7.1), byte by byte where it must, chunk by chunk where it can.
///
/// Refused: extensions, trailer fields, line ends other than CR LF, and sizes that are not 1 to 8 hexadecimal digits.
package struct ChunkedBody: Sendable {
    /// What has been put together so far; never more than the limit.
    package private(set) var bytes: [UInt8] = []

    /// The most bytes that the body may have.
    let limit: Int
    private var state = State.size(digits: 0, value: 0)

    private enum State {
        case size(digits: Int, value: Int)
        case sizeEnd(value: Int)
        case data(left: Int)
        case dataReturn
        case dataEnd
        case lastReturn
        case lastEnd
        case complete
    }

    /// What a piece led to.
    package enum Progress: Hashable, Sendable {
        /// More is needed.
        case incomplete
        /// The body is complete.
        case complete
        /// The body is longer than the limit; nothing more is taken.
        case tooLong
    }

    /// An empty body that may grow to `limit` bytes.
    package init(limit: Int) { self.limit = limit }

    /// Takes bytes; `used` says how many belong to the body, the rest to what follows it.
    package mutating func take(
        _ piece: some RandomAccessCollection<UInt8>
    ) throws(FrontEndRefusal) -> (progress: Progress, used: Int) {
        var rest = piece[...]
        while let byte = rest.first {
            if case .data(let left) = state {
                let part = rest.prefix(left)
                bytes.append(contentsOf: part)
                rest = rest.dropFirst(part.count)
                state = part.count == left ? .dataReturn : .data(left: left - part.count)
                continue
            }
            rest = rest.dropFirst()
            state = try next(byte)
            if case .complete = state { return (.complete, piece.count - rest.count) }
            if case .data(let left) = state, bytes.count + left > limit {
                return (.tooLong, piece.count - rest.count)
            }
        }
        return (.incomplete, piece.count)
    }

    private func next(_ byte: UInt8) throws(FrontEndRefusal) -> State {
        switch state {
        case .size(let digits, let value):
            if let digit = HTTPCharacters.hexadecimal(byte), digits < Self.mostDigits {
                return .size(digits: digits + 1, value: value << 4 | digit)
            }
            guard digits > 0, byte == UInt8(ascii: "\r") else {
                throw Self.malformed("a chunk's size is not a number")
            }
            return .sizeEnd(value: value)
        case .sizeEnd(let value):
            try expect(byte, "\n", "a chunk's size does not end with CR LF")
            return value == 0 ? .lastReturn : .data(left: value)
        case .dataReturn:
            try expect(byte, "\r", "a chunk is longer than its size")
            return .dataEnd
        case .dataEnd:
            try expect(byte, "\n", "a chunk does not end with CR LF")
            return .size(digits: 0, value: 0)
        case .lastReturn:
            try expect(byte, "\r", "trailer fields are not accepted")
            return .lastEnd
        case .lastEnd:
            try expect(byte, "\n", "the body does not end with CR LF")
            return .complete
        case .data, .complete: return state
        }
    }

    private func expect(_ byte: UInt8, _ wanted: Unicode.Scalar, _ detail: String) throws(FrontEndRefusal) {
        guard byte == UInt8(ascii: wanted) else { throw Self.malformed(detail) }
    }

    private static func malformed(_ detail: String) -> FrontEndRefusal {
        FrontEndRefusal(.ambiguousFraming, detail)
    }

    private static let mostDigits = 8
}
