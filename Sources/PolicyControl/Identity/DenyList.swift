package import Cryptography
internal import Decisions
package import StrictJSON

/// Certificates and keys that are refused at once, whatever their chain says.
///
/// The file is `{"certificates": [...], "keys": [...]}`: SHA-256 digests in lowercase hexadecimal, of the
/// certificate's DER and of the SubjectPublicKeyInfo; nothing else may stand in it.
package struct DenyList: Hashable, Sendable {
    /// Digests of certificates.
    package private(set) var certificates: Set<SHA256Digest>
    /// Digests of public keys, of clients or of authorities.
    package private(set) var keys: Set<SHA256Digest>

    /// A list of digests.
    package init(certificates: Set<SHA256Digest> = [], keys: Set<SHA256Digest> = []) {
        self.certificates = certificates
        self.keys = keys
    }

    /// Reads the file.
    package init(parsing bytes: [UInt8]) throws(JSONError) {
        try self.init(DenyList.object(bytes))
    }

    /// Whether a certificate is refused, by itself or by its key.
    package func denies(_ certificate: Certificate) -> Bool {
        certificates.contains(certificate.fingerprint) || keys.contains(certificate.publicKeyDigest)
    }

    /// Adds a certificate.
    package mutating func deny(certificate: SHA256Digest) { certificates.insert(certificate) }

    /// Adds a public key.
    package mutating func deny(key: SHA256Digest) { keys.insert(key) }

    /// The file's content.
    package var file: [UInt8] { JSONValue.object(json).serialized() + [0x0A] }

    private static func object(_ bytes: [UInt8]) throws(JSONError) -> JSONObject {
        let value = try JSONValue.parse(bytes, limits: JSONLimits(maxBytes: 16 << 20))
        guard let object = value.object else {
            throw JSONError(.wrongType, path: "", message: "an object was expected, found \(value.kind)")
        }
        return object
    }
}

extension DenyList: JSONRecord {
    package init(reading object: inout ClosedObject) throws(JSONError) {
        certificates = Set(try object.digests("certificates"))
        keys = Set(try object.digests("keys"))
    }

    package var json: JSONObject {
        [
            "certificates": .strings(certificates.map { ExactString($0.hex) }.sorted()),
            "keys": .strings(keys.map { ExactString($0.hex) }.sorted()),
        ]
    }
}

/// What is known of the deny-list: an unreadable replacement refuses everybody it could have named.
package enum DenyListState: Hashable, Sendable {
    /// This list is in force.
    case readable(DenyList)
    /// The file could not be read or understood: every client is refused until it can.
    case unreadable(String)

    /// The state after reading the file's content, or failing to.
    package init(content: [UInt8]?, path: String) {
        guard let content else {
            self = .unreadable("\(path): the file cannot be read")
            return
        }
        do throws(JSONError) {
            self = .readable(try DenyList(parsing: content))
        } catch {
            self = .unreadable("\(path):\(error)")
        }
    }

    /// Whether a certificate is refused.
    package func denies(_ certificate: Certificate) -> Bool {
        switch self {
        case .readable(let list): list.denies(certificate)
        case .unreadable: true
        }
    }
}
