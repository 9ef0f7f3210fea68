import AuditLog
import AuditedLogs
import Cryptography
import Decisions
import Foundation
import StrictJSON
import Support
import Testing
import TransparencyLog

@Suite struct PacketTests {
    /// A packet of the first decision that `wanted` takes, in a folder of its own.
    private func packet(
        _ wanted: (EntryOutline) -> Bool,
        _ body: (AuditedLog, String, PacketWriter.Contents) async throws -> Void
    ) async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let log = try await AuditedLog(folder: folder)
            let source = try LogSources.open(folder)
            let entries = try source.leaves(from: 0, limit: .max).map {
                EntryOutline(try LogEntry(leaf: $0.bytes))
            }
            let index = try #require(entries.first { $0.type == .decision && wanted($0) }).index
            let packet = "\(folder)/packet"
            let contents = try PacketWriter.write(
                decision: index,
                of: source,
                key: log.verifier,
                to: packet
            )
            try await body(log, packet, contents)
        }
    }

    @Test(arguments: [true, false], [1, 3])
    func `A packet is checked from its folder and the public key alone`(
        isAllowed: Bool,
        version: Int64
    ) async throws {
        try await packet({
            $0.isAllowed == isAllowed && $0.bundleVersion == version
                || version == 1 && $0.isAllowed == isAllowed
        }) {
            log,
            packet,
            contents in
            #expect((contents.outcome != nil) == isAllowed)
            let check = try PacketCheck(folder: packet, key: log.verifier)
            #expect(check.findings.first.map(\.description) == [])
            #expect(check.decision?.index == contents.decision)
            #expect(check.hasOutcome == isAllowed)
            #expect(check.checkpoint?.size == contents.size)
            let readme = try String(contentsOfFile: "\(packet)/README.txt", encoding: .utf8)
            #expect(readme.contains(log.verifier.vkey))
            #expect(readme.contains("DECISION \(contents.decision) OF"))
        }
    }

    @Test func `No entry is in a packet but the decision, its outcome and the activation`() async throws {
        try await packet({ $0.isAllowed == true }) { log, packet, contents in
            let own = [contents.decision, contents.outcome, contents.activation]
            let texts = try #require(FileManager.default.enumerator(atPath: packet)).compactMap {
                $0 as? String
            }
            .compactMap { try? String(contentsOfFile: "\(packet)/\($0)", encoding: .utf8) }
            for stored in try LogSources.open(log.folder).leaves(from: 0, limit: .max)
            where !own.contains(stored.index) {
                let nonce = Hex.encode(try LogEntry(leaf: stored.bytes).nonce)
                #expect(!texts.contains { $0.contains(nonce) })
            }
            #expect(texts.contains { $0.contains("anyone-may-compare") })
        }
    }

    @Test(arguments: [
        "decision.json", "decision.proof", "outcome.json", "policies.json", "policies.proof",
        "policies/policies/rules.cedar", "policies/organisations.json",
    ])
    func `A byte changed in any file that counts is found`(name: String) async throws {
        try await packet({ $0.isAllowed == true }) { log, packet, _ in
            let path = "\(packet)/\(name)"
            var bytes = try TestFiles.bytes(atPath: path)
            let place = try #require(bytes.lastIndex { (UInt8(ascii: "a")...UInt8(ascii: "y")).contains($0) })
            bytes[place] += 1
            try TestFiles.write(bytes, toPath: path)
            #expect(try !PacketCheck(folder: packet, key: log.verifier).isClean)
        }
    }

    @Test func `Another decision's outcome, a missing part and another key are found`() async throws {
        try await packet({ $0.isAllowed == true }) { log, packet, contents in
            let other = try LogSigner(origin: AuditedLog.origin, key: PrivateKey.generate(.ed25519)).verifier
            #expect(try !PacketCheck(folder: packet, key: other).isClean)
            let source = try LogSources.open(log.folder)
            let wrong = try EntryProof(of: try #require(contents.outcome) + 2, in: source, key: log.verifier)
            try TestFiles.write(wrong.leaf, toPath: "\(packet)/outcome.json")
            try TestFiles.write(wrong.receipt.encoded, toPath: "\(packet)/outcome.proof")
            let found = try PacketCheck(folder: packet, key: log.verifier).findings.first
            #expect(found.map(\.kind) == [.outcome])
            try FileManager.default.removeItem(atPath: "\(packet)/policies.proof")
            #expect(
                try PacketCheck(folder: packet, key: log.verifier).findings.first.contains {
                    $0.kind == .file
                }
            )
        }
    }

    @Test func `What is no decision, and a folder that is there already, are refused`() async throws {
        try await packet({ $0.isAllowed == true }) { log, packet, contents in
            let source = try LogSources.open(log.folder)
            #expect {
                try PacketWriter.write(decision: 0, of: source, key: log.verifier, to: "\(packet)2")
            } throws: {
                ($0 as? AuditLogError)?.code == .outOfRange
            }
            #expect {
                try PacketWriter.write(
                    decision: contents.decision,
                    of: source,
                    key: log.verifier,
                    to: packet
                )
            } throws: {
                ($0 as? AuditLogError)?.code == .exists
            }
            #expect {
                _ = try PacketCheck(folder: log.folder, key: log.verifier)
            } throws: {
                ($0 as? AuditLogError)?.code == .wrongFormat
            }
        }
    }
}
