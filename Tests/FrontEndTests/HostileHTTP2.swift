/// What a hostile client may send over HTTP/2 after the preface, each with the rule or the vulnerability that it is
/// about, and what the server does about it.
struct HostileHTTP2: CustomStringConvertible, Sendable {
    let name: String
    let source: String
    let frames: [WireFrame]
    let outcome: HTTP2Client.Outcome

    var description: String { "\(name) (\(source))" }

    init(_ name: String, _ source: String, _ outcome: HTTP2Client.Outcome, _ frames: [WireFrame]) {
        self.name = name
        self.source = source
        self.frames = frames
        self.outcome = outcome
    }

    /// A request with fields of its own in place of an honest one's.
    private static func request(
        _ name: String,
        _ source: String,
        _ outcome: HTTP2Client.Outcome,
        _ fields: [(String, String)]
    ) -> HostileHTTP2 {
        HostileHTTP2(name, source, outcome, [.headers(1, fields)])
    }

    static let all = frames + streams + compression + floods + requests + bodies

    private static let protocolError = HTTP2Client.Outcome.goAway(1)
    private static let flowControlError = HTTP2Client.Outcome.goAway(3)
    private static let frameSizeError = HTTP2Client.Outcome.goAway(6)
    private static let compressionError = HTTP2Client.Outcome.goAway(9)
    private static let calm = HTTP2Client.Outcome.goAway(11)

    private static let frames: [HostileHTTP2] = [
        .init(
            "a frame beyond the largest",
            "RFC 9113 4.2",
            frameSizeError,
            [WireFrame(type: 0, stream: 1, payload: [], length: 16_385)]
        ),
        .init(
            "settings of an odd length",
            "RFC 9113 6.5",
            frameSizeError,
            [WireFrame(type: 4, payload: [0, 1, 2, 3, 4])]
        ),
        .init(
            "an acknowledgement with settings",
            "RFC 9113 6.5",
            frameSizeError,
            [WireFrame(type: 4, flags: 1, payload: [UInt8](repeating: 0, count: 6))]
        ),
        .init("settings of a stream", "RFC 9113 6.5", protocolError, [WireFrame(type: 4, stream: 1)]),
        .init(
            "a window beyond the largest",
            "RFC 9113 6.5.2",
            flowControlError,
            [.settings([(4, 0x8000_0000)])]
        ),
        .init("frames below the smallest", "RFC 9113 6.5.2", protocolError, [.settings([(5, 16_383)])]),
        .init("push neither on nor off", "RFC 9113 6.5.2", protocolError, [.settings([(2, 2)])]),
        .init(
            "a short ping",
            "RFC 9113 6.7",
            frameSizeError,
            [WireFrame(type: 6, payload: [UInt8](repeating: 0, count: 7))]
        ),
        .init(
            "a ping of a stream",
            "RFC 9113 6.7",
            protocolError,
            [WireFrame(type: 6, stream: 1, payload: [UInt8](repeating: 0, count: 8))]
        ),
        .init("a window that grows by nothing", "RFC 9113 6.9", protocolError, [.windowUpdate(0, 0)]),
        .init(
            "a connection's window that overflows",
            "RFC 9113 6.9.1",
            flowControlError,
            [.windowUpdate(0, 0x7FFF_FFFF)]
        ),
        .init(
            "a pushed request",
            "RFC 9113 8.4",
            protocolError,
            [WireFrame(type: 5, flags: 4, stream: 1, payload: WireFrame.number(2))]
        ),
        .init("the end of a stream that is not there", "RFC 9113 6.4", protocolError, [.reset(1)]),
        .init("data of a stream that is not there", "RFC 9113 5.1", protocolError, [.data(1, [1])]),
        .init("data of no stream", "RFC 9113 6.1", protocolError, [.data(0, [1])]),
        .init(
            "more padding than frame",
            "RFC 9113 6.1",
            protocolError,
            [
                .headers(1, WireFrame.request("POST"), ends: false),
                WireFrame(type: 0, flags: 8, stream: 1, payload: [9, 1]),
            ]
        ),
    ]

    private static let streams: [HostileHTTP2] = [
        .init("fields of no stream", "RFC 9113 6.2", protocolError, [.headers(0, WireFrame.request())]),
        .init(
            "a stream of the server's",
            "RFC 9113 5.1.1",
            protocolError,
            [.headers(2, WireFrame.request())]
        ),
        .init(
            "a continuation of nothing",
            "RFC 9113 6.10",
            protocolError,
            [WireFrame(type: 9, flags: 4, stream: 1, payload: WireFrame.literal(WireFrame.request()))]
        ),
        .init(
            "a ping between fields",
            "RFC 9113 6.10",
            protocolError,
            [WireFrame(type: 1, flags: 1, stream: 1, payload: WireFrame.literal(WireFrame.request())), .ping]
        ),
        .init(
            "a continuation of another stream",
            "RFC 9113 6.10",
            protocolError,
            [
                WireFrame(type: 1, flags: 1, stream: 1, payload: WireFrame.literal(WireFrame.request())),
                WireFrame(type: 9, flags: 4, stream: 3),
            ]
        ),
        .init(
            "more data than the window",
            "RFC 9113 6.9.1",
            .reset(3),
            [.headers(1, WireFrame.request("POST"), ends: false)]
                // Less than may wait for the handshake, several times the window of a client that acknowledged nothing.
                + (0..<20).map { _ in .data(1, [UInt8](repeating: 0, count: 16_384)) }
        ),
    ]

