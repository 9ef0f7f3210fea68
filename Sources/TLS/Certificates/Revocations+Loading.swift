package import Cryptography

extension Revocations {
    /// Takes in the revocation lists of a PEM file; `authorities` are those that the file may speak for.
    ///
    /// A list that cannot be used makes its issuer's clients refused, and a file that cannot be read those of all of
    /// `authorities`: nobody knows whom it would have revoked. The answer is what somebody must look at.
    package mutating func load(pem text: [UInt8], for authorities: [Certificate]) -> [RevocationAlarm] {
        let blocks: [PEM.Block]
        do throws(CryptographyError) { blocks = try PEM.blocks(in: text) } catch {
            return [block(authorities, "\(error)")]
        }
        guard !blocks.isEmpty else { return [block(authorities, "the file holds no list")] }
        return blocks.compactMap { load(der: $0.content, for: authorities) }
    }

    private mutating func load(der: [UInt8], for authorities: [Certificate]) -> RevocationAlarm? {
        guard let issuer = CertificateRevocationList.issuer(ofDER: der) else {
            return block(authorities, "the list cannot be read")
        }
        do {
            let list = try CertificateRevocationList(der: der)
            return try add(list, signedByOneOf: authorities)
        } catch {
            return block(authorities.filter { $0.subject == issuer }, "\(error)")
        }
    }

    private mutating func block(_ authorities: [Certificate], _ reason: String) -> RevocationAlarm {
        for authority in authorities { refuseAll(of: authority.publicKeyDigest) }
        return .unusable(issuers: authorities.map(\.subject), reason: reason)
    }
}
