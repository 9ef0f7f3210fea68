import AuditLog
import AuditedLogs
import Cryptography
import Foundation
import Support
import Testing
import TransparencyLog

/// Runs what `Docs/ForAuditors.md` tells an auditor to type.
@Suite struct AuditorsPageTests {
    /// A block of commands, and lines that must come of it, in which `…` stands for anything.
    private struct Step {
        var commands: String
        var lines: [String] = []
    }

    private static func steps() throws -> [Step] {
        let text = String(decoding: try TestFiles.bytes(atPath: "Docs/ForAuditors.md"), as: UTF8.self)
        var steps: [Step] = []
        var fence: String?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            if line.hasPrefix("```") {
                fence = fence == nil ? String(line.dropFirst(3)) : nil
                if fence == "sh" { steps.append(Step(commands: "")) }
            } else if fence == "sh" {
                steps[steps.count - 1].commands += line + "\n"
            } else if fence == "text" {
                steps[steps.count - 1].lines.append(line)
            }
        }
        return steps
    }

    /// Whether a line is the pattern, in which `…` stands for anything.
    private static func matches(_ line: String, _ pattern: String) -> Bool {
        let parts = pattern.components(separatedBy: "…")
        guard parts.count > 1 else { return line == pattern }
        guard line.hasPrefix(parts[0]), line.hasSuffix(parts[parts.count - 1]) else { return false }
        var rest = Substring(line)
        for part in parts where !part.isEmpty {
            guard let found = rest.range(of: part) else { return false }
            rest = rest[found.upperBound...]
        }
        return true
    }

    /// What the page says the auditor has, in a folder.
    private static func hand(_ place: String, _ log: AuditedLog) async throws {
        _ = try LogExport.export(LogSources.open(log.folder), key: log.verifier, to: "\(place)/export")
        for name in ["log.vkey", "digest.key"] {
            try FileManager.default.copyItem(atPath: "\(log.folder)/\(name)", toPath: "\(place)/\(name)")
        }
        let list = AuditedLog.warrants.map {
            #"{"iss":"\#(AuditedLog.court)","jti":"\#($0.id)","uses":\#($0.uses)}"#
        }
        try TestFiles.write(Array(list.joined(separator: "\n").utf8), toPath: "\(place)/court.jsonl")
        try AuditPlace.writePolicies(version: 3, to: "\(place)/draft-policies")
        try handCheckpoints(place)
    }

    /// What others kept: a checkpoint as answers carry it, and another that a witness cosigned.
    private static func handCheckpoints(_ place: String) throws {
        let notes = try LogSources.open("\(place)/export").chunk(from: 0, limit: 4_096).checkpoints.map(
            \.note
        )
        let seen = Array(try #require(notes.first).utf8)
        try TestFiles.write(Array(Base64.encode(seen).utf8), toPath: "\(place)/seen.txt")
        let witness = try WitnessSigner(name: "witness.example/w1", key: .generate(.ed25519))
        let note = try SignedNote(parsing: Array(notes[notes.count / 2].utf8))
        let folder = "\(place)/export/cosignatures"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        let vkey = Array(witness.verifier.vkey.utf8)
        try TestFiles.write(
            note.adding([witness.cosign(note.text, time: 1_800_000_000)]).encoded,
            toPath: "\(folder)/\(SHA256Digest.of(vkey).hex)"
        )
        try TestFiles.write(vkey + [0x0a], toPath: "\(place)/witness.vkey")
    }

    @Test func `Every command of the auditors' page does what the page says`() async throws {
        let steps = try Self.steps()
        #expect(steps.count >= 8)
        #expect(steps.allSatisfy { !$0.lines.isEmpty })
        try await TestFiles.withTemporaryFolder { place in
            try await TestFiles.withTemporaryFolder { state in
                try await Self.hand(place, AuditedLog(folder: state))
            }
            for step in steps {
                let script = "cd '\(place)'\nset -e\nPATH='\(Program.folder)':$PATH\n\(step.commands)"
                let outcome = try await Blocking.run { try Program.run("sh", ["-c", script]) }
                #expect(outcome.code == 0, "\(step.commands)\(outcome.errors)")
                for pattern in step.lines {
                    #expect(
                        outcome.lines.contains { Self.matches($0, pattern) },
                        "\(step.commands)`\(pattern)` is no line of:\n\(outcome.output)"
                    )
                }
            }
        }
    }
}
