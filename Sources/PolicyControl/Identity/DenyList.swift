package import Cryptography
package import Decisions
package import StrictJSON

/// Certificates and keys that are refused at once, whatever their chain says.
///
/// The file is `{"certificates": [...], "keys": [...]}`: SHA-256 digests in lowercase hexadecimal, of the
/// certificate's DER and of the SubjectPublicKeyInfo; and perhaps `"issuedBefore": [{"authority": KEY, "moment": TIME}]`.
/// Nothing else may stand in it.
package struct DenyList: Hashable, Sendable {
    /// Digests of certificates.
    package private(set) var certificates: Set<SHA256Digest>
    /// Digests of public keys, of clients or of authorities.
    package private(set) var keys: Set<SHA256Digest>
    /// For an authority's key, the moment before which what it issued is refused.
    package private(set) var issuedBefore: [SHA256Digest: Timestamp]

    /// A list of digests and moments.
    package init(
        certificates: Set<SHA256Digest> = [],
        keys: Set<SHA256Digest> = [],
        issuedBefore: [SHA256Digest: Timestamp] = [:]
    ) {
        self.certificates = certificates
        self.keys = keys
        self.issuedBefore = issuedBefore
    }

    /// Reads the file.
    package init(parsing bytes: [UInt8]) throws(JSONError) {
        try self.init(DenyList.object(bytes))
    }

    /// Whether a certificate is refused, by itself or by its key.
    package func denies(_ certificate: Certificate) -> Bool {
        certificates.contains(certificate.fingerprint) || keys.contains(certificate.publicKeyDigest)
    }

    /// Adds what is denied; of two moments of one authority the later counts.
    package mutating func deny(_ denial: Denial) {
        switch denial {
        case .certificate(let certificate): certificates.insert(certificate)
        case .key(let key): keys.insert(key)
        case .issuedBefore(let moment, let authority):
            issuedBefore[authority] = max(moment, issuedBefore[authority] ?? moment)
        }
    }

    /// Adds everything that another list denies.
    package mutating func formUnion(_ other: DenyList) { for denial in other.denials { deny(denial) } }

    /// What another list denies and this one does not, sorted.
    package func lacks(of other: DenyList) -> [Denial] {
        other.denials.filter { denial in
            var with = self
            with.deny(denial)
            return with != self
        }
    }

    private var denials: [Denial] {
        certificates.sorted { $0.hex < $1.hex }.map(Denial.certificate)
            + keys.sorted { $0.hex < $1.hex }.map(Denial.key)
            + issuedBefore.sorted { $0.key.hex < $1.key.hex }.map {
                .issuedBefore($0.value, authority: $0.key)
            }
    }

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
        issuedBefore = [:]
        guard let moments = object.optional("issuedBefore") else { return }
        guard let elements = moments.array else {
            throw object.fault(.wrongType, at: "issuedBefore", "an array was expected, found \(moments.kind)")
        }
        for element in elements {
            var reader = try ClosedObject(element, at: object.path(of: "issuedBefore"))
            deny(.issuedBefore(try reader.timestamp("moment"), authority: try reader.digest("authority")))
            try reader.finish()
        }
    }

    package var json: JSONObject {
        var object: JSONObject = [
            "certificates": .strings(certificates.map { ExactString($0.hex) }.sorted()),
            "keys": .strings(keys.map { ExactString($0.hex) }.sorted()),
        ]
        guard !issuedBefore.isEmpty else { return object }
        let moments = issuedBefore.sorted { $0.key.hex < $1.key.hex }.map { authority, moment -> JSONValue in
            ["authority": .digest(authority), "moment": .timestamp(moment)]
        }
        object.append("issuedBefore", .array(moments))
        return object
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
