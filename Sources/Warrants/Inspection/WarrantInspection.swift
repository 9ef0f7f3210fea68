internal import Cryptography
import Decisions
import StrictJSON

/// What a token says, for people to read; nothing of it is verified, and every rendering says so.
package struct WarrantInspection: Sendable {
    /// The lines, the first of which says that nothing is verified.
    package let lines: [String]

    /// Reads as much of a token as can be read; every fault is a line of its own.
    package init(_ token: [UInt8]) {
        var lines = ["not verified: nothing here is known to come from a court"]
        lines.append("token      \(token.count) bytes, SHA-256 \(SHA256Digest.of(token).hex)")
        if let parts = CompactToken(token) {
            lines += Self.header(parts.header)
            lines += Self.payload(parts.payload)
            lines.append("signature  \(parts.signature.count) bytes")
        } else {
            lines.append("fault      expected three parts of base64url without padding")
        }
        self.lines = lines
    }

    private static func header(_ bytes: [UInt8]) -> [String] {
        do {
            let header = try TokenHeader(parsing: bytes)
            var lines = ["algorithm  \(header.algorithm?.rawValue ?? "not one of ES256, ES384 and Ed25519")"]
            lines.append("key        \(shown(header.keyID))")
            lines.append("type       \(shown(header.type))")
            if !header.isClosed {
                lines.append("fault      the header has members besides `alg`, `kid` and `typ`")
            }
            return lines
        } catch {
            return [fault(error)]
        }
    }

    private static func payload(_ bytes: [UInt8]) -> [String] {
        do {
            return try describe(WarrantClaims(payload: bytes))
        } catch {
            guard let json = try? JSONValue.parse(bytes) else { return [fault(error)] }
            let text = String(decoding: json.serialized(), as: UTF8.self)
            return [fault(error), "payload    \(Printable.text(text, limit: 4_096))"]
        }
    }

    private static func describe(_ claims: WarrantClaims) -> [String] {
        let order = claims.order
        var lines = [
            "issuer     \(shown(claims.issuer))",
            "warrant    \(shown(claims.tokenID))",
            "subject    \(shown(claims.subject))",
            "audience   \(shown(claims.audience))",
            "issued     \(claims.issuedAt)",
            "valid      \(claims.notBefore) to \(claims.expires)",
            "certified  \(claims.certificate.map { "client certificate \($0.hex)" } ?? "no client certificate")",
            "status     index \(claims.statusIndex) of \(shown(claims.statusList))",
            "order      \(order.kind), \(shown(order.court)), \(order.jurisdiction)",
            "standard   \(order.standard)\(order.findings.map { ", \($0)" }.joined())",
            "offence    \(shown(order.statute)), \(order.offenceClass)",
            "document   SHA-256 \(order.instrument.hex)",
        ]
        if order.isSealed {
            lines.append("docket     sealed")
        } else {
            lines.append("docket     \(shown(order.docket)), \(shown(order.judge)) (\(shown(order.judgeID)))")
            lines.append(
                "applicant  \(shown(order.applicantName)) (\(shown(order.applicantID))), \(shown(order.applicantAgency))"
            )
        }
        if let until = order.delayedNoticeUntil { lines.append("notice     delayed until \(until)") }
        if let reference = order.emergencyReference {
            lines.append("emergency  follows \(shown(reference))")
        }
        return lines + describe(claims.search)
    }

    private static func describe(_ search: AuthorizedSearch) -> [String] {
        var lines = ["allows     \(search.operations.map(\.description).joined(separator: ", "))"]
        if !search.collections.isEmpty {
            lines.append("in         \(search.collections.map(\.value).joined(separator: ", "))")
        }
        lines += search.targets.map { "target     SHA-256 \($0.hex)" }
        lines.append("purpose    \(search.purpose.rawValue)")
        lines.append("sources    \(search.imageSources.map(\.rawValue).joined(separator: ", "))")
        lines.append("mode       \(search.mode.rawValue)")
        switch search.subject {
        case .probes(let probes): lines += probes.map { "probe      SHA-256 \($0.hex)" }
        case .description(let digest): lines.append("described  SHA-256 \(digest.hex)")
        }
        lines.append("similarity at least \(JSONNumber(units: search.minimumSimilarity, places: 4).lexeme)")
        lines.append(
            "searches   at most \(search.maximumSearches), each with at most \(search.maximumResults) results"
        )
        return lines
    }

    /// What is wrong, which may quote the token.
    private static func fault(_ error: WarrantFault) -> String {
        "fault      \(Printable.text(error.explanation, limit: 1_000))"
    }

    private static func shown(_ text: ExactString?) -> String {
        text.map { Printable.text($0.value) } ?? "absent"
    }
}
