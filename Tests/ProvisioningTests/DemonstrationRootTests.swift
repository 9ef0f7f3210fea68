import Cryptography
import Decisions
import Foundation
import PolicyControl
import Provisioning
import StrictJSON
import Support
import Testing

@Suite struct DemonstrationRootTests {
    static let now = Timestamp(seconds: 1_800_000_000)

    @Test func `The made folder holds a policy set that can decide, and the same set as files`() async throws
    {
        try await TestFiles.withTemporaryFolder { folder in
            let root = try Self.make("\(folder)/root")
            #expect(root.bundle.about.isDemonstration)
            _ = try Engine(root.bundle)
            let files = try PolicyFolder.files(at: "\(root.folder)/policies")
            #expect(try Decisions.Bundle(files: files).digest == root.bundle.digest)
            #expect(
                root.bundle.registry.organisations.map(\.name.value).sorted()
                    == ["icmec", "marinus-analytics", "metro-police", "state-auditor", "thorn"]
            )
        }
    }

    @Test func `Each member's certificate is the one that the registry knows`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let root = try Self.make("\(folder)/root")
            let directory = ClientDirectory(root.bundle.registry)
            let authority = try Self.certificate("client-ca", in: root)
            for name in ["icmec", "marinus-analytics", "metro-police", "state-auditor", "thorn"] {
                let client = try Self.certificate(name, in: root)
                #expect(client.isSigned(by: authority))
                let found = try directory.organisation(of: client, issuedBy: authority.publicKeyDigest)
                #expect(found.name.value == name)
            }
        }
    }

    @Test func `The unregistered certificate belongs to nobody, and the untrusted one to another authority`()
        async throws
    {
        try await TestFiles.withTemporaryFolder { folder in
            let root = try Self.make("\(folder)/root")
            let directory = ClientDirectory(root.bundle.registry)
            let authority = try Self.certificate("client-ca", in: root)
            let unregistered = try Self.certificate("unregistered", in: root)
            #expect(unregistered.isSigned(by: authority))
            #expect(throws: (any Error).self) {
                try directory.organisation(of: unregistered, issuedBy: authority.publicKeyDigest)
            }
            let untrusted = try Self.certificate("untrusted", in: root)
            #expect(!untrusted.isSigned(by: authority))
            #expect(untrusted.uriNames == [DemonstrationRegistry.policeURI.value])
        }
    }

    @Test func `Nobody but the owner may read a key`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let root = try Self.make("\(folder)/root")
            let keys = try FileManager.default.contentsOfDirectory(atPath: "\(root.folder)/keys").sorted()
            #expect(
                keys == [
                    "client-ca.key", "icmec.key", "marinus-analytics.key", "metro-police.key", "server.key",
                    "state-auditor.key", "thorn.key", "unregistered.key", "untrusted.key",
                ]
            )
            let paths = keys.map { "keys/\($0)" } + ["court/court.key", "court/status.key"]
            for path in paths { #expect(try Self.mode("\(root.folder)/\(path)") == 0o600, "\(path)") }
            for path in ["keys", "court", "state"] {
                #expect(try Self.mode("\(root.folder)/\(path)") == 0o700, "\(path)")
            }
        }
    }

    @Test func `A key never replaces a file that is there`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            try TestFiles.write([1], toPath: "\(folder)/a.key")
            let key = try PrivateKey.generate(.ed25519)
            #expect(throws: DemonstrationRoot.Failure.self) {
                try WorkingTree(folder).write(key, to: "a.key")
            }
            #expect(try TestFiles.bytes(atPath: "\(folder)/a.key") == [1])
        }
    }

    @Test func `A folder that is not empty is refused and left as it is`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            try TestFiles.write([1], toPath: "\(folder)/mine.txt")
            let refusal = #expect(throws: DemonstrationRoot.Failure.self) { try Self.make(folder) }
            #expect(
                refusal?.description
                    == "\(folder): not empty (mine.txt); name a folder that does not exist yet"
            )
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["mine.txt"])
        }
    }

    @Test func `A file where the folder should be is refused`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            try TestFiles.write([1], toPath: "\(folder)/file")
            let refusal = #expect(throws: DemonstrationRoot.Failure.self) { try Self.make("\(folder)/file") }
            #expect(refusal?.description.hasPrefix("\(folder)/file: ") == true)
        }
    }

    @Test func `Two roots are two logs with two sets of keys`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let (first, second) = (try Self.make("\(folder)/1"), try Self.make("\(folder)/2"))
            #expect(first.origin != second.origin)
            #expect(first.bundle.digest != second.bundle.digest)
        }
    }

    @discardableResult
    static func make(_ folder: String) throws -> DemonstrationRoot {
        try DemonstrationRoot.make(in: folder, policies: PolicyLibrary(folder: "policies"), now: now)
    }

    static func certificate(_ name: String, in root: DemonstrationRoot) throws -> Certificate {
        try #require(
            try Certificate.all(inPEM: TestFiles.bytes(atPath: "\(root.folder)/certs/\(name).pem")).first
        )
    }

    static func mode(_ path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return try #require(attributes[.posixPermissions] as? Int)
    }
}
