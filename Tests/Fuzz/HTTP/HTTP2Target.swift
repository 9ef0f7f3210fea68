import FrontEnd
import NIOCore

/// A connection of HTTP/2 that gets any events, and fields that are any lines `name=value`.
///
/// What is accepted is what HTTP/1.1's own parser accepts when it is written its way; every request is handed over, refused
/// or dropped once, and every claim is given back.
enum HTTP2Target: FuzzTarget {
    static func run(_ bytes: [UInt8]) {
        let lines = bytes.split(separator: 10, omittingEmptySubsequences: false)
        var connection = Connection()
        var fields: [(name: String, value: String)] = []
        for line in lines {
            guard let equals = line.firstIndex(of: 61), line.first != 33 else {
                connection.command(line, fields)
                fields = []
                continue
            }
            fields.append(
                (
                    String(decoding: line[..<equals], as: UTF8.self),
                    String(decoding: line[(equals + 1)...], as: UTF8.self)
                )
            )
        }
        connection.command([], fields)
        connection.end()
    }

    /// One connection and what it owes.
    private struct Connection {
        private var machine: HTTP2ConnectionMachine
        private let claimed = Claimed()
        private var claims: Set<Int> = []
        private var now: UInt64 = 1
        private var stream = 1
        private var isOver = false

        /// Whether the event in hand has claimed room.
        final class Claimed { var isSet = false }

        init() {
            let claimed = claimed
            machine = HTTP2ConnectionMachine(
                limits: .standard,
                rules: RequestRules(
                    route: {
                        $0.method == "PUT"
                            ? .refuse(FrontEndRefusal(.methodNotAllowed, "")) : .accept(bodyLimit: 64)
                    },
                    admit: { nil },
                    claim: { _ in
                        claimed.isSet = true
                        return nil
                    }
                )
            )
            take(.started)
        }

        /// A line that is no field: the fields so far become a request, then the line's bytes say what follows.
        mutating func command(_ line: ArraySlice<UInt8>, _ fields: [(name: String, value: String)]) {
            let ends = line.first.map { $0 % 2 == 0 } ?? true
            if !fields.isEmpty { take(.headers(stream: stream, fields: fields, ends: ends)) }
            for byte in line {
                let other = max(1, stream - Int(byte >> 4) * 2)
                switch byte % 8 {
                case 0: stream += 2
                case 1:
                    take(
                        .data(
                            stream: other,
                            ByteBuffer(repeating: 0, count: Int(byte)),
                            windowed: Int(byte),
                            ends: byte > 99
                        )
                    )
                case 2: take(.closed(stream: other))
                case 3: take(.answered(stream: other, HTTPAnswer(status: 200)))
                case 4: take(.sent(stream: other))
                case 5: take(.noise)
                case 6:
                    now += UInt64(byte) << 30
                    take(.tick)
                default: if byte > 200 { take(.drained) }
                }
            }
        }

        mutating func end() {
            now += 1 << 50
            take(.tick)
            for one in stride(from: 1, through: stream, by: 2) { take(.closed(stream: one)) }
            take(.drained)
            precondition(claims.isEmpty, "a claim was not given back")
        }

        private mutating func take(_ event: HTTP2ConnectionMachine.Event) {
            machine.take(event, at: now)
            if case .headers(let stream, _, _) = event, claimed.isSet {
                precondition(claims.insert(stream).inserted, "room was claimed twice for one request")
                claimed.isSet = false
            }
            precondition(!claimed.isSet, "room was claimed for no request")
            while let action = machine.nextAction() {
                precondition(!isOver, "something was done after the end")
                switch action {
                case .handle(let stream, let head, let body, _):
                    precondition(
                        claims.remove(stream) != nil,
                        "a request was handed over twice, or without room"
                    )
                    HTTPTarget.check(head)
                    precondition(body.count <= 64, "a body is longer than its limit")
                    if head.method != "CONNECT" {
                        let anew = HTTPTarget.parsed(anew: head)
                        precondition(
                            anew?.line == HTTPTarget.Words(head).line,
                            "a request line reads differently"
                        )
                        precondition(anew?.fields == head.fields, "fields read differently")
                    }
                case .drop(let stream), .report(let stream, _): claims.remove(stream)
                case .close: isOver = true
                case .sendContinue, .answer, .widen, .reset, .goAway: break
                }
            }
        }
    }

    static let texts = [
        ":method=GET\n:scheme=https\n:path=/a?b\n:authority=h\nx=y\n\n:method=POST\n:scheme=https\n:path=/\nhost=h\ncontent-length=9\n\u{9}\u{11}",
        ":method=CONNECT\n:authority=h:1\n(\n",
        ":method=HEAD\n:scheme=https\n:path=/\n:authority=h\nexpect=100-continue\n\u{3}\u{4}\u{5}",
        ":method=PUT\n:scheme=https\n:path=*\n:authority=h\nte=trailers\nabeyance-case=1\n",
    ]
}
