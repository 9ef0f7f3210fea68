/// What a certificate's extensions say for the rules of RFC 5280 that go beyond a sound chain.
package struct CertificateExtensions: Sendable {
    /// The extensions in their order.
    package let marks: [Mark]

    /// The bits of the key usage as OpenSSL numbers them; nil when the extension is absent.
    package let keyUsage: UInt32?

    /// The name constraints; nil when absent or malformed.
    package let nameConstraints: NameConstraints?

    /// Whether the authority key identifier names the issuer's certificate instead of, or beside, its key.
    package let referencesIssuerCertificate: Bool

    /// The mailboxes among the alternative names, as written.
    package let mailNames: [[UInt8]]

    /// Whether both ends of the validity have the form that their year asks for (section 4.1.2.5).
    package let hasProperTimes: Bool

    /// Whether the subject is the empty sequence.
    package let hasEmptySubject: Bool

    /// One extension.
    package struct Mark: Hashable, Sendable {
        /// The dotted identifier.
        package let identifier: String
        /// Whether whoever does not understand it must refuse the certificate.
        package let isCritical: Bool
        /// Whether the value has the known form, to the last byte; true for extensions that OpenSSL does not know.
        package let isSound: Bool
    }

    /// The extension with a dotted identifier, or nil.
    package subscript(identifier: String) -> Mark? {
        marks.first { $0.identifier.utf8.elementsEqual(identifier.utf8) }
    }

    /// Whether the key may sign certificates; nil when the key usage is not limited.
    package var maySignCertificates: Bool? { keyUsage.map { $0 & 0x04 != 0 } }

    /// Whether the key may sign revocation lists; nil when the key usage is not limited.
    package var maySignRevocationLists: Bool? { keyUsage.map { $0 & 0x02 != 0 } }

    // The dotted identifiers of RFC 5280 that rules ask for.
    package static let subjectAlternativeName = "2.5.29.17"
    package static let nameConstraints = "2.5.29.30"
    package static let policyConstraints = "2.5.29.36"
    package static let extendedKeyUsage = "2.5.29.37"
    package static let authorityKeyIdentifier = "2.5.29.35"
    package static let subjectKeyIdentifier = "2.5.29.14"
    package static let basicConstraints = "2.5.29.19"
    package static let keyUsage = "2.5.29.15"
    package static let authorityInformationAccess = "1.3.6.1.5.5.7.1.1"
}
