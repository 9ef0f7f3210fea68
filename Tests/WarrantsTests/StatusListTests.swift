import Cryptography
import Decisions
import StrictJSON
import Testing
import Warrants

@Suite("Check 16: status lists")
struct StatusListTests {
    private func code(_ court: Court, at time: Timestamp? = nil) throws -> WarrantRefusalCode? {
        try court.code(court.token(court.claims()), at: time)
    }

    /// A status list token with any payload.
    private func token(
        _ payload: JSONValue,
        _ court: Court,
        header: String = #"{"alg":"Ed25519","kid":"status-1","typ":"statuslist+jwt"}"#
    ) throws -> [UInt8] {
        try court.token(payload.serialized(), header: header, key: court.statusKey)
    }

    private func payload(bits: Int64 = 1, packed: String, issuedAt: Int64 = 1_800_000_001) -> JSONValue {
        [
            "iss": .string(Court.uri), "sub": .string(Court.list), "iat": .integer(issuedAt),
            "status_list": ["bits": .integer(bits), "lst": .string(ExactString(packed))],
        ]
    }

    /// 16 bytes of the draft's own example, one bit each: `b9 a3` at indexes 0 to 15.
    private let example = "eNrbuRgAAhcBXQ"

    @Test("a revoked index is revoked, and its neighbours are not")
    func revoked() throws {
        var court = try Court()
        var list = try StatusList(uri: Court.list, issuedAt: court.now, capacity: 64)
        try list.revoke(5, at: court.now.adding(seconds: 1))
        #expect(list[4] == 0)
        #expect(list[5] == 1)
        #expect(list[6] == 0)
        #expect(list.revokedCount == 1)
        #expect(try code(court) == nil)
        try court.accept(list)
        #expect(try code(court) == .revoked)
        #expect(try court.code { $0.change(["status", "status_list"]) { $0.set("idx", 6) } } == nil)
    }

    @Test("the draft's example list reads as the draft says")
    func draftExample() throws {
        let court = try Court()
        let list = try StatusList(unverified: token(payload(packed: example), court))
        #expect(list.count == 16)
        #expect((0..<16).map { list[Int64($0)] } == [1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1])
    }

    @Test("two bits carry suspensions, and a value that is not known is not valid")
    func suspended() throws {
        for (value, expected) in [
            (UInt8(2), WarrantRefusalCode.suspended), (1, .revoked), (3, .statusUnknown),
        ] {
            var court = try Court()
            // Index 5 of 2 bits each lies in bits 2 and 3 of the second byte.
            let bytes: [UInt8] = [0, value << 2]
            let token = try token(payload(bits: 2, packed: Base64URL.encode(zlibStored(bytes))), court)
            try court.statuses.accept(token, trust: court.trust, now: court.now)
            #expect(try code(court) == expected)
        }
    }

    @Test(
        "every width packs from the lowest bits on, and revoking leaves the neighbours",
        arguments: [1, 2, 4, 8]
    )
    func widths(bits: Int) throws {
        let court = try Court()
        let values = (0..<32).map { UInt8($0 * 7 & (1 << bits - 1)) }
        var bytes = [UInt8](repeating: 0, count: 32 * bits / 8)
        for (index, value) in values.enumerated() { bytes[index * bits / 8] |= value << (index * bits % 8) }
        let packed = Base64URL.encode(zlibStored(bytes))
        var list = try StatusList(unverified: token(payload(bits: Int64(bits), packed: packed), court))
        #expect(list.bits == bits && list.count == 32)
        #expect((0..<32).map { list[Int64($0)] } == values)
        #expect(list[32] == nil && list[-1] == nil)
        #expect(list.revokedCount == values.count { $0 != 0 })
        for index in [0, 9, 31] {
            try list.revoke(Int64(index), at: court.now)
            #expect(list[Int64(index)] == 1)
        }
        #expect((0..<32).allSatisfy { [0, 9, 31].contains($0) || list[Int64($0)] == values[$0] })
    }

