import COpenSSL
import TLS

/// The same connections, which rest whenever nothing comes for a moment.
enum RestingTLSTarget: FuzzTarget {
    static func prepare() {
        HandlerEnd.makeRest()
        TLSTarget.prepare()
    }

    static var seeds: [[UInt8]] { TLSTarget.seeds }
    static func run(_ bytes: [UInt8]) throws { try TLSTarget.run(bytes) }
}

/// The handler of one TLS connection, in both roles.
///
/// The first five bytes say who the two ends are. Then either every byte comes from the network as it stands, in pieces
/// whose sizes the input says, or the bytes say what happens to a real conversation. Randomness being the input's, the
/// seeds of the first kind are whole recorded conversations that the handler still understands.
enum TLSTarget: FuzzTarget {
    /// Makes every key before the first input, so that they are the same whatever that is.
    static func prepare() {
        FuzzedRandom.install()
        FuzzedRandom.restart()
        FuzzedAuthority.prepare()
        TLSConversation.prepare()
    }

    static func run(_ bytes: [UInt8]) throws {
        FuzzedRandom.restart()
        var input = FuzzInput(bytes)
        let isRaw = input.byte() % 2 == 0
        var settings = settings(&input)
        guard isRaw else {
            var seed = bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
            // A context that is used again takes no session twice, not even of the same input.
            if settings.isServer, !settings.isFresh {
                unsafe runs += 1
                unsafe seed &+= runs
            }
            var conversation = try TLSConversation(settings, seed: seed)
            return try conversation.run(&input)
        }
        settings.isFresh = settings.isFresh || settings.isServer
        let cut = Int(input.byte())
        let wire = input.remainder()
        let whole = try outcome(wire, settings) { _ in wire.count }
        guard cut > 0 else { return }
        let pieces = try outcome(wire, settings) { Int(wire[$0]) % cut + 1 }
        guard settings.limits.handshakeBytes >= wire.count else { return }
        try Violation.unless(whole == pieces, "pieces read differently: \(whole), \(pieces)")
    }

    // One thread runs all inputs.
    private nonisolated(unsafe) static var runs: UInt64 = 0

    /// What came of bytes from the network, however they were cut.
    private struct Outcome: Equatable {
        let isEstablished: Bool
        let received: [UInt8]
        let refusal: String?
        let errors: Int
    }

    private static func outcome(
        _ wire: [UInt8],
        _ settings: TLSConversation.Settings,
        _ size: (Int) -> Int
    ) throws -> Outcome {
        let (context, _) = TLSConversation.context(settings)
        FuzzedRandom.restart()
        let end = try HandlerEnd(context, isServer: settings.isServer, limits: settings.limits)
        end.application.reactions = settings.reactions
        var position = 0
        while position < wire.count {
            let next = min(wire.count, position + max(1, size(position)))
            try end.receive(Array(wire[position..<next]))
            position = next
        }
        _ = try end.take()
        try end.finish()
        let received = end.application.received
        try Violation.unless(
            received.count <= recordedBytes
                && received.indices.allSatisfy { received[$0] == Application.pattern($0) },
            "plaintext that nobody sent"
        )
        return Outcome(
            isEstablished: end.application.established != nil,
            received: received,
            refusal: end.refusal?.reason.name,
            errors: end.application.errors
        )
    }

    private static func settings(_ input: inout FuzzInput) -> TLSConversation.Settings {
        let (roles, identity, reactions, limits) = (input.byte(), input.byte(), input.byte(), input.byte())
        var settings = TLSConversation.Settings()
        settings.isServer = roles % 2 == 0
        settings.isFresh = roles & 64 != 0
        settings.lowest = roles & 2 == 0 ? .tls13 : .tls12
        let identities = FuzzedAuthority.Identity.allCases
        settings.peer = OpenSSLPeer.Settings(
            isClient: settings.isServer,
            identity: identities[Int(identity) % identities.count],
            highest: roles & 4 == 0 ? TLS1_3_VERSION : TLS1_2_VERSION,
            protocols: protocols[Int(roles >> 3 & 7) % protocols.count].flatMap {
                [UInt8($0.utf8.count)] + Array($0.utf8)
            }
        )
        settings.reactions = (0..<4).compactMap { Application.Reaction(rawValue: reactions >> (2 * $0) & 3) }
        switch limits % 4 {
        case 0: break
        case 1: settings.limits.handshakeBytes = 64 + Int(limits)
        case 2: settings.limits.handshakeBytes = 1_000 + 8 * Int(limits)
        default: settings.limits.alertLingerBytes = Int(limits)
        }
        return settings
    }

