import FrontEnd

/// Inputs that make two readers of HTTP/1.1 disagree, that sloppy readers let through, or that take more than their
/// share, each with the rule or the vulnerability that it is about, and what the front end answers.
struct HostileHTTP1: CustomStringConvertible, Sendable {
    let name: String
    let source: String
    let bytes: [UInt8]
    let code: FrontEndRefusal.Code

    var description: String { "\(name) (\(source))" }

    init(_ name: String, _ source: String, _ text: String, _ code: FrontEndRefusal.Code) {
        self.init(name, source, Array(text.utf8), code)
    }

    init(_ name: String, _ source: String, _ bytes: [UInt8], _ code: FrontEndRefusal.Code) {
        self.name = name
        self.source = source
        self.bytes = bytes
        self.code = code
    }

    /// A POST with some fields, then what may be a body, and then what some server would take for a second request.
    private static func post(
        _ name: String,
        _ source: String,
        _ fields: String,
        _ body: String,
        _ code: FrontEndRefusal.Code = .ambiguousFraming
    ) -> HostileHTTP1 {
        let text = "POST / HTTP/1.1\r\nHost: localhost\r\n\(fields)\r\n\r\n\(body)\(smuggled)"
        return HostileHTTP1(name, source, text, code)
    }

    private static func get(
        _ name: String,
        _ source: String,
        _ fields: String,
        _ code: FrontEndRefusal.Code = .malformedRequest
    ) -> HostileHTTP1 {
        HostileHTTP1(name, source, "GET / HTTP/1.1\r\nHost: localhost\r\n\(fields)\r\n\r\n\(smuggled)", code)
    }

    private static func line(
        _ name: String,
        _ source: String,
        _ line: String,
        _ code: FrontEndRefusal.Code = .malformedRequest
    ) -> HostileHTTP1 {
        HostileHTTP1(name, source, "\(line)\r\nHost: localhost\r\n\r\n\(smuggled)", code)
    }

    private static let smuggled = "GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n"

    static let all = lengths + codings + chunks + lines + fields + requestLines + hosts + shares

    private static let lengths: [HostileHTTP1] = [
        post(
            "both lengths",
            "RFC 9112 6.3; CVE-2019-20445",
            "Content-Length: 4\r\nTransfer-Encoding: chunked",
            "0\r\n\r\n"
        ),
        post(
            "both lengths, the other order",
            "RFC 9112 6.3; CVE-2019-20445",
            "Transfer-Encoding: chunked\r\nContent-Length: 4",
            "0\r\n\r\n"
        ),
        post("two lengths", "RFC 9112 6.3; CVE-2019-20445", "Content-Length: 0\r\nContent-Length: 4", ""),
        post("the same length twice", "RFC 9110 8.6", "Content-Length: 3\r\nContent-Length: 3", "abc"),
        post("a list of lengths", "RFC 9110 8.6", "Content-Length: 3, 3", "abc"),
        post("a plus sign", "RFC 9110 8.6; CVE-2022-24761", "Content-Length: +3", "abc"),
        post("a minus sign", "RFC 9110 8.6", "Content-Length: -1", ""),
        post("a hexadecimal length", "RFC 9110 8.6", "Content-Length: 0x3", "abc"),
        post("no length at all", "RFC 9110 8.6", "Content-Length:", ""),
        post("a space in the length", "RFC 9110 8.6", "Content-Length: 1 2", "abc"),
        post("a length that overflows", "RFC 9110 8.6", "Content-Length: 18446744073709551619", "abc"),
        post("digits of another script", "RFC 9110 8.6", "Content-Length: ٣", "abc"),
        post("a fraction", "RFC 9110 8.6", "Content-Length: 3.0", "abc"),
    ]

