/// Finds the end of a request's head while its bytes arrive, and refuses at once what no head may contain.
///
/// Looks at each byte once. Line ends are CR LF only: a bare LF or CR, a NUL and every other control character except
/// the tab are refused where they stand, so that nobody can wait for an end that never comes.
package struct HeadScanner: Sendable {
    private let headBytes: Int
    private let requestLineBytes: Int
    private let fields: Int
    private var position = 0
    private var lineStart = 0
    private var lines = 0
    private var afterCarriageReturn = false

    /// A scanner at the beginning of a head.
    package init(limits: HTTPLimits) {
        headBytes = limits.headBytes
        requestLineBytes = limits.requestLineBytes
        fields = limits.fields
    }

    /// Whether nothing has been looked at yet.
    package var isAtStart: Bool { position == 0 }

    /// Goes back to the beginning of a head.
    package mutating func restart() {
        position = 0
        lineStart = 0
        lines = 0
        afterCarriageReturn = false
    }

    /// The number of bytes of the head, its empty line included, or nil while it is not complete.
    ///
    /// `bytes` holds everything since the head began, on every call.
    package mutating func end(in bytes: Span<UInt8>) throws(FrontEndRefusal) -> Int? {
        let count = bytes.count
        while position < count {
            let byte = bytes[position]
            position += 1
            if byte >= 0x20 && byte != 0x7F && !afterCarriageReturn {
                try checkSize()
                continue
            }
            if afterCarriageReturn {
                guard byte == UInt8(ascii: "\n") else { throw Self.malformed("a CR is not followed by LF") }
                afterCarriageReturn = false
                if try endsHead() { return position }
            } else if byte == UInt8(ascii: "\r") {
                afterCarriageReturn = true
            } else if byte == UInt8(ascii: "\n") {
                throw Self.malformed("a line ends with LF alone")
            } else if byte != UInt8(ascii: "\t") {
                throw Self.malformed("the head contains a control character")
            }
            try checkSize()
        }
        return nil
    }

    private mutating func endsHead() throws(FrontEndRefusal) -> Bool {
        if position - lineStart == 2 {
            guard lines > 0 else { throw Self.malformed("the request begins with an empty line") }
            return true
        }
        lines += 1
        lineStart = position
        if lines > fields + 1 {
            throw FrontEndRefusal(.headTooLarge, "the request has more than \(fields) header fields")
        }
        return false
    }

    private func checkSize() throws(FrontEndRefusal) {
        if lines == 0, position > requestLineBytes {
            let limit = requestLineBytes
            throw FrontEndRefusal(.requestLineTooLong, "the request line is longer than \(limit) bytes")
        }
        if position > headBytes {
            throw FrontEndRefusal(
                .headTooLarge,
                "the request's head is larger than \(headBytes) bytes"
            )
        }
    }

    private static func malformed(_ detail: String) -> FrontEndRefusal {
        FrontEndRefusal(.malformedRequest, detail)
    }
}
