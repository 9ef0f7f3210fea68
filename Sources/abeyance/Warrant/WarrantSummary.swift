import Cryptography
import Decisions
import StrictJSON
import Warrants

/// What a token allows, in plain words, for a clerk to hold against the signed order.
struct WarrantSummary {
    private let claims: WarrantClaims

    /// The summary of a token's claims.
    init(_ claims: WarrantClaims) { self.claims = claims }

    /// The lines, the first of which says what to do with them.
    var lines: [String] {
        ["check each line against the signed order before the token leaves the court:"]
            + (search + validity + order).map { "  \(Printable.text($0, limit: 1_200))" }
    }

    private var search: [String] {
        let search = claims.search
        let operations = search.operations.map(\.name.value).joined(separator: ", ")
        var lines = [
            "\(claims.subject) may use \(operations)",
            "  at the gate whose log is \(claims.audience), and at no other",
            "  with the client certificate \(claims.certificate?.hex ?? "that was left out"), and with no other",
        ]
        if !search.collections.isEmpty {
            lines.append("  in the collections \(search.collections.map(\.value).joined(separator: ", "))")
        }
        if !search.targets.isEmpty { lines.append("  against \(Self.images(search.targets))") }
        switch search.subject {
        case .probes(let probes): lines.append("  with \(Self.images(probes)), and with no other picture")
        case .description(let digest):
            lines.append("  for the person in the description of SHA-256 \(digest.hex)")
        }
        lines.append(
            "  from \(search.imageSources.map(\.rawValue).joined(separator: ", ")), to \(search.purpose.rawValue)"
        )
        lines.append(
            search.mode == .live
                ? "  live, as people pass (continuing surveillance)" : "  in recordings, never live"
        )
        let similarity = JSONNumber(units: search.minimumSimilarity, places: 4).lexeme
        lines.append("  at a similarity of at least \(similarity)")
        lines.append(
            "  \(Self.times(search.maximumSearches)) in all, with at most \(search.maximumResults) results each"
        )
        return lines
    }

    private var validity: [String] {
        let days = (claims.expires.seconds - claims.notBefore.seconds + 86_399) / 86_400
        return [
            "from \(claims.notBefore) until \(claims.expires) (\(days == 1 ? "1 day" : "\(days) days"))",
            "revoked with index \(claims.statusIndex) of \(claims.statusList); the token's name is \(claims.tokenID)",
        ]
    }

    private var order: [String] {
        let order = claims.order
        var lines = [
            "by \(order.kind) of \(order.court) (\(order.jurisdiction)), docket \(order.docket), "
                + "judge \(order.judge) (\(order.judgeID))",
            "  standard \(order.standard); found: \(order.findings.isEmpty ? "nothing" : order.findings.map(\.value).joined(separator: ", "))",
            "  offence \(order.statute), \(order.offenceClass)",
            "  asked for by \(order.applicantName) (\(order.applicantID)) of \(order.applicantAgency)",
            "  the signed document has SHA-256 \(order.instrument.hex)",
            order.isSealed ? "  sealed: the docket is not shown to others" : "  not sealed",
        ]
        if let until = order.delayedNoticeUntil { lines.append("  notice is delayed until \(until)") }
        if let reference = order.emergencyReference { lines.append("  after the emergency \(reference)") }
        return lines
    }

    private static func images(_ digests: [SHA256Digest]) -> String {
        let list = digests.map(\.hex).joined(separator: ", ")
        return digests.count == 1
            ? "the one image of SHA-256 \(list)" : "the \(digests.count) images of SHA-256 \(list)"
    }

    private static func times(_ count: Int64) -> String { count == 1 ? "once" : "at most \(count) times" }
}