    private static let codings: [HostileHTTP1] = [
        post("a coding in capitals", "RFC 9112 7", "Transfer-Encoding: Chunked", "0\r\n\r\n"),
        post("a trailing comma", "RFC 9112 6.1", "Transfer-Encoding: chunked,", "0\r\n\r\n"),
        post("two codings", "RFC 9112 6.1", "Transfer-Encoding: gzip, chunked", "0\r\n\r\n"),
        post(
            "chunked, then another",
            "RFC 9112 6.1; CVE-2024-1135",
            "Transfer-Encoding: chunked, identity",
            "0\r\n\r\n"
        ),
        post("identity", "RFC 9112 6.1", "Transfer-Encoding: identity", ""),
        post("a quoted coding", "RFC 9112 6.1", "Transfer-Encoding: \"chunked\"", "0\r\n\r\n"),
        post("no coding at all", "RFC 9112 6.1", "Transfer-Encoding:", "0\r\n\r\n"),
        post("a prefix", "RFC 9112 6.1; CVE-2024-6827", "Transfer-Encoding: xchunked", "0\r\n\r\n"),
        post(
            "two codings in two fields",
            "RFC 9112 6.1; CVE-2020-8287",
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
            "0\r\n\r\n"
        ),
        HostileHTTP1(
            "a coding in HTTP/1.0",
            "RFC 9112 6.1",
            "POST / HTTP/1.0\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            .ambiguousFraming
        ),
        post(
            "space before the colon",
            "RFC 9112 5.1; CVE-2019-16869",
            "Transfer-Encoding : chunked",
            "0\r\n\r\n",
            .malformedRequest
        ),
        post(
            "a tab before the colon",
            "RFC 9112 5.1; CVE-2021-22959",
            "Transfer-Encoding\t: chunked",
            "0\r\n\r\n",
            .malformedRequest
        ),
        post(
            "a vertical tab in the coding",
            "RFC 9110 5.5; CVE-2019-18277",
            "Transfer-Encoding: \u{B}chunked",
            "0\r\n\r\n",
            .malformedRequest
        ),
        post(
            "a folded coding",
            "RFC 9112 5.2; CVE-2022-32215",
            "Transfer-Encoding:\r\n chunked",
            "0\r\n\r\n",
            .malformedRequest
        ),
    ]

    private static let chunked = "Transfer-Encoding: chunked"

    private static let chunks: [HostileHTTP1] = [
        post("a size that ends with LF", "RFC 9112 7.1; CVE-2025-22871", chunked, "5\nhello\r\n0\r\n\r\n"),
        post("an extension", "RFC 9112 7.1.1; CVE-2025-55315", chunked, "5;x=\"y\"\r\nhello\r\n0\r\n\r\n"),
        post("an extension with LF", "CVE-2025-55315", chunked, "5;\nxx\r\nhello\r\n0\r\n\r\n"),
        post("a space after the size", "RFC 9112 7.1", chunked, "5 \r\nhello\r\n0\r\n\r\n"),
        post("a space before the size", "RFC 9112 7.1", chunked, " 5\r\nhello\r\n0\r\n\r\n"),
        post("0x before the size", "RFC 9112 7.1; CVE-2022-24761", chunked, "0x5\r\nhello\r\n0\r\n\r\n"),
        post("a sign before the size", "RFC 9112 7.1; CVE-2022-24761", chunked, "+5\r\nhello\r\n0\r\n\r\n"),
        post("a negative size", "RFC 9112 7.1; CVE-2013-2028", chunked, "-5\r\nhello\r\n0\r\n\r\n"),
        post(
            "a size that overflows",
            "RFC 9112 7.1; CVE-2002-0392",
            chunked,
            "100000000000000005\r\nhello\r\n"
        ),
        post("no size", "RFC 9112 7.1", chunked, "\r\nhello\r\n0\r\n\r\n"),
        post("a chunk longer than its size", "RFC 9112 7.1", chunked, "3\r\nhello\r\n0\r\n\r\n"),
        post("a chunk without CR LF", "RFC 9112 7.1", chunked, "5\r\nhello0\r\n\r\n"),
        post("a chunk that ends with LF", "RFC 9112 7.1", chunked, "5\r\nhello\n0\r\n\r\n"),
        post("a trailer", "RFC 9112 7.1.2; CVE-2023-46589", chunked, "0\r\nHost: evil\r\n\r\n"),
        post("a last line that ends with LF", "RFC 9112 7.1", chunked, "0\r\n\n"),
        post("a size with CR only", "RFC 9112 7.1", chunked, "5\rhello\r\n0\r\n\r\n"),
    ]

    private static let lines: [HostileHTTP1] = [
        HostileHTTP1(
            "lines that end with LF",
            "RFC 9112 2.2",
            "GET / HTTP/1.1\nHost: localhost\n\n",
            .malformedRequest
        ),
        get("a field that ends with LF", "RFC 9112 2.2; CVE-2022-35256", "X: y\nContent-Length: 4"),
        get("a bare CR", "RFC 9112 2.2; CVE-2023-30589", "X: y\rContent-Length: 4"),
        get("a folded field", "RFC 9112 5.2", "X: y\r\n z"),
        get("a field folded with a tab", "RFC 9112 5.2", "X: y\r\n\tz"),
        HostileHTTP1(
            "space before the first field",
            "RFC 9112 2.2; CVE-2020-7238",
            "GET / HTTP/1.1\r\n Host: localhost\r\n\r\n",
            .malformedRequest
        ),
        HostileHTTP1(
            "an empty line first",
            "RFC 9112 2.2",
            "\r\nGET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
            .malformedRequest
        ),
        get("a NUL", "RFC 9110 5.5", "X: a\u{0}b"),
        get("a DEL", "RFC 9110 5.5", "X: a\u{7F}b"),
        get("a form feed", "RFC 9110 5.5", "X: a\u{C}b"),
        HostileHTTP1(
            "a value that is not UTF-8",
            "RFC 9110 5.5",
            Array("GET / HTTP/1.1\r\nHost: localhost\r\nX: ".utf8) + [0xC3, 0x28] + Array("\r\n\r\n".utf8),
            .malformedRequest
        ),
    ]

