/// An X.509 certificate, read once; every extension that decides here is either absent, well formed, or a refusal.
///
/// Reading proves nothing: who signed it, whether it is in time and what it may do are questions for whoever holds it.
package struct Certificate: Sendable {
    /// The exact bytes.
    package let der: [UInt8]

    /// SHA-256 of the DER, as `cnf.x5t#S256` and the deny-list name a certificate.
    package let fingerprint: SHA256Digest

    /// The version as people say it: 1, 2 or 3.
    package let version: Int

    /// The magnitude of the serial number, big-endian, without leading zeros; empty for zero.
    package let serial: [UInt8]

    /// Whether the serial number is below zero, which RFC 5280 forbids.
    package let isSerialNegative: Bool

    /// The subject's name.
    package let subject: DistinguishedName

    /// The issuer's name.
    package let issuer: DistinguishedName

    /// The first moment of validity.
    package let notBefore: Timestamp

    /// The last moment of validity.
    package let notAfter: Timestamp

    /// The subject public key info in DER, of whatever kind the key is.
    package let subjectPublicKeyInfo: [UInt8]

    /// What kind of key it is and how strong.
    package let keyDescription: KeyDescription

    /// The names of the subject that software compares.
    package let alternativeNames: AlternativeNames

    /// Whether basic constraints say `CA:TRUE`.
    package let isAuthority: Bool

    /// How many authorities may follow below this one; nil when it is not limited.
    package let pathLength: Int?

    /// Dotted object identifiers of the extended key usage; nil when the extension is absent.
    package let extendedKeyUsage: Set<String>?

    /// The subject key identifier; nil when absent.
    package let subjectKeyIdentifier: [UInt8]?

    /// The key identifier of the issuer; nil when absent.
    package let authorityKeyIdentifier: [UInt8]?

    /// What the extensions say for the rules of a whole chain.
    package let extensions: CertificateExtensions

    /// SHA-256 of the subject public key info, as pins name a key.
    package var publicKeyDigest: SHA256Digest { .of(subjectPublicKeyInfo) }

    /// Every URI among the alternative names, in order.
    package var uriNames: [String] { alternativeNames.uris }

    /// A `CERTIFICATE` block.
    package var pem: [UInt8] { PEM.encode(label: Self.label, der) }

    /// Every certificate of a PEM text, in order; throws for any other kind of block, and when there is none.
    package static func all(inPEM text: [UInt8]) throws(CryptographyError) -> [Certificate] {
        var certificates: [Certificate] = []
        for block in try PEM.blocks(in: text) {
            guard block.label.utf8.elementsEqual(label.utf8) else {
                throw CryptographyError(.malformedPEM, "expected `CERTIFICATE`, found `\(block.label)`")
            }
            certificates.append(try Certificate(der: block.content))
        }
        guard !certificates.isEmpty else {
            throw CryptographyError(.malformedPEM, "expected a `CERTIFICATE` block")
        }
        return certificates
    }

    /// Whether a moment lies within the validity, both ends included.
    package func isValid(at time: Timestamp) -> Bool {
        notBefore <= time && time < notAfter.adding(seconds: 1)
    }

    /// The dotted identifier of TLS client authentication.
    package static let clientAuthentication = "1.3.6.1.5.5.7.3.2"
    /// The dotted identifier of TLS server authentication.
    package static let serverAuthentication = "1.3.6.1.5.5.7.3.1"

    static let label = "CERTIFICATE"
}

extension Certificate: Hashable {
    package static func == (left: Certificate, right: Certificate) -> Bool {
        left.fingerprint == right.fingerprint
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(fingerprint) }
}

extension Certificate: CustomStringConvertible {
    /// The subject and the beginning of the fingerprint.
    package var description: String { "\(subject) (\(fingerprint.hex.prefix(16)))" }
}
