import Broker
import Cryptography
import Glibc
import StrictJSON
import Support
import Synchronization
import Testing
import Warrants

/// A court's status lists as files in a folder.
@Suite struct StatusFolderTests {
    static let court: ExactString = "https://court.example/county"
    static let uri: ExactString = "https://court.example/status/1"
    static let noon = Timestamp(seconds: 1_800_000_000)

    let key: PrivateKey
    let trust: TrustList
    let complaints = Complaints()

    init() throws {
        key = try .generate(.ed25519)
        trust = try TrustList([
            TrustedIssuer(
                uri: Self.court,
                keys: [
                    CourtKey(keyID: "warrants-1", publicKey: try PrivateKey.generate(.es256).publicKey),
                    CourtKey(keyID: "status-1", use: .statusLists, publicKey: key.publicKey),
                ],
                status: .key("status-1")
            )
        ])
    }

    /// What the folder said that an operator should know.
    final class Complaints: Sendable {
        private let lines = Mutex<[String]>([])
        func add(_ line: String) { lines.withLock { $0.append(line) } }
        var all: [String] { lines.withLock { $0 } }
    }

    private func list(revoking revoked: [Int64] = [], at time: Timestamp) throws -> [UInt8] {
        var list = try StatusList(uri: Self.uri, issuedAt: time, capacity: 64)
        for index in revoked { try list.revoke(index, at: time) }
        return Array(try list.signed(issuer: Self.court, keyID: "status-1", key: key).utf8)
    }

    private func source(_ folder: String) -> StatusFolder {
        let source = StatusFolder(path: folder, complain: { [complaints] in complaints.add($0) })
        source.trust(trust)
        return source
    }

    private func status(
        _ source: StatusFolder,
        at time: Timestamp = noon.adding(seconds: 60)
    ) -> WarrantStatus {
        source.status(issuer: Self.court, list: Self.uri, index: 5, now: time)
    }

    @Test func withoutAListNothingIsKnown() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            for source in [source(folder), source("\(folder)/nowhere")] {
                guard case .unknown = status(source) else {
                    Issue.record("no list vouches for the warrant")
                    return
                }
            }
        }
    }

    @Test func aNewerListRevokesAtOnce() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let source = source(folder)
            try FileBytes.replace("\(folder)/county.jwt", with: try list(at: Self.noon))
            #expect(status(source) == .valid(issuedAt: Self.noon))
            let later = Self.noon.adding(seconds: 30)
            try FileBytes.replace("\(folder)/county.jwt", with: try list(revoking: [5], at: later))
            #expect(status(source) == .revoked)
            #expect(complaints.all == [])
        }
    }

    @Test func aReplacementThatCannotBeReadRefusesItsScopeAndIsNamedOnce() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let source = source(folder)
            try FileBytes.replace("\(folder)/county.jwt", with: try list(at: Self.noon))
            #expect(status(source) == .valid(issuedAt: Self.noon))
            try FileBytes.replace("\(folder)/county.jwt", with: Array("not a list".utf8))
            for _ in 0..<2 {
                guard case .unknown = status(source) else {
                    Issue.record("an unreadable replacement vouches for the warrant")
                    return
                }
            }
            #expect(complaints.all.count == 1)
            #expect(complaints.all[0].hasPrefix("\(folder)/county.jwt: status list not accepted: "))
        }
    }

    @Test func anOlderListDoesNotTakeBackARevocation() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let source = source(folder)
            let later = Self.noon.adding(seconds: 30)
            try FileBytes.replace("\(folder)/county.jwt", with: try list(revoking: [5], at: later))
            #expect(status(source) == .revoked)
            try FileBytes.replace("\(folder)/county.jwt", with: try list(at: Self.noon))
            guard case .unknown = status(source) else {
                Issue.record("an older list vouches for the warrant")
                return
            }
            #expect(complaints.all.count == 1)
        }
    }

    @Test func aListThatWasTakenAwayStaysInForceUntilItIsTooOld() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let source = source(folder)
            try FileBytes.replace("\(folder)/county.jwt", with: try list(at: Self.noon))
            #expect(status(source) == .valid(issuedAt: Self.noon))
            try #require(unsafe unlink("\(folder)/county.jwt") == 0)
            #expect(status(source) == .valid(issuedAt: Self.noon))
            guard case .unknown = status(source, at: Self.noon.adding(seconds: 86_400 + 1)) else {
                Issue.record("a list older than a day vouches for nothing")
                return
            }
        }
    }

    @Test func aListOfAnotherKeyIsNotTaken() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let source = source(folder)
            let forged = try StatusList(uri: Self.uri, issuedAt: Self.noon, capacity: 64)
                .signed(issuer: Self.court, keyID: "status-1", key: try .generate(.ed25519))
            try FileBytes.replace("\(folder)/county.jwt", with: Array(forged.utf8))
            guard case .unknown = status(source) else {
                Issue.record("a forged list vouches for the warrant")
                return
            }
            #expect(complaints.all.count == 1)
        }
    }

    @Test func filesOfAnotherNameAreNotRead() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let source = source(folder)
            try FileBytes.replace("\(folder)/README", with: Array("notes".utf8))
            _ = status(source)
            #expect(complaints.all == [])
        }
    }
}