    @Test("no list, a list for another URI and an index beyond the list leave the status unknown")
    func unknown() throws {
        var court = try Court()
        #expect(
            try court.code {
                $0.change(["status", "status_list"]) { $0.set("uri", "https://court.example/2") }
            } == .statusUnknown
        )
        #expect(
            try court.code { $0.change(["status", "status_list"]) { $0.set("idx", 64) } } == .statusUnknown
        )
        #expect(try court.code { $0.change(["status", "status_list"]) { $0.set("idx", 63) } } == nil)
        court.statuses = StatusLists()
        #expect(try code(court) == .statusUnknown)
    }

    @Test("a list is good for 24 hours and not a second longer")
    func stale() throws {
        let court = try Court()
        #expect(try code(court, at: court.now.adding(seconds: 86_400)) == nil)
        #expect(try code(court, at: court.now.adding(seconds: 86_401)) == .statusUnknown)
    }

    @Test("a list that says when it ends is not used after that")
    func expiring() throws {
        var court = try Court()
        guard case .object(var object) = payload(packed: example) else { return }
        object.set("exp", .integer(1_800_000_100))
        try court.statuses.accept(token(.object(object), court), trust: court.trust, now: court.now)
        #expect(try code(court, at: Timestamp(seconds: 1_800_000_100)) == .statusUnknown)
    }

    @Test("a list older than the newest ever seen is not taken, and an older one at hand is not used")
    func older() throws {
        var court = try Court()
        let earlier = try StatusList(uri: Court.list, issuedAt: court.now.adding(seconds: -1), capacity: 64)
        #expect(throws: StatusListError.self) { try court.accept(earlier) }
        var restarted = try Court()
        restarted.statuses = StatusLists(
            newest: [.init(issuer: Court.uri, uri: Court.list): restarted.now.adding(seconds: 10)]
        )
        #expect(throws: StatusListError.self) {
            try restarted.accept(StatusList(uri: Court.list, issuedAt: restarted.now, capacity: 64))
        }
        #expect(try code(restarted) == .statusUnknown)
        try restarted.accept(
            StatusList(uri: Court.list, issuedAt: restarted.now.adding(seconds: 10), capacity: 64)
        )
        #expect(try code(restarted) == nil)
    }

    @Test("a time remembered by URI alone holds for the issuer's list")
    func olderByURI() throws {
        var court = try Court()
        let newest: [ExactString: Timestamp] = [Court.list: court.now.adding(seconds: 10)]
        court.statuses = StatusLists(newest: newest)
        #expect(throws: StatusListError.self) {
            try court.accept(StatusList(uri: Court.list, issuedAt: court.now, capacity: 64))
        }
        try court.accept(StatusList(uri: Court.list, issuedAt: court.now.adding(seconds: 10), capacity: 64))
        #expect(try code(court) == nil)
    }

    @Test("another court's list at the same URI neither shuts out a court's list nor speaks for its warrants")
    func otherIssuer() throws {
        var court = try Court()
        let otherKey = try PrivateKey.generate(.ed25519)
        let other = TrustedIssuer(
            uri: "https://other.example/court",
            keys: [CourtKey(keyID: "status-2", use: .statusLists, publicKey: otherKey.publicKey)],
            status: .key("status-2")
        )
        let trust = try TrustList(court.trust.issuers + [other])
        var list = try StatusList(
            uri: Court.list,
            issuedAt: court.now.adding(seconds: 1_000),
            capacity: 64
        )
        try list.revoke(5, at: court.now.adding(seconds: 1_000))
        let token = try list.signed(issuer: other.uri, keyID: "status-2", key: otherKey)
        try court.statuses.accept(Array(token.utf8), trust: trust, now: court.now.adding(seconds: 2_000))
        #expect(try code(court) == nil)
        try court.accept(StatusList(uri: Court.list, issuedAt: court.now.adding(seconds: 5), capacity: 64))
        #expect(try code(court) == nil)
        var known = StatusLists()
        try known.accept(Array(token.utf8), trust: trust, now: court.now.adding(seconds: 2_000))
        court.statuses = known
        #expect(try code(court) == .statusUnknown)
    }

    @Test("two different lists of one moment: the first stays")
    func sameMoment() throws {
        var court = try Court()
        var list = try StatusList(uri: Court.list, issuedAt: court.now, capacity: 64)
        try list.revoke(9, at: court.now)
        #expect(throws: StatusListError.self) { try court.accept(list) }
        try court.accept(StatusList(uri: Court.list, issuedAt: court.now, capacity: 64))
    }

    @Test("a list from the future is not taken, so that it cannot shut out all later ones")
    func future() throws {
        var court = try Court()
        let list = try StatusList(uri: Court.list, issuedAt: court.now.adding(seconds: 61), capacity: 64)
        let token = Array(try list.signed(issuer: Court.uri, keyID: "status-1", key: court.statusKey).utf8)
        let (now, trust) = (court.now, court.trust)
        #expect(throws: StatusListError.self) { try court.statuses.accept(token, trust: trust, now: now) }
        try court.statuses.accept(token, trust: trust, now: now.adding(seconds: 1))
    }

    @Test("only the key that the issuer names for status lists signs them")
    func signer() throws {
        var court = try Court()
        let list = try StatusList(uri: Court.list, issuedAt: court.now.adding(seconds: 1), capacity: 64)
        let (now, trust) = (court.now.adding(seconds: 5), court.trust)
        let wrongKey = Array(try list.signed(issuer: Court.uri, keyID: "warrants-1", key: court.key).utf8)
        let forged = Array(
            try list.signed(issuer: Court.uri, keyID: "status-1", key: .generate(.ed25519)).utf8
        )
        let foreign = Array(
            try list.signed(issuer: "https://other", keyID: "status-1", key: court.statusKey).utf8
        )
        for token in [wrongKey, forged, foreign] {
            #expect(throws: StatusListError.self) { try court.statuses.accept(token, trust: trust, now: now) }
        }
        #expect(throws: StatusListError.self) { try court.statuses.accept(forged, trust: .empty, now: now) }
    }

    @Test("a warrant is not a status list, and a header with more in it is not either")
    func wrongType() throws {
        var court = try Court()
        let (now, trust) = (court.now.adding(seconds: 5), court.trust)
        for header in [
            #"{"alg":"Ed25519","kid":"status-1","typ":"fr-warrant+jwt"}"#,
            #"{"alg":"Ed25519","kid":"status-1","typ":"statuslist+jwt","x":1}"#,
            #"{"alg":"Ed25519","kid":"status-1"}"#, "{",
            #"{"alg":"ES256","kid":"status-1","typ":"statuslist+jwt"}"#,
        ] {
            let token = try token(payload(packed: example), court, header: header)
            #expect(throws: StatusListError.self) { try court.statuses.accept(token, trust: trust, now: now) }
        }
    }

    @Test("odd bits, broken streams, trailing bytes and a bomb are refused")
    func packed() throws {
        let court = try Court()
        let good = zlibStored([0, 0])
        for (bits, packed) in [
            (Int64(3), good), (0, good), (16, good), (1, []), (1, Array(good.dropLast())), (1, good + [0]),
            (1, [0x78, 0xda]),
        ] {
            let token = try token(payload(bits: bits, packed: Base64URL.encode(packed)), court)
            #expect(throws: StatusListError.self) { try StatusList(unverified: token) }
        }
        #expect(throws: StatusListError.self) {
            try StatusList(unverified: token(payload(packed: "eNrbuRgAAhcBXR"), court))
        }
        // 2^20 entries of one bit fill 2^17 bytes; the stream below holds one byte more, and the next one 64 MiB of zeros.
        let full = try token(
            payload(packed: Base64URL.encode(zlibStored([UInt8](repeating: 0, count: 1 << 17)))),
            court
        )
        #expect(try StatusList(unverified: full).count == 1 << 20)
        for count in [1 << 17 + 1, 1 << 20 + 1] {
            let stream = zlibStored([UInt8](repeating: 0, count: count))
            let token = try token(payload(packed: Base64URL.encode(stream)), court)
            #expect(throws: StatusListError.self) { try StatusList(unverified: token) }
        }
    }

    @Test("a list outside its range cannot be revoked in, and a list must have a size that fits")
    func ranges() throws {
        let court = try Court()
        var list = try StatusList(uri: Court.list, issuedAt: court.now, capacity: 9)
        #expect(list.count == 16)
        #expect(throws: StatusListError.self) { try list.revoke(16, at: court.now) }
        #expect(throws: StatusListError.self) { try list.revoke(-1, at: court.now) }
        for capacity in [0, -1, StatusList.maximumCount + 1] {
            #expect(throws: StatusListError.self) {
                try StatusList(uri: Court.list, issuedAt: court.now, capacity: capacity)
            }
        }
    }

    @Test("a list survives its token, a final line feed included")
    func roundTrip() throws {
        let court = try Court()
        var list = try StatusList(uri: Court.list, issuedAt: court.now, capacity: 1_000)
        for index in stride(from: Int64(0), to: 1_000, by: 7) { try list.revoke(index, at: court.now) }
        let token = try list.signed(issuer: Court.uri, keyID: "status-1", key: court.statusKey)
        let issuer = try #require(court.trust.issuer(Court.uri))
        #expect(try StatusList(token: Array((token + "\n").utf8), issuer: issuer) == list)
    }

    @Test("an issuer whose status is not checked is shown as such")
    func notChecked() throws {
        let court = try Court()
        let trust = try TrustList([
            TrustedIssuer(
                uri: Court.uri,
                keys: [CourtKey(keyID: "warrants-1", publicKey: court.key.publicKey)],
                status: .notChecked
            )
        ])
        let verifier = WarrantVerifier(trust: trust, statuses: StatusLists(), audience: Court.origin)
        let verdict = verifier.verify(
            try court.token(court.claims()),
            certificate: court.certificate,
            subject: Court.subject,
            request: try court.request(),
            now: court.now
        )
        guard case .verified(let warrant) = verdict else {
            Issue.record("\(verdict)")
            return
        }
        #expect(!warrant.facts.isStatusChecked)
        #expect(warrant.facts.statusIssuedAt == nil)
    }

    /// A zlib stream of stored blocks, written by hand so that no compressor hides what is in it.
    private func zlibStored(_ bytes: [UInt8]) -> [UInt8] {
        var stream: [UInt8] = [0x78, 0x01]
        var rest = bytes[...]
        repeat {
            let block = rest.prefix(65_535)
            rest = rest.dropFirst(block.count)
            let count = UInt16(block.count)
            stream.append(rest.isEmpty ? 1 : 0)
            stream += [UInt8(count & 255), UInt8(count >> 8), UInt8(~count & 255), UInt8(~count >> 8)]
            stream += block
        } while !rest.isEmpty
        var (low, high): (UInt32, UInt32) = (1, 0)
        for byte in bytes {
            low = (low + UInt32(byte)) % 65_521
            high = (high + low) % 65_521
        }
        return stream + [UInt8(high >> 8), UInt8(high & 255), UInt8(low >> 8), UInt8(low & 255)]
    }
}
