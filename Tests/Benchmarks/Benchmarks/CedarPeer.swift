import Foundation
import StrictJSON
import Support

/// Rust Cedar, as the Python package `cedarpy` brings it: what its engine says of its own time.
struct CedarPeer {
    /// Such as `cedarpy 4.12.2`.
    let name: String
    /// What was measured, by the name of the set or application.
    let measured: JSONValue

    /// What a row of ours ends with when the package is not there.
    static func absence(_ peer: CedarPeer?) -> String {
        peer == nil ? "; cedarpy (Rust Cedar): not installed" : ""
    }

    /// The peer's figures for policy sets, which are written to a folder for it; nil when it is not installed.
    static func broker(_ sets: [BrokerSet], in folder: String) throws -> CedarPeer? {
        guard isPresent else { return nil }
        for set in sets {
            let file: JSONObject = [
                "policies": .string(ExactString(set.texts.policies)),
                "schema": .string(ExactString(set.texts.schema)),
                "entities": set.texts.entities, "requests": set.texts.requests,
            ]
            try TestFiles.write(file.serialized(), toPath: "\(folder)/\(set.count).json")
        }
        return try measure(sets.map { "\(folder)/\($0.count).json" })
    }

    /// The peer's figures for files that hold `policies`, `entities` and `requests`; nil when it is not installed.
    static func measure(_ files: [String]) throws -> CedarPeer? {
        guard isPresent else { return nil }
        let output = try Programs.output(of: python, ["-I", script] + files)
        let limits = JSONLimits(maxBytes: 1 << 20, maxDepth: 8, maxMembers: 10_000)
        let json = try JSONValue.parse(Array(output.utf8), limits: limits)
        guard let version = json["version"]?.string?.value, let measured = json["measured"] else {
            throw WrongAnswer("\(script) printed no figures")
        }
        return CedarPeer(name: "cedarpy \(version)", measured: measured)
    }

    /// A figure by the names of the set and the quantity.
    func number(_ set: String, _ quantity: ExactString) throws -> Double {
        guard let text = measured[ExactString(set)]?[quantity]?.string?.value, let number = Double(text)
        else {
            throw WrongAnswer("\(name) gave no `\(quantity.value)` of \(set)")
        }
        return number
    }

    /// The row beside a set's; it must have allowed the same number of requests.
    func row(for set: BrokerSet) throws -> Figure {
        let allowed = try number("\(set.count)", "allowed")
        guard Int(allowed) == set.allowed else {
            throw WrongAnswer("\(name) allows \(Int(allowed)), expected \(set.allowed)")
        }
        let time = try number("\(set.count)", "decision")
        return Figure("\(set.count.grouped) policies, Rust Cedar", time, "µs", note: engineNote)
    }

    /// What its figures of decisions are.
    var engineNote: String { "\(name), the engine's own time (authz_duration_micros), without the binding" }

    private static let folder = FileManager.default.currentDirectoryPath
    private static let python = "\(folder)/.venv/bin/python"
    private static let script = "\(folder)/Tests/Benchmarks/Benchmarks/cedarpy_figures.py"

    private static var isPresent: Bool {
        let files = FileManager.default
        let versions = (try? files.contentsOfDirectory(atPath: "\(folder)/.venv/lib")) ?? []
        return files.isReadableFile(atPath: script)
            && versions.contains {
                files.fileExists(atPath: "\(folder)/.venv/lib/\($0)/site-packages/cedarpy")
            }
    }
}
