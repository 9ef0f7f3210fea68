import Cryptography
import StrictJSON
import Warrants

/// A court of a trust list in lines for people, and what keeps its warrants from being verified.
struct DescribedCourt {
    /// The court, indented below its URI.
    let lines: [String]
    /// What is wrong now; empty when its warrants can be verified.
    let problems: [String]

    /// Describes a court as it stands at a moment.
    init(_ court: TrustedIssuer, statuses: StatusLists, now: Timestamp) {
        var lines = [court.title.map { "\(court.uri)  \($0)" } ?? "\(court.uri)"]
        var problems: [String] = []
        lines.append("  orders   \(Self.words(court.kinds, any: "of every kind"))")
        lines.append("  for      \(Self.words(court.jurisdictions, any: "every place"))")
        for key in court.keys {
            let use = key.use == .warrants ? "warrants" : "status lists only"
            let fingerprint = "\(key.publicKey.digest)".prefix(16)
            lines.append(
                "  key      \(key.keyID), \(key.publicKey.algorithm.rawValue), for \(use), SHA-256 \(fingerprint)…, \(Self.validity(key, now))"
            )
        }
        if !court.keys.contains(where: { $0.use == .warrants && $0.isValid(at: now) }) {
            problems.append("\(court.uri): no key for warrants counts now: its warrants are refused")
        }
        if let key = court.statusKey {
            lines.append("  status   lists signed by \(key.keyID)")
            if !key.isValid(at: now) {
                problems.append(
                    "\(court.uri): the key `\(key.keyID)` for status lists does not count now: its warrants are refused"
                )
            }
        } else {
            lines.append("  status   not checked: a revoked warrant counts until it expires")
        }
        for (_, list) in statuses.all.filter({ $0.issuer == court.uri }) {
            let end = list.issuedAt.adding(seconds: 86_400)
            lines.append(
                "  list     \(list.uri), \(list.revokedCount) of \(list.count) not valid, issued \(list.issuedAt)"
            )
            if now > min(end, list.expires ?? end) {
                problems.append("\(court.uri): the list \(list.uri) is too old: its warrants are refused")
            }
        }
        self.lines = lines
        self.problems = problems
    }

    private static func words(_ competence: TrustedIssuer.Competence, any: String) -> String {
        switch competence {
        case .any: any
        case .only(let values): values.map(\.value).joined(separator: ", ")
        }
    }

    private static func validity(_ key: CourtKey, _ now: Timestamp) -> String {
        if let start = key.notBefore, now < start { return "counts only from \(start)" }
        guard let end = key.expires else { return "counts without an end" }
        return now < end ? "counts until \(end)" : "counted until \(end)"
    }
}