    private static let compression: [HostileHTTP2] = [
        .init(
            "field zero",
            "RFC 7541 6.1",
            compressionError,
            [WireFrame(type: 1, flags: 5, stream: 1, payload: [0x80])]
        ),
        .init(
            "a field beyond the table",
            "RFC 7541 2.3.3",
            compressionError,
            [WireFrame(type: 1, flags: 5, stream: 1, payload: [0xFF, 0x80, 0x01])]
        ),
        .init(
            "a table beyond the limit",
            "RFC 7541 6.3",
            compressionError,
            [WireFrame(type: 1, flags: 5, stream: 1, payload: [0x3F, 0xE2, 0xFF, 0x7F])]
        ),
        .init(
            "a number without end",
            "RFC 7541 5.1",
            compressionError,
            [WireFrame(type: 1, flags: 5, stream: 1, payload: [0xFF] + [UInt8](repeating: 0xFF, count: 20))]
        ),
        .init(
            "a string that ends in EOS",
            "RFC 7541 5.2",
            compressionError,
            [
                WireFrame(
                    type: 1,
                    flags: 5,
                    stream: 1,
                    payload: [0x00, 0x84, 0xFF, 0xFF, 0xFF, 0xFF, 0x01, 0x61]
                )
            ]
        ),
        .init(
            "a string beyond the frame",
            "RFC 7541 5.2",
            compressionError,
            [WireFrame(type: 1, flags: 5, stream: 1, payload: [0x00, 0x05, 0x61])]
        ),
        .init(
            "a bomb: one field remembered, then named a thousand times",
            "CVE-2016-6581",
            compressionError,
            [
                WireFrame(
                    type: 1,
                    flags: 5,
                    stream: 1,
                    payload: [0x40] + WireFrame.string("x")
                        + WireFrame.string(String(repeating: "y", count: 4_000))
                        + [UInt8](repeating: 0xBE, count: 1_000)
                )
            ]
        ),
    ]

    private static let floods: [HostileHTTP2] = [
        .init(
            "continuations without end",
            "CVE-2024-27316",
            calm,
            [WireFrame(type: 1, flags: 1, stream: 1, payload: WireFrame.literal(WireFrame.request()))]
                + (0..<20).map { _ in
                    WireFrame(type: 9, stream: 1, payload: WireFrame.literal([("x", "y")]))
                }
        ),
        .init(
            "empty continuations",
            "CVE-2024-27316",
            calm,
            [WireFrame(type: 1, flags: 1, stream: 1, payload: WireFrame.literal(WireFrame.request()))]
                + (0..<20).map { _ in WireFrame(type: 9, stream: 1) }
        ),
        .init("pings without end", "CVE-2019-9512", calm, (0..<300).map { _ in .ping }),
        .init("settings without end", "CVE-2019-9515", calm, (0..<300).map { _ in .settings() }),
        .init(
            "priorities without end",
            "CVE-2019-9513",
            calm,
            (0..<300).map { WireFrame(type: 2, stream: 3, payload: [0, 0, 0, 0, UInt8($0 % 256)]) }
        ),
        .init(
            "empty data without end",
            "CVE-2019-9518",
            calm,
            [.headers(1, WireFrame.request("POST"), ends: false)] + (0..<20).map { _ in .data(1, []) }
        ),
        .init(
            "windows in tiny steps",
            "CVE-2019-9511",
            calm,
            (0..<5_000).map { _ in .windowUpdate(0, 1) }
        ),
    ]

