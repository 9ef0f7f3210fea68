import COpenSSL
import Cryptography
import NIOCore
import TLS

/// A real handshake between the handler and plain OpenSSL, and what comes after it, while the input tampers with the
/// bytes under way in both directions.
struct TLSConversation {
    /// What the first bytes of an input say.
    struct Settings {
        var isServer = true
        /// Whether the context is one that has seen nobody yet; making one costs as much as a few handshakes.
        var isFresh = true
        var lowest = TLSVersion.tls13
        var peer = OpenSSLPeer.Settings(
            isClient: true,
            identity: .good,
            highest: TLS1_3_VERSION,
            protocols: []
        )
        var limits = TLSLimits.standard
        var reactions: [Application.Reaction] = []
    }

    private let settings: Settings
    private let context: TLSContext
    private let source: RevocationSource
    private(set) var end: HandlerEnd
    private var peer: OpenSSLPeer
    private var toEnd = Flight()
    private var toPeer = Flight()
    /// What the peer has sent, as far as it could.
    private var peerSent = 0
    private var forger: RecordForger?
    /// Records that the peer has sent under its last keys; nil when nobody knows.
    private var peerRecords: UInt64? = 0
    /// Whether anything happened that a good network and a good peer do not do.
    private var isDisturbed = false
    private var session: OpenSSLPeer.Session?
    /// Everything that has come to the handler.
    private(set) var transcript: [UInt8] = []

    /// A conversation whose randomness starts from `seed`.
    init(_ settings: Settings, seed: UInt64 = 0) throws {
        try self.init(settings, in: Self.context(settings), seed: seed)
    }

    private init(_ settings: Settings, in context: (TLSContext, RevocationSource), seed: UInt64) throws {
        self.settings = settings
        (self.context, source) = context
        peer = OpenSSLPeer(settings.peer)
        FuzzedRandom.restart(seed)
        end = try HandlerEnd(self.context, isServer: settings.isServer, limits: settings.limits)
        end.application.reactions = settings.reactions
        try work()
    }

    /// Our context for a connection, with what it takes for revoked.
    static func context(_ settings: Settings) -> (TLSContext, RevocationSource) {
        let index = (settings.isServer ? 2 : 0) + (settings.lowest == .tls12 ? 1 : 0)
        if !settings.isFresh {
            known[index].1.replace(with: FuzzedAuthority.revocations)
            return known[index]
        }
        let source = RevocationSource(FuzzedAuthority.revocations)
        let context =
            settings.isServer
            ? FuzzedAuthority.serverContext(lowest: settings.lowest, revocations: source)
            : FuzzedAuthority.clientContext(lowest: settings.lowest)
        return (context, source)
    }

    /// Contexts that have seen all good clients already, so that no input leaves anything for the next one.
    private static let known: [(TLSContext, RevocationSource)] = FuzzedAuthority.made {
        var contexts: [(TLSContext, RevocationSource)] = []
        for (isServer, lowest) in [
            (false, TLSVersion.tls13), (false, .tls12), (true, .tls13), (true, .tls12),
        ] {
            var settings = Settings()
            (settings.isServer, settings.lowest, settings.peer.isClient) = (isServer, lowest, isServer)
            let one = context(settings)
            for identity in FuzzedAuthority.Identity.allCases where identity.isAccepted && isServer {
                settings.peer.identity = identity
                var conversation = try TLSConversation(settings, in: one, seed: UInt64(identity.rawValue))
                try conversation.conclude()
            }
            contexts.append(one)
        }
        return contexts
    }

    /// Makes the contexts that are used again.
    static func prepare() { _ = known }

    /// Does what the input says, then ends the connection and asks what came of it.
    mutating func run(_ input: inout FuzzInput) throws {
        var steps = 0
        while !input.isEmpty, steps < 64 {
            steps += 1
            try step(&input)
        }
        try conclude()
    }

