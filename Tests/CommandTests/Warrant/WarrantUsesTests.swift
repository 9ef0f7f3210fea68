import AuditLog
import AuditedLogs
import StrictJSON
import Support
import Testing

@Suite("abeyance warrant uses")
struct WarrantUsesTests {
    private func uses(
        _ place: AuditPlace,
        _ id: String,
        allowed: Int,
        _ more: String...
    ) throws -> Outcome {
        try Program.run(
            Program.abeyance,
            [
                "warrant", "uses", place.state, "--key", place.key, "--digest-key", place.log.digestKeyFile,
                "--issuer", AuditedLog.court.value, "--jti", id, "--allowed", "\(allowed)",
            ] + more
        )
    }

    @Test("a warrant's uses are told as the court's list is reconciled, and one that was never used as such")
    func told() async throws {
        try await AuditPlace.use { place in
            let used = try uses(place, "w-1", allowed: 100)
            #expect(used.code == 0)
            #expect(used.lines.first?.hasPrefix("by       ") == true)
            #expect(used.lines.last?.hasPrefix("w-1 of https://court.example: ") == true)
            #expect(used.lines.last?.hasSuffix(" of 100 used") == true)
            let json = try JSONValue.parse(
                Array(uses(place, "w-1", allowed: 100, "--json").output.utf8.dropLast())
            )
            let count = try #require(json["used"]?.integer)
            #expect(used.lines.last?.contains(": \(count) of 100 used") == true)
            #expect(count > 0)
            let unused = try uses(place, "w-3", allowed: 5)
            #expect(unused.code == 0)
            #expect(unused.lines == ["w-3 of https://court.example: never used"])
        }
    }

    @Test("a log that counted to another number than the order allows is a finding")
    func anotherNumber() async throws {
        try await AuditPlace.use { place in
            let outcome = try uses(place, "w-1", allowed: 99)
            #expect(outcome.code == 1)
            #expect(outcome.output.contains("99 uses in all, as the court lists"))
        }
    }

    @Test("a warrant is named in one way only, and what is no token and no key is refused")
    func wrong() async throws {
        try await AuditPlace.use { place in
            let common = [
                "warrant", "uses", place.state, "--key", place.key, "--digest-key", place.log.digestKeyFile,
            ]
            func run(_ more: String...) throws -> Outcome {
                try Program.run(Program.abeyance, common + more)
            }
            let unnamed = try run()
            #expect(unnamed.code == 64)
            #expect(try run("--issuer", "https://court.example", "--jti", "w-1").code == 64)
            #expect(try run("--token", place.key, "--jti", "w-1").code == 64)
            #expect(try run("--token", place.key).failed(2, saying: "not a warrant token"))
        }
    }
}