    private static let requests: [HostileHTTP2] = [
        request(
            "capitals in a name",
            "RFC 9113 8.2.1",
            .reset(1),
            WireFrame.request("GET", "/", [("X-Y", "z")])
        ),
        request(
            "a connection field",
            "RFC 9113 8.2.2",
            .reset(1),
            WireFrame.request("GET", "/", [("connection", "close")])
        ),
        request(
            "a coding",
            "RFC 9113 8.2.2",
            .reset(1),
            WireFrame.request("GET", "/", [("transfer-encoding", "chunked")])
        ),
        request(
            "an upgrade",
            "RFC 9113 8.2.2",
            .reset(1),
            WireFrame.request("GET", "/", [("upgrade", "h2c")])
        ),
        request(
            "te beyond trailers",
            "RFC 9113 8.2.2",
            .reset(1),
            WireFrame.request("GET", "/", [("te", "gzip")])
        ),
        request(
            "a line end in a value",
            "RFC 9113 8.2.1",
            .reset(1),
            WireFrame.request("GET", "/", [("x", "a\r\nhost: b")])
        ),
        request(
            "a NUL in a value",
            "RFC 9113 8.2.1",
            .reset(1),
            WireFrame.request("GET", "/", [("x", "a\u{0}b")])
        ),
        request(
            "a space in a name",
            "RFC 9113 8.2.1",
            .reset(1),
            WireFrame.request("GET", "/", [("x y", "z")])
        ),
        request("no method", "RFC 9113 8.3.1", .reset(1), Array(WireFrame.request().dropFirst())),
        request("no path", "RFC 9113 8.3.1", .reset(1), WireFrame.request().filter { $0.0 != ":path" }),
        request("an empty path", "RFC 9113 8.3.1", .reset(1), WireFrame.request("GET", "")),
        request("two paths", "RFC 9113 8.3.1", .reset(1), WireFrame.request() + [(":path", "/x")]),
        request("a field of answers", "RFC 9113 8.3", .reset(1), WireFrame.request() + [(":status", "200")]),
        request("an unknown pseudo-field", "RFC 9113 8.3", .reset(1), WireFrame.request() + [(":x", "y")]),
        request(
            "a pseudo-field after a field",
            "RFC 9113 8.3",
            .reset(1),
            [("x", "y")] + WireFrame.request()
        ),
        request(
            "a tunnel of another protocol",
            "RFC 8441 4",
            .reset(1),
            WireFrame.request("CONNECT") + [(":protocol", "x")]
        ),
        request(
            "plain http",
            "RFC 9113 8.3.1",
            .status(400),
            WireFrame.request().map { ($0.0, $0.0 == ":scheme" ? "http" : $0.1) }
        ),
        request("a path without a slash", "RFC 9113 8.3.1", .status(400), WireFrame.request("GET", "x")),
        request("a fragment", "RFC 9113 8.3.1", .status(400), WireFrame.request("GET", "/#x")),
        request(
            "no host",
            "RFC 9113 8.3.1",
            .status(400),
            WireFrame.request().filter { $0.0 != ":authority" }
        ),
        request(
            "another host",
            "RFC 9113 8.3.1",
            .status(400),
            WireFrame.request("GET", "/", [("host", "evil")])
        ),
        request(
            "a fact twice",
            "RFC 9110 5.3",
            .status(400),
            WireFrame.request("GET", "/", [("abeyance-case", "x"), ("abeyance-case", "y")])
        ),
        request(
            "a value with a space before it",
            "RFC 9113 8.2.1",
            .status(400),
            WireFrame.request("GET", "/", [("x", " y")])
        ),
        request(
            "fields without end",
            "RFC 9113 10.5.1",
            .status(431),
            WireFrame.request("GET", "/", (0..<101).map { ("x\($0)", "") })
        ),
        request(
            "a path without end",
            "RFC 9110 15.5.15",
            .status(414),
            WireFrame.request("GET", "/" + String(repeating: "a", count: 8_200))
        ),
        request(
            "an expectation that nobody knows",
            "RFC 9110 10.1.1",
            .status(417),
            WireFrame.request("GET", "/", [("expect", "200-ok")])
        ),
        request("a method that nobody knows", "RFC 9110 9.1", .status(501), WireFrame.request("BREW")),
    ]

    private static let bodies: [HostileHTTP2] = [
        .init(
            "a body shorter than its length",
            "RFC 9113 8.1.1",
            .reset(1),
            [
                .headers(1, WireFrame.request("POST", "/", [("content-length", "5")]), ends: false),
                .data(1, [1, 2], ends: true),
            ]
        ),
        .init(
            "a body longer than its length",
            "RFC 9113 8.1.1; CVE-2021-21295",
            .reset(1),
            [
                .headers(1, WireFrame.request("POST", "/", [("content-length", "1")]), ends: false),
                .data(1, [1, 2], ends: true),
            ]
        ),
        .init(
            "no body for a length",
            "RFC 9113 8.1.1; CVE-2021-21409",
            .reset(1),
            [.headers(1, WireFrame.request("POST", "/", [("content-length", "5")]))]
        ),
        .init(
            "two lengths",
            "RFC 9110 8.6",
            .reset(1),
            [
                .headers(
                    1,
                    WireFrame.request("POST", "/", [("content-length", "1"), ("content-length", "2")]),
                    ends: false
                ),
                .data(1, [1], ends: true),
            ]
        ),
        .init(
            "fields after the body",
            "RFC 9113 8.1",
            .status(400),
            [.headers(1, WireFrame.request("POST"), ends: false), .data(1, [1]), .headers(1, [("x", "y")])]
        ),
    ]
}
