import FrontEnd
import NIOCore
import Testing

@Suite struct HTTPConnectionMachineTests {
    typealias Action = HTTPConnectionMachine.Action

    var machine = Self.machine()

    static func machine(
        _ limits: HTTPLimits = .standard,
        admit: @escaping () -> FrontEndRefusal? = { nil },
        isKnown: @escaping () -> Bool = { true },
        claim: @escaping (Int) -> FrontEndRefusal? = { _ in nil }
    ) -> HTTPConnectionMachine {
        HTTPConnectionMachine(
            limits: limits,
            rules: RequestRules(
                route: { head in .among(["/": ["POST", "HEAD"]], for: head, bodyLimit: { _ in 10 }) },
                admit: admit,
                isKnown: isKnown,
                claim: claim
            )
        )
    }

    static func bytes(_ text: String) -> ByteBuffer { ByteBuffer(string: text) }

    static let ok = HTTPAnswer(status: 200)

    /// The bodies given to the handler.
    func handled(_ actions: [Action]) -> [String] {
        actions.compactMap { action in
            guard case .handle(_, let body, nil) = action else { return nil }
            return String(decoding: body, as: UTF8.self)
        }
    }

    func refusals(_ actions: [Action]) -> [FrontEndRefusal.Code] {
        actions.compactMap { action in
            guard case .report(let refusal) = action else { return nil }
            return refusal.code
        }
    }

    func closes(_ actions: [Action]) -> Bool? {
        for case .answer(_, _, let closes) in actions { return closes }
        return nil
    }

    static let post = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"

    @Test mutating func `a request is handed over when its last byte is there`() {
        #expect(machine.start() == [.wait(.head)])
        for byte in Self.post.utf8.dropLast() {
            #expect(handled(machine.receive(ByteBuffer(bytes: [byte]))) == [])
        }
        #expect(handled(machine.receive(Self.bytes("c"))) == ["abc"])
        #expect(closes(machine.answered(Self.ok)) == false)
        #expect(machine.sent() == [.wait(.idle)])
    }

