import Cryptography
import Foundation
import TLS

/// A file of certificate chains, judged by the verifier of the handshake.
struct LimboRun {
    private let report: LimboConformance
    /// How many cases another parser finds in the file.
    private let held: Int

    /// Judges every case of the file; those that name no time are judged now.
    init(path: String) throws {
        let bytes = try UnusableFile.bytes(at: path)
        let now = Timestamp(seconds: Int64(Date().timeIntervalSince1970))
        do { report = try LimboConformance(parsing: bytes, now: now) } catch {
            throw UnusableFile(description: "\(path): \(error)")
        }
        let file = try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any]
        held = (file?["testcases"] as? [Any])?.count ?? 0
    }

    /// Prints what does not agree and the line of counts; whether nothing was accepted that should fail, or left out.
    func printed() -> Bool {
        for outcome in [LimboVerdict.Outcome.skipped, .falseReject, .falseAccept] {
            for verdict in report.verdicts(outcome) { print(verdict) }
        }
        for name in report.unreadable { complain("\(name): the case cannot be read") }
        let judged = report.verdicts.count
        if judged != held { complain("the file holds \(held) cases, \(judged) were judged") }
        if held == 0 { complain("the file holds no cases") }
        print(report.summary)
        return report.verdicts(.falseAccept).isEmpty && judged == held && held > 0
    }
}
