/// The strict parser of a request's head (RFC 9112), for heads whose end `HeadScanner` has found.
///
/// Where two readers could disagree it refuses: both lengths, two lengths, another coding than exactly `chunked`, folded
/// lines, space before a colon, a target that disagrees with `Host`, and fields that decide but come twice.
package struct RequestHeadParser {
    private let limits: HTTPLimits

    /// A parser under limits.
    package init(limits: HTTPLimits = .standard) { self.limits = limits }

    /// The head that some bytes are, from the request line to the empty line, to the last byte.
    package func parse(_ bytes: [UInt8]) throws(FrontEndRefusal) -> RequestHead {
        var scanner = HeadScanner(limits: limits)
        guard try scanner.end(in: bytes.span) == bytes.count else {
            throw FrontEndRefusal(.malformedRequest, "the head does not end with one empty line")
        }
        return try Self.parse(scanned: bytes)
    }

    /// The same for bytes whose end `HeadScanner` has just found.
    static func parse(scanned bytes: [UInt8]) throws(FrontEndRefusal) -> RequestHead {
        let end = lineEnd(in: bytes, from: 0)
        let line = try RequestLine(bytes[..<end])
        var fields = FieldCollector(bytes: bytes, capacity: 8)
        var position = end + 2
        while position < bytes.count - 2 {
            let end = lineEnd(in: bytes, from: position)
            let colon = try colon(in: bytes, position..<end)
            try fields.take(name: position..<colon, value: colon + 1..<end)
            position = end + 2
        }
        try line.checkHost(fields.value(of: .host))
        return RequestHead(
            method: line.method,
            path: line.path,
            query: line.query,
            header: fields.fields,
            framing: try BodyFramingRules.framing(
                length: fields.value(of: .contentLength),
                coding: fields.value(of: .transferEncoding),
                isOld: line.isOld
            ),
            expectsContinue: try BodyFramingRules.expectsContinue(fields.value(of: .expect)),
            wantsClose: line.isOld || fields.asksToClose
        )
    }

    /// Where the line ends: at its CR, which the scanner has seen followed by LF.
    private static func lineEnd(in bytes: [UInt8], from start: Int) -> Int {
        var end = start
        while bytes[end] != UInt8(ascii: "\r") { end += 1 }
        return end
    }

    private static func colon(in bytes: [UInt8], _ line: Range<Int>) throws(FrontEndRefusal) -> Int {
        guard !line.isEmpty, !HTTPCharacters.isSpace(bytes[line.lowerBound]) else {
            throw FrontEndRefusal(.malformedRequest, "a header field is folded over several lines")
        }
        var colon = line.lowerBound
        while colon < line.upperBound, bytes[colon] != UInt8(ascii: ":") { colon += 1 }
        guard colon > line.lowerBound, colon < line.upperBound else {
            throw FrontEndRefusal(.malformedRequest, "a header line has no field name and colon")
        }
        return colon
    }
}