    private static let fields: [HostileHTTP1] = [
        get("a letter that lower-cases to ASCII", "RFC 9110 5.1", "X\u{212A}: y"),
        get("a space in a name", "RFC 9110 5.1", "X Y: z"),
        get("no name", "RFC 9110 5.1", ": z"),
        get("no colon", "RFC 9112 5; CVE-2019-20444", "nothing"),
        get("a name in brackets", "RFC 9110 5.1", "[X]: y"),
        get("a fact twice", "RFC 9110 5.3", "Abeyance-Purpose: x\r\nabeyance-purpose: y", .repeatedField),
        get("two targets", "RFC 9110 5.3", "X-Amz-Target: a\r\nx-amz-target: b", .repeatedField),
        get("two content types", "RFC 9110 8.3", "Content-Type: a/b\r\nContent-Type: c/d", .repeatedField),
        get("an expectation that nobody knows", "RFC 9110 10.1.1", "Expect: 200-ok", .unsupportedExpectation),
    ]

    private static let requestLines: [HostileHTTP1] = [
        line("two spaces", "RFC 9112 3", "GET  / HTTP/1.1"),
        line("a tab", "RFC 9112 3", "GET\t/\tHTTP/1.1"),
        line("a leading space", "RFC 9112 3", " GET / HTTP/1.1"),
        line("a space in the target", "RFC 9112 3.2", "GET /a b HTTP/1.1"),
        line("a trailing space", "RFC 9112 3", "GET / HTTP/1.1 "),
        line("no version", "RFC 9112 3", "GET /"),
        line("a method that is no token", "RFC 9110 9.1", "G(T / HTTP/1.1"),
        line("a letter that is not ASCII", "RFC 9112 3.2", "GET /é HTTP/1.1"),
        line("a fragment", "RFC 9112 3.2", "GET /#x HTTP/1.1"),
        line("a relative target", "RFC 9112 3.2.1", "GET x HTTP/1.1"),
        line("a star for GET", "RFC 9112 3.2.4", "GET * HTTP/1.1"),
        line("another scheme", "RFC 9112 3.2.2", "GET ftp://localhost/ HTTP/1.1"),
        line("another protocol", "RFC 9112 2.3", "GET / ICY/1.1"),
        line("a version in small letters", "RFC 9112 2.3", "GET / http/1.1"),
        line("a later version", "RFC 9112 2.3", "GET / HTTP/1.9", .unsupportedVersion),
        line("HTTP/2 without its frames", "RFC 9113 3.4", "PRI * HTTP/2.0", .unsupportedVersion),
        line("a version that overflows", "RFC 9112 2.3", "GET / HTTP/1.11", .unsupportedVersion),
    ]

    private static let hosts: [HostileHTTP1] = [
        HostileHTTP1("no host", "RFC 9112 3.2", "GET / HTTP/1.1\r\n\r\n", .malformedRequest),
        HostileHTTP1("an empty host", "RFC 9112 3.2", "GET / HTTP/1.1\r\nHost:\r\n\r\n", .malformedRequest),
        get("two hosts", "RFC 9112 3.2", "Host: evil", .repeatedField),
        HostileHTTP1(
            "a path in the host",
            "RFC 9112 3.2",
            "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n",
            .malformedRequest
        ),
        HostileHTTP1(
            "a user in the host",
            "RFC 9110 4.2.4",
            "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n",
            .malformedRequest
        ),
        line("a target of another host", "RFC 9112 3.2.2", "GET https://evil/ HTTP/1.1", .ambiguousFraming),
        line(
            "a target of another port",
            "RFC 9112 3.2.2",
            "GET https://localhost:1/ HTTP/1.1",
            .ambiguousFraming
        ),
        line("a user in the target", "RFC 9110 4.2.4", "GET https://u@localhost/ HTTP/1.1"),
    ]

    private static let shares: [HostileHTTP1] = [
        line(
            "a target without end",
            "RFC 9112 3",
            "GET /\(String(repeating: "a", count: 8_200)) HTTP/1.1",
            .requestLineTooLong
        ),
        get(
            "a field without end",
            "RFC 9110 5.4; CVE-2018-12121",
            "X: \(String(repeating: "a", count: 33_000))",
            .headTooLarge
        ),
        get(
            "fields without end",
            "RFC 9110 5.4; CVE-2018-12121",
            String(repeating: "X: y\r\n", count: 101) + "X: y",
            .headTooLarge
        ),
    ]
}
