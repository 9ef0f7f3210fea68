import Broker
import Cryptography
import Decisions
import Glibc
import Support
import Testing

/// Revocation lists and the deny-list in folders, with authorities and lists made on the spot.
@Suite struct RestrictionFilesTests {
    static let noon = Timestamp(seconds: 1_800_000_000)

    /// An authority and the lists that it publishes.
    struct Issuer {
        let authority: CertificateAuthority

        init(_ name: String) throws {
            authority = try .create(
                commonName: name,
                notBefore: noon.adding(seconds: -3_600),
                notAfter: noon.adding(seconds: 86_400 * 365)
            )
        }

        var certificate: Certificate { authority.certificate }
        var key: SHA256Digest { certificate.publicKeyDigest }

        func list(_ number: UInt64, revoking serials: [[UInt8]] = []) throws -> CertificateRevocationList {
            try authority.revocationList(
                number: number,
                thisUpdate: noon,
                nextUpdate: noon.adding(seconds: 86_400),
                revocations: serials.map { CertificateAuthority.Revocation(serial: $0, time: noon) }
            )
        }
    }

    /// A folder with an empty deny-list and an empty folder of lists.
    private func withFiles(_ body: (RestrictionFiles, String) throws -> Void) async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let files = RestrictionFiles(
                denied: "\(folder)/denied.json",
                lists: "\(folder)/crl",
                copies: "\(folder)/copies"
            )
            try TestFiles.write(Array(#"{"certificates":[],"keys":[]}"#.utf8), toPath: files.denied)
            try FileBytes.createFolder("\(folder)/crl")
            try body(files, folder)
        }
    }

    @Test(arguments: ["list.pem", "list.crl", "list.der"])
    func aNewerListIsTakenOnceWhateverItsEncoding(name: String) async throws {
        try await withFiles { files, folder in
            let issuer = try Issuer("one")
            let list = try issuer.list(7, revoking: [[5], [6]])
            try TestFiles.write(name == "list.pem" ? list.pem : list.der, toPath: "\(folder)/crl/\(name)")
            let first = files.read(for: [issuer.certificate])
            #expect(first.alarms == [])
            #expect(first.numbers == [issuer.key: 7])
            #expect(first.taken.map(\.record.number) == [7])
            #expect(first.taken.map(\.record.revoked) == [2])
            #expect(first.taken.map(\.record.digest) == [.of(list.der)])
            let second = files.read(for: [issuer.certificate], newest: [issuer.key: 7])
            #expect(second.numbers == [issuer.key: 7])
            #expect(second.taken.isEmpty)
        }
    }

    @Test func oneFileMayHoldTheListsOfTwoAuthoritiesAndOneListSaysNothingOfTheOther() async throws {
        try await withFiles { files, folder in
            let (one, two) = (try Issuer("one"), try Issuer("two"))
            let authorities = [one.certificate, two.certificate]
            try TestFiles.write(try one.list(1).pem, toPath: "\(folder)/crl/a.pem")
            let alone = files.read(for: authorities)
            #expect(alone.numbers == [one.key: 1])
            #expect(alone.refusedIssuers.isEmpty)
            try TestFiles.write(try one.list(1).pem + two.list(4).pem, toPath: "\(folder)/crl/a.pem")
            let both = files.read(for: authorities)
            #expect(both.alarms == [])
            #expect(both.numbers == [one.key: 1, two.key: 4])
        }
    }

