import FrontEnd
import NIOCore

/// A connection of HTTP/1.1 that gets any bytes, in any pieces.
///
/// However the bytes are cut, the same requests are handed over and the same refusal is made; nothing follows a refusal;
/// what is handed over says the same when it is written anew.
enum HTTPTarget: FuzzTarget {
    static func run(_ bytes: [UInt8]) {
        let whole = conversation(bytes) { _ in bytes.count }
        precondition(conversation(bytes) { _ in 1 } == whole, "one byte at a time reads differently")
        let cuts = conversation(bytes) { Int(bytes[$0] % 13) + 1 }
        precondition(cuts == whole, "pieces read differently")
        for case .handled(let head, let body) in whole {
            check(head)
            precondition(body.count <= bodyLimit, "a body is longer than its limit")
            precondition(
                parsed(anew: head) == Words(head),
                "a head says something else when it is written anew"
            )
        }
    }

    /// What a connection led to.
    enum Outcome: Equatable {
        case handled(RequestHead, [UInt8])
        case exceeded
        case refused(FrontEndRefusal.Code)
        case answered(closes: Bool)
        case closed
    }

    /// What a head says, its extent in memory apart.
    struct Words: Equatable {
        let line: [String?]
        let fields: [HeaderField]
        let framing: RequestHead.BodyFraming
        let flags: [Bool]

        init(_ head: RequestHead) {
            line = [head.method, head.path, head.query]
            fields = head.fields
            framing = head.framing
            flags = [head.expectsContinue]
        }
    }

    /// What must hold of every head that is accepted.
    static func check(_ head: RequestHead) {
        precondition(!head.method.isEmpty && !head.path.isEmpty, "a part of the request line is empty")
        for field in head.fields {
            precondition(
                !field.name.isEmpty
                    && field.name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !(0x41...0x5A).contains($0) },
                "a name is not in lower case"
            )
            precondition(
                field.value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 9 },
                "a value has a control character"
            )
        }
        for name in ["content-length", "transfer-encoding", "host", "x-amz-target"] {
            precondition(head.fields.count { $0.name == name } <= 1, "`\(name)` was taken twice")
        }
    }

    private static func conversation(_ bytes: [UInt8], _ size: (Int) -> Int) -> [Outcome] {
        var machine = HTTPConnectionMachine(
            limits: .standard,
            rules: RequestRules(
                route: {
                    $0.method == "PUT"
                        ? .refuse(FrontEndRefusal(.methodNotAllowed, "")) : .accept(bodyLimit: bodyLimit)
                },
                admit: { nil }
            )
        )
        var outcomes: [Outcome] = []
        var isOver = false
        func follow(_ actions: [HTTPConnectionMachine.Action], _ machine: inout HTTPConnectionMachine) {
            var actions = actions[...]
            while let action = actions.popFirst() {
                switch action {
                case .handle(let head, let body, let exceeded):
                    precondition(!isOver, "a request was handed over after the end")
                    outcomes.append(exceeded == nil ? .handled(head, body) : .exceeded)
                    actions = actions + machine.answered(HTTPAnswer(status: 200))
                case .report(let refusal): outcomes.append(.refused(refusal.code))
                case .answer(_, _, let closes):
                    precondition(!isOver, "something was answered after the end")
                    isOver = closes
                    outcomes.append(.answered(closes: closes))
                    actions = actions + machine.sent()
                case .close:
                    isOver = true
                    outcomes.append(.closed)
                case .sendContinue, .wait: break
                }
            }
        }
        follow(machine.start(), &machine)
        var position = 0
        while position < bytes.count {
            let end = min(bytes.count, position + max(1, size(position)))
            follow(machine.receive(ByteBuffer(bytes: bytes[position..<end])), &machine)
            position = end
        }
        return outcomes
    }

    /// A head, written as a plain server would pass it on, and read again.
    static func parsed(anew head: RequestHead) -> Words? {
        var text = "\(head.method) \(head.path)\(head.query.map { "?\($0)" } ?? "") HTTP/1.1\r\n"
        for field in head.fields { text += "\(field.name): \(field.value)\r\n" }
        if !head.fields.contains(where: { $0.name == "host" }) { text += "host: fuzz\r\n" }
        // A head of HTTP/1.0 may have as many fields as there may be, without a host.
        var limits = HTTPLimits.standard
        limits.fields += 1
        let bytes = Array((text + "\r\n").utf8)
        guard let words = try? RequestHeadParser(limits: limits).parse(bytes) else { return nil }
        return Words(words).without(host: !head.fields.contains { $0.name == "host" })
    }

    static let bodyLimit = 64

    static let texts = [
        "GET / HTTP/1.1\r\nHost: a\r\n\r\nPOST /b?c HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        "POST https://a:1/x HTTP/1.1\r\nHost: a:1\r\nConnection: close\r\nX-Forwarded-For: b\r\nAbeyance-Case: c\r\n\r\n",
        "PUT / HTTP/1.0\r\nX_Y:\tz\t\r\n\r\n", "OPTIONS * HTTP/1.1\r\nHost: [::1]:2\r\n\r\n",
        "HEAD / HTTP/1.1\r\nHost: a\r\nContent-Length: 99\r\n\r\n",
    ]
}

extension HTTPTarget.Words {
    /// Without the host that was put in, if one was.
    fileprivate func without(host: Bool) -> Self {
        host
            ? Self(line: line, fields: fields.filter { $0.name != "host" }, framing: framing, flags: flags)
            : self
    }

    private init(line: [String?], fields: [HeaderField], framing: RequestHead.BodyFraming, flags: [Bool]) {
        (self.line, self.fields, self.framing, self.flags) = (line, fields, framing, flags)
    }
}
