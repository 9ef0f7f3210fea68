/// Why a context could not be built, or a connection not be carried on.
package struct TLSError: Error, Hashable, Sendable {
    /// What went wrong, for a program to tell cases apart.
    package let code: Code

    /// The place first, then what was expected or found; lowercase, without a full stop.
    package let detail: String

    /// The kinds of failure.
    package enum Code: String, Hashable, Sendable {
        /// A file could not be read.
        case unreadable
        /// A certificate, or a chain of them, cannot be used.
        case certificate
        /// A private key cannot be used, or does not belong to the certificate.
        case privateKey = "private_key"
        /// An authority's certificate is not one.
        case authority
        /// A revocation list is not signed by a known authority, or says nothing about its end.
        case revocationList = "revocation_list"
        /// OpenSSL refused a setting.
        case setting
        /// A handshake was refused or failed.
        case handshake
        /// The connection broke, or was used after its end.
        case connection
    }

    package init(_ code: Code, _ detail: String) {
        self.code = code
        self.detail = detail
    }
}

extension TLSError: CustomStringConvertible {
    /// The detail, which is a sentence of its own.
    package var description: String { detail }
}