    @Test func anOlderListIsIgnoredAndTheCopyOfTheNewerOneCounts() async throws {
        try await withFiles { files, folder in
            let issuer = try Issuer("one")
            try TestFiles.write(try issuer.list(9, revoking: [[5]]).pem, toPath: "\(folder)/crl/a.pem")
            try files.keep(files.read(for: [issuer.certificate]))
            try TestFiles.write(try issuer.list(8).pem, toPath: "\(folder)/crl/a.pem")
            let again = files.read(for: [issuer.certificate], newest: [issuer.key: 9])
            #expect(again.numbers == [issuer.key: 9])
            #expect(again.refusedIssuers.isEmpty)
            #expect(again.alarms.count == 1)
            #expect(
                again.alarms.first?.problem.contains("number 8 does not follow number 9, ignored") == true
            )
        }
    }

    @Test func aListThatWasInForceAndIsNowhereAnyMoreRefusesItsIssuersClients() async throws {
        try await withFiles { files, folder in
            let (one, two) = (try Issuer("one"), try Issuer("two"))
            let read = { files.read(for: [one.certificate, two.certificate], newest: [one.key: 9]) }
            #expect(read().refusedIssuers == [one.key])
            #expect(read().alarms.first?.problem.contains("number 9 was in force before") == true)
            try TestFiles.write(try one.list(8).pem, toPath: "\(folder)/crl/a.pem")
            #expect(read().refusedIssuers == [one.key], "an older one does not help")
            try TestFiles.write(try one.list(9).pem, toPath: "\(folder)/crl/a.pem")
            #expect(read().refusedIssuers.isEmpty)
        }
    }

    @Test func aBadListRefusesItsIssuersClientsWhateverOtherListIsThere() async throws {
        try await withFiles { files, folder in
            let (one, two) = (try Issuer("one"), try Issuer("two"))
            let impostor = try Issuer("one")
            for good in ["a.pem", "z.pem"] {
                try TestFiles.write(try one.list(1).pem, toPath: "\(folder)/crl/\(good)")
                try TestFiles.write(try impostor.list(2).pem, toPath: "\(folder)/crl/m.pem")
                let read = files.read(for: [one.certificate, two.certificate])
                #expect(read.refusedIssuers == [one.key], "\(good)")
                #expect(read.alarms.contains { $0.problem.contains("not signed by a known authority") })
            }
        }
    }

    @Test(arguments: [Array("nonsense".utf8), [], [0x30, 0x03, 0x02, 0x01]])
    func bytesThatAreNoListRefuseEverybodyUntilTheyAreGone(content: [UInt8]) async throws {
        try await withFiles { files, folder in
            let (one, two) = (try Issuer("one"), try Issuer("two"))
            let authorities = [one.certificate, two.certificate]
            try TestFiles.write(content, toPath: "\(folder)/crl/a.pem")
            let read = files.read(for: authorities)
            #expect(read.refusedIssuers == [one.key, two.key])
            #expect(read.alarms.allSatisfy { $0.subject == .revocationList })
            try TestFiles.write([], toPath: "\(folder)/crl/.hidden.pem")
            try TestFiles.write([], toPath: "\(folder)/crl/README")
            #expect(unsafe rename("\(folder)/crl/a.pem", "\(folder)/elsewhere") == 0)
            #expect(files.read(for: authorities).refusedIssuers.isEmpty)
        }
    }

    @Test func aFolderThatIsNotThereRefusesEverybody() async throws {
        try await withFiles { files, folder in
            let issuer = try Issuer("one")
            let elsewhere = RestrictionFiles(
                denied: files.denied,
                lists: "\(folder)/none",
                copies: files.copies
            )
            #expect(elsewhere.read(for: [issuer.certificate]).refusedIssuers == [issuer.key])
            let without = RestrictionFiles(denied: files.denied, lists: nil, copies: files.copies)
            #expect(without.read(for: [issuer.certificate]).refusedIssuers.isEmpty)
        }
    }

    @Test func anUnreadableDenyListRefusesEverybody() async throws {
        try await withFiles { files, _ in
            let issuer = try Issuer("one")
            for content in ["{", #"{"certificates":[]}"#, #"{"certificates":["x"],"keys":[]}"#] {
                try TestFiles.write(Array(content.utf8), toPath: files.denied)
                let read = files.read(for: [issuer.certificate])
                #expect(read.refusedIssuers == [issuer.key])
                #expect(read.alarms.map(\.subject) == [.denyList])
            }
        }
    }

    @Test func changesAreSeenRestrictionsAtOnceAndTheGenerationWhenItHasSettled() async throws {
        try await withFiles { files, folder in
            let certificate = "\(folder)/server.pem"
            try TestFiles.write([1], toPath: certificate)
            var watch = FileWatch(generation: [certificate, "\(folder)/absent.key"], restrictions: files)
            #expect(watch.look() == FileWatch.Change())
            try TestFiles.write([1], toPath: "\(folder)/crl/a.pem")
            #expect(watch.look().restrictions)
            watch.readRestrictions(at: watch.now)
            #expect(watch.look() == FileWatch.Change())
            try TestFiles.write([1, 2], toPath: certificate)
            #expect(!watch.look().generation, "somebody may still be writing")
            try TestFiles.write([1, 2, 3], toPath: certificate)
            #expect(!watch.look().generation)
            #expect(watch.look().generation)
            #expect(watch.look().generation, "until it is read")
            watch.readGeneration(at: watch.now)
            #expect(watch.look() == FileWatch.Change())
            try TestFiles.write([1], toPath: "\(folder)/absent.key")
            #expect(!watch.look().generation)
            #expect(watch.look().generation)
        }
    }

    @Test func filesThatNobodyLoadsAreNamedOnceAfterFiveMinutes() {
        var forgotten = ForgottenFiles()
        let after = { (seconds: Int64) in Self.noon.adding(seconds: seconds) }
        #expect(forgotten.look(isPending: false, at: after(0)) == nil)
        #expect(forgotten.look(isPending: true, at: after(1)) == nil)
        #expect(forgotten.look(isPending: true, at: after(300)) == nil)
        #expect(forgotten.look(isPending: true, at: after(301)) == after(1))
        #expect(forgotten.look(isPending: true, at: after(302)) == nil, "it was said")
        #expect(forgotten.since == after(1), "and is still so")
        #expect(forgotten.look(isPending: false, at: after(303)) == nil)
        #expect(
            forgotten.look(isPending: true, at: after(900)) == nil,
            "another change, another five minutes"
        )
        #expect(forgotten.look(isPending: true, at: after(1_200)) == after(900))
    }
}
