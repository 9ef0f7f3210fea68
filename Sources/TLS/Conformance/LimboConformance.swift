package import Cryptography
package import StrictJSON

/// Judges every case of an x509-limbo file with the verifier of the handshake and compares with what the file expects.
///
/// The identity rule is off, and peer names decide nothing; purposes, time, depth and revocation lists are the case's own. A
/// case whose chain is accepted although its DNS or IP names would refuse it is skipped: there a name alone decides.
package struct LimboConformance: Sendable {
    /// The cases that could be read, in the file's order.
    package let verdicts: [LimboVerdict]

    /// What could not be read of the others.
    package let unreadable: [String]

    /// Runs a file; cases that name no time are judged at `now`.
    ///
    /// Throws when the file itself cannot be read.
    package init(parsing bytes: [UInt8], now: Timestamp) throws(JSONError) {
        let limits = JSONLimits(maxBytes: 512 << 20, maxMembers: 10_000_000)
        let file = try JSONValue.parse(bytes, limits: limits)
        var object = try ClosedObject(file)
        var verdicts: [LimboVerdict] = []
        var unreadable: [String] = []
        for (index, value) in try object.array("testcases").enumerated() {
            guard let limbo = LimboCase(value, now: now) else {
                unreadable.append("#\(index) \(value["id"]?.string?.value ?? "")")
                continue
            }
            verdicts.append(LimboVerdict(limbo))
        }
        self.verdicts = verdicts
        self.unreadable = unreadable
    }

    /// The cases with one outcome.
    package func verdicts(_ outcome: LimboVerdict.Outcome) -> [LimboVerdict] {
        verdicts.filter { $0.outcome == outcome }
    }

    /// The line of counts.
    package var summary: String {
        let skipped = verdicts(.skipped)
        let reasons = LimboVerdict.nameReasons.compactMap { reason in
            let count = skipped.count { $0.detail.utf8.elementsEqual(reason.utf8) }
            return count == 0 ? nil : "\(count) \(reason)"
        }
        return "limbo: \(verdicts.count) cases, \(verdicts(.agrees).count) agree, "
            + "\(verdicts(.falseAccept).count) false accepts, \(verdicts(.falseReject).count) false rejects, "
            + "\(skipped.count) skipped (\(reasons.isEmpty ? "none" : reasons.joined(separator: ", ")))"
    }
}

/// One case as it was judged.
package struct LimboVerdict: Hashable, Sendable {
    /// The case's name in the file.
    package let id: String

    /// How the verdict compares with the file's.
    package let outcome: Outcome

    /// The refusal, `accepted`, or which name decides.
    package let detail: String

    /// How a verdict compares.
    package enum Outcome: Hashable, Sendable {
        /// As the file expects.
        case agrees
        /// Accepted, and the file expects a failure.
        case falseAccept
        /// Refused, and the file expects success.
        case falseReject
        /// Accepted, and a DNS or IP name alone decides the rest.
        case skipped
    }

    init(_ limbo: LimboCase) {
        id = limbo.id
        do throws(CertificateRefusal) {
            let leaf = try LimboJudge.accepted(limbo)
            if let name = LimboNames.reason(against: leaf, in: limbo) {
                outcome = .skipped
                detail = name
            } else {
                outcome = limbo.succeeds ? .agrees : .falseAccept
                detail = "accepted"
            }
        } catch {
            outcome = limbo.succeeds ? .falseReject : .agrees
            detail = error.description
        }
    }

    /// Why cases are skipped, in the order of the line of counts.
    package static let nameReasons = [
        LimboNames.otherPeer, LimboNames.commonName, LimboNames.publicSuffix,
    ]
}

extension LimboVerdict: CustomStringConvertible {
    /// Such as `false accept: webpki::ca-as-leaf: accepted`.
    package var description: String {
        let kind =
            switch outcome {
            case .agrees: "agrees"
            case .falseAccept: "false accept"
            case .falseReject: "false reject"
            case .skipped: "skipped"
            }
        return "\(kind): \(id): \(detail)"
    }
}