    @Test mutating func `pipelined requests are answered one after the other`() {
        #expect(
            handled(machine.receive(Self.bytes(Self.post + Self.post.replacing("abc", with: "def")))) == [
                "abc"
            ]
        )
        #expect(handled(machine.receive(Self.bytes(Self.post))) == [])
        #expect(handled(machine.answered(Self.ok)) == [])
        #expect(handled(machine.sent()) == ["def"])
        #expect(handled(machine.answered(Self.ok)) == [])
        #expect(handled(machine.sent()) == ["abc"])
    }

    @Test mutating func `the socket is left alone while too much waits`() {
        _ = machine.receive(Self.bytes(Self.post))
        #expect(!machine.isFull)
        _ = machine.receive(ByteBuffer(repeating: 0x41, count: 65_537))
        #expect(machine.isFull)
    }

    @Test mutating func `chunks are put together`() {
        let text =
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
        #expect(handled(machine.receive(Self.bytes(text))) == ["abcde"])
    }

    @Test mutating func `a body beyond the limit reaches the handler as such and ends the connection`() {
        let actions = machine.receive(Self.bytes("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\n"))
        guard case .handle(_, let body, let limit)? = actions.last else {
            Issue.record("not handed over: \(actions)")
            return
        }
        #expect(body.isEmpty)
        #expect(limit == 10)
        #expect(closes(machine.answered(Self.ok)) == true)
        #expect(machine.sent() == [.wait(nil)])
    }

    @Test mutating func `chunks beyond the limit reach the handler as such`() {
        let text = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nabcdef\r\n5\r\n"
        guard case .handle(_, _, 10)? = machine.receive(Self.bytes(text)).last else {
            Issue.record("not handed over")
            return
        }
        #expect(closes(machine.answered(Self.ok)) == true)
    }

    @Test func `a chunked body that comes in many pieces is put together in its order`() {
        var machine = HTTPConnectionMachine(
            limits: .standard,
            rules: RequestRules(route: { _ in .accept(bodyLimit: 100_000) }, admit: { nil })
        )
        _ = machine.receive(Self.bytes("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"))
        for digit in 0..<10_000 {
            #expect(machine.receive(Self.bytes("1\r\n\(digit % 10)\r\n")) == [])
        }
        let bodies = handled(machine.receive(Self.bytes("0\r\n\r\n")))
        #expect(bodies == [String(repeating: "0123456789", count: 1_000)])
    }

    @Test(arguments: ["Content-Length: 3\r\nExpect: 100-continue", "Transfer-Encoding: chunked"])
    func `nobody's body is not taken, and the handler says why`(framing: String) {
        var claims: [Int] = []
        var machine = Self.machine(
            isKnown: { false },
            claim: {
                claims.append($0); return nil
            }
        )
        let actions = machine.receive(Self.bytes("POST / HTTP/1.1\r\nHost: a\r\n\(framing)\r\n\r\n"))
        guard case .handle(_, let body, let limit)? = actions.last else {
            Issue.record("not handed over: \(actions)")
            return
        }
        #expect(body.isEmpty && limit == 10 && claims == [0])
        #expect(!actions.contains(.sendContinue))
        #expect(closes(machine.answered(Self.ok)) == true)
    }

    @Test func `a request without room is refused before its body is taken`() {
        var machine = Self.machine(claim: { $0 > 2 ? FrontEndRefusal(.noRoomForBody, "full") : nil })
        let actions = machine.receive(Self.bytes("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n"))
        #expect(refusals(actions) == [.noRoomForBody])
        #expect(closes(actions) == true)
        #expect(handled(machine.receive(Self.bytes("abc"))) == [])
    }

    @Test func `room is claimed once for each request: its length, or the route's limit for chunks`() {
        var claims: [Int] = []
        var machine = Self.machine(claim: {
            claims.append($0); return nil
        })
        let chunked = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
        let large = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\n"
        for request in [Self.post, chunked, large] {
            for byte in request.utf8 { _ = machine.receive(ByteBuffer(bytes: [byte])) }
            _ = machine.answered(Self.ok)
            _ = machine.sent()
        }
        #expect(claims == [3, 10, 0])
    }

    @Test mutating func `a client that waits for 100 gets it, once`() {
        let head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n"
        #expect(machine.receive(Self.bytes(head)).contains(.sendContinue))
        #expect(!machine.receive(Self.bytes("a")).contains(.sendContinue))
        #expect(handled(machine.receive(Self.bytes("bc"))) == ["abc"])
    }

    @Test mutating func `a client that waits for 100 with too large a body gets the answer instead`() {
        let head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 30\r\nExpect: 100-continue\r\n\r\n"
        let actions = machine.receive(Self.bytes(head))
        #expect(!actions.contains(.sendContinue))
        #expect(actions.contains { if case .handle = $0 { true } else { false } })
    }

    @Test mutating func `the body of an answer to HEAD is left out`() {
        _ = machine.receive(Self.bytes("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n"))
        let actions = machine.answered(HTTPAnswer(status: 200, body: [1]))
        #expect(actions.first == .answer(HTTPAnswer(status: 200, body: [1]), omitsBody: true, closes: false))
    }

    @Test(arguments: [
        ("GET / HTTP/1.1\r\nHost: a\r\n\r\n", FrontEndRefusal.Code.methodNotAllowed, false),
        ("BREW / HTTP/1.1\r\nHost: a\r\n\r\n", .unknownMethod, false),
        ("POST /x HTTP/1.1\r\nHost: a\r\n\r\n", .unknownPath, false),
        ("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n", .unknownPath, true),
        ("GET / HTTP/1.1\n", .malformedRequest, true),
        (
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
            .ambiguousFraming, true
        ),
        ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n", .ambiguousFraming, true),
    ])
    func `a refusal ends the connection when what follows is uncertain`(
        text: String,
        code: FrontEndRefusal.Code,
        ends: Bool
    ) {
        var machine = Self.machine()
        let actions = machine.receive(Self.bytes(text))
        #expect(refusals(actions) == [code])
        #expect(closes(actions) == ends)
        let next = machine.sent() + machine.receive(Self.bytes(Self.post))
        #expect(handled(next) == (ends ? [] : ["abc"]))
    }

    @Test mutating func `nothing behind a refused request is ever handled`() {
        let actions = machine.receive(Self.bytes("GET / HTTP/1.1\n\n" + Self.post))
        #expect(handled(actions + machine.sent() + machine.receive(Self.bytes(Self.post))) == [])
    }

    @Test func `a certificate that is no longer accepted ends the connection at the next request`() {
        var revoked = false
        var machine = Self.machine(admit: { revoked ? FrontEndRefusal(.certificateRefused, "revoked") : nil })
        _ = machine.receive(Self.bytes(Self.post))
        _ = machine.answered(Self.ok)
        _ = machine.sent()
        revoked = true
        let actions = machine.receive(Self.bytes(Self.post))
        #expect(refusals(actions) == [.certificateRefused])
        #expect(closes(actions) == true)
    }

    @Test func `a certificate revoked while the body comes in is refused before the handler`() {
        var revoked = false
        var machine = Self.machine(admit: { revoked ? FrontEndRefusal(.certificateRefused, "revoked") : nil })
        _ = machine.receive(Self.bytes(String(Self.post.dropLast())))
        revoked = true
        let actions = machine.receive(Self.bytes("c"))
        #expect(handled(actions) == [])
        #expect(refusals(actions) == [.certificateRefused])
    }

    @Test func `the last request of a connection is answered with its end`() {
        var limits = HTTPLimits()
        limits.requestsPerConnection = 2
        var machine = Self.machine(limits)
        _ = machine.receive(Self.bytes(Self.post + Self.post + Self.post))
        #expect(closes(machine.answered(Self.ok)) == false)
        _ = machine.sent()
        #expect(closes(machine.answered(Self.ok)) == true)
        #expect(handled(machine.sent()) == [])
    }

    @Test mutating func `a drain ends an idle connection and lets a request in hand be answered`() {
        var idle = Self.machine()
        _ = idle.start()
        #expect(idle.drain().contains(.close))
        _ = machine.receive(Self.bytes(Self.post + Self.post))
        #expect(!machine.drain().contains(.close))
        #expect(closes(machine.answered(Self.ok)) == true)
        #expect(handled(machine.sent()) == [])
    }

    @Test mutating func `the end of the input lets what was asked be answered`() {
        _ = machine.receive(Self.bytes(Self.post + Self.post))
        #expect(machine.endInput() == [])
        #expect(closes(machine.answered(Self.ok)) == false)
        #expect(handled(machine.sent()) == ["abc"])
        #expect(closes(machine.answered(Self.ok)) == true)
    }

    @Test(arguments: ["", "POST", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nab"])
    func `the end of the input before a request's end closes unanswered`(text: String) {
        var machine = Self.machine()
        _ = machine.receive(Self.bytes(text))
        #expect(machine.endInput().contains(.close))
    }

    @Test mutating func `a head's deadline is not moved by its bytes`() {
        _ = machine.start()
        for byte in "POST / HTTP/1.1\r\n".utf8 { #expect(machine.receive(ByteBuffer(bytes: [byte])) == []) }
        let actions = machine.expired(.head)
        #expect(refusals(actions) == [.tooSlow])
        #expect(closes(actions) == true)
    }

    @Test mutating func `a body's deadline is not moved by its bytes`() {
        _ = machine.start()
        let head = machine.receive(Self.bytes("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n"))
        #expect(head == [.wait(.body)])
        #expect(machine.receive(Self.bytes("a")) == [])
        #expect(refusals(machine.expired(.body)) == [.tooSlow])
    }

    @Test mutating func `an idle connection is closed without a word`() {
        _ = machine.start()
        #expect(machine.expired(.head) == [.wait(nil), .close])
    }

    @Test mutating func `the handler has no deadline here`() {
        #expect(machine.receive(Self.bytes(Self.post)).contains(.wait(nil)) == false)
        _ = machine.start()
        #expect(machine.expired(.idle) == [])
    }

    @Test mutating func `an answer that nobody reads ends the connection`() {
        _ = machine.receive(Self.bytes(Self.post))
        #expect(machine.answered(Self.ok).contains(.wait(.answer)))
        #expect(machine.expired(.answer).contains(.close))
    }
}
