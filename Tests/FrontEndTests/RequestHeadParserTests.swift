import FrontEnd
import Testing

@Suite struct RequestHeadParserTests {
    let parser = RequestHeadParser()

    func parse(_ text: String) throws -> RequestHead { try parser.parse(Array(text.utf8)) }

    @Test func `a request line and fields are read as they are`() throws {
        let head = try parse(
            "POST /a/b?c=d&e HTTP/1.1\r\nHost: gate.example:8443\r\nX-Amz-Target: R.S \r\nContent-Length: 12\r\nX:\tone two\t\r\n\r\n"
        )
        #expect(head.method == "POST")
        #expect(head.path == "/a/b")
        #expect(head.query == "c=d&e")
        #expect(head.value(of: "x-amz-target") == "R.S")
        #expect(head.value(of: "x") == "one two")
        #expect(head.framing == .length(12))
        #expect(!head.wantsClose)
        #expect(!head.expectsContinue)
    }

    @Test(arguments: [
        ("Connection: close\r\n", true), ("Connection: Keep-Alive, Close\r\n", true),
        ("Connection: closed\r\n", false),
        ("Connection: keep-alive\r\n", false), ("", false),
    ])
    func `the client may ask for the end of the connection`(field: String, closes: Bool) throws {
        #expect(try parse("GET / HTTP/1.1\r\nHost: a\r\n\(field)\r\n").wantsClose == closes)
    }

    @Test func `HTTP 1.0 ends the connection and needs no host`() throws {
        #expect(try parse("GET / HTTP/1.0\r\n\r\n").wantsClose)
    }

    @Test(arguments: ["https://gate.example/x?y", "HTTPS://Gate.Example/x?y", "http://gate.example/x?y"])
    func `an absolute target that agrees with the host is its path`(target: String) throws {
        let head = try parse("GET \(target) HTTP/1.1\r\nHost: gate.example\r\n\r\n")
        #expect(head.path == "/x")
        #expect(head.query == "y")
    }

