/// Why a client certificate is not accepted, although the handshake itself was sound.
package struct CertificateRefusal: Error, Hashable, Sendable {
    /// The kind of refusal, for a program and for summaries.
    package let code: Code

    /// What was found, in plain words; lowercase, without a full stop.
    package let detail: String

    /// The kinds of refusal; the raw values are written to the log.
    package enum Code: String, Hashable, Sendable, CaseIterable {
        /// No chain leads to an authority of the current generation.
        case untrustedAuthority = "untrusted_authority"
        /// The certificate, or one above it, is past its notAfter.
        case expired
        /// The certificate, or one above it, is before its notBefore.
        case notYetValid = "not_yet_valid"
        /// The chain is unsound in another way: a bad signature, a broken constraint, too weak a digest.
        case unsoundChain = "unsound_chain"
        /// The certificate cannot be read.
        case malformed
        /// The leaf is itself an authority.
        case authorityAsClient = "authority_as_client"
        /// The leaf is X.509 version 1 or 2.
        case oldVersion = "old_version"
        /// The extended key usage is absent, empty, or without clientAuth.
        case noClientUsage = "no_client_usage"
        /// The URI is the identity, and there is not exactly one.
        case uriNames = "uri_names"
        /// The key is below RSA 2048 or P-256, or of another kind.
        case weakKey = "weak_key"
        /// The serial number is zero, negative, or longer than 20 bytes.
        case badSerial = "bad_serial"
        /// An extension is there twice, malformed, in the wrong place, or critical when it must not be or the reverse.
        case badExtension = "bad_extension"
        /// A key identifier is missing or names the wrong key.
        case keyIdentifier = "key_identifier"
        /// An alternative name does not have the form of its kind.
        case badName = "bad_name"
        /// A name lies outside what an authority above may certify, or such a limit is malformed.
        case nameConstraint = "name_constraint"
        /// The validity is written in the wrong form.
        case badValidity = "bad_validity"
        /// A revocation list of the issuer names the certificate, or one above it.
        case revoked
        /// The issuer's revocation list is past its nextUpdate.
        case revocationStale = "revocation_stale"
        /// The issuer's revocation list cannot be used, so that nobody knows whom it revokes.
        case revocationUnreadable = "revocation_unreadable"
        /// A deny-list names the certificate or its key.
        case denied
        /// The certificate was issued before the moment from which its issuer's certificates count.
        case issuedTooEarly = "issued_too_early"
    }

    package init(_ code: Code, _ detail: String) {
        self.code = code
        self.detail = detail
    }
}

extension CertificateRefusal: CustomStringConvertible {
    /// The code and the detail.
    package var description: String { "\(code.rawValue): \(detail)" }
}
