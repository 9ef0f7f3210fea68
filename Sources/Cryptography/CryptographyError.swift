/// Why a cryptographic object could not be read, made or used.
package struct CryptographyError: Error, Hashable, Sendable {
    /// What went wrong, for a program to tell cases apart.
    package let code: Code

    /// What was expected or found, in plain words; lowercase, without a full stop.
    package let detail: String

    /// The kinds of failure.
    package enum Code: String, Sendable, Hashable {
        case malformedPEM = "malformed_pem"
        case malformedKey = "malformed_key"
        case unsupportedKey = "unsupported_key"
        case weakKey = "weak_key"
        case malformedCertificate = "malformed_certificate"
        case malformedRevocationList = "malformed_revocation_list"
        case issuance = "issuance_failed"
        case signing = "signing_failed"
        case randomUnavailable = "random_unavailable"
        case encryption = "encryption_failed"
        case decryption = "decryption_failed"
        case providerMissing = "provider_missing"
    }

    package init(_ code: Code, _ detail: String) {
        self.code = code
        self.detail = detail
    }
}

extension CryptographyError: CustomStringConvertible {
    /// The detail, which is a sentence of its own.
    package var description: String { detail }
}
