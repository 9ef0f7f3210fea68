import Cryptography
import Foundation
import Provisioning
import StrictJSON
import Support
import TLS
import Testing

@Suite("An authority's folder")
struct AuthorityFolderTests {
    @Test("only the owner can look into it, and its key is in a file of mode 0600")
    func modes() async throws {
        try await TestDesk.use { place in
            for (path, mode) in [
                (place.rootFiles.folder, 0o700), (place.rootFiles.key, 0o600),
                (place.issuingFiles.key, 0o600),
                (place.issuingFiles.register, 0o600),
            ] {
                let attributes = try FileManager.default.attributesOfItem(atPath: path)
                #expect(attributes[.posixPermissions] as? Int == mode)
            }
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: place.folder).sorted() == [
                    "issuing", "root",
                ]
            )
        }
    }

    @Test("nothing is made where something is, and what is there stays")
    func occupied() async throws {
        try await TestDesk.use { place in
            let before = try TestFiles.bytes(atPath: place.rootFiles.key)
            let plan = AuthorityFounding.Plan(CertificateOrder(.builtIn(.root), name: "Another"))
            #expect(throws: IssuingError.self) {
                try AuthorityFounding.root(plan, in: place.rootFiles.folder, now: TestDesk.now)
            }
            #expect(try TestFiles.bytes(atPath: place.rootFiles.key) == before)
        }
    }

    @Test("a second writer is refused while the first holds the folder, and let in afterwards")
    func locked() async throws {
        try await TestDesk.use { place in
            do {
                let first = try place.desk()
                #expect(throws: IssuingError.self) { _ = try place.desk() }
                #expect(try AuthorityReport(of: place.issuingFiles, at: TestDesk.now).certificates.isEmpty)
                #expect(first.register.issued.isEmpty)
            }
            _ = try place.desk()
        }
    }

    @Test("a key under a passphrase opens with it alone, and the passphrase is not asked for otherwise")
    func passphrase() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let secret = Redacted(Array("correct horse".utf8))
            let plan = AuthorityFounding.Plan(
                CertificateOrder(.builtIn(.root), name: "Root"),
                passphrase: secret
            )
            _ = try AuthorityFounding.root(plan, in: "\(folder)/root", now: TestDesk.now)
            let files = AuthorityFiles("\(folder)/root")
            #expect(throws: IssuingError.self) { _ = try AuthorityDesk(files) { Redacted([1]) } }
            _ = try AuthorityDesk(files) { secret }
        }
    }

    @Test("what is issued is in the register and in the folder when the desk is opened again")
    func kept() async throws {
        try await TestDesk.use { place in
            let issued: AuthorityDesk.Issued
            do {
                var desk = try place.desk()
                issued = try desk.issue(TestDesk.client("harbour"), forKey: TestDesk.key(), now: TestDesk.now)
            }
            let serial = Hex.encode(issued.certificate.serial)
            #expect(try TestFiles.bytes(atPath: place.issuingFiles.issued(serial)) == issued.certificate.pem)
            let record = try #require(try place.desk().register.certificate(ExactString(serial)))
            #expect(record.fingerprint == issued.certificate.fingerprint)
            #expect(record.keyPin == issued.certificate.publicKeyDigest)
            #expect(record.names == ["spiffe://gate.example/org/harbour"])
            #expect(record.kind == .client)
            let root = try AuthorityRegister(of: place.rootFiles)
            #expect(root.issued.map(\.kind) == [.issuing])
        }
    }

    @Test("what a crash left aside does not stand in the way, nor does a copy without its entry")
    func crash() async throws {
        try await TestDesk.use { place in
            let files = place.issuingFiles
            try TestFiles.write(Array("{\"half".utf8), toPath: files.register + ".new")
            try TestFiles.write(Array("half".utf8), toPath: files.revocationList + ".new")
            try TestFiles.write(Array("half".utf8), toPath: files.issued("77"))
            var desk = try place.desk()
            _ = try desk.issue(TestDesk.client("harbour"), forKey: TestDesk.key(), now: TestDesk.now)
            let list = try desk.publish(days: nil, now: TestDesk.now)
            #expect(list.number == 1)
            #expect(desk.register.issued.count == 1)
        }
    }

    @Test("a register that cannot be written stops the issuing: nothing is handed out that is not kept")
    func unwritable() async throws {
        try await TestDesk.use { place in
            var desk = try place.desk()
            // A folder where the new register would be written aside.
            try FileManager.default.createDirectory(
                atPath: place.issuingFiles.register + ".new",
                withIntermediateDirectories: true
            )
            #expect(throws: (any Error).self) {
                try desk.issue(TestDesk.client("harbour"), forKey: TestDesk.key(), now: TestDesk.now)
            }
            #expect(throws: (any Error).self) { try desk.publish(days: nil, now: TestDesk.now) }
            #expect(desk.register.issued.isEmpty)
            #expect(desk.register.listNumber == 0)
            #expect(!FileManager.default.fileExists(atPath: place.issuingFiles.revocationList))
        }
    }

    @Test("a register that was tampered with, and a key that is another's, open no desk")
    func tampered() async throws {
        try await TestDesk.use { place in
            let files = place.issuingFiles
            let good = String(decoding: try TestFiles.bytes(atPath: files.register), as: UTF8.self)
            for bad in ["", "{}", good.replacingOccurrences(of: "\"issued\"", with: "\"isued\""), good + "x"]
            {
                try TestFiles.write(Array(bad.utf8), toPath: files.register)
                #expect(throws: IssuingError.self) { _ = try place.desk() }
            }
            try TestFiles.write(Array(good.utf8), toPath: files.register)
            try TestFiles.write(try PrivateKey.generate(.es256).pem(), toPath: files.key)
            #expect(throws: (any Error).self) { _ = try place.desk() }
            #expect(throws: IssuingError.self) { _ = try TestDesk.open(AuthorityFiles(place.folder)) }
        }
    }
}

