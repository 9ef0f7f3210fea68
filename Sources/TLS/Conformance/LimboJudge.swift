internal import Cryptography

/// Gives a case to the verifier as the handshake gives it a client's chain.
enum LimboJudge {
    /// The leaf of a chain that is accepted.
    static func accepted(_ limbo: LimboCase) throws(CertificateRefusal) -> Certificate {
        var anchors: [Certificate] = []
        for text in limbo.anchors {
            anchors += try reading { () throws(CryptographyError) in try Certificate.all(inPEM: text) }
        }
        let trust = ClientTrust(
            authorities: anchors,
            rules: LeafRules(purposes: limbo.purposes),
            revocations: RevocationSource(revocations(of: limbo, under: anchors))
        )
        var intermediates: [[UInt8]] = []
        for text in limbo.intermediates { intermediates.append(try der(text)) }
        return try ChainJudge.accepted(
            leaf: try der(limbo.leaf),
            intermediates: intermediates,
            trust: trust,
            depth: limbo.depth,
            at: limbo.time
        ).certificate
    }

    /// The case's lists, each loaded for the authorities that it may speak for.
    private static func revocations(
        of limbo: LimboCase,
        under anchors: [Certificate]
    ) -> Revocations {
        var revocations = Revocations()
        let others = limbo.intermediates.flatMap { (try? Certificate.all(inPEM: $0)) ?? [] }
        for text in limbo.revocationLists { _ = revocations.load(pem: text, for: anchors + others) }
        return revocations
    }

    /// The one certificate of a text, as a peer sends it.
    private static func der(_ text: [UInt8]) throws(CertificateRefusal) -> [UInt8] {
        let blocks = try reading { () throws(CryptographyError) in try PEM.blocks(in: text) }
        guard let der = blocks.first?.content, blocks.count == 1 else {
            throw CertificateRefusal(.malformed, "expected one certificate")
        }
        return der
    }

    private static func reading<R>(
        _ body: () throws(CryptographyError) -> R
    ) throws(CertificateRefusal) -> R {
        do throws(CryptographyError) { return try body() } catch {
            throw CertificateRefusal(.malformed, "\(error)")
        }
    }
}
