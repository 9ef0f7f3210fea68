package import Cryptography
import Decisions
package import StrictJSON

/// What an authority keeps of a certificate that it issued.
package struct IssuedCertificate: Hashable, Sendable {
    /// The serial number in lowercase hexadecimal, without leading zeros.
    package let serial: ExactString
    /// What it is for.
    package let kind: CertificateKind
    /// The name that it was issued for: an organisation's, a host's, an authority's.
    package let name: ExactString
    /// Its URIs, DNS names and addresses, as people write them.
    package let names: [ExactString]
    /// SHA-256 of the certificate.
    package let fingerprint: SHA256Digest
    /// SHA-256 of its SubjectPublicKeyInfo.
    package let keyPin: SHA256Digest
    /// The first moment of validity.
    package let notBefore: Timestamp
    /// The last moment of validity.
    package let notAfter: Timestamp

    /// What is kept of a certificate.
    package init(_ certificate: Certificate, kind: CertificateKind, name: ExactString) {
        let alternatives = certificate.alternativeNames
        serial = ExactString(Hex.encode(certificate.serial))
        self.kind = kind
        self.name = name
        names =
            (alternatives.uris + alternatives.dns + alternatives.addresses.map(IPAddressText.text))
            .map { ExactString($0) }
        fingerprint = certificate.fingerprint
        keyPin = certificate.publicKeyDigest
        notBefore = certificate.notBefore
        notAfter = certificate.notAfter
    }
}

/// What a certificate is for.
package enum CertificateKind: String, ClosedVocabulary {
    /// An authority that signs itself.
    case root
    /// An authority below another.
    case issuing
    /// A TLS client: an organisation.
    case client
    /// A TLS server: a gate.
    case server

    /// Whether it issues others.
    package var isAuthority: Bool { self == .root || self == .issuing }
}

extension IssuedCertificate: JSONRecord {
    package init(reading object: inout ClosedObject) throws(JSONError) {
        serial = try object.serial("serial")
        kind = try object.word("kind")
        name = try object.string("name")
        names = try object.strings("names")
        fingerprint = try object.digest("fingerprint")
        keyPin = try object.digest("keyPin")
        notBefore = try object.timestamp("notBefore")
        notAfter = try object.timestamp("notAfter")
    }

    package var json: JSONObject {
        [
            "serial": .string(serial), "kind": kind.json, "name": .string(name), "names": .strings(names),
            "fingerprint": .digest(fingerprint), "keyPin": .digest(keyPin),
            "notBefore": .timestamp(notBefore), "notAfter": .timestamp(notAfter),
        ]
    }
}

extension ClosedObject {
    /// A serial number: 1 to 20 bytes in lowercase hexadecimal, the first not zero.
    mutating func serial(_ name: ExactString) throws(JSONError) -> ExactString {
        let text = try string(name)
        guard let bytes = Hex.decode(text.value), (1...20).contains(bytes.count), bytes[0] != 0 else {
            throw fault(.outOfRange, at: name, "`\(text)` is no serial number in hexadecimal")
        }
        return text
    }
}
