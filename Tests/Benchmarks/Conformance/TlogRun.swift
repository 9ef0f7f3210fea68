import Foundation
import Support
import Witnessing

/// A folder of transparency-log vectors, judged by the real parts.
struct TlogRun {
    private let report: TlogConformance
    /// How many cases another parser finds in the files that hold most of them, by the part that judges them.
    private let held: [String: Int]

    /// Judges everything in the folder.
    init(folder: String) throws {
        let packed = "\(folder)/ed25519/cctv_ed25519vectors.json.gz"
        let unpacked = try Self.unpacked(packed)
        do {
            report = try TlogConformance({ try? TestFiles.bytes(atPath: "\(folder)/\($0)") }) { _ in unpacked
            }
        } catch {
            throw UnusableFile(description: "\(folder): \(error)")
        }
        var held = ["Ed25519": try Self.elements(unpacked)]
        for (part, file) in [
            ("inclusion", "inclusion"), ("consistency", "consistency"),
            ("subtree inclusion", "subtreeinclusion"), ("subtree consistency", "subtreeconsistency"),
        ] {
            held[part] = try Self.elements(UnusableFile.bytes(at: "\(folder)/merkle/\(file).json"))
        }
        held["checksum database"] = try Self.elements(
            UnusableFile.bytes(at: "\(folder)/sumdb_tlog_vectors.json")
        )
        self.held = held
    }

    /// Prints what differs and the line of counts; whether everything agreed and nothing was left out.
    func printed() -> Bool {
        for mismatch in report.mismatches { print(mismatch) }
        for exception in report.exceptions { print("not as labelled, on purpose: \(exception)") }
        var isWhole = true
        for part in report.parts {
            guard let count = held[part.name], count != part.cases || count == 0 else { continue }
            complain("\(part.name): the file holds \(count) cases, \(part.cases) were judged")
            isWhole = false
        }
        print(report.summary)
        return report.mismatches.isEmpty && isWhole
    }

    /// How many elements an array has, or all arrays and objects that are members of an object have together.
    private static func elements(_ bytes: [UInt8]) throws -> Int {
        let json = try JSONSerialization.jsonObject(with: Data(bytes))
        if let array = json as? [Any] { return array.count }
        return (json as? [String: Any] ?? [:]).values.reduce(0) { sum, member in
            sum + ((member as? [Any])?.count ?? (member as? [String: Any])?.count ?? 0)
        }
    }

    private static func unpacked(_ path: String) throws -> [UInt8] {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["gzip", "-dc", path]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let bytes = [UInt8](pipe.fileHandleForReading.readDataToEndOfFile())
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw UnusableFile(description: "\(path): cannot be unpacked")
        }
        return bytes
    }
}
