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
        guard try scanner.end(in: bytes) == bytes.count else {
            throw FrontEndRefusal(.malformedRequest, "the head does not end with one empty line")
        }
        return try parse(scanned: bytes)
    }

    /// The same for bytes whose end `HeadScanner` has just found.
    func parse(scanned bytes: [UInt8]) throws(FrontEndRefusal) -> RequestHead {
        var lines = Lines(bytes: bytes)
        let requestLine = try RequestLine(lines.next() ?? [])
        var fields: [HeaderField] = []
        while let line = lines.next(), !line.isEmpty { fields.append(try Self.field(line)) }
        try Self.refuseRepeated(fields)
        try requestLine.checkHost(fields)
        return RequestHead(
            method: requestLine.method,
            path: requestLine.path,
            query: requestLine.query,
            fields: fields,
            framing: try Self.framing(fields, isOld: requestLine.isOld),
            expectsContinue: try Self.expectation(fields),
            wantsClose: requestLine.isOld || Self.asksToClose(fields)
        )
    }

    /// The lines of a head without their CR LF.
    private struct Lines {
        let bytes: [UInt8]
        var position = 0

        mutating func next() -> ArraySlice<UInt8>? {
            guard let end = bytes[position...].firstIndex(of: UInt8(ascii: "\r")) else { return nil }
            defer { position = end + 2 }
            return bytes[position..<end]
        }
    }
}

// MARK: - Fields

extension RequestHeadParser {
    private static func field(_ line: ArraySlice<UInt8>) throws(FrontEndRefusal) -> HeaderField {
        guard let first = line.first, first != UInt8(ascii: " "), first != UInt8(ascii: "\t") else {
            throw FrontEndRefusal(.malformedRequest, "a header field is folded over several lines")
        }
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex else {
            throw FrontEndRefusal(.malformedRequest, "a header line has no field name and colon")
        }
        let name = line[..<colon]
        guard name.allSatisfy(HTTPCharacters.isToken) else {
            throw FrontEndRefusal(
                .malformedRequest,
                "a header field's name has a character that names cannot have"
            )
        }
        let value = HTTPCharacters.trimmed(line[(colon + 1)...])
        guard let text = String(validating: value, as: UTF8.self) else {
            throw FrontEndRefusal(.malformedRequest, "a header field's value is not UTF-8")
        }
        return HeaderField(String(decoding: name.map(HTTPCharacters.lowercased), as: UTF8.self), text)
    }

    private static func refuseRepeated(_ fields: [HeaderField]) throws(FrontEndRefusal) {
        var seen: Set<String> = []
        for field in fields
        where single.contains(field.name) || field.name.utf8.starts(with: "abeyance-".utf8) {
            guard seen.insert(field.name).inserted else {
                let code: FrontEndRefusal.Code =
                    framingNames.contains(field.name) ? .ambiguousFraming : .repeatedField
                throw FrontEndRefusal(code, "the header field `\(field.name)` is sent twice")
            }
        }
    }

    private static func framing(
        _ fields: [HeaderField],
        isOld: Bool
    ) throws(FrontEndRefusal) -> RequestHead.BodyFraming {
        let length = fields.first { $0.name == "content-length" }?.value
        let coding = fields.first { $0.name == "transfer-encoding" }?.value
        if let coding {
            guard length == nil else {
                throw FrontEndRefusal(
                    .ambiguousFraming,
                    "`content-length` and `transfer-encoding` exclude each other"
                )
            }
            guard coding.utf8.elementsEqual("chunked".utf8), !isOld else {
                throw FrontEndRefusal(
                    .ambiguousFraming,
                    "`transfer-encoding` is something else than exactly `chunked`"
                )
            }
            return .chunked
        }
        guard let length else { return .length(0) }
        // 15 digits are more than any body here and less than any overflow.
        guard (1...15).contains(length.utf8.count), length.utf8.allSatisfy(HTTPCharacters.isDigit),
            let count = Int(length)
        else { throw FrontEndRefusal(.ambiguousFraming, "`content-length` is not a number of bytes") }
        return .length(count)
    }

    private static func expectation(_ fields: [HeaderField]) throws(FrontEndRefusal) -> Bool {
        guard let expected = fields.first(where: { $0.name == "expect" })?.value else { return false }
        guard expected.utf8.map(HTTPCharacters.lowercased).elementsEqual("100-continue".utf8) else {
            throw FrontEndRefusal(
                .unsupportedExpectation,
                "the only expectation that can be met is `100-continue`"
            )
        }
        return true
    }

    private static func asksToClose(_ fields: [HeaderField]) -> Bool {
        fields.lazy.filter { $0.name == "connection" }.contains { field in
            field.value.utf8.map(HTTPCharacters.lowercased).split(separator: UInt8(ascii: ","))
                .contains { HTTPCharacters.trimmed($0).elementsEqual("close".utf8) }
        }
    }

    /// Fields that decide something, and so may come once only; every `abeyance-` field is one too.
    private static let single: Set<String> = [
        "host", "content-length", "transfer-encoding", "content-type", "content-encoding", "expect",
        "authorization",
        "x-amz-target", "x-amz-date", "x-amz-content-sha256", "x-amz-security-token", "amz-sdk-invocation-id",
    ]
    private static let framingNames: Set<String> = ["content-length", "transfer-encoding"]
}