    /// What makes two readers of one request disagree, and what a sloppy reader lets through.
    static let refused: [(String, FrontEndRefusal.Code)] = [
        // Two ways to say how long the body is: RFC 9112, 6.1 and 6.3; CVE-2026-54387, openlitespeed#392 and #395.
        (
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
            .ambiguousFraming
        ),
        (
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n",
            .ambiguousFraming
        ),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n", .ambiguousFraming),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n", .ambiguousFraming),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5, 5\r\n\r\n", .ambiguousFraming),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +5\r\n\r\n", .ambiguousFraming),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n", .ambiguousFraming),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x5\r\n\r\n", .ambiguousFraming),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n\r\n", .ambiguousFraming),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5 5\r\n\r\n", .ambiguousFraming),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n", .ambiguousFraming),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ٥\r\n\r\n", .ambiguousFraming),
        // A coding that is not exactly `chunked`: sozu#726, tinyproxy#610 and #616.
        ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked,\r\n\r\n", .ambiguousFraming),
        ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n", .ambiguousFraming),
        ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", .ambiguousFraming),
        ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\n\r\n", .ambiguousFraming),
        ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: \"chunked\"\r\n\r\n", .ambiguousFraming),
        ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\r\n\r\n", .ambiguousFraming),
        (
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
            .ambiguousFraming
        ),
        ("POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", .ambiguousFraming),
        ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding : chunked\r\n\r\n", .malformedRequest),
        ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding\t: chunked\r\n\r\n", .malformedRequest),
        // Lines that end or continue in another way than by CR LF.
        ("POST / HTTP/1.1\r\nHost: a\r\nX: b\n\r\n", .malformedRequest),
        ("POST / HTTP/1.1\nHost: a\n\n", .malformedRequest),
        ("POST / HTTP/1.1\r\nHost: a\r\nX: b\rY: c\r\n\r\n", .malformedRequest),
        ("POST / HTTP/1.1\r\nHost: a\r\nX: b\r\n c\r\n\r\n", .malformedRequest),
        ("POST / HTTP/1.1\r\nHost: a\r\nX: b\r\n\tc\r\n\r\n", .malformedRequest),
        ("POST / HTTP/1.1\r\n Host: a\r\n\r\n", .malformedRequest),
        ("\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", .malformedRequest),
        ("GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\n", .malformedRequest),
        // Characters that no head has.
        ("GET / HTTP/1.1\r\nHost: a\r\nX: b\u{0}c\r\n\r\n", .malformedRequest),
        ("GET /\u{0} HTTP/1.1\r\nHost: a\r\n\r\n", .malformedRequest),
        ("GET / HTTP/1.1\r\nHost: a\r\nX: b\u{7F}\r\n\r\n", .malformedRequest),
        ("GET / HTTP/1.1\r\nHost: a\r\nX: b\u{B}c\r\n\r\n", .malformedRequest),
        ("GET / HTTP/1.1\r\nHost: a\r\nX\u{212A}: b\r\n\r\n", .malformedRequest),
        ("GET / HTTP/1.1\r\nHost: a\r\nX Y: b\r\n\r\n", .malformedRequest),
        ("GET / HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n", .malformedRequest),
        ("GET / HTTP/1.1\r\nHost: a\r\nnothing\r\n\r\n", .malformedRequest),
        // The request line.
        ("GET  / HTTP/1.1\r\nHost: a\r\n\r\n", .malformedRequest),
        ("GET /  HTTP/1.1\r\nHost: a\r\n\r\n", .malformedRequest),
        ("GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n", .malformedRequest),
        (" GET / HTTP/1.1\r\nHost: a\r\n\r\n", .malformedRequest),
        ("GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", .malformedRequest),
        ("GET / HTTP/1.1 \r\nHost: a\r\n\r\n", .malformedRequest),
        ("GET /\r\nHost: a\r\n\r\n", .malformedRequest),
        ("G(T / HTTP/1.1\r\nHost: a\r\n\r\n", .malformedRequest),
        ("GET /é HTTP/1.1\r\nHost: a\r\n\r\n", .malformedRequest),
        ("GET /#f HTTP/1.1\r\nHost: a\r\n\r\n", .malformedRequest),
        ("GET a HTTP/1.1\r\nHost: a\r\n\r\n", .malformedRequest),
        ("GET * HTTP/1.1\r\nHost: a\r\n\r\n", .malformedRequest),
        ("GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n", .malformedRequest),
        ("GET / HTTQ/1.1\r\nHost: a\r\n\r\n", .malformedRequest),
        ("GET / http/1.1\r\nHost: a\r\n\r\n", .malformedRequest),
        ("GET / HTTP/1.2\r\nHost: a\r\n\r\n", .unsupportedVersion),
        ("GET / HTTP/2.0\r\nHost: a\r\n\r\n", .unsupportedVersion),
        ("PRI * HTTP/2.0\r\n\r\n", .unsupportedVersion),
        // Whom the request is for.
        ("GET / HTTP/1.1\r\n\r\n", .malformedRequest),
        ("GET / HTTP/1.1\r\nHost:\r\n\r\n", .malformedRequest),
        ("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", .repeatedField),
        ("GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", .malformedRequest),
        ("GET / HTTP/1.1\r\nHost: u@a\r\n\r\n", .malformedRequest),
        ("GET https://b/ HTTP/1.1\r\nHost: a\r\n\r\n", .ambiguousFraming),
        ("GET https://a:444/ HTTP/1.1\r\nHost: a\r\n\r\n", .ambiguousFraming),
        ("GET https://u@a/ HTTP/1.1\r\nHost: a\r\n\r\n", .malformedRequest),
        // Fields that decide, sent twice.
        ("GET / HTTP/1.1\r\nHost: a\r\nAbeyance-Purpose: x\r\nabeyance-purpose: y\r\n\r\n", .repeatedField),
        ("GET / HTTP/1.1\r\nHost: a\r\nX-Amz-Target: x\r\nX-Amz-Target: x\r\n\r\n", .repeatedField),
        ("GET / HTTP/1.1\r\nHost: a\r\nContent-Type: x\r\nContent-Type: x\r\n\r\n", .repeatedField),
        ("GET / HTTP/1.1\r\nHost: a\r\nExpect: 200-ok\r\n\r\n", .unsupportedExpectation),
    ]

    @Test(arguments: refused)
    func `what two readers could read differently is refused`(text: String, code: FrontEndRefusal.Code) {
        let refusal = #expect(throws: FrontEndRefusal.self) { try parse(text) }
        #expect(refusal?.code == code)
        #expect(refusal?.detail.isEmpty == false)
    }

    @Test func `a value that is not UTF-8 is refused`() {
        let bytes = Array("GET / HTTP/1.1\r\nHost: a\r\nX: ".utf8) + [0xC3, 0x28] + Array("\r\n\r\n".utf8)
        #expect(throws: FrontEndRefusal.self) { try parser.parse(bytes) }
    }

    @Test func `heads beyond the limits are refused by what is too long`() {
        let long = String(repeating: "a", count: 9_000)
        let line = #expect(throws: FrontEndRefusal.self) {
            try parse("GET /\(long) HTTP/1.1\r\nHost: a\r\n\r\n")
        }
        #expect(line?.code == .requestLineTooLong)
        let field = "X: \(long)\r\n"
        let head = #expect(throws: FrontEndRefusal.self) {
            try parse("GET / HTTP/1.1\r\nHost: a\r\n\(field)\(field)\(field)\(field)\r\n")
        }
        #expect(head?.code == .headTooLarge)
        let many = #expect(throws: FrontEndRefusal.self) {
            try parse("GET / HTTP/1.1\r\nHost: a\r\n\(String(repeating: "X: y\r\n", count: 100))\r\n")
        }
        #expect(many?.code == .headTooLarge)
    }

    @Test func `every prefix of a good head is incomplete and never refused`() throws {
        let bytes = Array("GET /a HTTP/1.1\r\nHost: a\r\nX: y\r\n\r\n".utf8)
        var scanner = HeadScanner(limits: .standard)
        for count in 0..<bytes.count { #expect(try scanner.end(in: Array(bytes[..<count]).span) == nil) }
        #expect(try scanner.end(in: (bytes + [1, 2, 3]).span) == bytes.count)
    }
}