@Suite("Revoking and publishing")
struct PublishingTests {
    @Test("what is revoked is on the next list, with its reason, and refused by the gate's verifier")
    func revoked() async throws {
        try await TestDesk.use { place in
            var desk = try place.desk()
            let root = try #require(desk.above.last)
            let (lost, good) = (
                try desk.issue(TestDesk.client("lost"), forKey: TestDesk.key(), now: TestDesk.now),
                try desk.issue(TestDesk.client("good"), forKey: TestDesk.key(), now: TestDesk.now)
            )
            let known = try desk.revoke(
                ExactString(Hex.encode(lost.certificate.serial)),
                reason: .privilegeWithdrawn,
                note: "contract ended",
                isForeign: false,
                now: TestDesk.now
            )
            #expect(known?.name == "lost")
            let list = try desk.publish(days: 3, now: TestDesk.now)
            #expect(list.revokedSerials == [lost.certificate.serial])
            #expect(list.isSigned(by: desk.authority.certificate))
            #expect(list.thisUpdate == TestDesk.now)
            #expect(list.nextUpdate == TestDesk.now.adding(seconds: 3 * 86_400))
            #expect(try TestFiles.bytes(atPath: desk.files.revocationList) == list.pem)
            var revocations = Revocations()
            #expect(revocations.load(pem: list.pem, for: [desk.authority.certificate]).isEmpty)
            func judge(_ issued: AuthorityDesk.Issued, at time: Timestamp) throws(CertificateRefusal) {
                try ChainJudge.accepted(
                    issued.chain,
                    as: .client(pinnedKeys: []),
                    under: [root],
                    revocations: revocations,
                    at: time
                )
            }
            try judge(good, at: TestDesk.now)
            #expect(throws: CertificateRefusal.self) { try judge(lost, at: TestDesk.now) }
            do throws(CertificateRefusal) {
                try judge(good, at: TestDesk.now.adding(seconds: 3 * 86_400 + 1))
                Issue.record("accepted on a stale list")
            } catch { #expect(error.code == .revocationStale) }
        }
    }

    @Test("numbers only grow, also when the register comes from an older copy")
    func numbers() async throws {
        try await TestDesk.use { place in
            let files = place.issuingFiles
            let old = try TestFiles.bytes(atPath: files.register)
            do {
                var desk = try place.desk()
                for number in 1...3 {
                    #expect(try desk.publish(days: nil, now: TestDesk.now).number == UInt64(number))
                }
            }
            try TestFiles.write(old, toPath: files.register)
            var desk = try place.desk()
            #expect(desk.register.listNumber == 0)
            #expect(try desk.publish(days: nil, now: TestDesk.now).number == 4)
        }
    }

    @Test("what was not issued here is revoked only when told so, and nothing is revoked twice")
    func refusals() async throws {
        try await TestDesk.use { place in
            var desk = try place.desk()
            func revoke(_ serial: ExactString, isForeign: Bool) throws -> IssuedCertificate? {
                try desk.revoke(
                    serial,
                    reason: .superseded,
                    note: nil,
                    isForeign: isForeign,
                    now: TestDesk.now
                )
            }
            #expect(throws: IssuingError.self) { try revoke("0102", isForeign: false) }
            #expect(try revoke("0102", isForeign: true) == nil)
            #expect(throws: IssuingError.self) { try revoke("0102", isForeign: true) }
            #expect(desk.register.revoked.map(\.serial) == ["0102"])
        }
    }

    @Test("a list is stale after at most 31 days, a root's after 400, and never after its authority ends")
    func days() async throws {
        try await TestDesk.use { place in
            var desk = try place.desk()
            for days in [0, 32, -1, Int64.max] {
                #expect(throws: IssuingError.self) { try desk.publish(days: days, now: TestDesk.now) }
            }
            #expect(desk.register.listNumber == 0)
            let end = desk.authority.certificate.notAfter
            let last = try desk.publish(days: 31, now: end.adding(seconds: -86_400))
            #expect(last.nextUpdate == end)
            #expect(throws: IssuingError.self) { try desk.publish(days: 1, now: end.adding(seconds: 1)) }
            var root = try TestDesk.open(place.rootFiles)
            #expect(throws: IssuingError.self) { try root.publish(days: 401, now: TestDesk.now) }
            let yearly = try root.publish(days: 400, now: TestDesk.now)
            #expect(yearly.nextUpdate == TestDesk.now.adding(seconds: 400 * 86_400))
        }
    }
}

@Suite("What an authority reports")
struct AuthorityReportTests {
    @Test("ends within 30 days and 7 are said, what is replaced or revoked is not")
    func attention() async throws {
        try await TestDesk.use { place in
            let now = TestDesk.now
            var desk = try place.desk()
            func issue(_ name: String, _ days: Int64) throws -> AuthorityDesk.Issued {
                try desk.issue(TestDesk.client(name, days: days), forKey: TestDesk.key(), now: now)
            }
            for (name, days) in [("far", 31), ("soon", 30), ("urgent", 7), ("renewed", 5), ("renewed", 90)]
                as [(String, Int64)]
            {
                _ = try issue(name, days)
            }
            let gone = try issue("gone", 5)
            _ = try desk.revoke(
                ExactString(Hex.encode(gone.certificate.serial)),
                reason: .superseded,
                note: nil,
                isForeign: false,
                now: now
            )
            func attention(_ time: Timestamp) throws -> [String] {
                try AuthorityReport(of: place.issuingFiles, at: time).attention
            }
            let first = try attention(now)
            #expect(first.count == 3)
            #expect(first.contains { $0.hasPrefix("revocation list: 1 revoked since the newest was signed") })
            #expect(
                first.contains { $0.hasPrefix("client `soon` (") && $0.hasSuffix("): expires in 30 days") }
            )
            #expect(
                first.contains { $0.hasPrefix("client `urgent` (") && $0.hasSuffix("): expires in 7 days") }
            )
            _ = try desk.publish(days: nil, now: now)
            #expect(try attention(now).count == 2)
            #expect(try attention(now.adding(seconds: 8 * 86_400)).contains { $0.hasSuffix("): expired") })
            #expect(
                try attention(now.adding(seconds: 6 * 86_400 + 1)).contains {
                    $0.hasPrefix("revocation list: stale at ") && $0.hasSuffix(", within a day")
                }
            )
            #expect(
                try attention(now.adding(seconds: 8 * 86_400)).contains {
                    $0.hasPrefix("revocation list: stale since ")
                }
            )
            let late = try attention(now.adding(seconds: 1_095 * 86_400 - 86_400))
            #expect(late.contains { $0 == "authority `CN=Issuing`: expires in 1 day" })
            #expect(!late.contains { $0.hasPrefix("client") })
        }
    }

    @Test("each certificate's state is given for programs")
    func json() async throws {
        try await TestDesk.use { place in
            var desk = try place.desk()
            let gone = try desk.issue(TestDesk.client("gone"), forKey: TestDesk.key(), now: TestDesk.now)
            _ = try desk.issue(TestDesk.server("gate.example"), forKey: TestDesk.key(), now: TestDesk.now)
            _ = try desk.revoke(
                ExactString(Hex.encode(gone.certificate.serial)),
                reason: .cessationOfOperation,
                note: "moved",
                isForeign: false,
                now: TestDesk.now
            )
            let json = try AuthorityReport(of: place.issuingFiles, at: TestDesk.now).json
            let list = try #require(json["certificates"]?.array)
            #expect(list.map { $0["state"]?.string } == ["revoked", "valid"])
            #expect(list[0]["reason"] == "cessation_of_operation")
            #expect(list[0]["note"] == "moved")
            #expect(list[1]["expiry"] == "far")
            #expect(json["authority"]?["uriPrefix"] == "spiffe://gate.example/org/")
        }
    }
}
