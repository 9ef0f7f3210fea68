internal import Cryptography
internal import StrictJSON

/// One case of an x509-limbo file: what a verifier is given, and whether it should accept.
struct LimboCase {
    let id: String
    /// PEM texts of what is trusted.
    let anchors: [[UInt8]]
    /// PEM texts of what comes with the leaf.
    let intermediates: [[UInt8]]
    /// The PEM text of the leaf.
    let leaf: [UInt8]
    /// PEM texts of revocation lists.
    let revocationLists: [[UInt8]]
    /// Dotted identifiers that the leaf's extended key usage must have.
    let purposes: Set<String>
    let time: Timestamp
    /// Authorities between leaf and anchor.
    let depth: Int32
    /// Who the leaf should speak for, by kind, where it is a DNS name or an address.
    let peer: Peer?
    let features: Set<String>
    let succeeds: Bool

    enum Peer {
        case dns([UInt8])
        case address(String)
    }

    /// Nil when a member that is needed is missing or has an unknown form.
    init?(_ value: JSONValue, now: Timestamp) {
        guard let id = value["id"]?.string?.value,
            let anchors = Self.texts(value["trusted_certs"]),
            let intermediates = Self.texts(value["untrusted_intermediates"]),
            let leaf = value["peer_certificate"]?.string?.bytes,
            let lists = Self.texts(value["crls"]),
            let usages = Self.texts(value["extended_key_usage"]),
            let features = Self.texts(value["features"])
        else { return nil }
        self.id = id
        self.anchors = anchors
        self.intermediates = intermediates
        self.leaf = leaf
        revocationLists = lists
        self.features = Set(features.map { String(decoding: $0, as: UTF8.self) })
        var purposes: Set<String> = []
        for usage in usages {
            guard let purpose = Self.purposes[String(decoding: usage, as: UTF8.self)] else { return nil }
            purposes.insert(purpose)
        }
        self.purposes = purposes
        if let text = value["validation_time"]?.string?.value {
            guard let time = Timestamp(rfc3339: text) else { return nil }
            self.time = time
        } else {
            time = now
        }
        depth = value["max_chain_depth"]?.integer.map { Int32(clamping: $0) } ?? Self.unlimited
        peer = Self.peer(value["expected_peer_name"])
        switch value["expected_result"]?.string {
        case "SUCCESS": succeeds = true
        case "FAILURE": succeeds = false
        default: return nil
        }
    }

    /// Nothing and null are no texts; nil for anything but texts.
    private static func texts(_ value: JSONValue?) -> [[UInt8]]? {
        guard let value, !value.isNull else { return [] }
        guard let elements = value.array else { return nil }
        let texts = elements.compactMap(\.string?.bytes)
        return texts.count == elements.count ? texts : nil
    }

    private static func peer(_ value: JSONValue?) -> Peer? {
        guard let text = value?["value"]?.string else { return nil }
        return switch value?["kind"]?.string {
        case "DNS": .dns(text.bytes)
        case "IP": .address(text.value)
        default: nil
        }
    }

    /// What OpenSSL takes for no limit.
    private static let unlimited: Int32 = 100

    private static let purposes = [
        "anyExtendedKeyUsage": "2.5.29.37.0", "serverAuth": Certificate.serverAuthentication,
        "clientAuth": Certificate.clientAuthentication, "codeSigning": "1.3.6.1.5.5.7.3.3",
        "emailProtection": "1.3.6.1.5.5.7.3.4", "timeStamping": "1.3.6.1.5.5.7.3.8",
        "OCSPSigning": "1.3.6.1.5.5.7.3.9",
    ]
}
