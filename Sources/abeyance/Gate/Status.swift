import ArgumentParser
import Broker
import Cryptography
import StrictJSON

/// Shows how a running gate is.
struct Status: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show how the running gate is: generation, expiries, revocation lists, log, queue.",
        discussion: """
            The same facts are at `/status` of the admin listener.

            Exit codes: 0 ready, 1 ready with something to look at, 2 no gate could be asked, 3 not ready, 64 wrong usage.
            """
    )

    @Option(help: ArgumentHelp("The running gate's configuration.", valueName: "file"))
    var config = "abeyance.yaml"

    @Flag(help: "Print one JSON object.")
    var json = false

    func run() async throws {
        try await Terminal.reporting {
            let facts = try RunningGate(config: config).ask(.status)
            let status = try JSONValue.parse(facts)
            if json { Terminal.print(facts) } else { Self.lines(status).forEach { Terminal.print($0) } }
            let code = Self.exitCode(status)
            guard code == 0 else { throw ExitCode(code) }
        }
    }

    /// What the exit code says of the gate's health.
    static func exitCode(_ status: JSONValue) -> Int32 {
        guard status["ready"]?.bool == true else { return 3 }
        return status["warnings"]?.array?.isEmpty == true ? 0 : 1
    }

    private static func lines(_ status: JSONValue) -> [String] {
        let isReady = status["ready"]?.bool == true
        var lines = [isReady ? "ready" : "not ready"]
        lines += words(status["obstacles"]).map { "  refused: \($0)" }
        lines += words(status["warnings"]).map { "  look at: \($0)" }
        if status["demonstration"]?.bool == true {
            lines.append("demonstration root: one person holds every key")
        }
        lines += [
            "generation   \(number(status["generation"])), loaded \(word(status["loadedAt"]))",
            "policy set   \(word(status["bundleName"])) version \(number(status["bundleVersion"])), \(word(status["bundle"]))",
            "log          \(word(status["origin"])), \(number(status["entries"])) entries, \(number(status["queue"])) waiting",
        ]
        if let age = status["unwitnessedSeconds"]?.integer { lines.append("unwitnessed  \(age) s") }
        lines.append(
            "connections  \(number(status["connections"])), requests in hand \(number(status["requests"]))"
        )
        for item in status["expiries"]?.array ?? [] {
            let number =
                item["number"]?.string.map { ", number \($0), \(Self.number(item["revoked"])) revoked" } ?? ""
            lines.append(
                "ends         \(word(item["expires"])) \(word(item["kind"])) `\(word(item["name"]))`\(number)"
            )
        }
        for key in words(status["refusedIssuers"]) {
            lines.append("refused      every client of the authority with the key \(key)")
        }
        let denied = status["denied"]
        lines.append(
            "denied       \(number(denied?["certificates"])) certificates, \(number(denied?["keys"])) keys, "
                + "\(number(denied?["authorities"])) authorities by date"
        )
        if let free = status["diskFree"]?.integer, let reserve = status["diskReserve"]?.integer {
            lines.append("disk         \(free >> 20) MiB free, decisions end at \(reserve >> 20) MiB")
        }
        return lines
    }

    private static func word(_ value: JSONValue?) -> String {
        Printable.text(value?.string?.value ?? "", limit: 400)
    }

    private static func number(_ value: JSONValue?) -> String { value?.integer.map { "\($0)" } ?? "?" }

    private static func words(_ value: JSONValue?) -> [String] {
        (value?.array ?? []).compactMap { $0.string?.value }.map { Printable.text($0, limit: 1_000) }
    }
}
