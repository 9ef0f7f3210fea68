import Foundation

/// The auditor: has an export and the log's public key in a folder of her own, and nothing of the gate.
struct Auditor {
    let abeyance: CommandLineTool
    /// Her folder.
    let folder: String

    /// The export she was given.
    var export: String { "\(folder)/export" }
    /// The public key she was given.
    var key: String { "\(folder)/log.vkey" }

    /// Hands her a copy of the public key and an export of the log.
    func receive(from state: String) throws -> CommandLineTool.Result {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: "\(state)/log.vkey", toPath: key)
        return try abeyance.succeed(["audit", "export", state, export, "--key", key])
    }

    /// The arguments that verify a log.
    func verifying(_ log: String) -> [String] { ["audit", "verify", log, "--key", key] }

    /// The arguments that decide everything in a log again.
    func replaying(_ log: String) -> [String] { ["audit", "replay", log, "--key", key] }

    /// Runs a check that must end with a code: 0 agrees, 1 found something.
    ///
    /// When it must find something, its lines must name the entry.
    func check(_ arguments: [String], ends status: Int32, naming entry: Int64? = nil) throws -> Stage.Deed {
        let result = try abeyance.run(arguments)
        var deed = Stage.Deed(
            verdict: result.status == 0 ? .done : .found,
            facts: [result.status == 0 ? "nothing is wrong" : "something is wrong"],
            details: Self.excerpt(result.lines, about: entry)
        )
        if result.status != status {
            deed.differences.append("expected exit code \(status), found \(result.status)")
        }
        if let entry, !result.lines.contains(where: { Self.names(entry, $0) }) {
            deed.differences.append("expected a finding about entry \(entry)")
        }
        return deed
    }

    private static func excerpt(_ lines: [String], about entry: Int64?) -> [String] {
        guard let entry else { return Array(lines.prefix(3)) }
        return Array(lines.filter { names(entry, $0) }.prefix(3))
    }

    private static func names(_ entry: Int64, _ line: String) -> Bool {
        line.contains("entry \(entry):") || line.hasSuffix("entry \(entry)")
            || line.contains("entry \(entry) ")
    }
}
