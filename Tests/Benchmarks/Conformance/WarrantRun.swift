import Foundation
import Support
import Warrants

/// A file of warrant vectors, judged by the real verifier.
struct WarrantRun {
    private let report: WarrantConformance
    /// How many vectors another parser finds in the file.
    private let held: Int

    /// Judges every token of the file.
    init(path: String) throws {
        let bytes = try UnusableFile.bytes(at: path)
        do { report = try WarrantConformance(parsing: bytes) } catch {
            throw UnusableFile(description: "\(path): \(error)")
        }
        let file = try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any]
        held = (file?["vectors"] as? [Any])?.count ?? 0
    }

    /// Prints what differs and the line of counts; whether everything agreed and nothing was left out.
    func printed() -> Bool {
        for mismatch in report.mismatches { print(mismatch) }
        if report.tokens != held { complain("the file holds \(held) vectors, \(report.tokens) were judged") }
        if held == 0 { complain("the file holds no vectors") }
        print("warrants: \(report.tokens) tokens, \(report.mismatches.count) mismatches")
        return report.mismatches.isEmpty && report.tokens == held && held > 0
    }
}

/// A file of vectors that cannot be used.
struct UnusableFile: Error, CustomStringConvertible {
    let description: String

    /// A file's content, or an error in words.
    static func bytes(at path: String) throws -> [UInt8] {
        do { return try TestFiles.bytes(atPath: path) } catch {
            throw UnusableFile(description: "\(path): cannot be read, expected a file")
        }
    }
}
