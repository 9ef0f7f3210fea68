/// How a request says where its body ends, and whether it waits to be told to send it (RFC 9112, 6; RFC 9110, 10.1.1).
enum BodyFramingRules {
    /// The framing that two fields ask for; each nil when absent.
    static func framing(
        length: ArraySlice<UInt8>?,
        coding: ArraySlice<UInt8>?,
        isOld: Bool
    ) throws(FrontEndRefusal) -> RequestHead.BodyFraming {
        guard let coding else { return .length(try length.map(count) ?? 0) }
        guard length == nil else {
            throw FrontEndRefusal(
                .ambiguousFraming,
                "`content-length` and `transfer-encoding` exclude each other"
            )
        }
        guard coding.elementsEqual("chunked".utf8), !isOld else {
            throw FrontEndRefusal(
                .ambiguousFraming,
                "`transfer-encoding` is something else than exactly `chunked`"
            )
        }
        return .chunked
    }

    /// The number that a content length is: 1 to 15 digits, more than any body here and less than any overflow.
    static func count(_ text: ArraySlice<UInt8>) throws(FrontEndRefusal) -> Int {
        guard (1...15).contains(text.count), text.allSatisfy(HTTPCharacters.isDigit) else {
            throw FrontEndRefusal(.ambiguousFraming, "`content-length` is not a number of bytes")
        }
        return text.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    /// Whether the client waits for `100 Continue`; no other expectation can be met.
    static func expectsContinue(_ expectation: ArraySlice<UInt8>?) throws(FrontEndRefusal) -> Bool {
        guard let expectation else { return false }
        guard expectation.lazy.map(HTTPCharacters.lowercased).elementsEqual("100-continue".utf8) else {
            throw FrontEndRefusal(
                .unsupportedExpectation,
                "the only expectation that can be met is `100-continue`"
            )
        }
        return true
    }
}