    private mutating func step(_ input: inout FuzzInput) throws {
        let operation = input.byte()
        switch operation % 20 {
        case 0, 1: try exchange()
        case 2: try deliver(input.number())
        case 3:
            peer.receive(toPeer.take(input.number()))
            try work()
        case 4, 5: tamper(operation % 2 == 0) { $0.flip(at: input.number(), input.byte()) }
        case 6: tamper(operation < 128) { $0.cut(at: input.number(), input.number()) }
        case 7: tamper(operation < 128) { $0.repeatRecord(Int(input.byte()), atEnd: operation > 64) }
        case 8: tamper(operation < 128) { $0.swapRecords(Int(input.byte())) }
        case 9: tamper(operation < 128) { $0.splitRecord(Int(input.byte()), at: input.number()) }
        case 10:
            let (number, count) = (Int(input.byte()), Int(input.byte()))
            let bytes = input.bytes(count)
            tamper(operation < 128) { $0.insert(bytes, beforeRecord: number) }
        case 11:
            let (number, type, count) = (Int(input.byte()), input.byte(), Int(input.byte()))
            let content = input.bytes(count)
            let record = [20 + type % 6, 3, type > 64 ? 3 : 1, 0, UInt8(content.count)] + content
            tamper(operation < 128) { $0.insert(record, beforeRecord: number) }
        case 12: try peerWrite(input.number() % 20_000)
        case 13:
            try end.write(input.number() % 20_000)
            try work()
        case 14: try peerActs(input.byte())
        case 15:
            isDisturbed = true
            try end.close(operation < 128 ? .output : .all)
            try work()
        case 16:
            isDisturbed = true
            if operation < 128 { try exchange() }
            try end.end(all: operation % 8 == 0)
            try work()
        case 17:
            isDisturbed = true
            try end.wait(.milliseconds(Int64(input.number())))
            try work()
        case 18: try forge(&input)
        default: try connectAgain(input.byte())
        }
    }

    /// Carries bytes both ways until neither side has any.
    private mutating func exchange() throws {
        var rounds = 0
        repeat {
            rounds += 1
            try Violation.unless(rounds < 1_000, "the two sides never end")
            peer.receive(toPeer.take(.max))
            try deliver(.max)
        } while !toPeer.bytes.isEmpty || !toEnd.bytes.isEmpty && end.isOpen
    }

    private mutating func deliver(_ count: Int) throws {
        let bytes = toEnd.take(count)
        transcript += bytes
        try end.receive(bytes)
        try work()
    }

    /// Lets both sides do what they can, and puts what they say on the way.
    private mutating func work() throws {
        let wasEstablished = peer.isEstablished
        peer.work()
        let said = peer.take()
        if forger == nil {
            if peer.isEstablished, wasEstablished || !settings.peer.isClient {
                var flight = Flight()
                flight.add(said)
                if let known = peerRecords { peerRecords = known + UInt64(flight.boundaries.count - 1) }
            }
            toEnd.add(said)
        }
        toPeer.add(try end.take())
        try promise()
    }

    private mutating func tamper(_ isOurs: Bool, _ body: (inout Flight) -> Void) {
        if isOurs { body(&toEnd) } else { body(&toPeer) }
    }

    private mutating func peerWrite(_ count: Int) throws {
        guard peer.isEstablished else { return }
        let bytes = (peerSent..<peerSent + count).map(Application.pattern)
        if forger != nil {
            // OpenSSL's own count of its records is no longer right.
            guard count <= 16_384, let record = forger?.record(23, bytes) else { return }
            toEnd.add(record)
            peerSent += count
        } else if peer.write(bytes) {
            peerSent += count
        }
        try work()
    }

    private mutating func peerActs(_ choice: UInt8) throws {
        switch choice % 4 {
        case 0:
            isDisturbed = true
            peer.shutdown()
        case 1, 2:
            try work()
            peer.updateKey(asking: choice % 4 == 1)
            peerRecords = nil
        default:
            isDisturbed = true
            peer.renegotiate()
        }
        try work()
    }