    private static let protocols = [["h2", "http/1.1"], ["http/1.1"], [], ["x"]]

    // MARK: - Seeds

    /// The plaintext of each recorded conversation.
    private static let recordedBytes = 300 + 17_000

    static var seeds: [[UInt8]] {
        let scripts: [[UInt8]] = [
            [],
            [12, 1, 44, 1, 13, 1, 44, 1, 12, 66, 104, 1, 13, 66, 104, 1, 14, 0],
            [13, 0, 9, 1, 12, 0, 9, 1, 14, 1, 12, 0, 9, 14, 2, 1, 15, 12, 0, 9, 1, 16],
            [0, 12, 0, 50, 4, 0, 9, 1, 0], [1, 4, 0, 80, 3, 1], [2, 0, 99, 6, 0, 20, 0, 1, 1],
            [3, 2, 0, 7, 0, 1], [1, 12, 1, 0, 7, 0, 1], [1, 12, 1, 0, 12, 1, 0, 8, 0, 1],
            [1, 10, 0, 3, 21, 3, 3, 1], [1, 11, 0, 1, 2, 2, 40, 1], [1, 12, 0, 99, 19, 0, 1, 12, 0, 99, 1],
            [1, 19, 1, 1], [1, 14, 3, 1], [1, 17, 48, 0, 1], [17, 48, 0, 1], [9, 0, 0, 20, 1],
            [1, 18, 2, 0, 1, 2, 3, 0, 1], [1, 18, 2, 0, 97, 1, 1, 1],
            [1, 18, 1, 0, 2, 2, 1, 0, 1],
            [1, 18, 2, 0, 17, 4, 1, 2, 3, 4, 1, 12, 0, 30, 1, 18, 0, 200, 2, 0, 1],
            [2, 255, 255, 3, 255, 255, 18, 2, 0, 0, 1, 0, 0, 0, 0, 1],
            [2, 255, 255, 3, 255, 255, 18, 2, 0, 0, 3, 1, 0, 0, 65, 0, 0, 7, 1, 0, 100, 9, 0, 0, 1],
        ]
        var seeds: [[UInt8]] = []
        for (number, script) in scripts.enumerated() {
            for roles: UInt8 in [0, 64, 1, 6, 7] {
                let identity = UInt8(number % 3 == 0 ? 0 : number % 8)
                seeds.append([1, roles, identity, UInt8(truncatingIfNeeded: number &* 37), 0] + script)
                seeds.append([1, roles, 0, 0, 0] + script)
            }
        }
        for roles: UInt8 in [64, 1, 2, 3, 70, 7] {
            for identity: UInt8 in [0, 1, 2, 4, 6] { seeds.append(recorded(roles, identity)) }
        }
        seeds.append([0, 0, 0, 0, 0, 5] + Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8))
        return seeds
    }

    /// All that came to the handler in a conversation: the handshake, plaintext, and its end.
    private static func recorded(_ roles: UInt8, _ identity: UInt8) -> [UInt8] {
        let head = [roles, identity, 0, 0]
        var input = FuzzInput(head)
        return FuzzedAuthority.made {
            FuzzedRandom.restart()
            var conversation = try TLSConversation(settings(&input))
            var script = FuzzInput([1, 12, 1, 44, 1, 14, 0, 1])
            try conversation.run(&script)
            return [0] + head + [7] + conversation.transcript
        }
    }
}
