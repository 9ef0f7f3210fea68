import Provisioning
import StrictJSON
import Testing

/// The log of a working folder, as `abeyance audit` shows it; also while a gate writes.
struct LogReader {
    let folder: String

    /// Every entry of a type, or every entry.
    func entries(_ type: String? = nil) throws -> [JSONValue] {
        let shown = try Subprocess.run(
            Programs.abeyance,
            ["audit", "show", "\(folder)/state", "--jsonl"] + (type.map { ["--type", $0] } ?? [])
        )
        try #require(shown.status == 0, "\(shown.errors)")
        return try shown.output.split(separator: UInt8(ascii: "\n")).map { try JSONValue.parse(Array($0)) }
    }

    /// The entry with a number.
    func entry(_ index: Int) throws -> JSONValue {
        try #require(try entries().first { $0["index"]?.integer == Int64(index) })
    }

    /// What became of a decision, read again until it is there; at most a few thousand times.
    func outcome(of decision: Int) throws -> JSONValue {
        try awaited(type: "outcome") { $0["decision"]?.integer == Int64(decision) }
    }

    /// Reads again until an entry is there.
    func awaited(type: String, where matches: (JSONValue) -> Bool) throws -> JSONValue {
        for _ in 0..<2_000 {
            if let found = try entries(type).first(where: matches) { return found }
        }
        throw RunningGate.Failure(description: "the log never had the entry of type \(type)")
    }

    /// Whether `audit verify` finds nothing wrong, with what it said.
    func verify() throws -> (isGood: Bool, words: String) { try audit("verify") }

    /// Whether `audit replay` decides everything as it was decided, with what it said.
    func replay() throws -> (isGood: Bool, words: String) { try audit("replay") }

    private func audit(_ command: String) throws -> (isGood: Bool, words: String) {
        let run = try Subprocess.run(
            Programs.abeyance,
            ["audit", command, "\(folder)/state", "--key", "\(folder)/state/log.vkey"]
        )
        return (run.status == 0, String(decoding: run.output, as: UTF8.self) + run.errors)
    }
}
