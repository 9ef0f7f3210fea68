/// One request to the admin listener: `GET` or `HEAD` of a path, without a body.
///
/// Strict and small on purpose: one request a connection, so that nothing after a head is ever read as another one.
package struct AdminRequest: Hashable, Sendable {
    /// Whether only the head of the answer is wanted.
    package let isHead: Bool
    /// The path, as it came.
    package let path: String

    /// Why a request is not one.
    package struct Fault: Error, Hashable, Sendable {
        /// The status of RFC 9110.
        package let status: Int
        /// What was found and expected.
        package let words: String
    }

    /// Bytes of a head; scrapers send a few hundred.
    package static let maximumBytes = 8_192

    /// Reads a head up to and with its empty line.
    ///
    /// - Throws: `Fault` for any other method, a body, or a line that RFC 9112 does not have.
    package init(head: [UInt8]) throws(Fault) {
        var lines = try Self.lines(head)
        guard !lines.isEmpty else { throw Fault(status: 400, words: "a request line was expected") }
        let parts = lines.removeFirst().split(separator: 0x20, omittingEmptySubsequences: false)
        guard parts.count == 3,
            parts[2].elementsEqual("HTTP/1.1".utf8) || parts[2].elementsEqual("HTTP/1.0".utf8)
        else { throw Fault(status: 400, words: "`METHOD PATH HTTP/1.1` was expected") }
        for line in lines { try Self.check(line) }
        guard parts[0].elementsEqual("GET".utf8) || parts[0].elementsEqual("HEAD".utf8) else {
            throw Fault(status: 405, words: "only GET and HEAD: writing goes through the control socket")
        }
        guard parts[1].first == UInt8(ascii: "/"), parts[1].allSatisfy({ (0x21...0x7e).contains($0) }) else {
            throw Fault(status: 400, words: "a path such as `/status` was expected")
        }
        isHead = parts[0].count == 4
        path = String(decoding: parts[1], as: UTF8.self)
    }

    private static func lines(_ head: [UInt8]) throws(Fault) -> [ArraySlice<UInt8>] {
        var lines: [ArraySlice<UInt8>] = []
        var start = 0
        for (place, byte) in head.enumerated() where byte == 0x0a || byte == 0 {
            guard byte == 0x0a, place > start, head[place - 1] == 0x0d else {
                throw Fault(status: 400, words: "lines end with CR and LF, and hold no NUL")
            }
            if place - 1 > start { lines.append(head[start..<place - 1]) }
            start = place + 1
        }
        return lines
    }

    private static func check(_ line: ArraySlice<UInt8>) throws(Fault) {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex,
            line[..<colon].allSatisfy({ (0x21...0x7e).contains($0) })
        else { throw Fault(status: 400, words: "a header line is `name: value`") }
        let name = String(decoding: line[..<colon], as: UTF8.self).lowercased()
        let value = String(decoding: line[line.index(after: colon)...], as: UTF8.self)
            .drop { $0 == " " || $0 == "\t" }
        if name.utf8.elementsEqual("transfer-encoding".utf8)
            || name.utf8.elementsEqual("content-length".utf8) && !value.utf8.elementsEqual("0".utf8)
        {
            throw Fault(status: 413, words: "a request here has no body")
        }
    }
}