    /// The peer, whose certificate may be good, sends what OpenSSL never would; in place of its own last flight when it
    /// comes before the end of the handshake.
    private mutating func forge(_ input: inout FuzzInput) throws {
        isDisturbed = true
        let (type, padding, form) = (input.byte(), Int(input.byte()), input.byte())
        if forger == nil {
            let isEarly = end.application.established == nil
            let name = (settings.isServer ? "CLIENT_" : "SERVER_")
            if isEarly {
                guard let secret = peer.secrets[name + "HANDSHAKE_TRAFFIC_SECRET"], settings.isServer else {
                    return
                }
                // The peer's own flight is lost, if it is still on the way.
                if !toEnd.bytes.isEmpty { tamper(true) { $0.cut(at: 0, $0.bytes.count) } }
                forger = RecordForger(secret: secret, after: 0)
            } else {
                guard let secret = peer.secrets[name + "TRAFFIC_SECRET_0"], let records = peerRecords else {
                    return
                }
                forger = RecordForger(secret: secret, after: records)
            }
        }
        let content: [UInt8]
        if form % 4 == 0, settings.isServer {
            content = CertificateMessage.bytes(&input)
        } else if form % 4 == 1 {
            let body = input.bytes(Int(input.byte()))
            content = [form >> 2, 0, UInt8(body.count >> 8), UInt8(body.count & 0xff)] + body
        } else {
            content = input.bytes(Int(input.byte()))
        }
        // Plaintext that it sends is the pattern's, whatever else it makes up.
        guard type % 8 != 7, let record = forger?.record(20 + type % 8 % 3, content, padding: padding) else {
            return try peerWrite(Int(form))
        }
        toEnd.add(record)
    }

    /// The connection is ended, and another one made, resuming the session when there is one.
    private mutating func connectAgain(_ choice: UInt8) throws {
        guard settings.isServer, session == nil, choice % 4 != 3 else { return }
        if choice % 4 != 2 { try exchange() }
        session = peer.session
        if choice % 4 == 1 {
            var revocations = FuzzedAuthority.revocations
            if let leaf = FuzzedAuthority.client(settings.peer.identity)?.chain.first {
                revocations.deniedCertificates = [leaf.fingerprint]
            }
            source.replace(with: revocations)
        }
        try conclude()
        isRevoked = choice % 4 == 1
        (toEnd, toPeer, forger, peerRecords, peerSent) = (Flight(), Flight(), nil, 0, 0)
        isDisturbed = false
        peer = OpenSSLPeer(settings.peer, resuming: session)
        end = try HandlerEnd(context, isServer: true, limits: settings.limits)
        end.application.reactions = settings.reactions
        try work()
    }

    private var isRevoked = false

    /// What must hold at every moment.
    private func promise() throws {
        let application = end.application
        if application.established != nil {
            try Violation.unless(
                settings.peer.identity.isAccepted && !isRevoked,
                "\(settings.peer.identity) is let in"
            )
        }
        if let established = application.established, settings.isServer {
            let shown = FuzzedAuthority.client(settings.peer.identity)?.chain.first
            try Violation.unless(
                established.client?.certificate == shown,
                "the client is taken for another"
            )
        }
        try Violation.unless(
            application.received.count <= peerSent
                && application.received.indices.allSatisfy {
                    application.received[$0] == Application.pattern($0)
                },
            "the application was given what the peer did not send"
        )
        try Violation.unless(
            peer.received.elementsEqual(application.sent.prefix(peer.received.count)),
            "the peer was given what the application did not send"
        )
    }

    /// Ends the connection; without a disturbance everything must have gone well.
    private mutating func conclude() throws {
        try exchange()
        let application = end.application
        let isGood =
            !isDisturbed && !toEnd.isTampered && !toPeer.isTampered && !application.hasClosed
            && settings.peer.identity.isAccepted && !isRevoked
            && settings.limits.handshakeBytes >= TLSLimits.standard.handshakeBytes
            && (settings.peer.highest == TLS1_3_VERSION || settings.lowest == .tls12)
            && !settings.peer.protocols.starts(with: [1])
        if isGood {
            let why = end.refusal.map { "\($0)" } ?? "no refusal"
            try Violation.unless(application.established != nil, "a good handshake failed: \(why)")
            try Violation.unless(peer.isEstablished && !peer.isBroken, "a good peer failed")
            try Violation.unless(
                peer.isResumed == (application.established?.isResumed ?? false),
                "the two sides disagree about the session"
            )
            try Violation.unless(application.errors == 0, "a good connection failed")
            try Violation.unless(application.received.count == peerSent, "plaintext was lost")
            try Violation.unless(peer.received == application.sent, "plaintext was lost on its way out")
        }
        try end.finish()
        try promise()
    }
}
